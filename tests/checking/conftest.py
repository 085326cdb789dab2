"""A sample without a fault, into which the tests build one each."""

from __future__ import annotations

from copy import deepcopy
from typing import TYPE_CHECKING

import pytest

from dicomwidgets import samples

if TYPE_CHECKING:
    from pydicom.dataset import Dataset


@pytest.fixture(scope="session")
def _slice() -> Dataset:
    return samples.ct(1, 32)[0]


@pytest.fixture
def clean(_slice: Dataset) -> Dataset:
    """Return a CT slice, the test's own, in which `check` finds nothing."""
    return deepcopy(_slice)
