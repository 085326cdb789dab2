"""Writes turn.json: what both languages' turned pixels, points and geometry must give.

Run by ``make golden``; the values change only where the maths does.
"""

from __future__ import annotations

import json
from itertools import product
from pathlib import Path
from random import Random
from typing import Any

import numpy as np

from dicomwidgets.display.turn import Turn, turn_info, turn_pixels, turn_point

TURNS = [Turn(rotation, flip) for rotation, flip in product((0, 90, 180, 270), (False, True))]
OBLIQUE = [0.8, 0.6, 0.0, 0.0, 0.0, -1.0]


def geometry(**changes: Any) -> dict[str, Any]:
    """Return the geometry of an oblique slice of pixels that are not square, with `changes`."""
    plain = {"position": [-120.5, 33.25, 7.0], "orientation": OBLIQUE, "spacing": [0.75, 0.5]}
    plain |= {"spacing_source": "PixelSpacing", "plane": "patient", "regions": [], "aspect": 1.5}
    return plain | {"letters": ["RA", "LP", "H", "F"]} | changes


GEOMETRIES = {
    "oblique": geometry(),
    "axial": geometry(orientation=[1, 0, 0, 0, 1, 0], letters=["R", "L", "A", "P"]),
    "without spacing": geometry(spacing=None, spacing_source=None, plane=None, aspect=1.25),
    "nowhere": geometry(position=None, orientation=None, letters=None, aspect=1),
    "regions": geometry(
        position=None,
        orientation=None,
        regions=[
            {"x0": 1, "y0": 2, "x1": 5, "y1": 4, "spacing": [0.2, 0.3]},
            {"x0": 0, "y0": 0, "x1": 1, "y1": 1, "spacing": [0.4, 0.4]},
        ],
    ),
}


def info(columns: int, rows: int, samples: int, where: dict[str, Any]) -> dict[str, Any]:
    """Return a frame's description; how it is displayed plays no part."""
    frame = {"index": 3, "rows": rows, "columns": columns, "samples": samples}
    return frame | {"display": {"kind": "grey"}, "geometry": where, "badges": []}


def golden() -> dict[str, Any]:
    """Return all of turn.json."""
    random = Random(5)  # noqa: S311 - a seed, no secret
    infos, pixels, points = [], [], []
    for turn, (name, where) in product(TURNS, GEOMETRIES.items()):
        frame = info(7, 5, 1, where)
        turned = turn_info(frame, turn)  # type: ignore[arg-type]
        infos.append({"name": name, "turn": turn._asdict(), "info": frame, "turned": turned})
    for turn, (columns, rows), samples in product(TURNS, ((7, 5), (1, 4), (70, 3)), (1, 3)):
        stored = np.array([random.randrange(256) for _ in range(columns * rows * samples)])
        shape = (rows, columns) if samples == 1 else (rows, columns, samples)
        turned_pixels = turn_pixels(stored.reshape(shape), turn).ravel().tolist()
        case = {"turn": turn._asdict(), "columns": columns, "rows": rows, "samples": samples}
        pixels.append(case | {"stored": stored.tolist(), "turned": turned_pixels})
    for turn, point in product(TURNS, ((0.0, 0.0), (0.5, 0.5), (6.25, 1.5), (-3.0, 9.0))):
        case = {"turn": turn._asdict(), "columns": 7, "rows": 5, "point": point}
        points.append(case | {"turned": turn_point(point, turn, 7, 5)})
    return {"infos": infos, "pixels": pixels, "points": points}


if __name__ == "__main__":
    lines = [
        f"{json.dumps(key)}: [\n" + ",\n".join(json.dumps(case) for case in cases) + "\n]"
        for key, cases in golden().items()
    ]
    text = "{\n" + ",\n".join(lines) + "\n}\n"
    Path(__file__).with_name("turn.json").write_text(text, encoding="utf-8")
