"""Read a header: nested rows, search, any number of elements."""

from __future__ import annotations

import threading
from concurrent.futures import Future
from functools import partial
from typing import TYPE_CHECKING, Any, ClassVar

from traitlets import Bool, observe, validate

from dicomwidgets.errors import ArgumentError, DicomWidgetsError
from dicomwidgets.reading.header import Header
from dicomwidgets.reading.source import source_of
from dicomwidgets.series.series import Series
from dicomwidgets.widgets._base import DicomWidget, in_background, on_trait_thread
from dicomwidgets.widgets._header_opening import (
    Headers,
    feed_at,
    feed_of,
    first_of,
    no_feed,
    series_around,
)
from dicomwidgets.widgets._row_feed import RowFeed
from dicomwidgets.widgets._traits import BrowserInt, KernelInt
from dicomwidgets.widgets._workers import to_answer

if TYPE_CHECKING:
    from collections.abc import Mapping

    from pydicom.dataset import Dataset

    from dicomwidgets.widgets._base import Reply

__all__ = ["HeaderTable", "inspect"]


class HeaderTable(DicomWidget):
    """Every element of a DICOM object, at every depth, with a search.

    Parameters
    ----------
    x
        Anything that holds DICOM: path, folder, glob, zip, DICOMDIR, bytes, file object,
        `Dataset`, list of these, `Series`, `Header`. Objects without pixels (reports, plans,
        documents) as well. A `Dataset` is never changed, not even its raw elements.
    **traits
        Initial values of the traits below, and ``layout``.

    Raises
    ------
    ArgumentError
        When `x` is no kind of thing that holds DICOM, or a keyword is unknown. What is wrong
        with the files is shown in the widget instead, with the remedy.

    Examples
    --------
    >>> table = dicomwidgets.inspect("CT/")    # doctest: +SKIP
    >>> table.index = 100                      # doctest: +SKIP
    """

    commands: ClassVar[Mapping[str, str]] = {
        "get_rows": "_get_rows",
        "get_bytes": "_get_bytes",
        "get_file_map": "_get_file_map",
        "get_explanation": "_get_explanation",
        "get_problems": "_get_problems",
    }

    index = BrowserInt(0)
    """Number of the file shown, from 0 in the order of its series; clamped to the series."""

    count = KernelInt(0)
    """How many files the series has; 0 until it is known, and while `show` shows one object."""

    show_slider = Bool(default_value=True).tag(sync=True)
    """Whether a slider walks the files, where there is more than one."""

    height = BrowserInt(420)
    """Height of the table in CSS pixels, at least 120."""

    def __init__(self, x: Any, **traits: Any) -> None:
        # What closing needs comes first: a refused widget is closed as well.
        self._closed = threading.Event()
        self._refuse_unknown(traits)
        self._asked: int | None = traits.get("index")
        self._feed = RowFeed(None)
        self._headers: Headers | None = None
        self._wanted = 0
        self._lock = threading.Lock()
        self._opened: Future[object] = Future()
        # Reading overlaps with the opening of the comm, which ships the bundle.
        first = to_answer(partial(_first, _openable(x)))
        super().__init__(**traits)
        to_answer(partial(self._open, first))

    def __repr__(self) -> str:
        rows = 0 if self._feed.table is None else len(self._feed.table)
        return f"<HeaderTable, {rows} rows>"

    def show(self, shown: Dataset | Header) -> None:
        """Show another object, alone: no slider.

        Parameters
        ----------
        shown
            A dataset, in memory or just read, or a `Header`; it is not changed.
        """
        with self._lock:
            self._wanted += 1
            self._headers = None
            self._feed = feed_of(shown)
        if not self._opened.done():
            self._opened.set_result(None)
        self.set_trait("count", 0)
        self.send_event("rows", {"index": self.index})

    def close(self) -> None:
        """Close the widget and stop reading."""
        self._closed.set()
        super().close()

    # Opening -----------------------------------------------------------------------------------

    def _open(self, first: Future[tuple[Headers | None, RowFeed]]) -> None:
        headers, feed = first.result()
        with self._lock:
            if self._wanted:
                return
            self._headers, self._feed = headers, feed
        if not self._opened.done():
            self._opened.set_result(None)
        self.send_event("rows", {"index": self.index})
        if headers is not None:
            in_background(partial(self._finish, headers))

    def _finish(self, first: Headers) -> None:
        headers = series_around(first, self._closed.is_set)
        if self._closed.is_set():
            return
        on_trait_thread(partial(self._land, first, headers))

    def _land(self, first: Headers, headers: Headers) -> None:
        """Walk the whole series; the object shown stays, its number is put right."""
        with self._lock:
            if self._headers is not first:
                return
            self._headers = headers
        self.set_trait("count", len(headers.items))
        asked = self._asked if self._asked is not None else self.index or headers.place
        asked = max(0, min(asked, len(headers.items) - 1))
        if asked == self.index and (asked != headers.place or headers.others):
            self._load()
        self.index = asked

    # Traits ------------------------------------------------------------------------------------

    @validate("index")
    def _clamp(self, proposal: dict[str, Any]) -> int:
        asked: int = proposal["value"]
        return max(0, min(asked, self.count - 1) if self.count else asked)

    @validate("height")
    def _at_least(self, proposal: dict[str, Any]) -> int:
        asked: int = proposal["value"]
        return max(120, asked)

    @observe("index")
    def _moved(self, _change: object) -> None:
        if self.count:
            self._load()

    def _load(self) -> None:
        """Read the object at `index`; of several wishes the last one stands."""
        with self._lock:
            headers = self._headers
            self._wanted += 1
            wanted = self._wanted
        if headers is not None:
            to_answer(partial(self._replace, headers, self.index, wanted))

    def _replace(self, headers: Headers, place: int, wanted: int) -> None:
        if wanted != self._wanted:
            return
        feed = feed_at(headers, place)
        with self._lock:
            if wanted != self._wanted:
                return
            self._feed = feed
        self.send_event("rows", {"index": place})

    # Commands ----------------------------------------------------------------------------------

    def _get_rows(self, args: Mapping[str, Any]) -> Reply:
        self._opened.result()
        return self._feed.get_rows(args)

    def _get_bytes(self, args: Mapping[str, Any]) -> Reply:
        self._opened.result()
        return self._feed.file.get_bytes(args)

    def _get_file_map(self, args: Mapping[str, Any]) -> Reply:
        self._opened.result()
        return self._feed.file.get_file_map(args)

    def _get_explanation(self, args: Mapping[str, Any]) -> Reply:
        self._opened.result()
        return self._feed.told.get_explanation(args)

    def _get_problems(self, args: Mapping[str, Any]) -> Reply:
        self._opened.result()
        return self._feed.told.get_problems(args)


def inspect(x: Any, **traits: Any) -> HeaderTable:
    """Show the header of the DICOM object, or series, in `x`.

    Parameters
    ----------
    x
        Path, folder, glob, zip, DICOMDIR, bytes, file object, `Dataset`, list of these,
        `Series` or `Header`. Of several series the one that holds the first object in name order
        is shown.
    **traits
        Traits of `HeaderTable`, such as ``height=600, show_slider=False``.

    Returns
    -------
    HeaderTable
        Display it as the last line of a cell. What is wrong with the files stands in it.
    """
    return HeaderTable(x, **traits)


def _openable(x: Any) -> Any:
    """Return what to open, or the reason, to be shown in place, why there is nothing."""
    if isinstance(x, (Series, Header)):
        return x
    try:
        return source_of(x)
    except ArgumentError:
        raise
    except DicomWidgetsError as problem:
        return problem


def _first(x: Any) -> tuple[Headers | None, RowFeed]:
    if isinstance(x, DicomWidgetsError):
        return None, no_feed(x)
    try:
        if isinstance(x, Header):
            return None, feed_of(x)
        headers = first_of(x)
    except Exception as problem:  # noqa: BLE001 - shown in place
        return None, no_feed(problem)
    return headers, feed_at(headers, 0)
