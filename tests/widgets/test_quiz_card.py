from __future__ import annotations

import json
from collections import Counter
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
from support.shared_page import contents

import dicomwidgets as dw
from dicomwidgets import samples
from dicomwidgets.errors import ArgumentError
from dicomwidgets.teaching.question_catalogue import questions

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


@pytest.fixture
def viewer() -> Iterator[dw.SeriesViewer]:
    made = dw.view(samples.ct(3, 64))
    yield made
    made.close()


@pytest.mark.parametrize("asked", questions(), ids=lambda each: each.id)
def test_every_question_of_the_course_opens_over_its_widget(asked: object) -> None:
    card = dw.quiz(asked.id)  # type: ignore[attr-defined]
    assert type(card.widget).__name__ == asked.widget  # type: ignore[attr-defined]
    assert card.widget_ref == f"anywidget:{card.widget.model_id}"
    assert json.loads(json.dumps(card.asked)) == card.asked
    assert not card.solved
    inner = card.widget
    card.close()
    assert inner.comm is None


def test_a_question_of_ones_own(viewer: dw.SeriesViewer) -> None:
    card = dw.quiz(
        viewer,
        "Which slice?",
        expect={"index": {2, 1}, "window_width": (100, 301), "colormap": "gray"},
        instead=(({"index": 0}, "That is the first."),),
        hints=["Go on."],
        why="So.",
    )
    assert card.asked["expect"] == {
        "index": {"any": [1, 2]},
        "window_width": {"from": 100, "to": 301},
        "colormap": {"any": ["gray"]},
    }
    assert card.asked["instead"] == [{"when": {"index": {"any": [0]}}, "say": "That is the first."}]
    assert card.asked["show"] == {"index": 1, "window_width": 200, "colormap": "gray"}
    card.close()
    assert viewer.comm is not None


def test_elements_are_asked_for_by_their_paths() -> None:
    table = dw.inspect(samples.ct(1, 64)[0])
    card = dw.quiz(table, "Which?", expect={"selected": ["Rows", "Columns"]})
    rows = [[table.row_of("Rows")], [table.row_of("Columns")]]
    assert card.asked["expect"] == {"selection": {"any": rows}}
    table.selection = rows[1]
    assert table.selected == ["Columns"]
    with pytest.raises(ArgumentError, match="no such element"):
        dw.quiz(table, "Which?", expect={"selected": "Bones"})
    table.close()
    card.close()


def test_an_answer_may_be_computed(viewer: dw.SeriesViewer) -> None:
    expect = {
        "index": np.argmax([1, 3, 2]),
        "window_center": (np.float32(10), np.float32(20)),
        "window_width": {None, 400},
        "zoom": range(1, 3),
    }
    card = dw.quiz(viewer, "Which?", expect=expect)
    assert json.loads(json.dumps(card.asked["expect"])) == {
        "index": {"any": [1]},
        "window_center": {"from": 10.0, "to": 20.0},
        "window_width": {"any": [400, None]},
        "zoom": {"any": [1, 2]},
    }
    assert json.loads(json.dumps(card.asked["show"]))["window_center"] == 15.0
    card.close()


def test_elements_are_shown_by_their_paths() -> None:
    table = dw.inspect(samples.ct(1, 64)[0])
    expect = {"selected": ["Rows", "Columns"]}
    for show in ("Columns", ["Rows", "Columns"]):
        card = dw.quiz(table, "Which?", expect=expect, show={"selected": show})
        table.selection = card.asked["show"]["selection"]
        assert table.selected == ([show] if isinstance(show, str) else show)
        card.close()
    table.close()


def test_a_page_holds_what_is_in_the_widget_as_it_would_without_the_question(
    ct_folder: Path,
) -> None:
    for make in (dw.view, dw.anonymize):
        inner: Any = make(ct_folder)
        card = dw.quiz(inner, "Which slice?", expect={"index": 1})
        kept = [
            Counter(model["bundle"] for model in contents(page.html)[0]["models"].values())
            for page in (inner.to_html(), card.to_html())
        ]
        assert len(kept[0]) == 2
        assert kept[1] == kept[0] + Counter(["quiz_card"])
        assert inner.panes == {}
        page, _ = contents(card.to_html().html)
        shown = [model["archive"] for model in page["models"].values()]
        if make is dw.view:
            [told] = [each["rows"]["problems"] for each in shown if each["rows"]]
            assert "one of the 12 files" in told[-1]["message"]
        card.close()
        inner.close()


@pytest.mark.parametrize(
    ("expect", "words"),
    [
        ({"slice": 3}, "no trait slice"),
        ({}, "something that is right"),
        ({"index": (5, 2)}, "a range that is none"),
        ({"index": (1, 2, 3)}, "a range that is none"),
        ({"window_center": (None, 3)}, "a range that is none"),
        ({"colormap": ("grey", "hot")}, "a range that is none"),
        ({"index": []}, "No value of index is right"),
        ({"window_center": float("nan")}, "which no trait can be"),
        ({"index": object()}, "which no trait can be"),
        ({"_linked": 1}, "no trait _linked"),
        ({"selected": "Rows"}, "no elements to select"),
    ],
)
def test_what_can_not_be_asked_is_refused(
    viewer: dw.SeriesViewer, expect: dict[str, object], words: str
) -> None:
    with pytest.raises(ArgumentError, match=words):
        dw.quiz(viewer, "What?", expect=expect)


def test_a_question_of_the_course_takes_no_other_answer() -> None:
    with pytest.raises(ArgumentError, match="its own text and answers"):
        dw.quiz("lung-window", "Which?", expect={"index": 1})


def test_one_hint_needs_no_list(viewer: dw.SeriesViewer) -> None:
    card = dw.quiz(viewer, "Which?", expect={"index": 1}, hints="Go on.")
    assert card.asked["hints"] == ["Go on."]
    card.close()


def test_only_a_widget_can_be_asked_of() -> None:
    with pytest.raises(ArgumentError, match="not of list"):
        dw.quiz([], "What?", expect={"index": 1})  # type: ignore[arg-type]
