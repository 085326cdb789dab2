"""The texts of a file in another character set."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dicomwidgets.editing.pieces import ITEM, new_piece
from dicomwidgets.editing.rules import CHARSET
from dicomwidgets.editing.value_form import join
from dicomwidgets.elements.decode import decode
from dicomwidgets.reference.tags import is_private, tag_info
from dicomwidgets.reference.vrs import vr_of

if TYPE_CHECKING:
    from dicomwidgets.editing.encode import Style
    from dicomwidgets.editing.pieces import Contents, Piece
    from dicomwidgets.editing.tree import Tree

__all__ = ["Recoder"]


class Recoder:
    """Spells the texts of a dataset, and of the items that have its character set, anew."""

    def __init__(self, tree: Tree) -> None:
        self._tree = tree

    def recode(self, contents: Contents, encodings: tuple[str, ...]) -> bool:
        """Replace the texts that the old character set spells with more than ASCII.

        Returns
        -------
        bool
            Whether there was one.
        """
        style = contents.style._replace(encodings=encodings)
        changed = False
        for place, piece in enumerate(contents.pieces):
            if piece.kind != "element" or piece.tag >> 16 == 2:
                continue
            if self._tree.is_opened(piece):
                found = self._in_sequence(piece, contents.style, encodings)
            else:
                new = self._recoded(contents, piece, style)
                found = new is not None
                contents.pieces[place] = new or piece
            if found:
                contents.touched.add(piece.tag >> 16)
                changed = True
        return changed

    def _in_sequence(self, sequence: Piece, style: Style, encodings: tuple[str, ...]) -> bool:
        items = self._tree.open(sequence, style)
        for place in items.places(ITEM):
            item = items.pieces[place]
            inner = self._tree.open(item, items.style)
            if not inner.places(CHARSET) and self.recode(inner, encodings):
                item.dirty = sequence.dirty = True
        return sequence.dirty

    def _recoded(self, contents: Contents, piece: Piece, style: Style) -> Piece | None:
        vr = piece.vr or self._dictionary_vr(contents, piece.tag)
        if vr_of(vr).kind != "text":
            return None
        data = piece.value(self._tree.reader)
        if data.isascii() and b"\x1b" not in data:
            return None
        old = contents.style.encodings
        values, _ = decode(vr, data, encodings=old, head=len(data) + 1)
        return new_piece(piece.tag, vr, join(vr, values), style)

    def _dictionary_vr(self, contents: Contents, tag: int) -> str:
        creator = ""
        if is_private(tag):
            block = (tag & 0xFFFF0000) | (tag >> 8 & 0xFF)
            for place in contents.places(block)[:1]:
                value = contents.pieces[place].value(self._tree.reader)
                creator = value.decode("latin-1").strip(" \0")
        return tag_info(tag, creator).vr
