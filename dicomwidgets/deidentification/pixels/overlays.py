"""Overlays that lie in spare bits of the pixels' cells (PS3.5 8.1.2, PS3.3 C.9.2; retired)."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from dicomwidgets.deidentification.engine.content import Content
    from dicomwidgets.encoding.span import SpanRow

__all__ = ["has_embedded"]

_BITS_ALLOCATED, _BIT_POSITION, _DATA = 0x0100, 0x0102, 0x3000
_FIRST, _LAST = 0x6000, 0x60FF


def has_embedded(rows: Sequence[SpanRow], content: Content, *, little: bool) -> bool:
    """Whether an overlay is declared to lie in the cells of the pixels.

    Parameters
    ----------
    rows, content
        The elements before the pixels.
    little
        Byte order.
    """
    order = "little" if little else "big"
    found: dict[int, set[int]] = {}
    for row in rows:
        if not _FIRST <= row[1] >> 16 <= _LAST or row.depth:
            continue
        elements = found.setdefault(row.tag >> 16, set())
        element = row.tag & 0xFFFF
        if element in (_BITS_ALLOCATED, _BIT_POSITION):
            start = row.offset + row.header
            value = int.from_bytes(content.read(start, start + min(row.length, 2)), order)  # type: ignore[arg-type]
            if value == (1 if element == _BITS_ALLOCATED else 0):
                continue
        elements.add(element)
    return any(
        _BIT_POSITION in each or (_BITS_ALLOCATED in each and _DATA not in each)
        for each in found.values()
    )
