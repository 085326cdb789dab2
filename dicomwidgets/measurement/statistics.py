"""The values inside a shape: count, mean, deviation, ends, histogram."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from dicomwidgets.measurement.row import Histogram

__all__ = ["MOST_BINS", "Statistics", "histogram", "statistics"]

MOST_BINS = 64


@dataclass(frozen=True, slots=True)
class Statistics:
    """What is known of some values; ``None`` where there is not one.

    Parameters
    ----------
    count
        How many values were counted.
    left_out
        How many were not: padding, NaN and infinities.
    mean, minimum, maximum
        In the unit of the values.
    sd
        Standard deviation of the population: the squares' sum is divided by the count, as by
        `numpy.std` with its ``ddof=0``. These are all the pixels of the shape, no sample of them.
    histogram
        At most 64 bins.
    """

    count: int
    left_out: int
    mean: float | None = None
    sd: float | None = None
    minimum: float | None = None
    maximum: float | None = None
    histogram: Histogram | None = None


def statistics(
    values: NDArray[Any],
    left_out: NDArray[np.bool_] | None = None,
    *,
    step: float | None = None,
) -> Statistics:
    """Return the statistics of some values, computed in float64.

    Parameters
    ----------
    values
        Any shape.
    left_out
        bool of the same shape: what is no image, such as padding. NaN and infinities are left out
        in any case.
    step
        What neighbouring values differ by, where they are stored as integers: the slope. ``None``
        for floating-point pixels.
    """
    kept = np.isfinite(values)
    if left_out is not None:
        kept &= ~left_out
    counted = values[kept].astype(np.float64)
    if not counted.size:
        return Statistics(0, values.size)
    return Statistics(
        count=counted.size,
        left_out=values.size - counted.size,
        mean=float(counted.mean()),
        sd=float(counted.std()),
        minimum=float(counted.min()),
        maximum=float(counted.max()),
        histogram=histogram(counted, step),
    )


def histogram(values: NDArray[np.float64], step: float | None = None) -> Histogram:
    """Return how often values occur, in at most 64 bins of equal width.

    Parameters
    ----------
    values
        At least one; finite.
    step
        What neighbouring values differ by. Bins then hold whole steps and have the values in
        their middle: one bin a value where 64 are enough, else the same number of values each, so
        that no comb appears. Without a step as many bins as the root of the count.
    """
    low, high = float(values.min()), float(values.max())
    if low == high:
        half = (step or 1.0) / 2
        return {"edges": [low - half, high + half], "counts": [values.size]}
    if step:
        steps = round((high - low) / step) + 1
        each = math.ceil(steps / MOST_BINS)
        bins = math.ceil(steps / each)
        low -= step / 2
        high = low + bins * each * step
    else:
        bins = min(MOST_BINS, math.ceil(math.sqrt(values.size)))
    counts, edges = np.histogram(values, bins=bins, range=(low, high))
    return {"edges": edges.tolist(), "counts": counts.tolist()}
