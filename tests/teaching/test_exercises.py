"""Exercises: right answers pass, wrong ones fail with a hint, and the notebook asks all of them."""

from __future__ import annotations

import io
import json
import re
import struct
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydicom import dcmread
from support.tree import ROOT

import dicomwidgets as dw
from dicomwidgets import samples
from dicomwidgets.errors import ArgumentError
from dicomwidgets.teaching import Exercise, exercise, exercises, lesson_file
from dicomwidgets.teaching.answers import is_same

NOTEBOOKS = {
    "What is in a DICOM file?": "01_what_is_in_a_dicom_file",
    "Clean an archive": "06_clean_an_archive",
}
ASKED = re.compile(r'^answer = None  # your answer\n\nexercise\("([a-z-]+)"\)\.check\(answer\)$')


@pytest.fixture(scope="module")
def archive(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    folder = tmp_path_factory.mktemp("lesson") / "archive"
    faults = samples.dirty_archive(folder)
    collection = dw.load(folder)
    found = collection.check(pixels=True, workers=0)
    profile = dw.profile(collection)
    return {"faults": faults, "collection": collection, "found": found, "profile": profile}


@pytest.mark.parametrize("each", exercises(), ids=lambda each: each.id)
def test_its_solution_is_right(each: Exercise, archive: dict[str, Any]) -> None:
    names = {"file": lesson_file(), "struct": struct} | archive
    verdict = each.check(eval(each.solution, names))  # noqa: S307
    assert verdict
    assert repr(verdict) == f"✓ Right. {each.why}"


@pytest.mark.parametrize("each", exercises(), ids=lambda each: each.id)
def test_a_wrong_answer_gets_a_hint_that_does_not_tell(each: Exercise) -> None:
    wrong = [
        None,
        ...,
        "",
        "nonsense",
        -1,
        3.5,
        b"RP-1",
        [],
        {},
        object(),
        float("nan"),
        np.zeros(3),
    ]
    for answer in [*wrong, True, "9" * 5000]:
        verdict = each.check(answer)
        assert not verdict
        assert each.way in verdict.message
    right = each.answer()
    told = [each.way, *(hint.text for hint in each.hints)]
    assert not any(re.search(rf"(?<!\w){re.escape(str(right))}(?!\w)", text) for text in told)


@pytest.mark.parametrize("each", exercises(), ids=lambda each: each.id)
def test_every_hint_is_for_an_answer_that_is_wrong(each: Exercise) -> None:
    answers = [hint.wrong() if callable(hint.wrong) else hint.wrong for hint in each.hints]
    assert len(each.hints) >= 2
    for answer, hint in zip(answers, each.hints, strict=True):
        verdict = each.check(answer)
        assert (verdict.right, verdict.message) == (False, hint.text)


@given(
    st.one_of(
        st.integers(), st.text(), st.binary(), st.floats(), st.tuples(st.integers(), st.text())
    )
)
def test_no_answer_raises(answer: object) -> None:
    for each in exercises():
        each.check(answer)


class Hostile:
    """An answer that fails at whatever is done with it."""

    def __eq__(self, other: object) -> bool:
        raise RuntimeError

    def __hash__(self) -> int:
        raise RuntimeError

    @property
    def item(self) -> object:
        raise RuntimeError


def test_not_even_an_answer_that_fails_by_itself() -> None:
    assert not exercise("preamble-length").check(Hostile())


@pytest.mark.parametrize(
    "answer", [128, "128", 128.0, np.int16(128), np.array(128), "0x80", " 128 "]
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
    assert is_same(" RP-1 ", "RP-1")
    assert not is_same("rp-1", "RP-1")
    assert not is_same(True, 1)


def test_the_answers_are_what_pydicom_says() -> None:
    dataset = dcmread(io.BytesIO(lesson_file()))
    answers = {each.id: each.answer() for each in exercises()}
    assert answers["transfer-syntax"] == dataset.file_meta.TransferSyntaxUID
    assert answers["nested-value"] == dataset.RequestAttributesSequence[0].RequestedProcedureID
    assert answers["private-creator"] == dataset[0x00990010].value
    assert answers["character-set"] == dataset.PatientName.ideographic
    assert answers["pixel-length"] == len(dataset.PixelData)
    assert answers["stored-value"] == dataset.pixel_array[256, 160]


def test_an_unknown_exercise_names_the_nearest() -> None:
    with pytest.raises(ArgumentError, match="preamble-length"):
        exercise("preamble")


def cells(lesson: str) -> list[tuple[str, str]]:
    place = ROOT / "notebooks" / f"{NOTEBOOKS[lesson]}.ipynb"
    notebook = json.loads(Path(place).read_text("utf-8"))
    return [(cell["cell_type"], "".join(cell["source"])) for cell in notebook["cells"]]


@pytest.mark.parametrize("lesson", NOTEBOOKS)
def test_the_notebook_asks_every_exercise_once_in_order(lesson: str) -> None:
    told = cells(lesson)
    asked = [match[1] for kind, text in told if kind == "code" and (match := ASKED.match(text))]
    assert asked == [each.id for each in exercises(lesson)]
    questions = [text for kind, text in told if text.startswith("**Exercise.** ")]
    assert questions == [f"**Exercise.** {exercise(each).question}" for each in asked]


def test_the_notebook_says_right_where_the_answers_are() -> None:
    """All of it runs here but the widgets, with the solutions in place of the blanks."""
    names: dict[str, Any] = {}
    verdicts = []
    lesson = "What is in a DICOM file?"
    for kind, text in cells(lesson):
        if kind != "code" or text.startswith(("dw.view", "dw.inspect")):
            continue
        asked = ASKED.match(text)
        if asked is None:
            exec(text, names)  # noqa: S102 - our own notebook
            continue
        names["answer"] = eval(exercise(asked[1]).solution, names)  # noqa: S307
        verdicts.append(eval(text.splitlines()[-1], names))  # noqa: S307
    assert len(verdicts) == len(exercises(lesson))
    assert all(verdicts)
