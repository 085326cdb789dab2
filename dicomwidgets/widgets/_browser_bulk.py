"""Editing and exporting what is selected in a browser of collections: planned, then written."""

from __future__ import annotations

import threading
import time
from functools import partial
from itertools import islice
from typing import TYPE_CHECKING, Any, Literal

from dicomwidgets.errors import ArgumentError, SupersededError
from dicomwidgets.exporting.formats import format_of
from dicomwidgets.widgets._base import now_and_then, payload_of
from dicomwidgets.widgets._workers import Workers

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    from dicomwidgets.collection.collection import Collection
    from dicomwidgets.editing.bulk.bulk_edit import BulkEdit
    from dicomwidgets.editing.bulk.edit_row import EditRow
    from dicomwidgets.exporting.bulk.export import Export
    from dicomwidgets.exporting.bulk.export_row import ExportRow
    from dicomwidgets.jobs import Progress
    from dicomwidgets.jobs.run_report import RunReport
    from dicomwidgets.widgets._base import Reply
    from dicomwidgets.widgets._bulk_commands import BulkPlan, BulkRow, BulkState

__all__ = ["PLANNING", "BrowserBulk"]

_ROWS = 200
_LOOK_SECONDS = 1.0
_MOST_PLANNED = 5_000
_MOST_PROBLEMS = 50
_TELL_EVERY = 0.25
_FIRST = "Planned are the first {:,} of {:,} files; the others are planned when they are written."

_INCOMPLETE = "The source was not read to its end: files of what is selected may be missing here."

_writing = Workers(1, "dicomwidgets-bulk")

PLANNING = Workers(2, "dicomwidgets-planning")
"""Apart from answers: no widget waits for a plan. Two, so that a newer question ends the older."""


class BrowserBulk:
    """What a browser knows of editing and exporting.

    Parameters
    ----------
    chosen
        Returns the files of rows by their ids.
    tell
        Called with a `BulkState` when that has changed.
    """

    def __init__(
        self, chosen: Callable[[Sequence[int]], Collection], tell: Callable[[BulkState], None]
    ) -> None:
        self._chosen = chosen
        self._tell = tell
        self._lock = threading.Lock()
        self._stopped = threading.Event()
        self._closed = threading.Event()
        self._asked: Mapping[str, Any] = {}
        self._state: BulkState | None = None
        self.report: RunReport | None = None

    def get_plan(self, args: Mapping[str, Any]) -> Reply:
        """Answer ``get_bulk_plan``: what would be done, without writing anything.

        Raises
        ------
        SupersededError
            When something else was asked meanwhile, or the browser was closed.
        """
        self._asked = args

        def pointless() -> bool:
            return self._closed.is_set() or self._asked != args

        collection = self._collection(args)
        if args.get("editing"):
            found = _edit_plan(_edits(collection, args["editing"]), pointless)
        else:
            plan = _export(_first_files(collection), ".", _asked(args), pointless)
            found = _export_plan(plan, len(collection.instances))
        if pointless():
            raise SupersededError("Another plan was asked for, or the browser was closed.")
        if not collection.complete:
            found["remarks"].append(_INCOMPLETE)
        return {**found}, []

    def get_state(self, _args: Mapping[str, Any]) -> Reply:
        """Answer ``get_bulk_state``: what is being written, or was written last."""
        return {"state": self._state}, []

    def write(self, args: Mapping[str, Any]) -> Reply:
        """Answer ``write_bulk``: begin to write, in the background."""
        target = str(args.get("target", "")).strip()
        if not target:
            raise ArgumentError("There is no folder to write to.", remedy="Type its name.")
        collection = self._collection(args)
        with self._lock:
            if self._state is not None and self._state["running"]:
                raise ArgumentError("Files are being written.", remedy="Wait until they are.")
            self._stopped.clear()
            self._say(_begun("edit" if args.get("editing") else "export", target))
        _writing.submit(partial(self._run, collection, target, dict(args)))
        return {}, []

    def stop(self, _args: Mapping[str, Any]) -> Reply:
        """Answer ``stop_bulk``: end the writing once each worker is through with its file."""
        self._stopped.set()
        return {}, []

    def close(self) -> None:
        """End what is being planned and written soon."""
        self._closed.set()
        self._stopped.set()

    def _collection(self, args: Mapping[str, Any]) -> Collection:
        ids = [int(each) for each in args.get("ids") or ()]
        if not ids:
            raise ArgumentError("Nothing is selected.", remedy="Select patients, studies, series.")
        return self._chosen(ids)

    def _run(self, collection: Collection, target: str, args: Mapping[str, Any]) -> None:
        far = now_and_then(self._progress, _TELL_EVERY)

        def progress(at: Progress) -> None:
            far(at.done, at.total or 0)

        how: dict[str, Any] = {"on_progress": progress, "cancelled": self._stopped.is_set}
        try:
            if args.get("editing"):
                self.report = _edits(collection, args["editing"]).apply(target, **how)
            else:
                plan = _export(collection, target, _asked(args), self._stopped.is_set)
                if not plan.complete:
                    self._end(_unwritten(len(collection.instances)))
                    return
                self.report = plan.run(**how)
        except Exception as problem:  # noqa: BLE001 - shown in place
            self._end({"error": payload_of(problem)})
            return
        self._end(_ended(self.report))

    def _progress(self, done: int, total: int) -> None:
        if self._state is not None:
            self._say({**self._state, "done": done, "total": total or None})

    def _end(self, found: Mapping[str, Any]) -> None:
        state: Any = {**(self._state or {}), **found, "running": False}
        self._say(state)

    def _say(self, state: BulkState) -> None:
        self._state = state
        self._tell(state)


def _first_files(collection: Collection) -> Collection:
    """Return so many files as one waits for the plan of."""
    count = len(collection.instances)
    return collection if count <= _MOST_PLANNED else collection.take(range(_MOST_PLANNED))


def _edits(collection: Collection, editing: Mapping[str, Any]) -> BulkEdit:
    """Return the edits that are typed.

    Raises
    ------
    ArgumentError
        If one of them is none.
    """
    edits = collection.edit()
    widen = bool(editing.get("widen"))
    for change in editing.get("changes") or ():
        path, value = str(change["path"]).strip(), str(change["value"])
        if not path:
            raise ArgumentError("An element is missing.", remedy="Type its keyword or tag.")
        given: dict[str, Any] = {"widen": widen, "typed": True}
        if change["action"] == "delete":
            given["delete"] = path
        elif change["action"] == "insert":
            given["insert"] = {path: value}
        else:
            given["changes"] = {path: value}
        edits = edits.also(**given)
    return edits


def _asked(args: Mapping[str, Any]) -> Mapping[str, Any]:
    asked = args.get("exporting")
    if not asked:
        raise ArgumentError("There is nothing to do.", remedy="Ask for edits or for an export.")
    return dict(asked)


def _export(
    collection: Collection, target: str, asked: Mapping[str, Any], cancelled: Callable[[], bool]
) -> Export:
    window, values = asked.get("window"), str(asked.get("values") or "display")
    form = str(asked.get("format"))
    is_array = format_of(form).making == "array"
    return collection.export(
        target,
        form,
        pattern=str(asked.get("pattern") or "").strip() or None,
        identifiers=bool(asked.get("identifiers")) or form == "dicom",
        window=tuple(window) if window else None,
        values="modality" if is_array and values == "display" else values,
        metadata=str(asked.get("metadata") or "") or None,
        cancelled=cancelled,
    )


def _edit_plan(edits: BulkEdit, pointless: Callable[[], bool]) -> BulkPlan:
    """Return the first rows of edits: as many as there is time for."""
    begin = time.monotonic()
    rows: list[EditRow] = []
    kinds: dict[str, str] = {}

    def ended() -> bool:
        return time.monotonic() - begin > _LOOK_SECONDS or pointless()

    for row in edits.rows(cancelled=ended):
        rows.append(row)
        if row.status == "refused" or kinds.get(row.file) != "change":
            kinds[row.file] = "unchanged" if row.status == "left out" else row.status
    told = [row for row in rows if row.status != "unchanged"]
    return {
        "rows": [_edit_row(row) for row in told[:_ROWS]],
        "omitted": max(0, len(told) - _ROWS),
        "files": len(edits),
        "looked": len(kinds),
        "counts": _counted(kinds.values()),
        "written": len(edits),
        "bytes": 0,
        "clashes": 0,
        "remarks": [],
    }


def _edit_row(row: EditRow) -> BulkRow:
    return {
        "file": row.file,
        "files": 1,
        "what": row.path,
        "old": row.old[:200],
        "new": row.new[:200],
        "status": row.status,
        "said": list(row.warnings),
    }


def _export_plan(plan: Export, files: int) -> BulkPlan:
    looked = min(files, _MOST_PLANNED)
    remarks = [_FIRST.format(looked, files)] if looked < files else []
    # What is refused, and whose name is taken, is what one looks for.
    odd = [*plan.refused, *plan.clashes]
    plain = (row for row in plan.writes if not row.clash)
    rows = [*odd[:_ROWS], *islice(plain, max(0, _ROWS - len(odd)))]
    return {
        "rows": [_export_row(row) for row in rows],
        "omitted": len(plan) - len(rows),
        "files": files,
        "looked": looked,
        "counts": _counted(row.status for row in plan.rows),
        "written": plan.files,
        "bytes": plan.size,
        "clashes": len(plan.clashes),
        "remarks": [*plan.remarks, *remarks],
    }


def _export_row(row: ExportRow) -> BulkRow:
    more = f" and {len(row.targets) - 1:,} more" if len(row.targets) > 1 else ""
    notes = [row.reason, *row.notes, "Another file has this name." if row.clash else ""]
    return {
        "file": row.sources[0],
        "files": len(row.sources),
        "what": f"{row.targets[0]}{more}" if row.targets else "",
        "old": "",
        "new": "",
        "status": row.status,
        "said": [each for each in notes if each],
    }


def _counted(statuses: Iterable[str]) -> dict[str, int]:
    counts: dict[str, int] = {}
    for status in statuses:
        counts[status] = counts.get(status, 0) + 1
    return counts


def _begun(kind: Literal["edit", "export"], where: str) -> BulkState:
    return {
        "kind": kind,
        "running": True,
        "done": 0,
        "total": None,
        "where": where,
        "counts": {},
        "problems": [],
        "remarks": [],
        "error": None,
    }


def _unwritten(files: int) -> dict[str, Any]:
    remarks = ["It was stopped while it was planned: nothing was written."]
    return {"counts": {"cancelled": files}, "total": files, "remarks": remarks}


def _ended(report: RunReport) -> dict[str, Any]:
    return {
        "done": len(report),
        "total": len(report),
        "where": str(report.target),
        "counts": dict(report.counts),
        "problems": [
            {"file": ", ".join(file.sources[:3]), "status": file.status, "reason": file.reason}
            for file in report.problems[:_MOST_PROBLEMS]
        ],
        "remarks": [*report.remarks, *(_told(*each) for each in report.notes.items())],
    }


def _told(note: str, count: int) -> str:
    return f"{count:,} file{'' if count == 1 else 's'}: {note}"
