"""A widget has one name: in Python, in TypeScript, in its bundle, its tests and its page."""

from __future__ import annotations

import re

import pytest
from support.tree import ROOT

from dicomwidgets.widgets._commands import COMMANDS, EVENTS

WIDGETS = sorted(
    file.stem
    for file in (ROOT / "dicomwidgets/widgets").glob("*.py")
    if not file.stem.startswith("_")
)
PLACES = (
    "dicomwidgets/widgets/{}.py",
    "dicomwidgets/static/{}.js",
    "dicomwidgets/static/{}.css",
    "js/src/widgets/{}.ts",
    "js/src/styles/{}.css",
    "tests/widgets/test_{}.py",
    "tests/browser/test_{}.py",
    "docs/widgets/{}.md",
)


def test_there_are_widgets() -> None:
    assert {"series_viewer", "header_table", "anonymization_preview"} <= set(WIDGETS)


@pytest.mark.parametrize("place", PLACES)
@pytest.mark.parametrize("widget", WIDGETS)
def test_every_widget_has_its_file(widget: str, place: str) -> None:
    assert (ROOT / place.format(widget)).is_file()


@pytest.mark.parametrize("folder", ["js/src/widgets", "docs/widgets"])
def test_no_front_end_and_no_page_without_its_widget(folder: str) -> None:
    names = {file.stem for file in (ROOT / folder).iterdir() if file.suffix in {".ts", ".md"}}
    assert names - {"index"} <= set(WIDGETS)


@pytest.mark.parametrize("widget", WIDGETS)
def test_the_class_is_named_for_its_file(widget: str) -> None:
    name = "".join(part.title() for part in widget.split("_"))
    code = (ROOT / f"dicomwidgets/widgets/{widget}.py").read_text(encoding="utf-8")
    assert re.search(rf"^class {name}\(", code, re.MULTILINE)


def names_in(table: str) -> list[str]:
    """Return the names of a list of the front end, those of lists it takes in included."""
    sources = sorted((ROOT / "js/src/sync").glob("*messages.ts"))
    text = "\n".join(file.read_text(encoding="utf-8") for file in sources)
    listed = re.search(rf"export const {table} = \[(.*?)\]", text, re.DOTALL)
    assert listed, table
    found: list[str] = []
    for name, other in re.findall(r'"([a-z_]+)"|\.\.\.([A-Z_]+)', listed[1]):
        found += [name] if name else names_in(other)
    return found


@pytest.mark.parametrize(("table", "names"), [("COMMANDS", COMMANDS), ("EVENTS", EVENTS)])
def test_both_sides_know_the_same_names(table: str, names: tuple[str, ...]) -> None:
    assert names_in(table) == list(names)


@pytest.mark.parametrize("widget", WIDGETS)
def test_a_front_end_entry_only_wires(widget: str) -> None:
    entry = (ROOT / f"js/src/widgets/{widget}.ts").read_text(encoding="utf-8")
    assert len(entry.splitlines()) <= 150
