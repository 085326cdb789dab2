"""Style sheets of several widgets stand in one page: none may style what is another's."""

from __future__ import annotations

import json
import re
from collections import defaultdict
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

ROOT = Path(__file__).parent.parent
# A widget that holds another one in a pane gives it its size.
LAID_OUT = {
    ("dw-series-viewer", "anonymization_preview.css"),
    ("dw-table", "viewer_details.css"),
    ("dw-series-viewer", "collection_browser_details.css"),
    ("dw-header-table", "collection_browser_details.css"),
}


def sheets() -> dict[Path, frozenset[str]]:
    """Return every sheet, and the widgets whose bundles hold it."""
    manifest = json.loads((ROOT / "dicomwidgets/static/manifest.json").read_text("utf-8"))
    found: defaultdict[Path, set[str]] = defaultdict(set)
    for widget, sources in manifest.items():
        for source in sources:
            if source.endswith(".css"):
                found[ROOT / "js" / source].add(widget)
    return {sheet: frozenset(widgets) for sheet, widgets in found.items()}


def text_of(sheet: Path) -> str:
    return re.sub(r"/\*.*?\*/|@import[^;]*;", "", sheet.read_text("utf-8"), flags=re.DOTALL)


def selectors(text: str) -> Iterator[str]:
    """Yield the selectors that stand outside of all others."""
    depth, start, head = 0, 0, ""
    for place, sign in enumerate(text):
        if sign == "{":
            depth += 1
            if depth == 1:
                head, start = text[start:place].strip(), place + 1
        elif sign == "}":
            depth -= 1
            if depth == 0:
                if head.startswith("@"):
                    yield from selectors(text[start:place])
                else:
                    yield from re.split(r",(?![^(]*\))", head)
                start = place + 1


def claimed(text: str) -> set[str]:
    """Return the classes that a sheet styles wherever they stand."""
    found = (
        re.match(r"\s*(?:\.dicomwidgets )?[a-z]*((?:\.dw-[\w-]+)+)", one) for one in selectors(text)
    )
    return {match[1].rpartition(".")[2] for match in found if match}


def test_no_sheet_styles_what_another_widget_calls_by_the_same_name() -> None:
    widgets = sheets()
    texts = {sheet: text_of(sheet) for sheet in widgets}
    named = {sheet: set(re.findall(r"\.(dw-[\w-]+)", text)) for sheet, text in texts.items()}
    clashes = [
        (name, sheet.name, other.name)
        for sheet in widgets
        for name in sorted(claimed(texts[sheet]))
        for other in widgets
        if name in named[other]
        and not widgets[other] <= widgets[sheet]
        and (name, other.name) not in LAID_OUT
    ]
    assert len(widgets) > 10
    assert clashes == []


def test_a_clash_is_found() -> None:
    text = ".dw-a .dw-b { } @container x (width > 1px) { .dicomwidgets button.dw-c:hover { } }"
    assert claimed(text + ".dw-viewer { .dw-d { } } .dw-row.dw-e, .f { }") == {
        "dw-a",
        "dw-c",
        "dw-viewer",
        "dw-e",
    }
