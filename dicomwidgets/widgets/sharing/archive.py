"""What a page answers without a kernel: everything that a reader could ask a widget."""

from __future__ import annotations

import time
from contextlib import suppress
from typing import TYPE_CHECKING, Any

from dicomwidgets.errors import DicomWidgetsError
from dicomwidgets.widgets.sharing.frames import kept_frames, series_of_some
from dicomwidgets.widgets.sharing.groups import cells_of, kept_groups
from dicomwidgets.widgets.sharing.masking import (
    masked_difference,
    masked_file,
    masked_measurements,
    masked_preview,
    masked_report,
    masked_rows,
    masked_series,
)
from dicomwidgets.widgets.sharing.recording import recorded_answers

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from dicomwidgets.widgets._base import DicomWidget
    from dicomwidgets.widgets.sharing.keeping import Blobs
    from dicomwidgets.widgets.sharing.secrets import Secrets

__all__ = ["archive_of", "frame_count", "panes_of"]

_ALL_ROWS = {"start": 0, "stop": 10**6, "query": "", "collapsed": [], "show": "all"}
_LOOKS_SECONDS = 10


def panes_of(widget: DicomWidget) -> Mapping[str, DicomWidget]:
    """Return the widgets that are open in `widget`, by kind."""
    return dict(getattr(widget, "panes", {}))


def frame_count(widget: DicomWidget) -> int:
    """Return how many frames the widget could show; 0 for what shows none."""
    if "get_frames" not in widget.commands:
        return 0
    try:
        frames = getattr(widget, "frames", None)
    except DicomWidgetsError:
        return 0
    return 0 if frames is None else len(frames)


def archive_of(
    widget: DicomWidget,
    blobs: Blobs,
    chosen: Sequence[int] | None = None,
    secrets: Secrets | None = None,
    *,
    files: int = 0,
) -> dict[str, Any]:
    """Ask the widget everything that a reader could, and keep the answers.

    Parameters
    ----------
    widget
        As it is now.
    blobs
        Buffers of the page, to which those of the answers are added.
    chosen
        The frames that are kept; ``None``: all.
    secrets
        Takes in what is masked.
    files
        How many files it walks through beside the one shown, where it does so for another.

    Notes
    -----
    Values that identify are masked, unless `dicomwidgets.privacy.is_revealed`.
    """
    count = frame_count(widget)
    chosen = list(range(count)) if chosen is None else chosen
    if count:
        # Nobody would tell the page when the window of the series is known.
        getattr(widget, "frames").auto.settle()  # noqa: B009 - those that show frames have it
    series = _shown_only(_ask(widget, "get_series"))
    rows, preview = _ask(widget, "get_rows"), _ask(widget, "get_preview")
    difference, report = _whole_difference(widget), _looked_for(widget)
    groups = kept_groups(widget, blobs)
    if secrets is not None:
        _learn(secrets, widget)
        secrets.take_rows(rows["rows"] if rows else (), "value", "raw")
        secrets.take_rows(preview["rows"] if preview else (), "before")
        secrets.take_rows(difference["rows"] if difference else (), "values")
        secrets.take_report(report)
    archive: dict[str, Any] = {
        "series": masked_series(series_of_some(series, chosen) if count else series),
        "picture": None,
        "frames": [],
        "errors": [],
        "rows": masked_rows(_told_of_one(rows, files or getattr(widget, "count", 0))),
        "preview": masked_preview(preview),
        "difference": masked_difference(difference),
        "report": masked_report(report),
        "measurements": _of_some(masked_measurements(_ask(widget, "get_measurements")), chosen),
        "groups": groups,
        "panes": {kind: child.model_id for kind, child in panes_of(widget).items()},
        "recorded": [],
    }
    if count:
        archive |= kept_frames(widget, chosen, blobs)
        archive["errors"] = [
            {**each, "error": masked_file(each["error"])} for each in archive["errors"]
        ]
    archive["recorded"] = recorded_answers(widget, archive, chosen, blobs)
    return archive


def _told_of_one(rows: Any, files: int) -> Any:
    """Return the rows of a header; those of a series say that they are of one of its files."""
    if rows is None or files < 2:
        return rows
    text = f"This page holds the header of one of the {files:,} files of the series."
    return {**rows, "problems": [*rows["problems"], _remark(text)]}


def _remark(text: str) -> dict[str, Any]:
    payload: dict[str, Any] = dict.fromkeys(("tag", "keyword", "file", "remedy"))
    return {**payload, "kind": "kernel", "message": text}


def _looked_for(widget: DicomWidget) -> Any:
    """Return a report, once the objects that it names have been looked for; none opens here."""
    until = time.monotonic() + _LOOKS_SECONDS
    report = _ask(widget, "get_report")
    while report and _still_looking(report) and time.monotonic() < until:
        time.sleep(0.05)
        report = _ask(widget, "get_report")
    if report is None:
        return None
    items = [{**item, "references": _closed(item["references"])} for item in report["items"]]
    return {**report, "items": items, "looked": True}


def _still_looking(report: Mapping[str, Any]) -> bool:
    states = {each["state"] for item in report["items"] for each in item["references"]}
    return not report["looked"] and "unknown" in states


def _closed(references: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    states = {"image": "here", "report": "here", "unknown": "missing"}
    return [{**each, "state": states.get(each["state"], each["state"])} for each in references]


def _learn(secrets: Secrets, widget: DicomWidget) -> None:
    """Let it be known whom the headers of images, and the rows of a browser, name."""
    if frame_count(widget):
        secrets.take_frames(getattr(widget, "frames"))  # noqa: B009 - those that show frames have it
    if "get_groups" in widget.commands:
        secrets.take_cells(cells_of(widget))


def _of_some(measurements: Any, chosen: Sequence[int]) -> Any:
    """Return the measurements in the frames that are kept, under their new numbers."""
    if measurements is None:
        return None
    places = {index: place for place, index in enumerate(chosen)}
    return [
        {**row, "index": places[row["index"]]} for row in measurements if row["index"] in places
    ]


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
