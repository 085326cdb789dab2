"""Measurements drawn on the axes of a figure."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

from dicomwidgets.display.turn import turn_point
from dicomwidgets.exporting.words import Words, placed

if TYPE_CHECKING:
    from collections.abc import Sequence

    from dicomwidgets.display.description import FrameInfo
    from dicomwidgets.display.turn import Turn
    from dicomwidgets.measurement.row import MeasurementRow

__all__ = ["draw_measurements", "measured_text"]

_INK = "#ffd400"
_WIDTH = 1.2
_TEXT_POINTS = 8
_POINTS_AN_INCH = 72
_COURSE = 60
"""Points of a line, at most, that words keep clear of."""

Point = tuple[float, float]


def draw_measurements(
    axes: Any, rows: Sequence[MeasurementRow], turn: Turn, info: FrameInfo
) -> None:
    """Draw measurements and their results, in words that are clear of each other.

    Parameters
    ----------
    axes
        In pixels of the frame as shown, (0, 0) being its top left corner.
    rows
        Their points are those of the frame in the file.
    turn, info
        How the frame is turned, and the frame in the file.
    """
    size = info["columns"], info["rows"]
    shapes = [[turn_point((x, y), turn, *size) for x, y in _corners(row)] for row in rows]
    for row, points in zip(rows, shapes, strict=True):
        _draw_shape(axes, row, points)
    _write(axes, rows, shapes)


def _draw_shape(axes: Any, row: MeasurementRow, points: list[Point]) -> None:
    from matplotlib.patches import Ellipse, Polygon  # noqa: PLC0415 - on demand

    edge: dict[str, Any] = {"fill": False, "edgecolor": _INK, "linewidth": _WIDTH}
    if row["kind"] == "ellipse":
        (x0, y0), (x1, y1) = points
        middle = (x0 + x1) / 2, (y0 + y1) / 2
        axes.add_patch(Ellipse(middle, abs(x1 - x0), abs(y1 - y0), **edge))
    elif row["kind"] in _LINES:
        axes.plot(*zip(*points, strict=True), color=_INK, linewidth=_WIDTH)
    else:
        axes.add_patch(Polygon(points, closed=True, **edge))


def _write(axes: Any, rows: Sequence[MeasurementRow], shapes: Sequence[list[Point]]) -> None:
    """Write the results where there is room for them, with a line to those that are far away."""
    from matplotlib.patheffects import withStroke  # noqa: PLC0415 - on demand

    (left, right), (bottom, top) = axes.get_xlim(), axes.get_ylim()
    extent = axes.get_window_extent()
    dot = axes.figure.dpi / _POINTS_AN_INCH
    width, height = extent.width / dot, extent.height / dot

    def on_paper(points: Sequence[Point]) -> list[Point]:
        across, down = width / (right - left), height / (bottom - top)
        return [((x - left) * across, (y - top) * down) for x, y in points]

    effects = [withStroke(linewidth=2, foreground="black")]
    style: dict[str, Any] = {"color": _INK, "path_effects": effects, "transform": axes.transAxes}
    texts, words = [], []
    for row, points in zip(rows, shapes, strict=True):
        text = axes.text(0, 1, measured_text(row), fontsize=_TEXT_POINTS, va="top", **style)
        box = text.get_window_extent(axes.figure.canvas.get_renderer())
        beside = on_paper(points[1:2] if row["kind"] in _LINES else points)
        words.append(
            Words(beside, on_paper(_course(row, points)), box.width / dot, box.height / dot)
        )
        texts.append(text)
    for text, place in zip(texts, placed(words, width, height), strict=True):
        if place is None:  # of a shape that lies outside the image
            text.set_visible(False)
            continue
        text.set_position((place.x / width, 1 - place.y / height))
        if place.lead:
            ends = [(x / width, 1 - y / height) for x, y in place.lead]
            axes.plot(*zip(*ends, strict=True), linewidth=0.8, linestyle="--", **style)


def _course(row: MeasurementRow, points: list[Point]) -> list[Point]:
    """Return the line of a shape, roughly."""
    if row["kind"] in _LINES:
        return points
    if row["kind"] == "ellipse":
        (x0, y0), (x1, y1) = points
        turns = [step * math.pi / 8 for step in range(17)]
        return [
            (
                (x0 + x1) / 2 + (x1 - x0) / 2 * math.cos(turn),
                (y0 + y1) / 2 + (y1 - y0) / 2 * math.sin(turn),
            )
            for turn in turns
        ]
    return [*points[:: -(-len(points) // _COURSE)], points[0]]


_LINES = ("ruler", "angle")


def _corners(row: MeasurementRow) -> list[list[float]]:
    if row["kind"] != "rectangle":
        return row["points"]
    (x0, y0), (x1, y1) = row["points"]
    return [[x0, y0], [x1, y0], [x1, y1], [x0, y1]]


def measured_text(row: MeasurementRow) -> str:
    """Return the result in a line or two: the label, then length, angle, or mean and area."""
    lines = [row["label"]] if row["label"] else []
    where = "" if row["plane"] in (None, "patient") else f" on the {row['plane']}"
    if row["kind"] == "angle":
        lines.append(_with_unit(row["angle_deg"], "°"))
    elif row["kind"] == "ruler":
        length = _with_unit(row["length_mm"], f" mm{where}")
        lines.append(length or _with_unit(row["length_px"], " px"))
    else:
        unit = f" {row['unit'] or ''}".rstrip()
        if row["mean"] is not None:
            spread = "" if row["sd"] is None else f" ± {row['sd']:.4g}"
            lines.append(f"mean {row['mean']:.4g}{spread}{unit}".replace("-", "−"))
        area = _with_unit(row["area_mm2"], f" mm²{where}")
        lines.append(area or _with_unit(row["area_px"], " px²"))
    return "\n".join(filter(None, lines))


def _with_unit(value: float | None, unit: str) -> str:
    return "" if value is None else f"{value:.4g}{unit}".replace("-", "−")
