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
    assert [(row["name"], row["number"]) for row in answer["rows"]] == [
        ("Referenced Study Sequence", 0),
        ("Item 2", 1),
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


def test_places_of_rows_are_told_wherever_they_are() -> None:
    feed = feed_with(3)
    ids = [row["id"] for row in ask(feed)["rows"]]
    assert ask(feed, start=0, stop=1, locate=[ids[3], ids[0], 4711])["places"] == [3, 0, -1]
    assert ask(feed, locate=[ids[3]], collapsed=[ids[0]])["places"] == [-1]
    sorted_down = {"column": "value", "descending": True}
    assert ask(feed, locate=[ids[4]], sort=sorted_down)["places"] == [0]


def test_sorted_rows_stand_without_their_nesting() -> None:
    answer = ask(feed_with(3), sort={"column": "name", "descending": False})
    assert answer["flat"]
    assert [(row["name"], row["depth"], row["children"]) for row in answer["rows"]] == [
        ("Patient ID", 0, 0),
        ("Referenced Study Sequence", 0, 0),
    ]


def test_the_next_match_the_facets_and_the_ids() -> None:
    feed = feed_with(3)
    view = {"query": "item", "collapsed": []}
    assert feed.get_match({**view, "place": 1, "step": 1})[0] == {"place": 2}
    assert feed.get_match({**view, "place": 1, "step": -1})[0] == {"place": 0}
    facets = feed.get_facets({"query": "", "collapsed": []})[0]["facets"]
    assert [each["name"] for each in facets] == ["group", "vr"]
    ids = [row["id"] for row in ask(feed)["rows"]]
    assert feed.get_row_ids({**view, "query": "", "start": 1, "stop": 3})[0]["ids"] == ids[1:3]


def test_one_element_by_its_id() -> None:
    feed = feed_with(1)
    row = ask(feed)["rows"][-1]
    assert feed.get_element({"id": row["id"]})[0]["written"] == "4711"
    assert feed.get_copy({"id": row["id"], "form": "python"})[0] == {"text": "ds.PatientID"}
    for args in ({"id": 4711}, {"id": "x"}, {}):
        with pytest.raises(ArgumentError):
            feed.get_element(args)
    with pytest.raises(ArgumentError):
        feed.get_copy({"id": row["id"], "form": "yaml"})


@pytest.mark.parametrize(
    "args",
    [
        {"facets": {"size": ["1"]}},
        {"facets": {"vr": "PN"}},
        {"sort": {"column": "size"}},
        {"sort": "name"},
        {"locate": ["a"]},
    ],
)
def test_views_out_of_the_protocol_are_refused(args: dict[str, Any]) -> None:
    with pytest.raises(ArgumentError):
        ask(feed_with(1), **args)


def test_a_feed_without_a_table_answers_everything() -> None:
    feed = RowFeed(None)
    view = {"query": "", "collapsed": []}
    assert feed.get_match({**view, "place": 0, "step": 1})[0] == {"place": -1}
    assert feed.get_facets(view)[0] == {"facets": []}
    assert feed.get_row_ids({**view, "start": 0, "stop": 9})[0] == {"ids": []}
    with pytest.raises(ArgumentError):
        feed.get_element({"id": 1})
