"""Writes lookup.json: what both languages' look-ups, colour maps and geometry must give.

A case holds what it changes of a plain display, its window, and of the whole table the SHA-256 and
32 sampled entries, in hexadecimal, so that a failure shows where. Look-up tables stand once, in
``tables``, and are named by their number. With a colour map the table holds colours, three bytes
an entry. Run by ``make golden``; the values change only where the maths does.
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
from dicomwidgets.display.grey_chain import plain_display
from dicomwidgets.display.look import painter
from dicomwidgets.display.lookup import lookup, to_screen
from dicomwidgets.display.voi import sigmoid_thresholds
from dicomwidgets.display.window import Window

SAMPLED = 32
FUNCTIONS = ("LINEAR", "LINEAR_EXACT", "SIGMOID")
BITS = (1, 8, 10, 12, 16)
RESCALES = ((1, 0), (1, -1024), (-1, 1000), (0.5, -3.25), (2.7182818, 17.3), (1e-4, 0), (64, -7))
HUGE = ((1e12, -1e15), (-1e290, 0), (1e-290, 1))
WIDTHS = (1, 1.5, 2, 80, 400, 1500.5, 0.25, 1e-6, 1e7, 65535, 0, -5, 1e-309)
USUAL = (2, 40, 80, 350, 400, 1500.5, 2500, 4096)
PLAIN: dict[str, Any] = {**plain_display("grey", 12), "slope": 1, "intercept": 0}


def display(**changes: Any) -> dict[str, Any]:
    """Return a plain display with `changes`."""
    return PLAIN | changes


def table(random: Random, *, bits: int, count: int, first: int) -> dict[str, Any]:
    """Return a look-up table with a bend in it, and noise."""
    top = 2**bits - 1
    values = [int(top * (k / (count - 1)) ** 1.7) for k in range(count)]
    for _ in range(count // 16):
        values[random.randrange(count)] = random.randint(0, top)
    return {"name": "", "first": first, "bits": bits, "values": values}


def pool(random: Random) -> dict[str, list[dict[str, Any]]]:
    """Return the look-up tables that cases are made of, by what they are for."""
    firsts = (0, 0, -200, 150, -32768, 300, 1000, -5)
    return {
        "modality": [table(random, bits=12, count=150, first=first) for first in firsts],
        "voi": [
            table(
                random, bits=(8, 10, 12, 16)[at % 4], count=(2, 64, 200, 256)[at % 4], first=first
            )
            for at, first in enumerate(firsts)
        ],
        "presentation": [
            table(random, bits=bits, count=count, first=0)
            for bits, count in ((10, 256), (12, 256), (16, 1024), (16, 2))
        ],
    }


def parameters(random: Random, tables: dict[str, list[dict[str, Any]]]) -> list[dict[str, Any]]:
    """Return the cases: every combination of the main axes, the others drawn at random."""
    cases = []
    axes = product(FUNCTIONS, BITS, (False, True), RESCALES)
    for at, (function, bits, signed, rescale) in enumerate(axes):
        spans = [2**bits * abs(rescale[0]) * random.uniform(0.05, 1.5) for _ in range(5)]
        widths = [WIDTHS[at % len(WIDTHS)], *random.sample(USUAL, 2), *spans]
        cases += [
            _case(random, function, bits, width, signed=signed, rescale=rescale) for width in widths
        ]
    for function, bits, signed, rescale in product(FUNCTIONS, (8, 16), (False, True), HUGE):
        width = random.choice((1, 400, abs(rescale[0]) * 100 + 2))
        cases.append(_case(random, function, bits, width, signed=signed, rescale=rescale))
    return cases + _with_tables(random, tables) + _without_window(random)


def _case(
    random: Random,
    function: str,
    bits: int,
    width: float,
    *,
    signed: bool,
    rescale: tuple[float, float],
) -> dict[str, Any]:
    slope, intercept = rescale
    shown = display(bits_stored=bits, signed=signed, slope=slope, intercept=intercept)
    shown["padding"] = _padding(random, bits, signed=signed)
    shown["inverse"] = random.random() < 0.3
    center = _center(random, bits, slope, intercept)
    return {
        "display": shown,
        "window": [center, width, function],
        "invert": random.random() < 0.3,
        "colormap": random.choice(COLORMAPS[1:]) if random.random() < 0.15 else None,
    }


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


def _with_tables(random: Random, tables: dict[str, list[dict[str, Any]]]) -> list[dict[str, Any]]:
    """Return cases of every combination of Modality, VOI and Presentation LUT."""
    cases = []
    kinds = product((False, True), repeat=3)
    for at, ((modality, voi, last), bits, signed) in enumerate(
        product(kinds, BITS * 4, (False, True))
    ):
        shown = display(bits_stored=bits, signed=signed, slope=(1, 1.25)[at % 2])
        shown["inverse"] = at % 5 == 0
        shown["padding"] = _padding(random, bits, signed=signed)
        if modality:
            shown["modality_lut"] = random.choice(tables["modality"])
        if voi:
            shown["voi_luts"] = random.sample(tables["voi"], 1 + at % 3)
            shown["voi_lut"] = random.randrange(len(shown["voi_luts"]))
        if last:
            shown["presentation_lut"] = random.choice(tables["presentation"])
        window = [random.choice((0, 300, 1000.5)), random.choice((1, 150, 1500)), FUNCTIONS[at % 3]]
        chosen = window if not voi or random.random() < 0.3 else None
        case = {"display": shown, "window": chosen, "invert": random.random() < 0.3}
        cases.append(case | {"colormap": random.choice(COLORMAPS[1:]) if at % 7 == 0 else None})
    return cases


def _without_window(random: Random) -> list[dict[str, Any]]:
    named = {"name": "Lung", "center": -600, "width": 1500, "source": "file"}
    return [
        {
            "display": display(
                bits_stored=bits,
                signed=signed,
                slope=slope,
                intercept=intercept,
                windows=[named] if random.random() < 0.4 else [],
                voi_function=random.choice(FUNCTIONS),
            ),
            "window": None,
            "invert": random.random() < 0.3,
            "colormap": random.choice(COLORMAPS[1:]) if random.random() < 0.15 else None,
        }
        for bits, signed, (slope, intercept) in product(BITS, (False, True), (*RESCALES, *HUGE))
    ]


def solved(case: dict[str, Any]) -> np.ndarray[Any, np.dtype[np.uint8]]:
    """Return the whole table of a case, in colours where it names a map."""
    shown, window = case["display"], _window(case)
    if case["colormap"] is None:
        return lookup(shown, window, invert=case["invert"])
    size = 8 if shown["bits_stored"] <= 8 else 16
    patterns = np.arange(2**size, dtype=f"u{size // 8}")
    stored = patterns.view(f"i{size // 8}") if shown["signed"] else patterns
    look: Any = {"invert": case["invert"], "colormap": case["colormap"]}
    if window:
        look |= {"window_center": window.center, "window_width": window.width}
        look |= {"voi_function": window.function}
    return painter(shown, look)(stored)


def golden_cases(
    cases: list[dict[str, Any]],
    sampled: dict[str, list[int]],
    tables: dict[str, list[dict[str, Any]]],
) -> list[dict[str, Any]]:
    """Return the cases as they are written, with what each must give."""
    numbered = [one for kind in tables.values() for one in kind]
    written = []
    for case in cases:
        got = solved(case)
        changes = {k: v for k, v in case["display"].items() if v != PLAIN[k]}
        for name in ("modality_lut", "presentation_lut"):
            if name in changes:
                changes[name] = numbered.index(changes[name])
        if "voi_luts" in changes:
            changes["voi_luts"] = [numbered.index(one) for one in changes["voi_luts"]]
        line = {"display": changes, "window": case["window"], "invert": case["invert"]}
        if case["colormap"]:
            line["colormap"] = case["colormap"]
        line["sha256"] = sha256(got.tobytes()).hexdigest()
        line["sampled"] = got[sampled[str(len(got))]].tobytes().hex()
        written.append(line)
    return written


def full_case(line: dict[str, Any], tables: list[dict[str, Any]]) -> dict[str, Any]:
    """Return a case of the file with its whole display again."""
    changes = dict(line["display"])
    for name in ("modality_lut", "presentation_lut"):
        if name in changes:
            changes[name] = tables[changes[name]]
    if "voi_luts" in changes:
        changes["voi_luts"] = [tables[at] for at in changes["voi_luts"]]
    return {"colormap": None, **line, "display": display(**changes)}


def floats(random: Random) -> list[dict[str, Any]]:
    """Return cases of pixels that no table can hold."""
    cases = []
    for at, (function, slope) in enumerate(product(FUNCTIONS, (1, -0.5, 1e-3))):
        stored = [random.uniform(-2, 2) * 10 ** random.randint(-3, 5) for _ in range(61)]
        stored += [0.0, -0.0, 2.0**31]
        shown = display(bits_stored=(32, 64)[at % 2], signed=True, slope=slope, intercept=0.125)
        shown["padding"] = (None, [-10, 0.5])[at % 3 == 0]
        window = [3.5, random.choice((1, 12.5, 4000)), function]
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
    return Window(*case["window"]) if case["window"] else None


def golden() -> dict[str, Any]:
    """Return all of lookup.json."""
    random = Random(20261122)  # noqa: S311 - the same numbers each time are the point
    # Most chains of 10 and 12 bits say something at either end of 65,536 patterns alone.
    wide = [*range(4096), *range(61440, 65536), *range(0, 65536, 8)]
    sampled = {
        "256": sorted(random.sample(range(256), SAMPLED)),
        "65536": sorted(random.sample(sorted({*wide}), SAMPLED)),
    }
    tables = pool(random)
    return {
        "plain": PLAIN,
        "sampled": sampled,
        "sigmoid_thresholds": sigmoid_thresholds(255).tolist(),
        "tables": [one for kind in tables.values() for one in kind],
        "lookup": golden_cases(parameters(random, tables), sampled, tables),
        "float": floats(random),
        "geometry": places(random),
        "colormap": {name: palette(name).tobytes().hex() for name in COLORMAPS},
    }


if __name__ == "__main__":
    made = golden()
    lines = [
        f"{json.dumps(key)}: [\n"
        + ",\n".join(json.dumps(case, separators=(",", ":")) for case in value)
        + "\n]"
        if isinstance(value, list) and isinstance(value[0], dict)
        else f"{json.dumps(key)}: {json.dumps(value)}"
        for key, value in made.items()
    ]
    text = "{\n" + ",\n".join(lines) + "\n}\n"
    Path(__file__).with_name("lookup.json").write_text(text, encoding="utf-8")
