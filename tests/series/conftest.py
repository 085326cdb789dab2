"""Small series to group and sort."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from dicomwidgets import samples

if TYPE_CHECKING:
    from collections.abc import Callable

    from pydicom.dataset import Dataset


@pytest.fixture
def stack() -> Callable[..., list[Dataset]]:
    """Return a maker of small CT series whose elements can be set for all slices."""

    def make(count: int = 5, **values: Any) -> list[Dataset]:
        datasets = samples.ct(count, 16)
        for dataset in datasets:
            for keyword, value in values.items():
                setattr(dataset, keyword, value)
        return datasets

    return make
