"""A server as a source: headers from what it tells, frames when they are looked at."""

from __future__ import annotations

import json
import re
import threading
import zlib
from collections import OrderedDict
from io import BytesIO
from typing import TYPE_CHECKING, Any, BinaryIO

from pydicom.tag import BaseTag

from dicomwidgets.errors import PacsError, ReadError
from dicomwidgets.pacs.dicomweb_fetching import bulk, frames, instance, metadata
from dicomwidgets.pacs.dicomweb_json import told
from dicomwidgets.reading.head import PIXEL_KEYWORDS
from dicomwidgets.reading.header import Header, read_header
from dicomwidgets.reading.item import Item
from dicomwidgets.reading.memory import BytesSource
from dicomwidgets.reading.problems import Problem
from dicomwidgets.reading.quick import quick_integer, quick_text
from dicomwidgets.reading.served import SentFrame

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable, Iterable, Sequence
    from pathlib import Path

    from pydicom.dataset import Dataset

    from dicomwidgets.pacs.dicomweb_link import Link
    from dicomwidgets.pacs.dicomweb_search import Place

__all__ = ["PacsSource"]

_KEPT = 64 << 20
"""Bytes of frames and files that are kept, though always the newest."""
_ALONE = 4
"""Of so few instances of a series each is asked for by itself."""
_SOP_INSTANCE = "00080018"
_AVAILABLE = 0x00083002
_META_SYNTAX = 0x00020010
_BIG_ENDIAN = "1.2.840.10008.1.2.2"
_WORD = 16
_CODES = (0x00080008, 0x00200020)
"""Code strings of several values, which hold no yen sign (PS3.5 6.2)."""
_YEN = (
    "The server has taken backslashes for yen signs (ISO_IR 13): elements of several values are "
    "empty or one."
)
_PICTURED = re.compile(r"(.*\.)?(0028(120[1-3]|122[1-3]|3006|2000)|60[0-9A-F]{2}3000)\Z")
"""Paths of what a picture depends on: palettes, look-up tables, profiles, overlays."""


class PacsSource:
    """Instances on a server, as a source: ``dw.view``, ``dw.load``, ``dw.browse`` and all take it.

    Headers are what the server tells of a series in one answer (WADO-RS metadata), frames are
    fetched when they are looked at, and no others; a whole file only for what needs its bytes.

    Parameters
    ----------
    link
        To the server.
    places
        Of the instances.

    Attributes
    ----------
    kind, label : str
        ``"remote"``, ``"PACS"``.
    """

    kind = "remote"
    label = "PACS"
    is_server = True

    def __init__(self, link: Link, places: Iterable[Place]) -> None:
        self._link = link
        self._items = tuple(
            sorted(
                Item(f"{place.study}/{place.series}/{place.instance}.dcm", place)
                for place in places
            )
        )
        self._series: dict[tuple[str, str], set[str]] = {}
        for item in self._items:
            self._series.setdefault(item.key[:2], set()).add(item.key.instance)
        self._told: dict[str, bytes] = {}
        self._syntaxes: dict[str, str] = {}
        self._whole: set[str] = set()
        self._kept = _Kept()
        self._lock = threading.Lock()
        self._asking = threading.Lock()

    def items(self) -> Sequence[Item]:
        """Return the instances, named as they are when they are retrieved."""
        return self._items

    def missing(self) -> Sequence[ReadError]:
        """Return nothing: the server lists what it has."""
        return ()

    def open(self, item: Item) -> BinaryIO:
        """Return the whole file, which is fetched.

        Raises
        ------
        ReadError
            If the server does not give it.
        """
        place: Place = item.key
        try:
            return BytesIO(self._kept.get(place, lambda: instance(self._link, place)))
        except PacsError as error:
            raise _unread(error, item) from None

    def path(self, item: Item) -> Path | None:  # noqa: ARG002 - the protocol's signature
        """Return ``None``: these are no local files."""
        return None

    def dataset(self, item: Item) -> Dataset | None:  # noqa: ARG002 - the protocol's signature
        """Return ``None``: headers come from `described`."""
        return None

    def described(self, item: Item, *, closely: bool) -> Header:
        """Return the header of an instance as the server tells it (`reading.served.Server`).

        Raises
        ------
        ReadError
            If the server does not tell.
        """
        try:
            found = told(self._said(item.key), self._pictured if closely else None)
        except PacsError as error:
            raise _unread(error, item) from None
        dataset = found.dataset
        if closely and _may_be_swapped(dataset):
            return self.take_whole(item)
        if closely and (_lacks_palette(dataset) or _has_yen(dataset)):
            return self._of_file(item)
        keyword = _pixel_keyword(dataset)
        for tag in PIXEL_KEYWORDS:
            dataset.pop(BaseTag(tag), None)
        shown = [each for each in found.problems if each.tag not in _PIXEL_TAGS]
        if _has_yen(dataset):
            shown.append(Problem(_YEN))
        syntax = _named_syntax(dataset) or self._syntaxes.get(item.key.instance)
        return Header(dataset, item, tuple(shown), syntax or None, None, keyword)

    def frame(self, item: Item, frame: int) -> SentFrame | None:
        """Return a frame, counted from 0 (PS3.18 10.4.1.1.6).

        ``None`` where the server can't take it out of its file: then that is fetched.

        Raises
        ------
        PacsError
            If the server does not give it.
        """
        place: Place = item.key

        def fetch() -> bytes:
            part = frames(self._link, place, [frame])[0]
            with self._lock:
                self._syntaxes[place.instance] = part.transfer_syntax_uid
            return part.data

        if place.instance in self._whole:
            return None
        try:
            data = self._kept.get((place, frame), fetch)
        except PacsError as error:
            if error.code not in {"unsupported", "status"}:
                raise
            self.take_whole(item)
            return None
        return SentFrame(data, self._syntaxes.get(place.instance, ""))

    def take_whole(self, item: Item) -> Header:
        """Read the frames of an instance from its file from now on, and return its header.

        Raises
        ------
        ReadError
            If the server does not give that.
        """
        header = self._of_file(item)
        self._syntaxes[item.key.instance] = header.transfer_syntax_uid or ""
        self._whole.add(item.key.instance)
        return header

    def _of_file(self, item: Item) -> Header:
        with self.open(item) as file:
            source = BytesSource(file.read())
        return read_header(source, source.items()[0])

    def syntax(self, item: Item) -> str:
        """Return the transfer syntax of frames: as told, or that of its series' first frame.

        Raises
        ------
        PacsError
            If the server gives no frame.
        """
        place: Place = item.key
        known = self._syntaxes.get(place.instance) or self._syntaxes.get(place.series)
        if not known:
            self.frame(item, 0)
            known = self._syntaxes.get(place.instance) or ""
            with self._lock:
                self._syntaxes[place.series] = known
        if not known:
            raise PacsError(
                "The server gives frames and does not say how they are compressed.", code="rubbish"
            )
        return known

    def _said(self, place: Place) -> dict[str, Any]:
        """Return what the server says of an instance; of a series it is asked at once."""
        packed = self._told.get(place.instance)
        if packed is None:
            with self._asking:
                if place.instance not in self._told:
                    self._ask(place)
                packed = self._told.get(place.instance)
        if packed is None:
            raise PacsError("The server says nothing of this instance.", code="absent")
        found: dict[str, Any] = json.loads(zlib.decompress(packed))
        return found

    def _ask(self, place: Place) -> None:
        wanted = self._series[place.study, place.series]
        if len(wanted) <= _ALONE:
            said = metadata(self._link, *place)
        else:
            try:
                said = metadata(self._link, place.study, place.series)
            except PacsError as error:
                if error.code not in {"unsupported", "status", "absent"}:
                    raise
                said = metadata(self._link, *place)
        for each in said:
            uid = _uid(each) or (place.instance if len(said) == 1 else "")
            if uid in wanted:
                self._told[uid] = zlib.compress(json.dumps(each).encode(), 1)

    def _pictured(self, path: str, address: str) -> bytes | None:
        """Return a value that pictures depend on; others stay where they are."""
        if not _PICTURED.match(path):
            return None
        return self._kept.get(address, lambda: bulk(self._link, address))

    def __repr__(self) -> str:
        return f"<PacsSource: {len(self._items):,} instances in {len(self._series):,} series>"


_PIXEL_TAGS = {f"({tag >> 16:04X},{tag & 0xFFFF:04X})" for tag in PIXEL_KEYWORDS}


def _uid(said: dict[str, Any]) -> str:
    value = said.get(_SOP_INSTANCE)
    values = value.get("Value") if isinstance(value, dict) else None
    return str(values[0]) if isinstance(values, list) and values else ""


def _pixel_keyword(dataset: Dataset) -> str | None:
    """Return which pixels an object has: servers leave them out of what they tell, some untold."""
    present = [keyword for tag, keyword in PIXEL_KEYWORDS.items() if BaseTag(tag) in dataset]
    if present:
        return present[0]
    shape = (quick_integer(dataset, tag) for tag in (0x00280010, 0x00280011, 0x00280100))
    return "PixelData" if all(shape) else None


def _lacks_palette(dataset: Dataset) -> bool:
    """Whether a server has left out how a palette is to be read, as some do of implicit VR."""
    palette = quick_text(dataset, 0x00280004).strip() == "PALETTE COLOR"
    return palette and not all(BaseTag(tag) in dataset for tag in range(0x00281101, 0x00281104))


def _may_be_swapped(dataset: Dataset) -> bool:
    """Whether frames may come with their words in disorder.

    Orthanc turns big endian into little endian by words of 16 bits, whatever the samples have, and
    does not tell in which it was stored.
    """
    syntax = _named_syntax(dataset)
    bits = quick_integer(dataset, 0x00280100) or 0
    return syntax == _BIG_ENDIAN or (bits > _WORD and not syntax)


def _has_yen(dataset: Dataset) -> bool:
    """Whether a server has taken backslashes for yen signs, as some do of ISO_IR 13.

    Then no value stands where there are several, such as windows and positions.
    """
    return any("\u00a5" in quick_text(dataset, tag) for tag in _CODES)


def _named_syntax(dataset: Dataset) -> str:
    """Return the transfer syntax that the server tells, where it tells one."""
    meta: Any = getattr(dataset, "file_meta", None)
    return (meta and quick_text(meta, _META_SYNTAX)) or _one(quick_text(dataset, _AVAILABLE))


def _one(text: str) -> str:
    return "" if "\\" in text else text


def _unread(error: PacsError, item: Item) -> ReadError:
    return ReadError(error.message, file=item.name, remedy=error.remedy)


class _Kept:
    """Bytes that were fetched, each once whoever asks, the last of them kept."""

    def __init__(self) -> None:
        self._kept: OrderedDict[Hashable, bytes] = OrderedDict()
        self._size = 0
        self._lock = threading.Lock()
        self._making: dict[Hashable, threading.Lock] = {}

    def get(self, key: Hashable, make: Callable[[], bytes]) -> bytes:
        """Return what is kept, or made now."""
        with self._lock:
            if (kept := self._kept.get(key)) is not None:
                self._kept.move_to_end(key)
                return kept
            making = self._making.setdefault(key, threading.Lock())
        with making:
            if (kept := self._kept.get(key)) is not None:
                return kept
            data = make()
            with self._lock:
                self._keep(key, data)
                self._making.pop(key, None)
            return data

    def _keep(self, key: Hashable, data: bytes) -> None:
        self._kept[key] = data
        self._size += len(data)
        while self._size > _KEPT and len(self._kept) > 1:
            _, gone = self._kept.popitem(last=False)
            self._size -= len(gone)
