"""What is done to one file, wherever it is done: in this process, a worker's or a cluster's."""

from __future__ import annotations

import os
import tempfile
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO, Literal, NamedTuple, Protocol

from dicomwidgets.deidentification.bulk.naming import new_values
from dicomwidgets.errors import DicomWidgetsError
from dicomwidgets.jobs.atomic import PART
from dicomwidgets.reading.sniff import FIRST_BYTES, sniff

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from dicomwidgets.reading.origin import Origin

__all__ = ["Done", "FileWork", "Made", "Rehearsal", "Task"]

_OTHER = {
    "other": "This is not a DICOM file: it has neither the DICM prefix nor a first element.",
    "zip": "An archive in a folder is not opened: give it as a source of its own.",
    "dicomdir": "The directory of a medium: it is made anew from the files written.",
}
_REMEDY = "Export it again, or leave it out."

MadeStatus = Literal["made", "skipped", "refused", "failed"]


class Done(Protocol):
    """What the engine says of a file that it has written (`engine.job.Outcome`)."""

    @property
    def counts(self) -> Mapping[str, int]:
        """How many elements were changed, by action."""

    @property
    def notes(self) -> tuple[str, ...]:
        """What is to be known of the file."""


class Task(NamedTuple):
    """One file to be done."""

    number: int
    origin: Origin


@dataclass(frozen=True, slots=True)
class Made:
    """What became of a file. It holds nothing of the source: no name, no old value.

    Parameters
    ----------
    status
        ``"made"``; ``"skipped"``: no DICOM file; ``"refused"``: it can't be anonymized;
        ``"failed"``: it can't be read or written.
    part
        The name of what was written, in the folder of parts.
    values
        The new values that its name is made of.
    stamp
        The state of the source (`reading.origin.Origin.stamp`).
    counts, notes
        What the engine says.
    reason
        Why there is nothing.
    """

    status: MadeStatus
    part: str = ""
    values: tuple[str, ...] = ()
    stamp: bytes = b""
    counts: Mapping[str, int] = field(default_factory=dict)
    notes: tuple[str, ...] = ()
    reason: str = ""


@dataclass(frozen=True, slots=True)
class FileWork:
    """Anonymizes files into a folder of parts, under names of no meaning. It pickles.

    Parameters
    ----------
    rewrite
        The engine: writes a file anew.
    folder
        Where the parts go.
    keywords
        Of the elements that names are made of.
    """

    rewrite: Callable[[BinaryIO, BinaryIO], Done]
    folder: str
    keywords: tuple[str, ...]

    def __call__(self, task: Task) -> Made:
        """Anonymize a file, or say why not; never raise."""
        return _tried(self._made, task.origin)

    def _made(self, file: BinaryIO, stamp: bytes) -> Made:
        handle, name = tempfile.mkstemp(dir=self.folder, suffix=PART)
        try:
            with open(handle, "w+b") as out:  # noqa: PTH123 - of a handle
                done = self.rewrite(file, out)
                values = new_values(out, self.keywords)
                out.flush()
                os.fsync(out.fileno())
        except BaseException:
            with suppress(OSError):
                Path(name).unlink()
            raise
        counts = dict(done.counts)
        return Made("made", Path(name).name, values, stamp, counts, tuple(done.notes))


@dataclass(frozen=True, slots=True)
class Rehearsal:
    """Anonymizes files into nothing, for the counts."""

    rewrite: Callable[[BinaryIO, BinaryIO], Done]

    def __call__(self, task: Task) -> Made:
        """Say what would become of a file; never raise."""
        return _tried(self._made, task.origin)

    def _made(self, file: BinaryIO, stamp: bytes) -> Made:
        with open(os.devnull, "w+b") as out:  # noqa: PTH123
            done = self.rewrite(file, out)
        return Made("made", stamp=stamp, counts=dict(done.counts), notes=tuple(done.notes))


def _tried(make: Callable[[BinaryIO, bytes], Made], origin: Origin) -> Made:
    try:
        stamp = origin.stamp()
        with origin.open() as file:
            kind = sniff(file.read(FIRST_BYTES))
            if kind in _OTHER:
                return Made("skipped", stamp=stamp, reason=_OTHER[kind])
            file.seek(0)
            return make(file, stamp)
    except DicomWidgetsError as error:
        return Made("refused", reason=" ".join(filter(None, (error.message, error.remedy))))
    except OSError as error:
        return Made("failed", reason=f"It can't be read or written: {error.strerror}.")
    except Exception as error:  # noqa: BLE001 - a broken file is no reason to stop; its text may quote
        reason = f"It can't be anonymized: its structure is damaged ({type(error).__name__})."
        return Made("refused", reason=f"{reason} {_REMEDY}")
