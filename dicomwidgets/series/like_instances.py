"""What an index keeps of files that are like one before: no header is made of them.

The files of a series differ in their number, their place, their UID and some times. Where a file
is of the same kind as one that was indexed (`dicomwidgets.encoding.skeleton`), and all that its
entry in the index was made of but those is the same, byte for byte, the entry is that one's.
"""

from __future__ import annotations

import os
import stat
from collections import Counter
from dataclasses import replace
from typing import TYPE_CHECKING, Any, NamedTuple

from pydicom.dataelem import RawDataElement
from pydicom.dataset import Dataset
from pydicom.tag import BaseTag

from dicomwidgets.display.rescale import plain_rescale
from dicomwidgets.encoding.flat import CHARSET, Flat, MoreNeededError, OddError
from dicomwidgets.encoding.skeleton import Skeleton
from dicomwidgets.encoding.wanted import tree_of
from dicomwidgets.reading.item import place_of
from dicomwidgets.reading.quick import integer_in, numbers_in, text_in
from dicomwidgets.series.facts import number_or_text
from dicomwidgets.series.instance import Instance, instance_of
from dicomwidgets.series.marks import marks_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from dicomwidgets.encoding.flat import Entry
    from dicomwidgets.reading.header import Header
    from dicomwidgets.reading.item import Item, Source
    from dicomwidgets.series.facts import Facts

__all__ = ["LikeInstances"]

_UID, _NUMBER, _POSITION = 0x00080018, 0x00200013, 0x00200032
_SLOPE, _INTERCEPT = 0x00281053, 0x00281052
_FREE = (_UID, _NUMBER, _POSITION, _SLOPE, _INTERCEPT)
_DIRECTORY = 0x00020002
_UNDEFINED = 0xFFFFFFFF
_LAYOUTS = 4
_FIRST = 8 * 1024
_SLACK = 1024
_MOST = 64 * 1024
_CREDIT = 32
"""Files that may be learned of in vain: each that is like one before earns another."""

_Raws = tuple[bytes, ...]


class _Start(NamedTuple):
    """The first bytes of a file, its size and when it was changed."""

    data: bytes
    size: int
    changed: int


class LikeInstances:
    """Entries of an index for files that are like others; for one thread."""

    def __init__(self) -> None:
        self._layouts: list[_Layout] = []
        self._first = _FIRST
        self._credit = _CREDIT

    def instance(self, source: Source, item: Item) -> Instance | None:
        """Return what an index keeps of a local file that is like one before, else ``None``.

        It is what `instance_of` gives of its header, in which nothing is odd and nothing is lost.
        """
        if not self._layouts or (start := self._start(source, item)) is None:
            return None
        for layout in self._layouts:
            found = layout.instance(start, item)
            if found is not None:
                self._credit = min(self._credit + 1, _CREDIT)
                return found
        return None

    def learn(self, header: Header, instance: Instance) -> None:
        """Keep what the entry of a file that was read in full was made of; nothing of an odd one.

        Parameters
        ----------
        header
            As it was read.
        instance
            What the index keeps of it, with what showing it takes if that is wanted.
        """
        plain = header.stamp is not None and header.source is not None and not header.problems
        if not plain or instance.frames != 1 or self._credit <= 0:
            return
        offset = header.pixel_offset
        if header.source is None or offset is None or offset > _MOST:
            return
        if instance.known is not None and instance.known.made_of is None:
            return
        self._credit -= 1
        self._first = max(self._first, offset + _SLACK)
        start = self._start(header.source, header.item)
        watched = _watched(header, instance)
        if start is None or watched is None or start[1:] != header.stamp:
            return
        if not any(layout.learn(start, watched, instance) for layout in self._layouts):
            layout = _layout(start, watched)
            if layout is not None and layout.learn(start, watched, instance):
                # Those that know how a file is shown come first: others ask for less to be alike.
                place = 0 if instance.known is not None else len(self._layouts)
                self._layouts.insert(place, layout)
                del self._layouts[_LAYOUTS:]

    def _start(self, source: Source, item: Item) -> _Start | None:
        path = place_of(source, item)
        if path is None:
            return None
        try:
            file = os.open(path, os.O_RDONLY | getattr(os, "O_BINARY", 0))
        except (OSError, ValueError):
            return None  # said by who reads it in full
        try:
            status = os.fstat(file)
            if not stat.S_ISREG(status.st_mode):
                return None
            return _Start(os.read(file, self._first), status.st_size, status.st_mtime_ns)
        except OSError:
            return None
        finally:
            os.close(file)


class _Watched(NamedTuple):
    """The elements that an entry of an index is made of.

    Those that have to be the same in every file, those that marks alone are made of (echo, time,
    b-value), and UID, number, position and, where no description depends on it, rescale.
    """

    fixed: frozenset[int]
    marks: frozenset[int]
    free: frozenset[int]


class _Entry(NamedTuple):
    """An entry of the index, what its marks were made of, and the length of its pixels."""

    instance: Instance
    marks: _Raws
    length: int


class _Layout:
    """A kind of file, and the entries of those that were indexed, by what they were made of."""

    def __init__(self, skeleton: Skeleton, watched: _Watched) -> None:
        self._skeleton = skeleton
        self._watched = watched
        self._entries = skeleton.wanted
        tags = [entry.tag for entry in skeleton.wanted]
        self._fixed = [place for place, tag in enumerate(tags) if tag in watched.fixed]
        self._marks = [place for place, tag in enumerate(tags) if tag in watched.marks]
        self._uid, self._number, self._position, *self._rescale = (
            tags.index(tag) if tag in tags else None for tag in _FREE
        )
        self._known: dict[_Raws, _Entry] = {}

    def learn(self, start: _Start, watched: _Watched, instance: Instance) -> bool:
        """Keep an entry; ``False`` where the file is of another kind."""
        found = self._values(start) if watched == self._watched else None
        if found is None:
            return False
        raws, _, length = found
        fixed = tuple([raws[k] for k in self._fixed])
        marks = tuple([raws[k] for k in self._marks])
        self._known[fixed] = _Entry(instance, marks, length)
        return True

    def instance(self, start: _Start, item: Item) -> Instance | None:
        """Return the entry of a file, if it is of this kind and like one that is known."""
        found = self._values(start)
        if found is None:
            return None
        raws, offset, length = found
        fixed = tuple([raws[k] for k in self._fixed])
        entry = self._known.get(fixed)
        if entry is None or entry.length != length:
            return None
        like, marks, _ = entry
        own = tuple([raws[k] for k in self._marks])
        position = numbers_in(self._text(raws, self._position), 3)
        if (position is None) != (like.position is None):
            return None
        rescaled = self._rescaled(raws, like)
        if rescaled is None:
            return None
        facts, rescale = rescaled
        known = like.known
        return like._replace(
            item=item,
            sop_uid=self._text(raws, self._uid),
            number=integer_in(self._text(raws, self._number)),
            position=position,
            marks=like.marks if own == marks else self._marked(own, fixed),
            facts=facts,
            known=known and known.of(offset, start.size, start.changed, position, rescale),
        )

    def _rescaled(
        self, raws: Sequence[bytes], like: Instance
    ) -> tuple[Facts, tuple[float, float] | None] | None:
        """Return facts with a file's own rescale, and that; ``None`` where it is odd."""
        facts, known = like.facts, like.known
        slope, intercept = (
            None if place is None else text_in(raws[place]) for place in self._rescale
        )
        told = number_or_text(slope or ""), number_or_text(intercept or "")
        if told == (facts.slope, facts.intercept):
            return facts, known and known.rescale
        facts = facts._replace(slope=told[0], intercept=told[1])
        rescale = plain_rescale(slope, intercept) if known is not None else None
        return None if known is not None and rescale is None else (facts, rescale)

    def _values(self, start: _Start) -> tuple[Sequence[bytes], int, int] | None:
        """Return the values wanted, where the pixels begin and how long they are by the file.

        ``None`` where the file is of another kind.
        """
        try:
            found = self._skeleton.values(start.data, start.size)
        except MoreNeededError:
            return None
        if found is None:
            return None
        return None if found[2] % 2 and found[2] != _UNDEFINED else found

    def _marked(self, own: _Raws, fixed: _Raws) -> tuple[float | str | None, ...]:
        """Return the marks of a file by the elements that they are made of."""
        entries = [self._entries[place] for place in (*self._marks, *self._fixed)]
        elements = map(_element, entries, (*own, *fixed))
        return marks_of(Dataset({each.tag: each for each in elements}))

    @staticmethod
    def _text(raws: Sequence[bytes], place: int | None) -> str:
        return "" if place is None else text_in(raws[place])


class _Asked:
    """A dataset that counts what is asked of it."""

    def __init__(self, dataset: Dataset, asked: Counter[int]) -> None:
        self._dataset: Any = dataset
        self._asked = asked
        self._last = 0

    def get_item(self, tag: BaseTag, **options: Any) -> Any:
        if tag != self._last:  # a number that is none may be a text
            self._asked[int(tag)] += 1
        self._last = int(tag)
        return self._dataset.get_item(tag, **options)

    def keys(self) -> Any:
        return self._dataset.keys()


def _watched(header: Header, instance: Instance) -> _Watched | None:
    """Return which elements an entry was made of; ``None`` where that can't be told."""
    every, marks = Counter[int](), Counter[int]()
    asked: Any = _Asked(header.dataset, every), _Asked(header.dataset, marks)
    try:
        instance_of(replace(header, dataset=asked[0]))
        marks_of(asked[1])
    except AttributeError:  # something else was asked of it
        return None
    others = every - marks
    shown = set((instance.known and instance.known.made_of) or ())
    free = {tag for tag in _FREE if others[tag] == 1} - shown
    fixed = frozenset({*others, *shown, CHARSET, _DIRECTORY} - free)
    return _Watched(fixed, frozenset(set(marks) - fixed), frozenset(free))


def _layout(start: _Start, watched: _Watched) -> _Layout | None:
    """Return the kind of a file; ``None`` where something about it is odd."""
    tags = sorted(watched.fixed | watched.marks | watched.free)
    flat = Flat(start.data, start.size)
    try:
        flat.header(tree_of([((tag, None),) for tag in tags]))
    except (MoreNeededError, OddError):
        return None
    return _Layout(Skeleton(flat.entries, pixels=True), watched) if flat.pixels else None


def _element(entry: Entry, value: bytes) -> RawDataElement:
    vr = None if len(entry.prefix) == 4 else entry.vr
    return RawDataElement(BaseTag(entry.tag), vr, len(value), value, 0, vr is None, True)
