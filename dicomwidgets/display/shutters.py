"""Display shutters: what of an image is not to be looked at (PS3.3 C.7.6.11, C.7.6.15)."""

from __future__ import annotations

import math
from functools import lru_cache
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from dicomwidgets.display.cielab import lab_to_rgb
from dicomwidgets.display.tolerant import number, numbers, texts
from dicomwidgets.errors import DisplayError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from numpy.typing import NDArray

    ValueOf = Callable[[str], Any]
    _Edge = tuple[tuple[float, float], tuple[float, float]]

__all__ = ["SHUTTER_KEYWORDS", "Shutter", "read_shutter", "shutter_mask"]

_NEAR = 1e-9
_EDGES = (
    "ShutterLeftVerticalEdge",
    "ShutterRightVerticalEdge",
    "ShutterUpperHorizontalEdge",
    "ShutterLowerHorizontalEdge",
)
SHUTTER_KEYWORDS = (
    "ShutterShape",
    *_EDGES,
    "CenterOfCircularShutter",
    "RadiusOfCircularShutter",
    "VerticesOfThePolygonalShutter",
    "ShutterPresentationValue",
    "ShutterPresentationColorCIELabValue",
    "ShutterOverlayGroup",
)
"""What describes a shutter, in a dataset or in the functional group of a frame."""


class Shutter(NamedTuple):
    """A shutter; only what all of its shapes leave open is seen.

    Parameters
    ----------
    edges
        Left, right, upper and lower pixel that still is seen, from 1; ``None`` without rectangle.
    circle
        Row and column of the centre, radius in columns; ``None`` without circle.
    vertices
        (row, column) of a polygon's corners, from 1; empty without polygon.
    group
        Overlay group of a bitmap; ``None`` without.
    color
        RGB of what is hidden.
    """

    edges: tuple[float, ...] | None
    circle: tuple[float, ...] | None
    vertices: tuple[tuple[float, float], ...]
    group: int | None
    color: tuple[int, int, int]

    @property
    def shapes(self) -> list[str]:
        """What it is made of, in words."""
        known = {
            "rectangle": self.edges is not None,
            "circle": self.circle is not None,
            "polygon": bool(self.vertices),
            "bitmap": self.group is not None,
        }
        return [name for name, there in known.items() if there]


def read_shutter(value_of: ValueOf) -> Shutter | None:
    """Return the shutter of a frame, or ``None``.

    Parameters
    ----------
    value_of
        Keyword → value of this frame.

    Raises
    ------
    DisplayError
        Where a shape is named and not described, or is none of the standard's.
    """
    shapes = [each.upper() for each in texts(value_of("ShutterShape")) if each]
    if not shapes:
        return None
    edges = circle = group = None
    vertices: tuple[tuple[float, float], ...] = ()
    for shape in shapes:
        if shape == "RECTANGULAR":
            edges = _numbers(value_of, *_EDGES, count=4)
        elif shape == "CIRCULAR":
            circle = _numbers(
                value_of, "CenterOfCircularShutter", "RadiusOfCircularShutter", count=3
            )
            if circle[2] < 0:
                raise _refused("RadiusOfCircularShutter", "its radius is negative")
        elif shape == "POLYGONAL":
            flat = _numbers(value_of, "VerticesOfThePolygonalShutter", count=None)
            vertices = tuple(zip(flat[::2], flat[1::2], strict=True))
        elif shape == "BITMAP":
            group = int(_numbers(value_of, "ShutterOverlayGroup", count=1)[0])
        else:
            raise _refused("ShutterShape", f"{shape} is no shape of the standard")
    return Shutter(edges, circle, vertices, group, _color(value_of))


@lru_cache(maxsize=2)
def shutter_mask(
    shutter: Shutter, rows: int, columns: int, aspect: float = 1.0
) -> NDArray[np.bool_]:
    """Return which pixels the shapes hide, a bitmap left out: (rows, columns), read-only.

    The frames of a file mostly share it: the last two are kept.

    Parameters
    ----------
    shutter
        Its places count from 1, at the middle of a pixel.
    rows, columns
        Size of the image.
    aspect
        Height of a pixel over its width: a circle is round as it is seen.
    """
    seen = np.ones((rows, columns), dtype=np.bool_)
    if shutter.edges is not None:
        left, right, upper, lower = shutter.edges
        open_rows, open_columns = _span(upper, lower, rows), _span(left, right, columns)
        seen[: open_rows.start] = seen[open_rows.stop :] = False
        seen[:, : open_columns.start] = seen[:, open_columns.stop :] = False
    if shutter.circle is not None:
        seen &= _disc(shutter.circle, rows, columns, aspect)
    if shutter.vertices:
        seen &= _inside(shutter.vertices, rows, columns)
    hidden = ~seen
    hidden.flags.writeable = False
    return hidden


def _span(first: float, last: float, size: int) -> slice:
    """Return the pixels, counted from 1, whose middles lie from `first` to `last`."""
    start = min(max(math.ceil(first - _NEAR), 1), size + 1) - 1
    return slice(start, max(start, min(math.floor(last + _NEAR), size)))


def _disc(circle: tuple[float, ...], rows: int, columns: int, aspect: float) -> NDArray[np.bool_]:
    """Return the pixels whose middle lies in a circle or on it."""
    seen = np.zeros((rows, columns), dtype=np.bool_)
    row, column, radius = circle
    for y in range(rows):
        left = radius**2 - ((y + 1 - row) * aspect) ** 2
        if left >= 0:
            half = math.sqrt(left)
            seen[y, _span(column - half, column + half, columns)] = True
    return seen


def _inside(
    vertices: tuple[tuple[float, float], ...], rows: int, columns: int
) -> NDArray[np.bool_]:
    """Return the pixels whose middle lies in a polygon or on its edge, by even and odd."""
    seen = np.zeros((rows, columns), dtype=np.bool_)
    edges = list(zip(vertices, (*vertices[1:], vertices[0]), strict=True))
    heights = [row for row, _ in vertices]
    for y in range(max(1, math.ceil(min(heights))), min(rows, math.floor(max(heights))) + 1):
        for start, stop in _stretches(edges, y):
            seen[y - 1, _span(start, stop, columns)] = True
    return seen


def _stretches(edges: list[_Edge], y: int) -> Iterator[tuple[float, float]]:
    """Yield from where to where row `y` lies in a polygon."""
    # Each edge without its lower and then without its upper end: corners count once.
    for below in (float.__le__, float.__lt__):
        crossed = sorted(
            x0 + (y - y0) / (y1 - y0) * (x1 - x0)
            for (y0, x0), (y1, x1) in edges
            if below(float(y0), float(y)) is not below(float(y1), float(y))
        )
        yield from zip(crossed[::2], crossed[1::2], strict=True)
    for (y0, x0), (y1, x1) in edges:
        if y0 == y1 == y:
            yield min(x0, x1), max(x0, x1)


def _numbers(value_of: ValueOf, *keywords: str, count: int | None) -> tuple[float, ...]:
    found = [each for keyword in keywords for each in numbers(value_of(keyword))]
    polygon = count is None and len(found) >= 6 and len(found) % 2 == 0
    if not polygon and len(found) != count:
        raise _refused(keywords[0], "its shape is named and not described")
    return tuple(found)


def _color(value_of: ValueOf) -> tuple[int, int, int]:
    """Return the colour of what is hidden: CIELab for a colour screen, else grey, else black."""
    lab = numbers(value_of("ShutterPresentationColorCIELabValue"))
    if len(lab) == 3:
        return lab_to_rgb(lab[0], lab[1], lab[2])
    p_value = number(value_of("ShutterPresentationValue")) or 0.0
    grey = int(min(max(p_value, 0.0), 65535.0) * 255 / 65535 + 0.5)
    return grey, grey, grey


def _refused(keyword: str, why: str) -> DisplayError:
    return DisplayError(f"The display shutter is not drawn: {why}.", keyword=keyword)
