"""The first step of a viewer, light to import: its comm opens before what opens files is there."""

from __future__ import annotations

import time
from os import PathLike
from threading import Event
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from concurrent.futures import Future

    from dicomwidgets.widgets._opening import Opened

__all__ = ["Indexing", "begin_with", "has_come", "import_what_has_cycles", "openable_now"]

_DRAWN_AFTER_SECONDS = 0.1
_INDEX_AFTER_SECONDS = 0.4


class Indexing:
    """When the index may begin, which takes the processor from those who draw the first picture.

    At once where Python needs it; where a page is there, when it has had a tenth of a second to
    get and to draw what was pushed; where none comes, after four.
    """

    def __init__(self) -> None:
        self._needed, self._met = Event(), Event()
        self._pushed = 0.0

    def pushed(self) -> None:
        """Note that the first picture has been given to the comm."""
        self._pushed = time.monotonic()

    def met(self) -> None:
        """Note that a page is there."""
        self._met.set()

    def needed(self) -> None:
        """Note that Python waits for the series, or nobody any more."""
        self._needed.set()
        self._met.set()

    def wait(self) -> None:
        """Return when the index may begin."""
        if not self._needed.wait(self._left(_DRAWN_AFTER_SECONDS)):
            self._met.wait(self._left(_INDEX_AFTER_SECONDS))

    def _left(self, seconds: float) -> float:
        return max(0.0, self._pushed + seconds - time.monotonic())


def openable_now(x: Any) -> Any:
    """Refuse what is no kind of thing to open; a path always is, and is looked at later."""
    if isinstance(x, (str, PathLike)):
        return x
    from dicomwidgets.widgets._opening import openable  # noqa: PLC0415 - after the comm

    return openable(x)


def import_what_has_cycles() -> None:
    """Import, in the calling thread, packages that two threads must not import at once.

    pydicom's modules import each other: a second thread that comes in between sees half of them.
    Our own have no cycles and may be imported by the worker.
    """
    import numpy as np  # noqa: F401, PLC0415 - after the comm
    import pydicom  # noqa: F401, PLC0415 - after the comm


def begin_with(x: Any, asked: int | None, series: int | None) -> Opened:
    """Return what is there at once: see `dicomwidgets.widgets._opening.begin`."""
    from dicomwidgets.widgets._opening import begin  # noqa: PLC0415 - on the worker

    return begin(x, asked, series)


def has_come(what: Future[None]) -> bool:
    """Whether it is there: neither on its way nor given up."""
    return what.done() and what.exception() is None
