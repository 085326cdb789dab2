"""The guide's table of findings is the one of the code."""

from __future__ import annotations

import sys
from importlib import import_module

import pytest
from support.series_defects import DEFECTS
from support.tree import ROOT


@pytest.fixture
def table(monkeypatch: pytest.MonkeyPatch) -> str:
    monkeypatch.syspath_prepend(str(ROOT / "docs"))
    try:
        return str(import_module("make_tables").series_findings())
    finally:
        sys.modules.pop("make_tables", None)


def test_the_guide_has_the_table_of_the_code(table: str) -> None:
    """To write it anew: paste what `docs/make_tables.py` returns between the two remarks."""
    guide = (ROOT / "docs/guide/series.md").read_text(encoding="utf-8")
    _, _, rest = guide.partition("<!-- findings: begin -->\n")
    assert rest.partition("\n<!-- findings: end -->")[0] == table
    assert "62 kinds of defects" in guide
    assert len(DEFECTS) == 62
