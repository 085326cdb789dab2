"""Every transfer syntax, with every kind of pixels that it may hold (PS3.5 8.2, A.4).

Frames are made by encoders, wrapped into files and read back; what comes out is compared with what
went in. Lossy coders at high quality may be off by 3 % of the range.
"""

from __future__ import annotations

from io import BytesIO
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
from pydicom.encaps import encapsulate
from support.coverage import (
    CASES,
    GREY,
    GUIDE,
    LOSSY,
    STEM,
    Case,
    checked_in,
    table,
    without_counts,
)
from support.encoded import ENCODERS, packed_bits

from dicomwidgets.codecs import IMAGECODECS, SYNTAXES, VIDEO, codec_for, is_native
from dicomwidgets.pixels.decode import raw_frame
from dicomwidgets.pixels.pixel_format import pixel_format
from dicomwidgets.pixels.plugins import decoders

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray
    from pydicom.dataset import Dataset

    from dicomwidgets.pixels.frame_source import FrameSource

BIG = "1.2.840.10008.1.2.2"
UNWRITABLE = {"1.2.840.10008.1.2.8.1", *(f"{STEM}{k}" for k in (110, 111, 112))}
"""What pydicom can't write: its dictionary does not name them."""
ROWS, COLUMNS = 40, 56
TOLERANCE = 0.03


def samples(case: Case) -> NDArray[Any]:
    """Return an image with edges and slopes; smooth where it is coded with loss."""
    y, x = np.mgrid[:ROWS, :COLUMNS]
    top = (1 << case.bits) - 1
    wave = 0.5 + 0.4 * np.sin(x / 9) * np.cos(y / 7)
    if case.bits == 1:
        wave = (wave > 0.5).astype(float)
    if case.photometric in {*GREY, "PALETTE COLOR"}:
        planes = wave
    else:
        planes = np.stack([wave, wave[::-1] * 0.5 + 0.25, 0.5 + (wave[:, ::-1] - 0.5) / 3], axis=-1)
    dtype = np.uint8 if case.bits <= 8 else np.uint16 if case.bits <= 16 else np.uint32
    array = np.round(planes * top).astype(dtype)
    if case.syntax not in LOSSY and case.bits > 1:
        noise = np.random.default_rng(case.bits).integers(0, 4, array.shape, dtype=dtype)
        array = np.minimum(array, top - 4) + noise
    if case.photometric == "YBR_FULL_422":
        array[:, 1::2, 1:] = array[:, ::2, 1:]
    return array


def file_of(case: Case, array: NDArray[Any], make_image: Callable[..., Dataset]) -> bytes:
    """Return the bytes of a DICOM file that holds the image."""
    ds = make_image(array, syntax=case.syntax, PhotometricInterpretation=case.photometric)
    ds.BitsStored, ds.HighBit = case.bits, case.bits - 1
    if case.bits == 1:
        ds.BitsAllocated = 1
    if case.photometric == "PALETTE COLOR":
        add_palette(ds, case.bits)
    if is_native(case.syntax):
        ds.PixelData = native_value(case, array)
        ds["PixelData"].VR = "OW"
    else:
        ds.PixelData = encapsulate([ENCODERS[case.syntax](array, case.bits, case.photometric)])
        ds["PixelData"].VR = "OB"
        ds["PixelData"].is_undefined_length = True
    out = BytesIO()
    if case.syntax in UNWRITABLE:
        ds.file_meta.TransferSyntaxUID = f"{STEM}50"
        ds.save_as(out, enforce_file_format=True)
        return renamed(out.getvalue(), f"{STEM}50", case.syntax)
    ds.save_as(out, enforce_file_format=True)
    return out.getvalue()


def renamed(file: bytes, old: str, new: str) -> bytes:
    """Put another transfer syntax into the meta group, and its new length."""
    was, now = (text.encode() + b"\0" * (len(text) % 2) for text in (old, new))
    head = b"\x02\x00\x10\x00UI"
    place = file.index(head)
    length = int.from_bytes(file[140:144], "little") + len(now) - len(was)
    return (
        file[:140]
        + length.to_bytes(4, "little")
        + file[144 : place + 6]
        + len(now).to_bytes(2, "little")
        + now
        + file[place + 8 + len(was) :]
    )


def native_value(case: Case, array: NDArray[Any]) -> bytes:
    if case.bits == 1:
        data = packed_bits(array)
    elif case.photometric == "YBR_FULL_422":
        pairs = array.reshape(-1, 2, 3)
        data = np.concatenate([pairs[:, :, 0], pairs[:, 0, 1:]], axis=1).tobytes()
    else:
        data = array.tobytes()
    if case.syntax != BIG:
        return data
    if case.bits <= 8:
        return np.frombuffer(data + b"\0" * (len(data) % 2), "<u2").astype(">u2").tobytes()
    return array.astype(array.dtype.newbyteorder(">")).tobytes()


def add_palette(ds: Dataset, bits: int) -> None:
    ramp = (np.arange(1 << bits, dtype=np.uint32) * 65535 // ((1 << bits) - 1)).astype("<u2")
    for color, values in (("Red", ramp), ("Green", ramp[::-1]), ("Blue", ramp)):
        entries = 0 if bits == 16 else 1 << bits
        setattr(ds, f"{color}PaletteColorLookupTableDescriptor", [entries, 0, 16])
        setattr(ds, f"{color}PaletteColorLookupTableData", values.tobytes())


def expected(case: Case, array: NDArray[Any]) -> NDArray[Any]:
    """Return what is to come back: RGB of what was YBR (PS3.3 C.7.6.3.1.2)."""
    if not case.photometric.startswith("YBR_FULL"):
        return array
    middle = 1 << (case.bits - 1)
    y, blue, red = np.moveaxis(array.astype(float) - [0, middle, middle], -1, 0)
    rgb = [y + 1.402 * red, y - 0.344136 * blue - 0.714136 * red, y + 1.772 * blue]
    return np.clip(np.round(np.stack(rgb, axis=-1)), 0, (1 << case.bits) - 1)


def off_by(case: Case, found: NDArray[Any], array: NDArray[Any]) -> float:
    """Return how far the image is off what it may be; 0 or less is fine."""
    difference = np.abs(found.astype(float) - expected(case, array)).max()
    allowed = 1.0 if case.photometric.startswith("YBR_FULL") else 0.0
    if case.syntax in LOSSY:
        allowed += TOLERANCE * ((1 << case.bits) - 1)
    return float(difference - allowed)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.id)
def test_what_went_in_comes_out(
    case: Case, make_image: Callable[..., Dataset], open_frames: Callable[..., FrameSource]
) -> None:
    array = samples(case)
    frames = open_frames(file_of(case, array, make_image))
    header = frames.header(0)
    assert header.transfer_syntax_uid == case.syntax
    found = raw_frame(frames.locators[0], header, pixel_format(header))
    assert found.shape == array.shape
    assert off_by(case, found, array) <= 0
    info = frames.info(0)
    assert frames.render(0).shape[:2] == (info["rows"], info["columns"]) == (ROWS, COLUMNS)
    told = [badge for badge in info["badges"] if "STREAM" in badge["text"]]
    assert [badge["text"] for badge in told if badge["level"] == "warning"] == []


@pytest.mark.parametrize(
    "case",
    [
        case
        for case in CASES
        if case.syntax in IMAGECODECS and len(codec_for(case.syntax).plugins) > 1
    ],
    ids=lambda case: case.id,
)
def test_other_decoders_agree(
    case: Case,
    make_image: Callable[..., Dataset],
    open_frames: Callable[..., FrameSource],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """The same image by the packages that are there without the extra, where they can at all."""
    if case.syntax in {f"{STEM}51", f"{STEM}57", f"{STEM}70"} and case.bits > 8:
        return
    array = samples(case)
    file = file_of(case, array, make_image)
    monkeypatch.setattr(
        "dicomwidgets.pixels.plugins.with_imagecodecs.is_available", lambda _uid: False
    )
    decoders._ours.cache_clear()
    try:
        frames = open_frames(file)
        found = raw_frame(frames.locators[0], frames.header(0), pixel_format(frames.header(0)))
    finally:
        decoders._ours.cache_clear()
    assert off_by(case, found, array) <= 0


def test_pydicoms_decoders_are_left_alone() -> None:
    from pydicom.pixels.decoders import JPEGLosslessSV1Decoder  # noqa: PLC0415 - after ours

    assert "imagecodecs" not in JPEGLosslessSV1Decoder.available_plugins


def test_the_table_in_the_guide_holds_what_is_made_here() -> None:
    assert without_counts(checked_in()) == without_counts(table()), f"see {GUIDE}"


def test_every_transfer_syntax_is_in_the_table() -> None:
    assert {each.syntax for each in CASES} | set(VIDEO) == set(SYNTAXES)


@pytest.mark.parametrize("syntax", [uid for uid in SYNTAXES if is_native(uid)])
@pytest.mark.parametrize("dtype", ["float32", "float64"])
def test_floating_point_pixels(
    syntax: str,
    dtype: str,
    make_image: Callable[..., Dataset],
    open_frames: Callable[..., FrameSource],
) -> None:
    array = np.linspace(-3.5, 700.25, ROWS * COLUMNS, dtype=dtype).reshape(ROWS, COLUMNS)
    ds = make_image(array, syntax=syntax)
    keyword = {"float32": "FloatPixelData", "float64": "DoubleFloatPixelData"}[dtype]
    swapped = array.astype(array.dtype.newbyteorder(">" if syntax == BIG else "<"))
    setattr(ds, keyword, swapped.tobytes())
    del ds.PixelData, ds.BitsStored, ds.HighBit, ds.PixelRepresentation
    out = BytesIO()
    ds.save_as(out, enforce_file_format=True)
    np.testing.assert_array_equal(open_frames(out.getvalue()).stored(0), array)
