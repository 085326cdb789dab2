"""What the tests of the walk look at."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable

    from dicomwidgets.encoding.walk import FileMap


def _accounts_for_every_byte(found: FileMap) -> None:
    place = 0
    spans = list(found.spans)
    for index, span in enumerate(spans):
        assert span.offset == place
        assert span.offset <= span.own_stop <= span.stop <= found.size
        parent = spans[span.parent] if span.parent >= 0 else None
        assert span.parent < index
        assert span.depth == (parent.depth + 1 if parent else 0)
        if parent:
            assert parent.value <= span.offset
            assert span.stop <= parent.stop
        place = span.own_stop
    assert place == found.size


@pytest.fixture
def accounts_for_every_byte() -> Callable[[FileMap], None]:
    """Return what checks that spans follow each other without gap and stay in their parents."""
    return _accounts_for_every_byte
