"""Stored bits that do not fill their cell, or not from the bottom (PS3.5 8.1.1), as drawn."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pytest

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray
    from pydicom.dataset import Dataset

    from dicomwidgets.pixels.frame_source import FrameSource


def exactly(values: NDArray[Any], center: float, width: float) -> NDArray[np.uint8]:
    """PS3.3 C.11.2.1.2.1."""
    grey = ((values.astype(np.float64) - (center - 0.5)) / (width - 1) + 0.5) * 255
    return np.floor(np.clip(grey, 0, 255) + 0.5).astype(np.uint8)


@pytest.mark.parametrize(
    "cell",
    [(8, 7, 6), (8, 4, 7), (16, 12, 11), (16, 12, 15), (16, 10, 12), (32, 20, 19), (32, 32, 31)],
)
@pytest.mark.parametrize("signed", [False, True])
@pytest.mark.parametrize("stray", [False, True])
def test_only_the_stored_bits_count(
    cell: tuple[int, int, int],
    signed: bool,
    stray: bool,
    make_image: Callable[..., Dataset],
    open_frames: Callable[..., FrameSource],
) -> None:
    allocated, stored, high = cell
    random = np.random.default_rng(stored)
    half = 2 ** (stored - 1)
    low, top = (-half, half) if signed else (0, 2 * half)
    values = random.integers(low, top, (9, 11))
    mask = 2**stored - 1
    below = high + 1 - stored
    cells = (values & mask) << below
    if stray:
        outside = (2**allocated - 1) & ~(mask << below)
        cells |= random.integers(0, 2**allocated, cells.shape) & outside
    ds = make_image(
        cells.astype(f"u{allocated // 8}"),
        BitsStored=stored,
        HighBit=high,
        PixelRepresentation=int(signed),
        RescaleSlope=2,
        RescaleIntercept=-3,
    )
    frames = open_frames(ds)
    np.testing.assert_array_equal(frames.stored(0), values)
    np.testing.assert_array_equal(frames.values(0).array, values * 2.0 - 3)
    center, width = float(low + top), 2.0 * (top - low) * 0.7 + 2
    shown = frames.render(0, window_center=center, window_width=width)
    np.testing.assert_array_equal(shown, exactly(values * 2.0 - 3, center, width))


def test_one_bit(
    make_image: Callable[..., Dataset], open_frames: Callable[..., FrameSource]
) -> None:
    bits = np.random.default_rng(1).integers(0, 2, (8, 16), dtype=np.uint8)
    ds = make_image(bits, BitsAllocated=1, BitsStored=1, HighBit=0)
    ds.PixelData = np.packbits(bits.ravel(), bitorder="little").tobytes()
    frames = open_frames(ds)
    np.testing.assert_array_equal(frames.render(0), bits * 255)
    np.testing.assert_array_equal(frames.render(0, invert=True), 255 - bits * 255)


@pytest.mark.parametrize("keyword", ["FloatPixelData", "DoubleFloatPixelData"])
def test_floating_point(
    keyword: str, make_image: Callable[..., Dataset], open_frames: Callable[..., FrameSource]
) -> None:
    kind = np.float32 if keyword == "FloatPixelData" else np.float64
    values = np.linspace(-1e-3, 1e-3, 64, dtype=kind).reshape(8, 8)
    values[0, :2] = np.nan, 7
    ds = make_image(np.zeros((8, 8), np.uint16), BitsAllocated=8 * values.itemsize)
    del ds.PixelData, ds.BitsStored, ds.HighBit, ds.PixelRepresentation
    setattr(ds, keyword, values.tobytes())
    padding = keyword.replace("PixelData", "PixelPaddingValue")
    setattr(ds, padding, 7.0)
    frames = open_frames(ds)
    np.testing.assert_array_equal(frames.stored(0), values)
    info = frames.info(0)
    assert [badge["text"] for badge in info["badges"] if "NUMBER" in badge["text"]]
    (window,) = info["display"]["windows"]
    assert 1.85e-3 < window["width"] < 2e-3
    shown = frames.render(0)
    assert shown[0, :2].tolist() == [0, 0]
    assert shown[-1, -1] == 255
