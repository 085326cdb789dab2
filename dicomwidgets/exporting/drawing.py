"""Measurements drawn on the axes of a figure."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from dicomwidgets.display.turn import turn_point

if TYPE_CHECKING:
    from dicomwidgets.display.description import FrameInfo
    from dicomwidgets.display.turn import Turn
    from dicomwidgets.measurement.row import MeasurementRow

__all__ = ["draw_measurement", "measured_text"]

_RIGHT = 0.7
"""Beyond this share of the width a result is written to the left of its shape."""
_INK = "#ffd400"
_LINE = {"color": _INK, "linewidth": 1.2}


def draw_measurement(axes: Any, row: MeasurementRow, turn: Turn, info: FrameInfo) -> None:
    """Draw one measurement and its result.

    Parameters
    ----------
    axes
        In pixels of the frame as shown, (0, 0) being its top left corner.
    row
        Its points are those of the frame in the file.
    turn, info
        How the frame is turned, and the frame in the file.
    """
    from matplotlib.patches import Ellipse, Polygon  # noqa: PLC0415 - on demand
    from matplotlib.patheffects import withStroke  # noqa: PLC0415

    size = info["columns"], info["rows"]
    points = [turn_point((x, y), turn, *size) for x, y in _corners(row)]
    edge: dict[str, Any] = {"fill": False, "edgecolor": _INK, "linewidth": _LINE["linewidth"]}
    if row["kind"] == "ellipse":
        (x0, y0), (x1, y1) = points
        middle = (x0 + x1) / 2, (y0 + y1) / 2
        axes.add_patch(Ellipse(middle, abs(x1 - x0), abs(y1 - y0), **edge))
    elif row["kind"] in ("ruler", "angle"):
        axes.plot(*zip(*points, strict=True), **_LINE)
    else:
        axes.add_patch(Polygon(points, closed=True, **edge))
    x, y = max(points)
    at_right = x > _RIGHT * axes.get_xlim()[1]
    axes.annotate(
        measured_text(row),
        (x, y),
        xytext=(-4 if at_right else 4, -4),
        ha="right" if at_right else "left",
        textcoords="offset points",
        color=_INK,
        fontsize=8,
        va="top",
        path_effects=[withStroke(linewidth=2, foreground="black")],
        annotation_clip=True,
    )


def _corners(row: MeasurementRow) -> list[list[float]]:
    if row["kind"] != "rectangle":
        return row["points"]
    (x0, y0), (x1, y1) = row["points"]
    return [[x0, y0], [x1, y0], [x1, y1], [x0, y1]]


def measured_text(row: MeasurementRow) -> str:
    """Return the result in a line or two: the label, then length, angle, or mean and area."""
    lines = [row["label"]] if row["label"] else []
    if row["kind"] == "angle":
        lines.append(_with_unit(row["angle_deg"], "°"))
    elif row["kind"] == "ruler":
        lines.append(_with_unit(row["length_mm"], " mm") or _with_unit(row["length_px"], " px"))
    else:
        unit = f" {row['unit'] or ''}".rstrip()
        if row["mean"] is not None:
            spread = "" if row["sd"] is None else f" ± {row['sd']:.4g}"
            lines.append(f"mean {row['mean']:.4g}{spread}{unit}".replace("-", "−"))
        area = _with_unit(row["area_mm2"], " mm²") or _with_unit(row["area_px"], " px²")
        lines.append(area)
    return "\n".join(filter(None, lines))


def _with_unit(value: float | None, unit: str) -> str:
    return "" if value is None else f"{value:.4g}{unit}".replace("-", "−")
