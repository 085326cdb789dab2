"""A measurement in the form in which it travels: the shape, and what was measured in it.

These are parts of the protocol (`dicomwidgets.widgets._commands` re-exports them); their twins
stand in ``js/src/sync/messages.ts``.
"""

from __future__ import annotations

from typing import Literal, TypedDict

from dicomwidgets.display.description import SpacingPlane
from dicomwidgets.errors import ErrorPayload

__all__ = ["Histogram", "Kind", "MeasurementRow", "MeasurementShape"]

Kind = Literal["ruler", "angle", "rectangle", "ellipse", "freehand"]


class MeasurementShape(TypedDict):
    """Something drawn on a frame.

    `index` is the frame's number in the series. `points` are [column, row] of the frame as it is
    stored, neither turned nor mirrored: (0, 0) is the top left corner of the first pixel, (0.5,
    0.5) its centre. A ruler has 2; an angle 3, the middle one being the vertex; a rectangle 2
    opposite corners; an ellipse 2 opposite corners of its bounding box; a freehand polygon, which
    is closed, at least 3.
    """

    id: str
    kind: Kind
    index: int
    points: list[list[float]]
    label: str


class Histogram(TypedDict):
    """How often values occur: `edges` in the unit of the values, one more than `counts`."""

    edges: list[float]
    counts: list[int]


class MeasurementRow(MeasurementShape):
    """A shape and what was measured in it; ``None`` for what does not apply or can't be known.

    Lengths in pixels are in pixel widths, areas in pixels. `pixels` counts those whose centre lies
    inside and whose value is one, `left_out` those that are padding or no number; `mean`, `sd`
    (of the population), `minimum` and `maximum` are of their modality values, in `unit`.
    `spacing_source` and `plane` say what the millimetres rest on. Of a PET frame the values are the
    uptake that was chosen, and `value_source` says what it was computed from, or why it is none.
    `problem` says why something is missing.
    """

    length_mm: float | None
    length_px: float | None
    angle_deg: float | None
    area_mm2: float | None
    area_px: float | None
    perimeter_mm: float | None
    pixels: int | None
    left_out: int | None
    mean: float | None
    sd: float | None
    minimum: float | None
    maximum: float | None
    unit: str | None
    value_source: str | None
    histogram: Histogram | None
    spacing_source: str | None
    plane: SpacingPlane | None
    problem: ErrorPayload | None
