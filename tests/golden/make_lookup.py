"""Writes lookup.json: what both languages' look-ups, colour maps and geometry must give.

A case holds its parameters, the SHA-256 of its whole table and 32 sampled entries, so that a
failure shows where. Run by ``make golden``; the values change only where the maths does.
"""

from __future__ import annotations

import json
from hashlib import sha256
from itertools import product
from pathlib import Path
from random import Random
from typing import Any

import numpy as np

from dicomwidgets.display.colormap import COLORMAPS, palette
from dicomwidgets.display.geometry import patient_position
from dicomwidgets.display.lookup import SIGMOID_THRESHOLDS, lookup, to_screen
from dicomwidgets.display.window import Window

SAMPLED = 32
FUNCTIONS = ("LINEAR", "LINEAR_EXACT", "SIGMOID")
RESCALES = ((1, 0), (1, -1024), (-1, 1000), (0.5, -3.25), (2.7182818, 17.3), (1e-4, 0), (64, -7))
WIDTHS = (1, 1.5, 2, 80, 400, 1500.5, 0.25, 1e-6, 1e7, 65535, 0, -5, 1e-309)


def display(**changes: Any) -> dict[str, Any]:
    """Return a plain display with `changes`."""
    plain = {"kind": "grey", "signed": False, "bits_stored": 12, "slope": 1, "intercept": 0}
    plain |= {"unit": "", "padding": None, "inverse": False, "voi_function": "LINEAR"}
    return plain | {"windows": [], "modality_lut": None, "voi_lut": None} | changes


def table(random: Random, *, bits: int, count: int, first: int) -> dict[str, Any]:
    """Return a look-up table with a bend in it, and noise."""
    top = 2**bits - 1
    values = [int(top * (k / (count - 1)) ** 1.7) for k in range(count)]
    for _ in range(count // 16):
        values[random.randrange(count)] = random.randint(0, top)
    return {"first": first, "bits": bits, "values": values}


def parameters(random: Random) -> list[dict[str, Any]]:
    """Return the cases: every combination of the main axes, the others drawn at random."""
    cases = []
    axes = product(FUNCTIONS, (1, 8, 10, 12, 16), (False, True), RESCALES)
    for at, (function, bits, signed, (slope, intercept)) in enumerate(axes):
        for width in (WIDTHS[at % len(WIDTHS)], random.choice((80, 400, 1500.5, 4096))):
            center = _center(random, bits, slope, intercept)
            window = {"center": center, "width": width, "function": function}
            shown = display(bits_stored=bits, signed=signed, slope=slope, intercept=intercept)
            shown["padding"] = _padding(random, bits, signed=signed)
            shown["inverse"] = random.random() < 0.3
            cases.append({"display": shown, "window": window, "invert": random.random() < 0.3})
    return cases + _with_tables(random) + _without_window(random)


def _center(random: Random, bits: int, slope: float, intercept: float) -> float:
    value = random.randrange(2**bits) * slope + intercept
    return random.choice((value, float(int(value)), float(int(value)) + 0.5))


def _padding(random: Random, bits: int, *, signed: bool) -> list[int] | None:
    if random.random() < 0.5:
        return None
    if not signed:
        return random.choice(([0, 0], [2**bits - 1, 2**bits + 7], [63536, 63536]))
    half = 2 ** (bits - 1)
    return random.choice(([-half, -half], [-half, -half // 2], [-3, 4], [-70000, -65000]))


def _with_tables(random: Random) -> list[dict[str, Any]]:
    cases = []
    for at in range(36):
        signed, bits = at % 2 == 1, (8, 12, 16)[at % 3]
        shown = display(
            bits_stored=bits, signed=signed, slope=(1, 1.25)[at % 2], inverse=at % 5 == 0
        )
        first = random.randint(-200, 200) if signed else random.randint(0, 300)
        if at % 4 != 0:
            shown["voi_lut"] = table(random, bits=(8, 10, 16)[at % 3], count=256, first=first)
        if at % 4 != 1:
            shown["modality_lut"] = table(random, bits=12, count=200, first=first)
        window = {"center": 1000, "width": 1500, "function": FUNCTIONS[at % 3]}
        cases.append(
            {"display": shown, "window": window if at % 4 in (0, 3) else None, "invert": False}
        )
    return cases


def _without_window(random: Random) -> list[dict[str, Any]]:
    named = {"name": "Lung", "center": -600, "width": 1500, "source": "file"}
    return [
        {
            "display": display(
                bits_stored=bits,
                signed=signed,
                slope=slope,
                windows=[named] if random.random() < 0.4 else [],
                voi_function=random.choice(FUNCTIONS),
            ),
            "window": None,
            "invert": False,
        }
        for bits, signed, slope in product((1, 8, 12, 16), (False, True), (1, -2))
    ]


def tables(cases: list[dict[str, Any]], sampled: dict[str, list[int]]) -> list[dict[str, Any]]:
    """Add to each case what it must give."""
    for case in cases:
        got = lookup(case["display"], _window(case), invert=case["invert"])
        case["sha256"] = sha256(got.tobytes()).hexdigest()
        case["sampled"] = got[sampled[str(len(got))]].tolist()
    return cases


def floats(random: Random) -> list[dict[str, Any]]:
    """Return cases of pixels that no table can hold."""
    cases = []
    for at, (function, slope) in enumerate(product(FUNCTIONS, (1, -0.5, 1e-3))):
        stored = [random.uniform(-2, 2) * 10 ** random.randint(-3, 5) for _ in range(61)]
        stored += [0.0, -0.0, 2.0**31]
        shown = display(bits_stored=(32, 64)[at % 2], signed=True, slope=slope, intercept=0.125)
        shown["padding"] = (None, [-10, 0.5])[at % 3 == 0]
        window = {"center": 3.5, "width": random.choice((1, 12.5, 4000)), "function": function}
        case = {"display": shown, "window": window, "invert": at % 4 == 0, "stored": stored}
        array = np.array(stored, dtype=np.float64)
        case["screen"] = to_screen(array, shown, _window(case), invert=case["invert"]).tolist()  # type: ignore[arg-type]
        cases.append(case)
    return cases


def places(random: Random) -> list[dict[str, Any]]:
    """Return points of frames and where they lie in the patient."""
    cases = []
    for _ in range(24):
        rotation = np.linalg.qr(
            np.array([[random.gauss(0, 1) for _ in range(3)] for _ in range(3)])
        )[0]
        geometry = {
            "position": [random.uniform(-300, 300) for _ in range(3)],
            "orientation": [float(value) for value in rotation[:, :2].T.ravel()],
            "spacing": [random.uniform(0.1, 3), random.uniform(0.1, 3)],
            "spacing_source": "PixelSpacing",
            "plane": "patient",
            "regions": [],
            "aspect": 1.0,
            "letters": None,
        }
        column, row = random.uniform(-1, 600), random.uniform(-1, 600)
        got = patient_position(geometry, column, row)  # type: ignore[arg-type]
        cases.append({"geometry": geometry, "column": column, "row": row, "position": got})
    return cases


def _window(case: dict[str, Any]) -> Window | None:
    return Window(**case["window"]) if case["window"] else None


def golden() -> dict[str, Any]:
    """Return all of lookup.json."""
    random = Random(20261122)  # noqa: S311 - the same numbers each time are the point
    sampled = {str(size): sorted(random.sample(range(size), SAMPLED)) for size in (256, 65536)}
    return {
        "sampled": sampled,
        "sigmoid_thresholds": SIGMOID_THRESHOLDS.tolist(),
        "lookup": tables(parameters(random), sampled),
        "float": floats(random),
        "geometry": places(random),
        "colormap": {name: palette(name).tobytes().hex() for name in COLORMAPS},
    }


if __name__ == "__main__":
    made = golden()
    lines = [
        f"{json.dumps(key)}: [\n" + ",\n".join(json.dumps(case) for case in value) + "\n]"
        if isinstance(value, list) and isinstance(value[0], dict)
        else f"{json.dumps(key)}: {json.dumps(value)}"
        for key, value in made.items()
    ]
    text = "{\n" + ",\n".join(lines) + "\n}\n"
    Path(__file__).with_name("lookup.json").write_text(text, encoding="utf-8")
