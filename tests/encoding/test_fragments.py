from __future__ import annotations

from io import BytesIO

import pytest
from pydicom.encaps import encapsulate

from dicomwidgets.encoding.fragments import Fragment, basic_offsets, fragments_between

END = b"\xfe\xff\xdd\xe0\0\0\0\0"
VALUE = encapsulate([b"frame one!", b"two!"])


def test_the_table_and_what_follows_it() -> None:
    offsets, first = basic_offsets(BytesIO(b"head" + VALUE), 4)
    assert list(offsets) == [0, 18]
    assert first == 4 + 8 + 8
    assert basic_offsets(BytesIO(encapsulate([b"xx"], has_bot=False)), 0) == ((), 8)


@pytest.mark.parametrize("cut", [0, 3, 8, 11])
def test_a_table_that_is_not_there_whole_is_none(cut: int) -> None:
    assert basic_offsets(BytesIO(VALUE[:cut]), 0)[0] == ()


def test_items_lie_one_after_the_other() -> None:
    items = [Fragment(24, 10), Fragment(42, 4)]
    assert fragments_between(BytesIO(VALUE + END), 16) == (items, True, False)
    assert fragments_between(BytesIO(VALUE + END), 16, 34) == (items[:1], True, False)
    assert fragments_between(BytesIO(VALUE + END), 16, 33) == (items[:1], False, False)
    assert fragments_between(BytesIO(VALUE), 16) == (items, False, True)
    assert fragments_between(BytesIO(VALUE[:-1]), 16) == (items[:1], False, True)


def test_what_is_no_item_ends_them() -> None:
    assert fragments_between(BytesIO(VALUE + b"no item here"), 16).items[-1] == (42, 4)
    assert fragments_between(BytesIO(b"no item here"), 0) == ([], False, False)
