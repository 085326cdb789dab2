"""Saving edited files beside their source, while the page shows how far it is."""

from __future__ import annotations

from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING, Any

from dicomwidgets.editing.applying import Job, Writing, apply_to, save_edited
from dicomwidgets.editing.outcome import Applied, Outcome
from dicomwidgets.errors import ArgumentError, DicomWidgetsError

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from dicomwidgets.editing.session import Edit
    from dicomwidgets.reading.item import Item, Source
    from dicomwidgets.widgets._edit_commands import SaveState

__all__ = ["ended", "proposed", "save", "started", "target_of"]

_SCOPES = ("this", "series", "all")


def proposed(source: Source, item: Item) -> tuple[str, str]:
    """Return names to save one file, and many, under."""
    path = source.path(item)
    name = PurePosixPath(item.name)
    suffix = name.suffix if path is not None else ".dcm"
    stem = name.stem if path is not None else "object"
    root = _root(path, item) if path is not None else None
    folder = root.name if root is not None and root.name else "series"
    return f"{stem}_edited{suffix}", f"{folder}_edited"


def _base_of(source: Source, item: Item, scope: str) -> Path:
    """Return the folder that a name is relative to: where the source lies, or one works."""
    path = source.path(item)
    if path is None:
        return Path.cwd()
    return path.absolute().parent if scope == "this" else _root(path, item).parent


def started(total: int, where: Path) -> SaveState:
    """Return the state of a job that was just begun."""
    return {
        "running": True,
        "done": 0,
        "total": total,
        "where": str(where),
        "counts": {},
        "missing": {},
        "notes": [],
        "errors": [],
    }


def ended(state: SaveState, applied: Applied) -> SaveState:
    """Return the state of a job that is done."""
    targets = [each.target for each in applied if each.target is not None]
    errors = [str(each.error.message) for each in applied if each.error is not None]
    return {
        **state,
        "running": False,
        "done": len(applied),
        "where": str(targets[0]) if len(applied) == 1 and targets else state["where"],
        "counts": applied.counts,
        "missing": applied.missing,
        "notes": [*dict.fromkeys(note for each in applied for note in each.notes)],
        "errors": [*dict.fromkeys(errors)][:5],
    }


def save(
    what: tuple[Edit, Source, Sequence[Item], Item],
    args: Mapping[str, Any],
    progress: Callable[[int, int], object],
    cancelled: Callable[[], bool],
) -> Applied:
    """Write what is edited; what is wrong with a file stands in its outcome.

    Raises
    ------
    EditError
        When the folder can't be made.
    """
    edit, source, series, item = what
    scope = args.get("scope")
    writing = Writing(bool(args.get("overwrite")), bool(args.get("keep_tail")))
    target = target_of(source, item, args)
    if scope == "this":
        try:
            outcome = save_edited(source, item, edit.here, target, writing)
        except DicomWidgetsError as error:
            outcome = Outcome(item.name, "failed", error=error, source=(source, item))
        progress(1, 1)
        return Applied([outcome])
    only = series if scope == "series" else None
    job = Job(on_progress=lambda at: progress(at.done, at.total or at.done), cancelled=cancelled)
    return apply_to(edit.changes, source, target, writing, only=only, job=job)


def target_of(source: Source, item: Item, args: Mapping[str, Any]) -> Path:
    """Return where to write.

    Raises
    ------
    ArgumentError
        When there is no name, or no such scope.
    """
    scope, name = args.get("scope"), args.get("name")
    if scope not in _SCOPES or not isinstance(name, str) or not name.strip():
        raise ArgumentError("There is no name to save under.", remedy="Type one.")
    return _base_of(source, item, scope) / Path(name.strip()).expanduser()


def _root(path: Path, item: Item) -> Path:
    """Return the folder that an item's name is relative to."""
    parents = path.absolute().parents
    return parents[min(len(PurePosixPath(item.name).parts), len(parents)) - 1]
