"""The dimensions of a series: slice, time, echo, b-value, and where each frame lies."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING, NamedTuple, TypedDict

from dicomwidgets.series.file_dimensions import number_text
from dicomwidgets.series.marks import MARKS
from dicomwidgets.series.normal import SAME_POSITION, distance, normal_of

if TYPE_CHECKING:
    from collections.abc import Hashable, Sequence

    from dicomwidgets.series.file_dimensions import FileAxis
    from dicomwidgets.series.instance import Instance
    from dicomwidgets.series.series import Series

__all__ = ["Axis", "Dimensions", "dimensions_of", "every_dimension_of"]

_MOST_MISSING = 1.5
"""Values that belong to one frame each are no dimension: combinations over frames at most."""


class Axis(TypedDict):
    """One dimension: `values` as they are shown, in order; `source` is the element they are of."""

    name: str
    unit: str
    source: str
    values: list[str]


class Dimensions(TypedDict):
    """Where each frame lies: `places` has a list a frame, in display order, an entry an axis.

    No two frames lie at the same place; not every place has a frame.
    """

    axes: list[Axis]
    places: list[list[int]]


class _Column(NamedTuple):
    """An axis, and the place of every frame along it."""

    axis: Axis
    places: list[int]


def dimensions_of(series: Series) -> Dimensions | None:
    """Return the dimensions of a series (PS3.3 C.7.6.17).

    Parameters
    ----------
    series
        Complete. Of multi-frame files those that they name; of single frames the slice, where
        several lie at the same place, and whatever tells those apart: echo time, b-value, inversion
        time, flip angle, temporal position, trigger time, image type, acquisition.

    Returns
    -------
    Dimensions or None
        ``None`` where one slider does for all. Frames that nothing tells apart have a last
        dimension that counts them.
    """
    found = every_dimension_of(series)
    return found if found is not None and len(found["axes"]) > 1 else None


def every_dimension_of(series: Series) -> Dimensions | None:
    """Return the dimensions of a series even where there is but one: echoes of a single slice.

    Parameters
    ----------
    series
        Complete.

    Returns
    -------
    Dimensions or None
        As `dimensions_of`; ``None`` for a plain stack, and where multi-frame files name none.
    """
    if series.count < 2:
        return None
    several = any(each.frames > 1 for each in series.instances)
    columns = _of_files(series.instances) if several else _of_single_frames(series.instances)
    if columns is None:
        return None
    columns = _apart([each for each in columns if len(each.axis["values"]) > 1])
    repeated = _repeated(columns, series.count)
    if repeated is not None:
        columns.append(repeated)
    places = [list(place) for place in zip(*(each.places for each in columns), strict=True)]
    return {"axes": [each.axis for each in columns], "places": places}


def _of_files(instances: Sequence[Instance]) -> list[_Column] | None:
    """Return the dimensions that multi-frame files name, if all of them name the same."""
    named = [each.dimensions for each in instances if each.dimensions is not None]
    if len(named) != len(instances):
        return None
    sources = [axis.source for axis in named[0].axes]
    if any([axis.source for axis in each.axes] != sources for each in named):
        return None
    rows = [
        dimensions.indices[frame]
        for each, dimensions in zip(instances, named, strict=True)
        for frame in (each.order or range(each.frames))
    ]
    return [
        _column_of([each.axes[k] for each in named], [row[k] for row in rows])
        for k in range(len(sources))
    ]


def _column_of(axes: Sequence[FileAxis], indices: Sequence[int]) -> _Column:
    first = axes[0]
    texts: dict[int, str] = {}
    agreed = all(
        texts.setdefault(index, text) == text for axis in axes for index, text in axis.texts.items()
    )
    known = sorted(set(indices))
    # A value that files don't agree on, or that several share, is no name for one.
    if not agreed or len({texts[index] for index in known}) < len(known):
        texts, unit = {index: str(index) for index in known}, ""
    else:
        unit = next((axis.unit for axis in axes if axis.unit), "")
    place = {index: k for k, index in enumerate(known)}
    axis: Axis = {
        "name": first.name,
        "unit": unit,
        "source": first.source,
        "values": [texts[index] for index in known],
    }
    return _Column(axis, [place[index] for index in indices])


def _of_single_frames(instances: Sequence[Instance]) -> list[_Column] | None:
    """Return the slice and what tells files at the same slice apart."""
    columns = [_slices(instances)]
    found = [each for each in columns if each is not None]
    if found and len(found[0].axis["values"]) == len(instances):
        return None
    for k, mark in enumerate(MARKS):
        if not _repeats(found, len(instances)):
            break
        values = [each.marks[k] if each.marks else None for each in instances]
        if None in values or len(set(values)) < 2:
            continue
        known = sorted(set(values), key=lambda value: (isinstance(value, str), value))
        place = {value: at for at, value in enumerate(known)}
        first = known[0] if mark.source == "AcquisitionTime" else 0.0
        shown = [
            value if isinstance(value, str) else number_text(value - float(first or 0))
            for value in known
            if value is not None
        ]
        axis: Axis = {
            "name": mark.name,
            "unit": mark.unit,
            "source": mark.source,
            "values": shown,
        }
        column = _Column(axis, [place[value] for value in values])
        if _tells_apart(found, column, len(instances)):
            found.append(column)
    return found


def _slices(instances: Sequence[Instance]) -> _Column | None:
    orientation = instances[0].orientation
    normal = normal_of(orientation) if orientation else None
    if normal is None or any(each.position is None for each in instances):
        return None
    distances = [distance(each.position or (), normal) for each in instances]
    order = sorted(range(len(distances)), key=distances.__getitem__)
    places = [0] * len(distances)
    values = [f"{distances[order[0]]:.1f}"]
    for before, after in pairwise(order):
        if distances[after] - distances[before] > SAME_POSITION:
            values.append(f"{distances[after]:.1f}")
        places[after] = len(values) - 1
    axis: Axis = {
        "name": "Position",
        "unit": "mm",
        "source": "ImagePositionPatient",
        "values": values,
    }
    return _Column(axis, places)


def _keys(columns: Sequence[_Column], count: int) -> list[Hashable]:
    """Return the place of every frame in the dimensions so far."""
    return list(zip(*(each.places for each in columns), strict=True)) if columns else [()] * count


def _repeats(columns: Sequence[_Column], count: int) -> bool:
    return len(set(_keys(columns, count))) < count


def _tells_apart(columns: Sequence[_Column], column: _Column, count: int) -> bool:
    """Whether a dimension tells frames apart without leaving most combinations empty."""
    size = 1
    for each in (*columns, column):
        size *= len(each.axis["values"])
    more = len(set(_keys([*columns, column], count))) > len(set(_keys(columns, count)))
    return more and size <= _MOST_MISSING * count


def _apart(columns: Sequence[_Column]) -> list[_Column]:
    """Leave out what says the same as another: a position beside its own number."""
    kept: list[_Column] = []
    for column in columns:
        pairs = [set(zip(each.places, column.places, strict=True)) for each in kept]
        size = len(column.axis["values"])
        if not any(
            len(pair) == size == len(each.axis["values"])
            for each, pair in zip(kept, pairs, strict=True)
        ):
            kept.append(column)
    return kept


def _repeated(columns: Sequence[_Column], count: int) -> _Column | None:
    """Return a count of the frames that lie at the same place, where there are any."""
    seen: dict[Hashable, int] = {}
    places = []
    for key in _keys(columns, count):
        places.append(seen.get(key, 0))
        seen[key] = places[-1] + 1
    most = max(seen.values())
    if most == 1:
        return None
    axis: Axis = {
        "name": "Repetition",
        "unit": "",
        "source": "",
        "values": [str(k + 1) for k in range(most)],
    }
    return _Column(axis, places)
