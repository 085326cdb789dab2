"""An export: what will be written where, then the writing."""

from __future__ import annotations

from dataclasses import replace
from html import escape
from typing import TYPE_CHECKING, Any

from dicomwidgets.errors import ArgumentError, DicomWidgetsError
from dicomwidgets.exporting.bulk.errands import errands_of
from dicomwidgets.exporting.bulk.planning import planned_of
from dicomwidgets.extras import require
from dicomwidgets.jobs.apart import keep_apart
from dicomwidgets.jobs.manner import Manner
from dicomwidgets.jobs.reasons import said
from dicomwidgets.jobs.run_report import RunFile, RunReport
from dicomwidgets.jobs.size_text import size_text
from dicomwidgets.privacy import masked

if TYPE_CHECKING:
    from collections.abc import Callable
    from concurrent.futures import Executor
    from pathlib import Path

    from dicomwidgets.exporting.bulk.export_row import ExportRow
    from dicomwidgets.exporting.bulk.plan import Asked, Holding
    from dicomwidgets.exporting.bulk.sidecar import Sidecar
    from dicomwidgets.jobs import Progress

__all__ = ["Export"]

_SHOWN = 20
_IN_NUMBERS = (
    "Values that may identify somebody stand as numbers in names: {}. identifiers=True writes them."
)
_LOSSY = "JPEG changes pixels a little: to measure, take PNG or arrays."
_NO_DIRECTORY = "No DICOMDIR is written."
_STOPPED = "The plan was cancelled: it does not hold all files."


class Export:
    """What an export will write, as `Collection.export` plans it; nothing is written until `run`.

    Its repr masks the names of sources.

    Parameters
    ----------
    holding, asked
        What is exported, and how.
    target
        The folder to write to.
    sidecar
        A table of metadata to be written as well.
    cancelled
        ``True`` ends the planning.

    Attributes
    ----------
    rows : tuple of ExportRow
        One a file, or one a series where a series becomes a file: in the order in which they are
        written.
    target : Path
        As given.
    remarks : tuple of str
        What is to be known of the export as a whole.
    """

    def __init__(
        self,
        holding: Holding,
        asked: Asked,
        target: Path,
        sidecar: Sidecar | None = None,
        cancelled: Callable[[], bool] | None = None,
    ) -> None:
        self._holding, self._asked, self._sidecar = holding, asked, sidecar
        self.target = target
        ended = cancelled or _never
        self._planned = tuple(planned_of(holding, asked, ended))
        self.rows: tuple[ExportRow, ...] = tuple(each.row for each in self._planned)
        self.complete = not ended()
        self.remarks = tuple(self._remarks())

    @property
    def writes(self) -> tuple[ExportRow, ...]:
        """The rows of which something will be written."""
        return tuple(row for row in self.rows if row.status == "write")

    @property
    def refused(self) -> tuple[ExportRow, ...]:
        """The rows of which nothing can be, each with its reason."""
        return tuple(row for row in self.rows if row.status == "refused")

    @property
    def clashes(self) -> tuple[ExportRow, ...]:
        """The rows whose name another one has: theirs gets a number, such as ``a_2.png``."""
        return tuple(row for row in self.rows if row.clash)

    @property
    def files(self) -> int:
        """How many files will be written, the table of metadata not counted."""
        if self._asked.form.unit == "nothing":
            return 0
        return sum(len(row.targets) for row in self.rows)

    @property
    def size(self) -> int:
        """Bytes that they will have: exact for copies and arrays, about right for images."""
        return sum(row.size for row in self.rows)

    def run(
        self,
        *,
        executor: Executor | None = None,
        workers: int | None = None,
        on_progress: Callable[[Progress], None] | None = None,
        cancelled: Callable[[], bool] | None = None,
        resume: bool = True,
    ) -> RunReport:
        """Write the files, each whole or not at all; one that fails is named, the rest goes on.

        A run that was stopped or killed is continued by the same call.

        Parameters
        ----------
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
            If the target is inside the source or the source inside it, if it holds something else,
            or was begun in another way.
        """
        keep_apart(self._holding.source, self.target)
        if not self.complete:
            raise ArgumentError(_STOPPED, remedy="Plan it again.")
        manner = Manner(executor, workers, on_progress, cancelled)
        alone = executor is None and workers in (None, 0) and len(self.writes) < _FEW
        job = errands_of(self._planned, self._holding, self._asked, self._sidecar, alone=alone)
        report = job.into(self.target, manner, resume=resume)
        refusals = tuple(
            RunFile(row.sources, (), "refused", row.reason, row.notes) for row in self.refused
        )
        files, remarks, size = (*report.files, *refusals), report.remarks, report.size
        folder = report.target
        if self._sidecar is not None and folder is not None:
            table = self._beside(self._sidecar, folder, report, cancelled or _never)
            if self._asked.form.unit == "nothing":  # it is all there is
                files = (table, *files)
                size += sum((folder / name).stat().st_size for name in table.targets)
            elif table.reason:
                remarks = (*remarks, table.reason)
        return replace(report, files=files, remarks=remarks, size=size)

    def _beside(
        self,
        sidecar: Sidecar,
        folder: Path,
        report: RunReport,
        cancelled: Callable[[], bool],
    ) -> RunFile:
        """Write the table of metadata."""
        nothing = self._asked.form.unit == "nothing"
        done = {file.sources: file.targets for file in report.files}
        writes = [each for each in self._planned if each.row.status == "write"]
        if nothing:
            done = {
                each.row.sources: (f"file {number}",) if sidecar.masked else each.row.sources
                for number, each in enumerate(writes, 1)
            }
        written = [(each.items[0], done.get(each.row.sources, ())) for each in writes]
        kept = [each for each in written if each[1]]
        of = tuple(name for each in writes for name in each.row.sources)
        try:
            whole = sidecar.write(folder, self._holding.source, kept, cancelled)
        except DicomWidgetsError as error:
            return RunFile(of, (), "failed", f"The table of metadata is not there: {said(error)}")
        if not whole:
            why = "The table of metadata is not there: it was cancelled."
            return RunFile(of, (), "cancelled", why)
        return RunFile(of, (sidecar.name,), "written")

    def _remarks(self) -> list[str]:
        hidden = self._asked.names.hidden if self._asked.form.unit != "nothing" else ()
        lossy = self._asked.form.name == "jpeg"
        is_medium = self._asked.form.name == "dicom" and self._holding.source.kind == "dicomdir"
        told = [
            _IN_NUMBERS.format(", ".join(hidden)) if hidden else "",
            _LOSSY if lossy else "",
            _NO_DIRECTORY if is_medium else "",
            "" if self.complete else _STOPPED,
        ]
        return [each for each in told if each]

    def to_pandas(self) -> Any:
        """Return the rows as a `pandas.DataFrame`, unmasked.

        Raises
        ------
        MissingPackageError
            Where pandas is not installed, with the install line.
        """
        pandas = require("pandas", why="A data frame of the export")
        columns = ["sources", "targets", "size", "status", "reason", "clash", "notes"]
        rows = [[getattr(row, name) for name in columns] for row in self.rows]
        return pandas.DataFrame(rows, columns=columns)

    def __len__(self) -> int:
        """Return the number of rows."""
        return len(self.rows)

    def __bool__(self) -> bool:
        return True

    def __repr__(self) -> str:
        lines = [self._headline(), *(f"  {row!r}" for row in self.rows[:_SHOWN])]
        more = len(self) - _SHOWN
        lines += [f"  … {more:,} more"] if more > 0 else []
        return "\n".join((*lines, *(f"  {remark}" for remark in self.remarks)))

    def _headline(self) -> str:
        parts = [f"{self.files:,} file{'' if self.files == 1 else 's'} of {self._asked.form.name}"]
        parts += [f"about {size_text(self.size)}"] if self.size else []
        parts += [f"{len(self.clashes):,} names taken"] if self.clashes else []
        parts += [f"{len(self.refused):,} refused"] if self.refused else []
        return f"<Export: {', '.join(parts)}>"

    def _repr_html_(self) -> str:
        rows = "".join(
            f"<tr><td>{escape(masked(row.sources[0]))}</td>"
            f"<td>{escape(masked(', '.join(row.targets[:2])))}</td>"
            f"<td>{escape(size_text(row.size) if row.size else '')}</td>"
            f"<td>{escape(row.reason or ('name taken' if row.clash else ''))}</td></tr>"
            for row in self.rows[:_SHOWN]
        )
        heads = "".join(f'<th scope="col">{name}</th>' for name in ("From", "To", "Bytes", ""))
        remarks = "".join(f"<p>{escape(remark)}</p>" for remark in self.remarks)
        return (
            f"<p>{escape(self._headline()[1:-1])}</p>"
            '<div style="overflow-x:auto" tabindex="0" role="group" aria-label="Export"><table>'
            f"<thead><tr>{heads}</tr></thead><tbody>{rows}</tbody></table></div>{remarks}"
        )


_FEW = 32


def _never() -> bool:
    return False
