"""Values as people read them: dates as dates, persons by name, numbers with their unit."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from dicomwidgets.elements.values import SEPARATOR, value_text
from dicomwidgets.reference.uids import uid_name
from dicomwidgets.structured_report.content import (
    Code,
    Coordinates,
    Measured,
    TableValue,
    Times,
)

if TYPE_CHECKING:
    from collections.abc import Callable

    from dicomwidgets.structured_report.content import ContentItem, Reference

__all__ = ["person", "reference_words", "relationship_words", "value_words", "when"]

_VRS = {"DATE": "DA", "TIME": "TM", "DATETIME": "DT"}
_MOST_POINTS = 6


def value_words(item: ContentItem) -> str:
    """Return the value of an item in one text, without its unit; ``""`` for a container."""
    value = item.value
    if isinstance(value, str):
        return "" if item.value_type == "CONTAINER" else _text_words(item.value_type, value)
    if isinstance(value, Measured):
        return ", ".join(value.values) or str(value.qualifier or "")
    if isinstance(value, tuple):
        return ", ".join(map(reference_words, value))
    return _WORDS[type(value)](value)


def _text_words(value_type: str, text: str) -> str:
    if value_type in _VRS:
        return when(_VRS[value_type], text)
    if value_type == "PNAME":
        return person(text)
    if value_type == "UIDREF":
        name = uid_name(text)
        return f"{name} ({text})" if name else text
    return text


def when(vr: str, text: str) -> str:
    """Return a date, time or both for people, or as it stands where it is none.

    >>> when("DA", "20010213")
    '2001-02-13'
    """
    return value_text(vr, [text], 1).rpartition(SEPARATOR)[2] if text else ""


def person(text: str) -> str:
    """Return a person's name as it is spoken, its groups apart (PS3.5 6.2.1).

    >>> person("Reader^Sam^^Dr.")
    'Dr. Sam Reader'
    >>> person("Yamada^Tarou=山田^太郎")
    'Tarou Yamada · 山田 太郎'
    """
    groups = []
    for number, group in enumerate(text.split("=")):
        family, given, middle, prefix, suffix = [*group.split("^"), *[""] * 5][:5]
        order = (prefix, given, middle, family) if number == 0 else (prefix, family, given, middle)
        spoken = " ".join(part.strip() for part in (*order, suffix) if part.strip())
        if spoken:
            groups.append(spoken)
    return SEPARATOR.join(groups)


def reference_words(reference: Reference) -> str:
    """Return what kind of object is named, and which part of it; no UID."""
    return f"{reference.name}{_part('frame', reference.frames)}" + _part(
        "segment", reference.segments
    )


def _part(name: str, numbers: tuple[int, ...]) -> str:
    if not numbers:
        return ""
    listed = ", ".join(map(str, numbers[:12])) + (", …" if len(numbers) > 12 else "")
    return f", {name}{'s' if len(numbers) > 1 else ''} {listed}"


def relationship_words(relationship: str) -> str:
    """Return a relationship as one reads it: ``"contains"``, ``"inferred from"``."""
    words = relationship.lower()
    known = {"has concept mod": "modifier", "has obs context": "context"}
    return known.get(words, {"has acq context": "acquisition"}.get(words, words))


def _coordinates(value: Coordinates) -> str:
    if value.frame_of_reference_uid or any(len(point) == 3 for point in value.points):
        return _in_space(value)
    shown = value.points[:_MOST_POINTS]
    points = " ".join(f"({', '.join(f'{each:g}' for each in point)})" for point in shown)
    more = f" … {len(value.points)} points" if len(value.points) > len(shown) else ""
    return f"{value.graphic_type} {points}{more}{' px' if points else ''}".strip()


def _in_space(value: Coordinates) -> str:
    """Say a shape, how many points it has, where they are, and what they refer to (C.18.9)."""
    count = len(value.points)
    points = " ".join(
        f"({', '.join(f'{each:g}' for each in point)})" for point in value.points[:_MOST_POINTS]
    )
    more = " …" if count > _MOST_POINTS else ""
    where = f": {points}{more} mm" if points else ""
    space = value.frame_of_reference_uid
    frame = f", in the frame of reference {space}" if space else ""
    return f"{value.graphic_type}, {count} point{'' if count == 1 else 's'}{where}{frame}"


def _times(value: Times) -> str:
    parts = [
        f"sample {', '.join(map(str, value.samples))}" if value.samples else "",
        f"{', '.join(f'{each:g}' for each in value.offsets)} s" if value.offsets else "",
        ", ".join(when("DT", each) for each in value.moments),
    ]
    return " ".join([value.range_type, *filter(None, parts)]).strip()


def _table(value: TableValue) -> str:
    return f"{len(value.rows)} × {len(value.columns)}, {len(value.cells)} cells"


_WORDS: dict[type, Callable[[Any], str]] = {
    Code: str,
    Coordinates: _coordinates,
    Times: _times,
    TableValue: _table,
}
