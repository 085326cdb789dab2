"""From a source to a folder: what is missing there is made, in the order of the source."""

from __future__ import annotations

import sys
import time
from collections import Counter
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, BinaryIO

from dicomwidgets import jobs
from dicomwidgets.deidentification.bulk.directory import write_directory
from dicomwidgets.deidentification.bulk.directory_records import ReadAgain, Records
from dicomwidgets.deidentification.bulk.manifest import Entry, Terms, fingerprint_in, manifest_of
from dicomwidgets.deidentification.bulk.rehearsed import PlanOfFile
from dicomwidgets.deidentification.bulk.report import FileReport, Report
from dicomwidgets.deidentification.bulk.work import FileWork, Made, Rehearsal, Task
from dicomwidgets.jobs.manifest import Hasher
from dicomwidgets.jobs.progress import Teller
from dicomwidgets.jobs.reasons import is_the_end, reason_of, said
from dicomwidgets.jobs.target_folder import TargetFolder, not_writable
from dicomwidgets.reading.origin import Origin, origin_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from dicomwidgets.deidentification.bulk.naming import Names
    from dicomwidgets.deidentification.bulk.rehearsed import ChangedRow
    from dicomwidgets.deidentification.bulk.report import Status
    from dicomwidgets.deidentification.bulk.work import Done
    from dicomwidgets.jobs.manifest import Manifest
    from dicomwidgets.reading.item import Source

__all__ = ["Manner", "Order", "into_folder", "rehearsed"]


@dataclass(frozen=True)
class Order:
    """What is to be done to every file.

    Parameters
    ----------
    rewrite
        The engine; it pickles.
    names
        What files are called.
    terms
        What a rerun must agree with.
    secret
        For the hashes of the manifest.
    medium
        Whether the source holds a DICOMDIR, which is then made anew.
    planned
        Gives the rows of a file in a rehearsal.
    """

    rewrite: Callable[[BinaryIO, BinaryIO], Done]
    names: Names
    terms: Terms
    secret: bytes
    medium: bool = False
    planned: Callable[[Origin], tuple[ChangedRow, ...]] | None = None


@dataclass(frozen=True)
class Manner(jobs.Manner):
    """Where it is done, and who is told meanwhile: in a rehearsal also the rows of each file."""

    on_rows: Callable[[PlanOfFile], None] | None = None


def into_folder(
    source: Source,
    target: Path,
    order_for: Callable[[str | None], Order],
    manner: Manner,
    *,
    resume: bool,
) -> Report:
    """Anonymize all files of a source into a folder.

    Parameters
    ----------
    source
        Only read.
    target
        The folder.
    order_for
        Says what is done, told the fingerprint of the key that an earlier run into the folder had.
    manner
        Where it is done.
    resume
        Whether an earlier run may be continued.

    Raises
    ------
    ArgumentError
        If the folder can't be used, or was begun in another way.
    """
    with TargetFolder(target, resume=resume) as folder:
        order = order_for(fingerprint_in(folder.manifest))
        try:
            manifest = manifest_of(folder.manifest, order.terms)
        except OSError as error:
            raise not_writable(error) from None
        try:
            return _FolderRun(source, order, manner, folder, manifest).report()
        finally:
            manifest.close()


def rehearsed(source: Source, order: Order, manner: Manner) -> Report:
    """Say what anonymizing a source would do; nothing is written."""
    return _Run(source, order, manner).report()


class _Run:
    """A run that writes nothing."""

    target: Path | None = None

    def __init__(self, source: Source, order: Order, manner: Manner) -> None:
        self.source = source
        self.order = order
        self.manner = manner
        self.items = source.items()
        self.files: list[FileReport | None] = [None] * len(self.items)
        self.changes: Counter[str] = Counter()
        self.teller = Teller(manner.on_progress, len(self.items))
        self.ended = ""

    def report(self) -> Report:
        begin = time.monotonic()
        for result in self.manner.results(self.work(), self.tasks(), lambda: bool(self.ended)):
            number = result.item.number
            error = result.error
            made = result.value or Made("failed", reason=reason_of(error))
            if made.ends:
                self.ended = made.reason
            self.settle(number, self.placed(number, made))
        self.teller.tell()
        remarks = (_ENDED.format(self.ended),) if self.ended else self.finish()
        files = (
            file or FileReport(item.name, None, "cancelled")
            for file, item in zip(self.files, self.items, strict=True)
        )
        missing = (
            FileReport(error.file or "", None, "failed", said(error))
            for error in self.source.missing()
        )
        terms = self.order.terms
        seconds = time.monotonic() - begin
        changes = dict(sorted(self.changes.items()))
        return Report(
            (*files, *missing),
            self.target,
            changes,
            terms.policy,
            terms.key,
            remarks,
            seconds,
            self.source,
        )

    def work(self) -> Callable[[Task], Made]:
        return Rehearsal(self.order.rewrite, self.order.planned)

    def tasks(self) -> Iterator[Task]:
        for number in range(len(self.items)):
            origin = self.origin(number)
            if origin is not None:
                yield Task(number, origin, self.items[number].name)

    def origin(self, number: int) -> Origin | None:
        item = self.items[number]
        try:
            return origin_of(self.source, item)
        except Exception as error:  # noqa: BLE001 - whatever pydicom raises for an odd dataset
            reason = reason_of(error)
            self.settle(number, FileReport(item.name, None, "failed", reason))
            return None

    def settle(self, number: int, file: FileReport) -> None:
        self.files[number] = file
        self.teller.count(failed=file.is_problem)

    def add_up(self, made: Made) -> None:
        for action, count in made.counts.items():  # `Counter.update` takes five times as long
            self.changes[action] += count

    def placed(self, number: int, made: Made) -> FileReport:
        self.add_up(made)
        status: Status = "planned" if made.status == "made" else made.status
        if self.manner.on_rows and status == "planned":
            plan = PlanOfFile(number + 1, self.items[number].name, made.rows)
            self.manner.on_rows(plan)
        # From other processes each text comes as a copy.
        reason, notes = sys.intern(made.reason), _same(made.notes)
        return FileReport(self.items[number].name, None, status, reason, notes)

    def finish(self) -> tuple[str, ...]:
        """Do what comes after the last file, and say what is to be known of it."""
        return ()


class _FolderRun(_Run):
    """A run into a folder."""

    def __init__(
        self,
        source: Source,
        order: Order,
        manner: Manner,
        folder: TargetFolder,
        manifest: Manifest[Entry],
    ) -> None:
        super().__init__(source, order, manner)
        self.target = folder.path
        self.folder = folder
        self.manifest = manifest
        self.hasher = Hasher(order.secret)
        self.records: dict[str, Records | None] = {}
        for entry in manifest.entries.values():
            if entry.status == "written":
                folder.claim(entry.target, entry.source)

    def work(self) -> Callable[[Task], Made]:
        parts = str(self.folder.parts)
        order = self.order
        return FileWork(order.rewrite, parts, order.names, self.hasher, order.medium)

    def tasks(self) -> Iterator[Task]:
        if not self.manifest.entries:
            yield from super().tasks()
            return
        for task in super().tasks():
            entry = self.manifest.entries.get(self.hasher.of(self.items[task.number].name))
            if entry is None or not self.is_done(entry, task.origin):
                yield task
                continue
            self.changes.update(entry.counts)
            self.settle(task.number, self.filed(task.number, entry, "present"))

    def is_done(self, entry: Entry, origin: Origin) -> bool:
        try:
            stamp = self.hasher.of(origin.stamp())
        except OSError:
            return False
        return stamp == entry.stamp and (self.folder.path / entry.target).is_file()

    def filed(self, number: int, entry: Entry, status: Status) -> FileReport:
        return FileReport(self.items[number].name, entry.target, status, notes=entry.notes)

    def placed(self, number: int, made: Made) -> FileReport:
        if made.status != "made":
            return super().placed(number, made)
        name = self.items[number].name
        source = made.source
        try:
            target, status = self.folder.place(made.part, made.name, source)
        except FileExistsError:
            return FileReport(name, made.name, "changed", _CHANGED)
        except OSError as error:
            if is_the_end(error):
                self.ended = reason_of(error)
            return FileReport(name, None, "failed", reason_of(error))
        self.add_up(made)
        if self.order.medium:
            self.records.setdefault(target, _shared(made.records))
        kind = "duplicate" if status == "duplicate" else "written"
        entry = Entry(source, made.stamp, target, kind, made.counts, _same(made.notes))
        if self.manifest.entries.get(source) != entry:
            try:
                self.manifest.add(entry)
            except OSError as error:  # a rerun finds the file and writes the line
                self.ended = reason_of(error)
        return self.filed(number, entry, status)

    def finish(self) -> tuple[str, ...]:
        if not self.order.medium or not all(self.files):
            return ()
        targets = dict.fromkeys(file.target for file in self.files if file and file.target)
        self.read_again([target for target in targets if target not in self.records])
        if not targets.keys() <= self.records.keys():  # cancelled meanwhile
            return ()
        files = {target: self.records[target] for target in targets}
        try:
            left_out = write_directory(self.folder.path, files, self.order.secret)
        except OSError as error:
            return (f"The DICOMDIR can't be written: {error.strerror}.",)
        return (_LEFT_OUT.format(left_out),) if left_out else ()

    def read_again(self, targets: list[str]) -> None:
        """Make the records of what an earlier run has written."""
        work = ReadAgain(str(self.folder.path))
        for result in self.manner.results(work, targets, lambda: False):
            self.records[result.item] = result.value


_ENDED = (
    "The run has ended early, as nothing more can be written to the target or to the folder of "
    "temporary files. {} Make room and repeat the call: what is done stays."
)
_LEFT_OUT = (
    "{:,} files are not in the new DICOMDIR: their names are none of PS3.10 8.2, or what a record "
    "needs is missing."
)
_CHANGED = (
    "The source has changed since its file was written; that file stays. "
    "Remove it, or write to an empty folder."
)


def _shared(records: Records | None) -> Records | None:
    """Return records of a file that share those of its series with the other files of it."""
    return records and records._replace(above=_above(records.above))


@lru_cache(maxsize=64)
def _above(found: tuple[tuple[str, bytes], ...]) -> tuple[tuple[str, bytes], ...]:
    return found


@lru_cache(maxsize=256)
def _same(notes: tuple[str, ...]) -> tuple[str, ...]:
    return notes
