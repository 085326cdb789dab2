"""The pages "What DICOM says", written from the package's tables whenever the docs are built."""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING

from pydicom.datadict import dictionary_VM, dictionary_VR, repeater_has_keyword

from dicomwidgets.reference.character_sets import character_sets
from dicomwidgets.reference.explanations import explanations
from dicomwidgets.reference.links import (
    CHARACTER_SETS,
    TRANSFER_SYNTAXES,
    VRS,
    element_link,
)
from dicomwidgets.reference.sop_classes import sop_classes
from dicomwidgets.reference.tags import keyword_tag, tag_info, tag_text
from dicomwidgets.reference.transfer_syntaxes import transfer_syntaxes
from dicomwidgets.reference.vrs import vr_rules
from dicomwidgets.series.findings.rules import BADGES
from dicomwidgets.series.findings.rules import RULES as SERIES_RULES

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

OVERLAYS = {
    "OverlayRows": 0x10,
    "OverlayColumns": 0x11,
    "OverlayDescription": 0x22,
    "OverlayType": 0x40,
    "OverlayOrigin": 0x50,
    "OverlayBitsAllocated": 0x100,
    "OverlayBitPosition": 0x102,
    "OverlayData": 0x3000,
}

INDEX = """# What DICOM says

The tables behind `dicomwidgets.reference`, `dw.inspect` and `dw.check`: what elements, transfer
syntaxes, kinds of objects, value representations and character sets are for, in our own words.
Every page leads to the place in the standard that decides.

```python
from dicomwidgets import reference
reference.search("slice thickness")   # keyword, name, tag, UID, or words of an explanation
```

```{toctree}
elements
transfer_syntaxes
sop_classes
vrs
character_sets
```
"""


def table(heads: list[str], rows: Iterable[Iterable[str]]) -> str:
    """Return a Markdown table."""
    lines = [heads, ["---"] * len(heads), *rows]
    return "\n".join(f"| {' | '.join(cell(each) for each in line)} |" for line in lines)


def cell(text: str) -> str:
    """Escape what Markdown would read: bars, carets, underscores at the edges of words."""
    if text.startswith(("[", "`", "---")):
        return text
    for sign in "\\|*_^<[":
        text = text.replace(sign, f"\\{sign}")
    return text


def elements() -> Iterator[str]:
    """Yield the page of the elements, a section a category."""
    yield "# Elements that matter"
    yield f"{len(explanations())} elements by category; retired ones are left out."
    for category, group in groupby(explanations().values(), key=lambda each: each.category):
        yield f"## {category}"
        rows = []
        for each in group:
            repeats = repeater_has_keyword(each.keyword)
            tag = 0x60000000 | OVERLAYS[each.keyword] if repeats else keyword_tag(each.keyword)
            shown = tag_text(tag).replace("6000", "60xx") if repeats else tag_text(tag)
            info = tag_info(tag)
            facts = (info.vr, info.vm) if repeats else (dictionary_VR(tag), dictionary_VM(tag))
            link = f"[{shown}]({element_link(tag)})"
            line = " · ".join((link, facts[0], f"VM {facts[1]}"))
            rows.append([f"`{each.keyword}`<br>{line}", each.text])
        yield table(["Element", "What it is"], rows)


def page(title: str, intro: str, heads: list[str], rows: Iterable[Iterable[str]]) -> str:
    """Return a page of one table."""
    return "\n\n".join((f"# {title}", intro, table(heads, rows)))


def series_findings() -> str:
    """Return the table of what is found in a series, for the guide; a test holds it to this."""
    rows = [
        [f"`{code}`", rule.severity, BADGES.get(code, ""), rule.why, rule.fix]
        for code, rule in SERIES_RULES.items()
    ]
    return table(["Rule", "Severity", "Badge", "What it means", "What to do"], rows)


def pages() -> dict[str, str]:
    """Return name → text of every page."""
    syntaxes = [
        [f"`{each.uid}`", each.name + (" (retired)" if each.retired else ""), each.explanation]
        for each in transfer_syntaxes().values()
    ]
    classes = [
        [f"[{each.name}]({each.link})", f"`{each.uid}`", each.explanation]
        for each in sop_classes().values()
        if each.explanation
    ]
    rules = [
        [
            *(each.code, each.name, each.limit, each.repertoire),
            *(each.padding, each.separator, each.explanation),
        ]
        for each in vr_rules().values()
    ]
    sets = [
        [" or ".join(each.terms), each.name, f"`{each.codec}`", each.explanation]
        for each in character_sets()
    ]
    return {
        "index": INDEX,
        "elements": "\n\n".join(elements()),
        "transfer_syntaxes": page(
            "Transfer syntaxes",
            f"How a file is encoded ([PS3.5 Annex A]({TRANSFER_SYNTAXES})). What is decoded here: "
            "{doc}`../guide/transfer_syntaxes`.",
            ["UID", "Name", "What it is"],
            syntaxes,
        ),
        "sop_classes": page(
            "SOP classes",
            "What kind of object a file is. The name leads to the standard's list of its modules.",
            ["SOP class", "UID", "What it is"],
            classes,
        ),
        "vrs": page(
            "Value representations",
            f"What a value may be ([PS3.5 Table 6.2-1]({VRS})). An odd length is made even by the "
            "padding; the separator stands between several values.",
            ["VR", "Name", "Longest", "Repertoire", "Padding", "Separator", "What it is"],
            rules,
        ),
        "character_sets": page(
            "Character sets",
            f"The Defined Terms of Specific Character Set ([PS3.3 C.12.1.1.2]({CHARACTER_SETS})). "
            "The second of two terms is the one with code extensions, which switch between "
            "several sets.",
            ["Defined Term", "Name", "Python codec", "What it is"],
            sets,
        ),
    }


def write(folder: Path) -> None:
    """Write the pages that have changed."""
    folder.mkdir(exist_ok=True)
    for name, text in pages().items():
        file = folder / f"{name}.md"
        if not file.is_file() or file.read_text(encoding="utf-8") != f"{text.strip()}\n":
            file.write_text(f"{text.strip()}\n", encoding="utf-8")
