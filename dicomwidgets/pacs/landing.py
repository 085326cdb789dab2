"""The folder that instances arrive in, whatever way they come: nothing lost, nothing twice."""

from __future__ import annotations

import io
import threading
import time
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from secrets import token_hex
from typing import TYPE_CHECKING, Any, BinaryIO, Self

from dicomwidgets import __version__
from dicomwidgets.deidentification.bulk.naming import new_values
from dicomwidgets.encoding.walk import walk_file
from dicomwidgets.errors import DicomWidgetsError
from dicomwidgets.jobs.errand import Parts
from dicomwidgets.jobs.manifest import Hasher, Manifest, first_line, unreadable
from dicomwidgets.jobs.reasons import is_the_end, reason_of, said
from dicomwidgets.jobs.run_report import RunFile, RunReport
from dicomwidgets.jobs.target_folder import TargetFolder, not_writable
from dicomwidgets.pacs.arriving import Deidentifying

if TYPE_CHECKING:
    import os
    from collections.abc import Iterable, Mapping
    from types import TracebackType

    from dicomwidgets.pacs.arriving import Arriving
    from dicomwidgets.pacs.dimse_held import Held

__all__ = ["Landing"]

_FORMAT = 1
_IDS = ("SOPInstanceUID", "SOPClassUID")
_ENDED = "Nothing more can be written to the folder. {} Make room and repeat the call."
_OTHER = "An object with the same SOP Instance UID and other content is there: both are kept."
_CUT = "It ends in the middle of an element, or can't be understood to its end: as it was sent."
_UNLIKE = "Its SOP Instance UID is not the one that it was announced with: it is not kept."
_NAMELESS = "It has no SOP Instance UID: it is not kept."


@dataclass(frozen=True, slots=True)
class _Entry:
    """An instance that is there."""

    source: str
    target: str
    size: int
    notes: tuple[str, ...] = ()

    def line(self) -> dict[str, Any]:
        return {
            "source": self.source,
            "target": self.target,
            "size": self.size,
            "notes": self.notes,
        }

    @classmethod
    def read(cls, found: Mapping[str, Any]) -> _Entry:
        return cls(found["source"], found["target"], int(found["size"]), tuple(found["notes"]))


class Landing:
    """A folder that instances arrive in; what an earlier run has brought there stays.

    Each is there whole or not at all, and on the disk when `take` returns. The same bytes are kept
    once; others under the same SOP Instance UID get a name of their own. All methods may be called
    on any thread.

    Parameters
    ----------
    folder
        Made if need be; empty, or begun by an earlier run in the same way.
    deidentify
        Whether, and how, files are de-identified before anything touches the disk
        (`arriving.Deidentifying`).
    names
        A pattern of file names.
    resume
        Whether an earlier run may be continued.

    Attributes
    ----------
    path : Path
        The folder.
    files : list of RunFile
        What has arrived, in its order.
    size : int
        Bytes written.
    ended : str
        Why nothing more can be written; empty while it can.

    Raises
    ------
    ArgumentError
        If the folder holds something else, was begun in another way, or can't be written to.
    """

    def __init__(
        self,
        folder: str | os.PathLike[str],
        *,
        deidentify: Mapping[str, Any] | bool | None = None,
        names: str | None = None,
        resume: bool = True,
    ) -> None:
        asked = Deidentifying(deidentify, names)
        self.files: list[RunFile] = []
        self.size = 0
        self.ended = ""
        self._begin = time.monotonic()
        self._lock = threading.Lock()
        self._folder = TargetFolder(Path(folder).expanduser(), resume=resume)
        self.path = self._folder.path
        try:
            self._arriving, self._manifest, self._hasher = self._terms(asked)
        except BaseException as error:
            self._folder.__exit__(type(error), error, None)
            raise

    def _terms(self, asked: Deidentifying) -> tuple[Arriving, Manifest[_Entry], Hasher]:
        first = first_line(self._folder.manifest) or {}
        arriving = asked.arriving(self.path, first.get("key"))
        salt = str(first.get("salt") or token_hex(16))
        try:
            hasher = Hasher(arriving.secret or bytes.fromhex(salt))
        except ValueError:
            raise unreadable() from None
        terms = {
            "format": _FORMAT,
            "program": f"dicomwidgets {__version__}",
            "work": "retrieved",
            **({} if arriving.secret else {"salt": salt}),
            **arriving.terms,
        }
        try:
            return arriving, Manifest(self._folder.manifest, terms, _Entry.read), hasher
        except OSError as error:
            raise not_writable(error) from None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def close(self) -> None:
        """Write down what there is to be written down, and let others use the folder."""
        self._manifest.close()
        self._folder.__exit__(None, None, None)

    def has(self, instance: str) -> bool:
        """Whether an instance is there, by its SOP Instance UID in the PACS."""
        return self._there(instance) is not None

    def _there(self, instance: str) -> _Entry | None:
        entry = self._manifest.entries.get(self._hasher.of(instance))
        if entry is None:
            return None
        try:
            whole = (self.path / entry.target).stat().st_size == entry.size
        except OSError:
            return None
        return entry if whole else None

    def skip(self, instance: str) -> bool:
        """Note an instance that an earlier run has brought as present; return whether one has."""
        entry = self._there(instance)
        if entry is None:
            return False
        self._note(RunFile((instance,), (entry.target,), "present", notes=entry.notes))
        return True

    @property
    def is_plain(self) -> bool:
        """Whether files are kept as they come."""
        return self._arriving.job is None

    @property
    def parts(self) -> Path:
        """Where files lie that are not whole yet."""
        return self._folder.parts

    def take(self, data: bytes | Held, instance: str = "") -> RunFile:
        """Keep one file, and return what became of it. It never raises for what is in the file.

        Parameters
        ----------
        data
            The bytes of a whole file (PS3.10), with its file meta information, or one that is held.
        instance
            The SOP Instance UID that it was announced with, which the dataset must have.
        """
        file = self._taken(data, instance)
        self._note(file)
        return file

    def _taken(self, data: bytes | Held, instance: str) -> RunFile:
        parts = Parts(str(self._folder.parts))
        named = instance
        try:
            file = io.BytesIO(data) if isinstance(data, bytes) else data.whole()
            found, _ = new_values(file, _IDS)
            named = instance or found
            if not found or (instance and found != instance):
                reason = _UNLIKE if found else _NAMELESS
                return RunFile((named,), (), "refused", reason)
            file.seek(0)
            with parts.file() as out:
                done = self._arriving.write(file, out)
                name = self._arriving.names.path(new_values(out, self._arriving.names.keywords))
            parts.wait()
            file.seek(0)
            notes = done.notes if done else ((_CUT,) if walk_file(file).broken else ())
            return self._placed(parts, name, (named, _digest(file)), notes)
        except DicomWidgetsError as error:
            parts.discard()
            return RunFile((named,), (), "refused", said(error))
        except OSError as error:
            parts.discard()
            if is_the_end(error):
                self.ended = reason_of(error)
            return RunFile((named,), (), "failed", reason_of(error))
        except Exception as error:  # noqa: BLE001 - a broken file is no reason to stop; its text may quote
            parts.discard()
            return RunFile((named,), (), "refused", reason_of(error))

    def _placed(
        self, parts: Parts, name: str, whose: tuple[str, bytes], notes: tuple[str, ...]
    ) -> RunFile:
        instance, digest = whose
        size = parts.size()
        # Other bytes are another source: it is given another name, and this one stays.
        source = self._hasher.of(instance.encode("ascii", "replace") + digest)
        with self._lock:
            target, status = self._folder.place(parts.names[0], name, source)
            if status == "written":
                self.size += size
            if target != name:
                notes = (*notes, _OTHER)
            entry = _Entry(self._hasher.of(instance), target, size, notes)
            if self._manifest.entries.get(entry.source) != entry:
                self._manifest.entries[entry.source] = entry
                self._manifest.add(entry)
        return RunFile((instance,), (target,), status, "", notes)

    def _note(self, file: RunFile) -> None:
        with self._lock:
            self.files.append(file)

    def note(self, file: RunFile) -> None:
        """Add what became of an instance that did not arrive."""
        self._note(file)

    def report(self, remarks: Iterable[str] = ()) -> RunReport:
        """Return what has arrived so far."""
        with self._lock:
            files = tuple(self.files)
        ended = (_ENDED.format(self.ended),) if self.ended else ()
        seconds = time.monotonic() - self._begin
        return RunReport(files, self.path, self.size, (*ended, *remarks), seconds)


def _digest(file: BinaryIO) -> bytes:
    file.seek(0)
    found = sha256()
    while data := file.read(1 << 20):
        found.update(data)
    return found.digest()
