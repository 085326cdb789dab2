from __future__ import annotations

import json
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
from golden.make_lookup import full_case, solved
from hypothesis import given, settings
from hypothesis import strategies as st

from dicomwidgets.display.lookup import lookup, mapper, to_screen
from dicomwidgets.display.voi import sigmoid_thresholds
from dicomwidgets.display.window import Window

if TYPE_CHECKING:
    from collections.abc import Callable

    from dicomwidgets.display.description import FrameDisplay

GOLDEN = json.loads(
    Path(__file__).parents[1].joinpath("golden", "lookup.json").read_text(encoding="utf-8")
)
HUNDRED = 100


def window_of(case: dict[str, Any]) -> Window | None:
    return Window(*case["window"]) if case["window"] else None


@pytest.mark.parametrize("part", range(-(-len(GOLDEN["lookup"]) // HUNDRED)))
def test_every_golden_table(part: int) -> None:
    for line in GOLDEN["lookup"][part * HUNDRED : (part + 1) * HUNDRED]:
        table = solved(full_case(line, GOLDEN["tables"]))
        assert table.dtype == np.uint8
        entries = table[GOLDEN["sampled"][str(len(table))]]
        assert entries.tobytes().hex() == line["sampled"], line
        assert sha256(table.tobytes()).hexdigest() == line["sha256"], line


@pytest.mark.parametrize("case", GOLDEN["float"])
def test_every_golden_float(case: dict[str, Any]) -> None:
    stored = np.array(case["stored"], dtype=np.float64)
    shown = mapper(case["display"], window_of(case), invert=case["invert"])(stored)
    assert shown.tolist() == case["screen"]


def test_enough_cases() -> None:
    assert len(GOLDEN["lookup"]) >= 2000
    assert sigmoid_thresholds(255).tolist() == GOLDEN["sigmoid_thresholds"]
    telling = [len({*bytes.fromhex(case["sampled"])}) > 2 for case in GOLDEN["lookup"]]
    assert sum(telling) > len(telling) / 2


def test_the_standard_s_own_example(display: Callable[..., FrameDisplay]) -> None:
    """PS3.3 C.11.2.1.2.1: width 1 is a threshold; c=2048 w=4096 is the identity, scaled."""
    table = lookup(display(), Window(2048, 4096))
    assert table[:4096].tolist() == [int(value / 4095 * 255 + 0.5) for value in range(4096)]
    step = lookup(display(), Window(100, 1))
    assert step[:99].max() == 0
    assert step[[99, 100, 101]].tolist() == [0, 255, 255]
    window = lookup(display(), Window(0, 100))
    assert window[0] == int((0.5 / 99 + 0.5) * 255 + 0.5)


@pytest.mark.parametrize("function", ["LINEAR", "LINEAR_EXACT", "SIGMOID"])
@pytest.mark.parametrize("width", [0, -3, 0.5, 1])
def test_a_width_without_extent_is_a_step_or_steep(
    function: Any, width: float, display: Callable[..., FrameDisplay]
) -> None:
    table = lookup(display(bits_stored=12), Window(1000, width, function))[:4096]
    assert table[:998].max() == 0
    assert table[1003:].min() == 255


def test_the_sigmoid_is_the_standard_s(display: Callable[..., FrameDisplay]) -> None:
    x = np.arange(65536, dtype=np.float64)
    for center, width in ((40.0, 400.0), (3000.0, 1234.5), (100.0, 3.0)):
        exact = 255 / (1 + np.exp(np.clip(-4 * (x - center) / width, -700, 700)))
        got = lookup(display(bits_stored=16), Window(center, width, "SIGMOID")).astype(float)
        clear = np.abs(exact % 1 - 0.5) > 1e-9
        assert np.array_equal(got[clear], np.floor(exact + 0.5)[clear])


def test_padding_is_background_whichever_way_grey_runs(
    display: Callable[..., FrameDisplay],
) -> None:
    shown = display(signed=True, bits_stored=16, padding=[-2000, -1900], inverse=True)
    for invert in (False, True):
        table = lookup(shown, Window(0, 100), invert=invert)
        assert table[np.array([-2000, -1950, -1900], np.int16).view(np.uint16)].tolist() == [0] * 3
    assert lookup(shown, Window(0, 100))[np.int16(-1899).view(np.uint16)] == 255


def test_what_is_no_number_is_background(display: Callable[..., FrameDisplay]) -> None:
    stored = np.array([np.nan, -np.inf, np.inf], dtype=np.float32)
    for function in ("LINEAR", "LINEAR_EXACT", "SIGMOID"):
        shown = to_screen(stored, display(bits_stored=32), Window(0, 2, function), invert=False)
        assert shown.tolist() == [0, 0, 0]


@settings(deadline=None)
@given(
    function=st.sampled_from(["LINEAR", "LINEAR_EXACT", "SIGMOID"]),
    center=st.floats(-1e6, 1e6),
    width=st.floats(-10, 1e6),
    rescale=st.tuples(st.floats(1e-6, 1e3), st.floats(-1e5, 1e5)),
    signed=st.booleans(),
)
def test_brighter_stays_brighter(
    function: Any, center: float, width: float, rescale: tuple[float, float], signed: bool
) -> None:
    slope, intercept = rescale
    shown: Any = {"signed": signed, "bits_stored": 16, "slope": slope, "intercept": intercept}
    shown |= {"padding": None, "inverse": False, "modality_lut": None, "voi_lut": None}
    shown |= {"voi_luts": [], "presentation_lut": None}
    window = Window(center, width, function)
    table = lookup(shown, window)
    in_order = np.roll(table, 32768) if signed else table
    assert (np.diff(in_order.astype(int)) >= 0).all()
    shown["inverse"] = True
    assert np.array_equal(255 - lookup(shown, window), table)
    shown |= {"slope": -slope, "inverse": False}
    in_order = np.roll(lookup(shown, window), 32768 if signed else 0)
    assert (np.diff(in_order.astype(int)) <= 0).all()


@settings(deadline=None)
@given(st.lists(st.integers(-32768, 32767), min_size=1, max_size=50))
def test_the_table_and_the_arithmetic_agree(values: list[int]) -> None:
    shown: Any = {"signed": True, "bits_stored": 16, "slope": 0.7, "intercept": -3.0}
    shown |= {"padding": [-5, 5], "inverse": True, "modality_lut": None, "voi_lut": None}
    shown |= {"voi_luts": [], "presentation_lut": None}
    stored = np.array(values, dtype=np.int16)
    for window in (Window(40, 400), Window(1.5, 2000, "SIGMOID"), Window(0, 1, "LINEAR_EXACT")):
        assert np.array_equal(mapper(shown, window)(stored), to_screen(stored, shown, window))


@pytest.mark.parametrize("dtype", [np.uint8, np.int8, np.uint16, np.int16, np.uint32, np.int32])
def test_any_array_that_holds_few_bits(dtype: Any, display: Callable[..., FrameDisplay]) -> None:
    signed = np.dtype(dtype).kind == "i"
    shown = display(bits_stored=8, signed=signed)
    stored = np.array([0, 1, 100, -100 if signed else 200], dtype=dtype)
    expected = to_screen(stored, shown, Window(0, 256))
    assert np.array_equal(mapper(shown, Window(0, 256))(stored), expected)
