"""Read a header: nested rows, search, any number of elements."""

from __future__ import annotations

import threading
from concurrent.futures import Future
from functools import partial
from typing import TYPE_CHECKING, Any, ClassVar

from traitlets import Bool, observe, validate

from dicomwidgets.errors import ArgumentError, ReadError
from dicomwidgets.widgets._base import in_background, on_trait_thread
from dicomwidgets.widgets._table_editing import EDITING, TableEditing, origin_of
from dicomwidgets.widgets._table_starting import (
    first_feed,
    first_rows,
    import_what_has_cycles,
    openable,
    openable_now,
)
from dicomwidgets.widgets._traits import (
    MOST_SELECTED,
    BrowserIds,
    BrowserInt,
    BrowserNames,
    BrowserPlace,
    KernelInt,
)
from dicomwidgets.widgets._workers import PRIORITIES, to_answer

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from pydicom.dataset import Dataset

    from dicomwidgets.elements.marks import Marks
    from dicomwidgets.elements.rows import RowTable
    from dicomwidgets.reading.header import Header
    from dicomwidgets.series.series import Series
    from dicomwidgets.widgets._base import Reply
    from dicomwidgets.widgets._header_marks import Comparison
    from dicomwidgets.widgets._header_opening import Headers
    from dicomwidgets.widgets._row_feed import RowFeed

__all__ = ["HeaderTable", "inspect"]

COLUMNS = (
    "marks",
    "tag",
    "name",
    "keyword",
    "vr",
    "vm",
    "length",
    "path",
    "creator",
    "value",
    "raw",
)
SHOWN_COLUMNS = ("marks", "tag", "name", "keyword", "vr", "vm", "value", "raw")


class HeaderTable(TableEditing):
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
        "get_match": "_get_match",
        "get_facets": "_get_facets",
        "get_row_ids": "_get_row_ids",
        "get_element": "_get_element",
        "get_copy": "_get_copy",
        **EDITING,
    }

    index = BrowserPlace()
    """Number of the file shown, from 0 in the order of its series; clamped to the series."""

    count = KernelInt(0)
    """How many files the series has; 0 until it is known, and while `show` shows one object."""

    show_slider = Bool(default_value=True).tag(sync=True)
    """Whether a slider walks the files, where there is more than one."""

    editable = Bool(default_value=False).tag(sync=True)
    """Whether the details have a tab to edit in; nothing is written before one saves."""

    columns = BrowserNames(COLUMNS, SHOWN_COLUMNS)
    """The columns shown, some of ``marks``, ``tag``, ``name``, ``keyword``, ``vr``, ``vm``,
    ``length``, ``path``, ``creator``, ``value``, ``raw`` (as written in the file). The name is
    always shown; where there is too little room, others give way, ``raw`` first."""

    selection = BrowserIds(MOST_SELECTED)
    """Opaque ids of the rows that are selected; `selected` has their paths."""

    height = BrowserInt(420, least=120)
    """Height of the table in CSS pixels, at least 120."""

    def __init__(self, x: Any, **traits: Any) -> None:
        # What closing needs comes first: a refused widget is closed as well.
        self._closed = threading.Event()
        self._refuse_unknown(traits)
        self._asked: int | None = traits.get("index")
        self._feed: RowFeed
        self._comparison: Comparison
        self._indexed: RowTable | None = None
        self._headers: Headers | None = None
        self._wanted = self._at = 0
        self._lock = threading.Lock()
        self._opened: Future[object] = Future()
        self._begin_editing()
        given = openable_now(x)
        # The comm ships the bundle: the page loads it while what reads is imported, and reads.
        super().__init__(**traits)
        import_what_has_cycles()
        to_answer(partial(self._begin, given))

    def __repr__(self) -> str:
        if not self._opened.done():
            return "<HeaderTable, opening>"
        return f"<HeaderTable, {len(self._feed.table or ())} rows>"

    @property
    def selected(self) -> list[str]:
        """Paths of the selected elements, in the order of the file.

        As one would type them after ``dataset.``: ``"ReferencedImageSequence[0].StudyDate"``,
        ``"(0019,1001)"``. Those that the file shown does not have are left out.
        """
        table = self._feed_now().table
        if table is None:
            return []
        found = sorted(at for at in map(table.find, self.selection) if at >= 0)
        return [table.path(at) for at in found]

    def row_of(self, path: str) -> int:
        """Return the id, as `selection` has it, of the row of an element.

        Parameters
        ----------
        path
            As one would type it after ``dataset.``: ``"ReferencedImageSequence[0].StudyDate"``.

        Raises
        ------
        ArgumentError
            When the file shown has no such element.
        """
        table = self._feed_now().table
        paths = map(table.path, range(len(table))) if table is not None else iter(())
        at = next((at for at, each in enumerate(paths) if each == path), None)
        if table is None or at is None:
            raise ArgumentError(
                "The file shown has no such element.",
                remedy='Paths are written as in "ReferencedImageSequence[0].StudyDate".',
            )
        return table.nodes[at].id

    def to_pandas(self) -> Any:
        """Return the object shown as a `pandas.DataFrame`, one element a row, at every depth.

        Its columns are path, tag, keyword, name, vr, vm, value (made for reading), raw (as it
        stands in the file), length, private, creator and problem. It shows the values.

        Raises
        ------
        MissingPackageError
            Where pandas is not installed, with the install line.
        ReadError
            When there is nothing to show.
        """
        from dicomwidgets.elements.data_frame import data_frame  # noqa: PLC0415 - who asks for it

        table = self._feed_now().table
        if table is None:
            raise ReadError("There is no header to make a table of; the widget says why.")
        return data_frame(table)

    def show(self, shown: Dataset | Header, *, series: Series | None = None) -> None:
        """Show another object, alone: no slider.

        Parameters
        ----------
        shown
            A dataset, in memory or just read, or a `Header`; it is not changed.
        series
            What `shown` is a file of: marks then say how it differs from the file before it, and
            what is constant over the series. By default it is held against the object shown last.
        """
        from dicomwidgets.widgets._header_marks import Comparison, between  # noqa: PLC0415 - after
        from dicomwidgets.widgets._header_opening import feed_of, within  # noqa: PLC0415 - the comm

        new = self._with_edits(feed_of(shown), *origin_of(shown))
        around = within(series, shown)
        with self._lock:
            self._wanted += 1
            wanted = self._wanted
            opened = self._opened.done()
            before = self._feed.table if opened else None
            self._headers = None
            known = opened and around is not None and self._comparison.is_of(around)
            if not known:
                self._comparison = Comparison(around)
            self._feed = feed = new
            self._at = around.place if around else 0
        if not self._opened.done():
            self._opened.set_result(None)
        self.set_trait("count", 0)
        self.send_event("rows", {"index": self.index})
        if around is not None:
            self._compare_all(again=not known)
        elif before is not None and feed.table is not None:
            self._compare(partial(between, before, feed.table), wanted)

    def close(self) -> None:
        """Close the widget and stop reading."""
        self._closed.set()
        super().close()

    # Opening -----------------------------------------------------------------------------------

    def _begin(self, x: Any) -> None:
        try:
            given = openable(x)
        except Exception as problem:  # noqa: BLE001 - shown in place; nobody waits for ever
            given = problem
        self._show_first(given)
        self._open(*first_feed(given))

    def _show_first(self, given: Any) -> None:
        """Push the rows of the first screen: they are there before the header is read."""
        rows = first_rows(given, self.height)
        if rows and not self._wanted:
            self.send_event("first_rows", {"rows": rows})

    def _open(self, headers: Headers | None, feed: RowFeed) -> None:
        from dicomwidgets.widgets._header_marks import Comparison  # noqa: PLC0415 - after the comm

        with self._lock:
            begun = self._wanted
        if begun:
            return
        if headers is not None:
            feed = self._with_edits(feed, headers.source, headers.items)
        with self._lock:
            if self._wanted != begun:
                return
            self._headers, self._feed, self._comparison = headers, feed, Comparison(None)
        if not self._opened.done():
            # Whoever asked meanwhile waits for this, and needs no telling.
            self._opened.set_result(None)
        if headers is not None:
            in_background(partial(self._finish, headers))

    def _finish(self, first: Headers) -> None:
        from dicomwidgets.widgets._header_opening import series_around  # noqa: PLC0415 - after

        headers = series_around(first, self._closed.is_set)
        if self._closed.is_set():
            return
        on_trait_thread(partial(self._land, first, headers))

    def _land(self, first: Headers, headers: Headers) -> None:
        """Walk the whole series; the object shown stays, its number is put right."""
        from dicomwidgets.widgets._header_marks import Comparison  # noqa: PLC0415 - after the comm

        with self._lock:
            if self._headers is not first:
                return
            self._headers = headers
            self._comparison, self._at = Comparison(headers), headers.place
        self._edits.in_series(headers.items, headers.place)
        self.set_trait("count", len(headers.items))
        asked = self._asked if self._asked is not None else self.index or headers.place
        asked = max(0, min(asked, len(headers.items) - 1))
        if asked == self.index and (asked != headers.place or headers.others):
            self._load()
        self.index = asked
        if len(headers.items) > 1:
            self._compare_all()

    # Comparing ---------------------------------------------------------------------------------

    def _compare_all(self, *, again: bool = True) -> None:
        """Compare the file shown with the one before it, and, the first time, with all."""
        self._compare_here()
        if again:
            in_background(self._compare_series, priority=1)

    def _compare_here(self) -> None:
        """Compare the file shown with the one before it."""
        with self._lock:
            table, comparison, at, wanted = (
                self._feed.table,
                self._comparison,
                self._at,
                self._wanted,
            )
        if table is not None:
            self._compare(partial(comparison.marks, table, at), wanted)

    def _compare(self, make: Callable[[], Marks], wanted: int) -> None:
        if "marks" in self.columns:
            to_answer(partial(self._mark, make, wanted), priority=PRIORITIES["prefetch"])

    def _mark(self, make: Callable[[], Marks], wanted: int) -> None:
        if wanted != self._wanted or self._closed.is_set():
            return
        marks = make()
        with self._lock:
            if wanted != self._wanted:
                return
            self._feed = self._feed.marked(marks)
        self.send_event("rows", {"index": self.index})

    def _compare_series(self) -> None:
        comparison = self._comparison
        gone = lambda: self._closed.is_set() or comparison is not self._comparison  # noqa: E731
        if "marks" in self.columns and comparison.read_series(gone):
            self._compare_here()

    # Traits ------------------------------------------------------------------------------------

    @validate("columns")
    def _with_name(self, proposal: dict[str, Any]) -> tuple[str, ...]:
        asked = {*proposal["value"], "name"}
        return tuple(name for name in COLUMNS if name in asked)

    @observe("columns")
    def _want_marks(self, change: Any) -> None:
        wanted = "marks" in change["new"] and "marks" not in (change["old"] or ())
        if wanted and self._opened.done() and self._comparison.has_series:
            self._compare_all()

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
        from dicomwidgets.widgets._header_opening import feed_at  # noqa: PLC0415 - after the comm

        if wanted != self._wanted:
            return
        feed = self._with_edits(feed_at(headers, place), headers.source, headers.items, place)
        with self._lock:
            if wanted != self._wanted:
                return
            self._feed, self._at = feed, place
        self.send_event("rows", {"index": place})
        self._compare_here()

    # Editing -----------------------------------------------------------------------------------

    def _takes(self, feed: RowFeed) -> None:
        with self._lock:
            self._feed = feed
        self.send_event("rows", {"index": self.index})
        self._compare_here()

    # Commands ----------------------------------------------------------------------------------

    def _feed_now(self) -> RowFeed:
        self._opened.result()
        return self._feed

    def _get_rows(self, args: Mapping[str, Any]) -> Reply:
        feed = self._feed_now()
        reply = feed.get_rows(args)
        self._index_soon(feed.table)
        return reply

    def _index_soon(self, table: RowTable | None) -> None:
        """Decode all values after the first rows are out, so that no search waits for them."""
        with self._lock:
            if table is None or table is self._indexed:
                return
            self._indexed = table
        wanted = lambda: self._feed.table is table and not self._closed.is_set()  # noqa: E731
        in_background(partial(table.index.read, wanted), priority=2)

    def _get_match(self, args: Mapping[str, Any]) -> Reply:
        return self._feed_now().get_match(args)

    def _get_facets(self, args: Mapping[str, Any]) -> Reply:
        return self._feed_now().get_facets(args)

    def _get_row_ids(self, args: Mapping[str, Any]) -> Reply:
        return self._feed_now().get_row_ids(args)

    def _get_element(self, args: Mapping[str, Any]) -> Reply:
        return self._feed_now().get_element(args)

    def _get_copy(self, args: Mapping[str, Any]) -> Reply:
        return self._feed_now().get_copy(args)

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
