"""The offsets by which a DICOMDIR's records find each other (PS3.3 F.3), after an edit."""

from __future__ import annotations

import struct
from typing import TYPE_CHECKING

from dicomwidgets.editing.pieces import ITEM
from dicomwidgets.editing.rules import named

if TYPE_CHECKING:
    from dicomwidgets.editing.pieces import Contents, Piece
    from dicomwidgets.editing.tree import Tree

__all__ = ["keep_offsets"]

_RECORDS = 0x00041220
_POINTERS = (0x00041200, 0x00041202, 0x00041400, 0x00041420, 0x00041504)


def keep_offsets(tree: Tree) -> None:
    """Let the records of a directory point to where the records now are.

    Raises
    ------
    EditError
        If one points to a record that was deleted.
    """
    for place in tree.top.places(_RECORDS):
        sequence = tree.top.pieces[place]
        items = tree.open(sequence, tree.top.style)
        moved, gone = _moved(tree, place, items)
        if not any(old != new for old, new in moved.items()) and not gone:
            continue
        _point(tree, tree.top, moved, gone)
        for number in items.places(ITEM):
            item = items.pieces[number]
            if _point(tree, tree.open(item, items.style), moved, gone):
                item.dirty = sequence.dirty = True


def _moved(tree: Tree, place: int, items: Contents) -> tuple[dict[int, int], set[int]]:
    """Return old and new offsets of the records, and the offsets of those deleted."""
    sequence = tree.top.pieces[place]
    offset = sum(piece.size for piece in tree.top.pieces[:place]) + _header(sequence)
    moved: dict[int, int] = {}
    for piece in items.pieces:
        if piece.span is not None:
            moved[piece.span.offset] = offset
        offset += piece.size
    spans = tree.map.spans
    before = {
        span.offset for span in spans if span.kind == "item" and span.parent == sequence.index
    }
    return moved, before - set(moved)


def _header(sequence: Piece) -> int:
    if sequence.span is not None:
        return sequence.span.header
    contents = sequence.contents
    return sequence.size - (contents.size if contents else 0)


def _point(tree: Tree, contents: Contents, moved: dict[int, int], gone: set[int]) -> bool:
    changed = False
    order = "<L" if contents.style.little else ">L"
    for tag in _POINTERS:
        for place in contents.places(tag):
            piece = contents.pieces[place]
            value = piece.value(tree.reader)
            if len(value) != 4:
                continue
            (old,) = struct.unpack(order, value)
            if old in gone:
                raise named(
                    "A record of the directory points to one that was deleted or replaced.",
                    tag,
                    "Write the directory anew with pydicom's FileSet.",
                )
            if moved.get(old, old) == old:
                continue
            header = _header_bytes(tree, piece)
            piece.data = header + struct.pack(order, moved[old])
            piece.head = len(header)
            changed = True
    return changed


def _header_bytes(tree: Tree, piece: Piece) -> bytes:
    if piece.data is not None or piece.span is None:
        return (piece.data or b"")[: piece.head]
    return tree.reader.read(piece.span.offset, piece.span.value)
