"""What passes over sequences, items and elements in explicit VR without a stop at each level."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dicomwidgets.encoding.frame import Frame
from dicomwidgets.encoding.span import UNDEFINED
from dicomwidgets.encoding.syntax import LONG, SHORT

if TYPE_CHECKING:
    from dicomwidgets.encoding.frame import Holds
    from dicomwidgets.encoding.span import Row
    from dicomwidgets.encoding.syntax import Order
    from dicomwidgets.encoding.window import Window

    Creators = dict[int, tuple[int, int] | str]
    Level = tuple[int, int, int, int, bool]
    """Of its `Frame` index, depth, begin, end and defined."""

__all__ = ["Heads", "Pass"]

_MOST_HEADS = 1 << 16
_MOST_ROWS = 1024
_MOST_LEVELS = 32

_PLAIN, _CREATOR, _LONG, _SEQUENCE, _ITEM, _END_OF_ITEM, _END_OF_SEQUENCE, _ODD = range(8)
_MARKS = {0xE000: _ITEM, 0xE00D: _END_OF_ITEM, 0xE0DD: _END_OF_SEQUENCE}


class Heads(dict[bytes, tuple[int, str, int, int]]):
    """The first eight bytes of headers in explicit VR → tag, VR, length and what it is.

    Headers come again and again: each is understood once. A length of four bytes that follows is
    not among them.

    Parameters
    ----------
    order
        What unpacks them.
    """

    def __init__(self, order: Order) -> None:
        self.order = order

    def __missing__(self, head: bytes) -> tuple[int, str, int, int]:
        if len(self) >= _MOST_HEADS:
            self.clear()
        found = self[head] = self._understood(head)
        return found

    def _understood(self, head: bytes) -> tuple[int, str, int, int]:
        if len(head) < 8:
            return 0, "", 0, _ODD
        group, element, letters, length = self.order.explicit(head)
        tag = group << 16 | element
        if group == 0xFFFE:
            return tag, "", self.order.length(head, 4)[0], _MARKS.get(element, _ODD)
        if vr := SHORT.get(letters):
            return tag, vr, length, _CREATOR if group & 1 and element <= 0xFF else _PLAIN
        vr = LONG.get(letters, "UN")
        return tag, vr, 0, {"SQ": _SEQUENCE, "UN": _ODD}.get(vr, _LONG)


class Pass:
    """What passes over what is as it should be, until something wants a closer look.

    Parameters
    ----------
    window
        What is walked.
    heads
        What was understood before.
    rows, stops
        Of the walk; what is found is added (PS3.5 7.1.2, 7.5).
    """

    def __init__(self, window: Window, heads: Heads, rows: list[Row], stops: list[int]) -> None:
        self._window = window
        self._heads = heads
        self._rows = rows
        self._stops = stops
        self._most = len(rows) + _MOST_ROWS
        self._deepest = 0
        self._open: list[Frame] = []
        self._place = 0

    def over(self, frame: Frame, levels: list[Frame], place: int) -> tuple[Frame, int]:
        """Pass over what is in a level, and below, or over a part of it.

        Parameters
        ----------
        frame, place
            Where the walk is: in elements in explicit VR, or in items.
        levels
            Those around `frame`; those that are open in the end are added.

        Returns
        -------
        frame, place
            Where it is then.
        """
        self._deepest = frame.depth + _MOST_LEVELS
        creators = frame.creators = frame.creators or {}
        # How this level itself ends is for the walk to see: it is called defined.
        level = (frame.index, frame.depth, place, frame.end, True)
        items = frame.holds == "items"
        stop = self._items(level) if items else self._elements(level, creators)
        if stop >= 0:
            return frame, stop
        *around, inmost = [frame, *self._open[-2::-1]]
        levels += around
        return inmost, self._place

    def _elements(self, level: Level, creators: Creators | None = None) -> int:
        """Pass over elements; return where they end, -1 where there is something else before."""
        index, depth, place, end, defined = level
        add, stop_at, heads, window = (
            self._rows.append,
            self._stops.append,
            self._heads,
            self._window,
        )
        data, base, edge = window.data, window.base, window.edge
        while place < end:
            if not base <= place <= edge:
                data, base, edge = window.load(place)
            at = place - base
            tag, vr, length, what = heads[data[at : at + 8]]
            stop = place + 8 + length
            if what <= _CREATOR and stop <= end:
                if what:
                    creators = {} if creators is None else creators
                    creators[tag] = place + 8, length
                add((place, tag, vr, 8, length, depth, index, "element"))
                stop_at(stop)
            elif _LONG <= what <= _SEQUENCE:
                length = heads.order.length(data, at + 8)[0]
                row: Row = (place, tag, vr, 12, length, depth, index, "element")
                stop = self._long(row, end)
                data, base, edge = window.data, window.base, window.edge
                if stop < 0:
                    break
            elif what == _END_OF_ITEM and not (length or defined) and place + 8 <= end:
                add((place, tag, "", 8, 0, depth, index, "delimiter"))
                stop_at(place + 8)
                return place + 8
            else:
                break
            place = stop
        ended = place >= end and defined and not self._open
        return place if ended else self._leave("elements", level, place, creators)

    def _long(self, row: Row, end: int) -> int:
        """Pass over an element with a length of four bytes, and what is in it."""
        place, _, vr, _, length, depth, _, _ = row
        start, defined, opens = place + 12, length != UNDEFINED, vr == "SQ"
        stop = start + length if defined or not opens else end
        if start > end or stop > end or (opens and self._is_enough(depth)):
            return -1
        self._rows.append(row)
        self._stops.append(stop)
        if opens:
            here = len(self._rows) - 1
            stop = self._items((here, depth + 1, start, stop, defined))
            if stop >= 0:
                self._stops[here] = stop
        return stop

    def _items(self, level: Level) -> int:
        """Pass over items; return where they end, -1 where there is something else before."""
        index, depth, place, end, defined = level
        rows, stops, heads, window = self._rows, self._stops, self._heads, self._window
        while place < end:
            if not window.base <= place <= window.edge:
                window.load(place)
            at = place - window.base
            tag, _, length, what = heads[window.data[at : at + 8]]
            start, closed = place + 8, length != UNDEFINED
            stop = start + length if closed else end
            if start > end or stop > end:
                break
            if what == _ITEM:
                here = len(rows)
                rows.append((place, tag, "", 8, length, depth, index, "item"))
                stops.append(stop)
                stop = self._elements((here, depth + 1, start, stop, closed))
                if stop < 0:
                    break
                stops[here] = stop
            elif what == _END_OF_SEQUENCE and not (length or defined):
                rows.append((place, tag, "", 8, 0, depth, index, "delimiter"))
                stops.append(stop)
                return stop
            else:
                break
            place = stop
        ended = place >= end and defined and not self._open
        return place if ended else self._leave("items", level, place)

    def _is_enough(self, depth: int) -> bool:
        return len(self._rows) > self._most or depth > self._deepest

    def _leave(
        self, holds: Holds, level: Level, place: int, creators: Creators | None = None
    ) -> int:
        """Leave a level open, as all around it are then."""
        index, depth, begin, end, defined = level
        if not self._open:
            self._place = place
        order = self._heads.order
        self._open.append(Frame(holds, index, depth, end, defined, False, order, begin, creators))
        return -1
