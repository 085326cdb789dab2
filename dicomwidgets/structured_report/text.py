"""The content tree as indented text."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dicomwidgets.structured_report.content import Measured
from dicomwidgets.structured_report.rows import code_words, unit_words
from dicomwidgets.structured_report.words import relationship_words, value_words

if TYPE_CHECKING:
    from dicomwidgets.structured_report.content import ContentItem

__all__ = ["text_of"]


def text_of(root: ContentItem) -> str:
    """Return one line an item, indented by its depth.

    The text holds the values: mask or keep it as the report itself.
    """
    return "\n".join(line for item in root for line in _lines(item))


def _lines(item: ContentItem) -> list[str]:
    indent = "  " * (len(item.position) - 1)
    name = " ".join(part for part in (str(item.concept or ""), _coded(item)) if part)
    told = relationship_words(item.relationship)
    before = f"{told} · " if told and item.relationship != "CONTAINS" else ""
    first, *more = _value(item).splitlines() or [""]
    head = f"{indent}{item.number} {before}{name}"
    lines = [f"{head}: {first}" if first and name else f"{head}{first}"]
    lines += [f"{indent}    {line}" for line in more]
    return lines + [f"{indent}    ! {problem}" for problem in item.problems]


def _coded(item: ContentItem) -> str:
    return f"[{code_words(item.concept)}]" if code_words(item.concept) else ""


def _value(item: ContentItem) -> str:
    if item.target:
        return f"see {'.'.join(map(str, item.target))}"
    words = value_words(item)
    if isinstance(item.value, Measured) and item.value.values:
        unit = unit_words(item.value.unit)
        qualifier = f" ({item.value.qualifier})" if item.value.qualifier else ""
        return f"{words} {unit}".rstrip() + qualifier
    return words
