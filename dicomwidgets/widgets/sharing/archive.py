"""What a page answers without a kernel: everything that a reader could ask a widget."""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING, Any

from dicomwidgets.errors import DicomWidgetsError
from dicomwidgets.widgets.sharing.masking import (
    masked_difference,
    masked_file,
    masked_measurements,
    masked_preview,
    masked_report,
    masked_rows,
    masked_series,
)

if TYPE_CHECKING:
    from collections.abc import Mapping

    from dicomwidgets.widgets._base import DicomWidget

__all__ = ["archive_of", "panes_of"]

_ALL_ROWS = {"start": 0, "stop": 10**6, "query": "", "collapsed": [], "show": "all"}


def panes_of(widget: DicomWidget) -> Mapping[str, DicomWidget]:
    """Return the widgets that are open in `widget`, by kind."""
    return dict(getattr(widget, "panes", {}))


def archive_of(widget: DicomWidget, blobs: list[bytes]) -> dict[str, Any]:
    """Ask the widget everything that a reader could, and keep the answers.

    Parameters
    ----------
    widget
        As it is now.
    blobs
        Buffers of the page, to which those of the answers are added.

    Notes
    -----
    Values that identify are masked, unless `dicomwidgets.privacy.is_revealed`.
    """
    frames = getattr(widget, "frames", None)
    if frames is not None:
        # Nobody would tell the page when the window of the series is known.
        frames.auto.settle()
    series = _shown_only(_ask(widget, "get_series"))
    archive: dict[str, Any] = {
        "series": masked_series(series),
        "picture": None,
        "frames": [],
        "errors": [],
        "rows": masked_rows(_ask(widget, "get_rows")),
        "preview": masked_preview(_ask(widget, "get_preview")),
        "difference": masked_difference(_whole_difference(widget)),
        "report": masked_report(_ask(widget, "get_report")),
        "measurements": masked_measurements(_ask(widget, "get_measurements")),
        "panes": {kind: child.model_id for kind, child in panes_of(widget).items()},
    }
    with_frames = series is not None and "get_frames" in widget.commands
    for index in range(series["count"] if with_frames else 0):
        _add_frame(widget, index, archive, blobs)
    return archive


def _ask(widget: DicomWidget, command: str) -> Any:
    """Return the whole answer to a read, or ``None`` where the widget does not know it."""
    method = widget.commands.get(command)
    if method is None:
        return None
    try:
        result = dict(getattr(widget, method)(_ALL_ROWS)[0])
        key = "items" if command == "get_report" else "rows"
        while key in result and len(result[key]) < result["total"]:
            rest = {**_ALL_ROWS, "start": len(result[key])}
            result[key] = [*result[key], *getattr(widget, method)(rest)[0][key]]
    except DicomWidgetsError:
        return None
    return result


def _add_frame(
    widget: DicomWidget, index: int, archive: dict[str, Any], blobs: list[bytes]
) -> None:
    ask = getattr(widget, widget.commands["get_frames"])
    result, buffers = ask({"indices": [index], "accept": ["deflate"], "priority": "visible"})
    archive["errors"] += [
        {**each, "error": masked_file(each["error"])} for each in result["errors"]
    ]
    for info, described, buffer in zip(result["frames"], result["buffers"], buffers, strict=True):
        archive["frames"].append({"info": info, "buffer": described, "blob": len(blobs)})
        blobs.append(buffer)


def _shown_only(series: Any) -> Any:
    """Offer no series whose frames are not in the page."""
    if series is None:
        return None
    shown = [each for each in series["choices"] if each["number"] == series["series"]]
    return {**series, "choices": shown}


def _whole_difference(widget: DicomWidget) -> Any:
    """Return all rows of a comparison, once all of it is read."""
    if "get_difference" not in widget.commands:
        return None
    with suppress(DicomWidgetsError):
        getattr(widget, "difference")  # noqa: B009 - waits; what is wrong is in the answer
    return _ask(widget, "get_difference")
