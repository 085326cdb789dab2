"""TIFF files that tifffile and Pillow read as they were written."""

from __future__ import annotations

import io
import os
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
import tifffile
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from PIL import Image
from support.pictures import opened

import dicomwidgets as dw
from dicomwidgets import samples
from dicomwidgets.errors import DisplayError
from dicomwidgets.exporting.tiff import Page, TiffWriter

if TYPE_CHECKING:
    from pathlib import Path

    from numpy.typing import NDArray

PILLOW = {"uint8", "uint16", "int16", "int32", "float32"}
"""What Pillow reads by itself."""


def tiff(*pages: NDArray[Any], size: int | None = None, **told: Any) -> bytes:
    out = io.BytesIO()
    writer = TiffWriter(out, sum(page.nbytes for page in pages) if size is None else size)
    for page in pages:
        writer.add(Page(page, **told))
    return out.getvalue()


@pytest.mark.parametrize(
    "kind", ["u1", "i1", "u2", "i2", "u4", "i4", "f4", "f8", ">u2", ">f4", "u1 rgb"]
)
@pytest.mark.parametrize("size", [0, 1 << 40])
def test_pages_come_back(kind: str, size: int) -> None:
    name, _, colors = kind.partition(" ")
    dtype = np.dtype(name)
    random = np.random.default_rng(5)
    pages = random.integers(0, 256, (3, 7, 1301, *([3] if colors else []))).astype(np.uint8)
    values = pages if dtype.itemsize == 1 else pages * 200.5
    array = values.astype(dtype) - (dtype.kind == "i") * dtype.type(100)
    data = tiff(*array, size=size)
    with tifffile.TiffFile(io.BytesIO(data)) as file:
        assert file.is_bigtiff == (size > 0)
        found = np.stack([page.asarray() for page in file.pages])
    np.testing.assert_array_equal(found, array)
    if dtype.name in PILLOW:
        image = Image.open(io.BytesIO(data))
        for number in range(3):
            image.seek(number)
            np.testing.assert_array_equal(np.asarray(image), array[number])


def test_large_pages_are_in_strips() -> None:
    array = np.arange(3000 * 1000, dtype=np.uint16).reshape(3000, 1000)
    data = tiff(array)
    with tifffile.TiffFile(io.BytesIO(data)) as file:
        assert len(file.pages[0].dataoffsets) > 1
        np.testing.assert_array_equal(file.asarray(), array)
    np.testing.assert_array_equal(np.asarray(Image.open(io.BytesIO(data))), array)


@settings(max_examples=25, deadline=None)
@given(arrays(np.int16, st.tuples(st.integers(1, 9), st.integers(1, 9))))
def test_any_numbers_come_back(array: NDArray[np.int16]) -> None:
    np.testing.assert_array_equal(tifffile.imread(io.BytesIO(tiff(array))), array)


def test_a_type_that_a_tiff_has_not_is_refused() -> None:
    with pytest.raises(DisplayError, match="complex"):
        tiff(np.zeros((2, 2), np.complex64))


def test_the_resolution_is_that_of_the_patient_or_none(tmp_path: Path) -> None:
    ct = samples.ct(1, 16)[0]
    ct.PixelSpacing = [0.5, 0.25]
    dw.export(ct, tmp_path / "a.tif", rotation=90)
    page = opened(tmp_path / "a.tif")
    assert page.tag_v2[296] == 3
    # Turned: what was between rows is between columns now.
    assert (float(page.tag_v2[282]), float(page.tag_v2[283])) == (20, 40)
    del ct.PixelSpacing
    ct.ImagerPixelSpacing = [0.2, 0.2]
    report = dw.export(ct, tmp_path / "b.tif")
    assert 282 not in opened(tmp_path / "b.tif").tag_v2
    assert any("millimetres" in note for note in report.notes)


def test_what_the_values_are_is_said(tmp_path: Path) -> None:
    dw.export(samples.ct(1, 16), tmp_path / "a.tif", values="modality")
    said = opened(tmp_path / "a.tif").tag_v2[270]
    assert said == '{"values": "modality", "unit": "HU"}'


def test_pages_are_written_one_by_one(tmp_path: Path) -> None:
    """No more than a page is kept, whatever their number."""
    import tracemalloc  # noqa: PLC0415 - here alone

    page = np.frombuffer(os.urandom(1 << 20), np.uint8).reshape(1024, 1024)
    with (tmp_path / "a.tif").open("w+b") as out:
        writer = TiffWriter(out, 30 * page.nbytes)
        writer.add(Page(page))
        tracemalloc.start()
        for _ in range(20):
            writer.add(Page(page))
        most = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
    assert most < 8 * page.nbytes
    with tifffile.TiffFile(tmp_path / "a.tif") as file:
        assert len(file.pages) == 21
