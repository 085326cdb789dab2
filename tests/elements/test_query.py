from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dicomwidgets.elements.copies import python_text
from dicomwidgets.elements.path import parse_path
from dicomwidgets.elements.query import FIELDS, STATES, parse_query

GOLDEN = json.loads((Path(__file__).parents[1] / "golden" / "queries.json").read_text("utf-8"))


@pytest.mark.parametrize("case", GOLDEN["queries"], ids=lambda case: case["query"])
def test_queries_are_understood_as_the_browser_does(case: dict[str, Any]) -> None:
    query = parse_query(case["query"])
    assert [list(term) for term in query.terms] == case["terms"]
    assert bool(query.remark) is case["remark"]


@pytest.mark.parametrize("case", GOLDEN["python"], ids=lambda case: case["path"])
def test_paths_are_python_as_in_the_browser(case: dict[str, str]) -> None:
    assert python_text(parse_path(case["path"])) == case["python"]


def test_a_wrong_prefix_says_which_there_are() -> None:
    remark = parse_query("foo:bar").remark
    assert "no prefix foo:" in remark
    assert all(f"{field}:" in remark for field in FIELDS)
    assert "constant" in parse_query("is:odd").remark


@given(st.text(alphabet='ab: "\\tv', max_size=12) | st.text(max_size=8))
def test_any_text_is_a_query(text: str) -> None:
    for field, word in parse_query(text).terms:
        assert field in ("", *FIELDS)
        assert word
        assert field != "is" or word in STATES
