"""The values inside a shape."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays

from dicomwidgets.measurement.statistics import MOST_BINS, Statistics, histogram, statistics

FLOATS = st.floats(-1e6, 1e6, width=32)


@given(arrays.arrays(np.float32, st.integers(1, 200), elements=FLOATS))
def test_what_numpy_says(values: Any) -> None:
    found = statistics(values)
    wide = values.astype(np.float64)
    assert found.count == len(values)
    assert found.mean == pytest.approx(np.mean(wide), abs=1e-9)
    assert found.sd == pytest.approx(np.std(wide, ddof=0), abs=1e-9)
    assert (found.minimum, found.maximum) == (wide.min(), wide.max())
    assert found.histogram
    assert sum(found.histogram["counts"]) == len(values)


@given(
    arrays.arrays(np.int64, st.integers(1, 300), elements=st.integers(-500, 4000)),
    st.sampled_from([0.25, 0.5, 1.0, 2.0, 3.0]),
)
def test_bins_hold_whole_steps(numbers: Any, step: float) -> None:
    values = numbers * step - 7.5
    found = histogram(values, step)
    edges, counts = np.array(found["edges"]), np.array(found["counts"])
    assert len(edges) == len(counts) + 1 <= MOST_BINS + 1
    assert (np.histogram(values, edges)[0] == counts).all()
    width = np.diff(edges) / step
    assert width == pytest.approx(np.full(len(width), round(width[0])))
    # Values stand in the middle of their step, never on an edge.
    assert (np.abs((values[:, None] - edges) / step % 1 - 0.5) < 1e-6).all()
    reach = (values.max() - values.min()) / step + 1
    assert len(counts) == min(reach, len(counts)) if reach <= MOST_BINS else len(counts) > 30
    if reach <= MOST_BINS:
        assert len(counts) == reach


def test_one_value_and_no_step() -> None:
    assert histogram(np.full(5, 3.0)) == {"edges": [2.5, 3.5], "counts": [5]}
    assert histogram(np.full(5, 3.0), 0.1) == {"edges": [2.95, 3.05], "counts": [5]}
    assert len(histogram(np.linspace(0, 1, 100))["counts"]) == 10
    assert len(histogram(np.linspace(0, 1, 10**5))["counts"]) == MOST_BINS


def test_what_is_no_value_is_left_out_and_counted() -> None:
    values = np.array([1.0, np.nan, 3.0, np.inf, -2000.0, 5.0])
    found = statistics(values, values == -2000)
    assert (found.count, found.left_out, found.mean, found.maximum) == (3, 3, 3, 5)
    assert statistics(values[1:2]) == Statistics(0, 1)
    assert statistics(np.array([])) == Statistics(0, 0)


def test_many_large_values_lose_nothing() -> None:
    values = np.full(10**6, 1e7, dtype=np.float32)
    values[::2] += 2
    found = statistics(values)
    assert (found.mean, found.sd) == (1e7 + 1, 1)
