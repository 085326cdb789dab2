"""From a shape on a frame to its row: lengths, areas, and the values inside."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, cast

from dicomwidgets.errors import DicomWidgetsError, MeasurementError
from dicomwidgets.measurement.scale import scale_of
from dicomwidgets.measurement.shapes import shape_of
from dicomwidgets.measurement.statistics import Statistics, statistics

if TYPE_CHECKING:
    from dicomwidgets.display.description import FrameInfo
    from dicomwidgets.errors import ErrorPayload
    from dicomwidgets.measurement.inside import Inside
    from dicomwidgets.measurement.row import MeasurementRow, MeasurementShape
    from dicomwidgets.measurement.scale import Scale
    from dicomwidgets.measurement.shapes import Shape
    from dicomwidgets.pixels.frame_source import FrameSource

__all__ = ["measure"]

_NOTHING: dict[str, Any] = {
    "length_mm": None,
    "length_px": None,
    "angle_deg": None,
    "area_mm2": None,
    "area_px": None,
    "perimeter_mm": None,
    "pixels": None,
    "left_out": None,
    "mean": None,
    "sd": None,
    "minimum": None,
    "maximum": None,
    "unit": None,
    "value_source": None,
    "histogram": None,
    "spacing_source": None,
    "plane": None,
    "problem": None,
}


def measure(frames: FrameSource, drawn: MeasurementShape) -> MeasurementRow:
    """Return what is measured in a shape.

    Parameters
    ----------
    frames
        Of the series.
    drawn
        On frame `index` of them.

    Returns
    -------
    MeasurementRow
        What can't be known is ``None``, and `problem` says why: no spacing, no pixel inside, a
        frame that can't be decoded.

    Raises
    ------
    ArgumentError
        When the kind or the points make no shape.
    """
    shape = shape_of(drawn["kind"], drawn["points"])
    row = {**drawn, **_NOTHING}
    problems: list[DicomWidgetsError] = []
    try:
        info = frames.info(drawn["index"])
        row |= _extent(shape, scale_of(info["geometry"], shape), problems)
        row |= _contents(frames, info, shape, problems)
    except DicomWidgetsError as problem:
        problems.append(problem)
    row["problem"] = _together(problems)
    return cast("MeasurementRow", row)


def _extent(shape: Shape, scale: Scale, problems: list[DicomWidgetsError]) -> dict[str, Any]:
    """Return lengths, angle and areas."""
    in_widths = scale.aspect, 1.0
    found: dict[str, Any] = {
        "length_px": shape.length(in_widths),
        "angle_deg": shape.angle(scale.spacing or in_widths),
        "area_px": shape.area((1.0, 1.0)),
        "spacing_source": scale.source,
        "plane": scale.plane,
    }
    if shape.kind == "angle" and found["angle_deg"] is None:
        problems.append(MeasurementError("An arm of the angle has no length: no angle."))
    if shape.kind == "freehand" and found["area_px"] is None:
        problems.append(MeasurementError("The outline crosses itself too often: no area."))
    if scale.spacing:
        found["length_mm"] = shape.length(scale.spacing)
        found["area_mm2"] = shape.area(scale.spacing)
        found["perimeter_mm"] = shape.perimeter(scale.spacing)
    elif shape.kind != "angle":
        problems.append(MeasurementError(scale.reason or ""))
    return found


def _contents(
    frames: FrameSource, info: FrameInfo, shape: Shape, problems: list[DicomWidgetsError]
) -> dict[str, Any]:
    """Return the statistics of what lies inside."""
    inside = shape.inside(info["rows"], info["columns"])
    if inside is None:
        return {}
    count = inside.count
    if not count:
        problems.append(_empty(shape, info))
        return {"pixels": 0, "left_out": 0}
    if info["display"]["kind"] == "color":
        # A luminance would be a quantity that nobody measured.
        reason = "A colour frame has no modality values: no mean, no histogram."
        problems.append(MeasurementError(reason))
        return {"pixels": count, "left_out": 0}
    found, unit = _statistics(frames, info, inside)
    if not found.count:
        reason = f"All {count} pixels inside are padding or no numbers: no mean, no histogram."
        problems.append(MeasurementError(reason))
    return {
        "pixels": found.count,
        "left_out": found.left_out,
        "mean": found.mean,
        "sd": found.sd,
        "minimum": found.minimum,
        "maximum": found.maximum,
        "unit": unit or None,
        "histogram": found.histogram,
    }


def _statistics(frames: FrameSource, info: FrameInfo, inside: Inside) -> tuple[Statistics, str]:
    values = frames.values(info["index"], (inside.rows, inside.columns))
    padding = None if values.padding is None else values.padding[inside.mask]
    return statistics(values.array[inside.mask], padding, step=values.step), values.unit


def _empty(shape: Shape, info: FrameInfo) -> MeasurementError:
    left, top, right, bottom = shape.box
    if right <= 0 or bottom <= 0 or left >= info["columns"] or top >= info["rows"]:
        return MeasurementError("The shape lies outside the image: there are no values in it.")
    return MeasurementError("No pixel's centre lies inside the shape: there are no values in it.")


def _together(problems: list[DicomWidgetsError]) -> ErrorPayload | None:
    """Return one problem that says all of them; the last is the gravest."""
    if not problems:
        return None
    return {
        **problems[-1].payload(),
        "message": " ".join(each.message for each in problems),
    }
