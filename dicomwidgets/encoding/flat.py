"""One header gone through, element by element, as strictly as the standard is written.

What is found is a skeleton: tags, VRs and lengths in the order of the file, and where the values
are that somebody wants. Whatever is not as it should be ends it with the reason: such files are
for a reader that is lenient.
"""

from __future__ import annotations

from struct import Struct
from typing import TYPE_CHECKING, NamedTuple

from dicomwidgets.encoding.syntax import LONG, SHORT, declared
from dicomwidgets.reference.tags import is_private, tag_info

if TYPE_CHECKING:
    from dicomwidgets.encoding.wanted import Tree

__all__ = ["CHARSET", "MOST_SKIPPED", "SYNTAX", "Entry", "Flat", "MoreNeededError", "OddError"]

SYNTAX, CHARSET = 0x00020010, 0x00080005
MOST_SKIPPED = 1 << 20
"""Bytes of one value that are read only to get past it."""

_PIXELS = frozenset({0x7FE00008, 0x7FE00009, 0x7FE00010})
_UNDEFINED = 0xFFFFFFFF
_ITEM, _ITEM_END, _SEQUENCE_END = 0xFFFEE000, 0xFFFEE00D, 0xFFFEE0DD
_ITEM_BYTES = b"\xfe\xff\x00\xe0"
_PREAMBLE = 132
_META = 0x0002
_tag = Struct("<HH").unpack_from
_short = Struct("<H").unpack_from
_long = Struct("<L").unpack_from


class OddError(Exception):
    """Something is not as it should be: the reason, without values."""


class MoreNeededError(Exception):
    """More of the file is needed: so many bytes from its beginning."""

    def __init__(self, upto: int) -> None:
        super().__init__(upto)
        self.upto = upto


class Entry(NamedTuple):
    """One header of an element or item, in the order of the file.

    Parameters
    ----------
    prefix
        The bytes before the length: tag, VR, what is reserved.
    width
        Of the length in the file, 2 or 4 bytes.
    length
        As it is written.
    skip
        Bytes of its value, after which comes the next header; 0 where that is within it.
    tag
        Group and element as one number.
    vr
        As the file says, or the dictionary where the file says none; empty where neither does.
    place
        Of its value among those that are wanted; -1 for none.
    inside
        What is wanted of the items in its value, where that is taken as a whole.
    fixed
        Whether something around it says how long it is.
    value
        Of Transfer Syntax UID, which decides how the rest is read.
    """

    prefix: bytes
    width: int
    length: int
    skip: int
    tag: int
    vr: str = ""
    place: int = -1
    inside: dict[int, Tree] | None = None
    fixed: bool = False
    value: bytes = b""


class Flat:
    """Goes through one header.

    Parameters
    ----------
    data
        The file from its beginning, or the items of a sequence.
    size
        Of the whole file in bytes.
    implicit
        Whether VRs are left out; found out by `header`.

    Attributes
    ----------
    entries : list of Entry
        What was met, in order.
    pixels : bool
        Whether the last of them is that of the pixels, whose value was not looked at.
    raws : list of (Entry, int)
        The entries whose values are wanted, and where these begin.
    """

    def __init__(self, data: bytes, size: int, *, implicit: bool = False) -> None:
        self._data = data
        self._size = size
        self._implicit = implicit
        self.entries: list[Entry] = []
        self.raws: list[tuple[Entry, int]] = []
        self.pixels = False
        self._fixed = False

    def header(self, tree: Tree) -> int:
        """Go through a file up to its pixels, or its end; return how many bytes that is.

        Raises
        ------
        OddError, MoreNeededError
        """
        if self._data[128:132] != b"DICM":
            raise OddError("There is no DICM prefix.")
        at = self._meta(tree)
        self._implicit = self._encoding()
        if self._implicit and self._head(at)[4:6].isalpha() and self._head(at)[4:6].isupper():
            raise OddError("It looks like explicit VR.")
        at = self._level(at, self._size, tree, top=True)
        if not self.pixels and at != self._size:
            raise OddError("Something follows the last element.")
        return at

    def items(self, wanted: dict[int, Tree]) -> None:
        """Go through the items of a sequence of defined length.

        Raises
        ------
        OddError
        """
        at, number = 0, 0
        while at < self._size:
            at = self._item(at, self._size, wanted.get(number, {}))
            number += 1
        if at != self._size:
            raise OddError("An item ends outside its sequence.")

    def _head(self, at: int) -> bytes:
        head = self._data[at : at + 12]
        if len(head) < 8:
            self._more(at + 12)
        return head

    def _more(self, upto: int) -> None:
        if len(self._data) < self._size:
            raise MoreNeededError(min(upto, self._size))
        raise OddError("It ends within an element.")

    def _meta(self, tree: Tree) -> int:
        at, last = _PREAMBLE, 0
        while True:
            (group, element) = _tag(self._head(at))
            if group != _META:
                break
            last = self._ascending(group << 16 | element, last)
            entry, begin = self._explicit(at, last)
            if last == SYNTAX:
                entry = entry._replace(value=self._data[begin : begin + entry.skip])
            at = self._leaf(entry, begin, tree)
        return at

    def _encoding(self) -> bool:
        """Return whether VRs are left out; raise for all but plain little endian."""
        for entry in self.entries:
            if entry.tag == SYNTAX:
                encoding = declared(entry.value.decode("latin-1").rstrip("\0 "))
                if encoding is None or encoding.deflated or not encoding.little:
                    raise OddError("It is in a transfer syntax that is not plain.")
                return encoding.implicit
        raise OddError("There is no Transfer Syntax UID.")

    @staticmethod
    def _ascending(tag: int, last: int) -> int:
        if tag <= last:
            raise OddError("The tags are not in ascending order.")
        return tag

    def _level(self, at: int, end: int, tree: Tree, *, top: bool = False) -> int:
        """Go through a dataset that ends at `end`, or with its delimiter; return where it ends."""
        last = 0
        while at < end:
            group, element = _tag(self._head(at))
            tag = group << 16 | element
            if group == 0xFFFE:
                if tag == _ITEM_END and not top:
                    return at
                raise OddError("There is an item outside a sequence.")
            last = self._ascending(tag, last or (0x0002FFFF if top else 0))
            entry, begin = (self._dictionary if self._implicit else self._explicit)(at, tag)
            if top and tag in _PIXELS:
                self.pixels = True
                self.entries.append(entry._replace(skip=0))
                if entry.length != _UNDEFINED and begin + entry.length > self._size:
                    raise OddError("It ends within the pixels.")
                return begin
            if tag == CHARSET and not top:
                raise OddError("An item has a character set of its own.")
            if entry.length == _UNDEFINED:
                at = self._sequence(entry, begin, end, tree)
            else:
                if begin + entry.length > end:
                    raise OddError("It ends within an element.")
                at = self._leaf(entry, begin, tree)
        return at

    def _explicit(self, at: int, tag: int) -> tuple[Entry, int]:
        head = self._head(at)
        code = head[4:6]
        if code in SHORT:
            (length,) = _short(head, 6)
            return Entry(head[:6], 2, length, length, tag, SHORT[code]), at + 8
        if code not in LONG:
            raise OddError("There is a VR that is none.")
        if len(head) < 12:
            self._more(at + 12)
        (length,) = _long(head, 8)
        return Entry(head[:8], 4, length, length, tag, LONG[code]), at + 12

    def _dictionary(self, at: int, tag: int) -> tuple[Entry, int]:
        head = self._head(at)
        (length,) = _long(head, 4)
        vr = "" if is_private(tag) else tag_info(tag).vr
        return Entry(head[:4], 4, length, length, tag, vr), at + 8

    def _leaf(self, entry: Entry, begin: int, tree: Tree) -> int:
        """Take an element whose value is a whole; return where it ends."""
        end = begin + entry.skip
        wanted = tree.get(entry.tag)
        if wanted is not None:
            if end > len(self._data):
                self._more(end)
            entry = entry._replace(place=wanted.place, inside=wanted.items or None)
            self.raws.append((entry, begin))
        elif entry.skip > MOST_SKIPPED and end > len(self._data) and end != self._size:
            raise OddError("There is a large value.")
        self.entries.append(entry._replace(fixed=True) if self._fixed else entry)
        return end

    def _sequence(self, entry: Entry, begin: int, end: int, tree: Tree) -> int:
        """Go through a sequence that ends with its delimiter; return where that ends."""
        unknown = self._implicit and not entry.vr
        if entry.vr != "SQ" and not (unknown and self._head(begin)[:4] == _ITEM_BYTES):
            raise OddError("A value of undefined length is no sequence.")
        wanted = tree.get(entry.tag)
        if wanted is not None and wanted.place >= 0:
            raise OddError("A sequence itself is asked for.")
        items = wanted.items if wanted else {}
        self.entries.append(entry._replace(skip=0))
        at, number = begin, 0
        while True:
            head = self._head(at)
            group, element = _tag(head)
            if group << 16 | element == _SEQUENCE_END:
                return self._delimiter(at)
            at = self._item(at, end, items.get(number, {}))
            number += 1

    def _item(self, at: int, end: int, tree: Tree) -> int:
        head = self._head(at)
        group, element = _tag(head)
        length: int = _long(head, 4)[0]
        if group << 16 | element != _ITEM:
            raise OddError("A sequence holds something that is no item.")
        self.entries.append(Entry(head[:4], 4, length, 0, _ITEM))
        if length == _UNDEFINED:
            at = self._level(at + 8, end, tree)
            group, element = _tag(self._head(at))
            if group << 16 | element != _ITEM_END:
                raise OddError("An item does not end.")
            return self._delimiter(at)
        stop = at + 8 + length
        around, self._fixed = self._fixed, True
        if stop > end or self._level(at + 8, stop, tree) != stop:
            raise OddError("An item ends outside its sequence.")
        self._fixed = around
        return stop

    def _delimiter(self, at: int) -> int:
        head = self._head(at)
        if head[4:8] != b"\0\0\0\0":
            raise OddError("A delimiter has a length.")
        self.entries.append(Entry(head[:4], 4, 0, 0, _SEQUENCE_END))
        return at + 8
