"""See what an anonymization would change, element by element, before anything is written."""

from __future__ import annotations

import threading
from functools import partial
from typing import TYPE_CHECKING, Any, ClassVar

from traitlets import observe

from dicomwidgets.deidentification.mapping import Key, key_for
from dicomwidgets.errors import ProtocolError, SourceError
from dicomwidgets.widgets._base import (
    in_background,
    now_and_then,
    on_trait_thread,
    or_reason,
    payload_of,
)
from dicomwidgets.widgets._code import kept
from dicomwidgets.widgets._preview_boxes import PreviewBoxes
from dicomwidgets.widgets._preview_feed import PreviewFeed
from dicomwidgets.widgets._preview_places import Place, Places, all_places, first_place
from dicomwidgets.widgets._preview_remaining import Remaining
from dicomwidgets.widgets._preview_rules import PreviewRules
from dicomwidgets.widgets._preview_writing import WritingPreview
from dicomwidgets.widgets._session import Session
from dicomwidgets.widgets._traits import BrowserChoice, BrowserPlace, KernelInt
from dicomwidgets.widgets._workers import to_answer

if TYPE_CHECKING:
    from collections.abc import Mapping
    from concurrent.futures import Future

    from dicomwidgets.deidentification.plan_rows import Plan
    from dicomwidgets.deidentification.policy import Policy
    from dicomwidgets.pixels.frame_source import FrameSource
    from dicomwidgets.widgets._base import DicomWidget, Reply
    from dicomwidgets.widgets.series_viewer import SeriesViewer

__all__ = ["AnonymizationPreview", "anonymize"]

_FEEDS_KEPT = 4
_PROGRESS_SECONDS = 0.25
_PANE_WAITS_SECONDS = 2.0


class AnonymizationPreview(WritingPreview):
    """Every element before and after, the action and its reason, slice by slice.

    The Basic Application Level Confidentiality Profile (PS3.15 E.2), its options (E.3) and rules of
    one's own are shown. No dataset is changed, and nothing is written before `write`, or the
    button for it, says where.

    Parameters
    ----------
    x
        Anything that holds DICOM: path, folder, glob, zip, DICOMDIR, bytes, file object,
        `Dataset`, list of these, `Series`, `Collection`.
    rules
        Own rules (`deidentification.own_rules.rules_from`); they stay in the kernel.
    key
        Of which new values are made (`dicomwidgets.deidentify`). Without one a fresh key is made,
        and kept in the user's state directory as soon as something is written under it.
    boxes
        Rectangles to black out in all images (`dicomwidgets.deidentify`).
    **traits
        Initial values of the traits below, and ``layout``.

    Raises
    ------
    ArgumentError
        When `x` is no kind of thing that holds DICOM, a keyword or an option is unknown, options
        exclude each other, or a rule can't be meant. What is
        wrong with the files is shown in the widget instead, with the remedy.

    Examples
    --------
    >>> preview = dicomwidgets.anonymize("CT/")       # doctest: +SKIP
    >>> preview.index = 100                           # doctest: +SKIP
    >>> preview.plan.counts                           # doctest: +SKIP
    {'remove': 200, 'empty': 12, 'replace': 6, 'uid': 6, 'keep': 50}
    """

    commands: ClassVar[Mapping[str, str]] = {
        **WritingPreview.commands,
        "get_preview": "_get_preview",
        "get_series": "_get_series",
        "open_pane": "_open_pane",
        "close_pane": "_close_pane",
    }

    index = BrowserPlace()
    """Number of the slice or file shown, from 0: images series by series, then other files."""

    count = KernelInt(0)
    """How many slices and files there are; 0 until it is known."""

    show = BrowserChoice(("changed", "all"), "changed")
    """Which rows: ``"changed"``, those that an anonymization would change, or ``"all"``."""

    def __init__(
        self, x: Any, *, rules: Any = None, key: Any = None, boxes: Any = (), **traits: Any
    ) -> None:
        # What closing needs comes first: a refused widget is closed as well.
        self._closed = threading.Event()
        self._stopped = threading.Event()
        self._session = Session()
        self._image: tuple[int, SeriesViewer] | None = None
        self._refuse_unknown(traits)
        self._given = kept(x)
        self._rules = PreviewRules(rules)
        self._boxes = PreviewBoxes(boxes)
        self._key = Key.fresh() if key is None else key_for(key)
        self._asked: int | None = traits.get("index")
        self._places = Places(())
        self._risky: tuple[Places, Remaining] | None = None
        self._problem: Exception | None = None
        self._feeds: dict[tuple[str, Policy, Key, int], PreviewFeed] = {}
        self._lock = threading.Lock()
        self._landed = threading.Event()
        self._what = _checked(x)
        first = to_answer(partial(self._open, self._what))
        super().__init__(**traits)
        self._bring_option()
        self._first: Future[None] = first
        in_background(self._land)

    def __repr__(self) -> str:
        state = f"{self.count} slices and files" if self._landed.is_set() else "opening"
        return f"<AnonymizationPreview {self.profile}, {state}, {self._said()}>"

    @property
    def plan(self) -> Plan:
        """The plan of the file shown.

        Raises
        ------
        DicomWidgetsError
            When it can't be read.
        """
        return self._feed(self._stop()[1]).plan

    @property
    def panes(self) -> dict[str, DicomWidget]:
        """The open widgets inside this one, by kind."""
        return {"series_viewer": self._image[1]} if self._image else {}

    def close(self) -> None:
        """Close the widget and the image in it."""
        self._closed.set()
        self._stopped.set()
        self._close_image()
        super().close()

    # Opening -----------------------------------------------------------------------------------

    def _open(self, x: Any) -> None:
        try:
            self._places = first_place(x) if not isinstance(x, Exception) else Places(())
            self._problem = x if isinstance(x, Exception) else None
        except Exception as problem:  # noqa: BLE001 - shown in place
            self._problem = problem

    def _land(self) -> None:
        self._first.result()
        on_progress = now_and_then(self._progress, _PROGRESS_SECONDS)
        places = self._places
        try:
            if self._problem is None:
                places = all_places(places, on_progress, self._closed.is_set)
        except Exception as problem:  # noqa: BLE001 - shown in place
            self._problem = problem
        on_trait_thread(partial(self._take, places))

    def _progress(self, done: int, total: int) -> None:
        self.send_event("progress", {"done": done, "total": total, "what": "Reading headers"})

    def _take(self, places: Places) -> None:
        """Make all stops known; the file shown stays on screen."""
        if self._closed.is_set():
            return
        before = self._places.stops
        self._places = places
        self.set_trait("count", len(places.stops))
        if self._asked is not None:
            self.index = self._asked
        elif before:
            self.index = self.index or places.index_of(before[0].item)
        self._landed.set()
        self.send_event("rows", {"index": self.index})

    # Traits ------------------------------------------------------------------------------------

    @observe("index")
    def _moved(self, _change: object) -> None:
        if not self._landed.is_set():
            return
        self.send_event("rows", {"index": self.index})
        image = self._image
        stop = self._places.stops[self.index] if self._places.stops else None
        if image and stop and stop.series == image[0] and image[1].index != stop.frame:
            image[1].index = stop.frame

    def _image_moved(self, series: int, change: dict[str, Any]) -> None:
        """Follow the image, where it is the image that was moved."""
        stops = self._places.stops
        here = stops[self.index] if stops else None
        if here and here.series == series and here.frame != change["new"]:
            self.index = self.index - here.frame + int(change["new"])

    # Commands ----------------------------------------------------------------------------------

    def _stop(self) -> tuple[int, Place]:
        """Return the stop shown, its number first."""
        self._first.result()
        if self._problem is not None:
            raise self._problem.with_traceback(None)
        places = self._places
        index = min(self.index, len(places.stops) - 1) if places.complete else 0
        return index, places.stops[index]

    def _feed(self, stop: Place) -> PreviewFeed:
        """Return the plan of a stop's file; the slices of one file share it."""
        policy = self.policy
        key = (stop.item.name, policy, self._key, self._version)
        with self._lock:
            feed = self._feeds.get(key)
        if feed is None:
            feed = PreviewFeed(stop.source, stop.item, policy, self._key, self._boxes_written())
            with self._lock:
                self._feeds[key] = feed
                while len(self._feeds) > _FEEDS_KEPT:
                    del self._feeds[next(iter(self._feeds))]
        return feed

    def _frames_of(self, number: int) -> FrameSource:
        kept = self._frames
        if kept is None or kept[0] != number:
            kept = self._frames = (number, self._places.series[number].frames())
        return kept[1]

    def _remaining(self) -> Remaining | None:
        places = self._places
        if not (places.complete and places.stops):
            return None
        if self._risky is None or self._risky[0] is not places:
            self._risky = (places, Remaining(places.series))
        return self._risky[1]

    def _get_preview(self, args: Mapping[str, Any]) -> Reply:
        index, stop = self._stop()
        return self._feed(stop).get_preview(args, index, stop), []

    def _get_series(self, _args: Mapping[str, Any]) -> Reply:
        """Answer how many stops there are and what was passed by."""
        self._first.result()
        places = self._places
        return {
            "count": len(places.stops),
            "complete": places.complete,
            "index": self.index,
            "sorted_by": "",
            "modality": "",
            "title": "",
            "presets": [],
            "badges": [],
            "problems": [payload_of(problem) for problem in places.problems],
            "skipped": places.skipped,
            "numbering": int(places.complete),
            "budget": 0,
            "series": 0,
            "choices": [],
            "places": None,
            "dimensions": None,
        }, []

    def _open_pane(self, args: Mapping[str, Any]) -> Reply:
        kind = str(args.get("kind"))
        if kind != "series_viewer":
            raise ProtocolError(f"There is no pane {kind!r}.")
        self._landed.wait(_PANE_WAITS_SECONDS)
        child = on_trait_thread(partial(self._session.run, self._image_here)).result()
        return {"ref": f"anywidget:{child.model_id}", "kind": kind}, []

    def _close_pane(self, _args: Mapping[str, Any]) -> Reply:
        on_trait_thread(self._close_image)
        return {}, []

    def _image_here(self) -> SeriesViewer:
        """Return the viewer of the series shown, made where there is none."""
        from dicomwidgets.widgets.series_viewer import SeriesViewer  # noqa: PLC0415 - on demand

        stops = self._places.stops
        stop = stops[min(self.index, len(stops) - 1)] if stops else None
        if stop is None or stop.series is None:
            raise SourceError("This file holds no image.")
        if self._image and self._image[0] == stop.series and self._image[1].comm is not None:
            return self._image[1]
        self._close_image()
        child = SeriesViewer(self._places.series[stop.series], index=stop.frame)
        child.observe(partial(self._image_moved, stop.series), "index")
        self._image = (stop.series, child)
        return child

    def _close_image(self) -> None:
        image, self._image = self._image, None
        if image is not None:
            image[1].close()


def anonymize(x: Any, **traits: Any) -> AnonymizationPreview:
    """Show what an anonymization of `x` would change, and why. Nothing is written before you say.

    Parameters
    ----------
    x
        Path, folder, glob, zip, DICOMDIR, bytes, file object, `Dataset`, list of these,
        `Series` or `Collection`.
    **traits
        Options, rules, key and traits of `AnonymizationPreview`: ``options=["retain_uids"]``,
        ``rules={"PatientComments": "remove"}``, ``show="all"``.

    Returns
    -------
    AnonymizationPreview
        Display it as the last line of a cell. What is wrong with the files stands in it.
    """
    return AnonymizationPreview(x, **traits)


def _checked(x: Any) -> Any:
    """Return `x` as a source, or the reason, to be shown in place, why there is nothing."""
    from dicomwidgets.reading.source import source_of  # noqa: PLC0415 - beside its only use
    from dicomwidgets.series.series import Series  # noqa: PLC0415

    return x if isinstance(x, Series) else or_reason(partial(source_of, x))
