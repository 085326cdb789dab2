"""Makes measurements.json: shapes, and the lengths, angles and areas that Python finds in them.

``python -m golden.make_measurements`` with ``tests`` on the path; the front end says the same
numbers while something is dragged (``js/test/measure_geometry.test.ts``).
"""

from __future__ import annotations

import json
import math
from itertools import pairwise
from pathlib import Path
from random import Random
from typing import TYPE_CHECKING, Any

from dicomwidgets.measurement.scale import scale_of
from dicomwidgets.measurement.shapes import KINDS, Freehand, shape_of

if TYPE_CHECKING:
    from dicomwidgets.measurement.shapes import Shape

EACH = 40
"""Cases of every kind."""
REGIONS = [
    {"x0": 0, "y0": 0, "x1": 200, "y1": 400, "spacing": [0.2, 0.2]},
    {"x0": 100, "y0": 100, "x1": 400, "y1": 400, "spacing": [0.2, 0.2]},
    {"x0": 300, "y0": 0, "x1": 400, "y1": 300, "spacing": [0.5, 0.25]},
]


def golden() -> dict[str, Any]:
    """Return all of measurements.json."""
    random = Random(20261125)  # noqa: S311 - the same numbers each time are the point
    shapes = [(kind, _points(random, kind)) for kind in KINDS for _ in range(EACH)]
    shapes += [("angle", [[5, 5], [5, 5], [9, 9]]), ("freehand", [[0, 0], [9, 9], [9, 0], [0, 9]])]
    cases = [_case(kind, points, _geometry(random)) for kind, points in shapes]
    return {"cases": cases}


def _points(random: Random, kind: str) -> list[list[float]]:
    spread = random.choice((2, 60, 400))
    left, top = (random.uniform(0, 400 - spread) for _ in range(2))
    if kind == "freehand":
        return _star(random, left + spread / 2, top + spread / 2, spread / 2)
    return [
        [round(left + random.uniform(0, spread), 3), round(top + random.uniform(0, spread), 3)]
        for _ in range(KINDS[kind].most)
    ]


def _star(random: Random, x: float, y: float, reach: float) -> list[list[float]]:
    """Return a curve that goes around a point once: it does not cross itself."""
    turns = sorted(random.uniform(0, 2 * math.pi) for _ in range(random.randint(3, 60)))
    radii = [random.uniform(0.2, 1) * reach for _ in turns]
    return [
        [round(x + radius * math.cos(turn), 3), round(y + radius * math.sin(turn), 3)]
        for turn, radius in zip(turns, radii, strict=True)
    ]


def _geometry(random: Random) -> dict[str, Any]:
    aspect = random.choice((1.0, 1.0, 0.5, 2.25))
    width = random.uniform(0.05, 2)
    spacing = random.choice((None, [width * aspect, width]))
    regions = random.choice(([], [], REGIONS))
    known = {"position": None, "orientation": None, "letters": None}
    source = None if spacing is None else "PixelSpacing"
    plane = None if spacing is None else "patient"
    return {
        **known,
        "spacing": spacing,
        "spacing_source": source,
        "plane": plane,
        "regions": regions,
        "aspect": aspect,
    }


def _case(kind: str, points: list[list[float]], geometry: dict[str, Any]) -> dict[str, Any]:
    shape = shape_of(kind, points)
    scale = scale_of(geometry, shape)  # type: ignore[arg-type]
    lengths = scale.spacing or (geometry["aspect"], 1.0)
    return {
        "kind": kind,
        "points": points,
        "geometry": {name: geometry[name] for name in ("spacing", "regions", "aspect")},
        "unit": "mm" if scale.spacing else "px",
        "length": shape.length(lengths),
        "angle": shape.angle(lengths),
        "area": None if _crosses(shape) else shape.area(scale.spacing or (1.0, 1.0)),
    }


def _crosses(shape: Shape) -> bool:
    """Say whether even-odd and Gauss's formula differ: the front end says no area then."""
    if not isinstance(shape, Freehand):
        return False
    ends = [*shape.points, shape.points[0]]
    twice = math.fsum(a[0] * b[1] - a[1] * b[0] for a, b in pairwise(ends))
    area = shape.area((1.0, 1.0))
    return area is None or not math.isclose(area, abs(twice) / 2, rel_tol=1e-6, abs_tol=1e-6)


if __name__ == "__main__":
    lines = ",\n".join(json.dumps(case) for case in golden()["cases"])
    text = f'{{"cases": [\n{lines}\n]}}\n'
    Path(__file__).with_name("measurements.json").write_text(text, encoding="utf-8")
