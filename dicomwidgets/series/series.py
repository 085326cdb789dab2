"""A series: its files in order, its frames, its headers."""

from __future__ import annotations

from copy import deepcopy
from functools import cached_property
from threading import Lock
from typing import TYPE_CHECKING

from dicomwidgets.errors import ReadError
from dicomwidgets.pixels.locator import FrameLocator
from dicomwidgets.privacy import is_revealed
from dicomwidgets.reading.header import Header, read_dataset, read_header
from dicomwidgets.reading.quick import value_or_none
from dicomwidgets.reading.several import ChosenSource
from dicomwidgets.series.sorting import sort_instances

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pydicom.dataset import Dataset

    from dicomwidgets.finding import Findings
    from dicomwidgets.pixels.frame_source import FrameSource
    from dicomwidgets.reading.item import Item, Source
    from dicomwidgets.series.instance import Instance

__all__ = ["Series"]

_KEPT_HEADERS = 8


class Series:
    """Files that belong together: one series, one size, one orientation, one kind of object.

    Parameters
    ----------
    source
        Where the files lie.
    instances
        In name order; the series sorts them.
    skipped
        How many files of the source are not DICOM.
    problems
        Files of the source that can't be read, and why.
    complete
        Whether the whole source was looked at.
    apart
        Files with the same SeriesInstanceUID that are shown as series of their own.

    Attributes
    ----------
    instances : tuple of Instance
        The files, sorted.
    apart : tuple of tuple of Instance
        As given.
    sorted_by : str
        What they are sorted by, in words: ``"position along the slice normal"``, ``"position along
        the slice normal, then InstanceNumber"`` (several files at one place: a time series),
        ``"InstanceNumber"``, ``"file name"``, ``"frame order in the file"``, ``"the dimensions that
        the file names"``.
    modality : str
        As in the files, such as ``"CT"``; ``""`` if they don't say.
    """

    def __init__(  # noqa: PLR0913 - what an index knows of it
        self,
        source: Source,
        instances: Sequence[Instance],
        *,
        skipped: int = 0,
        problems: Sequence[ReadError] = (),
        complete: bool = True,
        apart: Sequence[Sequence[Instance]] = (),
    ) -> None:
        self.instances, self.sorted_by = sort_instances(instances)
        self.modality = self.instances[0].modality
        self.skipped = skipped
        self.problems = tuple(problems)
        self.complete = complete
        self.apart = tuple(map(tuple, apart))
        self._whole = source
        self._headers: dict[Item, Header] = {}
        self._lock = Lock()

    def __len__(self) -> int:
        """Return the number of frames; 0 for objects that are no images."""
        return self.count

    def __bool__(self) -> bool:
        return True

    def __repr__(self) -> str:
        what = self.title if is_revealed() else self.modality or "?"
        frames = f"{self.count} frames of {self.rows} × {self.columns}, " if self.count else ""
        files = f"{len(self.instances)} file{'s' if len(self.instances) != 1 else ''}"
        return f"<Series {what}: {frames}{files}, sorted by {self.sorted_by}>"

    @cached_property
    def count(self) -> int:
        """Number of frames."""
        return sum(each.frames for each in self.instances)

    @property
    def rows(self) -> int:
        """Height of a frame in pixels, 0 if there is none."""
        return self.instances[0].rows

    @property
    def columns(self) -> int:
        """Width of a frame in pixels, 0 if there is none."""
        return self.instances[0].columns

    @cached_property
    def title(self) -> str:
        """Modality and SeriesDescription: for the live widget only, it may hold identifiers."""
        try:
            text = str(value_or_none(self.header(0).dataset, "SeriesDescription") or "").strip()
        except ReadError:  # a title, and a repr, are no place to fail
            text = ""
        return " · ".join(part for part in (self.modality, text) if part) or "series"

    @cached_property
    def locators(self) -> tuple[FrameLocator, ...]:
        """Where each frame is, in display order."""
        return tuple(
            FrameLocator(self._whole, each.item, frame, each.known)
            for each in self.instances
            for frame in (each.order or range(each.frames))
        )

    @cached_property
    def source(self) -> Source:
        """The series' own files, in its order."""
        return ChosenSource(self._whole, [each.item for each in self.instances])

    @cached_property
    def findings(self) -> Findings:
        """What is wrong with the series as a whole, by its headers: the worst first.

        Gaps, duplicates, unequal spacing, gantry tilt, mixtures, missing geometry and more; each
        with its files, its numbers, what it means and what one can do (PS3.3 C.7.6.2).
        """
        return self.check()

    def check(self, *, pixels: bool = False) -> Findings:
        """Return what is wrong with the series as a whole.

        Parameters
        ----------
        pixels
            Whether to decode every frame as well, for what only pixels tell: the same picture
            twice, frames that can't be decoded.

        Returns
        -------
        Findings
            The worst first; `Findings.to_pandas` is a table of them. What is wrong with each file
            by itself says `dicomwidgets.check`.
        """
        from dicomwidgets.series.findings.running import findings_of  # noqa: PLC0415 - when asked

        return findings_of(self, pixels=pixels)

    def frames(self) -> FrameSource:
        """Return the frames, decoded one at a time when asked for."""
        from dicomwidgets.pixels.frame_source import FrameSource  # noqa: PLC0415 - brings NumPy

        return FrameSource(self.locators)

    def item(self, index: int) -> Item:
        """Return the file that frame `index` is in; of objects that are no images, file `index`."""
        return self.locators[index].item if self.count else self.instances[index].item

    def header(self, index: int) -> Header:
        """Return the header of the file that frame `index` is in; not to be changed.

        Raises
        ------
        IndexError
            If there is no such frame.
        ReadError
            If the file can't be read any more.
        """
        item = self.item(index)
        with self._lock:
            header = self._headers.pop(item, None)
        header = header or read_header(self._whole, item)
        with self._lock:
            self._headers[item] = header
            while len(self._headers) > _KEPT_HEADERS:
                del self._headers[next(iter(self._headers))]
        return header

    def dataset(self, index: int) -> Dataset:
        """Return a copy of the whole dataset that frame `index` is in; the caller may change it."""
        item = self.item(index)
        dataset = read_dataset(self._whole, item)
        return deepcopy(dataset) if self._whole.dataset(item) is not None else dataset
