"""Edits of many files: their rows before anything is written, then the writing."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING, Any

from dicomwidgets.editing.bulk.edit_row import SOP_INSTANCE, EditRow, rows_of_file
from dicomwidgets.editing.bulk.over import write_over
from dicomwidgets.editing.bulk.rounds import Round, edits_in, intents_of
from dicomwidgets.editing.bulk.same_edits import edits_told
from dicomwidgets.editing.bulk.targets import target_names
from dicomwidgets.editing.bulk.work import NO_DICOM, EditWork
from dicomwidgets.editing.drafting import try_draft
from dicomwidgets.encoding.walk import walk_file
from dicomwidgets.errors import ArgumentError
from dicomwidgets.extras import require
from dicomwidgets.jobs.apart import keep_apart
from dicomwidgets.jobs.errand import Errand
from dicomwidgets.jobs.folder_job import FolderJob
from dicomwidgets.jobs.manner import Manner
from dicomwidgets.jobs.reasons import reason_of
from dicomwidgets.reading.origin import origin_of

if TYPE_CHECKING:
    import os
    from collections.abc import Callable, Iterable, Iterator, Mapping
    from concurrent.futures import Executor

    from dicomwidgets.jobs import Progress
    from dicomwidgets.jobs.run_report import RunReport
    from dicomwidgets.reading.item import Source

__all__ = ["BulkEdit"]

_BROKEN = (
    "The file is broken at offset {:,}: {} It is written only with keep_tail=True, with the rest "
    "as it is."
)


class BulkEdit:
    """Edits of the files of a collection, as `Collection.edit` makes them; it never changes.

    Going through it yields an `EditRow` for every change in every file, read as it is asked for.
    Nothing is written until `apply`. Its repr holds no values.

    Parameters
    ----------
    source
        Where the files lie.
    rounds
        The edits.

    Examples
    --------
    >>> edits = collection.edit({"Manufacturer": "ACME"})              # doctest: +SKIP
    >>> for row in edits:                                              # doctest: +SKIP
    ...     print(row.file, row.path, row.old, "→", row.new, *row.warnings)
    >>> edits.apply("edited/")                                         # doctest: +SKIP
    """

    def __init__(self, source: Source, rounds: Iterable[Round] = ()) -> None:
        self._source = source
        self._items = tuple(source.items())
        self._rounds = tuple(rounds)

    def __len__(self) -> int:
        """Return the number of files."""
        return len(self._items)

    def __bool__(self) -> bool:
        return True

    def also(  # noqa: PLR0913 - as one edits, and where
        self,
        changes: Any = None,
        *,
        insert: Mapping[str, Any] | None = None,
        delete: Iterable[str] | str = (),
        files: Iterable[str] | None = None,
        widen: bool = False,
        typed: bool = False,
    ) -> BulkEdit:
        """Return these edits and further ones, made after them.

        Parameters
        ----------
        changes, insert, delete, widen
            As for `Collection.edit`.
        files
            Names of the files in which they are made, such as ``finding.files``; by default all.
        typed
            Whether values are texts as one types them into a field, read by the VR that the
            element has in each file: several apart by backslashes, bytes in hexadecimal.

        Raises
        ------
        ArgumentError
            If one of them is no edit, or a file is none of these.
        """
        intents = intents_of(changes, insert=insert, delete=delete, widen=widen, typed=typed)
        named = None if files is None else frozenset([files] if isinstance(files, str) else files)
        unknown = (named or frozenset()) - {item.name for item in self._items} if named else ()
        if unknown:
            raise ArgumentError(
                f"{len(unknown)} of the files are none of this collection.",
                file=min(unknown),
                remedy="Give names as they stand in its column File.",
            )
        return BulkEdit(self._source, (*self._rounds, Round(intents, named)))

    def __iter__(self) -> Iterator[EditRow]:
        return self.rows()

    def rows(
        self, *, changed: bool = False, cancelled: Callable[[], bool] | None = None
    ) -> Iterator[EditRow]:
        """Yield what will be changed, file by file, as they are read.

        Parameters
        ----------
        changed
            Whether only rows are wanted that change something, or are left out or refused.
        cancelled
            Asked before every file; ``True`` ends it.
        """
        shared = self._shared_uids()
        for item in self._items:
            if cancelled is not None and cancelled():
                return
            if changed and not any(each.concerns(item.name) for each in self._rounds):
                continue
            for row in self._of_file(item.name, item, shared):
                if not changed or row.status != "unchanged":
                    yield row

    def _of_file(self, name: str, item: Any, shared: frozenset[int]) -> list[EditRow]:
        try:
            return self._looked_at(name, item, shared)
        except Exception as error:  # noqa: BLE001 - an odd file ends no plan; its text may quote
            return [EditRow(name, "", "", "", "", "refused", (reason_of(error),))]

    def _looked_at(self, name: str, item: Any, shared: frozenset[int]) -> list[EditRow]:
        draft = try_draft(self._source, item)
        if draft is None:
            return [EditRow(name, "", "", "", "", "skipped", (NO_DICOM,))]
        edits = edits_in(draft, name, self._rounds)
        rows = list(rows_of_file(name, edits, shared))
        if edits.changes and (why := self._break(item)):
            rows.append(EditRow(name, "", "", "", "", "refused", (why,)))
        return rows

    def _break(self, item: Any) -> str:
        """Return why a file can't be written with edits though they could be made in it."""
        if self._source.dataset(item) is not None:
            return ""
        with self._source.open(item) as file:
            broken = walk_file(file).broken
        return _BROKEN.format(broken.offset, broken.why) if broken else ""

    def _shared_uids(self) -> frozenset[int]:
        """Return the SOP Instance UID where one edit gives it to several files."""
        wide = (
            intent.steps[-1].tag
            for each in self._rounds
            if len(self._items if each.files is None else each.files) > 1
            for intent in each.intents
            if intent.action != "delete" and len(intent.steps) == 1
        )
        return frozenset({SOP_INSTANCE}.intersection(wide))

    def count(self, *, cancelled: Callable[[], bool] | None = None) -> dict[str, int]:
        """Return how many files will be changed, left as they are, refused; reads all of them.

        Parameters
        ----------
        cancelled
            Asked before every file.
        """
        kinds: dict[str, str] = {}
        for row in self.rows(cancelled=cancelled):
            if row.status == "refused" or kinds.get(row.file) != "change":
                kinds[row.file] = "unchanged" if row.status == "left out" else row.status
        return dict(Counter(kinds.values()))

    def to_pandas(self) -> Any:
        """Return the rows as a `pandas.DataFrame`, unmasked.

        Raises
        ------
        MissingPackageError
            Where pandas is not installed, with the install line.
        """
        pandas = require("pandas", why="A data frame of the edits")
        columns = ["file", "path", "keyword", "old", "new", "status", "warnings"]
        rows = [[getattr(row, name) for name in columns] for row in self.rows(changed=True)]
        return pandas.DataFrame(rows, columns=columns)

    def apply(  # noqa: PLR0913 - how to write, and how the work goes
        self,
        target: str | os.PathLike[str] | None = None,
        *,
        in_place: bool = False,
        only_changed: bool = False,
        keep_tail: bool = False,
        executor: Executor | None = None,
        workers: int | None = None,
        on_progress: Callable[[Progress], None] | None = None,
        cancelled: Callable[[], bool] | None = None,
        resume: bool = True,
    ) -> RunReport:
        """Write the edited files, each whole or not at all; one that fails is named.

        What is not edited keeps its bytes, files in which nothing changes are copied as they are.
        A run that was stopped or killed is continued by the same call.

        Parameters
        ----------
        target
            The folder to write to, beside the source: empty, or begun by the same call. Files keep
            their names.
        in_place
            Whether the files themselves are written over instead. There is no way back.
        only_changed
            Whether files in which nothing changes are left out.
        keep_tail
            Whether broken files are edited too, from their break on as they are.
        executor
            Where the work is done: any `concurrent.futures.Executor`; by default here for few
            files, in a pool of processes for many.
        workers
            How many processes that pool has; 0 does all in this one.
        on_progress
            Called with a `jobs.Progress`, ten times a second at most.
        cancelled
            ``True`` ends the run once each worker is through with its file.
        resume
            Whether a run that is in the target may be continued.

        Raises
        ------
        ArgumentError
            If there is no target, it is inside the source or the source inside it, or it holds
            something else; if edits can't be made in place.
        """
        manner = Manner(executor, workers, on_progress, cancelled)
        if (target is None) != in_place:
            raise ArgumentError(
                "The edited files need one place to go.",
                remedy="Name a folder: apply('edited/'); or write over them: apply(in_place=True).",
            )
        if target is None:
            return write_over(self._source, self._items, self._rounds, manner, keep_tail=keep_tail)
        place = Path(target).expanduser()
        keep_apart(self._source, place)
        return self._job(EditWork(self._rounds, only_changed, keep_tail)).into(
            place, manner, resume=resume
        )

    def _job(self, work: EditWork) -> FolderJob:
        names = target_names(self._source, self._items)
        errands = [
            Errand(number, (item.name,), (name,))
            for number, (item, name) in enumerate(zip(self._items, names, strict=True))
        ]

        def complete(errand: Errand) -> Errand:
            return errand._replace(origins=(origin_of(self._source, self._items[errand.number]),))

        terms = {"job": "edit", "only_changed": work.only_changed, "keep_tail": work.keep_tail}
        told = edits_told(self._rounds)
        return FolderJob(errands, complete, work, terms, {"values": told})

    def __repr__(self) -> str:
        count = sum(len(each.intents) for each in self._rounds)
        edits = f"{count} edit{'' if count == 1 else 's'}"
        return f"<BulkEdit: {edits}, {len(self):,} file{'' if len(self) == 1 else 's'}>"
