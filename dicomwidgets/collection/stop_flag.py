"""Word for workers in other processes that they shall stop after the file that they hold."""

from __future__ import annotations

import os
import tempfile
import time
from contextlib import suppress
from secrets import token_hex

__all__ = ["StopFlag"]

_LOOK_EVERY = 0.002


class StopFlag:
    """An empty file in the temporary folder, once it is raised; it pickles.

    On a machine that does not share that folder it is never seen: a worker there goes on to the
    end of its bundle.
    """

    def __init__(self) -> None:
        self._path = os.path.join(tempfile.gettempdir(), f"dicomwidgets-{token_hex(8)}.stop")  # noqa: PTH118
        self._looked = 0.0
        self._raised = False

    def lift(self) -> None:
        """Raise it."""
        if not self._raised:
            self._raised = True
            with suppress(OSError):
                os.close(os.open(self._path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600))

    def is_up(self) -> bool:
        """Whether it is raised, as it was two thousandths of a second ago at the latest."""
        now = time.monotonic()
        if not self._raised and now - self._looked > _LOOK_EVERY:
            self._looked = now
            self._raised = os.path.exists(self._path)  # noqa: PTH110
        return self._raised

    def take_down(self) -> None:
        """Leave nothing behind."""
        with suppress(OSError):
            os.unlink(self._path)  # noqa: PTH108
