"""The pass over the elements: each is kept, left out or written anew, at every depth."""

from __future__ import annotations

from collections import Counter
from struct import pack
from typing import TYPE_CHECKING

from dicomwidgets.deidentification.dummies import dummy_value
from dicomwidgets.deidentification.engine.cleaned import cleaned
from dicomwidgets.deidentification.engine.concepts import item_concept
from dicomwidgets.deidentification.engine.edits import Edits
from dicomwidgets.deidentification.engine.items import item_bytes
from dicomwidgets.deidentification.engine.kept import Kept
from dicomwidgets.deidentification.engine.level import Block, Level
from dicomwidgets.deidentification.engine.plain import SMALL, plain_terms, pool_of, shown
from dicomwidgets.deidentification.engine.steps import KEEP, NUMBERS, How
from dicomwidgets.deidentification.engine.text import (
    BINARY,
    charset_in,
    packed,
    read_by,
    strings,
)
from dicomwidgets.deidentification.known import clean_bytes
from dicomwidgets.deidentification.mapping.partners import partner_of
from dicomwidgets.deidentification.pixels.hidden import HiddenBytes
from dicomwidgets.editing.encode import CharacterSetError, Style, element_header
from dicomwidgets.encoding.walk import UNDEFINED
from dicomwidgets.errors import DeidentifyError
from dicomwidgets.reference.tags import keyword_tag
from dicomwidgets.reference.vrs import VRS

if TYPE_CHECKING:
    from collections.abc import Sequence

    from dicomwidgets.deidentification.actions import Verdict
    from dicomwidgets.deidentification.engine.content import Content
    from dicomwidgets.deidentification.engine.stamping import StampBytes
    from dicomwidgets.deidentification.engine.steps import Step, Steps
    from dicomwidgets.deidentification.mapping.transform import Transform
    from dicomwidgets.encoding.span import SpanRow

__all__ = ["Body"]

_DEEPEST = 300
_LOST_TEXT = (
    "A text that the character set of the file can't spell any more was replaced by a dummy."
)
_NO_SEQUENCE = "What should be a sequence and can't be read as one was removed."


class Body:
    """One pass.

    Parameters
    ----------
    rows
        What the file is made of; nothing in it is broken.
    content
        Its bytes.
    transform
        Makes values.
    end
        Offset after the last row.
    suspects
        Indices of the rows of kept elements in which something known may be.
    """

    def __init__(
        self,
        rows: Sequence[SpanRow],
        content: Content,
        transform: Transform,
        end: int,
        suspects: frozenset[int] = frozenset(),
    ) -> None:
        self._rows = rows
        self._content = content
        self._transform = transform
        self._suspects = suspects
        self._end = end
        self.edits = Edits()
        self.kept = Kept()
        self.counts: Counter[str] = Counter()
        self.notes: dict[str, None] = {}
        self.hidden = HiddenBytes(rows, content, self.edits, self.notes)

    def run(self, index: int, level: Level) -> int:
        """Go over the elements of a level; return the index of the row after it."""
        rows, depth = self._rows, level.depth
        known, total = level.steps.known, len(rows)
        suspects, head, add = self._suspects, self._content.head, self.kept.add
        loaded = len(head)
        while index < total:
            offset, tag, vr, header, length, deep, _, _ = rows[index]
            if deep < depth:
                break
            if deep > depth:
                index = self._into(index - 1, level)
                continue
            if tag >= level.next_missing:
                index = self._stamp(index, level)
                continue
            if tag & 0x10000:
                step = self._private(index, level)
            else:
                step = known.get((tag, vr)) or level.steps.step(tag, vr)
            stop = offset + header + length
            if step is KEEP or (step is NUMBERS and length <= SMALL):
                index += 1
            elif step.how is How.TEXT and stop <= loaded and index not in suspects:
                add(head[offset + header : stop], index, step.pool)
                index += 1
            else:
                index = self._act(index, step, level)
        self._close(level)
        return index

    # One element, kept unless it says something known --------------------------------------------

    def _look(self, index: int, level: Level) -> None:
        """Take out of a kept element what is known of the patient."""
        row = self._rows[index]
        by = self._read_by(level, row.tag, row.vr)
        data = self._content.read(row.offset + row.header, self._stop(index))
        new: Sequence[str] | bytes | None
        try:
            new = cleaned(row.tag, by, data, level.charset, self._transform)
        except CharacterSetError:
            new = [str(dummy_value(by))]
            self.notes[_LOST_TEXT] = None
        self._write(index, by, new, "clean", level)

    def _read_by(self, level: Level, tag: int, vr: str) -> str:
        block = level.block(tag) if tag & 0x10000 else None
        return read_by(tag, vr, block.creator if block else "")

    # One element, treated ------------------------------------------------------------------------

    def _act(self, index: int, step: Step, level: Level) -> int:
        """Do what a step says; return the index of the row to go on with."""
        offset, _, _, header, length, *_ = self._rows[index]
        stop, how = self._stop(index), step.how
        if how is How.FIXED:
            self._count(step.action)
            self.edits.replace(offset, stop, step.data)
        elif how is How.MADE and step.verdict is not None:
            self._make(index, step.vr, step.verdict, level)
        elif how is How.CHARSET:
            self._look(index, level)
            data = plain_terms(self._content.read(offset + header, stop))
            level.charset = charset_in(data, level.charset)
        elif how is How.PIXELS:
            self.hidden.clean(index, stop, level)
        else:
            if self._opened(index):
                return index + 1
            if how is How.TEXT and index in self._suspects:
                self._look(index, level)
            elif how is How.TEXT:
                self.kept.add_far(offset + header, stop, index)
            elif length:
                self._count("remove")
                self.notes[_NO_SEQUENCE] = None
                self.edits.replace(offset, stop, b"")
        return self._after(index)

    def _count(self, action: str) -> None:
        if action != "keep":
            self.counts[action] += 1

    def _opened(self, index: int) -> bool:
        """Whether rows follow that are in this one."""
        rows = self._rows
        return index + 1 < len(rows) and rows[index + 1][6] == index

    def _stop(self, index: int) -> int:
        """Return the offset after an element and all that is in it."""
        offset, _, _, header, length, *_ = self._rows[index]
        if length != UNDEFINED:
            return offset + header + length
        after = self._after(index)
        return self._rows[after].offset if after < len(self._rows) else self._end

    def _after(self, index: int) -> int:
        """Return the index of the row after an element and all that is in it."""
        rows = self._rows
        depth, total = rows[index][5], len(rows)
        index += 1
        while index < total and rows[index][5] > depth:
            index += 1
        return index

    def _make(self, index: int, vr: str, verdict: Verdict, level: Level) -> None:
        offset, tag, written, header, *_ = self._rows[index]
        stop = self._stop(index)
        if verdict.make == "item":
            style = Style(implicit=not written, little=level.little)
            item = item_bytes(verdict.value, style, lambda name: self._original(index, name, level))
            self.edits.replace(offset, stop, element_header(tag, "SQ", len(item), style) + item)
            self._count(verdict.action)
        elif self._opened(index) and verdict.make == "pseudonym":
            data = packed(vr, self._transform.new(verdict, vr, [], None) or [], level.charset)
            style = Style(implicit=not written, little=level.little)
            self.edits.replace(offset, stop, element_header(tag, vr, len(data), style) + data)
            self._count(verdict.action)
        elif self._opened(index):
            self.edits.replace(offset, stop, b"")
            self._count("remove")
        elif offset + header < stop or verdict.make == "pseudonym":
            self._renew(index, vr, verdict, level)

    def _original(self, index: int, keyword: str, level: Level) -> bytes:
        """Return a value of the first item of a sequence, without what is known of the patient."""
        wanted, depth = keyword_tag(keyword), self._rows[index][5] + 2
        for place in range(index + 2, self._after(index)):
            offset, tag, _, header, _, deep, *_ = self._rows[place]
            if deep < depth:
                break
            if deep == depth and tag == wanted:
                return self._cleaned(place, offset + header, level)
        return b""

    def _cleaned(self, index: int, start: int, level: Level) -> bytes:
        """Return the bytes of a kept value as they are to be written."""
        tag, vr = self._rows[index].tag, self._rows[index].vr
        data = self._content.read(start, self._stop(index))
        return cleaned(tag, read_by(tag, vr), data, level.charset, self._transform) or data

    def _value(self, index: int, vr: str, level: Level) -> list[str] | bytes:
        start = self._rows[index].offset + self._rows[index].header
        data = self._content.read(start, self._stop(index))
        if vr in BINARY:
            return data
        return strings(vr, shown(vr, data), level.charset)

    def _renew(self, index: int, vr: str, verdict: Verdict, level: Level) -> None:
        """Write the value that is made from the old one, or leave it where there is none."""
        tag = self._rows[index].tag
        partner = self._partner(tag, level) if verdict.make == "date" else None
        new = self._transform.new(verdict, vr, self._value(index, vr, level), partner)
        if new is not None:
            self._write(index, vr, self._cleared(vr, new, verdict, level), verdict.action, level)
        elif index in self._suspects:
            self._look(index, level)
        else:
            start = self._rows[index].offset + self._rows[index].header
            data = self._content.read(start, self._stop(index))
            self.kept.add(data, index, pool_of(tag, vr))

    def _cleared(
        self, vr: str, new: Sequence[str] | bytes, verdict: Verdict, level: Level
    ) -> Sequence[str] | bytes:
        """Return a cleaned text without what is known in another encoding than its own."""
        if verdict.make != "clean" or isinstance(new, bytes):
            return new
        try:
            data = packed(vr, new, level.charset)
        except CharacterSetError:
            return new
        return new if data.isascii() else clean_bytes(data, self._transform.known) or new

    def _write(
        self, index: int, vr: str, new: Sequence[str] | bytes | None, action: str, level: Level
    ) -> None:
        """Write a value in place of the one that is there; ``None`` leaves it."""
        if new is None:
            return
        try:
            data = packed(vr, new, level.charset)
        except CharacterSetError:
            data = packed(vr, [str(dummy_value(vr))], level.charset)
            self.notes[_LOST_TEXT] = None
        offset, tag, written, *_ = self._rows[index]
        style = Style(implicit=not written, little=level.little)
        letters = written if written in VRS else "UN"
        header = element_header(tag, letters, len(data), style)
        self.edits.replace(offset, self._stop(index), header + data)
        self._count(action)

    def _partner(self, tag: int, level: Level) -> str | None:
        """Return the time that belongs to a date, or the date of a time, in the same dataset."""
        wanted = partner_of(tag)
        if not wanted:
            return None
        for place in range(level.first, len(self._rows)):
            row = self._rows[place]
            if row.depth < level.depth:
                break
            if row.tag == wanted and row.depth == level.depth:
                data = self._content.read(row.offset + row.header, self._stop(place))
                return "\\".join(strings("TM", data, level.charset))
        return None

    # Private blocks ------------------------------------------------------------------------------

    def _private(self, index: int, level: Level) -> Step:
        """Return what becomes of a private element; its creator stays if anything of it does."""
        offset, tag, vr, header, length, *_ = self._rows[index]
        if 0x10 <= tag & 0xFFFF <= 0xFF:
            stop = offset + header + length
            creator = self._content.read(offset + header, stop).decode("latin-1").strip(" \0")
            if index in self._suspects:
                creator = ""
            self.kept.add(creator.encode("latin-1"), index)
            level.blocks[tag] = Block(creator, offset, stop)
            return KEEP
        block = level.block(tag)
        creator = block.creator if block else ""
        step = level.steps.known.get((tag, vr, creator)) or level.steps.step(tag, vr, creator)
        if block and step.action != "remove":
            block.used = True
        return step

    def _close(self, level: Level) -> None:
        """Leave out the creators of blocks that nothing is left of; put in what is missing."""
        for block in level.blocks.values():
            if not block.used:
                self.edits.replace(block.start, block.stop, b"")
                self._count("remove")
        for each in level.missing:
            self._put_in(each, self._end)

    # Stamps, at the top --------------------------------------------------------------------------

    def _put_in(self, stamp: StampBytes, offset: int) -> None:
        self.edits.replace(offset, offset, stamp.element)
        self._count("replace")

    def _stamp(self, index: int, level: Level) -> int:
        """Put in what belongs before a row, or in its place; return where to go on."""
        offset, tag, *_ = self._rows[index]
        while level.next_missing < tag:
            self._put_in(level.pop_missing(), offset)
        if level.next_missing == tag:
            stamp = level.pop_missing()
            self._count("replace")
            if stamp.items and self._opened(index):
                return self._into(index, level, stamp.items)
            self.edits.replace(offset, self._stop(index), stamp.element)
            return self._after(index)
        return index

    # Sequences -----------------------------------------------------------------------------------

    def _into(self, index: int, level: Level, more: bytes = b"") -> int:
        """Go into a sequence, or past fragments; return the index of the row after it.

        `more` are items that are put in at its end.
        """
        rows = self._rows
        offset, tag, vr, header, length, depth, *_ = rows[index]
        place, total, before = index + 1, len(rows), self.edits.grown
        if rows[place][7] == "fragment":
            return self._after(index)
        little = True if vr == "UN" else level.little
        steps = level.steps.below(tag, little=little)
        special, number = level.steps.numbers(tag), -1
        apart = level.steps.told_apart(tag)
        while place < total and rows[place][5] > depth:
            kind = rows[place][7]
            if kind == "item":
                number += 1
                inside, item = steps, number if number in special else -1
                concept = item_concept(rows, place, apart, self._content.read) if apart else ""
                if item >= 0 or concept:
                    inside = level.steps.below(tag, little=little, item=item, concept=concept)
                place = self._item(place, inside, level, little)
                continue
            if kind == "padding":
                self.edits.replace(rows[place][0], self._stop(place), b"")
            place += 1
        stop = self._stop(index)
        if more:
            end = stop if length != UNDEFINED else rows[place - 1].offset
            self.edits.replace(end, end, more)
        self._set_length(offset + header, stop, length, before, little=level.little)
        return place

    def _item(self, index: int, steps: Steps, outer: Level, little: bool) -> int:
        offset, _, _, header, length, depth, *_ = self._rows[index]
        if depth > _DEEPEST:
            raise DeidentifyError(
                f"Sequences stand in sequences, {depth // 2} deep.",
                remedy="No object of the standard is like that: look at where it comes from.",
            )
        before = self.edits.grown
        level = Level(steps, depth + 1, index + 1, little, outer.charset)
        after = self.run(index + 1, level)
        self._set_length(offset + header, self._stop(index), length, before, little=little)
        return after

    def _set_length(self, start: int, stop: int, length: int, before: int, *, little: bool) -> None:
        """Write the new length of what has grown or shrunk and is not closed by a delimiter."""
        grown = self.edits.grown - before
        if grown and length != UNDEFINED:
            size = stop - start + grown
            self.edits.patch(start - 4, pack("<L" if little else ">L", size))
