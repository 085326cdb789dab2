"""A frame as a matplotlib figure: image, letters, scale bar, colour bar, what it says below."""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import partial
from io import BytesIO
from typing import TYPE_CHECKING, Any

from dicomwidgets.display.turn import Turn, turn_info
from dicomwidgets.errors import ArgumentError
from dicomwidgets.exporting.drawing import draw_measurements
from dicomwidgets.exporting.scale_bar import scale_bar
from dicomwidgets.exporting.window_bar import window_bar
from dicomwidgets.extras import require

if TYPE_CHECKING:
    from collections.abc import Sequence

    import numpy as np
    from matplotlib.figure import Figure
    from numpy.typing import NDArray

    from dicomwidgets.display.description import FrameInfo
    from dicomwidgets.display.window import Window
    from dicomwidgets.measurement.row import MeasurementRow

__all__ = ["FramePicture", "frame_figure"]

_UPRIGHT = Turn()
_POINTS_AN_INCH = 72
_LETTERS = 18.0
_TOP = 22.0
_BAR = 64.0
_BELOW = 28.0
_LINE = 12.0
_EDGE = 6.0
_AT_LEAST = 512
"""Dots that the image is enlarged to, by a whole factor, where no width is asked for."""


@dataclass(frozen=True, slots=True)
class FramePicture:
    """A frame and how it is shown.

    Parameters
    ----------
    screen
        uint8 (rows, columns) or (rows, columns, 3), as on screen: turned already.
    info
        Of the frame in the file, not turned.
    turn
        How it is turned.
    window
        ``None`` for colour and where the file's VOI LUT is applied.
    invert, colormap
        As for `dicomwidgets.pixels.frame_source.FrameSource.render`.
    title
        Above the image; identifiers are the caller's to mask.
    remarks
        Below the image, a line each.
    measured
        Measurements of this frame.
    """

    screen: NDArray[np.uint8]
    info: FrameInfo
    turn: Turn = _UPRIGHT
    window: Window | None = None
    invert: bool = False
    colormap: str = "grey"
    title: str = ""
    remarks: Sequence[str] = ()
    measured: Sequence[MeasurementRow] = ()


_Box = tuple[float, float, float, float]


@dataclass(frozen=True, slots=True)
class _Sheet:
    """Where things stand, in dots from the bottom left."""

    dot: float
    left: float
    bottom: float
    width: int
    height: int
    across: int
    down: int

    def box(self, left: float, bottom: float, width: float, height: float) -> _Box:
        """Return a box in fractions of the figure."""
        across, down = self.across, self.down
        return left / across, bottom / down, width / across, height / down


def frame_figure(picture: FramePicture, *, dpi: float = 100, width: float | None = None) -> Figure:
    """Return the figure of a frame.

    Parameters
    ----------
    picture
        The frame and how it is shown.
    dpi
        Dots an inch.
    width
        Width of the whole figure in inches. By default the image is drawn at its own size, a dot
        a pixel, and small ones enlarged by a whole factor to 512 dots or more.

    Returns
    -------
    matplotlib.figure.Figure
        It belongs to no window and to no pyplot state; in a notebook it shows itself. The first
        of its axes is that of the image, in pixels of the frame as shown, (0, 0) being the top
        left corner of the first pixel. Pixels keep their true aspect.

    Raises
    ------
    ArgumentError
        When `dpi` or `width` leave no room for an image.
    MissingPackageError
        Without matplotlib.
    """
    require("matplotlib", why="A figure")
    from matplotlib.backends.backend_agg import FigureCanvasAgg  # noqa: PLC0415 - on demand
    from matplotlib.figure import Figure  # noqa: PLC0415

    info = turn_info(picture.info, picture.turn)
    sheet = _sheet(info, picture, dpi, width)
    figure = Figure(figsize=(sheet.across / dpi, sheet.down / dpi), dpi=dpi)
    FigureCanvasAgg(figure)
    axes = figure.add_axes(sheet.box(sheet.left, sheet.bottom, sheet.width, sheet.height))
    _image(axes, picture, info, sheet)
    _texts(figure, picture, info, sheet)
    if picture.window is not None:
        left = sheet.left + sheet.width + _LETTERS * sheet.dot
        box = sheet.box(left, sheet.bottom, 10 * sheet.dot, sheet.height)
        window_bar(figure.add_axes(box), picture, info["display"])
    draw_measurements(axes, picture.measured, picture.turn, picture.info)
    figure._repr_png_ = partial(_png, figure)  # type: ignore[attr-defined]
    return figure


def _sheet(info: FrameInfo, picture: FramePicture, dpi: float, width: float | None) -> _Sheet:
    dot = dpi / _POINTS_AN_INCH
    left = math.ceil((_EDGE + _LETTERS) * dot)
    right = math.ceil((_EDGE + _LETTERS + (_BAR if picture.window is not None else 0)) * dot)
    columns, rows, aspect = info["columns"], info["rows"], info["geometry"]["aspect"]
    if width is None:
        dots = columns * max(1, -(-_AT_LEAST // max(columns, round(rows * aspect))))
    else:
        dots = round(width * dpi) - left - right
    if not (math.isfinite(dpi) and dots > 0):
        raise ArgumentError(
            f"A width of {width} inches at {dpi} dots an inch leaves no room for the image.",
            remedy="Leave them out, or give more.",
        )
    height = max(1, round(dots / columns * rows * aspect))
    top = math.ceil((_TOP + _LETTERS) * dot)
    bottom = math.ceil((_LETTERS + _BELOW + _LINE * len(picture.remarks) + _EDGE) * dot)
    return _Sheet(dot, left, bottom, dots, height, left + dots + right, bottom + height + top)


def _image(axes: Any, picture: FramePicture, info: FrameInfo, sheet: _Sheet) -> None:
    import numpy as np  # noqa: PLC0415 - this room has no pixels of its own

    screen = picture.screen
    colors = screen if screen.ndim == 3 else np.repeat(screen[..., None], 3, axis=2)
    enlarged = sheet.width >= info["columns"] and sheet.height >= info["rows"]
    axes.imshow(
        colors,
        extent=(0, info["columns"], info["rows"], 0),
        aspect="auto",
        interpolation="nearest" if enlarged else "auto",
    )
    axes.set_axis_off()
    axes.set_autoscale_on(False)  # what is drawn later moves nothing


def _texts(figure: Figure, picture: FramePicture, info: FrameInfo, sheet: _Sheet) -> None:
    def write(x: float, y: float, text: str, **style: Any) -> None:
        figure.text(x / sheet.across, y / sheet.down, text, **style)

    right, top = sheet.left + sheet.width, sheet.bottom + sheet.height
    middle, half = sheet.left + sheet.width / 2, sheet.bottom + sheet.height / 2
    gap = _LETTERS * sheet.dot / 2
    places = ((sheet.left - gap, half), (right + gap, half), (middle, top + gap))
    for (x, y), letter in zip(
        (*places, (middle, sheet.bottom - gap)), info["geometry"]["letters"] or (), strict=False
    ):
        write(x, y, letter, ha="center", va="center", fontsize=10, fontweight="bold")
    write(sheet.left, top + 2 * gap, picture.title, va="bottom", fontsize=11)
    bar = scale_bar(info["geometry"], info["columns"], info["rows"])
    below = sheet.bottom - _LETTERS * sheet.dot
    if bar:
        dots = bar.columns / info["columns"] * sheet.width
        box = sheet.box(sheet.left, below - 4 * sheet.dot, dots, 3 * sheet.dot)
        ruler = figure.add_axes(box, label="scale bar")
        ruler.axhspan(0, 1, color=_ink())
        ruler.set_axis_off()
        ruler.set(xlim=(0, 1), ylim=(0, 1))
        write(sheet.left, below - 7 * sheet.dot, bar.text, va="top", fontsize=8)
    for line, remark in enumerate(picture.remarks):
        y = below - (_BELOW + _LINE * line - 4) * sheet.dot
        write(sheet.left, y, remark, va="top", fontsize=8)


def _ink() -> Any:
    from matplotlib import rcParams  # noqa: PLC0415 - on demand

    return rcParams["text.color"]


def _png(figure: Figure) -> bytes:
    file = BytesIO()
    figure.savefig(file, format="png")
    return file.getvalue()
