"""What an export comes to: which files become which, and which can't."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, NamedTuple

from dicomwidgets.exporting.bulk.export_row import ExportRow

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from dicomwidgets.errors import ReadError
    from dicomwidgets.exporting.bulk.facts import FileFacts
    from dicomwidgets.exporting.bulk.names import ExportNames
    from dicomwidgets.exporting.formats import Format
    from dicomwidgets.exporting.image_style import ImageStyle
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
    form
        As what.
    names
        Makes the names of the files.
    style
        How images look.
    volume
        Options of `dicomwidgets.volume`.
    """

    form: Format
    names: ExportNames
    style: ImageStyle
    volume: tuple[tuple[str, Any], ...] = ()


class Planned(NamedTuple):
    """A row of the plan, and what its work needs.

    Parameters
    ----------
    row
        To be looked at.
    items
        Its files.
    series, frames
        The series that they belong to, and how many frames each has: for images.
    """

    row: ExportRow
    items: tuple[Item, ...] = ()
    series: Series | None = None
    frames: int = 0


def refused(files: tuple[str, ...], reason: str) -> Planned:
    """Return the row of files of which nothing is written."""
    return Planned(ExportRow(files, status="refused", reason=reason))
