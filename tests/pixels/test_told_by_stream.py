"""Files whose header says other things than their frames: what is shown, and what is said."""

from __future__ import annotations

import time
from base64 import b64decode
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
from pydicom.encaps import encapsulate
from support.encoded import ENCODERS, STEM

from dicomwidgets import codecs
from dicomwidgets.errors import DecodeError
from dicomwidgets.pixels.plugins import decoders
from dicomwidgets.pixels.streams.jpeg import scans

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from pydicom.dataset import Dataset

    from dicomwidgets.pixels.frame_source import FrameSource

Y, X = np.mgrid[:40, :56]
WAVE = 0.5 + 0.4 * np.sin(X / 9) * np.cos(Y / 7)
GREY = np.round(WAVE * 255).astype(np.uint8)
DEEP = np.round(WAVE * 4095).astype(np.uint16)
COLOR = np.stack([GREY, GREY[::-1], 255 - GREY], axis=-1)


SLOW = b64decode(
    "/9j/9wALCAAoADgBAREA/9oACAEBAAAAAK22/b//f/t//3//f/9//3wAAAW/Sv9//3//f/4AAAFv/3//f/9//2C7"
    "/1T/f/9//xs//3/4AZX/f/9HT/9//gAAALf/f/9+F3//f/9//3/tH/9//3//f/s3/3//f/9/+AM3f/9//3//f5st"
    "gf9//3//f/92L/9//3//f/2D/3//f/9//y9//3/AH/9//3M3/3/80f9//3//bLb/f/9//3/61/9//3//f/6x/3//"
    "f/9/+APYP/9//3//f2T7F/9//3//f/9/9U//f/9//3/9S/9//3//f/8of/9/AH//f/91j/9/7B//f/8="
)
"""A damaged JPEG-LS stream, at whose end CharLS counts to two thousand millions."""


@pytest.fixture
def lying(
    make_image: Callable[..., Dataset], open_frames: Callable[..., FrameSource]
) -> Callable[..., FrameSource]:
    """Return frames of a file with a stream of `really`, a header of `claims` and `elements`."""

    def of(array: Any, bits: int, really: str, claims: str, **elements: Any) -> FrameSource:
        photometric = "RGB" if array.ndim > 2 else "MONOCHROME2"
        ds = make_image(array, syntax=STEM + claims, BitsStored=bits, HighBit=bits - 1)
        ds.PixelData = encapsulate([ENCODERS[STEM + really](array, bits, photometric)])
        for keyword, value in elements.items():
            setattr(ds, keyword, value)
        return open_frames(ds)

    return of


@pytest.fixture
def _no_imagecodecs(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Leave what is there without the extra."""
    monkeypatch.setattr(
        "dicomwidgets.pixels.plugins.with_imagecodecs.is_available", lambda _uid: False
    )
    there = codecs.is_installed
    monkeypatch.setattr(
        codecs, "is_installed", lambda name: name not in {"imagecodecs", "libjpeg"} and there(name)
    )
    decoders._ours.cache_clear()
    yield
    decoders._ours.cache_clear()


def told(frames: FrameSource) -> dict[str, str]:
    return {badge["text"]: badge["level"] for badge in frames.info(0)["badges"]}


@pytest.mark.parametrize(
    ("really", "claims", "level"),
    [
        ("50", "70", "warning"),
        ("50", "90", "warning"),
        ("90", "50", "info"),
        ("80", "90", "info"),
        ("70", "80", "info"),
        ("110", "90", "info"),
        ("57", "70", "info"),
        ("90", "201", "info"),
    ],
)
def test_another_codec_than_the_header_says(
    lying: Callable[..., FrameSource], really: str, claims: str, level: str
) -> None:
    frames = lying(GREY, 8, really, claims)
    off = np.abs(frames.stored(0).astype(int) - GREY).max()
    assert off <= (8 if really == "50" else 0)
    assert told(frames)["OTHER CODEC"] == level


def test_rle_under_a_jpeg_name_and_jpeg_under_that_of_rle(
    make_image: Callable[..., Dataset], open_frames: Callable[..., FrameSource]
) -> None:
    rle = "1.2.840.10008.1.2.5"
    for really, claims in ((rle, f"{STEM}70"), (f"{STEM}70", rle)):
        ds = make_image(DEEP, syntax=claims, BitsStored=12, HighBit=11)
        ds.PixelData = encapsulate([ENCODERS[really](DEEP, 12, "MONOCHROME2")])
        frames = open_frames(ds)
        np.testing.assert_array_equal(frames.stored(0), DEEP)
        assert told(frames)["OTHER CODEC"] == "info"


def test_another_size(lying: Callable[..., FrameSource]) -> None:
    frames = lying(DEEP, 12, "70", "70", Rows=512, Columns=512)
    np.testing.assert_array_equal(frames.stored(0), DEEP)
    info = frames.info(0)
    assert (info["rows"], info["columns"]) == (40, 56)
    assert frames.render(0).shape == (40, 56)
    assert told(frames)["SIZE BY STREAM"] == "warning"


def test_colour_under_a_grey_header(lying: Callable[..., FrameSource]) -> None:
    frames = lying(COLOR, 8, "90", "90", SamplesPerPixel=1, PhotometricInterpretation="MONOCHROME2")
    np.testing.assert_array_equal(frames.stored(0), COLOR)
    assert frames.info(0)["display"]["kind"] == "color"
    np.testing.assert_array_equal(frames.render(0), COLOR)
    assert told(frames)["COLOR BY STREAM"] == "warning"


def test_grey_under_a_colour_header(lying: Callable[..., FrameSource]) -> None:
    frames = lying(GREY, 8, "80", "80", SamplesPerPixel=3, PhotometricInterpretation="RGB")
    np.testing.assert_array_equal(frames.stored(0), GREY)
    assert frames.info(0)["display"]["kind"] == "grey"
    assert frames.render(0).shape == (40, 56)
    assert told(frames)["GREY BY STREAM"] == "warning"


def test_more_bits_than_the_header_says(lying: Callable[..., FrameSource]) -> None:
    frames = lying(DEEP, 12, "90", "90", BitsAllocated=8, BitsStored=8, HighBit=7)
    np.testing.assert_array_equal(frames.stored(0), DEEP)
    assert frames.info(0)["display"]["bits_stored"] == 12
    assert told(frames)["12 BIT BY STREAM"] == "warning"


def test_what_a_lossy_stream_overshoots_is_limited(lying: Callable[..., FrameSource]) -> None:
    frames = lying(DEEP, 12, "51", "51", BitsStored=10, HighBit=9)
    stored = frames.stored(0)
    assert stored.max() == 1023
    assert not any("STREAM" in text for text in told(frames))


def test_signed_values_in_fewer_bits(lying: Callable[..., FrameSource]) -> None:
    signed = DEEP.astype(np.int16) - 2048
    frames = lying(
        (signed & 4095).astype(np.uint16), 12, "70", "70", PixelRepresentation=1, BitsStored=16
    )
    np.testing.assert_array_equal(frames.stored(0), signed)
    assert "12 BIT BY STREAM" in told(frames)


def test_a_scan_header_that_ends_too_early_is_mended(
    make_image: Callable[..., Dataset], open_frames: Callable[..., FrameSource]
) -> None:
    """As in NEMA's own 12-bit samples."""
    stream = bytearray(ENCODERS[f"{STEM}51"](DEEP, 12, "MONOCHROME2"))
    (scan,) = scans(bytes(stream))
    ds = make_image(DEEP, syntax=f"{STEM}51", BitsStored=12, HighBit=11)
    ds.PixelData = encapsulate([bytes(stream)])
    whole = open_frames(ds).stored(0)
    stream[scan.place + 1] = 0
    ds.PixelData = encapsulate([bytes(stream)])
    frames = open_frames(ds)
    np.testing.assert_array_equal(frames.stored(0), whole)
    assert told(frames)["STREAM MENDED"] == "info"


def test_a_stream_that_is_cut_off_is_told(
    make_image: Callable[..., Dataset], open_frames: Callable[..., FrameSource]
) -> None:
    stream = ENCODERS[f"{STEM}50"](GREY, 8, "MONOCHROME2")
    ds = make_image(GREY, syntax=f"{STEM}50")
    for data, is_cut in ((stream, False), (stream[: len(stream) * 2 // 3], True)):
        ds.PixelData = encapsulate([data])
        assert ("STREAM CUT" in told(open_frames(ds))) == is_cut


@pytest.mark.usefixtures("_no_imagecodecs")
@pytest.mark.parametrize("number", ["51", "57", "70", "110"])
def test_what_the_extra_decodes_has_its_line(
    lying: Callable[..., FrameSource], number: str
) -> None:
    with pytest.raises(DecodeError) as caught:
        lying(DEEP, 12, number, number).stored(0)
    assert 'pip install "dicomwidgets[codecs]"' in (caught.value.remedy or "")
    assert codecs.codec_for(STEM + number).name in caught.value.message


@pytest.mark.usefixtures("_no_imagecodecs")
def test_progressive_jpeg_needs_no_extra(lying: Callable[..., FrameSource]) -> None:
    frames = lying(GREY, 8, "55", "50")
    assert np.abs(frames.stored(0).astype(int) - GREY).max() <= 8
    assert told(frames)["OTHER CODEC"] == "info"


def test_a_damaged_end_is_no_hang(
    make_image: Callable[..., Dataset], open_frames: Callable[..., FrameSource]
) -> None:
    ds = make_image(GREY, syntax=f"{STEM}80")
    ds.PixelData = encapsulate([SLOW])
    started = time.process_time()
    with pytest.raises(DecodeError, match="give"):
        open_frames(ds).stored(0)
    assert time.process_time() - started < 5


@pytest.mark.parametrize("number", ["50", "80", "90"])
def test_a_damaged_size_is_refused_at_once(
    number: str, make_image: Callable[..., Dataset], open_frames: Callable[..., FrameSource]
) -> None:
    stream = ENCODERS[STEM + number](GREY, 8, "MONOCHROME2")
    size = {"90": ((56).to_bytes(4, "big"), (60_000_000).to_bytes(4, "big"))}.get(
        number, (b"\x00\x28\x00\x38", b"\xff\x28\xff\x38")
    )
    assert size[0] in stream
    ds = make_image(GREY, syntax=STEM + number)
    ds.PixelData = encapsulate([stream.replace(*size, 1)])
    frames = open_frames(ds)
    with pytest.raises(DecodeError, match="it is damaged"):
        frames.stored(0)
    assert frames.info(0)["rows"] == 40
