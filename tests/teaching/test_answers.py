"""What counts as the same answer, and that nothing a student gives raises."""

from __future__ import annotations

import struct
from pathlib import PurePosixPath
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydicom.valuerep import DSdecimal, DSfloat, PersonName

from dicomwidgets.teaching import Sameness, exercise, exercises

PLAIN = Sameness()


class Hostile:
    """An answer that fails at whatever is done with it."""

    def __eq__(self, other: object) -> bool:
        raise RuntimeError

    def __hash__(self) -> int:
        raise RuntimeError

    def __repr__(self) -> str:
        raise RuntimeError

    def __iter__(self) -> Any:
        raise RuntimeError

    def __call__(self, *_: object) -> object:
        raise SystemExit

    @property
    def item(self) -> object:
        raise RuntimeError


@settings(max_examples=40)
@given(
    st.one_of(
        st.integers(), st.text(), st.binary(), st.floats(), st.tuples(st.integers(), st.text())
    )
)
def test_no_answer_raises(answer: object) -> None:
    for each in exercises():
        each.check(answer)


def test_not_even_an_answer_that_fails_by_itself() -> None:
    for each in exercises():
        assert not each.check(Hostile())


@pytest.mark.parametrize(
    "answer",
    [128, "128", 128.0, np.int16(128), np.array(128), "0x80", " 128 ", DSfloat("128"), (128,)],
)
def test_a_number_may_be_written_in_any_way(answer: object) -> None:
    assert exercise("preamble-length").check(answer)


@pytest.mark.parametrize(
    "answer",
    [
        "(0008,0060)",
        "0008,0060",
        "00080060",
        "0x00080060",
        0x00080060,
        (8, 0x60),
        [8, 96],
        "( 0008, 0060 )",
    ],
)
def test_a_tag_may_be_written_in_any_way(answer: object) -> None:
    assert exercise("little-endian").check(answer)


def test_texts_are_the_same_but_for_spaces_around_them() -> None:
    assert PLAIN.holds(" RP-1 ", "RP-1")
    assert not PLAIN.holds("rp-1", "RP-1")
    assert Sameness(any_case=True).holds("rp-1", "RP-1")
    assert PLAIN.holds(PersonName("Doe^Jane"), "Doe^Jane")
    assert PLAIN.holds(PurePosixPath("P01/a.dcm"), "P01/a.dcm")
    assert not PLAIN.holds(b"RP-1", "RP-1")


@pytest.mark.parametrize(
    ("answer", "right", "within", "same"),
    [
        (2.55, 2.5, 0.1, True),
        ("2.55", 2.5, 0.1, True),
        ("−2.55", -2.5, 0.1, True),
        (np.float32(2.55), 2.5, 0.1, True),
        (DSdecimal("2.5"), 2.5, 0.0, True),
        (2.7, 2.5, 0.1, False),
        (0.1 + 0.2, 0.3, 0.0, True),
        ("42 mm", 42.0, 0.1, True),
        ("4.2 cm", 42.0, 0.1, False),
        ("4,2", 42.0, 0.1, False),
        ("4,2", 4.2, 0.0, True),
        ("12,500.5 Bq/ml", 12500.5, 0.0, True),
        ("1_024", 1024, 0.0, True),
        ("-1e3HU", -1000, 0.0, True),
        ("−0x10", -16, 0.0, True),
        ("12 %", 12, 0.0, True),
        ("1.2.840", 1.2, 1.0, False),
        ("12 or 13", 12, 1.0, False),
        (1.0000001, 1, 0.0, False),
        (float("nan"), 2.5, 0.1, False),
        (True, 1, 0.0, False),
        (True, 1.0, 0.5, False),
        (None, 1, 2.0, False),
        (struct.unpack("<H", b"\x10\x00"), 16, 0.0, True),
        ((16, 16), 16, 0.0, False),
        ([], 0, 1.0, False),
        ("much", 1, 2.0, False),
        ("9" * 5000, 1, 2.0, False),
    ],
)
def test_a_number_may_be_off_by_so_much(
    answer: object, right: float, within: float, same: bool
) -> None:
    assert Sameness(within=within).holds(answer, right) is same


@pytest.mark.parametrize(
    ("answer", "right", "same"),
    [
        (True, True, True),
        (np.bool_(True), True, True),
        ("yes", True, True),
        ("No", False, True),
        (1, True, False),
        (False, True, False),
        ("perhaps", True, False),
        ([3, 1], {1, 3}, True),
        (np.array([1, 3, 3]), {1, 3}, True),
        (["0008,0060"], {"(0008,0060)"}, True),
        ([1], {1, 3}, False),
        ([1, 2, 3], {1, 3}, False),
        ("13", {1, 3}, False),
        (3, {3}, False),
        ([1, 3], [1, 3], True),
        (np.array([1, 3]), (1, 3), True),
        ([3, 1], [1, 3], False),
        ("ab", ["a", "b"], False),
        ({"a": "1", "b": 2.0}, {"a": 1, "b": 2}, True),
        ({"a": 1}, {"a": 1, "b": 2}, False),
        ([("a", 1)], {"a": 1}, False),
        ([[1, 2], [3, 4]], np.array([[1.0, 2.0], [3.0, 4.0]]), True),
        ([[1, 2], [3, 5]], np.array([[1, 2], [3, 4]]), False),
        ([1, 2], np.array([[1, 2], [3, 4]]), False),
        ("1 2", np.array([1, 2]), False),
    ],
)
def test_other_kinds_are_compared_by_what_they_mean(
    answer: object, right: object, same: bool
) -> None:
    assert PLAIN.holds(answer, right) is same


def test_functions_are_the_same_where_they_return_the_same() -> None:
    cases = Sameness(cases=((np.array([1.0, 2.0]), 3), (np.array([4.0]), 5)))

    def spoils(x: Any, y: float) -> Any:
        x *= y
        return x

    assert cases.holds(spoils, lambda x, y: x * y)
    assert cases.holds(lambda x, y: list(y * x), lambda x, y: x * y)
    assert not cases.holds(lambda x, y: x + y, lambda x, y: x * y)
    assert not cases.holds(lambda x: x, lambda x, y: x * y)
    assert not cases.holds(6, lambda x, y: x * y)
    assert [case[1] for case in cases.cases] == [3, 5]
    assert cases.cases[0][0].tolist() == [1, 2]
