"""What passes over sequences, items and elements in explicit VR without a stop at each level."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dicomwidgets.encoding.frame import Frame
from dicomwidgets.encoding.span import UNDEFINED
from dicomwidgets.encoding.syntax import LONG, SHORT

if TYPE_CHECKING:
    from dicomwidgets.encoding.frame import Holds
    from dicomwidgets.encoding.span import Kind, Row
    from dicomwidgets.encoding.syntax import Order
    from dicomwidgets.encoding.window import Window

    Creators = dict[int, tuple[int, int] | str]
    Level = tuple[int, int, bool, bool, Creators | None]
    """Of its `Frame` index, end, defined, whether it holds items, and creators."""

__all__ = ["Heads", "Pass"]

_MOST_HEADS = 1 << 16
_MOST_ROWS, _FEW_ROWS = 1024, 256
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
    order
        Of its bytes.
    rows, stops
        Of the walk; what is found is added (PS3.5 7.1.2, 7.5).
    """

    def __init__(self, window: Window, order: Order, rows: list[Row], stops: list[int]) -> None:
        self.window = window
        self._heads = Heads(order)
        self._rows = rows
        self._stops = stops

    def over(
        self, frame: Frame, levels: list[Frame], place: int, *, few: bool
    ) -> tuple[Frame, int]:
        """Pass over what is in a level, and below, or over a part of it.

        Parameters
        ----------
        frame, place
            Where the walk is: in elements in explicit VR, or in items.
        levels
            Those around `frame`; those that are open in the end are added.
        few
            Whether a long one is to be left open soon, that items made alike are looked for in it.

        Returns
        -------
        frame, place
            Where it is then.
        """
        creators = frame.creators = {} if frame.creators is None else frame.creators
        # How this level itself ends is for the walk to see: it is called defined.
        level = (frame.index, frame.end, True, frame.holds == "items", creators)
        around, place = self._passed(level, frame.depth, place, _FEW_ROWS if few else _MOST_ROWS)
        order, rows = self._heads.order, self._rows
        for index, end, defined, in_items, there in around[1:]:
            levels.append(frame)
            begin, depth = rows[index][0] + rows[index][3], rows[index][5] + 1
            holds: Holds = "items" if in_items else "elements"
            frame = Frame(holds, index, depth, end, defined, False, order, begin, there)
        return frame, place

    def _passed(  # noqa: C901, PLR0912, PLR0915 - a call for each level takes longer than most of them
        self, level: Level, depth: int, place: int, most: int
    ) -> tuple[list[Level], int]:
        """Pass over all levels in one loop; return those open in the end, and where it is then."""
        window, heads, stops, around = self.window, self._heads, self._stops, [level]
        add, stop_at, length_at = self._rows.append, stops.append, heads.order.length
        data, base, edge = window.data, window.base, window.edge
        enough, deepest = len(stops) + most, depth + _MOST_LEVELS
        index, end, defined, in_items, creators = around.pop()
        while True:
            if place >= end:
                if not (around and defined):
                    break
                depth, (index, end, defined, in_items, creators) = depth - 1, around.pop()
                continue
            if not base <= place <= edge:
                data, base, edge = window.load(place)
            at = place - base
            tag, vr, length, what = heads[data[at : at + 8]]
            header = 8
            if what <= _LONG:
                if what == _LONG:
                    length, header = length_at(data, at + 8)[0], 12
                elif what:
                    creators = {} if creators is None else creators
                    creators[tag] = place + 8, length
                stop = place + header + length
                if in_items or stop > end or length == UNDEFINED:
                    break
                add((place, tag, vr, header, length, depth, index, "element"))
                stop_at(stop)
                place = stop
                continue
            if what > _ITEM:
                ends = what == (_END_OF_SEQUENCE if in_items else _END_OF_ITEM)
                if not ends or length or defined or place + 8 > end:
                    break
                add((place, tag, "", 8, 0, depth, index, "delimiter"))
                place += 8
                stop_at(place)
                stops[index] = place
                depth, (index, end, defined, in_items, creators) = depth - 1, around.pop()
                continue
            if what == _SEQUENCE:
                length, header = length_at(data, at + 8)[0], 12
                if depth > deepest or len(stops) > enough:
                    break
            start, closed = place + header, length != UNDEFINED
            stop = start + length if closed else end
            if in_items is not (what == _ITEM) or start > end or stop > end:
                break
            kind: Kind = "item" if in_items else "element"
            add((place, tag, vr, header, length, depth, index, kind))
            around.append((index, end, defined, in_items, creators))
            index, end, defined, in_items, creators = len(stops), stop, closed, not in_items, None
            stop_at(stop)
            depth, place = depth + 1, start
        return [*around, (index, end, defined, in_items, creators)], place
