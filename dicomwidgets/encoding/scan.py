"""A flat scan of headers: some elements of many files, at the speed of reading their bytes.

Files come in series, and those of a series are of one kind: the same elements in the same order.
What was learned of a file is laid over those after it (`skeleton.py`). A file of a kind not seen
yet is gone through element by element (`flat.py`). Both hold tags, VRs, order and lengths to the
standard; whatever looks odd is handed back with the reason, for a lenient reader.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Generic, NamedTuple, TypeVar

from dicomwidgets.encoding.flat import CHARSET, Entry, Flat, MoreNeededError, OddError
from dicomwidgets.encoding.skeleton import Skeleton
from dicomwidgets.encoding.wanted import Wanted, tree_of

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from dicomwidgets.encoding.wanted import Steps

__all__ = ["HeaderScan", "More", "Odd", "Scanned"]

CellT = TypeVar("CellT")

_UNDEFINED = 0xFFFFFFFF
_OPEN = ("", "UN")
_KINDS = 8
_KEPT_CELLS = 4096
_KEPT_BYTES = 256
_KEPT_CHARSETS = 16


class Scanned(NamedTuple, Generic[CellT]):
    """What a header holds.

    Parameters
    ----------
    values
        One for each element asked for; ``None`` for one that is not there.
    pixels
        The tag of the element that holds the pixels; 0 for none.
    pixel_length
        Of their value in bytes; ``None`` where it is undefined (encapsulated) or there are none.
    end
        Bytes of the file that were looked at.
    """

    values: list[CellT | None]
    pixels: int
    pixel_length: int | None
    end: int


class Odd(NamedTuple):
    """The file has to be read by somebody lenient, for this reason, which quotes no value."""

    reason: str


class More(NamedTuple):
    """So many bytes are needed from the beginning of the file."""

    upto: int


class HeaderScan(Generic[CellT]):
    """Reads headers one after the other, and is faster with each of a kind.

    Not to be used by two threads at once.

    Parameters
    ----------
    wanted
        Steps to each element: tags, and the numbers of items (from 0) where a path goes into one.
    cell
        Makes a value of VR, bytes and the bytes of Specific Character Set, little endian; raises
        `ValueError` where the bytes are odd. Called once for values that repeat.
    vrs
        What private elements are where the file leaves that open, by their tags.
    """

    def __init__(
        self,
        wanted: Sequence[Steps],
        cell: Callable[[str, bytes, bytes], CellT],
        vrs: Mapping[int, str] | None = None,
    ) -> None:
        paths = [tuple((tag, item) for tag, item in steps) for steps in wanted]
        once = {path: place for place, path in enumerate(dict.fromkeys(paths))}
        self._places = [once[path] for path in paths]
        self._tree = tree_of(once)
        charset = self._tree.setdefault(CHARSET, Wanted())
        if charset.place < 0:
            charset.place = len(once)
        self._cell = cell
        self._vrs = vrs or {}
        self._kinds: list[_Kind[CellT]] = []

    def read(self, data: bytes, size: int) -> Scanned[CellT] | Odd | More:
        """Read one header.

        Parameters
        ----------
        data
            The first bytes of a file; some thousand are enough for most.
        size
            Bytes of the whole file.
        """
        kinds = self._kinds
        try:
            for number, kind in enumerate(kinds):
                found = kind.read(data, size)
                if found is not None:
                    if number:
                        kinds.insert(0, kinds.pop(number))
                    return found
            return self._learned(data, size)
        except MoreNeededError as more:
            return More(more.upto)
        except OddError as odd:
            return Odd(str(odd))

    def _learned(self, data: bytes, size: int) -> Scanned[CellT]:
        """Go through a file of a new kind, and learn of it."""
        flat = Flat(data, size)
        flat.header(self._tree)
        entries = [self._with_vr(entry) for entry in flat.entries]
        skeleton = Skeleton(entries, pixels=flat.pixels)
        kind = _Kind(skeleton, self._places, flat.entries[-1].tag if flat.pixels else 0, self._cell)
        found = kind.read(data, size)
        if found is None:
            raise OddError("It is not like itself.")
        self._kinds.insert(0, kind)
        del self._kinds[_KINDS:]
        return found

    def _with_vr(self, entry: Entry) -> Entry:
        if entry.vr in _OPEN and entry.tag in self._vrs and entry.length == entry.skip:
            return entry._replace(vr=self._vrs[entry.tag])
        return entry


class _Cells(dict[bytes, CellT], Generic[CellT]):
    """The values of one element that were made already, by their bytes; ``None`` makes nothing."""

    __slots__ = ("_charset", "_make", "_vr")

    def __init__(
        self, make: Callable[[str, bytes, bytes], CellT] | None, vr: str, charset: bytes
    ) -> None:
        super().__init__()
        self._make, self._vr, self._charset = make, vr, charset

    def __missing__(self, raw: bytes) -> CellT | None:
        if self._make is None:
            return None
        try:
            made = self._make(self._vr, raw, self._charset)
        except ValueError:
            raise OddError("A value does not fit its VR.") from None
        if len(raw) <= _KEPT_BYTES:  # long ones seldom repeat, and would fill the memory
            if len(self) >= _KEPT_CELLS:
                self.clear()
            self[raw] = made
        return made


class _Kind(Generic[CellT]):
    """A kind of file, and how its values become cells."""

    def __init__(
        self,
        skeleton: Skeleton,
        wanted: list[int],
        pixels: int,
        cell: Callable[[str, bytes, bytes], CellT],
    ) -> None:
        self._skeleton = skeleton
        self._pixels = pixels
        self._cell = cell
        self._caches: dict[bytes, list[_Cells[CellT]]] = {}
        for entry in skeleton.wanted:
            _hold_to_vr(entry)
        places = [entry.place for entry in skeleton.wanted]
        # Behind the values comes a None, which all that is not there share.
        self._wanted = wanted
        self._arranged = [
            places.index(place) if place in places else len(places) for place in wanted
        ]
        self._nested = [
            (number, entry) for number, entry in enumerate(skeleton.wanted) if entry.inside
        ]

    def read(self, data: bytes, size: int) -> Scanned[CellT] | None:
        """Read a file of this kind; ``None`` where it is of another one."""
        found = self._skeleton.values(data, size)
        if found is None:
            return None
        raws, end, length = found
        charset = raws[self._skeleton.charset] if self._skeleton.charset >= 0 else b""
        caches = self._caches.get(charset) or self._caches_for(charset)
        cells: list[CellT | None] = [cache[raw] for cache, raw in zip(caches, raws, strict=True)]
        cells.append(None)
        values = [cells[place] for place in self._arranged]
        for number, entry in self._nested:
            self._inside(entry, raws[number], charset, values)
        undefined = not self._pixels or length == _UNDEFINED
        return Scanned(values, self._pixels, None if undefined else length, end)

    def _caches_for(self, charset: bytes) -> list[_Cells[CellT]]:
        if len(self._caches) >= _KEPT_CHARSETS:
            self._caches.clear()
        caches = [
            _Cells(None if entry.inside else self._cell, entry.vr, charset)
            for entry in self._skeleton.wanted
        ]
        self._caches[charset] = caches
        return caches

    def _inside(self, entry: Entry, raw: bytes, charset: bytes, values: list[CellT | None]) -> None:
        """Read what is wanted of the items of a sequence."""
        flat = Flat(raw, len(raw), implicit=len(entry.prefix) == 4)
        flat.items(entry.inside or {})
        for each, begin in flat.raws:
            part = raw[begin : begin + each.skip]
            if each.inside:
                self._inside(each, part, charset, values)
            else:
                _hold_to_vr(each)
                cell = _Cells(self._cell, each.vr, charset)[part]
                for at, place in enumerate(self._wanted):
                    if place == each.place:
                        values[at] = cell


def _hold_to_vr(entry: Entry) -> None:
    if entry.place >= 0 and (entry.vr in ("", "SQ", "UN") or " or " in entry.vr):
        raise OddError("Nobody says how a value is to be read.")
