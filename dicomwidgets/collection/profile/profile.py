"""What is in an archive: numbers, facets, series and findings."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from dicomwidgets.collection.profile.page import fragment_of, page_of
from dicomwidgets.collection.profile.series_line import Thumbnail, thumbnail_of
from dicomwidgets.extras import require
from dicomwidgets.jobs.atomic import atomic_file
from dicomwidgets.privacy import is_revealed

if TYPE_CHECKING:
    import os

    from dicomwidgets.collection.profile.facets import Facet
    from dicomwidgets.collection.profile.series_line import SeriesLine
    from dicomwidgets.finding import Findings

__all__ = ["Profile"]

_PICTURES = 200


@dataclass(frozen=True, slots=True, repr=False)
class Profile:
    """What is in an archive.

    Its repr, its form in a notebook and its page mask what may identify somebody until
    `dicomwidgets.reveal`; the numbers, facets and findings themselves hold it.

    Parameters
    ----------
    files
        How many files are DICOM.
    others
        How many are not, or can't be read.
    size
        Bytes of those that are DICOM.
    patients, studies, frames
        How many there are; patients by ID.
    dates
        First and last Study Date, as ``"20240229"``; ``None`` where there is none.
    facets
        One for each element looked at.
    series
        A line for each series with images.
    findings
        What `dicomwidgets.check` finds in it.
    """

    files: int
    others: int
    size: int
    patients: int
    studies: int
    frames: int
    dates: tuple[str, str] | None
    facets: tuple[Facet, ...]
    series: tuple[SeriesLine, ...]
    findings: Findings
    _pictures: dict[int, Thumbnail] = field(default_factory=dict, compare=False)

    def facet(self, path: str) -> Facet:
        """Return the facet of an element.

        Raises
        ------
        KeyError
            If it was not looked at.
        """
        found = next((each for each in self.facets if each.path == path), None)
        if found is None:
            raise KeyError(path)
        return found

    def thumbnail(self, number: int) -> Thumbnail:
        """Return the picture of a series of `series`, made when it is first asked for."""
        if number not in self._pictures:
            self._pictures[number] = thumbnail_of(self.series[number])
        return self._pictures[number]

    def to_pandas(self) -> Any:
        """Return a `pandas.DataFrame` of the facets: one row a value of an element, unmasked.

        Raises
        ------
        MissingPackageError
            Where pandas is not installed, with the install line.
        """
        pandas = require("pandas", why="A data frame of the profile")
        rows = [
            {"element": facet.path, "value": value, "files": count, "share": count / facet.files}
            for facet in self.facets
            for value, count in (*facet.counts, *_missing(facet))
        ]
        return pandas.DataFrame(rows, columns=["element", "value", "files", "share"])

    def to_html(
        self,
        path: str | os.PathLike[str] | None = None,
        *,
        masked: bool | None = None,
        thumbnails: int = _PICTURES,
        title: str = "What is in this archive",
        overwrite: bool = False,
    ) -> str | Path:
        """Return the profile as one page that needs no network, or write it to a file.

        Parameters
        ----------
        path
            The file to write, in UTF-8; it is there whole or not at all.
        masked
            Whether names, dates, UIDs, texts and file names are masked; by default, unless
            `dicomwidgets.reveal` was called. Pictures of series into which text may be burned are
            withheld with them.
        thumbnails
            How many series get a picture, which takes decoding one frame of each.
        title
            Title of the page.
        overwrite
            Whether a file that is there may be replaced.

        Raises
        ------
        FileExistsError
            If the file is there already.
        OSError
            If it can't be written.
        """
        hidden = not is_revealed() if masked is None else masked
        pictures = {
            number: self._shown(number, hidden)
            for number in range(min(thumbnails, len(self.series)))
        }
        page = page_of(self, pictures, masked=hidden, title=title)
        if path is None:
            return page
        target = Path(path)
        if target.exists() and not overwrite:
            raise FileExistsError(f"There is a file already: {target.name}")
        with atomic_file(target) as file:
            file.write(page.encode())
        return target

    def _shown(self, number: int, hidden: bool) -> Thumbnail:
        if hidden and self.series[number].may_name:
            return Thumbnail(reason="withheld: text may be burned in")
        return self.thumbnail(number)

    def __repr__(self) -> str:
        counts = self.findings.counts
        return (
            f"<Profile: {self.files:,} files, {self.patients:,} patients, {self.studies:,} "
            f"studies, {len(self.series):,} series; {counts['error']} errors, "
            f"{counts['warning']} warnings>"
        )

    def _repr_html_(self) -> str:
        """Return the page without its pictures: what is saved with a notebook holds no pixels."""
        return fragment_of(self, masked=not is_revealed())


def _missing(facet: Facet) -> list[tuple[None, int]]:
    absent = facet.absent + facet.empty
    return [(None, absent)] if absent else []
