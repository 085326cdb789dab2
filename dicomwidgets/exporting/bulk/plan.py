"""What an export comes to: which files become which, and which can't."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

from dicomwidgets.exporting.bulk.export_row import ExportRow

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from dicomwidgets.errors import ReadError
    from dicomwidgets.exporting.bulk.facts import FileFacts
    from dicomwidgets.exporting.bulk.names import ExportNames
    from dicomwidgets.exporting.formats import Format
    from dicomwidgets.exporting.wish import Wish
    from dicomwidgets.reading.item import Item, Source
    from dicomwidgets.series.series import Series

__all__ = ["Asked", "Holding", "Planned", "refused"]


@dataclass(frozen=True)
class Holding:
    """What is exported.

    Parameters
    ----------
    source
        Where the files lie.
    facts
        What is known of them.
    series
        Returns those with images; reads headers.
    problems
        Files that can't be read.
    """

    source: Source
    facts: FileFacts
    series: Callable[[], Sequence[Series]]
    problems: Sequence[ReadError] = ()


@dataclass(frozen=True)
class Asked:
    """How it is exported.

    Parameters
    ----------
    wish
        As what, which frames, how they look.
    names
        Makes the names of the files.
    """

    wish: Wish
    names: ExportNames

    @property
    def form(self) -> Format:
        """As what it is exported."""
        return self.wish.form


class Planned(NamedTuple):
    """A row of the plan, and what its work needs.

    Parameters
    ----------
    row
        To be looked at.
    items
        Its files.
    series
        The series that they belong to: for images.
    chosen
        Which frames: their numbers in the file, or in the series where that becomes a file.
    """

    row: ExportRow
    items: tuple[Item, ...] = ()
    series: Series | None = None
    chosen: tuple[int, ...] = ()


def refused(files: tuple[str, ...], reason: str) -> Planned:
    """Return the row of files of which nothing is written."""
    return Planned(ExportRow(files, status="refused", reason=reason))
