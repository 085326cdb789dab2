"""What a viewer measures, and the quantity that it measures and reads in."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from traitlets import observe

from dicomwidgets.display.body import AS_IN_FILE, QUANTITIES
from dicomwidgets.widgets._base import DicomWidget
from dicomwidgets.widgets._starting import has_come
from dicomwidgets.widgets._traits import BrowserChoice

if TYPE_CHECKING:
    from collections.abc import Mapping
    from concurrent.futures import Future

    from dicomwidgets.measurement.measurements import Measurements
    from dicomwidgets.pixels.frame_source import FrameSource
    from dicomwidgets.widgets._base import Reply
    from dicomwidgets.widgets._measuring import Measuring
    from dicomwidgets.widgets._opening import Opened

__all__ = ["ViewerMeasurements"]


class ViewerMeasurements(DicomWidget):
    """The part of `SeriesViewer` that measures."""

    quantity = BrowserChoice((*QUANTITIES, AS_IN_FILE), None)
    """What values of PET are read and measured as, a name of PS3.16 CID 85 such as ``"SUVbw"``;
    ``"file"``: the unit of the file; ``None``: SUVbw, where that can be known."""

    if TYPE_CHECKING:
        index: Any
        _whole: Future[None]
        _measuring: Measuring

        def _complete(self) -> Opened: ...

    @property
    def measurements(self) -> Measurements:
        """What was measured, as rows; drawn in the browser or added here, shown in every view."""
        return self._measuring.measurements()

    @observe("quantity")
    def _read_as(self, _change: object) -> None:
        if has_come(self._whole):
            self._measuring.turn()

    def _measured(self) -> tuple[int, FrameSource, int, str | None]:
        opened = self._complete()
        return opened.number, opened.frames, self.index, self.quantity

    def _get_measurements(self, _args: Mapping[str, Any]) -> Reply:
        return self._measuring.get(), []

    def _put_measurement(self, args: Mapping[str, Any]) -> Reply:
        return self._measuring.put(args, self._complete()), []

    def _delete_measurement(self, args: Mapping[str, Any]) -> Reply:
        self._measuring.delete(args)
        return {}, []
