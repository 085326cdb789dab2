"""What opens inside the widgets of a page: nobody could open it later."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING

from dicomwidgets.errors import DicomWidgetsError
from dicomwidgets.widgets.sharing.archive import frame_count, panes_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from dicomwidgets.widgets._base import DicomWidget

__all__ = ["with_panes", "with_what_opens"]


def with_panes(widgets: Sequence[DicomWidget]) -> Iterator[DicomWidget]:
    """Yield widgets, each before those that are open in it."""
    for widget in widgets:
        yield widget
        yield from with_panes([*panes_of(widget).values()])


@contextmanager
def with_what_opens(widgets: Sequence[DicomWidget], *, header: bool) -> Iterator[None]:
    """Open the image of an anonymization and the header of a viewer, where they are not, meanwhile.

    Parameters
    ----------
    widgets
        Those of a page; of a question, the one in which it is answered.
    header
        Whether headers are opened.
    """
    opened = [
        (widget, kind)
        for widget in dict.fromkeys(panes_of(each).get("widget", each) for each in widgets)
        if (kind := _kind(widget, header=header))
        and kind not in panes_of(widget)
        and _ask(widget, "open_pane", kind)
    ]
    try:
        yield
    finally:
        for widget, kind in opened:
            _ask(widget, "close_pane", kind)


def _kind(widget: DicomWidget, *, header: bool) -> str:
    if "put_override" in widget.commands:
        return "series_viewer"
    has_header = header and "put_measurement" in widget.commands and frame_count(widget)
    return "header_table" if has_header else ""


def _ask(widget: DicomWidget, command: str, kind: str) -> bool:
    try:
        getattr(widget, widget.commands[command])({"kind": kind, "selection": []})
    except DicomWidgetsError:
        return False
    return True
