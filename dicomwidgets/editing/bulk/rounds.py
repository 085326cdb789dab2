"""Edits that are to be made in many files, and in which."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, NamedTuple

from dicomwidgets.editing.change import Change
from dicomwidgets.editing.encode import CharacterSetError
from dicomwidgets.editing.resolving import Intent, intent_of, make, rows_of
from dicomwidgets.elements.path import parse_path, path_text
from dicomwidgets.errors import AbsentError, ArgumentError, EditError

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from dicomwidgets.editing.draft import Draft

__all__ = ["FileEdits", "Round", "edits_in", "intents_of"]


class Round(NamedTuple):
    """Some edits, and the files in which they are made.

    Parameters
    ----------
    intents
        In their order.
    files
        Their names in the source; ``None`` for all.
    """

    intents: tuple[Intent, ...]
    files: frozenset[str] | None = None

    def concerns(self, name: str) -> bool:
        """Whether they are made in a file."""
        return self.files is None or name in self.files


class FileEdits(NamedTuple):
    """What edits come to in one file.

    Parameters
    ----------
    changes
        Those that change something, with the file's own old values.
    missing
        Paths that it has no place for: those edits are left out.
    """

    changes: tuple[Change, ...]
    missing: tuple[str, ...]


def intents_of(
    changes: Any = None,
    *,
    insert: Mapping[str, Any] | None = None,
    delete: Iterable[str] | str = (),
    widen: bool = False,
    typed: bool = False,
) -> tuple[Intent, ...]:
    """Return edits in the order in which they are made: set, insert, delete.

    Parameters
    ----------
    changes
        A `ChangeSet`, an `Edit`, its rows, or new values by path.
    insert
        Values of elements to be added, by path.
    delete
        Paths of elements to be removed.
    widen
        Whether a character set may become UTF-8 where it can't spell a value.
    typed
        Whether values are texts as one types them: read by the VR that each file has.

    Raises
    ------
    ArgumentError
        If one of them is none.
    """
    deleted = [delete] if isinstance(delete, str) else list(delete)
    found = [
        *_given(changes),
        *(Intent("insert", parse_path(path), value) for path, value in (insert or {}).items()),
        *(Intent("delete", parse_path(path)) for path in deleted),
    ]
    return tuple(each._replace(widen=widen, typed=typed) for each in found)


def edits_in(draft: Draft, name: str, rounds: Sequence[Round]) -> FileEdits:
    """Make edits in a draft of a file.

    Raises
    ------
    EditError
        If one that has a place in it can't be made.
    """
    made: list[Change] = []
    missing: list[str] = []
    for intent in _for(name, rounds):
        try:
            made += make(draft, intent)
        except AbsentError:
            missing.append(path_text(intent.steps))
        except EditError:
            if not _is_there(draft, intent):
                raise
    return FileEdits(tuple(row for row in made if row.old != row.new), tuple(missing))


def _is_there(draft: Draft, intent: Intent) -> bool:
    """Whether an element that is to be added is there already, with this value."""
    if intent.action != "insert" or intent.steps[-1].item is not None:
        return False
    try:
        row, *_ = rows_of(draft, intent._replace(action="set"))
    except (EditError, CharacterSetError):
        return False
    return row.old == row.new


def _for(name: str, rounds: Sequence[Round]) -> Iterator[Intent]:
    for each in rounds:
        if each.concerns(name):
            yield from each.intents


def _given(changes: Any) -> Iterator[Intent]:
    if changes is None:
        return
    if isinstance(changes, Mapping):
        for path, value in changes.items():
            yield Intent("set", parse_path(path), value)
        return
    rows = list(getattr(changes, "changes", changes))
    if not all(isinstance(row, Change) for row in rows):
        raise ArgumentError(
            "These are no changes.",
            remedy='Give new values by path, {"PatientName": "Doe^Jane"}, or dw.edit(…).changes.',
        )
    for row in rows:
        if not row.follows:
            yield intent_of(row)
