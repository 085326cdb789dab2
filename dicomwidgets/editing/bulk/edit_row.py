"""What an edit will change in one file, as a row to be looked at."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from dicomwidgets.editing.rules import CHARSET
from dicomwidgets.elements.masking import masked_value
from dicomwidgets.privacy import masked

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator

    from dicomwidgets.editing.bulk.rounds import FileEdits
    from dicomwidgets.editing.change import Change

__all__ = ["EditRow", "RowStatus", "rows_of_file"]

RowStatus = Literal["change", "unchanged", "left out", "refused", "skipped"]

SOP_INSTANCE = 0x00080018
_ABSENT = "The file has no such element: the edit is left out."
_SAME_UID = (
    "Several files get the same SOP Instance UID, which must be each one's own (PS3.3 C.12.1)."
)
_REENCODED = "All texts of the file are encoded anew."
_REREAD = "The bytes of texts stay as they are: they are read in another way."
_FOLLOWS = "It comes with the row before it."


@dataclass(frozen=True, slots=True, repr=False)
class EditRow:
    """One change in one file. Its repr masks what may identify somebody.

    Parameters
    ----------
    file
        Its name in the source.
    path, keyword
        Of the element; the keyword is empty where the dictionary has none.
    old, new
        As text made for reading; empty where there is nothing.
    status
        ``"change"``; ``"left out"``: the file has no such element; ``"refused"``: the edits can't
        be made in this file, which will not be written; ``"skipped"``: no DICOM file;
        ``"unchanged"``: nothing in it changes.
    warnings
        What is to be known.
    vr
        Value representation.
    """

    file: str
    path: str
    keyword: str
    old: str
    new: str
    status: RowStatus = "change"
    warnings: tuple[str, ...] = ()
    vr: str = ""

    def __repr__(self) -> str:
        parts = [masked(self.file), self.path, *self.warnings]
        if self.status == "change":
            old, new = (masked_value(self.keyword, self.vr, each) for each in (self.old, self.new))
            parts.insert(2, f"{old or '(nothing)'} → {new or '(nothing)'}")
        else:
            parts.insert(2, self.status)
        return f"<{' · '.join(filter(None, parts))}>"


def rows_of_file(name: str, edits: FileEdits, shared: Collection[int] = ()) -> Iterator[EditRow]:
    """Yield the rows of a file: what changes, what is left out; one where nothing does.

    Parameters
    ----------
    name
        Of the file.
    edits
        In it.
    shared
        Tags of UIDs that several files get alike.
    """
    if not edits.changes and not edits.missing:
        yield EditRow(name, "", "", "", "", "unchanged")
    for change in edits.changes:
        yield EditRow(
            name,
            change.path,
            change.keyword,
            change.old_text,
            change.new_text,
            warnings=tuple(_warnings(change, shared)),
            vr=change.vr,
        )
    for path in edits.missing:
        yield EditRow(name, path, "", "", "", "left out", (_ABSENT,))


def _warnings(change: Change, shared: Collection[int]) -> Iterator[str]:
    if change.tag in shared and len(change.steps) == 1 and not change.follows:
        yield _SAME_UID
    if change.tag == CHARSET:
        yield _REENCODED if change.reencode else _REREAD
    if change.follows:
        yield _FOLLOWS
