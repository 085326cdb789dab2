"""The whole file at a glance: a few dozen segments that stand for all of its bytes."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator

    from dicomwidgets.encoding.span import FileMap, Span

__all__ = ["MOST_PARTS", "MOST_SEGMENTS", "Part", "Segment", "segments"]

MOST_SEGMENTS = 256
"""Of a file with more, the last segment stands for all the rest."""

MOST_PARTS = 128
"""Of a pixel value with more fragments, a part stands for several that follow each other."""

_PIXELS = frozenset({0x7FE00008, 0x7FE00009, 0x7FE00010})
_PRIVATE = 1
_GROUPS = {
    0x0000: "command",
    0x0004: "directory",
    0x0008: "identification",
    0x0010: "patient",
    0x0012: "clinical trial",
    0x0018: "acquisition",
    0x0020: "place and order",
    0x0022: "ophthalmology",
    0x0028: "image",
    0x0032: "study",
    0x0038: "visit",
    0x003A: "waveform",
    0x0040: "procedure",
    0x0048: "microscopy",
    0x0054: "nuclear medicine",
    0x0062: "segmentation",
    0x0070: "presentation state",
    0x0088: "storage",
    0x2010: "film",
    0x3002: "treatment image",
    0x3004: "dose",
    0x3006: "structures",
    0x3008: "treatment record",
    0x300A: "treatment plan",
    0x300C: "plan references",
    0x300E: "approval",
    0x4008: "interpretation",
    0x5200: "functional groups",
    0x5400: "waveform data",
    0xFFFA: "digital signature",
    0xFFFC: "padding element",
}

SegmentKind = Literal["preamble", "prefix", "meta", "group", "pixels", "padding", "unread"]


class Part(NamedTuple):
    """Fragments of encapsulated pixels that follow each other (PS3.5 A.4)."""

    start: int
    stop: int
    first: int
    fragments: int


class Segment(NamedTuple):
    """A stretch of the file that is shown as one.

    Parameters
    ----------
    kind
        ``"meta"`` for the file meta information, ``"group"`` for elements of one group,
        ``"pixels"`` for a pixel value at the top, encapsulated or not.
    start, stop
        Offsets as in the `FileMap`.
    label
        In words.
    group
        Number of the group; 0 where there is none.
    elements
        How many elements of the top level there are in it.
    span
        Index of its first span.
    parts
        Of encapsulated pixels; the first one is the Basic Offset Table.
    """

    kind: SegmentKind
    start: int
    stop: int
    label: str
    group: int
    elements: int
    span: int
    parts: tuple[Part, ...] = ()


def segments(file_map: FileMap, most: int = MOST_SEGMENTS) -> list[Segment]:
    """Return the segments of a file: they follow each other and leave nothing out.

    Parameters
    ----------
    file_map
        The file, walked.
    most
        How many at most.
    """
    found: list[Segment] = []
    for index, span in _top(file_map):
        made = _segment(file_map, index, span)
        last = found[-1] if found else None
        if last and made.kind == last.kind and made.group == last.group and _joins(made.kind):
            elements = last.elements + made.elements
            found[-1] = last._replace(stop=made.stop, elements=elements)
        elif last and len(found) >= most:
            elements = last.elements + made.elements
            found[-1] = last._replace(stop=made.stop, elements=elements, label="all the rest")
        else:
            found.append(made)
    return found


def _joins(kind: SegmentKind) -> bool:
    return kind in ("meta", "group")


def _top(file_map: FileMap) -> Iterator[tuple[int, Span]]:
    spans = file_map.spans
    for index, row in enumerate(spans.rows()):
        if row.depth == 0:
            yield index, spans[index]


def _segment(file_map: FileMap, index: int, span: Span) -> Segment:
    start, stop, group = span.offset, span.stop, span.tag >> 16
    if span.kind in ("preamble", "prefix", "padding", "unread"):
        return Segment(span.kind, start, stop, span.kind, 0, 0, index)
    if span.tag in _PIXELS:
        parts = _parts(file_map, index, span) if span.opened else ()
        return Segment("pixels", start, stop, _pixel_label(parts), group, 1, index, parts)
    if group == 2 and start < file_map.dataset:
        return Segment("meta", start, stop, "file meta information", group, 1, index)
    words = "private" if group & _PRIVATE else _GROUPS.get(group, "")
    label = f"group {group:04X}" + (f", {words}" if words else "")
    return Segment("group", start, stop, label, group, 1, index)


def _pixel_label(parts: tuple[Part, ...]) -> str:
    if not parts:
        return "pixels"
    count = sum(part.fragments for part in parts) - 1  # the first one is the Basic Offset Table
    return f"pixels in {count:,} fragment{'' if count == 1 else 's'}"


def _parts(file_map: FileMap, index: int, span: Span) -> tuple[Part, ...]:
    """Return the fragments, several as one where there are many."""
    spans = file_map.spans
    fragments: list[tuple[int, int]] = []
    for place in range(index + 1, len(spans)):
        each = spans[place]
        if each.depth == 0 or each.offset >= span.stop:
            break
        if each.kind == "fragment":
            fragments.append((each.offset, each.stop))
    step = max(1, -(-(len(fragments) - 1) // (MOST_PARTS - 1)))
    table = [Part(*fragments[0], 0, 1)] if fragments else []
    rest = range(1, len(fragments), step)
    runs = [(first, min(first + step, len(fragments))) for first in rest]
    return (
        *table,
        *(Part(fragments[a][0], fragments[b - 1][1], a, b - a) for a, b in runs),
    )
