"""The pages "What DICOM says", written from the package's tables whenever the docs are built."""

from __future__ import annotations

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

COMMON = {
    "whose it is": ("PatientName", "PatientID", "PatientBirthDate", "PatientSex"),
    "which examination": ("StudyInstanceUID", "StudyDate", "StudyDescription", "AccessionNumber"),
    "which series": ("SeriesInstanceUID", "SeriesNumber", "SeriesDescription", "Modality"),
    "what kind of object": ("SOPClassUID", "SOPInstanceUID", "TransferSyntaxUID", "ImageType"),
    "where it lies": (
        *("ImagePositionPatient", "ImageOrientationPatient", "PixelSpacing", "SliceThickness"),
        *("SpacingBetweenSlices", "FrameOfReferenceUID", "InstanceNumber"),
    ),
    "how the pixels are stored": (
        *("Rows", "Columns", "BitsAllocated", "BitsStored", "PixelRepresentation"),
        *("SamplesPerPixel", "PhotometricInterpretation", "NumberOfFrames", "PixelData"),
    ),
    "what a value means": ("RescaleSlope", "RescaleIntercept", "RescaleType", "Units"),
    "how it is displayed": (
        *("WindowCenter", "WindowWidth", "VOILUTFunction", "PixelPaddingValue"),
        "PresentationLUTShape",
    ),
    "who and what made it": ("Manufacturer", "ManufacturerModelName", "InstitutionName"),
    "how text is written": ("SpecificCharacterSet",),
}
"""The elements that one meets daily, by what one wants to know."""

FINDS = "The search finds each by name, keyword, tag, and words of what it is for."

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
    if text.startswith(("[", "`", "---", "<span id")):
        return text
    for sign in "\\|*_^<[":
        text = text.replace(sign, f"\\{sign}")
    return text


def elements() -> str:
    """Return the page that leads to the elements: the common ones first, then the categories."""
    lines = [
        "# Elements that matter",
        f"{len(explanations())} elements by category; retired ones are left out. {FINDS}",
        "## The most common ones",
    ]
    rows = [
        [what, " · ".join(f"[{each}](#{each})" for each in group)] for what, group in COMMON.items()
    ]
    lines.append(table(["To know", "Look at"], rows))
    lines.append("## By category")
    names = "\n".join(f"{_slug(each)}" for each in _categories())
    lines.append(f"```{{toctree}}\n:maxdepth: 1\n\n{names}\n```")
    return "\n\n".join(lines)


def _categories() -> list[str]:
    return list(dict.fromkeys(each.category for each in explanations().values()))


def _slug(category: str) -> str:
    return "elements_" + category.lower().replace(", ", "_").replace(" ", "_").replace("-", "_")


def category_page(category: str) -> str:
    """Return the page of a category: a section an element, to which links can lead."""
    parts = [f"# {category}"]
    for each in explanations().values():
        if each.category == category:
            parts += _section(each.keyword, each.text)
    return "\n\n".join(filter(None, parts))


def _section(keyword: str, text: str) -> Iterator[str]:
    """Yield the section of an element."""
    repeats = repeater_has_keyword(keyword)
    tag = 0x60000000 | OVERLAYS[keyword] if repeats else keyword_tag(keyword)
    shown = tag_text(tag).replace("6000", "60xx") if repeats else tag_text(tag)
    info = tag_info(tag)
    facts = (info.vr, info.vm) if repeats else (dictionary_VR(tag), dictionary_VM(tag))
    yield f"({keyword})="
    yield f"## {info.name} {shown}"
    yield index_of(keyword, shown, shown.strip("()"))
    yield f"`{keyword}` · {facts[0]} · VM {facts[1]} · [the standard]({element_link(tag)})"
    yield cell(text)


def index_of(*entries: str) -> str:
    """Return what lets the search lead to this place by these words."""
    lines = "\n".join(f"   ! single: {each}" for each in entries)
    return f"```{{eval-rst}}\n.. index::\n{lines}\n```"


def anchored(anchor: str, text: str) -> str:
    """Return a cell to which a link can lead."""
    return f'<span id="{anchor}"></span>{text}'


def page(
    title: str, intro: str, heads: list[str], rows: Iterable[Iterable[str]], *found: str
) -> str:
    """Return a page of one table, which is found by these words."""
    return "\n\n".join((f"# {title}", index_of(*found), intro, table(heads, rows)))


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
        [
            anchored(f"uid-{each.uid}", f"`{each.uid}`"),
            each.name + (" (retired)" if each.retired else ""),
            each.explanation,
        ]
        for each in transfer_syntaxes().values()
    ]
    classes = [
        [
            f"[{each.name}]({each.link})",
            anchored(f"uid-{each.uid}", f"`{each.uid}`"),
            each.explanation,
        ]
        for each in sop_classes().values()
        if each.explanation
    ]
    rules = [
        [
            *(anchored(f"vr-{each.code}", each.code), each.name, each.limit, each.repertoire),
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
        "elements": elements(),
        **{_slug(each): category_page(each) for each in _categories()},
        "transfer_syntaxes": page(
            "Transfer syntaxes",
            f"How a file is encoded ([PS3.5 Annex A]({TRANSFER_SYNTAXES})). What is decoded here: "
            "{doc}`../guide/transfer_syntaxes`.",
            ["UID", "Name", "What it is"],
            syntaxes,
            *(word for each in transfer_syntaxes().values() for word in (each.uid, each.name)),
        ),
        "sop_classes": page(
            "SOP classes",
            "What kind of object a file is. The name leads to the standard's list of its modules.",
            ["SOP class", "UID", "What it is"],
            classes,
            *(word for each in sop_classes().values() for word in (each.uid, each.name)),
        ),
        "vrs": page(
            "Value representations",
            f"What a value may be ([PS3.5 Table 6.2-1]({VRS})). An odd length is made even by the "
            "padding; the separator stands between several values.",
            ["VR", "Name", "Longest", "Repertoire", "Padding", "Separator", "What it is"],
            rules,
            *(word for each in vr_rules().values() for word in (f"VR {each.code}", each.name)),
        ),
        "character_sets": page(
            "Character sets",
            f"The Defined Terms of Specific Character Set ([PS3.3 C.12.1.1.2]({CHARACTER_SETS})). "
            "The second of two terms is the one with code extensions, which switch between "
            "several sets.",
            ["Defined Term", "Name", "Python codec", "What it is"],
            sets,
            *(term for each in character_sets() for term in each.terms if term),
        ),
    }


def write(folder: Path) -> None:
    """Write the pages that have changed."""
    folder.mkdir(exist_ok=True)
    wanted = pages()
    for old in folder.glob("*.md"):
        if old.stem not in wanted:
            old.unlink()
    for name, text in wanted.items():
        file = folder / f"{name}.md"
        if not file.is_file() or file.read_text(encoding="utf-8") != f"{text.strip()}\n":
            file.write_text(f"{text.strip()}\n", encoding="utf-8")
