"""Odd input is made right or refused in words, and no source is ever written over."""

from __future__ import annotations

from typing import TYPE_CHECKING

import nibabel
import numpy as np
import pytest
import tifffile
from PIL import Image
from support.created import noise

import dicomwidgets as dw
from dicomwidgets.errors import CreateError

if TYPE_CHECKING:
    from pathlib import Path


def test_what_is_cut_short_is_refused_in_words(tmp_path: Path) -> None:
    empty, cut, packed = tmp_path / "e.npy", tmp_path / "a.nii", tmp_path / "a.nii.gz"
    empty.touch()
    noise = np.random.default_rng(0).integers(0, 999, (20, 30, 10)).astype("i2")
    for path in (cut, packed):
        nibabel.save(nibabel.Nifti1Image(noise, np.eye(4)), path)
        path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])
    for path in (empty, cut, packed):
        with pytest.raises(CreateError):
            dw.create(path, kind="CT", spacing=1 if path is empty else None)


def test_a_jpeg_whose_values_are_scaled_is_decoded(tmp_path: Path) -> None:
    Image.new("L", (16, 16), 77).save(tmp_path / "a.jpg")
    made = dw.create(tmp_path / "a.jpg", slope=1, intercept=-1000).dataset
    assert made.pixel_array.max() - 1000 == 77
    assert not made.file_meta.TransferSyntaxUID.is_compressed


def test_tiff_of_32_bits_keeps_what_is_large(tmp_path: Path) -> None:
    tifffile.imwrite(tmp_path / "a.tif", np.full((5, 6), 3_000_000_000, np.uint32))
    made = dw.create(tmp_path / "a.tif").dataset
    assert made.pixel_array.max() + float(made.RescaleIntercept) == 3_000_000_000


def test_planes_of_16_bits_are_not_cut_to_8(tmp_path: Path) -> None:
    colors = np.full((3, 50, 60), 60_000, np.uint16)
    tifffile.imwrite(tmp_path / "a.tif", colors, photometric="rgb", planarconfig="separate")
    with pytest.raises(CreateError, match="16 bits"):
        dw.create(tmp_path / "a.tif")


def test_colours_that_are_no_bytes_are_told_to_be_taken_as_columns() -> None:
    assert any("colours" in note for note in dw.create(np.zeros((9, 9, 3), "u2")).notes)
    assert dw.create(np.array([[1, 2], [3, 4]]).view(np.matrix)).dataset.Rows == 2


def test_sources_are_never_written_over(tmp_path: Path) -> None:
    picture, scan = tmp_path / "a.png", tmp_path / "IM_0001.dcm"
    Image.new("L", (8, 8)).save(picture)
    dw.create(picture, scan)
    before = picture.read_bytes(), scan.read_bytes()
    with pytest.raises(CreateError, match="made of"):
        dw.create(str(picture), picture, overwrite=True)
    with pytest.raises(CreateError, match="made of"):
        dw.create(
            np.zeros((8, 8), "u1"), tmp_path, derived_from=tmp_path / scan.name, overwrite=True
        )
    assert (picture.read_bytes(), scan.read_bytes()) == before


def test_a_sequence_that_nobody_named_is_told() -> None:
    made = dw.create(np.zeros((2, 4, 5), "i2"), kind="MR", spacing=1)
    assert any("ScanningSequence" in note for note in made.notes)
    told = dw.create(np.zeros((4, 5), "i2"), kind="MR", spacing=1, ScanningSequence="SE")
    assert not any("ScanningSequence" in note for note in told.notes)


def test_a_stretch_without_a_step_is_refused() -> None:
    with pytest.raises(dw.errors.ArgumentError, match="names no frames"):
        dw.export(np.zeros((4, 5), "u1"), "never.png", frames=slice(0, 3, 0))


@pytest.mark.parametrize("subsampling", ["4:4:4", "4:2:2"])
@pytest.mark.parametrize("many", [1, 2])
def test_a_picture_that_was_changed_meanwhile_is_refused(
    subsampling: str, many: int, tmp_path: Path
) -> None:
    paths = [tmp_path / f"{number}.jpg" for number in range(many)]
    for path in paths:
        Image.fromarray(noise("u1", 16, 24, 3)).save(path, subsampling=subsampling)
    made = dw.create(paths, multiframe=many > 1 or None)
    assert made.dataset.Rows == 16
    Image.fromarray(noise("u1", 8, 12, 3)).save(paths[-1], subsampling=subsampling)
    with pytest.raises(CreateError, match="changed since"):
        made.save(tmp_path / "out.dcm")
    assert sorted(tmp_path.iterdir()) == paths
