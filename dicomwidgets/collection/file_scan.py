"""One file of a scan: its row, or why there is none."""

from __future__ import annotations

import os
import stat
from typing import TYPE_CHECKING, Any, NamedTuple

from dicomwidgets.collection.cells import cell_of_bytes, cells_of_header
from dicomwidgets.collection.columns import WITH_PROBLEMS
from dicomwidgets.elements.path import Step
from dicomwidgets.encoding.scan import HeaderScan, More, Scanned
from dicomwidgets.errors import ReadError
from dicomwidgets.reading.header import try_header
from dicomwidgets.reading.quick import quick_text
from dicomwidgets.reading.sniff import FIRST_BYTES, sniff
from dicomwidgets.series.first import losses
from dicomwidgets.series.frame_count import frame_count

if TYPE_CHECKING:
    from collections.abc import Callable

    from dicomwidgets.collection.columns import Cell, Columns
    from dicomwidgets.reading.item import Item, Source

__all__ = ["FIRST", "FileScan", "Outcome", "Start"]

FIRST = 8 * 1024
"""Bytes that are read of a file at first; more where its header is longer."""

_MOST_AT_FIRST = 256 * 1024
_DIRECTORY = "1.2.840.10008.1.3.10"
_OWN = (
    (Step(0x00020002),),  # Media Storage SOP Class UID: a DICOMDIR is no object
    (Step(0x00280002),),
    (Step(0x00280004),),
    (Step(0x00280008),),
    (Step(0x00280010),),
    (Step(0x00280011),),
    (Step(0x00280100),),
    (Step(0x00287FE0),),
    (Step(0x00190010),),
    (Step(0x0019100C),),
    (Step(0x20010010),),
    (Step(0x20011003),),
)
"""What a file has to have pixels for, where they are, whose b-values: in the order of `_Own`."""

_VRS = {0x0019100C: "IS", 0x20011003: "FL"}

_MOST_FRAMES = 100_000

_CHANGED = "The file was changed while it was read."
_AGAIN = "Wait until it is written whole, and load it again."


class _Own(NamedTuple):
    directory: Cell
    samples: Cell
    photometric: Cell
    frames: Cell
    rows: Cell
    columns: Cell
    bits: Cell
    provider: Cell
    siemens: Cell
    siemens_b: Cell
    philips: Cell
    philips_b: Cell

    @property
    def is_foreign(self) -> bool:
        """Whether what stands where a vendor has its b-values is something else of another."""
        return (self.siemens_b is not None and self.siemens != "SIEMENS MR HEADER") or (
            self.philips_b is not None and self.philips != "Philips Imaging DD 001"
        )


class Outcome(NamedTuple):
    """What became of one file.

    Parameters
    ----------
    row
        ``None`` where there is none.
    problems
        Why there is none, or what the file has lost.
    no_dicom
        The file's name, if it is no DICOM.
    directory
        Its name, if it is a DICOMDIR, which is DICOM and no object.
    """

    row: tuple[Cell, ...] | None = None
    problems: tuple[ReadError, ...] = ()
    no_dicom: str | None = None
    directory: str | None = None


class Start(NamedTuple):
    """The beginning of a file.

    Parameters
    ----------
    data
        Its first bytes.
    size
        How many there are in all.
    modified
        When the file was changed last, in nanoseconds; ``None`` where nobody knows.
    """

    data: bytes
    size: int
    modified: int | None = None


class FileScan:
    """Scans files one after the other; not to be used by two threads at once.

    Parameters
    ----------
    columns
        What a row has.
    """

    def __init__(self, columns: Columns) -> None:
        self._steps = columns.steps
        self._scan: HeaderScan[Cell] = HeaderScan((*columns.steps, *_OWN), cell_of_bytes, _VRS)
        self._first = FIRST

    def path(self, path: str, source: Source, item: Item) -> Outcome:
        """Scan a file on the disk.

        Parameters
        ----------
        path
            Where it is.
        source, item
            The same for who reads it leniently, where it is odd.
        """
        try:
            file = os.open(path, os.O_RDONLY | getattr(os, "O_BINARY", 0))
        except (OSError, ValueError):
            return self.leniently(source, item)
        try:
            return self._file(file, source, item)
        except OSError:
            return self.leniently(source, item)
        finally:
            os.close(file)

    def start(
        self, start: Start, more: Callable[[int], bytes], source: Source, item: Item
    ) -> Outcome:
        """Scan a file whose first bytes somebody else has read.

        Parameters
        ----------
        start
            `FIRST` bytes of it, or all it has.
        more
            Returns so many from its beginning.
        source, item
            The file, for who reads it leniently where it is odd.

        Raises
        ------
        OSError, ReadError
            What `more` raises.
        """
        data, size, modified = start
        if len(data) < min(size, FIRST) or not data:
            return self.leniently(source, item)
        if data[128:132] != b"DICM" and sniff(data[:FIRST_BYTES]) in ("other", "zip"):
            return Outcome(no_dicom=item.name)
        found = self._scan.read(data, size)
        while isinstance(found, More):
            before = len(data)
            data = more(max(found.upto, 2 * before))
            if len(data) <= before:
                return self.leniently(source, item)
            found = self._scan.read(data, size)
        if isinstance(found, Scanned):
            self._first = max(FIRST, min(found.end + 1024, _MOST_AT_FIRST))
            outcome = self._row(found, item, size, modified)
            if outcome is not None:
                return outcome
        return self.leniently(source, item)

    def leniently(self, source: Source, item: Item) -> Outcome:
        """Read a file with the reader that copes with everything; name it where even that fails."""
        try:
            header = try_header(source, item)
            if header is None:
                return Outcome(no_dicom=item.name)
            if _is_directory(header.dataset):
                return Outcome(directory=item.name)
            frames = frame_count(header)
            lost = tuple(losses(header, frames))
            size, modified = header.stamp or _size_in(source, item)
            cells = cells_of_header(header, self._steps)
        except ReadError as error:
            return Outcome(problems=(_bare(error),))
        except Exception as error:  # noqa: BLE001 - whatever a damaged file makes pydicom raise
            text = f"The file can't be read: {type(error).__name__}."
            return Outcome(problems=(ReadError(text, file=item.name),))
        status = WITH_PROBLEMS if lost else ""
        return Outcome((item.name, size, modified, status, frames, *cells), lost)

    def _file(self, file: int, source: Source, item: Item) -> Outcome:
        before = os.fstat(file)
        if not stat.S_ISREG(before.st_mode):
            return self.leniently(source, item)

        def more(upto: int) -> bytes:
            os.lseek(file, 0, os.SEEK_SET)
            return _read(file, upto)

        start = Start(_read(file, self._first), before.st_size, before.st_mtime_ns)
        outcome = self.start(start, more, source, item)
        after = os.fstat(file)
        if (after.st_size, after.st_mtime_ns) != (before.st_size, before.st_mtime_ns):
            return _changed(outcome, item)
        return outcome

    def _row(
        self, found: Scanned[Cell], item: Item, size: int, modified: int | None
    ) -> Outcome | None:
        """Return the row; ``None`` where the file has lost something, which needs words."""
        cells, own = found.values[: -len(_OWN)], _Own._make(found.values[-len(_OWN) :])
        if own.directory == _DIRECTORY:
            return Outcome(directory=item.name)
        if own.is_foreign or (own.provider is not None and not found.pixels):
            return None
        frames = _frames(own, found)
        return None if frames is None else Outcome((item.name, size, modified, "", frames, *cells))


def _frames(own: _Own, found: Scanned[Cell]) -> int | None:
    """Return for how many frames there are pixels; ``None`` where that needs words."""
    if not found.pixels or found.pixel_length == 0 or own.rows is None or own.columns is None:
        return 0
    size = (own.rows, own.columns)
    if not all(isinstance(each, int) and each > 0 for each in size):
        return None
    if own.frames in (None, 1, ""):
        return 1
    if not isinstance(own.frames, int) or not 0 < own.frames <= _MOST_FRAMES:
        return None
    if found.pixel_length is not None:
        samples = 2 if "422" in str(own.photometric) else own.samples or 1
        if not _has_room(found.pixel_length, (own.frames, *size, own.bits, samples)):
            return None
    return own.frames


def _has_room(length: int, factors: tuple[Cell, ...]) -> bool:
    """Whether pixels are as long as their frames, lines, columns, bits and samples say."""
    bits = 1
    for factor in factors:
        if not isinstance(factor, int):
            return False
        bits *= factor
    return length * 8 >= bits


def _read(file: int, size: int) -> bytes:
    """Read so many bytes, or what there is; a system may give fewer at a time."""
    data = os.read(file, size)
    while len(data) < size and (part := os.read(file, size - len(data))):
        data += part
    return data


def _changed(outcome: Outcome, item: Item) -> Outcome:
    """Say that what was read may be of two states of the file."""
    error = ReadError(_CHANGED, file=item.name, remedy=_AGAIN)
    row = outcome.row
    if row is not None:
        row = (*row[:3], WITH_PROBLEMS, *row[4:])
    return Outcome(row, (*outcome.problems, error))


def _size_in(source: Source, item: Item) -> tuple[int | None, int | None]:
    """Return the bytes of what is no local file, where the source knows them."""
    known = getattr(source, "size", None)
    return (known(item) if known is not None else None), None


def _is_directory(dataset: Any) -> bool:
    meta: Any = getattr(dataset, "file_meta", None)
    return bool(meta) and quick_text(meta, 0x00020002) == _DIRECTORY


def _bare(error: ReadError) -> ReadError:
    """Let go of the frames that the error came through: it is kept as long as the table."""
    error.__cause__ = error.__context__ = None
    return error.with_traceback(None)
