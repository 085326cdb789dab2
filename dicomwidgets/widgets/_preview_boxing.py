"""The part of a preview that blacks out: boxes, and the image before and after."""

from __future__ import annotations

from abc import abstractmethod
from functools import partial
from typing import TYPE_CHECKING, Any, ClassVar, TypeVar, cast

from dicomwidgets.deidentification.engine.job import Job
from dicomwidgets.errors import SourceError
from dicomwidgets.widgets._base import on_trait_thread
from dicomwidgets.widgets._preview_boxes import SCOPES, PreviewBoxes
from dicomwidgets.widgets._preview_deciding import DecidingPreview

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from dicomwidgets.deidentification.pixels.boxes import Box
    from dicomwidgets.deidentification.pixels.pixel_rules import PixelRule
    from dicomwidgets.pixels.frame_source import FrameSource
    from dicomwidgets.widgets._base import Reply
    from dicomwidgets.widgets._preview_commands import GetRedactionResult, RedactionBox
    from dicomwidgets.widgets._preview_feed import PreviewFeed
    from dicomwidgets.widgets._preview_places import Place
    from dicomwidgets.widgets._preview_remaining import Remaining
    from dicomwidgets.widgets.series_viewer import SeriesViewer

__all__ = ["CLEAN", "BoxingPreview"]

CLEAN = "clean_pixel_data"
T = TypeVar("T")


class BoxingPreview(DecidingPreview):
    """What `AnonymizationPreview` knows of boxes. They stay in the kernel."""

    commands: ClassVar[Mapping[str, str]] = {
        **DecidingPreview.commands,
        "get_redaction": "_get_redaction",
        "get_remaining": "_get_remaining",
        "put_box": "_put_box",
        "drop_box": "_drop_box",
        "undo_box": "_undo_box",
    }

    _boxes: PreviewBoxes
    _image: tuple[int, SeriesViewer] | None
    _frames: tuple[int, FrameSource] | None = None

    @abstractmethod
    def _stop(self) -> tuple[int, Place]:
        """Return the stop shown, its number first."""

    @abstractmethod
    def _feed(self, stop: Place) -> PreviewFeed:
        """Return the plan of a stop's file."""

    @abstractmethod
    def _frames_of(self, number: int) -> FrameSource:
        """Return the frames of a series."""

    @property
    def boxes(self) -> tuple[Box, ...]:
        """Boxes that are blacked out in all files, as given; those drawn are apart from them.

        What is set takes the place of all boxes, drawn ones as well.

        Raises
        ------
        ArgumentError
            When one that is set is no box.
        """
        return self._boxes.given

    @boxes.setter
    def boxes(self, given: Iterable[Any]) -> None:
        self._boxes = PreviewBoxes(given)
        self._bring_option()
        self._decided_anew()

    def _boxes_written(self) -> list[Box]:
        """Return the boxes that all files get; none while the option for them is off."""
        return [*self._boxes.given] if CLEAN in self.options else []

    def _pixel_rules(self) -> tuple[PixelRule, ...]:
        """Return the rules for images, those drawn last; none while the option for them is off."""
        rules = (*self._rules.pixels, *self._boxes.rules())
        return rules if CLEAN in self.options else ()

    def _bring_option(self) -> None:
        """Boxes and rules for images bring the option with them."""
        has_some = self._boxes.given or self._boxes.drawn or self._rules.pixels
        if has_some and CLEAN not in self.options:
            self.options = (*self.options, CLEAN)

    def _boxed(self, change: Callable[[], T], *, brings: bool) -> T:
        """Change the boxes, one change after the other, and tell that they are others."""

        def run() -> T:
            found = change()
            if brings:
                self._bring_option()
            self._decided_anew()
            return found

        return on_trait_thread(run).result()

    def _put_box(self, args: Mapping[str, Any]) -> Reply:
        kind = self._feed(self._stop()[1]).kind
        number = args.get("id")
        put = partial(self._boxes.put, None if number is None else int(number), args, kind)
        return {"id": self._boxed(put, brings=True)}, []

    def _drop_box(self, args: Mapping[str, Any]) -> Reply:
        self._boxed(partial(self._boxes.drop, int(args.get("id", 0))), brings=False)
        return {}, []

    def _undo_box(self, _args: Mapping[str, Any]) -> Reply:
        self._boxed(self._boxes.undo, brings=False)
        return {}, []

    def _get_redaction(self, _args: Mapping[str, Any]) -> Reply:
        """Return what is done to the image shown, and the image before and after."""
        from dicomwidgets.widgets._outputs import look_of  # noqa: PLC0415 - brings NumPy
        from dicomwidgets.widgets._preview_image import before_and_after  # noqa: PLC0415

        index, stop = self._stop()
        if stop.series is None:
            raise SourceError("This file holds no image.")
        feed, frames = self._feed(stop), self._frames_of(stop.series)
        plan = feed.plan
        viewer = self._image[1] if self._image and self._image[0] == stop.series else None
        look = look_of(viewer.trait_values()) if viewer else {}
        described, pictures = before_and_after(frames, stop.frame, plan.redaction, look)
        info = frames.info(stop.frame)
        frame = frames.locators[stop.frame].frame
        found: GetRedactionResult = {
            "index": index,
            "rows": info["rows"],
            "columns": info["columns"],
            "aspect": info["geometry"]["aspect"],
            "frame": frame,
            "frames": feed.kind.frames,
            "boxes": self._box_rows(feed, frame),
            "regions": [
                {"x": x0, "y": y0, "width": x1 - x0 + 1, "height": y1 - y0 + 1}
                for x0, y0, x1, y1 in plan.redaction.regions
            ],
            "note": plan.redaction.note,
            "active": CLEAN in self.options,
            "undo": self._boxes.can_undo,
            "scopes": list(SCOPES),
            "buffers": described,
        }
        return found, pictures

    @abstractmethod
    def _remaining(self) -> Remaining | None:
        """Return in which series text is likely; ``None`` while the series are not known."""

    def _get_remaining(self, _args: Mapping[str, Any]) -> Reply:
        """Return in how many files text may stay."""
        found = self._remaining()
        if found is None:
            return {"files": 0, "likely": 0}, []
        likely = found.count(Job(self.policy, self._key, tuple(self._boxes_written())))
        return {"files": found.files, "likely": likely}, []

    def _box_rows(self, feed: PreviewFeed, frame: int) -> list[RedactionBox]:
        """Return a file's boxes: all that were drawn, and those given, or of rules, in a frame."""
        drawn = self._boxes.of(feed.kind)
        rows = [_row(each.box, each.number, each.scope, each.ends) for each in drawn]
        rows += [_row(box, None, "all") for box in self._boxes.given if box.is_on(frame)]
        own = {each.box for each in drawn} | {*self._boxes.given}
        return rows + [
            _row(box, None, "rule")
            for box in feed.plan.redaction.boxes
            if box not in own and box.is_on(frame)
        ]


def _row(
    box: Box, number: int | None, scope: Any, ends: tuple[int, int] | None = None
) -> RedactionBox:
    _, x, y, width, height = box
    found = {"id": number, "x": x, "y": y, "width": width, "height": height}
    return cast("RedactionBox", {**found, "scope": scope, "frames": ends and list(ends)})
