from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest

from dicomwidgets.errors import DisplayError

if TYPE_CHECKING:
    from collections.abc import Callable

    from pydicom.dataset import Dataset

    from dicomwidgets.pixels.frame_source import FrameSource


def with_palette(ds: Dataset, *, bits: int, count: int = 256, first: int = 0) -> Dataset:
    ds.PhotometricInterpretation = "PALETTE COLOR"
    ramp = np.arange(count, dtype=np.uint16)
    for factor, color in enumerate(("Red", "Green", "Blue"), start=1):
        values = (ramp * factor) % 256 << (bits - 8)
        setattr(ds, f"{color}PaletteColorLookupTableDescriptor", [count % 65536, first, bits])
        ds[f"{color}PaletteColorLookupTableDescriptor"].VR = "US"
        setattr(ds, f"{color}PaletteColorLookupTableData", values.astype("<u2").tobytes())
    return ds


@pytest.mark.parametrize("first", [0, 10])
def test_sixteen_bit_palettes_become_eight_bit_rgb(
    first: int, make_image: Callable[..., Dataset], open_frames: Callable[..., FrameSource]
) -> None:
    index = np.arange(60, dtype=np.uint8).reshape(6, 10)
    frames = open_frames(with_palette(make_image(index), bits=16, first=first))
    at = np.maximum(index.astype(int) - first, 0)
    expected = np.stack([at, at * 2, at * 3 % 256], axis=-1)
    np.testing.assert_array_equal(frames.stored(0), expected)


def test_a_palette_that_is_missing_is_named(
    make_image: Callable[..., Dataset], open_frames: Callable[..., FrameSource]
) -> None:
    ds = with_palette(make_image(np.zeros((4, 4), np.uint8)), bits=16)
    del ds.GreenPaletteColorLookupTableData
    with pytest.raises(DisplayError, match="palette"):
        open_frames(ds).stored(0)


def test_deep_colour_keeps_its_top_eight_bits(
    make_image: Callable[..., Dataset], open_frames: Callable[..., FrameSource]
) -> None:
    rgb = np.array([[[0, 0x1234, 0xFFFF], [0x8000, 255, 256]]], dtype=np.uint16)
    frames = open_frames(make_image(rgb))
    np.testing.assert_array_equal(frames.stored(0), rgb >> 8)


def test_ybr_full_becomes_rgb(
    make_image: Callable[..., Dataset], open_frames: Callable[..., FrameSource]
) -> None:
    ybr = np.array([[[76, 85, 255], [128, 128, 128]]], dtype=np.uint8)
    frames = open_frames(make_image(ybr, PhotometricInterpretation="YBR_FULL"))
    red, grey = frames.stored(0)[0].astype(int)
    assert np.abs(red - [255, 0, 0]).max() <= 2
    assert grey.tolist() == [128, 128, 128]


def test_ybr_full_422(
    make_image: Callable[..., Dataset], open_frames: Callable[..., FrameSource]
) -> None:
    ds = make_image(np.zeros((1, 2, 3), np.uint8), PhotometricInterpretation="YBR_FULL_422")
    ds.PixelData = bytes([76, 149, 128, 128])
    np.testing.assert_array_equal(open_frames(ds).stored(0)[0], [[76] * 3, [149] * 3])


def test_a_dark_frame_is_no_reason_to_take_a_wide_palette_for_a_narrow_one(
    make_image: Callable[..., Dataset], open_frames: Callable[..., FrameSource]
) -> None:
    ds = with_palette(make_image(np.full((4, 4), 3, np.uint8)), bits=16)
    for color in ("Red", "Green", "Blue"):
        entries = np.arange(256, dtype="<u2") * 64
        setattr(ds, f"{color}PaletteColorLookupTableData", entries.tobytes())
    assert open_frames(ds).stored(0).max() == 0
