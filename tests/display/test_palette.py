"""Palettes against pydicom's own function, and against what the standard says of odd ones."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydicom import dcmread
from pydicom.dataset import Dataset
from pydicom.pixels.processing import apply_color_lut

from dicomwidgets.display.palette import colored, read_palette
from dicomwidgets.errors import DisplayError
from dicomwidgets.reading.kept_warnings import kept_warnings

if TYPE_CHECKING:
    from pathlib import Path

COLORS = ("Red", "Green", "Blue")
PALETTES = (
    "gdcm-US-ALOKA-16.dcm",
    "gdcm-US-ALOKA-16_big.dcm",
    "spring.dcm",
    "summer.dcm",
    "fall.dcm",
    "winter.dcm",
    "pet.dcm",
    "pet20step.dcm",
    "hotiron.dcm",
    "hotmetalblue.dcm",
    "OBXXXX1A.dcm",
    "OBXXXX1A_expb.dcm",
    "OT-PAL-8-face.dcm",
    "examples_palette.dcm",
    "TestPattern_Palette.dcm",
    "TestPattern_Palette_16.dcm",
    "no-pixel-spacing.dcm",
)


def palette(data: Any, *, first: int = 0, bits: int = 16, count: int | None = None) -> Dataset:
    """Return a dataset with the same discrete palette for all three colours."""
    ds = Dataset()
    for color in COLORS:
        described = [(len(data) if count is None else count) % 65536, first % 65536, bits]
        setattr(ds, f"{color}PaletteColorLookupTableDescriptor", described)
        ds[f"{color}PaletteColorLookupTableDescriptor"].VR = "US"
        raw = data if isinstance(data, bytes) else np.asarray(data, "<u2").tobytes()
        setattr(ds, f"{color}PaletteColorLookupTableData", raw)
    return ds


def segmented(data: Any, count: int, bits: int = 16) -> Dataset:
    ds = palette(b"", bits=bits, count=count)
    for color in COLORS:
        del ds[f"{color}PaletteColorLookupTableData"]
        raw = np.asarray(data, "<u2" if bits == 16 else "u1").tobytes()
        setattr(ds, f"Segmented{color}PaletteColorLookupTableData", raw)
    return ds


def entries(ds: Dataset, *, signed: bool = False) -> list[int]:
    """Return the red of all entries, after checking that the others are the same."""
    colors = read_palette(ds, signed=signed).colors
    assert (colors == colors[:, :1]).all()
    return [int(each) for each in colors[:, 0]]


@pytest.mark.parametrize("name", PALETTES)
def test_palettes_of_real_files_are_those_of_pydicom(name: str, data_dir: Path) -> None:
    (path,) = (data_dir / "dicom").rglob(name)
    with kept_warnings():
        ds = dcmread(path, force=True)
        found = read_palette(ds, signed=False)
        stored = np.arange(len(found.colors), dtype=np.uint16) + found.first
        theirs = apply_color_lut(stored, ds)
    theirs = theirs >> 8 if theirs.max() > 255 else theirs
    np.testing.assert_array_equal(colored(stored, found), theirs)


def test_values_outside_take_the_first_and_the_last_colour() -> None:
    found = read_palette(palette([100, 150, 200], first=10, bits=8), signed=False)
    stored = np.array([[0, 9, 10, 11, 12, 13, 65535]], np.uint16)
    assert colored(stored, found)[0, :, 0].tolist() == [100, 100, 100, 150, 200, 200, 200]


def test_a_first_value_below_zero_of_signed_pixels() -> None:
    found = read_palette(palette([1, 2, 3], first=-2, bits=8), signed=True)
    assert found.first == -2
    stored = np.array([-9, -2, -1, 0, 7], np.int16)
    assert colored(stored, found)[:, 0].tolist() == [1, 1, 2, 3, 3]


def test_entries_of_eight_bits_in_words_bytes_and_upper_halves() -> None:
    values = list(range(200, 240))
    assert entries(palette(values, bits=8)) == values
    assert entries(palette(bytes(values), bits=8, count=40)) == values
    assert entries(palette([each << 8 for each in values], bits=8)) == values


def test_sixteen_bits_keep_their_upper_half_and_false_ones_are_seen() -> None:
    assert entries(palette([0, 0x1234, 0xFFFF])) == [0, 0x12, 0xFF]
    assert entries(palette([0, 128, 255])) == [0, 128, 255]


def test_a_count_of_zero_is_two_to_the_sixteenth() -> None:
    found = read_palette(palette(np.arange(65536), count=0), signed=False)
    assert len(found.colors) == 65536
    assert found.colors[65535].tolist() == [255, 255, 255]


@pytest.mark.parametrize("bits", [8, 16])
def test_segments(bits: int) -> None:
    scale = 1 if bits == 8 else 256
    discrete = [0, 2, 10 * scale, 20 * scale]
    linear = [1, 4, 60 * scale]
    offset = 0
    size = bits // 8
    indirect = [2, 2, *([offset & 255, 0, 0, 0] if bits == 8 else [offset, 0])]
    data = [*discrete, *linear, *indirect]
    expected = [10, 20, 30, 40, 50, 60, 10, 20, 30, 40, 50, 60]
    assert entries(segmented(data + [0] * (len(data) * size % 2), 12, bits)) == expected


def test_an_indirect_segment_counts_bytes() -> None:
    data = [0, 1, 256 * 9, 0, 2, 256 * 7, 256 * 8, 2, 1, 6, 0]
    assert entries(segmented(data, 5)) == [9, 7, 8, 7, 8]


@pytest.mark.parametrize(
    ("ds", "reason"),
    [
        (palette([1, 2, 3], count=9), "6 bytes for 9 entries"),
        (palette([1, 2, 3], bits=4), "Entries of 4 bits"),
        (palette(b"", count=4), "no data"),
        (segmented([1, 4, 60], 4), "the first one is linear"),
        (segmented([0, 9, 60], 4), "beyond the end"),
        (segmented([7, 1, 60], 4), "no kind of segment"),
        (segmented([0, 1, 60], 4), "1 of 4 entries"),
        (segmented([0, 1, 60, 2, 1, 999, 0], 4), "can't be read"),
        (segmented([0, 1, 60, 2, 1, 6, 0], 4), "no kind of segment"),
    ],
)
def test_a_wrong_palette_says_what_is_wrong(ds: Dataset, reason: str) -> None:
    with pytest.raises(DisplayError, match=reason) as raised:
        read_palette(ds, signed=False)
    assert raised.value.keyword
    assert raised.value.remedy


def test_three_different_palettes_are_refused() -> None:
    ds = palette([1, 2, 3])
    ds.GreenPaletteColorLookupTableDescriptor = [4, 0, 16]
    with pytest.raises(DisplayError, match="alike"):
        read_palette(ds, signed=False)


@given(st.binary(max_size=60), st.integers(0, 300), st.sampled_from([8, 16]))
def test_any_bytes_are_a_palette_or_refused(data: bytes, count: int, bits: int) -> None:
    ds = palette(b"", count=count, bits=bits)
    for color in COLORS:
        del ds[f"{color}PaletteColorLookupTableData"]
        setattr(ds, f"Segmented{color}PaletteColorLookupTableData", data)
    try:
        found = read_palette(ds, signed=False)
    except DisplayError:
        return
    assert found.colors.shape == (count % 65536 or 65536, 3)
