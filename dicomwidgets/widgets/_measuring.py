"""What answers a viewer's measuring commands; imports what measures when it is first needed."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING, Any
from weakref import WeakSet

from dicomwidgets.errors import MeasurementError

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from dicomwidgets.measurement.ledger import Ledger
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
        Gives the number of the series shown, its frames, the number of the frame shown, and the
        quantity that values are given as; may wait for the index.
    tell
        Sends an event to all views: its name and data.
    """

    def __init__(
        self,
        shown: Callable[[], tuple[int, FrameSource, int, str | None]],
        tell: Callable[[str, Mapping[str, Any]], object],
    ) -> None:
        self._shown = shown
        self._tell = tell
        self._telling = threading.Lock()
        self._made: Measurements | None = None
        self._family = _Family()
        self._family.add(self)

    def join(self, other: Measuring) -> None:
        """Share the measurements of a viewer of the same source: each hears of the other's.

        For a viewer that is being opened: its views ask by themselves for what there is.
        """
        self._family, self._made = other._family, None
        self._family.add(self)

    def measurements(self) -> Measurements:
        """Return what was measured, to be changed."""
        from dicomwidgets.measurement.measurements import (  # noqa: PLC0415 - only when measured
            Measurements,
            Shown,
        )

        made = self._made
        if made is None:
            family = self._family
            made = Measurements(lambda: Shown(*self._shown()), family.made(), family.changed)
            self._made = made
        return made

    def turn(self) -> None:
        """Tell all views what was measured in the series that is shown now."""
        if self._family.ledger is not None:
            self.changed(self._shown()[0])

    def changed(self, series: int) -> None:
        """Tell all views what was measured, if they show that series."""
        with self._telling:
            if self._shown()[0] == series:
                self._tell("measurements", self.get())

    def get(self) -> GetMeasurementsResult:
        """Return the rows of the series shown."""
        if self._family.ledger is None:
            return {"measurements": []}
        from dicomwidgets.measurement.measurements import Shown  # noqa: PLC0415 - only when measured

        return {"measurements": self.measurements().shown_rows(Shown(*self._shown()))}

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


class _Family:
    """Viewers of one source, and the rows they share."""

    def __init__(self) -> None:
        self.ledger: Ledger | None = None
        self._members: WeakSet[Measuring] = WeakSet()
        self._lock = threading.Lock()

    def add(self, member: Measuring) -> None:
        with self._lock:
            self._members.add(member)

    def made(self) -> Ledger:
        from dicomwidgets.measurement.ledger import Ledger  # noqa: PLC0415 - only when measured

        with self._lock:
            self.ledger = self.ledger or Ledger()
            return self.ledger

    def changed(self, series: int) -> None:
        with self._lock:
            members = list(self._members)
        for member in members:
            member.changed(series)


def _renumbered(shape: Any, numbering: Any, opened: Opened) -> Any:
    """Return the shape with the number that its frame has now."""
    if numbering is None or numbering == opened.numbering:
        return shape
    if numbering == 0 and opened.numbering == 1 and isinstance(shape, dict):
        # Before the index there is one frame, the first picture's.
        return {**shape, "index": opened.place}
    raise MeasurementError("Another series is shown meanwhile: the shape was not measured.")
