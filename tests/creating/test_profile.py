"""Colour profiles of pictures that become DICOM."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING

import numpy as np
import pytest
from PIL import Image, ImageCms
from pydicom import dcmread
from support.created import noise

import dicomwidgets as dw
from dicomwidgets.checking.validator import validator_remarks

if TYPE_CHECKING:
    from pathlib import Path

SRGB = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
RED = SRGB.index(b"rXYZ")
PLACE = int.from_bytes(SRGB[RED + 4 : RED + 8], "big") + 8
WIDE = SRGB[:PLACE] + (52000).to_bytes(4, "big") + SRGB[PLACE + 4 :]
"""Of a screen with a stronger red."""
PRINTER = WIDE[:12] + b"prtr" + WIDE[16:]
COLORS = noise("u1", 8, 12, 3)


def picture(profile: bytes, path: Path, colors: np.ndarray = COLORS) -> Path:
    Image.fromarray(colors).save(path, icc_profile=profile)
    return path


def in_srgb(profile: bytes) -> np.ndarray:
    image = Image.fromarray(COLORS)
    source = ImageCms.ImageCmsProfile(io.BytesIO(profile))
    turned = ImageCms.profileToProfile(image, source, ImageCms.createProfile("sRGB"))
    return np.asarray(turned)


# A profile holds the second in which it was made: its bytes name no test.
@pytest.mark.parametrize(
    ("profile", "named"), [(SRGB, "SRGB"), (WIDE, None)], ids=["sRGB", "of another screen"]
)
def test_a_profile_is_kept_as_that_of_an_input_device(
    profile: bytes, named: str | None, tmp_path: Path
) -> None:
    made = dw.create(picture(profile, tmp_path / "a.png"), tmp_path / "a.dcm")
    found = dcmread(tmp_path / "a.dcm")
    assert found.get("ColorSpace") == named
    kept = found.ICCProfile[: len(profile)]
    assert (kept[12:24], kept[84:100]) == (b"scnrRGB XYZ ", bytes(16))
    assert (kept[:12], kept[24:84], kept[100:]) == (profile[:12], profile[24:84], profile[100:])
    np.testing.assert_array_equal(found.pixel_array, COLORS)
    np.testing.assert_allclose(dw.frames(tmp_path / "a.dcm").render(0), in_srgb(profile), atol=1)
    assert any("colour profile is kept" in note for note in made.notes)
    said = [each for each in validator_remarks(tmp_path / "a.dcm") if each.severity == "error"]
    assert said == []


def test_colours_of_another_kind_of_profile_become_srgb(tmp_path: Path) -> None:
    made = dw.create(picture(PRINTER, tmp_path / "a.png"), tmp_path / "a.dcm")
    found = dcmread(tmp_path / "a.dcm")
    assert "ICCProfile" not in found
    assert any("turned into sRGB" in note for note in made.notes)
    np.testing.assert_array_equal(found.pixel_array, in_srgb(PRINTER))


@pytest.mark.parametrize(
    ("profile", "colors", "said"),
    [(WIDE, COLORS[..., 0], "an image in grey has none"), (b"no profile", COLORS, "was left out")],
    ids=["of a grey image", "no profile"],
)
def test_what_is_left_out_is_said(
    profile: bytes, colors: np.ndarray, said: str, tmp_path: Path
) -> None:
    made = dw.create(picture(profile, tmp_path / "a.png", colors))
    assert "ICCProfile" not in made.dataset
    assert any(said in note for note in made.notes)
    np.testing.assert_array_equal(made.dataset.pixel_array, colors)


def test_pictures_of_other_profiles_are_other_objects(tmp_path: Path) -> None:
    parts = [picture(SRGB, tmp_path / "a.png"), picture(WIDE, tmp_path / "b.png")]
    made = dw.create(parts)
    assert [each.get("ColorSpace") for each in made] == ["SRGB", None]
    same = dw.create([parts[1], picture(WIDE, tmp_path / "c.png")], tmp_path / "two.dcm")
    assert same.dataset.NumberOfFrames == 2
    said = [each for each in validator_remarks(tmp_path / "two.dcm") if each.severity == "error"]
    assert said == []


def test_a_jpeg_that_is_kept_keeps_its_profile(tmp_path: Path) -> None:
    Image.fromarray(COLORS).save(tmp_path / "a.jpg", icc_profile=WIDE, subsampling="4:2:2")
    made = dw.create(tmp_path / "a.jpg")
    assert made.dataset.PhotometricInterpretation == "YBR_FULL_422"
    assert made.dataset.ICCProfile[12:16] == b"scnr"
