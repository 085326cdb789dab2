"""Edited files written over their sources."""

from __future__ import annotations

import os
import time
from dataclasses import replace
from typing import TYPE_CHECKING

from dicomwidgets.editing.bulk.work import EditOver, FileOver
from dicomwidgets.errors import ArgumentError, DicomWidgetsError
from dicomwidgets.jobs.errand import SkippedError
from dicomwidgets.jobs.progress import Teller
from dicomwidgets.jobs.reasons import is_the_end, reason_of
from dicomwidgets.jobs.run_report import RunFile, RunReport
from dicomwidgets.reading.origin import origin_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from dicomwidgets.editing.bulk.rounds import Round
    from dicomwidgets.jobs.manner import Manner
    from dicomwidgets.jobs.result import Result
    from dicomwidgets.reading.item import Item, Source
    from dicomwidgets.reading.origin import Origin

__all__ = ["write_over"]

_NO_FILE = (
    "It is no file of its own, and can't be written over. Write to a folder: apply('edited/')."
)
_SEVERAL = (
    "Several names lead to this one file, and not the same edits are asked for under them. "
    "Ask for the same, or write to a folder: apply('edited/')."
)
_SAME = "It is one file with another name of the collection: a link leads there."
_CANCELLED = "The run was cancelled: repeat the call; what is edited already stays as it is."


def write_over(
    source: Source,
    items: Sequence[Item],
    rounds: tuple[Round, ...],
    manner: Manner,
    *,
    keep_tail: bool = False,
) -> RunReport:
    """Make edits in the files themselves, each whole or not at all.

    Repeated after it was stopped, it does what is missing: an edit made twice is made once.

    Raises
    ------
    ArgumentError
        If one of the edits is not the same when it is made twice.
    """
    _refuse_repeated(rounds)
    return _Over(source, items, rounds, manner, keep_tail).report()


def _refuse_repeated(rounds: Sequence[Round]) -> None:
    for each in rounds:
        for intent in each.intents:
            if intent.action != "set" and intent.steps[-1].item is not None:
                raise ArgumentError(
                    "Items can't be added or removed in place: a run that is stopped and repeated "
                    "would do it twice.",
                    remedy="Write to a folder: apply('edited/').",
                )


class _Over:
    """One run."""

    def __init__(
        self,
        source: Source,
        items: Sequence[Item],
        rounds: tuple[Round, ...],
        manner: Manner,
        keep_tail: bool,
    ) -> None:
        self.source, self.items, self.manner = source, items, manner
        self.work = EditOver(rounds, keep_tail)
        self.files: list[RunFile | None] = [None] * len(items)
        self.teller = Teller(manner.on_progress, len(items))
        self.numbers: list[list[int]] = []
        self.ended = ""

    def report(self) -> RunReport:
        begin = time.monotonic()
        for result in self.manner.results(self.work, self.tasks(), lambda: bool(self.ended)):
            self.settle_all(self.numbers[result.number], self.outcome(result))
        self.teller.tell()
        files = tuple(
            file or RunFile((item.name,), (), "cancelled", _CANCELLED)
            for item, file in zip(self.items, self.files, strict=True)
        )
        return RunReport(
            files, None, 0, tuple(filter(None, [self.ended])), time.monotonic() - begin
        )

    def tasks(self) -> Iterator[FileOver]:
        for origin, numbers in self.places().items():
            names = [self.items[number].name for number in numbers]
            rounds = self.work.rounds
            if len({tuple(each.concerns(name) for each in rounds) for name in names}) > 1:
                for number, name in zip(numbers, names, strict=True):
                    self.settle(number, RunFile((name,), (), "refused", _SEVERAL))
                continue
            self.numbers.append(numbers)
            yield FileOver(names[0], origin)

    def places(self) -> dict[Origin, list[int]]:
        """Return which items each file is, links followed: two writers of one would lose edits."""
        found: dict[Origin, list[int]] = {}
        for number, item in enumerate(self.items):
            origin = origin_of(self.source, item) if self.source.path(item) is not None else None
            if origin is None:
                self.settle(number, RunFile((item.name,), (), "refused", _NO_FILE))
                continue
            real = origin._replace(path=os.path.realpath(origin.path))
            found.setdefault(real, []).append(number)
        return found

    def settle_all(self, numbers: list[int], file: RunFile) -> None:
        """Settle a file under all its names."""
        self.settle(numbers[0], file)
        for number in numbers[1:]:
            names = (self.items[number].name,)
            targets = names if file.targets else ()
            notes = (*file.notes, _SAME) if targets else file.notes
            self.settle(number, replace(file, sources=names, targets=targets, notes=notes))

    def settle(self, number: int, file: RunFile) -> None:
        self.files[number] = file
        self.teller.count(failed=file.is_problem)

    def outcome(self, result: Result[FileOver, tuple[str, ...] | None]) -> RunFile:
        names, error = (result.item.name,), result.error
        if error is None:
            if result.value is None:
                return RunFile(names, (), "unchanged")
            return RunFile(names, names, "written", "", result.value)
        if isinstance(error, SkippedError):
            return RunFile(names, (), "skipped", str(error))
        if isinstance(error, OSError) and is_the_end(error):
            self.ended = reason_of(error)
        refused = isinstance(error, DicomWidgetsError)
        return RunFile(names, (), "refused" if refused else "failed", reason_of(error))
