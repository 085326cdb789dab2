"""How large a pixel is where a shape lies (PS3.3 10.7, C.8.5.5)."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from dicomwidgets.display.description import FrameGeometry, Region, SpacingPlane
    from dicomwidgets.measurement.shapes import Point, Shape

__all__ = ["Scale", "scale_of"]


@dataclass(frozen=True, slots=True)
class Scale:
    """A spacing, or why there is none.

    Parameters
    ----------
    spacing
        (row, column) in millimetres, or ``None``.
    aspect
        Height of a pixel over its width.
    source
        What the spacing comes from.
    plane
        Where it holds.
    reason
        Why there is none.
    """

    spacing: Point | None
    aspect: float
    source: str | None = None
    plane: SpacingPlane | None = None
    reason: str | None = None


def scale_of(geometry: FrameGeometry, shape: Shape) -> Scale:
    """Return the spacing that holds for a shape.

    Where the file names ultrasound regions, pixels have a size only inside them: a shape that
    leaves them, or reaches over regions of different spacing, has no millimetres.

    Parameters
    ----------
    geometry
        Of the frame.
    shape
        Drawn on it.
    """
    if geometry["regions"]:
        return _in_regions(geometry, shape)
    spacing = geometry["spacing"]
    if spacing is None:
        reason = "The file has no spacing that tells how large a pixel is: no millimetres."
        return Scale(None, geometry["aspect"], reason=reason)
    return Scale(
        (spacing[0], spacing[1]),
        spacing[0] / spacing[1],
        geometry["spacing_source"],
        geometry["plane"],
    )


def _in_regions(geometry: FrameGeometry, shape: Shape) -> Scale:
    of_each = [_around(geometry["regions"], point) for point in shape.outline]
    if not all(of_each):
        reason = (
            "The shape leaves the ultrasound regions in which the file says how large a pixel "
            "is: no millimetres."
        )
        return Scale(None, geometry["aspect"], reason=reason)
    common = [each for each in of_each[0] if all(each in found for found in of_each)]
    spacings = [each["spacing"] for each in common or [one for found in of_each for one in found]]
    first = spacings[0]
    if not all(_same(first, other) for other in spacings):
        reason = "The shape touches ultrasound regions of different spacing: no millimetres."
        return Scale(None, geometry["aspect"], reason=reason)
    return Scale(
        (first[0], first[1]), first[0] / first[1], "SequenceOfUltrasoundRegions", "patient"
    )


def _around(regions: list[Region], point: Point) -> list[Region]:
    x, y = point
    return [
        each for each in regions if each["x0"] <= x <= each["x1"] and each["y0"] <= y <= each["y1"]
    ]


def _same(first: list[float], other: list[float]) -> bool:
    return all(math.isclose(a, b, rel_tol=1e-6) for a, b in zip(first, other, strict=True))
