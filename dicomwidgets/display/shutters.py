"""Display shutters: what of an image is not to be looked at (PS3.3 C.7.6.11, C.7.6.15)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from dicomwidgets.display.cielab import lab_to_rgb
from dicomwidgets.display.tolerant import number, numbers, texts
from dicomwidgets.errors import DisplayError

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray

    ValueOf = Callable[[str], Any]

__all__ = ["SHUTTER_KEYWORDS", "Shutter", "read_shutter", "shutter_mask"]

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


def shutter_mask(
    shutter: Shutter, rows: int, columns: int, aspect: float = 1.0
) -> NDArray[np.bool_]:
    """Return which pixels the shapes hide, a bitmap left out: (rows, columns).

    Parameters
    ----------
    shutter
        Its places count from 1, at the middle of a pixel.
    rows, columns
        Size of the image.
    aspect
        Height of a pixel over its width: a circle is round as it is seen.
    """
    y = np.arange(1, rows + 1)[:, None]
    x = np.arange(1, columns + 1)[None, :]
    seen = np.ones((rows, columns), dtype=np.bool_)
    if shutter.edges is not None:
        left, right, upper, lower = shutter.edges
        seen &= (x >= left) & (x <= right) & (y >= upper) & (y <= lower)
    if shutter.circle is not None:
        row, column, radius = shutter.circle
        seen &= ((y - row) * aspect) ** 2 + (x - column) ** 2 <= radius**2
    if shutter.vertices:
        seen &= _inside(shutter.vertices, rows, columns)
    return ~seen


def _inside(
    vertices: tuple[tuple[float, float], ...], rows: int, columns: int
) -> NDArray[np.bool_]:
    """Return the pixels whose middle lies in a polygon or on its edge, by even and odd."""
    seen = np.zeros((rows, columns), dtype=np.bool_)
    corners = np.array(vertices, dtype=np.float64)
    y0, x0 = corners.T
    y1, x1 = np.roll(corners, -1, axis=0).T
    x = np.arange(1, columns + 1)
    top, bottom = max(1, int(np.ceil(y0.min()))), min(rows, int(np.floor(y0.max())))
    for y in range(top, bottom + 1):
        line = seen[y - 1]
        # Each edge without its lower and then without its upper end: corners count once.
        for crosses in ((y0 <= y) != (y1 <= y), (y0 < y) != (y1 < y)):
            share = (y - y0[crosses]) / (y1[crosses] - y0[crosses])
            at = np.sort(x0[crosses] + share * (x1[crosses] - x0[crosses]))
            for start, stop in zip(at[::2], at[1::2], strict=True):
                line |= (x >= start - 1e-9) & (x <= stop + 1e-9)
        for start, stop in zip(x0[(y0 == y) & (y1 == y)], x1[(y0 == y) & (y1 == y)], strict=True):
            line |= (x >= min(start, stop)) & (x <= max(start, stop))
    return seen


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
