"""What a peer sends, taken: the bytes as they came, with file meta information before them."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING, Any

from dicomwidgets.deidentification.engine.meta import file_head, meta_values
from dicomwidgets.pacs.dimse_held import Held, hold

if TYPE_CHECKING:
    from collections.abc import Callable

    from dicomwidgets.jobs.run_report import RunFile
    from dicomwidgets.pacs.landing import Landing

__all__ = ["Arrivals"]

_OUT_OF_RESOURCES, _NOT_AS_ANNOUNCED = 0xA700, 0xA900
_NOT_UNDERSTOOD, _FAILED = 0xC000, 0x0110


class Arrivals:
    """Takes C-STORE requests into a folder, and says what is answered; on any thread.

    Parameters
    ----------
    landing
        The folder.
    arrived
        SOP Instance UIDs of what was dealt with are added to it.
    on_file
        Called with each `RunFile`, on the thread that has received it.
    """

    def __init__(
        self,
        landing: Landing,
        arrived: set[str] | None = None,
        on_file: Callable[[RunFile], None] | None = None,
    ) -> None:
        self._landing = landing
        self._arrived = arrived if arrived is not None else set()
        self._on_file = on_file
        self._busy = 0
        self._is_open = True
        self._free = threading.Condition()

    def __call__(self, event: Any) -> int:
        """Keep an object, and return the status to be answered (PS3.4 B.2.3)."""
        with self._free:
            if not self._is_open:
                return _FAILED
            self._busy += 1
        try:
            return self._taken(event)
        finally:
            with self._free:
                self._busy -= 1
                self._free.notify_all()

    def hold(self, event: Any) -> None:
        """Let large objects lie in the folder while they arrive, but for those de-identified."""
        if self._landing.is_plain:
            hold(event, self._landing.parts)

    def close(self) -> None:
        """Take nothing more, and wait for what is being taken."""
        with self._free:
            self._is_open = False
            while self._busy:
                self._free.wait()

    def _taken(self, event: Any) -> int:
        request = event.request
        instance = str(request.AffectedSOPInstanceUID or "")
        kind, syntax = str(request.AffectedSOPClassUID or ""), str(event.context.transfer_syntax)
        if isinstance(request.DataSet, Held):
            with request.DataSet as held:
                file = self._landing.take(held, instance)
        else:
            data = event.encoded_dataset(include_meta=False)
            head = file_head(meta_values({}, syntax, kind, instance))
            file = self._landing.take(head + data, instance)
        self._arrived.add(instance)
        if self._on_file is not None:
            self._on_file(file)
        if file.status == "failed":
            return _OUT_OF_RESOURCES if self._landing.ended else _FAILED
        if file.status == "refused":
            return _NOT_UNDERSTOOD
        return 0
