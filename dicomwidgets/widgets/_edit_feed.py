"""What answers the questions about edits: one list of them, made in whatever file is shown."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING, Any

from dicomwidgets.errors import ArgumentError

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from dicomwidgets.editing.change import Change
    from dicomwidgets.editing.change_set import ChangeSet
    from dicomwidgets.editing.draft import Draft
    from dicomwidgets.editing.session import Edit
    from dicomwidgets.elements.walk import Node
    from dicomwidgets.reading.item import Item, Source
    from dicomwidgets.widgets._base import Reply
    from dicomwidgets.widgets._edit_commands import GetChangesResult, SaveState

__all__ = ["EditFeed"]


class EditFeed:
    """The edits of one table. All methods are thread-safe.

    Parameters
    ----------
    changed
        Called after every change of the edits, with the object as edited, or ``None`` where there
        are none.
    """

    def __init__(self, changed: Callable[[Draft | None], None]) -> None:
        self._changed = changed
        self._edit: Edit | None = None
        self._lock = threading.RLock()
        self._source: Source | None = None
        self._series: Sequence[Item] = ()
        self.nodes: Sequence[Node] = ()
        self.saving: SaveState | None = None

    @property
    def changes(self) -> ChangeSet:
        """The edits made so far."""
        from dicomwidgets.editing.change_set import ChangeSet  # noqa: PLC0415 - only who edits

        with self._lock:
            return ChangeSet() if self._edit is None else self._edit.changes

    @property
    def here(self) -> Sequence[Change]:
        """Those that have a place in the object shown."""
        with self._lock:
            return () if self._edit is None else self._edit.here

    def look_at(self, source: Source | None, items: Sequence[Item], place: int) -> Draft | None:
        """Take another object; return it as edited, ``None`` where nothing is.

        Parameters
        ----------
        source
            Where it lies; ``None`` for what can't be edited.
        items
            Its series.
        place
            Its place in it.
        """
        with self._lock:
            self._source, self._series, self._place = source, items, place
            if source is None or self._edit is None:
                return None
            draft = self._edit.look_at(source, items[place]).draft
            return draft if self._edit.changes else None

    def in_series(self, items: Sequence[Item], place: int) -> None:
        """Learn of the series that the object shown is in; it stays."""
        with self._lock:
            if self._source is not None:
                self._series, self._place = items, place

    # Commands ----------------------------------------------------------------------------------

    def get_edit(self, args: Mapping[str, Any]) -> Reply:
        """Return what can be done with a row (`GetEditResult`)."""
        from dicomwidgets.widgets._edit_asking import editable  # noqa: PLC0415 - only who edits

        with self._lock:
            return editable(self._session(), self.nodes, args), []

    def put_edit(self, args: Mapping[str, Any]) -> Reply:
        """Make an edit, or say whether it could be made (`PutEditResult`)."""
        from dicomwidgets.widgets._edit_asking import put  # noqa: PLC0415 - only who edits

        with self._lock:
            session = self._session()
            result = put(session, self.nodes, args)
            if result["ok"] and not args.get("check"):
                self._tell()
            return result, []

    def undo_edit(self, _args: Mapping[str, Any]) -> Reply:
        """Take the last edit back."""
        with self._lock:
            self._session().undo()
            self._tell()
            return self.get_changes({})

    def redo_edit(self, _args: Mapping[str, Any]) -> Reply:
        """Make the edit again that was taken back last."""
        with self._lock:
            self._session().redo()
            self._tell()
            return self.get_changes({})

    def get_changes(self, _args: Mapping[str, Any]) -> Reply:
        """Return the edits and what can be done with them (`GetChangesResult`)."""
        from dicomwidgets.widgets._edit_asking import told  # noqa: PLC0415 - only who edits

        with self._lock:
            result: GetChangesResult = told(self._edit, self.nodes)
            if self._source is not None:
                from dicomwidgets.widgets._edit_saving import proposed  # noqa: PLC0415

                result["names"] = [*proposed(self._source, self._series[self._place])]
                result["files"] = len(self._series)
                result["all_files"] = len(self._source.items())
            result["saving"] = self.saving
            return result, []

    def to_save(self) -> tuple[Edit, Source, Sequence[Item], Item]:
        """Return what saving needs: the edits, the source, the series and the file shown.

        Raises
        ------
        ArgumentError
            When nothing is shown that could be saved.
        """
        with self._lock:
            edit = self._session()
            source = self._source
            if source is None:
                raise _nothing()
            return edit, source, self._series, self._series[self._place]

    _place = 0

    def _session(self) -> Edit:
        from dicomwidgets.editing.session import Edit  # noqa: PLC0415 - only who edits

        if self._source is None or not self._series:
            raise _nothing()
        if self._edit is None:
            self._edit = Edit.of(self._source, self._series[self._place])
        return self._edit

    def _tell(self) -> None:
        edit = self._edit
        self._changed(edit.draft if edit is not None and len(edit.changes) else None)


def _nothing() -> ArgumentError:
    return ArgumentError(
        "What is shown can't be edited: its file is not known here.",
        remedy="Open it with inspect(x, editable=True).",
    )
