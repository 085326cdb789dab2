"""Errands whose files go to a folder: what is missing there is made, in their order."""

from __future__ import annotations

import time
from dataclasses import dataclass, field
from secrets import token_hex
from typing import TYPE_CHECKING, Any

from dicomwidgets import __version__
from dicomwidgets.jobs.errand import Errand, ErrandWork, Made
from dicomwidgets.jobs.manifest import Hasher, Manifest, first_line, unreadable
from dicomwidgets.jobs.progress import Teller
from dicomwidgets.jobs.reasons import is_the_end, reason_of
from dicomwidgets.jobs.run_report import RunFile, RunReport
from dicomwidgets.jobs.target_folder import TargetFolder, not_writable

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence
    from pathlib import Path

    from dicomwidgets.jobs.errand import Parts
    from dicomwidgets.jobs.manner import Manner
    from dicomwidgets.jobs.run_report import FileStatus

__all__ = ["FolderJob"]

_FORMAT = 1
_ENDED = (
    "The run has ended early, as nothing more can be written to the target or to the folder of "
    "temporary files. {} Make room and repeat the call: what is done stays."
)
_CHANGED = (
    "The source has changed since its file was written; that file stays. "
    "Remove it, or write to an empty folder."
)
_ELSEWHERE = "Another file had the name that was planned: it has a number."
_TWICE = "Another source gave just the same: both are one file."
_CANCELLED = "The run was cancelled: repeat the call, and what is missing is made."


@dataclass(frozen=True, slots=True)
class _Entry:
    """Files that were written, and what for."""

    source: str
    stamp: str
    targets: tuple[str, ...]
    notes: tuple[str, ...] = ()

    def line(self) -> dict[str, Any]:
        return {
            "source": self.source,
            "stamp": self.stamp,
            "targets": self.targets,
            "notes": self.notes,
        }

    @classmethod
    def read(cls, found: Mapping[str, Any]) -> _Entry:
        targets, notes = tuple(found["targets"]), tuple(found["notes"])
        return cls(found["source"], found["stamp"], targets, notes)


@dataclass(frozen=True)
class FolderJob:
    """Errands, and how they are done.

    Parameters
    ----------
    errands
        In their order, and numbered by it; no two have the same names.
    complete
        Says where the files of an errand are, and what else its work has to know: asked when it
        is sent.
    make
        Does one (`ErrandWork`).
    terms
        How, in words and numbers that identify nobody: a rerun must be made in the same way.
    secret_terms
        The same for what may hold values or names: of each a keyed hash is kept.
    """

    errands: Sequence[Errand]
    complete: Callable[[Errand], Errand]
    make: Callable[[Errand, Parts], tuple[str, ...] | None]
    terms: Mapping[str, Any]
    secret_terms: Mapping[str, str | bytes] = field(default_factory=dict)

    def into(self, target: Path, manner: Manner, *, resume: bool = True) -> RunReport:
        """Write what is missing in a folder.

        Parameters
        ----------
        target
            The folder: made if need be; empty, or begun by the same job.
        manner
            Where the work is done.
        resume
            Whether an earlier run may be continued.

        Raises
        ------
        ArgumentError
            If the folder can't be used, holds something else, or was begun in another way.
        JobError
            If the executor that was given breaks.
        """
        with TargetFolder(target, resume=resume) as folder:
            salt = _salt(first_line(folder.manifest))
            hasher = Hasher(bytes.fromhex(salt))
            terms = {
                "format": _FORMAT,
                "program": f"dicomwidgets {__version__}",
                "salt": salt,
                **self.terms,
                **{name: hasher.of(told) for name, told in self.secret_terms.items()},
            }
            try:
                manifest = Manifest(folder.manifest, terms, _Entry.read)
            except OSError as error:
                raise not_writable(error) from None
            try:
                return _Run(self, manner, folder, manifest, hasher).report()
            finally:
                manifest.close()


class _Run:
    """One run."""

    def __init__(
        self,
        job: FolderJob,
        manner: Manner,
        folder: TargetFolder,
        manifest: Manifest[_Entry],
        hasher: Hasher,
    ) -> None:
        self.job = job
        self.manner = manner
        self.folder = folder
        self.manifest = manifest
        self.hasher = hasher
        self.files: list[RunFile | None] = [None] * len(job.errands)
        self.teller = Teller(manner.on_progress, len(job.errands))
        self.ended = ""
        self.size = 0
        for entry in manifest.entries.values():
            for target in entry.targets:
                folder.claim(target, entry.source)

    def report(self) -> RunReport:
        begin = time.monotonic()
        work = ErrandWork(self.job.make, str(self.folder.parts))
        for result in self.manner.results(work, self.missing(), lambda: bool(self.ended)):
            made = result.value or Made("failed", reason=reason_of(result.error))
            if made.ends:
                self.ended = made.reason
            self.settle(result.item, self.placed(result.item, made))
        self.teller.tell()
        files = tuple(
            file or RunFile(errand.names, (), "cancelled", _CANCELLED)
            for errand, file in zip(self.job.errands, self.files, strict=True)
        )
        remarks = (_ENDED.format(self.ended),) if self.ended else ()
        seconds = time.monotonic() - begin
        return RunReport(files, self.folder.path, self.size, remarks, seconds)

    def missing(self) -> Iterator[Errand]:
        """Yield what is not there yet."""
        for here in self.job.errands:
            try:
                errand = self.job.complete(here)
            except Exception as error:  # noqa: BLE001 - whatever pydicom raises for an odd dataset
                self.settle(here, RunFile(here.names, (), "failed", reason_of(error)))
                continue
            entry = self.manifest.entries.get(self.named(errand)) if self.manifest.entries else None
            if entry is None or not self.is_done(entry, errand):
                yield errand
                continue
            file = RunFile(errand.names, entry.targets, "present", notes=entry.notes)
            self.settle(errand, file)

    def named(self, errand: Errand) -> str:
        return self.hasher.of("\0".join(errand.names))

    def is_done(self, entry: _Entry, errand: Errand) -> bool:
        try:
            stamp = self.hasher.of(errand.stamp())
        except OSError:
            return False
        whole = all((self.folder.path / target).is_file() for target in entry.targets)
        return stamp == entry.stamp and whole

    def settle(self, errand: Errand, file: RunFile) -> None:
        self.files[errand.number] = file
        self.teller.count(failed=file.is_problem)

    def placed(self, errand: Errand, made: Made) -> RunFile:
        if made.status != "made":
            status: FileStatus = made.status
            return RunFile(errand.names, (), status, made.reason, made.notes)
        source, targets, found = self.named(errand), [], set[str]()
        try:
            for part, wanted in zip(made.parts, errand.targets, strict=True):
                name, status_of_part = self.folder.place(part, wanted, source)
                targets.append(name)
                found.add(status_of_part)
        except FileExistsError:
            return RunFile(errand.names, tuple(targets), "changed", _CHANGED)
        except OSError as error:
            if is_the_end(error):
                self.ended = reason_of(error)
            return RunFile(errand.names, tuple(targets), "failed", reason_of(error))
        self.size += made.size
        notes = (*made.notes, *_told(errand.targets, targets, found))
        self.write_down(_Entry(source, self.hasher.of(made.stamp), tuple(targets), notes))
        return RunFile(errand.names, tuple(targets), _status(found), "", notes)

    def write_down(self, entry: _Entry) -> None:
        if self.manifest.entries.get(entry.source) != entry:
            try:
                self.manifest.add(entry)
            except OSError as error:  # a rerun finds the file and writes the line
                self.ended = reason_of(error)


def _salt(first: Mapping[str, Any] | None) -> str:
    """Return the salt of the manifest that is there, or another."""
    salt = (first or {}).get("salt", "") or token_hex(16)
    try:
        bytes.fromhex(salt)
    except (TypeError, ValueError):
        raise unreadable() from None
    return str(salt)


def _status(found: set[str]) -> FileStatus:
    """Return the status of files of which some were placed in these ways."""
    if "written" in found:
        return "written"
    return "duplicate" if "duplicate" in found else "present"


def _told(wanted: Sequence[str], targets: Sequence[str], found: set[str]) -> Iterator[str]:
    """Yield what is to be known of where files are."""
    if tuple(targets) != tuple(wanted):
        yield _ELSEWHERE
    if "duplicate" in found:
        yield _TWICE
