"""The nodes of a file whose bytes have been walked: nobody has to read it once more."""

from __future__ import annotations

from functools import lru_cache, partial
from typing import TYPE_CHECKING, Any, BinaryIO, NamedTuple

from pydicom.dataelem import RawDataElement, empty_value_for_VR
from pydicom.tag import BaseTag

from dicomwidgets.elements.node import Node, mixed_id
from dicomwidgets.elements.tail import pixels_in_words
from dicomwidgets.elements.walked_scope import WalkedScope
from dicomwidgets.reading.head import PIXEL_KEYWORDS
from dicomwidgets.reference.tags import ITEM_TAG

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from dicomwidgets.encoding.span import FileMap, SpanRow

__all__ = ["WalkedNodes", "walked_nodes"]

_CHARSET = 0x00080005
_UNDEFINED = 0xFFFFFFFF
_HEAD = 2
"""Rows of preamble and prefix."""
_DEFER_OVER = 64 * 1024
_SOMEWHERE = -2
_WITHOUT_VR = frozenset({"", "UN"})
_MAY_OPEN = frozenset({"", "SQ", "UN"})


class WalkedNodes(NamedTuple):
    """What a file is made of.

    Parameters
    ----------
    nodes
        As `elements.walk.walk` gives those of file meta, dataset, and what follows the pixels.
    dataset
        The elements at the top, up to the pixels.
    pixels
        The pixels' size in words; empty where there are none.
    """

    nodes: list[Node]
    dataset: WalkedScope
    pixels: str


def walked_nodes(
    file_map: FileMap,
    rows: Sequence[SpanRow],
    read: Callable[[int, int], bytes],
    opened: Callable[[], BinaryIO],
    *,
    defer: bool,
) -> WalkedNodes | None:
    """Return the nodes of a walked file.

    Parameters
    ----------
    file_map, rows
        The file, walked, and its rows.
    read
        Returns the bytes between two offsets.
    opened
        Opens the file once more, for a value that is asked for later.
    defer
        Whether values over 64 kB at the top stay in the file.

    Returns
    -------
    WalkedNodes or None
        ``None`` where anything is odd: a file without prefix, or deflated, elements out of order,
        what is no element, encapsulated pixels in a sequence. What is to be made of that is for
        pydicom to say.
    """
    odd = file_map.remarks or file_map.broken or file_map.inflated is not None
    if odd or len(rows) != len(file_map.spans):
        return None
    if len(rows) < _HEAD or rows[_HEAD - 1].kind != "prefix":
        return None
    return _Walk(file_map, rows, read, opened).run(defer=defer)


_tag = lru_cache(maxsize=8192)(BaseTag)
_top_id = lru_cache(maxsize=8192)(partial(mixed_id, 0))
_raw = partial(tuple.__new__, RawDataElement)  # calling it takes twice as long


class _Level(NamedTuple):
    """What elements stand in: a dataset or an item, the index and the id of its node."""

    scope: WalkedScope
    place: int
    id: int


class _Walk:
    def __init__(
        self,
        file_map: FileMap,
        rows: Sequence[SpanRow],
        read: Callable[[int, int], bytes],
        opened: Callable[[], BinaryIO],
    ) -> None:
        self._map = file_map
        self._rows = rows
        self._read = read
        self._opened = opened
        self._nodes: list[Node] = []
        self._unclosed: list[Node] = []
        # By the row of the item; what is at the top by -1.
        self._levels: dict[int, _Level] = {}
        # Indices of nodes by the rows of sequences.
        self._sequences: dict[int, int] = {}

    def run(self, *, defer: bool) -> WalkedNodes | None:
        """Go over file meta, dataset, and what follows the pixels; ``None``: something is odd."""
        rows, begin = self._rows, self._map.dataset
        first = next((at for at, row in enumerate(rows) if row[0] >= begin), len(rows))
        images = (at for at, row in enumerate(rows) if row[1] in PIXEL_KEYWORDS and not row[5])
        pixels = next(images, len(rows))
        meta = self._begin(None)
        if not self._pass(_HEAD, first):
            return None
        dataset = self._begin(meta)
        if not self._pass(first, pixels, _DEFER_OVER if defer else _UNDEFINED):
            return None
        words = ""
        if pixels < len(rows):
            after, words = self._pixels(pixels, self._begin(dataset))
            if not self._pass(after, len(rows)):
                return None
        self._close(0)
        return WalkedNodes(self._nodes, dataset, words)

    def _begin(self, parent: WalkedScope | None) -> WalkedScope:
        """Begin a part of the file."""
        little = parent is None or self._map.little
        scope = WalkedScope(parent, self._opened, little=little)
        self._levels[-1] = _Level(scope, -1, 0)
        return scope

    def _pass(self, start: int, stop: int, most: int = _UNDEFINED) -> bool:
        """Add the nodes of a part; return whether nothing in it is odd.

        Values at the top that are longer than `most` stay in the file.
        """
        rows, nodes = self._rows, self._nodes
        inside = last = -1
        scope, place, root = self._levels[-1]
        for at in range(start, stop):
            _, tag, vr, _, length, depth, parent, kind = row = rows[at]
            if kind != "element":
                if not self._other(at):
                    return False
                inside = _SOMEWHERE
                continue
            if parent != inside:
                self._close(depth)
                inside = parent
                scope, place, root = self._levels[parent]
                last = next(reversed(scope.raw), -1)
            if tag <= last:
                return False
            last, index = tag, len(nodes)
            opens = vr in _MAY_OPEN and at + 1 < stop and rows[at + 1][6] == at
            late = opens or (length > most and not depth and tag != _CHARSET)
            if opens:
                length = self._map.spans.stop(at) - row[0] - row[3]
            element = self._element(row, length, scope, late=late)
            read_by = "SQ" if opens else scope.vr(tag, element) if vr in _WITHOUT_VR else vr
            if read_by == "SQ" and self._is_odd(vr, length, opens=opens):
                return False
            made = mixed_id(root, tag) if depth else _top_id(tag)
            node = Node(made, place, depth, tag, read_by, scope, element, 0, 0, index + 1)
            nodes.append(node)
            if depth:
                nodes[place].children += 1
            if opens:
                self._sequences[at] = index
                self._unclosed.append(node)
        return True

    def _element(
        self, row: SpanRow, length: int, scope: WalkedScope, *, late: bool
    ) -> RawDataElement:
        """Add an element to what it stands in, its value left in the file if `late`."""
        offset, tag, vr, header, *_ = row
        begin = offset + header
        value: Any = None
        if not length:
            value = empty_value_for_VR(vr or None, raw=True)
        elif not late:
            value = self._read(begin, begin + length)
        made = _raw(
            (_tag(tag), vr or None, length, value, begin, not vr, scope.little, True, False)
        )
        scope.raw[tag] = made
        return made

    def _is_odd(self, vr: str, length: int, *, opens: bool) -> bool:
        """Whether a sequence is not for us: not walked, or in another byte order than the rest."""
        return (not self._map.little and vr == "UN") if opens else length > 0

    def _other(self, at: int) -> bool:
        """Add an item; return whether the row is one, or a delimiter."""
        row, nodes = self._rows[at], self._nodes
        place = self._sequences.get(row.parent)
        if row.kind != "item" or place is None:
            return row.kind == "delimiter"
        self._close(row.depth)
        sequence, index = nodes[place], len(nodes)
        sequence.children = number = sequence.children + 1
        scope = WalkedScope(sequence.scope, self._opened, little=self._map.little)
        made = mixed_id(sequence.id, number)
        node = Node(made, place, row.depth, ITEM_TAG, "", scope, None, number, 0, index + 1)
        nodes.append(node)
        self._unclosed.append(node)
        self._levels[at] = _Level(scope, index, made)
        return True

    def _close(self, depth: int) -> None:
        """Settle where the nodes end that are as deep as this or deeper."""
        unclosed = self._unclosed
        while unclosed and unclosed[-1].depth >= depth:
            unclosed.pop().stop = len(self._nodes)

    def _pixels(self, at: int, scope: WalkedScope) -> tuple[int, str]:
        """Add the pixels without their value; return the row after them and their size in words."""
        self._close(0)
        rows, row = self._rows, self._rows[at]
        element = self._element(row, row.length, scope, late=True)
        if not row.vr:
            element = scope.raw[row.tag] = element._replace(VR="OW")
        read_by, made = scope.vr(row.tag, element), mixed_id(0, row.tag)
        node = Node(made, -1, 0, row.tag, read_by, scope, element, stop=len(self._nodes) + 1)
        self._nodes.append(node)
        after = next((place for place in range(at + 1, len(rows)) if not rows[place][5]), len(rows))
        if row.length != _UNDEFINED:
            return after, f"{row.length:,} bytes"
        sizes = [each.length for each in rows[at + 1 : after] if each.kind == "fragment"]
        return after, pixels_in_words(sum(sizes), len(sizes))
