"""What a job makes of files, wherever it is made: parts first, which get their names later."""

from __future__ import annotations

import os
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from secrets import token_hex
from typing import TYPE_CHECKING, Any, BinaryIO, Literal, NamedTuple

from dicomwidgets.errors import DicomWidgetsError
from dicomwidgets.jobs.atomic import PART, start_writing
from dicomwidgets.jobs.reasons import is_the_end, reason_of, said

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from dicomwidgets.reading.origin import Origin

__all__ = ["Errand", "ErrandWork", "Made", "MadeStatus", "Parts", "SkippedError"]

_NEW = os.O_RDWR | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0)
_MOST_OPEN = 64
_CHANGED = "It was changed while it was read: nothing of it was written. Repeat the call."

MadeStatus = Literal["made", "unchanged", "skipped", "refused", "failed"]


class Errand(NamedTuple):
    """What is made of one file, or of several that belong together. It pickles.

    Parameters
    ----------
    number
        Its place among the errands.
    names
        Of the files, in their source.
    targets
        The files to be written, relative to the target.
    origins
        Where the files are, once the errand is sent.
    order
        What else the work has to know.
    beside
        The state of other files that the result depends on.
    """

    number: int
    names: tuple[str, ...]
    targets: tuple[str, ...]
    order: Any = None
    origins: tuple[Origin, ...] = ()
    beside: bytes = b""

    def stamp(self) -> bytes:
        """Return what changes when one of the files does.

        Raises
        ------
        OSError
            If one is gone.
        """
        return b"|".join([*(origin.stamp() for origin in self.origins), self.beside])

    def __repr__(self) -> str:
        return f"Errand({self.number}, {len(self.names)} files)"


class SkippedError(Exception):
    """A file is none that the work is for; says why without its name."""


class Made(NamedTuple):
    """What became of an errand. It holds nothing of the source.

    Parameters
    ----------
    status
        ``"made"``; ``"unchanged"``: there was nothing to do; ``"skipped"``: no DICOM file;
        ``"refused"``: it can't be done with this file; ``"failed"``: it can't be read or written.
    parts
        The names of what was written in the folder of parts, in the order of the targets.
    stamp
        The state that the files were in.
    notes
        What is to be known of what was written.
    reason
        Why there is nothing.
    ends
        Whether nothing else can be written either: the disk is full.
    size
        Bytes written.
    """

    status: MadeStatus
    parts: tuple[str, ...] = ()
    stamp: bytes = b""
    notes: tuple[str, ...] = ()
    reason: str = ""
    ends: bool = False
    size: int = 0


class Parts:
    """Files being written, under names of no meaning.

    Parameters
    ----------
    folder
        Where they are written.
    """

    def __init__(self, folder: str) -> None:
        self._folder = folder
        self._handles: list[int] = []
        self.names: list[str] = []

    def path(self, suffix: str = "") -> Path:
        """Return a path for the next part, for who writes by name; it must not be there yet."""
        name = f"{token_hex(12)}{PART}{suffix}"
        self.names.append(name)
        return Path(self._folder, name)

    @contextmanager
    def file(self) -> Iterator[BinaryIO]:
        """Open the next part; it is on the disk after `wait`.

        Raises
        ------
        OSError
            If it can't be written.
        """
        # With the rights that a new file has: it gets its final name as it is.
        with open(os.open(self.path(), _NEW, 0o666), "w+b") as out:  # noqa: PTH123 - by its number
            yield out
            out.flush()
            start_writing(out.fileno())
            self._handles.append(os.dup(out.fileno()))
        if len(self._handles) >= _MOST_OPEN:
            self.wait()

    def wait(self) -> None:
        """Wait until all parts are on the disk.

        Raises
        ------
        OSError
            If one can't be brought there.
        """
        while self._handles:
            with open(self._handles.pop(), "rb") as file:  # noqa: PTH123 - a handle
                os.fsync(file.fileno())

    def size(self) -> int:
        """Return how many bytes all parts have."""
        return sum(Path(self._folder, name).stat().st_size for name in self.names)

    def discard(self) -> None:
        """Remove them."""
        while self._handles:
            os.close(self._handles.pop())
        for name in self.names:
            with suppress(OSError):
                Path(self._folder, name).unlink(missing_ok=True)
        self.names.clear()


class Begun(NamedTuple):
    """What became of an errand whose parts may not be on the disk yet."""

    made: Made
    parts: Parts


@dataclass(frozen=True, slots=True)
class ErrandWork:
    """Does errands, each all or nothing; it pickles.

    Those that a worker is sent together are waited for together (`jobs.together.InTwoSteps`).

    Parameters
    ----------
    make
        Writes the parts of an errand in the order of its targets, and returns notes; none if
        there was nothing to do: ``None``. Raises `SkippedError` for what is no DICOM file.
    folder
        Of the parts.
    """

    make: Callable[[Errand, Parts], tuple[str, ...] | None]
    folder: str

    def __call__(self, errand: Errand) -> Made:
        """Do an errand, or say why not; never raise."""
        return _on_disk(self.begin(errand))

    def begin(self, errand: Errand) -> Begun:
        """Do an errand whose parts need not be on the disk yet."""
        parts = Parts(self.folder)
        try:
            made = self._made(errand, parts)
        except SkippedError as error:
            made = Made("skipped", reason=str(error))
        except DicomWidgetsError as error:
            made = Made("refused", reason=said(error))
        except OSError as error:
            made = _failed(error)
        except Exception as error:  # noqa: BLE001 - a broken file is no reason to stop; its text may quote
            made = Made("refused", reason=reason_of(error))
        if made.status != "made":
            parts.discard()
        return Begun(made, parts)

    def finish(self, begun: Sequence[Begun]) -> list[Made]:
        """Wait until parts are on the disk, and say what became of each errand."""
        return [_on_disk(each) for each in begun]

    def _made(self, errand: Errand, parts: Parts) -> Made:
        stamp = errand.stamp()
        notes = self.make(errand, parts)
        if notes is None:
            return Made("unchanged", stamp=stamp)
        if errand.stamp() != stamp:
            return Made("failed", reason=_CHANGED)
        return Made("made", tuple(parts.names), stamp, notes, size=parts.size())


def _on_disk(begun: Begun) -> Made:
    """Wait for the parts of an errand; where one can't be brought to the disk there are none."""
    try:
        begun.parts.wait()
    except OSError as error:
        begun.parts.discard()
        return _failed(error)
    return begun.made


def _failed(error: OSError) -> Made:
    return Made("failed", reason=reason_of(error), ends=is_the_end(error))
