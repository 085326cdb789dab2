from __future__ import annotations

from typing import Any

import pytest
from pydicom.dataset import Dataset

from dicomwidgets.elements.rows import RowTable
from dicomwidgets.errors import ArgumentError
from dicomwidgets.widgets._base import error_payload
from dicomwidgets.widgets._row_feed import MOST_ROWS, RowFeed


def feed_with(items: int) -> RowFeed:
    dataset = Dataset()
    dataset.ReferencedStudySequence = [Dataset() for _ in range(items)]
    dataset.PatientID = "4711"
    return RowFeed(RowTable(dataset), title="CT Image", problems=[error_payload("info", "odd")])


def ask(feed: RowFeed, **args: Any) -> dict[str, Any]:
    result, buffers = feed.get_rows({"start": 0, "stop": 100, "query": "", "collapsed": [], **args})
    assert buffers == []
    return dict(result)


def test_a_stretch_of_the_rows_with_what_stands_above() -> None:
    answer = ask(feed_with(3), start=1, stop=3)
    assert [row["name"] for row in answer["rows"]] == ["Item 1", "Item 2"]
    assert (answer["start"], answer["total"], answer["elements"]) == (1, 5, 2)
    assert (answer["title"], answer["problems"][0]["message"]) == ("CT Image", "odd")


def test_a_query_counts_its_matches_and_marks_them() -> None:
    answer = ask(feed_with(3), query="item 2")
    assert [(row["name"], row["match"]) for row in answer["rows"]] == [
        ("Referenced Study Sequence", False),
        ("Item 2", True),
    ]
    assert (answer["total"], answer["matches"]) == (2, 1)


def test_closed_rows_hide_what_is_below() -> None:
    feed = feed_with(3)
    first = ask(feed)["rows"][0]
    assert ask(feed, collapsed=[first["id"]])["total"] == 2


def test_one_answer_has_a_limit() -> None:
    answer = ask(feed_with(MOST_ROWS + 100), stop=10**6)
    assert len(answer["rows"]) == MOST_ROWS
    assert answer["total"] == MOST_ROWS + 102


def test_nothing_to_show_says_why() -> None:
    answer = ask(RowFeed(None, problems=[error_payload("source", "nothing here")]))
    assert (answer["rows"], answer["total"]) == ([], 0)
    assert answer["problems"][0]["message"] == "nothing here"


@pytest.mark.parametrize(
    "args",
    [{"start": 5, "stop": 2}, {"start": -1}, {"stop": "9"}, {"query": 3}, {"collapsed": ["a"]}],
)
def test_arguments_out_of_the_protocol_are_refused(args: dict[str, Any]) -> None:
    with pytest.raises(ArgumentError):
        ask(feed_with(1), **args)
