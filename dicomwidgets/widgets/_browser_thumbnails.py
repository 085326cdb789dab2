"""Small pictures of the series of a collection: of each the middle frame, in its window."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING, Any

from dicomwidgets.errors import ArgumentError
from dicomwidgets.pixels.picture import thumbnail_picture
from dicomwidgets.widgets._base import payload_of
from dicomwidgets.widgets._browser_series import series_in

if TYPE_CHECKING:
    from collections.abc import Mapping

    from dicomwidgets.series.series import Series
    from dicomwidgets.widgets._base import Reply
    from dicomwidgets.widgets._commands import BufferInfo, SeriesError
    from dicomwidgets.widgets._group_feed import GroupFeed

__all__ = ["BrowserThumbnails"]

_KEPT = 400
"""Some 2 MB."""

_AT_A_TIME = 12


class BrowserThumbnails:
    """Makes them when they are asked for, and keeps those asked for last; thread-safe.

    Parameters
    ----------
    feed
        Knows the rows of a group.
    """

    def __init__(self, feed: GroupFeed) -> None:
        self._feed = feed
        self._kept: dict[tuple[int, int], tuple[bytes, BufferInfo]] = {}
        self._lock = threading.Lock()

    def get_thumbnails(self, args: Mapping[str, Any]) -> Reply:
        """Return the pictures of some rows by their ids (`GetThumbnailsArgs`).

        One that can't be shown costs none of the others, and is told with the reason.
        """
        asked = args.get("series")
        if not isinstance(asked, list) or not all(isinstance(each, int) for each in asked):
            raise ArgumentError("get_thumbnails takes the ids of rows.")
        shown: list[int] = []
        errors: list[SeriesError] = []
        described: list[BufferInfo] = []
        buffers: list[bytes] = []
        for group in asked[:_AT_A_TIME]:
            try:
                data, info = self._thumbnail(group)
            except Exception as problem:  # noqa: BLE001 - told in place of the picture
                errors.append({"series": group, "error": payload_of(problem)})
                continue
            shown.append(group)
            described.append(info)
            buffers.append(data)
        return {"series": shown, "errors": errors, "buffers": described}, buffers

    def _thumbnail(self, group: int) -> tuple[bytes, BufferInfo]:
        rows, table = self._feed.series_rows(group)
        key = group, len(rows)  # while files come, the middle is another
        with self._lock:
            picture = self._kept.pop(key, None)
        picture = picture or _picture(series_in(self._feed.collection, rows, table))
        with self._lock:
            self._kept[key] = picture
            while len(self._kept) > _KEPT:
                del self._kept[next(iter(self._kept))]
        return picture


def _picture(series: tuple[Series, ...]) -> tuple[bytes, BufferInfo]:
    largest = max(series, key=len, default=None)
    if not largest:
        raise ArgumentError("There are no images in it.")
    frames = largest.frames()
    frames.auto.hurry()
    middle = len(frames) // 2
    return thumbnail_picture(frames.render(middle), frames.info(middle)["geometry"]["aspect"])
