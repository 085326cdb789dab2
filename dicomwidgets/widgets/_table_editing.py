"""What a header table does about edits, apart from its rows and its opening."""

from __future__ import annotations

import threading
from functools import partial
from typing import TYPE_CHECKING, Any

from dicomwidgets.errors import ArgumentError, DicomWidgetsError
from dicomwidgets.widgets._base import DicomWidget
from dicomwidgets.widgets._edit_feed import EditFeed
from dicomwidgets.widgets._workers import in_background

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from concurrent.futures import Future

    from pydicom.dataset import Dataset
    from traitlets import Bool

    from dicomwidgets.editing.change_set import ChangeSet
    from dicomwidgets.editing.draft import Draft
    from dicomwidgets.reading.header import Header
    from dicomwidgets.reading.item import Item, Source
    from dicomwidgets.widgets._base import Reply
    from dicomwidgets.widgets._row_feed import RowFeed

__all__ = ["EDITING", "TableEditing", "origin_of"]

EDITING = {
    name: f"_{name}"
    for name in (
        *("get_edit", "put_edit", "undo_edit", "redo_edit", "get_changes"),
        *("save_edits", "stop_saving"),
    )
}
"""Commands and the methods that answer them."""


def origin_of(shown: Dataset | Header) -> tuple[Source | None, Sequence[Item]]:
    """Return where an object that is shown alone can be read again."""
    from dicomwidgets.reading.header import Header  # noqa: PLC0415 - after the comm
    from dicomwidgets.reading.source import source_of  # noqa: PLC0415 - likewise

    if isinstance(shown, Header):
        return shown.source, (shown.item,)
    source = source_of(shown)
    return source, source.items()


class TableEditing(DicomWidget):
    """The part of `HeaderTable` that edits: the edits stay when another of its series is shown."""

    if TYPE_CHECKING:
        editable: Bool[bool, bool]
        _closed: threading.Event
        _opened: Future[object]

        def _takes(self, feed: RowFeed) -> None: ...

    def _begin_editing(self) -> None:
        self._edits = EditFeed(self._edited)
        self._plain: RowFeed | None = None
        self._jobs = 0
        self._stopped = threading.Event()

    @property
    def changes(self) -> ChangeSet:
        """The edits made so far: rows that can be saved, and made again elsewhere."""
        return self._edits.changes

    def _with_edits(
        self, feed: RowFeed, source: Source | None, items: Sequence[Item] = (), place: int = 0
    ) -> RowFeed:
        """Return the rows of another object with the edits made in it."""
        self._plain = feed
        try:
            draft = self._edits.look_at(source, items, place)
        except DicomWidgetsError:
            # Its rows say why it can't be read.
            draft = self._edits.look_at(None, (), 0)
        return self._known_to_edits(feed if draft is None else feed.edited(draft, self._edits.here))

    def _known_to_edits(self, feed: RowFeed) -> RowFeed:
        self._edits.nodes = feed.table.nodes if feed.table is not None else ()
        return feed

    def _edited(self, draft: Draft | None) -> None:
        plain = self._plain
        if plain is None:
            return
        edited = plain if draft is None else plain.edited(draft, self._edits.here)
        self._takes(self._known_to_edits(edited))
        self._tell_edits()

    def _tell_edits(self) -> None:
        self.send_event("edits", {"count": len(self.changes)})

    # Commands ----------------------------------------------------------------------------------

    def _editing(self) -> EditFeed:
        self._opened.result()
        if not self.editable:
            raise ArgumentError(
                "This table does not edit.", remedy="Open it with inspect(x, editable=True)."
            )
        return self._edits

    def _get_edit(self, args: Mapping[str, Any]) -> Reply:
        return self._editing().get_edit(args)

    def _put_edit(self, args: Mapping[str, Any]) -> Reply:
        return self._editing().put_edit(args)

    def _undo_edit(self, args: Mapping[str, Any]) -> Reply:
        return self._editing().undo_edit(args)

    def _redo_edit(self, args: Mapping[str, Any]) -> Reply:
        return self._editing().redo_edit(args)

    def _get_changes(self, args: Mapping[str, Any]) -> Reply:
        return self._editing().get_changes(args)

    def _save_edits(self, args: Mapping[str, Any]) -> Reply:
        from dicomwidgets.widgets._edit_saving import started, target_of  # noqa: PLC0415

        edits = self._editing()
        if edits.saving is not None and edits.saving["running"]:
            raise ArgumentError("Files are being saved.", remedy="Wait until they are.")
        what = edits.to_save()
        counts = {"this": 1, "series": len(what[2]), "all": len(what[1].items())}
        target = target_of(what[1], what[3], args)
        edits.saving = started(counts[args["scope"]], target)
        self._jobs += 1
        self._stopped.clear()
        self._tell_edits()
        in_background(partial(self._save, what, dict(args)))
        return {"job": self._jobs}, []

    def _stop_saving(self, _args: Mapping[str, Any]) -> Reply:
        self._stopped.set()
        return {}, []

    def _save(self, what: Any, args: Mapping[str, Any]) -> None:
        from dicomwidgets.editing.outcome import Applied, Outcome  # noqa: PLC0415
        from dicomwidgets.errors import EditError  # noqa: PLC0415
        from dicomwidgets.widgets._edit_saving import ended, save  # noqa: PLC0415

        edits = self._edits
        try:
            applied = save(what, args, self._progressed, self._is_stopped)
        except Exception as error:  # noqa: BLE001 - told in place, whatever it is
            told = (
                error if isinstance(error, DicomWidgetsError) else EditError(type(error).__name__)
            )
            applied = Applied([Outcome("", "failed", error=told)])
        if edits.saving is not None:
            edits.saving = ended(edits.saving, applied)
        self._tell_edits()

    def _is_stopped(self) -> bool:
        return self._stopped.is_set() or self._closed.is_set()

    def _progressed(self, done: int, total: int) -> None:
        if self._edits.saving is not None:
            self._edits.saving = {**self._edits.saving, "done": done, "total": total}
        self.send_event("progress", {"done": done, "total": total, "what": "Saving"})
