"""Editing a dataset: every edit a row, each can be taken back, nothing is changed in place."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Self

from dicomwidgets.editing.applying import Job, Writing, apply_to, made_in, save_edited
from dicomwidgets.editing.change_set import ChangeSet
from dicomwidgets.editing.drafting import draft_of, first_draft, whole_draft
from dicomwidgets.editing.resolving import Intent, intent_of, make
from dicomwidgets.editing.splice import edited_bytes
from dicomwidgets.editing.values import value_in
from dicomwidgets.elements.path import parse_path
from dicomwidgets.reading.source import source_of

if TYPE_CHECKING:
    import os
    from collections.abc import Callable, Iterable
    from concurrent.futures import Executor

    from pydicom.dataset import Dataset

    from dicomwidgets.editing.change import Change
    from dicomwidgets.editing.draft import Draft
    from dicomwidgets.editing.outcome import Applied, Outcome
    from dicomwidgets.editing.value_form import Value
    from dicomwidgets.jobs.progress import Progress
    from dicomwidgets.reading.item import Item, Source

__all__ = ["Edit", "edit"]


class Edit:
    """The editing of one DICOM object, or of all objects of a source alike.

    Parameters
    ----------
    x
        Anything that holds DICOM; never changed. Of several objects the first in name order is
        the one that edits are held to; `save` makes them in all.

    Raises
    ------
    ArgumentError, SourceError, ReadError
        When there is nothing to edit.

    Examples
    --------
    >>> dicomwidgets.edit("a.dcm").set("PatientName", "Doe^Jane").save("b.dcm")  # doctest: +SKIP
    """

    def __init__(self, x: Any) -> None:
        self._source: Source = source_of(x)
        self._items: tuple[Item, ...] = tuple(self._source.items())
        self._item, self._draft = first_draft(self._source)
        self._done: list[tuple[Change, ...]] = []
        self._undone: list[tuple[Change, ...]] = []
        self._here: list[Change] = []
        self._missing: list[str] = []

    @classmethod
    def of(cls, source: Source, item: Item) -> Self:
        """Return the editing of one object of a source."""
        return cls(source).look_at(source, item) if len(source.items()) > 1 else cls(source)

    def __repr__(self) -> str:
        count = len(self.changes)
        return f"<Edit, {count} change{'' if count == 1 else 's'}>"

    # Editing -----------------------------------------------------------------------------------

    def set(  # noqa: PLR0913 - what PS3.5 lets one say of a value
        self,
        path: str,
        value: Any,
        *,
        vr: str = "",
        creator: str = "",
        reencode: bool = True,
        widen: bool = False,
    ) -> Self:
        r"""Give an element, or an item of a sequence, another value.

        Parameters
        ----------
        path
            ``"PatientName"``, ``"ReferencedImageSequence[0].ReferencedSOPInstanceUID"``,
            ``"(0019,1001)"``; ``"ReferencedImageSequence[0]"`` is the item.
        value
            In pydicom's terms: text (several values as a list, or apart by backslashes), numbers,
            dates, tags, bytes (little endian); for sequences a list of items, each a dataset, a
            mapping of keywords, or a code as ``(value, scheme, meaning)``. ``None`` or ``""``
            empties the element.
        vr
            Another value representation, where the dictionary leaves a choice or knows none.
        creator
            Private creator of the block, where another file may have reserved another block.
        reencode
            Specific Character Set only: ``False`` leaves the bytes of texts as they are and
            changes how they are read.
        widen
            Whether the character set may become UTF-8 if it can't spell the text.

        Raises
        ------
        AbsentError
            If the element is not there; `insert` adds it.
        EditError
            If the VR can't hold the value (PS3.5 6.2), with what it can hold; for pixels, the
            transfer syntax and lengths, which are no values to edit.
        ArgumentError
            If the path is none.
        """
        return self.do(Intent("set", parse_path(path), value, vr, creator, reencode, widen))

    def insert(
        self, path: str, value: Any = None, *, vr: str = "", creator: str = "", widen: bool = False
    ) -> Self:
        """Add an element, or an item before the one with its number.

        Parameters
        ----------
        path, value, vr, widen
            As for `set`. An item's number may be that after the last one.
        creator
            Private creator: reserves a block if the dataset has none for it yet (PS3.5 7.8.1).

        Raises
        ------
        EditError, ArgumentError
            As for `set`, and if the element is there already.
        """
        return self.do(Intent("insert", parse_path(path), value, vr, creator, widen=widen))

    def append(self, path: str, item: Any = None, *, widen: bool = False) -> Self:
        """Add an item at the end of a sequence; ``None`` for one with nothing in it."""
        steps = parse_path(path)
        level = self._draft.level(steps)
        items = self._draft.items(level, steps[-1].tag)
        place = 0 if items is None else len(items)
        return self.do(
            Intent("insert", (*steps[:-1], steps[-1]._replace(item=place)), item, widen=widen)
        )

    def delete(self, path: str, *, creator: str = "") -> Self:
        """Remove an element, or an item of a sequence.

        Raises
        ------
        AbsentError
            If it is not there.
        EditError, ArgumentError
            As for `set`.
        """
        return self.do(Intent("delete", parse_path(path), creator=creator))

    def replay(self, changes: Iterable[Change]) -> Self:
        """Make the edits of a `ChangeSet` here.

        Raises
        ------
        AbsentError, EditError
            At the first that can't be made; none of them is made then.
        """
        done, undone = len(self._done), [*self._undone]
        try:
            for change in changes:
                if not change.follows:
                    self.do(intent_of(change))
        except BaseException:
            del self._done[done:]
            self._undone = undone
            self._redraw()
            raise
        return self

    def look_at(self, source: Source, item: Item) -> Self:
        """Make the edits in another object from now on, as far as they have a place in it.

        `missing` tells those that have none; they stay in `changes`.

        Raises
        ------
        ReadError
            If it can't be read.
        """
        draft = draft_of(source, item)
        self._source, self._items, self._item = source, (item,), item
        self._redraw(draft)
        return self

    def undo(self) -> Self:
        """Take back the last edit, if there is one."""
        if self._done:
            self._undone.append(self._done.pop())
            self._redraw()
        return self

    def redo(self) -> Self:
        """Make the edit again that was taken back last, if there is one."""
        if self._undone:
            self._done.append(self._undone.pop())
            self._redraw()
        return self

    # Looking -----------------------------------------------------------------------------------

    @property
    def changes(self) -> ChangeSet:
        """The edits made so far, without those taken back."""
        return ChangeSet(row for rows in self._done for row in rows)

    @property
    def can_undo(self) -> bool:
        """Whether there is an edit to take back."""
        return bool(self._done)

    @property
    def can_redo(self) -> bool:
        """Whether an edit was taken back and none made since."""
        return bool(self._undone)

    @property
    def missing(self) -> tuple[str, ...]:
        """Paths of the edits that the object looked at has no place for."""
        return tuple(self._missing)

    @property
    def here(self) -> ChangeSet:
        """The edits as made in the object looked at, with its old values."""
        return ChangeSet(self._here)

    @property
    def draft(self) -> Draft:
        """The object as edited so far; not to be changed."""
        return self._draft

    def get(self, path: str) -> Value | None:
        """Return the value of an element as it now is; ``None`` if it is not there."""
        steps = parse_path(path)
        level = self._draft.level(steps)
        element = level.scope.element(steps[-1].tag)
        return None if element is None else value_in(level.scope, steps[-1].tag, element)

    @property
    def dataset(self) -> Dataset:
        """The whole dataset with the edits made, pixels included; a new one at every call.

        Raises
        ------
        ReadError
            If the file can't be read any more.
        """
        draft = whole_draft(self._source, self._item)
        for change in self._here:
            draft.perform(change)
        return draft.body

    # Writing -----------------------------------------------------------------------------------

    def to_bytes(self, *, keep_tail: bool = False) -> bytes:
        """Return the edited file; see `save`."""
        return edited_bytes(self._source, self._item, self._here, keep_tail=keep_tail)

    def save(  # noqa: PLR0913 - how to write, and how the work goes
        self,
        target: str | os.PathLike[str],
        *,
        overwrite: bool = False,
        keep_tail: bool = False,
        executor: Executor | None = None,
        on_progress: Callable[[Progress], None] | None = None,
        cancelled: Callable[[], bool] | None = None,
    ) -> Outcome | Applied:
        """Write the edited object beside the one it was read from.

        What was not edited keeps its bytes: VRs, lengths, padding, order. The lengths around an
        edit are put right. A deflated dataset is deflated anew (PS3.5 A.5). A dataset that was
        made in memory is written by pydicom.

        Parameters
        ----------
        target
            The file; or a folder, in which every file keeps its name.
        overwrite
            Whether a file that is there may be replaced, the source itself included.
        keep_tail
            Whether a broken file is written too, from its break on as it is.
        executor, on_progress, cancelled
            Of many files: as for `ChangeSet.apply`.

        Returns
        -------
        Outcome or Applied
            What was written where, and what is to be known about it; one outcome for every file
            where the source holds several.

        Raises
        ------
        EditError
            If the target exists, is the source, or can't be written; if the source is broken.
        """
        writing = Writing(overwrite, keep_tail)
        if len(self._items) > 1:
            job = Job(executor, None, on_progress, cancelled)
            return apply_to(self.changes, self._source, target, writing, job=job)
        return save_edited(self._source, self._item, self._here, target, writing)

    def do(self, intent: Intent) -> Self:
        """Make an edit that is put as an `Intent`; see `set`."""
        try:
            rows = make(self._draft, intent)
        except BaseException:
            if intent.widen:
                self._redraw()
            raise
        self._done.append(rows)
        self._here += rows
        self._undone.clear()
        return self

    def _redraw(self, draft: Draft | None = None) -> None:
        """Make the draft anew from what was read, with the edits that stand."""
        self._draft = draft or draft_of(self._source, self._item)
        self._here, missing = made_in(self._draft, self.changes, strict=False)
        self._missing = missing


def edit(x: Any) -> Edit:
    """Edit the DICOM object in `x`; nothing is changed until it is saved, and then beside it.

    Parameters
    ----------
    x
        Path, folder, glob, zip, DICOMDIR, bytes, file object, `Dataset`, list of these, `Series`.

    Returns
    -------
    Edit
        Its methods return it, so that edits chain:
        ``edit(x).set("PatientName", "Doe^Jane").delete("PatientBirthDate").save("out.dcm")``.

    Raises
    ------
    ArgumentError, SourceError, ReadError
        When there is nothing to edit.
    """
    return Edit(x)
