"""Values of any type and range come back, exact where they can, or are refused."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays

import dicomwidgets as dw
from dicomwidgets.errors import CreateError

if TYPE_CHECKING:
    from pathlib import Path

    from numpy.typing import NDArray
    from pydicom.dataset import Dataset

SHAPES = arrays.array_shapes(min_dims=2, max_dims=2, max_side=5)
INTEGERS = st.sampled_from(["i1", "u1", "i2", "u2", ">i2", "i4", "u4", "i8", "u8"])


def values_of(made: Dataset) -> NDArray[np.float64]:
    slope, intercept = made.get("RescaleSlope", 1), made.get("RescaleIntercept", 0)
    stored = made.pixel_array.astype(np.float64).reshape(made.Rows, made.Columns)
    return stored * float(slope) + float(intercept)


@settings(max_examples=40)
@given(st.data(), st.sampled_from(["SC", "CT", "MR"]))
def test_integers_come_back_exactly_or_not_at_all(data: st.DataObject, kind: Any) -> None:
    dtype = np.dtype(data.draw(INTEGERS))
    info = np.iinfo(dtype)
    low = data.draw(st.integers(info.min, info.max))
    high = data.draw(st.integers(low, min(info.max, low + 70_000)))
    array = data.draw(arrays.arrays(dtype, SHAPES, elements=st.integers(low, high)))
    exact = float(array.min()) == int(array.min()) and len(str(array.min())) <= 16
    try:
        made = dw.create(array, kind=kind, spacing=(1, 1, 1)).dataset
    except CreateError:
        assert int(array.max()) - int(array.min()) > 65535 or not exact
        return
    np.testing.assert_array_equal(values_of(made), array.astype(np.float64))
    assert made.PixelRepresentation == (made.pixel_array.dtype.kind == "i")


@settings(max_examples=30)
@given(
    arrays.arrays(
        np.float64, SHAPES, elements=st.floats(-1e30, 1e30, allow_nan=False, allow_subnormal=False)
    )
)
def test_floats_come_back_to_half_a_step(array: NDArray[np.float64]) -> None:
    made = dw.create(array).dataset
    step = abs(float(made.get("RescaleSlope", 1)))
    largest = np.abs(array).max()
    assert np.abs(values_of(made) - array).max() <= step / 2 * 1.001 + largest * 1e-15
    assert step <= max((np.ptp(array) + largest * 1e-7) / 65535 * 1.01, 1)


def test_a_narrow_range_far_from_zero_is_kept_or_refused() -> None:
    """An intercept has 16 characters: what lies below them is not stored without a word."""
    near = 1e9 + np.arange(12.0).reshape(3, 4) * 0.25
    np.testing.assert_allclose(values_of(dw.create(near).dataset), near, atol=1e-3)


@pytest.mark.parametrize("name", ["fepegar+torchio/tests/image_data/dicom"])
def test_a_real_series_comes_back(name: str, data_dir: Path) -> None:
    volume = dw.volume(data_dir / "dicom" / name)
    back = dw.volume(dw.create(volume).datasets)
    np.testing.assert_array_equal(back.array, volume.array)
    np.testing.assert_allclose(back.affine, volume.affine, atol=1e-9)


@pytest.mark.slow
def test_every_real_volume_comes_back(data_dir: Path) -> None:
    count = 0
    for series in dw.load(data_dir / "dicom", cache=False).series:
        if series.modality not in ("CT", "MR") or series.count < 3:
            continue
        try:
            volume = dw.volume(series)
        except dw.errors.DicomWidgetsError:
            continue
        if volume.labels:
            continue
        made = dw.create(volume)
        back = dw.volume(made.datasets)
        exact = volume.dtype.kind in "iu"
        step = 0 if exact else float(made[0].RescaleSlope) / 2 * 1.001
        np.testing.assert_allclose(back.array, volume.array, rtol=0, atol=step)
        np.testing.assert_allclose(back.affine, volume.affine, atol=1e-9)
        count += 1
    assert count >= 10
