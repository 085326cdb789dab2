"""The first steps of a header table, light to import: its comm opens before what reads is there."""

from __future__ import annotations

from functools import partial
from os import PathLike
from typing import TYPE_CHECKING, Any

from dicomwidgets.widgets._base import or_reason

if TYPE_CHECKING:
    from dicomwidgets.elements.cells import Row
    from dicomwidgets.widgets._header_opening import Headers
    from dicomwidgets.widgets._row_feed import RowFeed

__all__ = ["first_feed", "first_rows", "import_what_has_cycles", "openable", "openable_now"]


def openable_now(x: Any) -> Any:
    """Refuse what is no kind of thing to open; a path always is, and is looked at later."""
    return x if isinstance(x, (str, PathLike)) else openable(x)


def openable(x: Any) -> Any:
    """Return what to open, or the reason, to be shown in place, why there is nothing.

    Raises
    ------
    ArgumentError
        When `x` is no kind of thing that holds DICOM.
    """
    from dicomwidgets.reading.source import source_of  # noqa: PLC0415 - after the comm

    # A series, or a header, knows more than what it is in; a reason was found before.
    known = hasattr(x, "source") or isinstance(x, Exception)
    return x if known else or_reason(partial(source_of, x))


def import_what_has_cycles() -> None:
    """Import, in the calling thread, what two threads must not import at once.

    pydicom's modules import each other: a second thread that comes in between sees half of them.
    """
    import pydicom  # noqa: F401, PLC0415 - after the comm


def first_rows(x: Any, height: int) -> list[Row]:
    """Return the rows of the first screen, as many as are seen in a table of that height."""
    from dicomwidgets.widgets._first_rows import first_rows as found  # noqa: PLC0415 - on the worker

    return found(x, height // _ROW_HEIGHT + 1)


def first_feed(x: Any) -> tuple[Headers | None, RowFeed]:
    """Return the first object in name order, and its rows."""
    from dicomwidgets.widgets._header_opening import first_feed as found  # noqa: PLC0415 - likewise

    return found(x)


_ROW_HEIGHT = 24
