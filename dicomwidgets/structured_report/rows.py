"""The content tree as rows: all items, or the measurements with what they belong to."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, TypedDict

from dicomwidgets.structured_report.content import Code, Measured
from dicomwidgets.structured_report.words import value_words

if TYPE_CHECKING:
    from collections.abc import Iterator

    from dicomwidgets.structured_report.content import ContentItem

__all__ = ["ItemRow", "ReportMeasurement", "item_rows", "measurement_rows"]

_TRACKING = ("112039", "DCM")
_FINDING = ("121071", "DCM")
_SITE = frozenset({("363698007", "SCT"), ("G-C0E3", "SRT")})


class ItemRow(TypedDict):
    """One item of the content tree; `code` is that of a CODE's value or of a NUM's unit."""

    number: str
    depth: int
    relationship: str
    value_type: str
    concept: str
    concept_code: str
    value: str
    unit: str
    code: str
    problems: str


class ReportMeasurement(TypedDict):
    """One NUM with what it was measured of, as far as the items around it say.

    `group` is the name of the nearest named container, `tracking`, `finding` and `site` are those
    of its own container (PS3.16 TID 1410, 1411, 1501); `value` is ``None`` where nothing was
    measured, and `qualifier` may then say why.
    """

    number: str
    group: str
    tracking: str
    finding: str
    site: str
    concept: str
    concept_code: str
    value: float | None
    unit: str
    unit_code: str
    qualifier: str


def item_rows(root: ContentItem) -> list[ItemRow]:
    """Return every item, in the order of the document."""
    return [_item_row(item) for item in root]


def _item_row(item: ContentItem) -> ItemRow:
    value = item.value
    unit = value.unit if isinstance(value, Measured) else None
    code = value if isinstance(value, Code) else unit
    return {
        "number": item.number,
        "depth": len(item.position) - 1,
        "relationship": item.relationship,
        "value_type": item.value_type,
        "concept": str(item.concept or ""),
        "concept_code": code_words(item.concept),
        "value": f"see {_number(item.target)}" if item.target else value_words(item),
        "unit": unit_words(unit),
        "code": code_words(code),
        "problems": " ".join(item.problems),
    }


def measurement_rows(root: ContentItem) -> list[ReportMeasurement]:
    """Return every NUM, in the order of the document."""
    return [_measurement_row(item, above) for item, above in _measured(root)]


def _measured(root: ContentItem) -> Iterator[tuple[ContentItem, tuple[ContentItem, ...]]]:
    waiting: list[tuple[ContentItem, tuple[ContentItem, ...]]] = [(root, ())]
    while waiting:
        item, above = waiting.pop()
        if item.value_type == "NUM":
            yield item, above
        waiting += [(child, (*above, item)) for child in reversed(item.children)]


def _measurement_row(item: ContentItem, above: tuple[ContentItem, ...]) -> ReportMeasurement:
    value = item.value if isinstance(item.value, Measured) else Measured((), None, None, None)
    around = [each for each in above if each.value_type == "CONTAINER"]
    named = [str(each.concept) for each in around if each.concept is not None]
    said = _said([*item.children, *(around[-1].children if around else ())])
    return {
        "number": item.number,
        "group": named[-1] if named else "",
        "tracking": said["tracking"],
        "finding": said["finding"],
        "site": said["site"],
        "concept": str(item.concept or ""),
        "concept_code": code_words(item.concept),
        "value": value.number,
        "unit": unit_words(value.unit),
        "unit_code": code_words(value.unit),
        "qualifier": str(value.qualifier or ""),
    }


def _said(items: list[ContentItem]) -> dict[str, str]:
    """Return what items say of what was measured; the first of each kind counts."""
    said = {"tracking": "", "finding": "", "site": ""}
    for item in items:
        concept = (item.concept.value, item.concept.scheme) if item.concept else None
        kind = {_TRACKING: "tracking", _FINDING: "finding"}.get(concept or ("", ""), "")
        if concept in _SITE:
            kind = "site"
        if kind and not said[kind]:
            said[kind] = value_words(item)
    return said


def code_words(code: Code | None) -> str:
    """Return a code with its scheme: ``"27925004 (SCT)"``."""
    if code is None or not code.value:
        return ""
    return f"{code.value} ({code.scheme})" if code.scheme else code.value


def unit_words(unit: Code | None) -> str:
    """Return a unit as it stands behind a number: UCUM's own sign, no unit as nothing.

    >>> unit_words(Code("mm", "UCUM", "millimeter"))
    'mm'
    >>> unit_words(Code("1", "UCUM", "no units"))
    ''
    """
    if unit is None:
        return ""
    if unit.scheme != "UCUM":
        return str(unit)
    if unit.value == "1":
        # Some write what they mean beside the code for none: "px".
        return "" if "unit" in unit.meaning.lower() else unit.meaning
    return _UCUM.get(unit.value) or _plain(unit.value)


def _plain(unit: str) -> str:
    return _ANNOTATION.sub(r"\1 ", unit).replace(" /", "/").strip()


_ANNOTATION = re.compile(r"\{(.*?)\}")
"""What UCUM lets stand in braces has no meaning for it, and much for the reader: ``{pixels}``."""

_UCUM = {
    "[hnsf'U]": "HU",
    "cm2": "cm²",
    "cm3": "cm³",
    "mm2": "mm²",
    "mm3": "mm³",
    "um": "µm",
    "um2": "µm²",
    "um2/s": "µm²/s",
    "uV": "µV",
    "deg": "°",
    "mm[Hg]": "mmHg",
}


def _number(position: tuple[int, ...]) -> str:
    return ".".join(map(str, position))
