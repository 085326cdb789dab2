"""Measurements as a data frame."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from dicomwidgets.extras import require

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from dicomwidgets.measurement.row import MeasurementRow

__all__ = ["data_frame"]

_TEXTS = ("id", "kind", "label", "unit", "value_source", "spacing_source", "plane", "problem")
_COUNTS = ("index", "pixels", "left_out")
_COLUMNS = (
    *("id", "kind", "label", "index", "left", "top", "right", "bottom"),
    *("length_mm", "length_px", "angle_deg", "area_mm2", "area_px", "perimeter_mm"),
    *("pixels", "left_out", "mean", "sd", "minimum", "maximum", "unit"),
    *("value_source", "spacing_source", "plane", "problem"),
)


def data_frame(rows: Sequence[MeasurementRow]) -> Any:
    """Return a `pandas.DataFrame`, one measurement a row.

    Its columns are flat: the box around the points instead of the points, no histogram. What does
    not apply is missing.

    Raises
    ------
    MissingPackageError
        Where pandas is not installed, with the install line.
    """
    pandas = require("pandas", why="A table of measurements")
    frame = pandas.DataFrame([_flat(row) for row in rows], columns=list(_COLUMNS))
    numbers = [name for name in _COLUMNS if name not in (*_TEXTS, *_COUNTS)]
    kinds = dict.fromkeys(numbers, "float64") | dict.fromkeys(_COUNTS, "Int64")
    return frame.astype(kinds | dict.fromkeys(_TEXTS, "string"))


def _flat(row: MeasurementRow) -> dict[str, Any]:
    fields: Mapping[str, Any] = row
    columns, rows = zip(*row["points"], strict=True)
    problem = row["problem"]
    return {
        **{name: fields[name] for name in _COLUMNS if name in fields},
        "left": min(columns),
        "top": min(rows),
        "right": max(columns),
        "bottom": max(rows),
        "problem": problem and problem["message"],
    }
