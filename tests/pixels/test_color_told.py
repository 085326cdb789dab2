"""Colours where header and codestream disagree, and every photometric interpretation made anew."""

from __future__ import annotations

import shutil
import subprocess
from io import BytesIO
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
from PIL import Image
from pydicom.encaps import encapsulate
from pydicom.pixels.processing import convert_color_space
from pydicom.uid import JPEG2000, JPEG2000Lossless, JPEGBaseline8Bit, RLELossless

from dicomwidgets.errors import DecodeError

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from numpy.typing import NDArray
    from pydicom.dataset import Dataset

    from dicomwidgets.pixels.frame_source import FrameSource

    Open = Callable[..., FrameSource]
    Make = Callable[..., Dataset]

RAMP = np.linspace(0, 255, 64).astype(np.uint8)
SMOOTH = np.stack(
    [np.tile(RAMP, (64, 1)), np.tile(RAMP[:, None], (1, 64)), np.full((64, 64), 90, np.uint8)], -1
)
BY_STREAM = "COLOR BY STREAM"


def badges(frames: FrameSource) -> dict[str, str]:
    found = frames.info(0)["badges"]
    return {each["text"]: each["reason"] for each in found if each["text"].startswith("COLOR")}


def holding(make: Make, data: bytes, syntax: str, photometric: str) -> Dataset:
    ds = make(SMOOTH, PhotometricInterpretation=photometric)
    ds.file_meta.TransferSyntaxUID = syntax
    ds.PixelData = encapsulate([data])
    ds["PixelData"].is_undefined_length = True
    return ds


def jpeg(*, rgb: bool = False, marked: bool = True, subsampling: int = 0) -> bytes:
    """Return a JPEG: YCbCr with JFIF marker, or RGB with Adobe's; unmarked without either."""
    file = BytesIO()
    extra: dict[str, Any] = {"keep_rgb": True} if rgb else {}
    Image.fromarray(SMOOTH).save(file, "JPEG", quality=95, subsampling=subsampling, **extra)
    data = file.getvalue()
    if marked:
        return data
    at = 2
    while data[at + 1] in (0xE0, 0xEE):
        at += 2 + int.from_bytes(data[at + 2 : at + 4], "big")
    return data[:2] + data[at:]


def renamed(data: bytes, ids: bytes) -> bytes:
    """Return a JPEG whose components are called otherwise."""
    changed = bytearray(data)
    frame = data.index(b"\xff\xc0")
    scan = data.index(b"\xff\xda")
    for k, name in enumerate(ids):
        changed[frame + 10 + 3 * k] = changed[scan + 5 + 2 * k] = name
    return bytes(changed)


@pytest.mark.parametrize("photometric", ["RGB", "YBR_FULL", "YBR_FULL_422"])
@pytest.mark.parametrize(
    ("data", "truth", "why"),
    [
        (jpeg(), "YBR", "JFIF"),
        (jpeg(rgb=True), "RGB", "Adobe marker, transform 0"),
        (renamed(jpeg(rgb=True, marked=False), b"RGB"), "RGB", "R, G and B"),
        (renamed(jpeg(marked=False, subsampling=1), b"\1\2\3"), "YBR", "subsampled 4:2:2"),
        (renamed(jpeg(marked=False, subsampling=2), b"\1\2\3"), "YBR", "subsampled 4:2:0"),
    ],
)
def test_a_jpeg_is_shown_in_its_own_colours(  # noqa: PLR0917 - two tables and the fixtures
    data: bytes, truth: str, why: str, photometric: str, make_image: Make, open_frames: Open
) -> None:
    frames = open_frames(holding(make_image, data, JPEGBaseline8Bit, photometric))
    assert np.abs(frames.stored(0).astype(int) - SMOOTH).mean() < 3
    said = badges(frames)
    if photometric.startswith(truth):
        assert said == {}
    else:
        assert why in said[BY_STREAM]
        assert photometric in said[BY_STREAM]


@pytest.mark.parametrize("rgb", [True, False])
def test_a_jpeg_that_says_nothing_is_what_the_header_says(
    make_image: Make, open_frames: Open, *, rgb: bool
) -> None:
    data = renamed(jpeg(rgb=rgb, marked=False), b"\1\2\3")
    photometric = "RGB" if rgb else "YBR_FULL"
    frames = open_frames(holding(make_image, data, JPEGBaseline8Bit, photometric))
    assert np.abs(frames.stored(0).astype(int) - SMOOTH).mean() < 3
    assert badges(frames) == {}


@pytest.mark.parametrize(
    ("transform", "photometric", "says"),
    [
        (1, "YBR_RCT", False),
        (1, "RGB", True),
        (1, "YBR_FULL", True),
        (0, "RGB", False),
        (0, "YBR_RCT", True),
    ],
)
def test_a_jpeg_2000_is_shown_by_its_own_transform(
    transform: int,
    photometric: str,
    says: bool,
    make_image: Make,
    open_frames: Open,
) -> None:
    file = BytesIO()
    Image.fromarray(SMOOTH).save(file, "JPEG2000", mct=transform, no_jp2=True)
    frames = open_frames(holding(make_image, file.getvalue(), JPEG2000Lossless, photometric))
    np.testing.assert_array_equal(frames.stored(0), SMOOTH)
    assert (BY_STREAM in badges(frames)) is says


def test_ybr_without_a_transform_in_jpeg_2000_is_turned_by_its_name(
    make_image: Make, open_frames: Open
) -> None:
    ybr = convert_color_space(SMOOTH, "RGB", "YBR_FULL")
    file = BytesIO()
    Image.fromarray(ybr).save(file, "JPEG2000", mct=0, no_jp2=True)
    frames = open_frames(holding(make_image, file.getvalue(), JPEG2000, "YBR_FULL"))
    np.testing.assert_array_equal(frames.stored(0), convert_color_space(ybr, "YBR_FULL", "RGB"))


@pytest.mark.parametrize("photometric", ["RGB", "YBR_FULL"])
@pytest.mark.parametrize("planar", [0, 1])
@pytest.mark.parametrize("wide", [False, True])
@pytest.mark.parametrize("rle", [False, True])
def test_every_layout_gives_the_same_picture(  # noqa: PLR0917 - four tables and the fixtures
    photometric: str,
    planar: int,
    wide: bool,
    rle: bool,
    make_image: Make,
    open_frames: Open,
) -> None:
    samples: NDArray[Any] = np.random.default_rng(8).integers(0, 256, (10, 12, 3)).astype(np.uint8)
    expected = samples if photometric == "RGB" else convert_color_space(samples, photometric, "RGB")
    stored = samples.astype(np.uint16) << 8 if wide else samples
    ds = make_image(stored)
    if rle:
        ds.compress(RLELossless)
    elif planar:
        ds.PixelData = np.ascontiguousarray(stored.transpose(2, 0, 1)).tobytes()
    ds.PhotometricInterpretation, ds.PlanarConfiguration = photometric, planar
    shown = open_frames(ds).stored(0)
    if wide and photometric != "RGB":
        assert np.abs(shown.astype(int) - expected).max() <= 1
    else:
        np.testing.assert_array_equal(shown, expected)


@pytest.mark.parametrize(
    ("photometric", "white"), [("YBR_FULL_422", 255), ("YBR_PARTIAL_422", 235)]
)
def test_two_pixels_share_their_colour(
    photometric: str, white: int, make_image: Make, open_frames: Open
) -> None:
    ds = make_image(np.zeros((2, 4, 3), np.uint8), PhotometricInterpretation=photometric)
    black = 0 if white == 255 else 16
    red = (81, 90, 240) if black else (76, 85, 255)
    row = [white, black, 128, 128, red[0], red[0], red[1], red[2]]
    ds.PixelData = bytes(row * 2)
    shown = open_frames(ds).stored(0).astype(int)
    assert shown[:, 0].tolist() == [[255] * 3] * 2
    assert shown[:, 1].tolist() == [[0] * 3] * 2
    assert np.abs(shown[:, 2:] - [255, 0, 0]).max() <= 2


def test_a_row_of_odd_length_can_not_be_subsampled(make_image: Make, open_frames: Open) -> None:
    ds = make_image(np.zeros((2, 3, 3), np.uint8), PhotometricInterpretation="YBR_FULL_422")
    ds.PixelData = bytes(12)
    with pytest.raises(DecodeError, match="two pixels"):
        open_frames(ds).stored(0)


def test_all_samples_under_the_name_of_half_of_them(
    make_image: Make, open_frames: Open, tmp_path: Path
) -> None:
    ybr = np.random.default_rng(9).integers(0, 256, (6, 8, 3)).astype(np.uint8)
    ds = make_image(ybr, PhotometricInterpretation="YBR_FULL_422")
    ds.save_as(tmp_path / "whole.dcm", enforce_file_format=True)
    frames = open_frames(tmp_path / "whole.dcm")
    np.testing.assert_array_equal(frames.stored(0), convert_color_space(ybr, "YBR_FULL", "RGB"))
    assert "without subsampling" in badges(frames)["COLOR BY PIXELS"]


def test_uncompressed_pixels_can_not_be_of_jpeg_2000(make_image: Make, open_frames: Open) -> None:
    frames = open_frames(make_image(SMOOTH, PhotometricInterpretation="YBR_RCT"))
    np.testing.assert_array_equal(frames.stored(0), SMOOTH)
    assert "taken for RGB" in badges(frames)["COLOR BY PIXELS"]


NATIVE = (
    "color-pl.dcm",
    "color-px.dcm",
    "SC_rgb.dcm",
    "SC_rgb_16bit.dcm",
    "SC_ybr_full_uncompressed.dcm",
    "SC_ybr_full_422_uncompressed.dcm",
    "US-YBR_FULL_422-EVRLE.dcm",
    "OBXXXX1A.dcm",
    "OT-PAL-8-face.dcm",
    "TestPattern_Palette.dcm",
    "TestPattern_Palette_16.dcm",
    "TestPattern_RGB.dcm",
    "examples_palette.dcm",
    "US1_UNCR.dcm",
)
"""Uncompressed colour, of which the standard leaves no choice but how to round."""


@pytest.mark.parametrize("name", NATIVE)
def test_real_colour_is_that_of_dcmtk(
    name: str, data_dir: Path, open_frames: Open, tmp_path: Path
) -> None:
    tool = shutil.which("dcm2pnm")
    if tool is None:
        pytest.skip("dcm2pnm is not installed: no second opinion of dcmtk")
    path = next((data_dir / "dicom").rglob(name))
    ours = open_frames(path).stored(0)
    out = tmp_path / "frame.ppm"
    subprocess.run([tool, "+op", "+F", "1", str(path), str(out)], check=False, capture_output=True)
    data = out.read_bytes()
    theirs = np.frombuffer(data[-ours.size :], np.uint8)
    if len(data) < ours.size or data[:2] not in (b"P6", b"P3"):
        pytest.fail(f"dcm2pnm wrote {data[:20]!r}")
    theirs = theirs.reshape(ours.shape) if data[:2] == b"P6" else theirs
    off = np.abs(ours.astype(int) - theirs)
    # dcmtk rounds each product of the equations by itself.
    assert off.max() <= (2 if "ybr" in name.lower() else 0)


COMPRESSED = (
    "SC_rgb_jpeg_dcmtk.dcm",
    "SC_rgb_jpeg_lossy_gdcm.dcm",
    "SC_rgb_dcmtk_+eb+cr.dcm",
    "SC_rgb_dcmtk_+eb+cy+n1.dcm",
    "SC_rgb_dcmtk_+eb+cy+n2.dcm",
    "SC_rgb_dcmtk_+eb+cy+np.dcm",
    "SC_rgb_dcmtk_+eb+cy+s2.dcm",
    "SC_rgb_dcmtk_+eb+cy+s4.dcm",
    "SC_rgb_small_odd_jpeg.dcm",
    "SC_jpeg_no_color_transform.dcm",
    "SC_jpeg_no_color_transform_2.dcm",
    "examples_ybr_color.dcm",
    "TestPattern_JPEG-Baseline_YBR422.dcm",
    "TestPattern_JPEG-Baseline_YBRFull.dcm",
    "TestPattern_JPEG-Lossless_RGB.dcm",
    "example.dcm",
    "example-mg.dcm",
)
"""JPEG in colour: under its own name, and under others."""


@pytest.mark.parametrize("name", COMPRESSED)
def test_real_jpeg_has_the_colours_that_dcmtk_finds_in_the_stream(
    name: str, data_dir: Path, open_frames: Open, tmp_path: Path
) -> None:
    tool = shutil.which("dcmj2pnm")
    if tool is None:
        pytest.skip("dcmj2pnm is not installed: no second opinion of dcmtk")
    path = next((data_dir / "dicom").rglob(name))
    ours = open_frames(path).stored(0)
    out = tmp_path / "frame.ppm"
    # +cg: the stream's own marks decide. Where it has none the header is right, and +cg guesses.
    guess = [] if name == "SC_jpeg_no_color_transform.dcm" else ["+cg"]
    command = [tool, "+op", *guess, "+F", "1", str(path), str(out)]
    subprocess.run(command, check=False, capture_output=True)
    theirs = np.frombuffer(out.read_bytes()[-ours.size :], np.uint8).reshape(ours.shape)
    off = np.abs(ours.astype(int) - theirs)
    # Decoders differ in how they smooth subsampled colours.
    assert off.mean() < 1.5
    assert np.median(off) <= 1
