"""What is done to one file, wherever it is done."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from dicomwidgets.editing.bulk.rounds import Round, edits_in
from dicomwidgets.editing.drafting import try_draft
from dicomwidgets.editing.splice import write_edited
from dicomwidgets.errors import EditError
from dicomwidgets.jobs.atomic import atomic_file
from dicomwidgets.jobs.errand import SkippedError
from dicomwidgets.reading.located import LocatedSource

if TYPE_CHECKING:
    from dicomwidgets.editing.change import Change
    from dicomwidgets.jobs.errand import Errand, Parts
    from dicomwidgets.reading.item import Item
    from dicomwidgets.reading.origin import Origin

__all__ = ["NO_DICOM", "EditOver", "EditWork", "FileOver"]

NO_DICOM = "This is no DICOM file."
_HARD_LINK = (
    "The file had another name on the disk (a hard link): what is found there stays as it was."
)


@dataclass(frozen=True)
class EditWork:
    """Writes edited files beside. It pickles.

    Parameters
    ----------
    rounds
        The edits.
    only_changed
        Whether files in which nothing changes are left out; else they are copied as they are.
    keep_tail
        Whether broken files are edited too, from their break on as they are.
    """

    rounds: tuple[Round, ...]
    only_changed: bool = False
    keep_tail: bool = False

    def __call__(self, errand: Errand, parts: Parts) -> tuple[str, ...] | None:
        """Write a file."""
        source = LocatedSource(errand.names, errand.origins)
        (item,) = source.items()
        changes = _changes(source, item, self.rounds)
        if not changes and self.only_changed:
            return None
        with parts.file() as out:
            return write_edited(source, item, changes, out, keep_tail=self.keep_tail)


class FileOver(NamedTuple):
    """A file that is written over: its name in the source, and where it is, links followed."""

    name: str
    origin: Origin


@dataclass(frozen=True)
class EditOver:
    """Writes edited files over their sources, each whole or not at all. It pickles.

    Parameters
    ----------
    rounds, keep_tail
        As for `EditWork`.
    """

    rounds: tuple[Round, ...]
    keep_tail: bool = False

    def __call__(self, file: FileOver) -> tuple[str, ...] | None:
        """Write a file; ``None`` where nothing changes in it.

        Raises
        ------
        EditError, ReadError, OSError
            If it can't be done; the file is as it was.
        SkippedError
            If it is no DICOM file.
        """
        stamp = file.origin.stamp()
        source = LocatedSource([file.name], [file.origin])
        (item,) = source.items()
        changes = _changes(source, item, self.rounds)
        if not changes:
            return None

        def ready() -> None:
            if file.origin.stamp() != stamp:
                raise EditError("It was changed while it was read.", remedy="Repeat the call.")

        place = Path(file.origin.path)
        others = place.stat().st_nlink > 1
        with atomic_file(place, ready=ready) as out:
            notes = write_edited(source, item, changes, out, keep_tail=self.keep_tail)
        return (*notes, _HARD_LINK) if others else notes


def _changes(source: LocatedSource, item: Item, rounds: tuple[Round, ...]) -> tuple[Change, ...]:
    draft = try_draft(source, item)
    if draft is None:
        raise SkippedError(NO_DICOM)
    return edits_in(draft, item.name, rounds).changes
