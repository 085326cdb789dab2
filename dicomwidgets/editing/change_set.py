"""Edits as a list of rows that can be looked at, kept and applied to other files."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any, overload

from dicomwidgets.editing.applying import Job, Writing, apply_to
from dicomwidgets.editing.change_json import FORM, change_from_json, change_to_json
from dicomwidgets.editing.code import python_of
from dicomwidgets.errors import ArgumentError

if TYPE_CHECKING:
    import os
    from collections.abc import Callable
    from concurrent.futures import Executor

    from dicomwidgets.editing.change import Change
    from dicomwidgets.editing.outcome import Applied
    from dicomwidgets.jobs.progress import Progress

__all__ = ["ChangeSet"]


class ChangeSet(Sequence["Change"]):
    """The edits of a session in the order in which they were made; it never changes.

    Parameters
    ----------
    rows
        The edits.

    Examples
    --------
    >>> changes = dicomwidgets.edit("a.dcm").set("PatientName", "Doe^Jane").changes # doctest: +SKIP
    >>> changes.apply("CT/", to="edited/")     # doctest: +SKIP
    """

    __slots__ = ("_rows",)

    def __init__(self, rows: Iterable[Change] = ()) -> None:
        self._rows = tuple(rows)

    def __len__(self) -> int:
        return len(self._rows)

    @overload
    def __getitem__(self, index: int) -> Change: ...
    @overload
    def __getitem__(self, index: slice) -> ChangeSet: ...
    def __getitem__(self, index: int | slice) -> Change | ChangeSet:
        if isinstance(index, slice):
            return ChangeSet(self._rows[index])
        return self._rows[index]

    def __eq__(self, other: object) -> bool:
        return isinstance(other, ChangeSet) and self._rows == other._rows

    def __hash__(self) -> int:
        return hash(self._rows)

    def __repr__(self) -> str:
        rows = "".join(f"\n  {row!r}" for row in self._rows[:20])
        more = f"\n  … {len(self) - 20} more" if len(self) > 20 else ""
        return f"<ChangeSet, {len(self)} row{'' if len(self) == 1 else 's'}{rows}{more}>"

    def to_json(self, *, old: bool = True, indent: int | None = 2) -> str:
        """Return the edits as JSON, their values unmasked: they are needed to replay them.

        Parameters
        ----------
        old
            Whether the old values, which nothing needs, are in it as well.
        indent
            Spaces by which levels are indented; ``None`` writes one line.

        Notes
        -----
        Values are written as in the DICOM JSON Model (PS3.18 F.2), bytes in base64.
        """
        rows = [change_to_json(row) for row in self._rows]
        for row in rows if not old else ():
            row.pop("old", None)
        return json.dumps({**FORM, "changes": rows}, ensure_ascii=False, indent=indent)

    @classmethod
    def from_json(cls, text: str | bytes) -> ChangeSet:
        """Return the edits that `to_json` wrote.

        Raises
        ------
        ArgumentError
            If the text is something else, or holds a value that its VR does not allow.
        """
        try:
            form: Any = json.loads(text)
        except ValueError:
            form = None
        if not isinstance(form, dict) or form.get("form") != FORM["form"]:
            raise ArgumentError("This is no JSON of changes.", remedy="to_json() writes it.")
        if form.get("version") != FORM["version"] or not isinstance(form.get("changes"), list):
            raise ArgumentError(
                "These changes were written by another version.", remedy="Update dicomwidgets."
            )
        return cls(change_from_json(row) for row in form["changes"])

    def to_python(self, name: str = "x") -> str:
        """Return the edits as a line of Python that makes them again on `name`."""
        return python_of(self._rows, name)

    def apply(  # noqa: PLR0913 - how to write, and how the work goes
        self,
        x: Any,
        to: str | os.PathLike[str] | None = None,
        *,
        overwrite: bool = False,
        keep_tail: bool = False,
        executor: Executor | None = None,
        workers: int | None = None,
        on_progress: Callable[[Progress], None] | None = None,
        cancelled: Callable[[], bool] | None = None,
    ) -> Applied:
        """Make the same edits on other objects, and write them beside.

        Parameters
        ----------
        x
            Whatever holds DICOM: a dataset, a file, a folder, a `Series` … never changed.
        to
            The folder to write to, made if need be; files keep their names relative to `x`.
            ``None`` writes nothing: `Applied.datasets` gives the edited datasets.
        overwrite
            Whether files that are there already may be replaced.
        keep_tail
            Whether broken files are written too, from their break on as they are.
        executor, workers
            Where files are written: any `concurrent.futures.Executor`, or so many processes; by
            default many files go to a pool, one process a processor, few stay in this one.
        on_progress
            Called with a `jobs.Progress`, ten times a second at most, on this thread.
        cancelled
            Asked between files: after ``True`` no further one is begun, each that was is whole,
            and the others have the status ``"cancelled"``.

        Returns
        -------
        Applied
            One outcome for every file: what was written where, which edits found no place in it.
            An edit whose path a file does not have is reported and left out, never guessed.
        """
        job = Job(executor, workers, on_progress, cancelled)
        return apply_to(self, x, to, Writing(overwrite, keep_tail), job=job)
