"""See a series: slices, window, probe."""

from __future__ import annotations

import threading
from concurrent.futures import Future
from functools import partial
from typing import TYPE_CHECKING, Any, ClassVar

from traitlets import Bool, TraitError, observe, validate

from dicomwidgets.display.colormap import COLORMAPS
from dicomwidgets.errors import SourceError
from dicomwidgets.widgets._base import DicomWidget, in_background, on_trait_thread
from dicomwidgets.widgets._budget import PAGES, claim_of
from dicomwidgets.widgets._code import kept
from dicomwidgets.widgets._exporting import Exporting
from dicomwidgets.widgets._linking import LinkedWidget
from dicomwidgets.widgets._measured import ViewerMeasurements
from dicomwidgets.widgets._measuring import Measuring
from dicomwidgets.widgets._outputs import ViewerOutputs, look_of
from dicomwidgets.widgets._panes import LAYOUTS, Panes
from dicomwidgets.widgets._starting import (
    Indexing,
    begin_with,
    has_come,
    import_what_has_cycles,
    openable_now,
)
from dicomwidgets.widgets._traits import (
    BrowserBool,
    BrowserChoice,
    BrowserFloat,
    BrowserGroups,
    BrowserInt,
    BrowserNames,
    BrowserPlace,
    KernelInt,
)
from dicomwidgets.widgets._workers import to_answer, traits_are_set_here

if TYPE_CHECKING:
    from collections.abc import Mapping

    from numpy.typing import NDArray

    from dicomwidgets.pixels.frame_source import FrameSource
    from dicomwidgets.reading.header import Header
    from dicomwidgets.series.series import Series
    from dicomwidgets.widgets._base import Reply
    from dicomwidgets.widgets._export_commands import ExportState
    from dicomwidgets.widgets._frame_feed import FrameFeed
    from dicomwidgets.widgets._opening import Opened

__all__ = ["SeriesViewer", "view"]

TOOLS = ("window", "pan", "zoom", "ruler", "angle", "rectangle", "ellipse", "freehand")


class SeriesViewer(ViewerOutputs, ViewerMeasurements, LinkedWidget):
    """Slices of one series with sliders for slice and window, presets, zoom and a probe.

    Parameters
    ----------
    x
        Anything that holds DICOM: path, folder, glob, zip, DICOMDIR, bytes, file object,
        `Dataset`, list of these, `Series`, `FrameSource`.
    **traits
        Initial values of the traits below, and ``layout``.

    Raises
    ------
    ArgumentError
        When `x` is no kind of thing that holds DICOM, or a keyword is unknown. What is wrong
        with the files is shown in the widget instead, with the remedy.

    Examples
    --------
    >>> viewer = dicomwidgets.view("CT/", window_center=40, window_width=400)  # doctest: +SKIP
    >>> viewer.index = 100                                                     # doctest: +SKIP
    >>> viewer.frame.shape                                                     # doctest: +SKIP
    (512, 512)
    """

    commands: ClassVar[Mapping[str, str]] = {
        "get_first_picture": "_get_first_picture",
        "get_series": "_get_series",
        "get_frames": "_get_frames",
        "get_code": "_get_code",
        "get_export": "_get_export",
        "get_picture_file": "_get_picture_file",
        "write_export": "_write_export",
        "stop_export": "_stop_export",
        "get_pictures": "_get_pictures",
        "get_measurements": "_get_measurements",
        "put_measurement": "_put_measurement",
        "delete_measurement": "_delete_measurement",
        "get_thumbnails": "_get_thumbnails",
        "open_pane": "_open_pane",
        "close_pane": "_close_pane",
    }

    index = BrowserPlace()
    """Number of the frame shown, from 0 in the order of the series; clamped to the series."""

    count = KernelInt(0)
    """How many frames the series has; 0 until it is known."""

    series_number = BrowserInt(0)
    """Which series of the source is shown: its number in ``dicomwidgets.load(x).series``.

    By default the one that holds the first image in name order. A number that is not there is
    refused, or, where the index is not complete yet, said in place when it is.
    """

    window_center = BrowserFloat()
    """Window Center (0028,1050) in modality units such as HU; ``None``: the file's, or computed."""

    window_width = BrowserFloat(positive=True)
    """Window Width (0028,1051) in modality units; ``None``: the file's, or computed."""

    voi_function = BrowserChoice(("LINEAR", "LINEAR_EXACT", "SIGMOID"), None)
    """VOI LUT Function (0028,1056), PS3.3 C.11.2.1.3; ``None``: the file's."""

    voi_lut = BrowserInt(0)
    """Which VOI LUT of the file is applied where no window is chosen and the file has several."""

    real_world = BrowserInt(None)
    """The Real World Value Map of the file, by number, that values under the cursor are read by
    (PS3.3 C.7.6.16.2.11); ``None``: by the rescale."""

    colormap = BrowserChoice(tuple(COLORMAPS), "grey")
    """Colours for grey images; ``"grey"`` by default."""

    invert = BrowserBool()
    """Black for white, on top of what the file says."""

    cine_rate = BrowserFloat(positive=True)
    """Frames a second while playing; ``None``: as the file's timing says (PS3.3 C.7.6.5), else
    10."""

    zoom = BrowserFloat(positive=True)
    """Device pixels per column of the file's frame: 1.0 is pixel for pixel; ``None``: fit."""

    rotation = BrowserChoice((0, 90, 180, 270), 0)
    """Degrees by which the frame is shown turned, clockwise."""

    flip = BrowserBool()
    """Whether the frame is shown mirrored, left for right, before the rotation."""

    magnifier = BrowserBool()
    """Whether a loupe under the pointer shows the pixels four times as large as the image is."""

    overlays = BrowserBool(default=True)
    """Whether the file's overlays are drawn over its pixels (PS3.3 C.9.2)."""

    overlays_off = BrowserGroups()
    """Groups of those that are not: ``[0x6002]``."""

    shutter = BrowserBool(default=True)
    """Whether the file's display shutter hides what it is to hide (PS3.3 C.7.6.11)."""

    color_profile = BrowserBool(default=True)
    """Whether colours are shown by the file's ICC profile, where that is not sRGB's."""

    tool = BrowserChoice(TOOLS, "window")
    """What a plain drag on the image does."""

    panels = BrowserChoice(tuple(LAYOUTS), "1x1")
    """Viewers side by side, rows × columns; the further ones show the following series of the
    source, and `panes` holds them."""

    panel_links = BrowserNames(("position", "cursor", "zoom", "window"))
    """What the panels share; ``()``: nothing. By default the place of the slice in the patient,
    the cursor, zoom and place of the image, and the window (of the same modality and unit)."""

    transport = BrowserChoice(("auto", "windowed"), "auto")
    """How frames travel: ``"windowed"`` stays on windowed 8-bit pictures; ``"auto"`` by default,
    which measures the link and shows such pictures before the stored values where it is slow."""

    static_picture = Bool(default_value=False)
    """Whether what is displayed carries a PNG of the frame as well, for pages without a kernel:
    that of the moment of display. The notebook then holds its pixels. Python's alone."""

    def __init__(self, x: Any, **traits: Any) -> None:
        self._asked: int | None = traits.get("index")
        self._asked_series: int | None = None
        self._pointing = threading.RLock()
        self._opened: Opened
        self._feed: FrameFeed
        self._pushed: Future[None] = Future()
        self._whole: Future[None] = Future()
        self._indexing, self._closed = Indexing(), threading.Event()
        self._panes = Panes()
        self._measuring = Measuring(self._measured, self.send_event)
        self._exporting = Exporting(self.shown, self._tell_export)
        # The comm ships the bundle: the page loads it while the first frame is found and decoded,
        # and while the modules that do so are imported.
        super().__init__(**traits)
        import_what_has_cycles()
        try:
            series = self.series_number or None
            first = to_answer(partial(begin_with, openable_now(x), self._asked, series))
        except BaseException as problem:
            # A page that has the bundle may have asked already: whoever answers must not wait.
            self._pushed.set_exception(problem)
            self._whole.set_exception(problem)
            super().close()
            raise
        first.add_done_callback(self._show_first)
        self._given = kept(x)

    def __repr__(self) -> str:
        if not self._whole.done():
            return "<SeriesViewer, opening>"
        return f"<SeriesViewer {self._opened.modality()}, {len(self._opened.frames)} frames>"

    # What Python code asks for -----------------------------------------------------------------

    @property
    def series(self) -> Series | None:
        """The series shown, or ``None`` for bare frames and where nothing could be opened."""
        return self._complete().series

    @property
    def frames(self) -> FrameSource:
        """All frames of the series; waits for the index where it is not complete yet."""
        return self._complete().frames

    @property
    def frame(self) -> NDArray[Any]:
        """The frame shown, as stored.

        Returns
        -------
        ndarray
            (rows, columns) in the file's own type, or (rows, columns, 3) uint8 RGB; read-only.

        Raises
        ------
        DecodeError
            When it can't be decoded.
        """
        return self._complete().frames.stored(self.index)

    @property
    def panes(self) -> Mapping[str, DicomWidget]:
        """The widgets that are open inside this one, by kind."""
        return self._panes.children()

    def close(self) -> None:
        """Close the widget and its panes, and end its links."""
        self._closed.set()
        self._indexing.needed()
        self._exporting.close()
        self.unlink()
        self._panes.close_all()
        PAGES.leave(self)
        super().close()

    # Opening -----------------------------------------------------------------------------------

    def _show_first(self, first: Future[Opened]) -> None:
        """Push the first picture and its exact frame; the index comes after."""
        if (problem := first.exception()) is not None:
            self._pushed.set_exception(problem)
            self._whole.set_exception(problem)
            return
        self._take(first.result())
        try:
            self._push(self._opened, self._opened.place)
        finally:
            self._pushed.set_result(None)
            self._indexing.pushed()
            in_background(self._finish)

    def _finish(self) -> None:
        if not self._opened.complete:
            self._indexing.wait()
        opened = self._opened.finished(self._closed.is_set, self._progress)
        on_trait_thread(partial(self._land, opened)).add_done_callback(self._give_up)

    def _give_up(self, step: Future[None]) -> None:
        """Let nobody wait for a series that will not come."""
        if (problem := step.exception()) is not None and not self._whole.done():
            self._whole.set_exception(problem)

    def _progress(self, done: int, total: int) -> None:
        self.send_event("progress", {"done": done, "total": total, "what": "Reading headers"})

    def _land(self, opened: Opened) -> None:
        """Make the complete series the one shown; the first picture stays on screen."""
        chosen = opened.chosen(self._asked_series)
        self._take(chosen)
        self.send_event("series", {**chosen.info(), "budget": self._share()})
        asked = self._asked if self._asked is not None else self.index or chosen.place
        self.set_trait("count", len(chosen.frames))
        self.index = asked
        self._whole.set_result(None)
        # A number that came meanwhile counts; one that there is not was said in place.
        wanted = chosen.number if self._asked_series is None else self._asked_series
        known = chosen.choices is not None and wanted < len(chosen.choices)
        self.series_number = wanted if known else chosen.number
        self._fill_cells()
        self._panes.follow(self._header)
        self._came()
        if chosen is not opened:
            to_answer(partial(self._show_at_once, chosen))
        else:
            in_background(partial(self._settle, chosen), priority=1)

    def _show_at_once(self, opened: Opened) -> None:
        """Push the picture and the frame of another series, unless a third one is shown by now."""
        self._push(opened, self.index)
        if self._opened is opened:
            self._measuring.turn()
        in_background(partial(self._settle, opened), priority=1)

    def _settle(self, opened: Opened) -> None:
        """Find the window of a series whose files name none; the provisional one is seen so far."""
        here = self._opened is opened and not self._closed.is_set()
        if here and (info := opened.settled()) and self._opened is opened:
            self.send_event("series", {**info, "budget": self._share()})

    def _push(self, opened: Opened, index: int) -> None:
        look = look_of(self.trait_values())
        for event, data, buffers in opened.feed().first_messages(index, **look):
            if self._opened is not opened:
                return
            if not (buffers and event == "frames" and self.transport == "windowed"):
                self.send_event(event, data, buffers)

    def _point(self, number: int) -> None:
        """Show another series of the source: its numbers and traits first, then its picture."""
        with self._pointing:
            before = self._opened
            if number == before.number:
                return
            opened = before.at(number, self.index)
            info = opened.info()
            # Before its frames can be asked for: nobody gets them under the old numbers.
            budget = PAGES.share(self, claim_of(opened.frames, opened.place))
            self.send_event("series", {**info, "budget": budget})
            self._take(opened)
            if info["modality"] != before.modality():
                self.window_center = self.window_width = self.voi_function = None
                self.voi_lut, self.real_world, self.quantity = 0, None, None
                self.invert = False
            self.zoom, self.rotation, self.flip = None, 0, False
            self.set_trait("count", info["count"])
            self.index = info["index"]
        self._panes.follow(self._header)
        to_answer(partial(self._show_at_once, opened))

    def _take(self, opened: Opened) -> None:
        self._feed = opened.feed()
        self._opened = opened

    def _share(self) -> int:
        """Return how many bytes of frames this viewer may keep in its page."""
        return PAGES.share(self, claim_of(self._opened.frames, self._opened.place))

    def _complete(self) -> Opened:
        # The thread that brings the series must not wait for it.
        if not traits_are_set_here():
            self._indexing.needed()
            self._whole.result()
        return self._opened

    # Traits ------------------------------------------------------------------------------------

    @validate("series_number")
    def _known(self, proposal: dict[str, Any]) -> int:
        number: int = proposal["value"]
        choices = self._opened.choices if has_come(self._pushed) else None
        if number < 0 or (choices is not None and number >= len(choices)):
            have = f"it has {len(choices)}, from 0" if choices else "they count from 0"
            raise TraitError(f"This source has no series {number}: {have}.")
        return number

    @observe("series_number")
    def _chosen(self, _change: object) -> None:
        self._asked_series = self.series_number
        if has_come(self._whole):
            self._point(self.series_number)

    @observe("panels")
    def _divided(self, _change: object) -> None:
        if has_come(self._whole):
            self._fill_cells()

    @observe("index")
    def _moved(self, _change: object) -> None:
        if self._whole.done():
            self._panes.follow(self._header)

    def _fill_cells(self) -> None:
        """Open the viewers that the layout has, close those that it has not."""
        cells = LAYOUTS[self.panels]
        self._panes.keep_cells(cells)
        for cell in range(1, cells) if self._opened.choices else ():
            self._panes.open_cell(cell, partial(self._beside, cell))

    def _beside(self, cell: int) -> SeriesViewer:
        """Return a viewer of one of the following series: the same index, the same files."""
        opened = self._opened
        if opened.choices is None or not 0 < cell < LAYOUTS[self.panels]:
            raise SourceError("There is no series to show beside this one.")
        number = (opened.number + cell) % len(opened.choices)
        child = SeriesViewer(opened.at(number, self.index), series_number=number)
        child._given = self._given
        child._measuring.join(self._measuring)
        return child

    def _header(self) -> tuple[Header, Series | None]:
        opened = self._opened
        return opened.frames.header(self.index), opened.series

    # Commands ----------------------------------------------------------------------------------

    def _get_first_picture(self, _args: Mapping[str, Any]) -> Reply:
        place = self.index if self._opened.complete else 0
        return self._feed.get_first_picture(place, **look_of(self.trait_values()))

    def _get_series(self, _args: Mapping[str, Any]) -> Reply:
        self._indexing.met()
        opened = self._opened
        budget = PAGES.join(self, claim_of(opened.frames, opened.place))
        return {**opened.info(), "budget": budget}, []

    def _handler(self, content: Mapping[str, Any]) -> Any:
        self._pushed.result()  # or why there is nothing to ask of
        return super()._handler(content)

    def _is_quick(self, content: Mapping[str, Any]) -> bool:
        asked = content["command"] == "get_frames" and has_come(self._whole)
        return asked and self._feed.is_quick(content.get("args") or {})

    def _get_frames(self, args: Mapping[str, Any]) -> Reply:
        return self._feed.get_frames(args, most=self._share())

    def _get_code(self, _args: Mapping[str, Any]) -> Reply:
        return {"code": self.code()}, []

    def _get_export(self, args: Mapping[str, Any]) -> Reply:
        return self._exporting.get_export(args)

    def _get_picture_file(self, args: Mapping[str, Any]) -> Reply:
        return self._exporting.get_picture_file(args)

    def _write_export(self, args: Mapping[str, Any]) -> Reply:
        return self._exporting.write(args)

    def _stop_export(self, args: Mapping[str, Any]) -> Reply:
        return self._exporting.stop(args)

    def _tell_export(self, state: ExportState) -> None:
        self.send_event("export", state)

    def _get_pictures(self, args: Mapping[str, Any]) -> Reply:
        return self._feed.get_pictures(args)

    def _get_thumbnails(self, args: Mapping[str, Any]) -> Reply:
        choices = self._opened.choices
        if choices is None:
            raise SourceError("The source has not been looked through yet.")
        return choices.thumbnails(args["series"])

    def _open_pane(self, args: Mapping[str, Any]) -> Reply:
        kind, selection = str(args.get("kind")), args.get("selection")
        if kind == "series_viewer" and selection:
            cell = int(selection[0])
            ref = self._panes.open_cell(cell, partial(self._beside, cell))
        else:
            ref = self._panes.open(kind, self._header)
        return {"ref": ref, "kind": kind}, []

    def _close_pane(self, args: Mapping[str, Any]) -> Reply:
        self._panes.close(str(args.get("kind")))
        return {}, []


def view(x: Any, **traits: Any) -> SeriesViewer:
    """Show the DICOM images in `x`.

    Parameters
    ----------
    x
        Path, folder, glob, zip, DICOMDIR, bytes, file object, `Dataset`, list of these,
        `Series` or `FrameSource`. Of several series the one that holds the first image in name
        order is shown first; the viewer offers the others, and ``series_number=2`` opens that one.
    **traits
        Traits of `SeriesViewer`, such as ``window_center=40, window_width=400``.

    Returns
    -------
    SeriesViewer
        Display it as the last line of a cell. What is wrong with the files stands in it.
    """
    return SeriesViewer(x, **traits)
