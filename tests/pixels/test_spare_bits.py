"""Overlays in spare bits of the pixels' words, of which compression may leave nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
from pydicom.encaps import encapsulate
from support.drawn import with_overlay
from support.encoded import ENCODERS, STEM

from dicomwidgets.pixels.codestream import Codestream
from dicomwidgets.pixels.spare_bits import kept_bits

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray
    from pydicom.dataset import Dataset

    from dicomwidgets.pixels.frame_source import FrameSource

LOSSLESS = (
    "1.2.840.10008.1.2.1.98",
    "1.2.840.10008.1.2.8.1",
    "1.2.840.10008.1.2.5",
    *(STEM + each for each in ("57", "70", "80", "90", "92", "201", "202", "110")),
)
LOSSY = tuple(STEM + each for each in ("81", "91", "203", "112"))
ROWS, COLUMNS = 40, 56


def layered(*, signed: bool = False, high: int = 11) -> tuple[NDArray[Any], NDArray[Any]]:
    """Return values of 12 bits in words of 16, and two drawings in the bits beside them."""
    random = np.random.default_rng(8)
    ramp = np.add.outer(np.arange(ROWS) * 40, np.arange(COLUMNS) * 30)
    values = ((ramp + random.integers(0, 200, ramp.shape)) % 4096).astype(np.uint16)
    bits = np.zeros((2, ROWS, COLUMNS), dtype=bool)
    bits[0, 5:20, 7:9] = bits[1, 30, 4:50] = True
    places = (13, 15) if high == 11 else (0, 2)
    words = values << (high - 11)
    for place, each in zip(places, bits, strict=True):
        words |= each.astype(np.uint16) << place
    return words.view(np.int16) if signed else words, bits


def image_of(
    make_image: Callable[..., Dataset],
    *,
    syntax: str | None = None,
    precision: int = 16,
    high: int = 11,
    signed: bool = False,
    **elements: Any,
) -> Dataset:
    words, bits = layered(signed=signed, high=high)
    ds = make_image(words, BitsStored=12, HighBit=high, WindowCenter=99999, WindowWidth=1)
    ds.PixelSpacing = [1, 1]
    for name, value in elements.items():
        setattr(ds, name, value)
    places = (13, 15) if high == 11 else (0, 2)
    for k, (place, each) in enumerate(zip(places, bits, strict=True)):
        with_overlay(ds, each, group=0x6000 + 2 * k, allocated=16, bit=place, data=None)
    if syntax:
        ds.file_meta.TransferSyntaxUID = syntax
        coded = (words.view(np.uint16) & ((1 << precision) - 1)).view(words.dtype)
        data = ENCODERS[syntax](coded, precision, ds.PhotometricInterpretation)
        ds.PixelData = encapsulate([data])
        ds["PixelData"].is_undefined_length = True
    return ds


def same(one: FrameSource, two: FrameSource) -> None:
    np.testing.assert_array_equal(one.stored(0), two.stored(0))
    _, bits = layered()
    for off in ((), (0x6000,), (0x6002,)):
        drawn = one.render(0, overlays_off=off)
        on = [each for k, each in enumerate(bits) if 0x6000 + 2 * k not in off]
        np.testing.assert_array_equal(drawn > 0, np.any(on, axis=0))
        np.testing.assert_array_equal(drawn, two.render(0, overlays_off=off))
    pictures = [[each["png"] for each in frames.graphics(0)] for frames in (one, two)]
    assert pictures[0] == pictures[1]
    assert len(pictures[0]) == 2


@pytest.mark.parametrize("syntax", LOSSLESS)
@pytest.mark.parametrize("high", [11, 15])
def test_lossless_words_show_what_the_same_image_shows_uncompressed(
    syntax: str,
    high: int,
    make_image: Callable[..., Dataset],
    open_frames: Callable[..., FrameSource],
) -> None:
    native = open_frames(image_of(make_image, high=high))
    frames = open_frames(image_of(make_image, syntax=syntax, high=high))
    same(frames, native)
    assert not [each for each in frames.info(0)["badges"] if each["level"] == "warning"]


@pytest.mark.parametrize("coded_signed", [True, False])
def test_signed_values_keep_theirs(
    make_image: Callable[..., Dataset],
    open_frames: Callable[..., FrameSource],
    *,
    coded_signed: bool,
) -> None:
    native = open_frames(image_of(make_image, PixelRepresentation=1))
    made = image_of(make_image, syntax=f"{STEM}90", signed=coded_signed, PixelRepresentation=1)
    same(open_frames(made), native)


@pytest.mark.parametrize("syntax", [f"{STEM}90", f"{STEM}80"])
def test_bits_above_the_precision_are_lost_and_said_to_be(
    syntax: str, make_image: Callable[..., Dataset], open_frames: Callable[..., FrameSource]
) -> None:
    native = open_frames(image_of(make_image))
    frames = open_frames(image_of(make_image, syntax=syntax, precision=14))
    np.testing.assert_array_equal(frames.stored(0), native.stored(0))
    np.testing.assert_array_equal(frames.render(0), native.render(0, overlays_off=[0x6002]))
    ((text, reason),) = warnings(frames)
    assert text == "OVERLAY NOT DRAWN"
    assert "6002" in reason
    assert "bit 15" in reason
    assert "lowest 14" in reason
    frames = open_frames(image_of(make_image, syntax=syntax, precision=12))
    np.testing.assert_array_equal(frames.stored(0), native.stored(0))
    assert len(warnings(frames)) == 2
    assert not frames.render(0).any()
    assert frames.graphics(0) == []


@pytest.mark.parametrize("syntax", LOSSY)
def test_what_lossy_compression_leaves_is_no_drawing(
    syntax: str, make_image: Callable[..., Dataset], open_frames: Callable[..., FrameSource]
) -> None:
    frames = open_frames(image_of(make_image, syntax=syntax))
    found = warnings(frames)
    assert [text for text, _ in found] == ["OVERLAY NOT DRAWN"] * 2
    assert all("lossy" in reason for _, reason in found)
    assert not frames.render(0).any()


def test_a_reversible_stream_that_was_cut_short_is_told_by_the_header(
    make_image: Callable[..., Dataset], open_frames: Callable[..., FrameSource]
) -> None:
    made = image_of(make_image, syntax=f"{STEM}90", LossyImageCompression="01")
    assert all("(0028,2110)" in reason for _, reason in warnings(open_frames(made)))


def test_a_bitmap_shutter_in_lost_bits_says_so(
    make_image: Callable[..., Dataset], open_frames: Callable[..., FrameSource]
) -> None:
    shut = {"ShutterShape": "BITMAP", "ShutterOverlayGroup": 0x6000}
    frames = open_frames(image_of(make_image, syntax=f"{STEM}80", precision=12, **shut))
    assert [text for text, _ in warnings(frames)] == ["SHUTTER NOT DRAWN", "OVERLAY NOT DRAWN"]
    frames = open_frames(image_of(make_image, syntax=f"{STEM}80", **shut))
    assert [each["kind"] for each in frames.info(0)["graphics"]] == ["shutter", "overlay"]


def test_colours_have_no_room_for_drawings(
    make_image: Callable[..., Dataset], open_frames: Callable[..., FrameSource]
) -> None:
    ds = make_image(np.zeros((ROWS, COLUMNS, 3), np.uint8))
    ds.PixelSpacing = [1, 1]
    with_overlay(ds, np.ones((ROWS, COLUMNS)), data=None, bit=7)
    frames = open_frames(ds)
    assert [text for text, _ in warnings(frames)] == ["OVERLAY NOT DRAWN"]
    assert not frames.render(0).any()


@pytest.mark.parametrize(
    ("stream", "why"),
    [
        (Codestream("jpeg", "JPEG Baseline", lossless=False), "JPEG Baseline is lossy"),
        (Codestream("jpeg_xl", "JPEG XL"), "does not say"),
        (Codestream("jpeg_2000", "JPEG 2000", lossless=True, components=3), "colours"),
    ],
)
def test_words_that_are_not_whole(stream: Codestream, why: str) -> None:
    kept = kept_bits(stream)
    assert kept is not None
    assert kept.bits == 0
    assert why in kept.why


def warnings(frames: FrameSource) -> list[tuple[str, str]]:
    badges = frames.info(0)["badges"]
    return [(each["text"], each["reason"]) for each in badges if each["level"] == "warning"]
