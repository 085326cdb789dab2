from __future__ import annotations

import pytest
from pydicom import dcmread
from pydicom.data import get_testdata_file

from dicomwidgets import samples
from dicomwidgets.series.frame_order import frame_order, frame_planes


def test_frames_stored_against_the_normal_are_turned() -> None:
    assert frame_order(frame_planes(samples.multiframe(6, 16), 6)) == (5, 4, 3, 2, 1, 0)


def test_frames_at_one_place_keep_the_files_order_and_have_their_places() -> None:
    dataset = samples.multiframe(4, 16)
    groups = dataset.PerFrameFunctionalGroupsSequence
    groups[2].PlanePositionSequence = groups[1].PlanePositionSequence
    planes = frame_planes(dataset, 4)
    assert frame_order(planes) is None
    assert planes is not None
    assert planes.distances[2] == planes.distances[1] != planes.distances[3]


def test_frames_of_two_orientations_keep_the_files_order() -> None:
    dataset = samples.multiframe(4, 16)
    turned = samples.multiframe(1, 16).SharedFunctionalGroupsSequence[0].PlaneOrientationSequence
    turned[0].ImageOrientationPatient = ["1", "0", "0", "0", "0", "-1"]
    dataset.PerFrameFunctionalGroupsSequence[3].PlaneOrientationSequence = turned
    assert frame_order(frame_planes(dataset, 4)) is None


@pytest.mark.parametrize("broken", ["ImagePositionPatient", "PlanePositionSequence"])
def test_a_frame_without_position_keeps_the_files_order(broken: str) -> None:
    dataset = samples.multiframe(4, 16)
    groups = dataset.PerFrameFunctionalGroupsSequence[2]
    place = groups if broken == "PlanePositionSequence" else groups.PlanePositionSequence[0]
    delattr(place, broken)
    assert frame_order(frame_planes(dataset, 4)) is None


def test_fewer_groups_than_frames_keep_the_files_order() -> None:
    assert frame_order(frame_planes(samples.multiframe(4, 16), 5)) is None
    assert frame_order(frame_planes(samples.us_color(), 2)) is None


def test_planes_of_a_dose_grid_are_sorted_by_their_offsets() -> None:
    dataset = dcmread(get_testdata_file("rtdose.dcm", download=False))
    assert frame_order(frame_planes(dataset, 15)) == tuple(range(15))
    dataset.GridFrameOffsetVector = [-5.0 * k for k in range(15)]
    assert frame_order(frame_planes(dataset, 15)) == tuple(reversed(range(15)))
