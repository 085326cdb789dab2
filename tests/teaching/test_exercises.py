"""Exercises: right answers pass, wrong ones get a hint, and the hints lead to the solution."""

from __future__ import annotations

import html
import io
import re
from typing import Any

import numpy as np
import pytest
from pydicom import dcmread

import dicomwidgets as dw
from dicomwidgets.errors import ArgumentError
from dicomwidgets.teaching import (
    LESSONS,
    Exercise,
    Hint,
    Sameness,
    exercise,
    exercises,
    lesson_file,
)

ALL = pytest.mark.parametrize("each", exercises(), ids=lambda each: each.id)
CODE = re.compile("`[^`]+`")


@ALL
def test_a_wrong_answer_gets_a_hint_that_does_not_tell(each: Exercise) -> None:
    wrong: list[object] = [
        "",
        "nonsense",
        -987,
        3.51,
        b"RP-1",
        {},
        object(),
        float("nan"),
        "9" * 5000,
    ]
    for answer in [None, ...]:
        verdict = each.check(answer)
        assert not verdict
        assert repr(verdict).startswith("○ Your turn. Your answer goes in place of `None`.")
        assert each.rungs[0] not in verdict.message
    for answer in [*wrong, np.zeros(3), lambda *_: "nonsense"]:
        verdict = each.check(answer)
        assert not verdict
        assert each.rungs[0] in verdict.message or callable(each.answer())
    right = each.answer()
    told = [CODE.sub("", text) for text in (*each.rungs, *(hint.text for hint in each.hints))]
    if isinstance(right, (int, float, str)) and not isinstance(right, bool):
        spoken = re.compile(rf"(?<![\w.]){re.escape(str(right))}(?!\w)")
        assert [text for text in told if spoken.search(text)] == []


@ALL
def test_every_hint_is_for_an_answer_that_is_wrong(each: Exercise) -> None:
    assert len(each.hints) >= 2 or isinstance(each.answer(), bool)
    for hint in each.hints:
        verdict = each.check(hint.answer())
        assert (verdict.right, verdict.message) == (False, hint.text)


def squeezed(code: str) -> str:
    return re.sub(r"\s+", "", code)


@ALL
def test_the_ladder_leads_to_the_solution(each: Exercise) -> None:
    """Its last rung is the solution with gaps, and no rung before it is."""
    ladder = each.ladder
    assert [clue.number for clue in ladder] == list(range(1, len(ladder) + 1))
    assert len(ladder) >= 2
    assert "…" in ladder[-1].code
    filled = ".+".join(map(re.escape, squeezed(ladder[-1].code).split("…")))
    assert re.fullmatch(filled, squeezed(each.solution))
    assert len(squeezed(ladder[-1].code).replace("…", "")) >= 0.2 * len(squeezed(each.solution))
    assert all(clue.text for clue in ladder)
    assert len({clue.text for clue in ladder}) == len(ladder)
    assert squeezed(each.solution) not in squeezed("".join(each.rungs))


@ALL
def test_it_is_shown_whole_in_words(each: Exercise) -> None:
    """A mark and words say what it is, whatever its colour; all letters have those of the page."""
    for shown in (each, each.check(), each.check("nonsense"), *each.ladder, each.solution):
        page = shown._repr_html_()
        text = html.unescape(re.sub(r"<[^>]+>", "", page))
        assert repr(shown).replace("`", "").split()[-1] in text
        assert "color:" not in page
        assert "background" not in page
    assert "✓ Right." in each.check(each.answer())._repr_html_()
    assert "✗ Not yet." in each.check("nonsense")._repr_html_()
    assert "○ Your turn." in each.check()._repr_html_()
    assert repr(each.check(each.answer())) == f"✓ Right. {each.why}"


def test_each_call_for_a_hint_says_more() -> None:
    each = exercise("transfer-syntax")
    each.hint(1)
    assert [each.hint().number for _ in range(5)] == [2, 3, 3, 3, 3]
    assert repr(each.hint(2)).startswith("Hint 2 of 3. ")
    assert each.hint() is not None
    assert exercise("transfer-syntax").hint(0).number == 1
    assert exercise("transfer-syntax").hint(99).code == each.almost


def scaled(x: float, by: float) -> float:
    return x * by


FUNCTION = Exercise(
    "scaled",
    1,
    "Scale it.",
    lambda: scaled,
    "It is a product.",
    ("Multiply.",),
    "lambda x, by: x … by",
    "lambda x, by: x * by",
    (Hint(lambda: lambda x, by: x + by, "That is a sum."),),
    Sameness(within=1e-6, cases=((2.0, 3.0), (0.0, 4.0))),
)


def test_a_function_is_told_where_it_goes_wrong() -> None:
    assert FUNCTION.check(lambda x, by: by * x)
    assert FUNCTION.check(lambda x, by: x + by).message == "That is a sum."
    failed = FUNCTION.check(lambda x, by: x / by).message
    assert failed.startswith("With (2, 3) it returns 0.666667, not 6. Multiply.")
    assert "ZeroDivisionError" in FUNCTION.check(lambda x, by: x / 0 * by).message
    assert "returns nothing yet" in FUNCTION.check(lambda *_: None).message
    assert not FUNCTION.check(lambda *_: None).is_answered
    assert "without brackets" in FUNCTION.check(6.0).message
    assert "TypeError" in FUNCTION.check(lambda: 6.0).message
    factors = iter([0.0])
    once = FUNCTION.check(lambda x, by: next(factors, x * by))
    assert not once
    assert "the same each time" in once.message


def test_the_answers_are_what_pydicom_says() -> None:
    dataset = dcmread(io.BytesIO(lesson_file()))
    answers: dict[str, Any] = {each.id: each.answer() for each in exercises(1)}
    assert answers["transfer-syntax"] == dataset.file_meta.TransferSyntaxUID
    assert answers["nested-value"] == dataset.RequestAttributesSequence[0].RequestedProcedureID
    assert answers["character-set"] == dataset.PatientName.ideographic
    assert answers["pixel-length"] == len(dataset.PixelData)
    assert answers["stored-value"] == dataset.pixel_array[256, 160]


def test_an_unknown_exercise_names_the_nearest() -> None:
    with pytest.raises(ArgumentError, match="preamble-length"):
        exercise("preamble")


def test_the_exercises_of_a_lesson_have_its_number_title_or_notebook() -> None:
    first = exercises(1)
    assert {each.lesson for each in first} == {1}
    assert exercises("What is in a DICOM file?") == exercises(LESSONS[0].notebook) == first
    assert exercises("01_what_is_in_a_dicom_file.ipynb") == exercises("1") == first
    assert [each.id for each in exercises()] == [
        each.id for lesson in LESSONS for each in exercises(lesson.number)
    ]
    with pytest.raises(ArgumentError, match="Pixels and windows"):
        exercises("Pixels")


def test_they_are_at_the_top_of_the_package() -> None:
    assert dw.exercise("preamble-length") is exercise("preamble-length")
    assert dw.exercises() == exercises()
    assert repr(exercise("preamble-length")) == exercise("preamble-length").question
