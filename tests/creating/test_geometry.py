"""Where slices lie is written right, or refused with words."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import nibabel
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from support.created import LPS, TURN, noise

import dicomwidgets as dw
from dicomwidgets import samples
from dicomwidgets.errors import ArgumentError, CreateError

if TYPE_CHECKING:
    from pathlib import Path

VOXELS = noise("i2", 4, 5, 7)


def test_a_volume_comes_back_voxel_for_voxel() -> None:
    for make in (samples.ct, samples.mr):
        volume = dw.volume(make(5, 16))
        back = dw.volume(dw.create(volume).datasets)
        np.testing.assert_allclose(back.affine, volume.affine, atol=1e-6)
        np.testing.assert_array_equal(back.array, volume.array)
        assert back.modality == volume.modality
        assert back.frame_of_reference == volume.frame_of_reference
        assert back.unit == volume.unit


@pytest.mark.parametrize("kind", ["CT", "MR", "SC"])
@settings(max_examples=15)
@given(
    turn=st.tuples(*[st.floats(-1, 1)] * 4).filter(lambda q: sum(x * x for x in q) > 0.1),
    spacing=st.tuples(*[st.floats(0.1, 9)] * 3),
    origin=st.tuples(*[st.floats(-500, 500)] * 3),
)
def test_every_straight_affine_comes_back(
    kind: Any, turn: tuple[float, ...], spacing: tuple[float, ...], origin: tuple[float, ...]
) -> None:
    w, x, y, z = np.array(turn) / np.linalg.norm(turn)
    rotation = np.array(
        [
            [1 - 2 * (y * y + z * z), 2 * (x * y - z * w), 2 * (x * z + y * w)],
            [2 * (x * y + z * w), 1 - 2 * (x * x + z * z), 2 * (y * z - x * w)],
            [2 * (x * z - y * w), 2 * (y * z + x * w), 1 - 2 * (x * x + y * y)],
        ]
    )
    affine = np.eye(4)
    affine[:3, :3] = rotation[:, [2, 1, 0]] * spacing
    affine[:3, 3] = origin
    made = dw.create(VOXELS, kind=kind, affine=affine).datasets
    by_hand = np.array([[float(v) for v in each.ImagePositionPatient] for each in made])
    expected = affine[:3, 3] + np.arange(4)[:, None] * affine[:3, 0]
    np.testing.assert_allclose(by_hand, expected, atol=1e-8)
    assert dw.volume(made).array.shape == VOXELS.shape


def test_a_mirrored_affine_puts_every_voxel_where_it_says() -> None:
    """The array is left-handed: readers that sort along the normal turn it round."""
    affine = LPS @ np.diag([-1, 1, 1, 1])
    back = dw.volume(dw.create(VOXELS, kind="CT", affine=affine).datasets)
    for index in np.ndindex(VOXELS.shape):
        place = affine @ (*index, 1)
        at = np.rint(np.linalg.inv(back.affine) @ place)[:3].astype(int)
        assert back.array[tuple(at)] == VOXELS[index]


def test_nifti_keeps_its_place_in_the_world(tmp_path: Path) -> None:
    affine = TURN @ np.diag([-0.7, 0.8, 2.5, 1])
    affine[:3, 3] = -10, 20, 30
    nibabel.save(nibabel.Nifti1Image(noise("i2", 4, 5, 6), affine), tmp_path / "a.nii.gz")
    made = dw.create(tmp_path / "a.nii.gz", kind="MR")
    back = dw.volume(made.datasets).to_nibabel()
    given = nibabel.load(tmp_path / "a.nii.gz")
    for index in np.ndindex(given.shape):
        place = affine @ (*index, 1)
        at = np.rint(np.linalg.inv(back.affine) @ place)[:3].astype(int)
        assert back.dataobj[tuple(at)] == given.dataobj[index]


def test_spacing_alone_is_axial_and_says_so() -> None:
    made = dw.create(VOXELS, kind="CT", spacing=(2.5, 0.8, 0.7), thickness=2)
    last = made[-1]
    assert last.ImageOrientationPatient == [1, 0, 0, 0, 1, 0]
    assert last.ImagePositionPatient == [0, 0, 7.5]
    assert last.PixelSpacing == [0.8, 0.7]
    assert (last.SliceThickness, last.SpacingBetweenSlices) == (2, 2.5)
    assert [note.split(":")[0] for note in made.notes] == [
        "Nothing says how the slices are turned",
        "Nothing says where the first slice lies",
    ]


def test_a_capture_keeps_a_spacing_in_the_plane() -> None:
    made = dw.create(noise("u1", 5, 7), spacing=0.25).dataset
    assert made.PixelSpacing == [0.25, 0.25]
    assert "ImagePositionPatient" not in made


SHEARED = LPS @ np.array([[1, 0, 0, 0], [0, 1, 0.1, 0], [0, 0, 1, 0], [0, 0, 0, 1.0]])
LEANING = LPS @ np.array([[1, 0, 0, 0], [0.1, 1, 0, 0], [0, 0, 1, 0], [0, 0, 0, 1.0]])
FLAT = np.array([[0, 0, 1, 0], [1, 1, 0, 0], [0, 0, 0, 0], [0, 0, 0, 1.0]])
BY_PARTS = {"spacing": (2, 1, 1)}


@pytest.mark.parametrize(
    ("keywords", "reason"),
    [
        ({"affine": SHEARED}, r"Rows and columns are at 8[0-9.]+°"),
        ({"affine": LEANING}, r"lean by 1\.83°"),
        ({"affine": FLAT}, "into one plane"),
        ({"affine": np.zeros((4, 4))}, "affine is none"),
        ({"affine": np.eye(3)}, "4 × 4 finite"),
        ({"affine": LPS * np.nan}, "4 × 4 finite"),
        ({"affine": LPS, "spacing": 1}, "already"),
        ({}, "says where it lies"),
        ({"orientation": (1, 0, 0, 0, 1, 0)}, "without a spacing"),
        ({**BY_PARTS, "orientation": (1, 0, 0, 1, 0, 0)}, "0.00°"),
        ({**BY_PARTS, "orientation": (2, 0, 0, 0, 1, 0)}, "length 1"),
        ({**BY_PARTS, "positions": [(0, 0, 0)] * 4}, "same place"),
        ({**BY_PARTS, "positions": [(0, 0, 0)] * 3}, "4 × 3 finite"),
        ({**BY_PARTS, "thickness": 0}, "thicker than 0"),
        ({"spacing": (1, 1)}, "how far the slices are apart"),
        ({"spacing": (0, 1, 1)}, "above 0 mm"),
        ({"spacing": (1, 1, 1, 1)}, "A spacing is"),
    ],
)
def test_what_would_be_a_wrong_place_is_refused(keywords: dict[str, Any], reason: str) -> None:
    with pytest.raises(CreateError, match=reason):
        dw.create(VOXELS, kind="CT", **keywords)


def test_tilted_slices_are_written_where_positions_say() -> None:
    positions = np.arange(4)[:, None] * [0, 0.5, 2]
    made = dw.create(VOXELS, kind="CT", spacing=(0.8, 0.7), positions=positions).datasets
    leaning = dw.volume(made, tilt="keep")
    np.testing.assert_allclose(leaning.affine[:3, 0], [0, 0.5, 2], atol=1e-9)


def test_an_image_with_a_place_needs_a_kind(tmp_path: Path) -> None:
    image = nibabel.Nifti1Image(noise("i2", 4, 5, 6), np.eye(4))
    with pytest.raises(ArgumentError, match="of which kind"):
        dw.create(image)
    with pytest.raises(CreateError, match="2 volumes"):
        dw.create(nibabel.Nifti1Image(noise("i2", 4, 5, 6, 2), np.eye(4)), kind="MR")
    unplaced = nibabel.Nifti1Image(noise("i2", 4, 5, 6), None)
    nibabel.save(unplaced, tmp_path / "a.nii")
    with pytest.raises(CreateError, match="sform and qform are 0"):
        dw.create(tmp_path / "a.nii", kind="MR")
