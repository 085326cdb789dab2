"""Items that are made alike: thousands of frames describe themselves with the same elements.

What a walk finds in an item follows from the headers in it, and from private creators: where all
of them are those of an item before it, one comparison stands for the walk.
"""

from __future__ import annotations

from struct import Struct
from typing import TYPE_CHECKING

from dicomwidgets.encoding.syntax import is_sequence

if TYPE_CHECKING:
    from collections.abc import Sequence

    from dicomwidgets.encoding.frame import Frame
    from dicomwidgets.encoding.span import Row, Spans
    from dicomwidgets.encoding.window import Window

__all__ = ["Shape", "Shapes"]

_MOST_KEYS = 64
_MOST_ALIKE = 8
_MOST_CREDIT, _MOST_DEBT = 4096, 256
_FIRST_CREDIT = 192
_LEARNING, _COMPARING, _MISSING, _EARNED = 4, 2, 8, 16
"""What a row that is learned costs, a comparison, and an item that is like none; how many rows that
are walked earn one.
"""

_FEWEST_ROWS, _MOST_ROWS = 4, 4096


class Shape:
    """What is in an item, counted from where it begins.

    Parameters
    ----------
    rows, stops
        Of the item, which is the first, and of all that is in it.
    size
        Bytes of the item, its header and delimiter included.
    item
        Its bytes.
    heads
        Which of them make it what it is: where each stretch begins and ends.
    """

    __slots__ = ("_heads", "_unpack", "rows", "size", "stops")

    def __init__(
        self,
        rows: Sequence[Row],
        stops: Sequence[int],
        item: bytes,
        heads: Sequence[tuple[int, int]],
    ) -> None:
        self.rows = rows
        self.stops = stops
        self.size = len(item)
        next_ones = [start for start, _ in heads[1:]]
        form = [
            f"{stop - start}s{after - stop}x"
            for (start, stop), after in zip(heads, [*next_ones, len(item)], strict=True)
        ]
        self._unpack = Struct("".join(form)).unpack_from
        self._heads = self._unpack(item)

    def fits(self, data: bytes, place: int) -> bool:
        """Whether the item at a place in `data`, which holds enough for it, is made like this."""
        return self._unpack(data, place) == self._heads


class Shapes:
    """The shapes that a walk has met more than once.

    Attributes
    ----------
    credit
        Rows whose walk may be spent on looking for shapes: each one that is found earns its rows.
        Without credit it is quicker to walk every item.
    """

    __slots__ = ("_known", "_owed", "credit")

    def __init__(self) -> None:
        self.credit = _FIRST_CREDIT
        self._owed = 0
        self._known: dict[tuple[int, bool, bool], list[Shape]] = {}

    def find(self, window: Window, frame: Frame, place: int, length: int) -> Shape | None:
        """Return the shape of an item, if it is known and ends where it must.

        Parameters
        ----------
        window, frame
            Of the sequence that it is in.
        place, length
            Where it begins, and its length as written.
        """
        known = self._known.get((length, frame.implicit, frame.order.little))
        for at, shape in enumerate(known or ()):
            if place + shape.size > frame.end:
                continue
            self.credit -= _COMPARING
            data, start = window.whole(place, shape.size)
            if start >= 0 and shape.fits(data, start):
                if at and known:
                    known.insert(0, known.pop(at))  # it will come again
                self.credit = min(self.credit + len(shape.rows), _MOST_CREDIT)
                self._owed = 0
                return shape
        if not frame.implicit:  # else there is no quicker walk
            self.credit = max(self.credit - self._owed - _MISSING, -_MOST_DEBT)
            self._owed = 0
        return None

    def wants(self, frame: Frame, length: int, rows: int) -> bool:
        """Whether an item that was walked is to be learned: those of its length come again.

        Parameters
        ----------
        frame
            Of the sequence that it is in.
        length
            As written.
        rows
            How many there are in it.
        """
        key = (length, frame.implicit, frame.order.little)
        known = self._known.get(key)
        if known is None:
            if len(self._known) < _MOST_KEYS:
                self._known[key] = []
            return False
        may_be_one = _FEWEST_ROWS <= rows <= _MOST_ROWS
        return may_be_one and self.credit > self._owed and len(known) < _MOST_ALIKE

    def walked(self, rows: int) -> None:
        """Take note that rows were walked one by one."""
        self.credit = min(self.credit + rows // _EARNED, _MOST_CREDIT)

    def learn(self, window: Window, frame: Frame, spans: Spans, index: int) -> None:
        """Keep the shape of an item in which nothing is odd.

        Parameters
        ----------
        window, frame
            Of the sequence that it is in.
        spans
            Of the walk so far, the item's being the last.
        index
            Of the item among them.
        """
        self._owed += _LEARNING * (len(spans) - index)  # nothing, if the next item is like it
        place, _, _, _, length, depth, *_ = spans.row(index)
        stop = spans.stop(index)
        rows: list[Row] = [
            (at - place, tag, vr, head, size, level - depth, max(above - index, -1), kind)
            for at, tag, vr, head, size, level, above, kind in spans.rows(index)
        ]
        data, start = window.whole(place, stop - place)
        item = data[start : start + stop - place] if start >= 0 else b""
        heads = _heads(rows, item) if item else None
        if heads is None:
            return
        stops = [spans.stop(at) - place for at in range(index, len(spans))]
        known = self._known[length, frame.implicit, frame.order.little]
        known.insert(0, Shape(rows, stops, item, heads))


def _heads(rows: Sequence[Row], item: bytes) -> list[tuple[int, int]] | None:
    """Return which bytes a walk of the item goes by; ``None`` where it looks at others too."""
    creators: dict[tuple[int, int], str] = {}
    heads: list[tuple[int, int]] = []
    for at, (place, tag, vr, header, length, _, parent, kind) in enumerate(rows):
        if kind not in ("element", "item", "delimiter"):
            return None
        opened = at + 1 < len(rows) and rows[at + 1][6] == at
        private = bool(tag >> 16 & 1)
        size = header
        if private and tag & 0xFFFF <= 0xFF:
            if opened:
                return None
            size += length
            creator = item[place + header : place + min(size, header + 64)]
            creators[parent, tag] = creator.decode("latin-1").strip(" \0")
        elif vr == "UN" and length and not opened:
            block = (tag & 0xFFFF0000) | (tag >> 8 & 0xFF)
            if is_sequence(tag, creators.get((parent, block), "") if private else ""):
                return None  # its value tells that it is none
        if heads and heads[-1][1] == place:
            heads[-1] = (heads[-1][0], place + size)
        else:
            heads.append((place, place + size))
    return heads
