"""Read a report: the content tree as a document, recordings as traces, documents as files."""

from __future__ import annotations

import threading
from concurrent.futures import Future
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, Any, ClassVar, Self

from traitlets import observe

from dicomwidgets.errors import DicomWidgetsError, ProtocolError, SourceError
from dicomwidgets.reading.source import source_of
from dicomwidgets.structured_report.content import Coordinates
from dicomwidgets.structured_report.saving import save_document, save_waveform
from dicomwidgets.widgets._base import DicomWidget, in_background, on_trait_thread, or_reason
from dicomwidgets.widgets._report_feed import ReportFeed
from dicomwidgets.widgets._report_images import ReferencedImages
from dicomwidgets.widgets._report_opening import (
    Found,
    first_report,
    look_through,
    neighbours,
    nothing,
    open_item,
)
from dicomwidgets.widgets._report_references import named_by
from dicomwidgets.widgets._traits import BrowserChoice, BrowserInt, BrowserPlace, KernelInt
from dicomwidgets.widgets._workers import to_answer

if TYPE_CHECKING:
    import os
    from collections.abc import Mapping
    from pathlib import Path

    from dicomwidgets.reading.item import Source
    from dicomwidgets.structured_report.content import ContentItem
    from dicomwidgets.structured_report.documents import Document
    from dicomwidgets.structured_report.report import StructuredReport
    from dicomwidgets.structured_report.waveforms import MultiplexGroup
    from dicomwidgets.widgets._base import Reply
    from dicomwidgets.widgets._report_opening import Shown

__all__ = ["ReportViewer", "read_report"]


class ReportViewer(DicomWidget):
    """What DICOM holds besides images: structured reports, recordings over time, documents.

    Parameters
    ----------
    x
        Anything that holds DICOM: path, folder, glob, zip, DICOMDIR, bytes, file object,
        `Dataset`, list of these. Of a folder its reports are shown, one at a time. A `Dataset`
        is never changed.
    images
        Where the images lie that the report names, if not in `x`; of a single file its folder is
        looked through by itself.
    **traits
        Initial values of the traits below, and ``layout``.

    Raises
    ------
    ArgumentError
        When `x` or `images` is no kind of thing that holds DICOM, or a keyword is unknown. What
        is wrong with the files is shown in the widget instead, with the remedy.

    Examples
    --------
    >>> viewer = dicomwidgets.read_report("report.dcm", images="CT/")    # doctest: +SKIP
    >>> viewer.report.measurements()[0]["value"]                         # doctest: +SKIP
    17.2
    """

    commands: ClassVar[Mapping[str, str]] = {
        "get_report": "_get_report",
        "get_document": "_get_document",
        "get_waveform": "_get_waveform",
        "open_pane": "_open_pane",
        "close_pane": "_close_pane",
    }

    index = BrowserPlace()
    """Number of the report shown, from 0 in name order; clamped to those there are."""

    count = KernelInt(0)
    """How many reports there are; 0 until it is known."""

    form = BrowserChoice(("document", "tree", "table"), "document")
    """How a report is shown: as a document to read, as its tree with relationships and codes, or
    as the table of what was measured."""

    height = BrowserInt(560, least=200)
    """Height of the report in CSS pixels, at least 200."""

    def __init__(self, x: Any, *, images: Any = None, **traits: Any) -> None:
        # What closing needs comes first: a refused widget is closed as well.
        self._closed = threading.Event()
        self._images = ReferencedImages()
        self._refuse_unknown(traits)
        self._asked: int | None = traits.get("index")
        self._beside = None if images is None else or_reason(partial(source_of, images))
        self._lock = threading.Lock()
        self._wanted = 0
        self._found: Found | None = None
        self._feed: Future[ReportFeed] = Future()
        self._whole: Future[None] = Future()
        first = to_answer(partial(_first, or_reason(partial(source_of, x))))
        super().__init__(**traits)
        to_answer(partial(self._open, first))

    def __new__(cls, x: Any, *, images: Any = None, **traits: Any) -> Self:
        """Refuse unknown keywords before there is an object; `images` is no trait."""
        del images
        return super().__new__(cls, x, **traits)

    def __repr__(self) -> str:
        kind = self._feed.result().shown.kind if self._feed.done() else "opening"
        return f"<ReportViewer, {kind}>"

    # What Python code asks for -----------------------------------------------------------------

    @property
    def report(self) -> StructuredReport | None:
        """The structured report shown, as frozen values; ``None`` for anything else."""
        return self._shown().report

    @property
    def document(self) -> Document | None:
        """The document shown, such as a PDF; ``None`` for anything else."""
        return self._shown().document

    @property
    def waveforms(self) -> tuple[MultiplexGroup, ...]:
        """The multiplex groups of the recording shown; empty for anything else."""
        return self._shown().groups

    @property
    def panes(self) -> Mapping[str, DicomWidget]:
        """The viewer that is open beside the report, by kind."""
        return self._images.children()

    def save_document(self, path: str | os.PathLike[str], *, overwrite: bool = False) -> Path:
        """Write the document shown as a file of its own.

        Parameters
        ----------
        path
            Of the file, or of a folder: the file is then called ``document.pdf`` or the like.
        overwrite
            Replace a file that is there.

        Returns
        -------
        Path
            Of the file.

        Raises
        ------
        SourceError
            When there is no document here, there is such a file, or it can't be written.
        """
        document = self.document
        if document is None:
            raise SourceError(
                "There is no document here.",
                remedy="report.text() and waveforms hold what other objects say.",
            )
        return save_document(document, path, overwrite=overwrite)

    def save_waveform(
        self, path: str | os.PathLike[str], group: int = 0, *, overwrite: bool = False
    ) -> Path:
        """Write the samples of a multiplex group as CSV: seconds, then a column a channel.

        Parameters
        ----------
        path
            Of the file, or of a folder: the file is then called ``waveform.csv``.
        group
            Number of the multiplex group, from 0.
        overwrite
            Replace a file that is there.

        Raises
        ------
        SourceError
            When there is no such group, there is such a file, or it can't be written.
        """
        groups = self.waveforms
        if not 0 <= group < len(groups):
            raise SourceError(f"There are {len(groups)} groups of recordings here.")
        return save_waveform(groups[group], path, overwrite=overwrite)

    def close(self) -> None:
        """Close the widget and the viewer beside it, and stop reading."""
        self._closed.set()
        self._images.close()
        super().close()

    # Opening -----------------------------------------------------------------------------------

    def _open(self, first: Future[tuple[Found | None, Shown]]) -> None:
        found, shown = first.result()
        self._found = found
        self._feed.set_result(ReportFeed(shown, found))
        if found is None:
            self._whole.set_result(None)
        else:
            in_background(partial(self._finish, found))

    def _finish(self, first: Found) -> None:
        beside = self._beside
        if beside is None:
            beside = or_reason(partial(neighbours, first.source))
        if isinstance(beside, DicomWidgetsError):
            found = look_through(first, None, self._closed.is_set)
            found = replace(found, problems=(*found.problems, beside.payload()))
        else:
            found = look_through(first, beside, self._closed.is_set)
        if not self._closed.is_set():
            on_trait_thread(partial(self._land, first, found))

    def _land(self, first: Found, found: Found) -> None:
        """Offer all reports; the one shown stays, its number is put right."""
        home = found.items.index(first.items[0]) if first.items[0] in found.items else 0
        asked = self._asked if self._asked is not None else self.index or home
        self._found = found
        self.set_trait("count", len(found.items))
        asked = max(0, min(asked, len(found.items) - 1))
        if asked == home:
            self._replace_feed(ReportFeed(self._shown(), found))
        else:
            self._replace_feed(ReportFeed(open_item(found, asked), found))
        self.index = asked
        self._whole.set_result(None)
        self.send_event("rows", {"index": self.index})

    def _replace_feed(self, feed: ReportFeed) -> None:
        fresh: Future[ReportFeed] = Future()
        fresh.set_result(feed)
        self._feed = fresh

    def _shown(self) -> Shown:
        return self._feed.result().shown

    # Traits ------------------------------------------------------------------------------------

    @observe("index")
    def _moved(self, _change: object) -> None:
        if self._whole.done() and self._found is not None:
            with self._lock:
                self._wanted += 1
                wanted = self._wanted
            to_answer(partial(self._load, self._found, self.index, wanted))

    def _load(self, found: Found, place: int, wanted: int) -> None:
        feed = ReportFeed(open_item(found, place), found)
        with self._lock:
            if wanted != self._wanted:
                return
            self._replace_feed(feed)
        self.send_event("rows", {"index": place})

    # Commands ----------------------------------------------------------------------------------

    def _get_report(self, args: Mapping[str, Any]) -> Reply:
        return self._feed.result().get_report(args)

    def _get_document(self, args: Mapping[str, Any]) -> Reply:
        return self._feed.result().get_document(args)

    def _get_waveform(self, args: Mapping[str, Any]) -> Reply:
        return self._feed.result().get_waveform(args)

    def _open_pane(self, args: Mapping[str, Any]) -> Reply:
        """Open the image that an item names: `selection` is its id, and which of its references."""
        selection = args.get("selection")
        item = self._selected(selection)
        found = self._found
        which = selection[1] if isinstance(selection, list) and len(selection) > 1 else 0
        named = named_by(self.report, item, found)
        if found is None or not 0 <= which < len(named):
            raise ProtocolError("This item names no such image.")
        place, frame = named[which].place, named[which].frame
        if place is None or not place.is_image:
            raise SourceError(
                "The image is not here.",
                remedy="Say where it lies: read_report(x, images=…).",
            )
        coordinates = item.value if isinstance(item.value, Coordinates) else None
        ref, said = self._images.open(found, place, frame, coordinates, self._label(item))
        return {"ref": ref, "kind": "series_viewer", "said": said}, []

    def _selected(self, selection: Any) -> ContentItem:
        items = self._feed.result().items
        number = selection[0] if isinstance(selection, list) and selection else None
        if not isinstance(number, int) or not 0 <= number < len(items):
            raise ProtocolError("There is no such item in the report.")
        return items[number]

    def _label(self, item: ContentItem) -> str:
        """Return what coordinates are called: after what was measured from them."""
        report = self.report
        above = report.item(item.position[:-1]) if report and len(item.position) > 1 else item
        measured = above if above.value_type == "NUM" else item
        return str(measured.concept or "")

    def _close_pane(self, _args: Mapping[str, Any]) -> Reply:
        self._images.close()
        return {}, []


def read_report(x: Any, *, images: Any = None, **traits: Any) -> ReportViewer:
    """Show the structured report, the recording or the document in `x`.

    Parameters
    ----------
    x
        Path, folder, glob, zip, DICOMDIR, bytes, file object, `Dataset`, or list of these. Of
        several reports the first in name order is shown, and the others are offered.
    images
        Where the images lie that the report names, if not in `x` or beside its file.
    **traits
        Traits of `ReportViewer`, such as ``form="tree", height=800``.

    Returns
    -------
    ReportViewer
        Display it as the last line of a cell. What is wrong with the files stands in it.
    """
    return ReportViewer(x, images=images, **traits)


def _first(x: Source | DicomWidgetsError) -> tuple[Found | None, Shown]:
    if isinstance(x, DicomWidgetsError):
        return None, nothing(x)
    try:
        found = first_report(x)
    except Exception as problem:  # noqa: BLE001 - shown in place
        return None, nothing(problem)
    return found, open_item(found, 0)
