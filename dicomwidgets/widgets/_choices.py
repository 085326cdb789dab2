"""The series of one source, as a viewer offers them: shared by the viewers that show them."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING, Any
from weakref import WeakValueDictionary

from dicomwidgets.errors import ArgumentError
from dicomwidgets.pixels.picture import thumbnail_picture
from dicomwidgets.reading.quick import value_or_none
from dicomwidgets.series.dimensions import dimensions_of
from dicomwidgets.series.findings.badges import badges_of
from dicomwidgets.series.places import places_of
from dicomwidgets.widgets._base import payload_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from dicomwidgets.pixels.frame_source import FrameSource
    from dicomwidgets.series.dimensions import Dimensions
    from dicomwidgets.series.places import Places
    from dicomwidgets.series.series import Series
    from dicomwidgets.widgets._base import Reply
    from dicomwidgets.widgets._commands import Badge, BufferInfo, SeriesChoice, SeriesError

__all__ = ["Choices"]


class Choices:
    """The series of one source; thread-safe.

    Parameters
    ----------
    series
        Those that hold images, in the order of ``dicomwidgets.load(x).series``.
    frames
        Frames that are there already: those of `first`, or, without `series`, bare frames.
    first
        The number of the series that `frames` belong to.
    """

    def __init__(
        self, series: Sequence[Series] = (), frames: FrameSource | None = None, first: int = 0
    ) -> None:
        self.series = tuple(series)
        self._bare = None if series else frames
        self._shared: WeakValueDictionary[int, FrameSource] = WeakValueDictionary()
        if frames is not None:
            self._shared[first] = frames
        self._described: list[SeriesChoice] | None = None
        self._places: dict[int, Places | None] = {}
        self._dimensions: dict[int, Dimensions | None] = {}
        self._badges: dict[int, list[Badge]] = {}
        self._thumbnails: dict[int, tuple[bytes, BufferInfo]] = {}
        self._lock = threading.Lock()

    def __len__(self) -> int:
        return len(self.series) or 1

    def known(self, number: int) -> int:
        """Return `number`, or refuse it.

        Raises
        ------
        ArgumentError
            If there is no series of that number.
        """
        if 0 <= number < len(self):
            return number
        have = "one series: 0" if len(self) == 1 else f"{len(self)} series: 0 to {len(self) - 1}"
        raise ArgumentError(
            f"There is no series {number}: this source has {have}.",
            remedy="dicomwidgets.load(x).series lists them.",
        )

    def frames(self, number: int) -> FrameSource:
        """Return the frames of a series: the same for all who show it at a time."""
        with self._lock:
            frames = self._shared.get(number)
            if frames is None:
                frames = self._shared[number] = self.series[number].frames()
                frames.auto.hurry()
            return frames

    def places(self, number: int) -> Places | None:
        """Return where the frames of a series lie, if the files say so."""
        if not self.series:
            return None
        if number not in self._places:
            self._places[number] = places_of(self.series[number])
        return self._places[number]

    def dimensions(self, number: int) -> Dimensions | None:
        """Return the dimensions of a series, where it has more than one."""
        if not self.series:
            return None
        if number not in self._dimensions:
            self._dimensions[number] = dimensions_of(self.series[number])
        return self._dimensions[number]

    def badges(self, number: int) -> list[Badge]:
        """Return what is to be said of a series as a whole: gaps, tilt, duplicates."""
        if not self.series:
            return []
        if number not in self._badges:
            self._badges[number] = badges_of(self.series[number].findings)
        return self._badges[number]

    def described(self) -> list[SeriesChoice]:
        """Return what there is to choose from; reads one header a series, once."""
        if self._described is None:
            if self.series:
                self._described = [_choice(k, each) for k, each in enumerate(self.series)]
            else:
                self._described = [_bare_choice(self.frames(0))]
        return self._described

    def thumbnails(self, numbers: Sequence[Any]) -> Reply:
        """Return small pictures of series, as the front end asks for them (`GetThumbnails`).

        Parameters
        ----------
        numbers
            Which; one that can't be shown costs none of the others.
        """
        shown: list[int] = []
        errors: list[SeriesError] = []
        described: list[BufferInfo] = []
        buffers: list[bytes] = []
        for number in numbers:
            try:
                data, info = self._thumbnail(self.known(number))
            except Exception as problem:  # noqa: BLE001 - one bad series never costs the others
                errors.append({"series": number, "error": payload_of(problem)})
                continue
            shown.append(number)
            described.append(info)
            buffers.append(data)
        return {"series": shown, "errors": errors, "buffers": described}, buffers

    def _thumbnail(self, number: int) -> tuple[bytes, BufferInfo]:
        kept = self._thumbnails.get(number)
        if kept is None:
            frames = self.frames(number)
            middle = len(frames) // 2
            aspect = frames.info(middle)["geometry"]["aspect"]
            kept = self._thumbnails[number] = thumbnail_picture(frames.render(middle), aspect)
        return kept


def _choice(number: int, series: Series) -> SeriesChoice:
    try:
        text = str(value_or_none(series.header(0).dataset, "SeriesDescription") or "").strip()
    except Exception:  # noqa: BLE001 - a title is no reason to offer nothing
        text = ""
    return {
        "number": number,
        "title": text,
        "modality": series.modality,
        "count": len(series),
        "rows": series.rows,
        "columns": series.columns,
    }


def _bare_choice(frames: FrameSource) -> SeriesChoice:
    dataset = frames.header(0).dataset
    return {
        "number": 0,
        "title": str(value_or_none(dataset, "SeriesDescription") or "").strip(),
        "modality": str(value_or_none(dataset, "Modality") or "").strip(),
        "count": len(frames),
        "rows": int(value_or_none(dataset, "Rows") or 0),
        "columns": int(value_or_none(dataset, "Columns") or 0),
    }
