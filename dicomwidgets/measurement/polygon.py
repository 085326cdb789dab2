"""Closed polygons, also those that cross themselves: what an odd number of edges lies before."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING, Any

import numpy as np

from dicomwidgets.measurement.inside import Inside, covered

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numpy.typing import NDArray

    Edges = tuple[
        NDArray[np.float64], NDArray[np.float64], NDArray[np.float64], NDArray[np.float64]
    ]

__all__ = ["MOST_CROSSINGS", "even_odd_area", "even_odd_inside"]

MOST_CROSSINGS = 2000
"""More crossings than anybody draws on purpose; the area would take minutes."""
_AT_A_TIME = 1 << 20


def even_odd_inside(points: NDArray[np.float64], rows: int, columns: int) -> Inside:
    """Return the pixels whose centre lies inside by the even-odd rule.

    Parameters
    ----------
    points
        (n, 2): column and row of the corners.
    rows, columns
        Size of the image.
    """
    (left, top), (right, bottom) = points.min(axis=0), points.max(axis=0)
    across, down = covered(left, right, columns), covered(top, bottom, rows)
    height, width = down.stop - down.start, across.stop - across.start
    # One more column takes the edges to the right of all pixels.
    turns = np.zeros((height, width + 1), dtype=np.uint8)
    if turns.size:
        for row, x in _crossings_of_rows(points, down):
            column = np.clip(np.ceil(x - 0.5) - across.start, 0, width).astype(np.intp)
            np.add.at(turns, (row - down.start, column), 1)
    inside = np.add.accumulate(turns[:, :width], axis=1, dtype=np.uint8) & 1
    return Inside(down, across, inside.astype(bool))


def even_odd_area(points: NDArray[np.float64]) -> float | None:
    """Return the area inside by the even-odd rule, or ``None`` over `MOST_CROSSINGS`.

    Parameters
    ----------
    points
        (n, 2): x and y of the corners. A polygon that does not cross itself has the area of
        Gauss's shoelace formula.
    """
    edges = _edges(points)
    crossings = _own_crossings(edges)
    if crossings is None:
        return None
    x0, y0, x1, y1 = edges
    heights = np.unique(np.concatenate([y0, crossings]))
    area = 0.0
    # Between two of these heights no edges meet: the strip is a row of trapezoids.
    for low, high in pairwise(heights):
        middle = (low + high) / 2
        there = np.flatnonzero((y0 <= middle) != (y1 <= middle))
        part = (middle - y0[there]) / (y1[there] - y0[there])
        x = np.sort(x0[there] + part * (x1[there] - x0[there]))
        area += float((high - low) * np.sum(x[1::2] - x[::2]))
    return area


def _edges(points: NDArray[np.float64]) -> Edges:
    following = np.roll(points, -1, axis=0)
    return points[:, 0], points[:, 1], following[:, 0], following[:, 1]


def _crossings_of_rows(
    points: NDArray[np.float64], down: slice
) -> Iterator[tuple[NDArray[np.intp], NDArray[np.float64]]]:
    """Yield rows and where an edge crosses the line of their centres, some edges at a time."""
    x0, y0, x1, y1 = _edges(points)
    first = np.clip(np.ceil(np.minimum(y0, y1) - 0.5), down.start, down.stop).astype(np.intp)
    last = np.clip(np.ceil(np.maximum(y0, y1) - 0.5), down.start, down.stop).astype(np.intp)
    lengths = last - first
    ends = np.cumsum(lengths)
    start = 0
    while start < len(lengths):
        done = ends[start - 1] if start else 0
        stop = max(start + 1, int(np.searchsorted(ends, done + _AT_A_TIME, side="right")))
        many = lengths[start:stop]
        edge = np.repeat(np.arange(start, stop), many)
        row = np.arange(many.sum()) - np.repeat(np.cumsum(many) - many, many) + first[edge]
        rise = (row + 0.5 - y0[edge]) * (x1[edge] - x0[edge])
        yield row, x0[edge] + rise / (y1[edge] - y0[edge])
        start = stop


def _own_crossings(edges: Edges) -> NDArray[Any] | None:
    """Return the heights at which edges cross, or ``None`` where they are too many."""
    order = np.argsort(np.minimum(edges[1], edges[3]))
    x0, y0, x1, y1 = (ends[order] for ends in edges)
    lowest, highest = np.minimum(y0, y1), np.maximum(y0, y1)
    dx, dy = x1 - x0, y1 - y0
    found: list[NDArray[np.float64]] = []
    count = 0
    for k in range(len(order)):
        # Only what begins below this edge's upper end can meet it.
        others = slice(k + 1, int(np.searchsorted(lowest, highest[k], side="right")))
        apart_x, apart_y = x0[others] - x0[k], y0[others] - y0[k]
        across = dx[k] * dy[others] - dy[k] * dx[others]
        with np.errstate(divide="ignore", invalid="ignore"):
            here = (apart_x * dy[others] - apart_y * dx[others]) / across
            there = (apart_x * dy[k] - apart_y * dx[k]) / across
        met = here[(here > 0) & (here < 1) & (there > 0) & (there < 1)]
        count += len(met)
        if count > MOST_CROSSINGS:
            return None
        found.append(y0[k] + met * dy[k])
    return np.concatenate(found)
