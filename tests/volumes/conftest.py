"""Small stacks with true geometry, to be damaged."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
from pydicom.uid import generate_uid

from dicomwidgets import samples

if TYPE_CHECKING:
    from collections.abc import Callable

    from pydicom.dataset import Dataset


@pytest.fixture
def stack() -> Callable[..., list[Dataset]]:
    """Return a maker of CT slices 2 mm apart, each full of its number, −1,000 HU and up."""

    def make(count: int = 6, size: int = 8, **values: Any) -> list[Dataset]:
        datasets = samples.ct(count, size)
        for number, dataset in enumerate(datasets):
            dataset.ImagePositionPatient = [-10.0, -20.0, 30.0 + 2 * number]
            dataset.PixelSpacing, dataset.SliceThickness = [0.5, 0.75], 2
            dataset.InstanceNumber = number + 1
            dataset.SOPInstanceUID = generate_uid()
            dataset.PixelData = np.full((size, size), 24 + number, np.uint16).tobytes()
            for keyword, value in values.items():
                setattr(dataset, keyword, value)
        return datasets

    return make
