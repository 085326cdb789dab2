"""What answers a viewer's measuring commands; imports what measures when it is first needed."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING, Any

from dicomwidgets.errors import MeasurementError

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from dicomwidgets.measurement.measurements import Measurements
    from dicomwidgets.pixels.frame_source import FrameSource
    from dicomwidgets.widgets._commands import GetMeasurementsResult, PutMeasurementResult
    from dicomwidgets.widgets._opening import Opened

__all__ = ["Measuring"]


class Measuring:
    """The measurements of one viewer, made when first asked for.

    Parameters
    ----------
    shown
        Gives the number of the series shown, its frames, and the number of the frame shown; may
        wait for the index.
    tell
        Sends an event to all views: its name and data.
    """

    def __init__(
        self,
        shown: Callable[[], tuple[int, FrameSource, int]],
        tell: Callable[[str, Mapping[str, Any]], object],
    ) -> None:
        self._shown = shown
        self._tell = tell
        self._made: Measurements | None = None
        self._lock = threading.Lock()

    def measurements(self) -> Measurements:
        """Return what was measured, to be changed."""
        from dicomwidgets.measurement.measurements import (  # noqa: PLC0415 - only when measured
            Measurements,
            Shown,
        )

        with self._lock:
            if self._made is None:
                self._made = Measurements(
                    lambda: Shown(*self._shown()),
                    lambda rows: self._tell("measurements", {"measurements": rows}),
                )
            return self._made

    def turn(self) -> None:
        """Tell all views what was measured in the series that is shown now."""
        if self._made is not None:
            self._made.announce()

    def get(self) -> GetMeasurementsResult:
        """Return the rows of the series shown."""
        return {"measurements": [] if self._made is None else self._made.known()}

    def put(self, args: Mapping[str, Any], opened: Opened) -> PutMeasurementResult:
        """Measure a shape of the browser.

        Parameters
        ----------
        args
            `PutMeasurementArgs`.
        opened
            The series, complete.

        Raises
        ------
        ArgumentError
            When it is no shape.
        MeasurementError
            When it was drawn on another series.
        """
        shape = _renumbered(args.get("shape"), args.get("numbering"), opened)
        return {"measurement": self.measurements().put(shape)}

    def delete(self, args: Mapping[str, Any]) -> None:
        """Take a shape away, if it is there."""
        self.measurements().discard(str(args.get("id")))


def _renumbered(shape: Any, numbering: Any, opened: Opened) -> Any:
    """Return the shape with the number that its frame has now."""
    newest = opened.feed().numbering
    if numbering is None or numbering == newest:
        return shape
    if numbering == 0 and newest == 1 and isinstance(shape, dict):
        # Before the index there is one frame, the first picture's.
        return {**shape, "index": opened.place}
    raise MeasurementError("Another series is shown meanwhile: the shape was not measured.")
