"""The first step of a viewer, light to import: its comm opens before what opens files is there."""

from __future__ import annotations

from os import PathLike
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from concurrent.futures import Future

    from dicomwidgets.widgets._opening import Opened

__all__ = ["begin_with", "has_come", "import_what_has_cycles", "openable_now"]


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
