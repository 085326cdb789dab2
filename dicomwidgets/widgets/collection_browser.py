"""Browse a collection: patients, studies and series, with pictures and what is wrong with them."""

from __future__ import annotations

import threading
from concurrent.futures import Future
from functools import partial
from os import PathLike
from typing import TYPE_CHECKING, Any, ClassVar

from dicomwidgets.browsing.columns import COLUMNS, SHOWN_COLUMNS
from dicomwidgets.errors import ArgumentError, DicomWidgetsError, SupersededError
from dicomwidgets.widgets._base import DicomWidget, or_reason, payload_of
from dicomwidgets.widgets._browser_bulk import PLANNING, BrowserBulk
from dicomwidgets.widgets._browser_filling import watch
from dicomwidgets.widgets._browser_panes import KINDS, Chosen, opened
from dicomwidgets.widgets._panes import Panes
from dicomwidgets.widgets._starting import import_what_has_cycles
from dicomwidgets.widgets._traits import (
    MOST_SELECTED,
    BrowserBool,
    BrowserChoice,
    BrowserIds,
    BrowserInt,
    BrowserNames,
)
from dicomwidgets.widgets._workers import to_answer

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from dicomwidgets.collection.collection import Collection
    from dicomwidgets.finding import Findings
    from dicomwidgets.jobs.run_report import RunReport
    from dicomwidgets.widgets._base import Reply
    from dicomwidgets.widgets._browser_findings import BrowserFindings
    from dicomwidgets.widgets._browser_thumbnails import BrowserThumbnails
    from dicomwidgets.widgets._group_feed import GroupFeed
    from dicomwidgets.widgets._workers import Workers

__all__ = ["CollectionBrowser", "browse"]

LEVELS = ("patients", "studies", "series")
_PANES = ("", *KINDS, "findings", "bulk_edit", "bulk_export")


class CollectionBrowser(DicomWidget):
    """Patients, their studies and their series, while their files are still being read.

    Parameters
    ----------
    x
        What `dicomwidgets.load` takes: path, folder, glob, zip, DICOMDIR, address, bytes, file
        object, `Dataset`, list of these; or a `Collection`, also one that is filling.
    **traits
        Initial values of the traits below, and ``layout``.

    Raises
    ------
    ArgumentError
        When `x` is no kind of thing that holds DICOM, or a keyword is unknown. What is wrong
        with the files is shown in the widget instead, with the remedy.

    Examples
    --------
    >>> browser = dicomwidgets.browse("archive/")     # doctest: +SKIP
    >>> browser.selected                              # doctest: +SKIP
    <Collection: 3 series (3 CT)>
    """

    commands: ClassVar[Mapping[str, str]] = {
        "get_groups": "_get_groups",
        "get_group_ids": "_get_group_ids",
        "get_browser_facets": "_get_browser_facets",
        "get_group_findings": "_get_group_findings",
        "get_thumbnails": "_get_thumbnails",
        "cancel_loading": "_cancel_loading",
        "open_pane": "_open_pane",
        "close_pane": "_close_pane",
        "get_bulk_plan": "_get_bulk_plan",
        "get_bulk_state": "_get_bulk_state",
        "write_bulk": "_write_bulk",
        "stop_bulk": "_stop_bulk",
    }

    answered_apart: ClassVar[Mapping[str, Workers]] = {"get_bulk_plan": PLANNING}

    selection = BrowserIds(MOST_SELECTED)
    """Opaque ids of the rows that are selected; `selected` has their files."""

    tree = BrowserBool(default=True)
    """Whether patients, below them studies, below them series are shown; else the table of
    `level`."""

    level = BrowserChoice(LEVELS, "series")
    """What a row of the table is: one of ``"patients"``, ``"studies"``, ``"series"``."""

    columns = BrowserNames(COLUMNS, SHOWN_COLUMNS)
    """The columns shown. Where there is too little room, some give way to the name."""

    height = BrowserInt(520, least=160)
    """Height of the widget in CSS pixels, at least 160."""

    pane = BrowserChoice(_PANES, "")
    """What is open beside the rows, of what is selected: ``"series_viewer"``,
    ``"header_table"``, ``"header_diff"``, ``"anonymization_preview"``, ``"findings"``,
    ``"bulk_edit"`` or ``"bulk_export"``; ``""``: nothing."""

    def __init__(self, x: Any, **traits: Any) -> None:
        # What closing needs comes first: a refused widget is closed as well.
        self._closed = threading.Event()
        self._refuse_unknown(traits)
        self._panes = Panes()
        self._is_own = False
        self._bulk = BrowserBulk(self._files_to_write, partial(self.send_event, "bulk"))
        self._feed: Future[GroupFeed] = Future()
        self._thumbnails: BrowserThumbnails
        self._findings: BrowserFindings
        given = _openable(x)
        # The comm ships the bundle: the page loads it while what reads is imported, and reads.
        super().__init__(**traits)
        import_what_has_cycles()
        to_answer(partial(self._begin, given))

    def __repr__(self) -> str:
        if not self._feed.done() or self._feed.exception():
            return f"<CollectionBrowser, {'empty' if self._feed.done() else 'opening'}>"
        feed = self._feed.result()
        counts = feed.counts()
        loading = ", loading" if feed.collection.loading else ""
        return f"<CollectionBrowser, {counts['series']:,} series{loading}>"

    # What Python code asks for -----------------------------------------------------------------

    @property
    def collection(self) -> Collection:
        """All that is browsed.

        Raises
        ------
        DicomWidgetsError
            Where there is nothing; the widget says why.
        """
        return self._feed.result().collection

    @property
    def selected(self) -> Collection:
        """The files of the rows that are selected: of a patient all of theirs, each file once.

        A row stands for all that is in it, also where a search or a facet hides some of it.
        """
        return self._files_of(self.selection)

    @property
    def report(self) -> RunReport | None:
        """What was written last from its panes *Edit* and *Export*; ``None`` before that."""
        return self._bulk.report

    @property
    def findings(self) -> Findings | None:
        """What is wrong with the collection; ``None`` before that was looked for."""
        self._feed.result()
        return self._findings.findings

    @property
    def panes(self) -> Mapping[str, DicomWidget]:
        """The widgets that are open inside this one, by kind."""
        return self._panes.children()

    def check(self) -> Findings:
        """Look for what is wrong with the collection, and show it in the rows.

        Collections of up to 100,000 files are checked by themselves when they are read.
        """
        self._feed.result()
        return self._findings.check()

    def close(self) -> None:
        """Close the widget and its panes; end the reading that it began."""
        self._closed.set()
        self._bulk.close()
        self._panes.close_all()
        self._end_own()
        super().close()

    # Opening -----------------------------------------------------------------------------------

    def _begin(self, given: Any) -> None:
        try:
            feed = self._opened(given)
        except BaseException as problem:  # noqa: BLE001 - shown in place; nobody waits for ever
            self._feed.set_exception(problem)
            return
        self._feed.set_result(feed)
        if self._closed.is_set():
            self._end_own()
        watch(feed.collection, self._grown, self._ended, self._closed)

    def _opened(self, given: Any) -> GroupFeed:
        from dicomwidgets.collection.collection import Collection  # noqa: PLC0415 - after the comm
        from dicomwidgets.collection.load import load  # noqa: PLC0415 - likewise
        from dicomwidgets.widgets._browser_findings import BrowserFindings  # noqa: PLC0415
        from dicomwidgets.widgets._browser_thumbnails import BrowserThumbnails  # noqa: PLC0415
        from dicomwidgets.widgets._group_feed import GroupFeed  # noqa: PLC0415

        if isinstance(given, DicomWidgetsError):
            raise given
        self._is_own = not isinstance(given, Collection)
        feed = GroupFeed(load(given, wait=False) if self._is_own else given)
        self._thumbnails = BrowserThumbnails(feed)
        self._findings = BrowserFindings(feed, self._changed, self._closed.is_set)
        return feed

    def _end_own(self) -> None:
        if self._is_own and self._feed.done() and not self._feed.exception():
            self._feed.result().collection.cancel()

    def _grown(self) -> None:
        feed = self._feed.result()
        feed.follow()
        done, total = feed.collection.progress
        self.send_event("progress", {"done": done, "total": total, "what": "Reading headers"})

    def _ended(self) -> None:
        feed = self._feed.result()
        try:
            feed.collection.wait(0)
        except Exception as problem:  # noqa: BLE001 - shown in place
            self.send_event("problem", payload_of(problem))
        self._findings.begin()
        self._grown()

    def _changed(self) -> None:
        self.send_event("rows", {"index": 0})

    def _files_of(self, groups: Sequence[int]) -> Collection:
        feed = self._feed.result()
        rows, table = feed.rows_in(groups)
        return feed.collection.take(rows.tolist(), table)

    def _files_to_write(self, groups: Sequence[int]) -> Collection:
        if self._feed.result().collection.loading:
            raise ArgumentError(
                "Files are still being read: some of what is selected may be missing.",
                remedy="Wait until all are read, or stop the reading.",
            )
        return self._files_of(groups)

    # Commands ----------------------------------------------------------------------------------

    def _get_groups(self, args: Mapping[str, Any]) -> Reply:
        result, buffers = self._feed.result().get_groups(args)
        return {**result, "progress": {**result["progress"], **self._findings.state}}, buffers

    def _get_group_ids(self, args: Mapping[str, Any]) -> Reply:
        return self._feed.result().get_group_ids(args)

    def _get_browser_facets(self, args: Mapping[str, Any]) -> Reply:
        return self._feed.result().get_browser_facets(args)

    def _get_group_findings(self, args: Mapping[str, Any]) -> Reply:
        self._feed.result()
        return self._findings.get_group_findings(args)

    def _get_thumbnails(self, args: Mapping[str, Any]) -> Reply:
        self._feed.result()
        return self._thumbnails.get_thumbnails(args)

    def _cancel_loading(self, _args: Mapping[str, Any]) -> Reply:
        self._feed.result().collection.cancel()
        return {}, []

    def _get_bulk_plan(self, args: Mapping[str, Any]) -> Reply:
        return self._bulk.get_plan(args)

    def _get_bulk_state(self, args: Mapping[str, Any]) -> Reply:
        return self._bulk.get_state(args)

    def _write_bulk(self, args: Mapping[str, Any]) -> Reply:
        return self._bulk.write(args)

    def _stop_bulk(self, args: Mapping[str, Any]) -> Reply:
        return self._bulk.stop(args)

    def _open_pane(self, args: Mapping[str, Any]) -> Reply:
        kind = str(args.get("kind"))
        groups = tuple(int(group) for group in args.get("selection") or self.selection)
        chosen = Chosen(self._feed.result(), groups)
        wanted = self._panes.want(kind, (groups, chosen.count))
        if self._closed.is_set():
            raise SupersededError("The widget was closed.")
        if ref := self._panes.reference(wanted):
            return {"ref": ref, "kind": kind}, []
        make, said = opened(kind, chosen)
        ref = self._panes.put(wanted, make)
        return {"ref": ref, "kind": kind, **({"said": said} if said else {})}, []

    def _close_pane(self, args: Mapping[str, Any]) -> Reply:
        self._panes.close(str(args.get("kind")))
        return {}, []


def browse(x: Any, **traits: Any) -> CollectionBrowser:
    """Browse all that is in `x`: patients, studies, series, with pictures and findings.

    Parameters
    ----------
    x
        What `dicomwidgets.load` takes, or a `Collection`. It opens at once; rows come while files
        are still being read.
    **traits
        Traits of `CollectionBrowser`, such as ``tree=False, level="studies"``.

    Returns
    -------
    CollectionBrowser
        Display it as the last line of a cell; ``browser.selected`` is what is selected in it.
    """
    return CollectionBrowser(x, **traits)


def _openable(x: Any) -> Any:
    """Return what to load, or the reason, to be shown in place, why there is nothing.

    Raises
    ------
    ArgumentError
        When `x` is no kind of thing that holds DICOM.
    """
    if isinstance(x, (str, PathLike)) or hasattr(x, "instances"):
        return x
    from dicomwidgets.reading.source import source_of  # noqa: PLC0415 - a path does not need it

    return or_reason(partial(source_of, x))
