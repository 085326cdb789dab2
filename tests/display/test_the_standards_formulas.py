"""The chain against the formulas of PS3.3 C.11 as they stand there, one value at a time."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from dicomwidgets.display.look import painter
from dicomwidgets.display.lookup import lookup, to_screen
from dicomwidgets.display.window import Window

if TYPE_CHECKING:
    from collections.abc import Callable

FUNCTIONS = ("LINEAR", "LINEAR_EXACT", "SIGMOID")
TIE = 1e-6


def modality(x: int, display: Any) -> float:
    """C.11.1: through the table, whose ends go on, or y = m · x + b."""
    table = display["modality_lut"]
    if table is None:
        return x * float(display["slope"]) + float(display["intercept"])
    at = min(max(x - table["first"], 0), len(table["values"]) - 1)
    return float(table["values"][at])


def windowed(x: float, window: Window) -> float:
    """C.11.2.1.2.1, C.11.2.1.3.1 and C.11.2.1.3.2, from 0 to 1."""
    c, w = window.center, window.width
    if window.function == "SIGMOID":
        exponent = -4 * (x - c) / w
        return 0.0 if exponent > 700 else 1 / (1 + math.exp(exponent))
    if window.function == "LINEAR":
        if x <= c - 0.5 - (w - 1) / 2:
            return 0.0
        return 1.0 if x > c - 0.5 + (w - 1) / 2 else (x - (c - 0.5)) / (w - 1) + 0.5
    if x <= c - w / 2:
        return 0.0
    return 1.0 if x > c + w / 2 else (x - c) / w + 0.5


def through(x: float, table: Any) -> float:
    """C.11.2.1.1: the entry for the nearest whole input, of the range of its bits."""
    at = min(max(math.floor(x + 0.5) - table["first"], 0), len(table["values"]) - 1)
    return float(table["values"][at] / (2 ** table["bits"] - 1))


def possible(x: int, display: Any, window: Window | None, *, invert: bool) -> set[int]:
    """Return the screen value of a stored one; both neighbours where it falls on a tie."""
    padding = display["padding"]
    if padding and padding[0] <= x <= padding[1]:
        return {0}
    value = modality(x, display)
    voi = through(value, display["voi_luts"][0]) if window is None else windowed(value, window)
    last = display["presentation_lut"]
    if last is None:
        greys = halves(voi * 255)
    else:
        entries = [last["values"][at] for at in halves(voi * (len(last["values"]) - 1))]
        greys = {
            grey for entry in entries for grey in halves(entry / (2 ** last["bits"] - 1) * 255)
        }
    return {255 - grey for grey in greys} if display["inverse"] != invert else greys


def halves(x: float) -> set[int]:
    return {math.floor(x + 0.5 - TIE), math.floor(x + 0.5 + TIE)}


def tables(bits: st.SearchStrategy[int], first: st.SearchStrategy[int]) -> Any:
    def of(bits: int) -> Any:
        values = st.lists(st.integers(0, 2**bits - 1), min_size=2, max_size=40)
        return st.fixed_dictionaries(
            {"name": st.just(""), "first": first, "bits": st.just(bits), "values": values}
        )

    return bits.flatmap(of)


@st.composite
def chains(draw: Callable[..., Any]) -> tuple[Any, Window | None]:
    bits = draw(st.sampled_from([1, 7, 8, 10, 12, 15, 16]))
    signed = draw(st.booleans())
    half = 2 ** (bits - 1)
    low, high = (-half, half - 1) if signed else (0, 2 * half - 1)
    slope = draw(st.sampled_from([1.0, -1.0, 0.5, 2.7182818, 1e-3, 64.0]))
    intercept = draw(st.sampled_from([0.0, -1024.0, 17.3]))
    ends = sorted([low * slope + intercept, high * slope + intercept])
    first = st.integers(-300, 300)
    voi = draw(st.none() | tables(st.integers(2, 16), first))
    display: Any = {
        "kind": "grey",
        "bits_stored": bits,
        "signed": signed,
        "slope": slope,
        "intercept": intercept,
        "inverse": draw(st.booleans()),
        "padding": draw(st.none() | st.lists(st.integers(low, high), min_size=2, max_size=2)),
        "modality_lut": draw(st.none() | tables(st.integers(8, 16), first)),
        "voi_luts": [voi] if voi else [],
        "voi_lut": 0 if voi else None,
        "presentation_lut": draw(st.none() | tables(st.integers(10, 16), st.just(0))),
        "windows": [],
        "voi_function": "LINEAR",
        "real_world": [],
    }
    display["padding"] = display["padding"] and sorted(display["padding"])
    center = draw(st.floats(ends[0] - 10, ends[1] + 10))
    width = draw(st.floats(1.001, 2 * (ends[1] - ends[0]) + 10))
    window = Window(center, width, draw(st.sampled_from(FUNCTIONS)))
    return display, None if voi and draw(st.booleans()) else window


@settings(deadline=None, max_examples=300)
@given(chain=chains(), invert=st.booleans(), picks=st.lists(st.integers(0, 65535), min_size=30))
def test_every_value_is_what_the_formulas_say(
    chain: tuple[Any, Window | None], invert: bool, picks: list[int]
) -> None:
    display, window = chain
    table = lookup(display, window, invert=invert)
    size = 2 ** display["bits_stored"]
    least = -size // 2 if display["signed"] else 0
    stored = [least + pick % size for pick in picks]
    for x in stored:
        assert table[x % len(table)] in possible(x, display, window, invert=invert), x
    exact = to_screen(np.array(stored, np.int64), display, window, invert=invert)
    assert exact.tolist() == [int(table[x % len(table)]) for x in stored]


@settings(deadline=None, max_examples=60)
@given(chain=chains(), colormap=st.sampled_from(["viridis", "spring", "pet"]))
def test_colours_are_looked_up_last_and_padding_is_black(
    chain: tuple[Any, Window | None], colormap: str
) -> None:
    from dicomwidgets.display.colormap import palette  # noqa: PLC0415

    display, window = chain
    look: Any = {"colormap": colormap}
    if window:
        look |= {"window_center": window.center, "window_width": window.width}
        look |= {"voi_function": window.function}
    kind = "i" if display["signed"] else "u"
    size = 2 ** display["bits_stored"]
    least = -size // 2 if display["signed"] else 0
    count = np.arange(least, least + size, max(1, size // 500))
    stored = count.astype(f"{kind}{1 if display['bits_stored'] <= 8 else 2}")
    shown = painter(display, look)(stored)
    grey = painter(display, {**look, "colormap": None})(stored)
    low, high = display["padding"] or (1, 0)
    padded = (count >= low) & (count <= high)
    assert not shown[padded].any()
    np.testing.assert_array_equal(shown[~padded], palette(colormap)[grey[~padded]])
