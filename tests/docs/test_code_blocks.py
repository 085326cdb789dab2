"""Every block of Python in README and docs runs as it stands there, page by page."""

from __future__ import annotations

import ast
import shutil
from typing import TYPE_CHECKING, Any

import pytest
from support.doc_pages import GIVEN, START, code_blocks, lay_out_pages, pages

if TYPE_CHECKING:
    from pathlib import Path

PAGES = pages()

ELSEWHERE = {
    "architecture/add_a_widget": "tests/test_house_add_a_widget.py follows it, step by step",
    "guide/create": "tests/creating/test_guide.py runs it, over what it needs",
    "guide/edit": "tests/editing/test_guide.py runs it, likewise",
    "guide/pacs": "it needs a PACS: tests/pacs/test_real_server.py asks one the same",
}
"""Pages whose code another test runs, and which."""

NOT_RUN = {
    ("guide/anonymize", "from distributed import"): "a scheduler: tests/jobs/test_dask.py has one",
    (
        "guide/anonymize_pixels",
        "dw.deidentify(",
    ): "its last line looks for text by a network",
    ("guide/reading", "client = dask"): "a cluster: tests/collection/test_dask.py has one",
    ("guide/hosts", "shown = mo.ui"): "it is marimo's: tests/browser/test_marimo.py runs it",
    ("guide/hosts", 'shown.value["index"]'): "likewise",
    ("guide/compare_series", "viewer.series_number"): "panels open on a page: test_panels.py",
}
"""Blocks that are only compiled, by page and beginning, and why."""

LONG = {
    *("guide/check", "guide/clean", "guide/export", "guide/pictures"),
    *("guide/samples", "guide/transcode", "guide/volumes"),
}
"""Pages whose code takes seconds: CI runs them among the slow tests."""


@pytest.fixture(scope="module")
def laid(tmp_path_factory: pytest.TempPathFactory) -> Path:
    place = tmp_path_factory.mktemp("laid") / "work"
    place.mkdir()
    lay_out_pages(place)
    return place


@pytest.mark.parametrize(
    "name",
    [
        pytest.param(name, marks=pytest.mark.slow) if name in LONG else name
        for name in PAGES
        if name not in ELSEWHERE
    ],
)
def test_what_a_page_shows_runs(
    name: str, laid: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    place = tmp_path / "work"
    shutil.copytree(laid, place)
    monkeypatch.chdir(place)
    for home in ("CACHE", "STATE", "CONFIG", "DATA"):
        monkeypatch.setenv(f"XDG_{home}_HOME", str(tmp_path / home.lower()))
    names: dict[str, Any] = {}
    exec(START + GIVEN.get(name, ""), names)  # noqa: S102 - what the page takes for given
    for number, code in enumerate(code_blocks(PAGES[name])):
        compiled = compile(code, f"{name}, block {number}", "exec", ast.PyCF_ALLOW_TOP_LEVEL_AWAIT)
        if not any(page == name and code.startswith(begin) for page, begin in NOT_RUN):
            exec(compiled, names)  # noqa: S102 - what the page says is what is held


@pytest.mark.parametrize(("name", "begin"), NOT_RUN)
def test_no_exception_outlives_its_block(name: str, begin: str) -> None:
    assert any(code.startswith(begin) for code in code_blocks(PAGES[name]))


def test_all_pages_are_looked_at() -> None:
    assert {"README", "index", "guide/view", "guide/recipes", "widgets/header_table"} <= set(PAGES)
    assert set(ELSEWHERE) | LONG | set(GIVEN) <= set(PAGES)
