"""What is done to one file, wherever it is done: in this process, a worker's or a cluster's."""

from __future__ import annotations

import os
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from secrets import token_hex
from typing import TYPE_CHECKING, BinaryIO, Literal, NamedTuple, Protocol, TypeVar

from dicomwidgets.deidentification.bulk.directory_records import records_of
from dicomwidgets.deidentification.bulk.naming import new_values
from dicomwidgets.errors import DicomWidgetsError
from dicomwidgets.jobs.atomic import PART, start_writing
from dicomwidgets.jobs.reasons import is_the_end
from dicomwidgets.reading.sniff import FIRST_BYTES, sniff

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from dicomwidgets.deidentification.bulk.directory_records import Records
    from dicomwidgets.deidentification.bulk.naming import Names
    from dicomwidgets.deidentification.bulk.rehearsed import ChangedRow
    from dicomwidgets.jobs.manifest import Hasher
    from dicomwidgets.reading.origin import Origin

__all__ = ["Done", "FileWork", "Made", "Rehearsal", "Task"]

_OTHER = {
    "empty": "This file is empty: it has 0 bytes.",
    "other": "This is not a DICOM file: it has neither the DICM prefix nor a first element.",
    "zip": "An archive in a folder is not opened: give it as a source of its own.",
    "dicomdir": "The directory of a medium: it is made anew from the files written.",
}
_NEW = os.O_RDWR | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0)
_REMEDY = "Export it again, or leave it out."

_NOTHING: Mapping[str, int] = {}

DoneT = TypeVar("DoneT")

MadeStatus = Literal["made", "skipped", "refused", "failed"]


class Done(Protocol):
    """What the engine says of a file that it has written (`engine.job.Outcome`)."""

    @property
    def counts(self) -> Mapping[str, int]:
        """How many elements were changed, by action."""

    @property
    def notes(self) -> tuple[str, ...]:
        """What is to be known of the file."""

    @property
    def names(self) -> Mapping[str, str]:
        """New values by keyword, as far as the engine knows them: a file is named by them."""


class Task(NamedTuple):
    """One file to be done: its number, where it is, and its name in the source."""

    number: int
    origin: Origin
    name: str = ""


class Made(NamedTuple):
    """What became of a file. It holds nothing of the source: no name, no old value.

    Parameters
    ----------
    status
        ``"made"``; ``"skipped"``: no DICOM file; ``"refused"``: it can't be anonymized;
        ``"failed"``: it can't be read or written.
    part
        The name of what was written, in the folder of parts.
    name
        The name that it should have, made of new values.
    source, stamp
        Keyed hashes of the source's name and state, for the manifest.
    counts, notes
        What the engine says.
    reason
        Why there is nothing.
    ends
        Whether no other file can be written either: the disk is full.
    rows
        Of a rehearsal that was asked for them: what would happen to each element. They hold old
        values, and are for whoever asked.
    records
        For the directory of a medium, where one is made.
    """

    status: MadeStatus
    part: str = ""
    name: str = ""
    source: str = ""
    stamp: str = ""
    counts: Mapping[str, int] = _NOTHING
    notes: tuple[str, ...] = ()
    reason: str = ""
    ends: bool = False
    rows: tuple[ChangedRow, ...] = ()
    records: Records | None = None


class Begun(NamedTuple):
    """What became of a file, and a handle on what was written, which may not be on the disk yet."""

    made: Made
    handle: int = -1


@dataclass(frozen=True, slots=True)
class FileWork:
    """Anonymizes files into a folder of parts, under names of no meaning. It pickles.

    Parameters
    ----------
    rewrite
        The engine: writes a file anew.
    folder
        Where the parts go.
    names
        How files are called; ``None`` where the caller knows.
    hasher
        Of the manifest, if there is one.
    recorded
        Whether the files are for a medium, whose directory is to have records of them.
    """

    rewrite: Callable[[BinaryIO, BinaryIO], Done]
    folder: str
    names: Names | None
    hasher: Hasher | None = None
    recorded: bool = False

    def __call__(self, task: Task) -> Made:
        """Anonymize a file, or say why not; never raise."""
        return _on_disk(self.folder, self.begin(task))

    def begin(self, task: Task) -> Begun:
        """Anonymize a file that need not be on the disk yet (`jobs.together.InTwoSteps`)."""
        begun = _tried(self._begun, task.origin)
        if isinstance(begun, Made):
            return Begun(begun)
        if self.hasher is None:
            return begun
        # Here, as who started the workers has to do something for each file of theirs.
        source, stamp = self.hasher.of(task.name), self.hasher.of(begun.made.stamp)
        return begun._replace(made=begun.made._replace(source=source, stamp=stamp))

    def finish(self, begun: Sequence[Begun]) -> list[Made]:
        """Wait until files are on the disk, each by itself, and say what became of them."""
        return [_on_disk(self.folder, each) for each in begun]

    def _begun(self, file: BinaryIO, stamp: bytes) -> Begun:
        part = f"{token_hex(12)}{PART}"
        path = os.path.join(self.folder, part)  # noqa: PTH118 - hot
        try:
            # With the rights that a new file has: it gets its final name as it is.
            with open(os.open(path, _NEW, 0o666), "w+b") as out:  # noqa: PTH123
                done = self.rewrite(file, out)
                name = self._name(out, done.names)
                out.flush()
                start_writing(out.fileno())
                counts, notes = dict(done.counts), tuple(done.notes)
                told = stamp.decode("latin-1")
                made = Made("made", part, name, stamp=told, counts=counts, notes=notes)
                if self.recorded:  # here: of many files it is a third of the work
                    made = made._replace(records=records_of(out))
                return Begun(made, os.dup(out.fileno()))
        except BaseException:
            with suppress(OSError):
                Path(path).unlink()
            raise

    def _name(self, out: BinaryIO, known: Mapping[str, str]) -> str:
        if self.names is None:
            return ""
        keywords = self.names.keywords
        if known.keys() >= set(keywords):
            return self.names.path([known[keyword] for keyword in keywords])
        return self.names.path(new_values(out, keywords))


@dataclass(frozen=True, slots=True)
class Rehearsal:
    """Anonymizes files into nothing, for the counts.

    Parameters
    ----------
    rewrite
        The engine.
    planned
        Gives the rows of a file, where they are asked for.
    """

    rewrite: Callable[[BinaryIO, BinaryIO], Done]
    planned: Callable[[Origin], tuple[ChangedRow, ...]] | None = None

    def __call__(self, task: Task) -> Made:
        """Say what would become of a file; never raise."""
        made = _tried(self._made, task.origin)
        planned = self.planned
        if planned is None or made.status != "made":
            return made
        rows = _tried(lambda _file, _stamp: planned(task.origin), task.origin)
        return rows if isinstance(rows, Made) else made._replace(rows=rows)

    def _made(self, file: BinaryIO, _: bytes) -> Made:
        with open(os.devnull, "w+b") as out:  # noqa: PTH123
            done = self.rewrite(file, out)
        return Made("made", counts=dict(done.counts), notes=tuple(done.notes))


def _kind(start: bytes) -> str:
    return sniff(start) if start else "empty"


def _on_disk(folder: str, begun: Begun) -> Made:
    """Wait until a file is on the disk; one that can't be brought there is no part any more."""
    made, handle = begun
    if handle < 0:
        return made
    try:
        with open(handle, "rb") as file:  # noqa: PTH123 - a handle
            os.fsync(file.fileno())
    except OSError as error:
        with suppress(OSError):
            Path(folder, made.part).unlink()
        return _failed(error)
    return made


def _failed(error: OSError) -> Made:
    reason = f"It can't be read or written: {error.strerror}."
    return Made("failed", reason=reason, ends=is_the_end(error))


def _tried(make: Callable[[BinaryIO, bytes], DoneT], origin: Origin) -> DoneT | Made:
    try:
        stamp = origin.stamp()
        kind = _kind(origin.begins(FIRST_BYTES)) if origin.member else ""
        if kind in _OTHER:  # of what is no DICOM file nothing is unpacked
            return Made("skipped", reason=_OTHER[kind])
        with origin.open() as file:
            kind = _kind(file.read(FIRST_BYTES))
            if kind in _OTHER:
                return Made("skipped", reason=_OTHER[kind])
            file.seek(0)
            return make(file, stamp)
    except DicomWidgetsError as error:
        return Made("refused", reason=" ".join(filter(None, (error.message, error.remedy))))
    except OSError as error:
        return _failed(error)
    except Exception as error:  # noqa: BLE001 - a broken file is no reason to stop; its text may quote
        reason = f"It can't be anonymized: its structure is damaged ({type(error).__name__})."
        return Made("refused", reason=f"{reason} {_REMEDY}")
