"""Files that are described alike: what was made of one header serves for the next.

An index reads every header once. Of most series the headers differ in nothing that a picture
depends on but the position; then a frame can later be shown without its header being read again.
"""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Any, NamedTuple

from pydicom.dataelem import RawDataElement
from pydicom.tag import BaseTag

from dicomwidgets.codecs import is_native, is_video
from dicomwidgets.display.rescale import plain_rescale
from dicomwidgets.pixels import native
from dicomwidgets.pixels.pixel_format import pixel_format
from dicomwidgets.pixels.told import by_header
from dicomwidgets.reading.item import place_of
from dicomwidgets.reading.kept_warnings import kept_warnings
from dicomwidgets.reading.quick import quick_text

if TYPE_CHECKING:
    from collections.abc import Sequence

    from dicomwidgets.display.description import FrameInfo
    from dicomwidgets.pixels.pixel_format import PixelFormat
    from dicomwidgets.reading.header import Header
    from dicomwidgets.reading.item import Item, Source

__all__ = ["Kinds", "Known"]

_POSITION = 0x00200032
_CHARACTER_SET = 0x00080005
_REAL_WORLD_VALUES = 0x00409096
# All of this group counts, also what is read as text where it can't be converted; but the smallest
# and largest pixel value, which are no part of a description.
_IMAGE = 0x0028
_OFFSETS = 0x7FE0
_EXTREMES = frozenset({0x00280106, 0x00280107})
_WINDOWS = frozenset({0x00281050, 0x00281051, 0x00281055})
_SLOPE, _INTERCEPT = BaseTag(0x00281053), BaseTag(0x00281052)
_OVERLAYS = range(0x6000, 0x6100)
_MOST_KINDS = 32
_MOST_LOOKS = 8
# Sequences without a length are read at once and can't be compared: those about the patient, the
# study and its references say nothing about the display.
_NOT_SHOWN = {0x0008, 0x0010, 0x0012, 0x0032, 0x0038, 0x0040, 0x0088, 0x0400}

_Places = list[tuple[int, Any]]


class _Look(NamedTuple):
    """A description, the raw values that it was made of: (place in the header, bytes), and tags."""

    values: _Places
    info: FrameInfo
    made_of: tuple[int, ...]


class Known(NamedTuple):
    """What showing a single-frame file takes, kept from its header.

    Parameters
    ----------
    layout
        How its pixels are stored; shared.
    offset
        Where they begin in the file.
    size, changed
        Size and time of change of the file that was read; a size of −1 where it is no local one.
    shared
        The description of a file that differs from this one in its position alone, and maybe in
        its rescale; ``None`` where its own header has to be asked.
    position
        ImagePositionPatient (PS3.3 C.7.6.2.1.1), LPS millimetres.
    made_of
        The elements, but the position, that `layout` and `shared` are made of: a file of the same
        elements in which these are the same, byte for byte, is described alike. ``None`` where
        nothing is said about others.
    rescale
        Slope and intercept, where they are not those of `shared`.
    """

    layout: PixelFormat
    offset: int
    size: int
    changed: int
    shared: FrameInfo | None
    position: tuple[float, ...] | None
    made_of: tuple[int, ...] | None = ()
    rescale: tuple[float, float] | None = None

    def of(
        self,
        offset: int,
        size: int,
        changed: int,
        position: tuple[float, ...] | None,
        rescale: tuple[float, float] | None,
    ) -> Known:
        """Return the same of another file that is described alike."""
        same = self.layout, offset, size, changed, self.shared, position, self.made_of
        return Known(*same, rescale)

    @property
    def format(self) -> PixelFormat:
        """How its pixels are stored, and where."""
        return self.layout._replace(offset=self.offset)

    def holds(self, source: Source, item: Item) -> bool:
        """Whether the file is still the one that was read, as far as one can tell."""
        if self.size < 0:
            return True
        try:
            now = os.stat(place_of(source, item) or "")  # noqa: PTH116 - hot
        except OSError:
            return False
        return (now.st_size, now.st_mtime_ns) == (self.size, self.changed)

    def info(self) -> FrameInfo | None:
        """Return the frame's description; but for its own position it is shared, not a copy."""
        if self.shared is None:
            return None
        info = self.shared.copy()
        if self.position is not None and info["geometry"]["position"] is not None:
            info["geometry"] = {**info["geometry"], "position": list(self.position)}
        if self.rescale is not None:
            slope, intercept = self.rescale
            info["display"] = {**info["display"], "slope": slope, "intercept": intercept}
        return info


class _Kind:
    """Headers with the same elements in the same order; some may differ and be as good as same."""

    def __init__(self, header: Header, elements: list[Any], free: frozenset[int]) -> None:
        self._free = free
        self.looks: list[_Look] = []
        self.position: int | None = None
        self.fixed: _Places = []
        self.made_of: tuple[int, ...] = ()
        self.format: PixelFormat | None = None
        self.format = _plain_format(header)
        if self.format is not None:
            self.fixed = self._touched(header, elements)
            for place, tag in enumerate(header.dataset.keys()):
                if tag == _POSITION:
                    self.position = place
                elif tag == _CHARACTER_SET:
                    self.fixed.append((place, elements[place].value))
                elif tag >> 16 == _IMAGE and tag not in self._free:
                    self.fixed.append((place, _raw(elements[place])))
            self.made_of = _tags(self.fixed, header)

    def look(self, header: Header, elements: list[Any]) -> _Look | None:
        """Return the description of a header, made if it looks like none before."""
        for look in self.looks:
            if _are(elements, look.values):
                return look
        if len(self.looks) >= _MOST_LOOKS:
            return None
        rescale = _rescale(header) if _SLOPE in self._free else None
        info = by_header(header)
        if _SLOPE in self._free and (rescale is None or rescale != _shown(info)):
            return None
        values = [*self.fixed, *self._touched(header, elements)]
        self.looks.append(_Look(values, info, _tags(values, header)))
        return self.looks[-1]

    def _touched(self, header: Header, elements: list[Any]) -> _Places:
        """Return the elements that were converted since `elements` were taken, as they were."""
        now = zip(elements, header.dataset.values(), strict=True)
        return [
            (place, _raw(raw))
            for place, (raw, last) in enumerate(now)
            if raw is not last and place != self.position and int(raw.tag) not in self._free
        ]


class Kinds:
    """The kinds of files of one index, as they come along; for one thread.

    Parameters
    ----------
    for_values
        For who wants the values of all frames and shows none: windows may differ and are those of
        another file, so may the rescale, which is each file's own, and a file that is described
        like no other is described too, by itself.
    anywhere
        For who reads the frames at once: files in archives, at addresses and in memory count too,
        which nothing can be held to later.
    """

    def __init__(self, *, for_values: bool = False, anywhere: bool = False) -> None:
        self._every = for_values
        self._anywhere = anywhere
        values = _WINDOWS | {int(_SLOPE), int(_INTERCEPT)}
        self._free = _EXTREMES | values if for_values else _EXTREMES
        self._kinds: dict[tuple[Any, ...], _Kind | None] = {}

    def known(self, header: Header, position: tuple[float, ...] | None) -> Known | None:
        """Return what to keep of the header of a single-frame file, just read.

        Parameters
        ----------
        header
            Nobody has asked it for converted values yet.
        position
            Its ImagePositionPatient, three numbers, or ``None``.

        Returns
        -------
        Known or None
            ``None`` for what is not a grey image in a file, and where nothing can be said about
            others from one: headers that are all different.
        """
        is_there = header.stamp is not None or self._anywhere
        if header.pixel_offset is None or not is_there or not _is_as_named(header):
            return None
        elements = list(header.dataset.values())
        with kept_warnings():
            try:
                known = self._alike(header, elements, position)
                if self._every and (known is None or known.shared is None):
                    return _own(header)
            except Exception:  # noqa: BLE001 - said when the frame itself is asked for
                return None
        return known

    def _alike(
        self, header: Header, elements: list[Any], position: tuple[float, ...] | None
    ) -> Known | None:
        kind = self._kind(header, elements) if _are_comparable(elements) else None
        if kind is None or kind.format is None or not _are(elements, kind.fixed):
            return None
        if header.pixel_length != kind.format.length or (
            position is None and kind.position is not None
        ):
            return None
        rescale = _rescale(header) if self._every else None
        look = kind.look(header, elements)
        if self._every and rescale is None:
            return None
        shared, made_of = (look.info, look.made_of) if look else (None, kind.made_of)
        known = _known(header, kind.format, shared, position, made_of)
        own = shared is not None and rescale is not None and rescale != _shown(shared)
        return known._replace(rescale=rescale) if own else known

    def _kind(self, header: Header, elements: list[Any]) -> _Kind | None:
        encoding = header.dataset.original_encoding
        tags = tuple(map(int, header.dataset.keys()))
        key = (header.transfer_syntax_uid, header.pixel_keyword, encoding, tags)
        if key not in self._kinds and len(self._kinds) < _MOST_KINDS:
            self._kinds[key] = None  # should it raise, it is not asked again
            self._kinds[key] = _Kind(header, elements, self._free)
        return self._kinds.get(key)


def _rescale(header: Header) -> tuple[float, float] | None:
    """Return the rescale of a header that is not converted, if it is written as it should be."""
    dataset = header.dataset
    slope, intercept = (
        quick_text(dataset, tag) if tag in dataset.keys() else None  # noqa: SIM118
        for tag in (_SLOPE, _INTERCEPT)
    )
    return plain_rescale(slope, intercept)


def _shown(info: FrameInfo) -> tuple[float, float] | None:
    display = info["display"]
    whole = display["modality_lut"] is None
    return (display["slope"], display["intercept"]) if whole else None


def _own(header: Header) -> Known | None:
    """Return what showing one file takes, which says nothing of any other."""
    if any(tag >> 16 == _OFFSETS for tag in header.dataset.keys()):  # noqa: SIM118
        return None
    fmt = _plain_format(header)
    return None if fmt is None else _known(header, fmt, by_header(header), None, None)


def _known(
    header: Header,
    layout: PixelFormat,
    shared: FrameInfo | None,
    position: tuple[float, ...] | None,
    made_of: tuple[int, ...] | None,
) -> Known:
    size, changed = header.stamp or (-1, 0)
    return Known(layout, header.pixel_offset or 0, size, changed, shared, position, made_of)


def _plain_format(header: Header) -> PixelFormat | None:
    """Return how the pixels of one grey frame are stored, wherever; ``None`` of anything else."""
    fmt = pixel_format(header)
    uid = fmt.transfer_syntax_uid
    plain = native.reads(fmt) if is_native(uid) else not is_video(uid)
    over = any(tag >> 16 in _OVERLAYS for tag in header.dataset.keys())  # noqa: SIM118
    is_one = plain and not fmt.is_color and fmt.frames == 1 and not over
    return fmt._replace(offset=None) if is_one else None


def _is_as_named(header: Header) -> bool:
    """Whether pixels are encapsulated where their transfer syntax says so (PS3.5 A.4)."""
    uid = header.transfer_syntax_uid
    return uid is not None and is_native(uid) == (header.pixel_length is not None)


def _are(elements: Sequence[Any], values: _Places) -> bool:
    return all(elements[place].value == value for place, value in values)


def _tags(values: _Places, header: Header) -> tuple[int, ...]:
    tags = list(map(int, header.dataset.keys()))
    return tuple(sorted({tags[place] for place, _ in values}))


def _raw(element: Any) -> Any:
    if not isinstance(element, RawDataElement) or (element.value is None and element.length):
        raise ValueError  # a sequence; or left in the file, as too long
    return element.value


def _are_comparable(elements: list[Any]) -> bool:
    """Whether all that may matter is there as bytes."""
    read = [each.tag for each in elements if not isinstance(each, RawDataElement)]
    shown = any(tag.group not in _NOT_SHOWN or tag == _REAL_WORLD_VALUES for tag in read)
    # Where frames lie in the pixels (PS3.3 C.7.6.3.1.8) is every file's own.
    return not shown and not any(each.tag.group == _OFFSETS for each in elements)
