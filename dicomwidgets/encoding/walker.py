"""What walks over the bytes of a file, or of a sequence, from header to header.

No value is read but the few that decide how to go on: the transfer syntax, private creators. Every
step goes forward or out of a level, so a walk ends in a time that grows with the file and no
faster, whatever is in it; levels are a list, so nesting has no limit.
"""

from __future__ import annotations

import io
from typing import TYPE_CHECKING, BinaryIO

from dicomwidgets.encoding.frame import Frame
from dicomwidgets.encoding.heads import Head, head_at, held_by, implicit_in
from dicomwidgets.encoding.inflate import inflated
from dicomwidgets.encoding.nested import Pass
from dicomwidgets.encoding.shapes import Shapes
from dicomwidgets.encoding.span import (
    UNDEFINED,
    Break,
    FileMap,
    Kind,
    Remark,
    Row,
    Run,
    Spans,
)
from dicomwidgets.encoding.syntax import (
    BIG,
    LITTLE,
    LONG,
    SHORT,
    Encoding,
    declared,
    is_sequence,
    looks,
)
from dicomwidgets.encoding.window import Window

if TYPE_CHECKING:
    from collections.abc import Iterable

    from dicomwidgets.encoding.frame import Holds
    from dicomwidgets.encoding.walked import Walked

__all__ = ["Walker"]

_ITEM, _ITEM_END, _SEQUENCE_END = 0xFFFEE000, 0xFFFEE00D, 0xFFFEE0DD
_SYNTAX, _META_LENGTH = 0x00020010, 0x00020000
_PREAMBLE = 128
_META = 2
_DEEPEST = 128
_TOO_FEW = "There are too few bytes for the tag and length of an element."


class Walker:
    """The state of one walk.

    Parameters
    ----------
    file
        A handle that can seek.
    known
        Sequences of the file that were walked before.
    """

    def __init__(self, file: BinaryIO, known: Iterable[Walked] = ()) -> None:
        self.file = file
        self.size = self.file_size = file.seek(0, io.SEEK_END)
        self.window = Window(file, self.size)
        self.rows: list[Row] = []
        self.stops: list[int] = []
        self.runs: list[Run] = []
        self.shapes = Shapes()
        self.passing: Pass | None = None
        self.known = {each.tell: each for each in known}
        self.place = 0
        self.levels: list[Frame] = []
        self.frame = Frame("meta", -1, 0, self.size)
        self.dataset = 0
        self.inflated: int | None = None
        self.tail = 0
        self.damaged = False
        self.broken: Break | None = None
        self.remarks: list[Remark] = []
        self.uid = ""

    def walk(self) -> FileMap:
        """Walk a file (`walk.walk_file`)."""
        self._preamble()
        while self._goes_on():
            pass
        if self.tail:
            self._rest_of_deflated()
        return FileMap(
            Spans(self.rows, self.stops, self.runs),
            self.size,
            self.file_size,
            self.dataset,
            self.uid,
            self.frame.implicit,
            self.frame.order.little,
            self.inflated,
            self.broken,
            tuple(self.remarks),
        )

    def walk_items(self, *, implicit: bool) -> Spans | None:
        """Walk the value of a sequence (`walk.walk_items`)."""
        self.frame = Frame("items", -1, 0, self.size, implicit=implicit)
        while self._goes_on() and not self.remarks and len(self.levels) <= _DEEPEST:
            pass
        found = Spans(self.rows, self.stops, self.runs)
        odd = self.remarks or self.broken or self.place < self.size
        return found if not odd and found.are_plain() else None

    def _goes_on(self) -> bool:
        """Take one step; return whether there is another."""
        self._pass_over()
        frame = self.frame
        if self.place >= frame.end:
            return self._leave()
        if frame.holds == "elements" or (frame.holds == "meta" and self.place):
            if frame.implicit:
                self._implicit_run(frame)
            else:
                self._explicit_run(frame)
            if self.place >= frame.end or self.frame is not frame:
                return True
        if frame.end - self.place < 8:
            self._give_up(_TOO_FEW)
        elif frame.holds in ("items", "fragments"):
            self._item(frame)
        else:
            self._element(frame)
        return True

    def _pass_over(self) -> None:
        """Pass over all levels of an item at once.

        Of a sequence too, while items that are made alike are too few to look for them.
        """
        frame, before, looking = self.frame, len(self.rows), self.shapes.credit > 0
        wanted = frame.index >= 0 if frame.holds == "elements" else not looking
        if frame.implicit or frame.holds not in ("elements", "items") or not wanted:
            return
        if self.passing is None:
            self.passing = Pass(self.window, frame.order, self.rows, self.stops)
        self.frame, self.place = self.passing.over(frame, self.levels, self.place, few=looking)
        if not looking:
            self.shapes.walked(len(self.rows) - before)

    # Plain elements, one after the other ---------------------------------------------------------

    def _explicit_run(self, frame: Frame) -> None:
        """Pass over elements in explicit VR until one that wants a closer look (PS3.5 7.1.2)."""
        unpack, unpack_length = frame.order.explicit, frame.order.length
        add, stop_at, load = self.rows.append, self.stops.append, self.window.load
        parent, depth, end = frame.index, frame.depth, frame.end
        place, limit = self.place, frame.end - 8
        last = _META if frame.holds == "meta" else 0xFFFD
        data, base = self.window.data, self.window.base
        edge = base + len(data) - 12
        while place <= limit:
            if not base <= place <= edge:
                data, base, edge = load(place)
            group, element, letters, length = unpack(data, place - base)
            if group > last:
                break
            header = 8
            vr = SHORT.get(letters)
            if vr is None:
                vr = LONG.get(letters)
                if vr is None:
                    break
                length = unpack_length(data, place - base + 8)[0]
                header = 12
                if vr == "SQ" and place + 12 <= end:
                    self.place = place
                    head = Head(group << 16 | element, vr, 12, length)
                    self._enter(frame, head, "element", "items")
                    return
                if length == UNDEFINED or (vr == "UN" and self._may_open(frame, group, element)):
                    break
            elif group & 1 and element <= 0xFF:
                frame.note_creator(group << 16 | element, place + 8, length)
            stop = place + header + length
            if stop > end:
                break
            add((place, group << 16 | element, vr, header, length, depth, parent, "element"))
            stop_at(stop)
            place = stop
        self.place = place

    def _implicit_run(self, frame: Frame) -> None:
        """Pass over elements in implicit VR until one that wants a closer look (PS3.5 7.1.3)."""
        unpack = frame.order.implicit
        add, stop_at, load = self.rows.append, self.stops.append, self.window.load
        parent, depth, end = frame.index, frame.depth, frame.end
        place, limit = self.place, frame.end - 8
        data, base = self.window.data, self.window.base
        edge = base + len(data) - 12
        while place <= limit:
            if not base <= place <= edge:
                data, base, edge = load(place)
            group, element, length = unpack(data, place - base)
            tag = group << 16 | element
            stop = place + 8 + length
            if stop > end or length == UNDEFINED or group == 0xFFFE or not tag:
                break
            if group & 1 and element <= 0xFF:
                frame.note_creator(tag, place + 8, length)
            elif is_sequence(tag, frame.creator(tag, self.window) if group & 1 else ""):
                break
            add((place, tag, "", 8, length, depth, parent, "element"))
            stop_at(stop)
            place = stop
        self.place = place

    def _may_open(self, frame: Frame, group: int, element: int) -> bool:
        """Whether an element written as UN may be a sequence (PS3.5 6.2.2)."""
        tag = group << 16 | element
        return is_sequence(tag, frame.creator(tag, self.window) if group & 1 else "")

    # One element, looked at closely --------------------------------------------------------------

    def _element(self, frame: Frame) -> None:
        place = self.place
        group, number, length = self.window.unpack(frame.order.implicit, place)
        tag = group << 16 | number
        if frame.holds == "meta" and group != _META:
            self._begin_dataset()
        elif group == 0xFFFE:
            self._delimiter_among_elements(frame, tag, length)
        elif not tag and not length and self.window.is_zero(place, frame.end):
            self._add(tag=0, vr="", header=0, length=frame.end - place, kind="padding")
            self.place = frame.end
        else:
            self._plain_or_odd(frame, tag)

    def _plain_or_odd(self, frame: Frame, tag: int) -> None:
        if self.place == frame.begin and not frame.implicit:
            self._settle(frame)
        head, remark = head_at(self.window, frame, self.place, tag)
        if head is None:
            self._give_up("These bytes are no element: no VR fits them.")
        elif self.place + head.size > frame.end:
            self._give_up(_TOO_FEW)
        else:
            if remark:
                self._remark(remark)
            self._open_or_pass(frame, head)

    def _open_or_pass(self, frame: Frame, head: Head) -> None:
        """Add an element and go into it, if it is a sequence or encapsulated, or behind it."""
        holds = held_by(self.window, frame, head, self.place)
        if head.tag >> 16 & 1 and head.tag & 0xFFFF <= 0xFF:
            frame.note_creator(head.tag, self.place + head.size, head.length)
        if holds is None and head.length == UNDEFINED:
            self._give_up(f"The VR {head.vr} can't have an undefined length.")
            return
        self._enter(frame, head, "element", holds)

    def _enter(self, frame: Frame, head: Head, kind: Kind, holds: Holds | None) -> None:
        """Add a span; go to its end, or into it."""
        start = self.place + head.size
        undefined = head.length == UNDEFINED
        stop = frame.end if undefined else start + head.length
        if stop > frame.end:
            self._too_long(frame, head, start)
            stop = frame.end
        index = len(self.rows)
        self.rows.append(
            (self.place, head.tag, head.vr, head.size, head.length, frame.depth, frame.index, kind)
        )
        self.stops.append(stop)
        if holds is None:
            self.place = stop
            return
        self.place = start
        # A sequence whose VR is written as UN is in implicit VR little endian (PS3.5 6.2.2).
        unknown = head.vr == "UN" and holds == "items"
        implicit, order = (True, LITTLE) if unknown else (frame.implicit, frame.order)
        self.levels.append(frame)
        depth = frame.depth + 1
        self.frame = Frame(holds, index, depth, stop, not undefined, implicit, order, start)
        if holds == "items" and start in self.known:
            self._take(self.frame, self.known[start])
        if implicit and holds == "elements":
            self._settle(self.frame)

    def _take(self, frame: Frame, known: Walked) -> None:
        """Take what was walked of a sequence before, if it has the same bytes still."""
        size = frame.end - self.place
        same = (known.implicit, len(known.data)) == (frame.implicit, size) and frame.order.little
        if same and self.inflated is None and self.window.peek(self.place, size) == known.data:
            rows, stops = known.spans.columns()
            self.rows += rows
            self.stops += stops
            self.runs += known.spans.within(frame.index, self.place, frame.depth)
            self.place = frame.end

    def _settle(self, frame: Frame) -> None:
        """Let a frame have the encoding that its elements have in fact."""
        frame.implicit, remark = implicit_in(self.window, frame, self.place)
        if remark:
            self._remark(remark)

    # Items, fragments and delimiters -------------------------------------------------------------

    def _item(self, frame: Frame) -> None:
        """Take the next item of a sequence, or what stands in its place (PS3.5 7.5)."""
        group, number, length = self.window.unpack(frame.order.implicit, self.place)
        tag = group << 16 | number
        if tag == _ITEM and frame.holds == "fragments" and length != UNDEFINED:
            self._enter(frame, Head(tag, "", 8, length), "fragment", None)
        elif tag == _ITEM and frame.holds == "items":
            if not self._repeat(frame, length):
                self._enter(frame, Head(tag, "", 8, length), "item", "elements")
        elif tag == _SEQUENCE_END:
            self._delimiter(tag, length)
            if frame.defined:
                self._remark("A delimiter in a sequence of defined length.", back=8)
            else:
                self._leave(closed=True)
        elif tag == _ITEM_END:
            self._remark("A delimiter of an item where no item is open.")
            self._delimiter(tag, length)
        elif frame.defined:
            self._give_up("There is no item where one is due.")
        else:
            self._remark("A sequence of undefined length without its delimiter.")
            self._leave(closed=True)

    def _repeat(self, frame: Frame, length: int) -> bool:
        """Add items made like one before them, all of each at once; or return ``False``."""
        shape = self.shapes.find(self.window, frame, self.place, length)
        if shape is None:
            return False
        rows, stops, place, size = self.rows, self.stops, self.place, shape.size
        data, base = self.window.data, self.window.base
        last = min(frame.end, base + len(data)) - size
        while True:
            start = len(rows)
            rows += shape.rows
            stops += shape.stops
            self.runs.append(Run(start, len(rows), place, frame.depth, frame.index, start))
            place += size
            if place > last or not shape.fits(data, place - base):
                break
        self.place = place
        return True

    def _delimiter_among_elements(self, frame: Frame, tag: int, length: int) -> None:
        if tag == _ITEM_END and not frame.defined:
            self._delimiter(tag, length)
            self._leave(closed=True)
        elif frame.defined and tag in (_ITEM_END, _SEQUENCE_END):
            self._remark("A delimiter that ends nothing.")
            self._delimiter(tag, length)
        elif frame.defined:
            self._give_up("An item stands where an element is due.")
        else:
            self._remark("An item of undefined length without its delimiter.")
            self._leave(closed=True)

    def _delimiter(self, tag: int, length: int) -> None:
        if length:
            self._remark("A delimiter whose length is not zero.")
        self._add(tag, "", 8, length, "delimiter")
        self.place += 8
        self.stops[-1] = self.place

    def _leave(self, *, closed: bool = False) -> bool:
        """Go up a level; return whether there was one."""
        frame = self.frame
        if frame.holds == "meta":
            self._begin_dataset()
            return self.place < self.size
        if not self.levels:
            return False
        self.stops[frame.index] = self.place
        if not closed and not frame.defined:
            what = "item" if frame.holds == "elements" else "sequence"
            why = f"The {what} at offset {self.rows[frame.index][0]:,} is never closed."
            self._tell(frame, why)
        self.frame = self.levels.pop()
        if frame.holds == "elements" and not (self.remarks or self.broken):
            self._learn(frame.index)
        return True

    def _learn(self, item: int) -> None:
        """Keep how an item is made, which ends here, if such items come again."""
        self.shapes.walked(len(self.rows) - item)
        if self.shapes.wants(self.frame, self.rows[item][4], len(self.rows) - item):
            walked = Spans(self.rows, self.stops, self.runs)
            self.shapes.learn(self.window, self.frame, walked, item)

    # Beginning and end ---------------------------------------------------------------------------

    def _preamble(self) -> None:
        self.window.load(0)
        start = self.window.peek(0, _PREAMBLE + 4)
        if start[_PREAMBLE:] == b"DICM":
            self._add(0, "", 0, _PREAMBLE, "preamble")
            self.place = self.stops[-1] = _PREAMBLE
        elif start[:4] != b"DICM":
            return
        self._add(0, "", 0, 4, "prefix")
        self.place += 4
        self.stops[-1] = self.place

    def _begin_dataset(self) -> None:
        """Settle how the dataset is encoded, and begin it."""
        self.dataset = self.place
        self.uid = self._meta_text()
        encoding = declared(self.uid)
        if encoding and encoding.deflated:
            self._inflate()
        head = self.window.peek(self.place, 12)
        seen = looks(head, self.size - self.tail - self.place)
        if encoding is None:
            encoding = seen or Encoding()
            if self.uid:
                self._remark("A transfer syntax that is not known: read as the elements look.")
            elif self.place < self.size:
                self._remark("No Transfer Syntax UID: read as the elements look.")
        elif (
            seen and not seen.implicit and not encoding.implicit and seen.little != encoding.little
        ):
            self._remark("The byte order is not the one of the transfer syntax.")
            encoding = seen
        implicit, little, _ = encoding
        self.frame = Frame(
            "elements",
            -1,
            0,
            self.size - self.tail,
            implicit=implicit,
            order=LITTLE if little else BIG,
            begin=self.place,
        )
        self._settle(self.frame)
        if not (seen or self.uid) and self.place < self.frame.end:
            self._give_up("There is no element where the dataset should begin.")

    def _meta_text(self) -> str:
        """Return the Transfer Syntax UID that the file meta information names."""
        for index, row in enumerate(self.rows):
            if row[1] == _SYNTAX:
                start = row[0] + row[3]
                text = self.window.peek(start, min(self.stops[index] - start, 64))
                return text.decode("latin-1").strip(" \0")
        return ""

    def _inflate(self) -> None:
        """Go on in the inflated stream (PS3.5 A.5)."""
        stream, rest, why = inflated(self.file, self.place)
        self.inflated = self.place
        self.tail, self.damaged = len(rest), bool(why)
        self.size = self.place + len(stream) + len(rest)
        self.window = Window(io.BytesIO(stream + rest), self.size, shift=self.place)
        if why:
            self.broken = Break(self.place + len(stream), why)

    def _rest_of_deflated(self) -> None:
        zero = not self.damaged and self.window.is_zero(self.place, self.size)
        self._add(0, "", 0, self.tail, "padding" if zero else "unread")
        self.stops[-1] = self.size

    # Telling -------------------------------------------------------------------------------------

    def _add(self, tag: int, vr: str, header: int, length: int, kind: Kind) -> None:
        frame = self.frame
        self.rows.append((self.place, tag, vr, header, length, frame.depth, frame.index, kind))
        self.stops.append(self.place + header + length)

    def _remark(self, why: str, back: int = 0) -> None:
        self.remarks.append(Remark(self.place - back, why))

    def _tell(self, frame: Frame, why: str) -> None:
        """Keep why something ended too soon: as the break, where the file ends with it."""
        if frame.end < self.size - self.tail:
            self._remark(why)
        elif self.broken is None:
            self.broken = Break(self.place, why)

    def _too_long(self, frame: Frame, head: Head, start: int) -> None:
        there = max(0, frame.end - start)
        where = "file" if frame.end >= self.size - self.tail else "sequence or item"
        self._tell(frame, f"The {where} ends here: {there:,} of {head.length:,} bytes.")

    def _give_up(self, why: str) -> None:
        """Leave the rest of a level unread, or if it is zeros, call it padding."""
        frame, place = self.frame, self.place
        zero = self.window.is_zero(place, frame.end)
        if not zero:
            self._tell(frame, why)
        self._add(0, "", 0, frame.end - place, "padding" if zero else "unread")
        self.place = frame.end
