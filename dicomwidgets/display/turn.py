"""A frame turned and mirrored for the screen. Twin of ``js/src/display/turn.ts``.

Both are held to ``tests/golden/turn.json``. What is turned here is a view: stored frames, files
and measurements stay in the frame of the file.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from dicomwidgets.display.geometry import patient_position

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from dicomwidgets.display.description import FrameGeometry, FrameInfo, Region

__all__ = ["Turn", "turn_info", "turn_pixels", "turn_point", "unturn_point"]

Point = tuple[float, float]


class Turn(NamedTuple):
    """How a frame is turned: mirrored first, rotated then.

    Parameters
    ----------
    rotation
        0, 90, 180 or 270 degrees clockwise.
    flip
        Whether left and right are swapped, before the rotation.
    """

    rotation: int = 0
    flip: bool = False

    @property
    def quarter(self) -> bool:
        """Whether rows become columns."""
        return self.rotation in (90, 270)

    @property
    def mirrors(self) -> tuple[bool, bool]:
        """Whether, after rows and columns were swapped, the axes (across, down) run backwards."""
        across = {0: self.flip, 90: True, 180: not self.flip, 270: False}
        down = {0: False, 90: self.flip, 180: True, 270: not self.flip}
        return across[self.rotation], down[self.rotation]


def turn_pixels(pixels: NDArray[Any], turn: Turn) -> NDArray[Any]:
    """Return the frame as it is seen.

    Parameters
    ----------
    pixels
        (rows, columns) or (rows, columns, samples) of any type.
    turn
        A turn of nothing returns `pixels` itself.

    Returns
    -------
    ndarray
        Contiguous, rows and columns swapped by a quarter turn.
    """
    if turn == Turn():
        return pixels
    mirrored = pixels[:, ::-1] if turn.flip else pixels
    return np.ascontiguousarray(np.rot90(mirrored, -turn.rotation // 90))


def turn_point(point: Point, turn: Turn, columns: int, rows: int) -> Point:
    """Return where a point of the file's frame lies in the turned one.

    Parameters
    ----------
    point
        (column, row), (0, 0) being the top left corner of the first pixel.
    turn
        How the frame is turned.
    columns, rows
        Size of the file's frame.
    """
    across, down = (point[1], point[0]) if turn.quarter else point
    width, height = (rows, columns) if turn.quarter else (columns, rows)
    back_across, back_down = turn.mirrors
    return width - across if back_across else across, height - down if back_down else down


def unturn_point(point: Point, turn: Turn, columns: int, rows: int) -> Point:
    """Return the point of the file's frame that lies at a point of the turned one.

    The way back of `turn_point`, with the same parameters: the size is that of the file's frame.
    """
    width, height = (rows, columns) if turn.quarter else (columns, rows)
    back_across, back_down = turn.mirrors
    across = width - point[0] if back_across else point[0]
    down = height - point[1] if back_down else point[1]
    return (down, across) if turn.quarter else (across, down)


def turn_info(info: FrameInfo, turn: Turn) -> FrameInfo:
    """Return the description of the turned frame: size and geometry as they are seen.

    The position is that of the centre of the new top left pixel (PS3.3 C.7.6.2.1.1), so that
    `dicomwidgets.display.geometry.patient_position` holds for the turned frame as it is.
    """
    if turn == Turn():
        return info
    columns, rows = info["columns"], info["rows"]
    size = (rows, columns) if turn.quarter else (columns, rows)
    geometry = _geometry(info["geometry"], turn, columns, rows)
    return {**info, "columns": size[0], "rows": size[1], "geometry": geometry}


def _geometry(geometry: FrameGeometry, turn: Turn, columns: int, rows: int) -> FrameGeometry:
    spacing, aspect = geometry["spacing"], geometry["aspect"]
    return {
        **geometry,
        "position": _position(geometry, turn, columns, rows),
        "orientation": _orientation(geometry["orientation"], turn),
        "spacing": spacing[::-1] if spacing and turn.quarter else spacing,
        "aspect": 1 / aspect if turn.quarter else aspect,
        "letters": _letters(geometry["letters"], turn),
        "regions": [_region(region, turn, columns, rows) for region in geometry["regions"]],
    }


def _position(geometry: FrameGeometry, turn: Turn, columns: int, rows: int) -> list[float] | None:
    column, row = unturn_point((0.5, 0.5), turn, columns, rows)
    if (column, row) == (0.5, 0.5):
        return geometry["position"]
    found = patient_position(geometry, column - 0.5, row - 0.5)
    return list(found) if found else None


def _orientation(cosines: list[float] | None, turn: Turn) -> list[float] | None:
    if cosines is None:
        return None
    across, down = cosines[:3], cosines[3:]
    if turn.quarter:
        across, down = down, across
    back_across, back_down = turn.mirrors
    # From 0, or a zero would become a negative one.
    turned_across = [0 - value for value in across] if back_across else across
    return turned_across + ([0 - value for value in down] if back_down else down)


def _letters(letters: list[str] | None, turn: Turn) -> list[str] | None:
    if letters is None:
        return None
    across, down = letters[:2], letters[2:]
    if turn.quarter:
        across, down = down, across
    back_across, back_down = turn.mirrors
    turned_across = across[::-1] if back_across else across
    return turned_across + (down[::-1] if back_down else down)


def _region(region: Region, turn: Turn, columns: int, rows: int) -> Region:
    one = turn_point((region["x0"], region["y0"]), turn, columns, rows)
    other = turn_point((region["x1"], region["y1"]), turn, columns, rows)
    return {
        "x0": min(one[0], other[0]),
        "y0": min(one[1], other[1]),
        "x1": max(one[0], other[0]),
        "y1": max(one[1], other[1]),
        "spacing": region["spacing"][::-1] if turn.quarter else region["spacing"],
    }
