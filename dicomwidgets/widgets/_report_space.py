"""On which frames of which series coordinates in space are drawn, and what is said of it."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from dicomwidgets.display.parameters import describe
from dicomwidgets.errors import SourceError
from dicomwidgets.series.normal import distance
from dicomwidgets.series.places import planes_of
from dicomwidgets.structured_report.content import Coordinates
from dicomwidgets.structured_report.in_space import Plane, half_depth, middle_of, shapes_on

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from dicomwidgets.series.series import Series
    from dicomwidgets.structured_report.in_space import Vector
    from dicomwidgets.structured_report.shapes import DrawnShape

__all__ = ["IN_PLANE", "Laid", "lay"]

IN_PLANE = 0.05
"""Millimetres from a slice that are not worth a word."""

_MOST_FRAMES = 50


class Laid(NamedTuple):
    """Coordinates in space, laid on the frames of a series.

    Parameters
    ----------
    series
        In which they are drawn.
    number
        Of the frame to show.
    drawn
        Shapes: number of the frame, the shape, millimetres between the two.
    said
        Where they were laid, how far off, and why nothing is drawn.
    """

    series: Series
    number: int
    drawn: tuple[tuple[int, DrawnShape, float], ...]
    said: str


class _Frame(NamedTuple):
    series: Series
    number: int
    normal: Vector
    place: float

    def off(self, point: Vector) -> float:
        return distance(point, self.normal) - self.place


def lay(choices: Sequence[Series], coordinates: Coordinates) -> Laid:
    """Lay coordinates in space on the frames nearest to them.

    An ellipsoid is drawn on each frame that it cuts, each of several points on the frame nearest
    to it, anything else on the frame nearest to its middle.

    Parameters
    ----------
    choices
        Series in the frame of reference of the coordinates.
    coordinates
        In space.

    Raises
    ------
    SourceError
        Where no frame says where it lies.
    """
    frames = [frame for series in choices for frame in _frames(series)]
    middle = middle_of(coordinates)
    if not frames or middle is None:
        raise SourceError(
            "No image in this frame of reference says where it lies.",
            remedy="It takes Image Position and Orientation (Patient) and Pixel Spacing.",
        )
    best = min(frames, key=lambda each: abs(each.off(middle)))
    frames = [each for each in frames if each.series is best.series]
    if coordinates.graphic_type == "MULTIPOINT":
        return _points(frames, best, coordinates)
    if coordinates.graphic_type == "ELLIPSOID":
        return _ellipsoid(frames, best, coordinates, middle)
    shapes = shapes_on(coordinates, _plane(best))
    off = best.off(middle)
    said = _flat_words(best, off, half_depth(coordinates, best.normal))
    return _laid(best, [(best.number, each, abs(off)) for each in shapes], said)


def _points(frames: Sequence[_Frame], best: _Frame, coordinates: Coordinates) -> Laid:
    drawn: list[tuple[int, DrawnShape, float]] = []
    for x, y, z in coordinates.points[:_MOST_FRAMES]:
        point = (x, y, z)
        near = min(frames, key=lambda each: abs(each.off(point)))
        shapes = shapes_on(Coordinates("POINT", (point,)), _plane(near))
        drawn += [(near.number, each, abs(near.off(point))) for each in shapes]
    farthest = max((off for *_, off in drawn), default=0.0)
    where = _listed({number for number, *_ in drawn})
    words = f"Each point is drawn on the slice nearest to it ({where}), {_off(farthest)}"
    left = len(coordinates.points) - _MOST_FRAMES
    more = f" {left} more points are not drawn." if left > 0 else ""
    return _laid(best, drawn, f"{words}.{more}")


def _ellipsoid(
    frames: Sequence[_Frame], best: _Frame, coordinates: Coordinates, middle: Vector
) -> Laid:
    depth = half_depth(coordinates, best.normal)
    reached = [each for each in frames if abs(each.off(middle)) < depth]
    reached = sorted(reached, key=lambda each: abs(each.off(middle)))[:_MOST_FRAMES]
    drawn = [
        (each.number, shape, 0.0)
        for each in reached
        for shape in shapes_on(coordinates, _plane(each))
    ]
    if not drawn:
        away = abs(best.off(middle))
        said = f"The ellipsoid cuts no slice; its middle is {away:.1f} mm from the nearest."
        return Laid(best.series, best.number, (), said)
    return _laid(best, drawn, f"Drawn where it cuts {_listed({number for number, *_ in drawn})}.")


def _laid(best: _Frame, drawn: Sequence[tuple[int, DrawnShape, float]], said: str) -> Laid:
    if not drawn:
        said = "Nothing can be drawn: its points make no shape on the slice."
    elif drawn and not any(_in_sight(best.series, shape) for _, shape, _ in drawn):
        said += " It lies beside the image, out of sight."
    return Laid(best.series, best.number, tuple(drawn), said)


def _frames(series: Series) -> Iterator[_Frame]:
    """Yield the frames that say where they lie, in display order."""
    start = 0
    for instance in series.instances:
        for number, (normal, place) in enumerate(planes_of(instance), start):
            yield _Frame(series, number, normal, place)
        start += instance.frames


def _plane(frame: _Frame) -> Plane:
    locator = frame.series.locators[frame.number]
    header = frame.series.header(frame.number)
    geometry = describe(header.dataset, locator.frame, pixels=header.pixel_keyword)["geometry"]
    position, cosines, spacing = geometry["position"], geometry["orientation"], geometry["spacing"]
    if position is None or cosines is None or spacing is None:
        raise SourceError(
            "The slice nearest to it has no pixel spacing in the patient: nothing can be drawn.",
            file=locator.item.name,
        )
    x, y, z = position
    (ax, ay, az), (dx, dy, dz) = cosines[:3], cosines[3:]
    down, across = spacing
    return Plane(
        (x, y, z), (ax * across, ay * across, az * across), (dx * down, dy * down, dz * down)
    )


def _flat_words(frame: _Frame, off: float, depth: float) -> str:
    where = f"Drawn on slice {frame.number + 1} of {frame.series.count}, {_off(abs(off))}."
    if depth <= IN_PLANE:
        return where
    return f"{where} It is tilted, and put down flat: it reaches {depth:.1f} mm to either side."


def _off(millimetres: float) -> str:
    return f"{millimetres:.1f} mm from it" if millimetres > IN_PLANE else "in its plane"


def _listed(numbers: set[int]) -> str:
    """Say which slices, as the viewer counts them."""
    there = sorted(number + 1 for number in numbers)
    if not there:
        return "none"
    if len(there) > 2 and there[-1] - there[0] == len(there) - 1:
        return f"slices {there[0]} to {there[-1]}"
    text = ", ".join(map(str, there))
    return f"slice{'s' if len(there) > 1 else ''} {text}"


def _in_sight(series: Series, shape: DrawnShape) -> bool:
    columns, rows = zip(*shape.points, strict=True)
    reached = max(columns) > 0 and max(rows) > 0
    return bool(reached and min(columns) < series.columns and min(rows) < series.rows)
