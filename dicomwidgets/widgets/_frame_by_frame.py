"""What shows one frame at a time, whole: the first at once, the series when it is indexed."""

from __future__ import annotations

import threading
from concurrent.futures import Future
from functools import partial
from typing import TYPE_CHECKING, Any, ClassVar

from dicomwidgets.widgets._base import DicomWidget, in_background, on_trait_thread
from dicomwidgets.widgets._budget import PAGES, claim_of_few
from dicomwidgets.widgets._frame_feed import refuse_large
from dicomwidgets.widgets._opening import begin, openable
from dicomwidgets.widgets._traits import (
    BrowserChoice,
    BrowserFloat,
    BrowserPlace,
    KernelInt,
)
from dicomwidgets.widgets._workers import to_answer

if TYPE_CHECKING:
    from collections.abc import Mapping

    from dicomwidgets.pixels.frame_source import FrameSource
    from dicomwidgets.widgets._base import Reply
    from dicomwidgets.widgets._budget import Claim
    from dicomwidgets.widgets._opening import Opened

__all__ = ["FrameByFrame"]

_KEPT = 4
"""Frames that its page keeps at most: js/src/ui/frame_by_frame.ts."""


class FrameByFrame(DicomWidget):
    """A widget that takes whole frames apart, one at a time.

    Parameters
    ----------
    x
        Anything that holds DICOM images.
    **traits
        Initial values of the traits, and ``layout``.

    Raises
    ------
    ArgumentError
        When `x` is no kind of thing that holds DICOM, or a keyword is unknown.
    """

    commands: ClassVar[Mapping[str, str]] = {
        "get_series": "_get_series",
        "get_frames": "_get_frames",
    }

    index = BrowserPlace()
    """Number of the frame shown, from 0 in the order of the series; clamped to the series."""

    count = KernelInt(0)
    """How many frames the series has; 0 until it is known."""

    window_center = BrowserFloat()
    """Window Center (0028,1050) in modality units; ``None``: the file's, or computed."""

    window_width = BrowserFloat(positive=True)
    """Window Width (0028,1051) in modality units; ``None``: the file's, or computed."""

    voi_function = BrowserChoice(("LINEAR", "LINEAR_EXACT", "SIGMOID"), None)
    """VOI LUT Function (0028,1056), PS3.3 C.11.2.1.3; ``None``: the file's."""

    def __init__(self, x: Any, **traits: Any) -> None:
        self._asked: int | None = traits.get("index")
        self._closed = threading.Event()
        self._opened: Future[Opened] = Future()
        self._whole: Future[Opened] = Future()
        super().__init__(**traits)
        try:
            first = to_answer(partial(begin, openable(x), self._asked, None))
        except BaseException:
            super().close()
            raise
        first.add_done_callback(self._show_first)

    @property
    def frames(self) -> FrameSource:
        """All frames of the series; waits for the index where it is not complete yet."""
        return self._whole.result().frames

    def close(self) -> None:
        """Close the widget and stop reading."""
        self._closed.set()
        PAGES.leave(self)
        super().close()

    def _show_first(self, first: Future[Opened]) -> None:
        if (problem := first.exception()) is not None:
            for waiting in (self._opened, self._whole):
                waiting.set_exception(problem)
            return
        opened = first.result()
        self._opened.set_result(opened)
        self.send_event("series", {**opened.info(), "budget": self._share()})
        in_background(partial(self._finish, opened))

    def _finish(self, first: Opened) -> None:
        opened = first.finished(self._closed.is_set, lambda _done, _total: None)
        on_trait_thread(partial(self._land, opened))

    def _land(self, opened: Opened) -> None:
        """Make the complete series the one shown; the first frame stays on screen."""
        self._whole.set_result(opened)
        asked = self._asked if self._asked is not None else self.index or opened.place
        self.set_trait("count", len(opened.frames))
        self.index = asked
        self.send_event("series", {**opened.info(), "budget": self._share()})
        in_background(partial(self._settle, opened), priority=1)

    def _settle(self, opened: Opened) -> None:
        """Tell the window of a series whose files name none; a provisional one is seen so far."""
        if not self._closed.is_set() and (info := opened.settled()):
            self.send_event("series", {**info, "budget": self._share()})

    def _now(self) -> Opened:
        first = self._opened.result()
        return self._whole.result() if self._whole.done() else first

    def _claim(self) -> Claim:
        opened = self._now()
        return claim_of_few(opened.frames, opened.place, _KEPT)

    def _share(self) -> int:
        """Return how many bytes of frames this widget may keep in its page."""
        return PAGES.share(self, self._claim())

    def _get_series(self, _args: Mapping[str, Any]) -> Reply:
        budget = PAGES.join(self, self._claim())
        return {**self._now().info(), "budget": budget}, []

    def _get_frames(self, args: Mapping[str, Any]) -> Reply:
        opened = self._now()
        refuse_large(opened.frames, args["indices"], self._share())
        return opened.feed().get_frames(args)
