"""All that a source holds: its series, the other objects, and what could not be read."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any

from dicomwidgets.reading.source import source_of
from dicomwidgets.series.index import Index, index

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from dicomwidgets.reading.item import Source
    from dicomwidgets.series.series import Series

__all__ = ["Collection", "load"]


class Collection:
    """The series of a source.

    Parameters
    ----------
    source
        Where they come from.
    found
        Its index.

    Attributes
    ----------
    series : tuple of Series
        Images, in the name order of their first files.
    others : tuple of Series
        Objects that are no images: reports, structure sets, plans, documents.
    skipped : int
        How many files are not DICOM.
    problems : tuple of ReadError
        Files that can't be read, or only in part, each with its reason.
    complete : bool
        ``False`` if loading was cancelled.
    source : Source
        All files, also those that are no DICOM.
    """

    def __init__(self, source: Source, found: Index) -> None:
        self.source = source
        self.series = found.series
        self.others = found.others
        self.skipped = found.skipped
        self.problems = found.problems
        self.complete = found.complete

    def __len__(self) -> int:
        """Return the number of series with images."""
        return len(self.series)

    def __iter__(self) -> Iterator[Series]:
        return iter(self.series)

    def __getitem__(self, number: int) -> Series:
        return self.series[number]

    def __repr__(self) -> str:
        parts = [
            f"{len(self.series)} series{_modalities(self.series)}",
            f"{len(self.others)} other{_modalities(self.others)}" if self.others else "",
            f"{self.skipped} skipped" if self.skipped else "",
            f"{len(self.problems)} with problems" if self.problems else "",
            "" if self.complete else "incomplete",
        ]
        return f"<Collection: {', '.join(filter(None, parts))}>"


def load(
    x: Any,
    *,
    on_progress: Callable[[int, int], None] | None = None,
    cancelled: Callable[[], bool] | None = None,
) -> Collection:
    """Read the headers of all that is in `x` and group them into series.

    Parameters
    ----------
    x
        A path, folder, glob pattern, zip archive, DICOMDIR, bytes, file object, `Dataset`, a list
        of these, a `Series` or a `Collection`.
    on_progress
        Called now and then with (files done, files in all).
    cancelled
        Asked before every file; once it says ``True``, what was found so far is returned.

    Raises
    ------
    SourceError
        If there is nothing at all. Files that are not DICOM, or damaged, raise nothing: they are
        counted in ``skipped`` and named in ``problems``.
    """
    source = source_of(x)
    return Collection(source, index(source, on_progress=on_progress, cancelled=cancelled))


def _modalities(series: tuple[Series, ...]) -> str:
    counts = Counter(each.modality or "?" for each in series)
    listed = ", ".join(f"{count} {modality}" for modality, count in sorted(counts.items()))
    return f" ({listed})" if listed else ""
