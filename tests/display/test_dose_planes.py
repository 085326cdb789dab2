from __future__ import annotations

import pytest
from pydicom import dcmread
from pydicom.data import get_testdata_file
from pydicom.dataset import Dataset

from dicomwidgets.display.dose_planes import plane_offset, plane_offsets
from dicomwidgets.display.parameters import describe

AXIAL = [1, 0, 0, 0, 1, 0]
PRONE_FEET_UP = [1, 0, 0, 0, -1, 0]


def grid(offsets: list[float], frames: int) -> Dataset:
    dataset = Dataset()
    dataset.NumberOfFrames = frames
    dataset.GridFrameOffsetVector = offsets
    return dataset


def test_every_plane_of_a_dose_grid_has_its_own_position() -> None:
    dataset = dcmread(get_testdata_file("rtdose.dcm", download=False))
    places = [describe(dataset, frame)["geometry"]["position"] for frame in (0, 1, 14)]
    assert places == [pytest.approx([189.43125, 199.43125, z]) for z in (-761.87, -756.87, -691.87)]


def test_offsets_that_do_not_fit_are_not_used() -> None:
    assert plane_offsets(grid([0, 5, 10], 3)) == [0, 5, 10]
    assert plane_offsets(grid([0, 5, 10], 4)) is None
    assert plane_offsets(Dataset()) is None


def test_offsets_from_zero_follow_the_normal_and_positions_the_patient() -> None:
    assert plane_offset([0, 5], 1, AXIAL) == (0, 0, 5)
    assert plane_offset([0, 5], 1, PRONE_FEET_UP) == (0, 0, -5)
    assert plane_offset([-100, -95], 1, PRONE_FEET_UP) == (0, 0, 5)
