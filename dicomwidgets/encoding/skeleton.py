"""What files of the same kind have in common: tags, VRs and most lengths, at the same places.

A skeleton is learned from one file that was gone through strictly (`flat.py`), and then laid over
others. It is cut into stretches in which nothing moves; after each comes a value whose length
differs from file to file, and is read. A stretch is two compiled formats: one takes out all the
headers, which must be those that were learned, byte for byte; one takes out the values wanted.
"""

from __future__ import annotations

from struct import Struct, error
from typing import TYPE_CHECKING, Any

from dicomwidgets.encoding.flat import CHARSET, MOST_SKIPPED, SYNTAX, MoreNeededError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from dicomwidgets.encoding.flat import Entry

__all__ = ["Skeleton"]

_UNDEFINED = 0xFFFFFFFF
_STRUCTURE = 0xFFFE
_BEGIN = 132


class _Stretch:
    """Headers one after the other, up to the first value whose length is not known before.

    Parameters
    ----------
    entries
        Their lengths are fixed but for that of the last, if `open_end`.
    first
        Which entry of the skeleton is the first of them.
    """

    __slots__ = ("first", "heads", "last", "learned", "open_end", "size", "values")

    def __init__(self, entries: Sequence[Entry], first: int, *, open_end: bool) -> None:
        heads, values, learned = ["<"], ["<"], []
        still = entries[:-1] if open_end else entries
        for entry in still:
            head = entry.prefix + entry.length.to_bytes(entry.width, "little")
            taken = "s" if _is_wanted(entry) else "x"
            values.append(f"{len(head)}x{entry.skip}{taken}")
            if entry.tag == SYNTAX:
                learned.append(head + entry.value)
                heads.append(f"{len(learned[-1])}s")
            else:
                learned.append(head)
                heads.append(f"{len(head)}s{entry.skip}x")
        if open_end:
            last = entries[-1]
            learned.append(last.prefix)
            heads.append(f"{len(last.prefix)}s{'L' if last.width == 4 else 'H'}")
        self.learned = tuple(learned)
        self.heads = Struct("".join(heads))
        self.values = Struct("".join(values))
        self.size = self.heads.size
        self.first, self.open_end = first, open_end
        self.last = open_end and _is_wanted(entries[-1])


class Skeleton:
    """The skeleton of a header.

    Parameters
    ----------
    entries
        Of the file that it is learned from.
    pixels
        Whether the last entry is that of the pixels.

    Attributes
    ----------
    wanted : tuple of Entry
        The entries whose values are wanted, in order.
    charset : int
        Which of these is Specific Character Set; -1 for none.
    """

    def __init__(self, entries: Sequence[Entry], *, pixels: bool) -> None:
        self._entries = tuple(entries)
        self._pixels = pixels
        self.wanted = tuple(filter(_is_wanted, entries))
        tags = [each.tag for each in self.wanted]
        self.charset = tags.index(CHARSET) if CHARSET in tags else -1
        last = len(self._entries) - 1
        # What ends a file may be long, such as a document: nothing behind it has to be looked at.
        self._moving = {last} if pixels or _may_move(self._entries[last]) else set[int]()
        self._stretches = self._cut(0)

    def values(self, data: bytes, size: int) -> tuple[list[bytes], int, int] | None:
        """Lay the skeleton over a file.

        Parameters
        ----------
        data
            The file from its beginning.
        size
            Of the whole file.

        Returns
        -------
        tuple or None
            The values wanted, in order; where the header ends; the length of the pixels as it is
            written, 0 without pixels. ``None`` where the file is of another kind.

        Raises
        ------
        MoreNeededError
        """
        found: list[bytes] = []
        at, length, number = _BEGIN, 0, 0
        if data[128:_BEGIN] != b"DICM":
            return None
        while number < len(self._stretches):
            stretch = self._stretches[number]
            heads = self._heads(stretch, data, size, at)
            if heads is None:
                return None
            if heads[: len(stretch.learned)] != stretch.learned:
                if not self._loosened(stretch, heads, size - at):
                    return None
                continue
            found += stretch.values.unpack_from(data, at)
            at += stretch.size
            number += 1
            length = heads[-1] if stretch.open_end else 0
            if length and not (self._pixels and number == len(self._stretches)):
                at += length
                if at > len(data) and not _can_pass(at, length, size, wanted=stretch.last):
                    return None
            if stretch.last:
                found.append(data[at - length : at])
        if not self._pixels:
            return (found, at, 0) if at == size else None
        return None if length != _UNDEFINED and at + length > size else (found, at, length)

    @staticmethod
    def _heads(stretch: _Stretch, data: bytes, size: int, at: int) -> tuple[Any, ...] | None:
        """Return the headers of a stretch, with the length at its end; ``None`` beyond the file."""
        try:
            return stretch.heads.unpack_from(data, at)
        except error:
            if len(data) < size and at + stretch.size <= size:
                raise MoreNeededError(at + stretch.size) from None
            return None

    def _loosened(self, stretch: _Stretch, heads: tuple[Any, ...], room: int) -> bool:
        """Let a length differ from now on; ``False`` where it is more than that."""
        pairs = enumerate(zip(heads, stretch.learned, strict=False), stretch.first)
        place, head = next((place, pair[0]) for place, pair in pairs if pair[0] != pair[1])
        entry = self._entries[place]
        if place in self._moving or not _has_own_length(entry):
            return False
        length = int.from_bytes(head[-entry.width :], "little")
        if head[: -entry.width] != entry.prefix or length > room:
            return False
        self._moving.add(place)
        self._stretches = self._cut(0)
        return True

    def _cut(self, first: int) -> list[_Stretch]:
        """Return the stretches."""
        stretches: list[_Stretch] = []
        for stop in sorted(self._moving | {len(self._entries) - 1}):
            entries = self._entries[first : stop + 1]
            stretches.append(_Stretch(entries, first, open_end=stop in self._moving))
            first = stop + 1
        return stretches


def _is_wanted(entry: Entry) -> bool:
    return entry.place >= 0 or entry.inside is not None


def _has_own_length(entry: Entry) -> bool:
    """Whether an entry is a whole value, whose length nothing around it fixes."""
    if entry.fixed or entry.length != entry.skip:
        return False
    return entry.tag >> 16 != _STRUCTURE and entry.tag != SYNTAX


def _may_move(entry: Entry) -> bool:
    return _has_own_length(entry) and not _is_wanted(entry)


def _can_pass(end: int, length: int, size: int, *, wanted: bool) -> bool:
    """Whether a value that ends beyond the bytes at hand can be gone past.

    Raises
    ------
    MoreNeededError
        If it can be when there are more.
    """
    if end > size:
        return False
    if wanted:
        raise MoreNeededError(end)
    return length <= MOST_SKIPPED or end == size
