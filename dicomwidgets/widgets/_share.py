"""A self-contained page: widgets, their bundles and their answers in one HTML file.

Nothing is fetched and nothing runs but what stands in the page: it opens from ``file://`` under a
content security policy that forbids everything else.
"""

from __future__ import annotations

import base64
import gzip
import html
import json
from collections.abc import Sequence
from contextlib import suppress
from importlib.resources import files
from typing import TYPE_CHECKING, Any

from dicomwidgets.elements.masking import is_identifying_sequence, masked_value
from dicomwidgets.errors import DicomWidgetsError
from dicomwidgets.privacy import MASK, is_revealed, masked
from dicomwidgets.widgets._difference_masking import masked_lines

if TYPE_CHECKING:
    from collections.abc import Mapping

    from dicomwidgets.widgets._base import DicomWidget

__all__ = ["bundle_of", "page_of", "saved_model"]

_POLICY = (
    "default-src 'none'; script-src 'unsafe-inline' blob:; style-src 'unsafe-inline'; "
    "img-src blob: data:"
)
_PAGE = """<!doctype html>
<html lang="en" style="color-scheme: {scheme}">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="{policy}">
<meta name="viewport" content="width=device-width">
<title>{title}</title>
<style>body {{ margin: 8px; background: light-dark(#fff, #111); }}</style>
</head>
<body>
<script type="text/plain" id="dw-page">{page}</script>
{blobs}
<script>{host}</script>
</body>
</html>
"""
_ALL_ROWS = {"start": 0, "stop": 10**6, "query": "", "collapsed": [], "show": "all"}


def page_of(
    widgets: DicomWidget | Sequence[DicomWidget],
    *,
    scheme: str = "light dark",
    title: str = "DICOM",
    archived: bool = True,
) -> str:
    """Return the HTML text of a page that shows `widgets` as they are now, without a kernel.

    Parameters
    ----------
    widgets
        One or several; panes that are open come along.
    scheme
        ``"light"``, ``"dark"`` or, by default, what the reader's system prefers.
    title
        Title of the page.
    archived
        ``False`` leaves models and answers out: something behind the page gives them.

    Notes
    -----
    Values that identify are masked unless `dicomwidgets.reveal` was called. All frames of a
    viewer are stored whole: pixels may show a name that was burned into them.
    """
    shown = list(widgets) if isinstance(widgets, Sequence) else [widgets]
    blobs: list[bytes] = []
    page: dict[str, Any] = {
        "bundles": {},
        "models": {},
        "views": [widget.model_id for widget in shown],
    }
    children = [child for one in shown for child in _panes(one).values()]
    for widget in [*shown, *children] if archived else []:
        page["bundles"] |= bundle_of(widget)
        page["models"][widget.model_id] = {
            **saved_model(widget),
            "archive": _archive(widget, blobs),
        }
    return _PAGE.format(
        scheme=scheme,
        policy=_POLICY,
        title=html.escape(title),
        page=_text(gzip.compress(json.dumps(page).encode(), 6)),
        blobs="\n".join(
            f'<script type="text/plain" id="dw-blob-{number}">{_text(data)}</script>'
            for number, data in enumerate(blobs)
        ),
        host=_static("host.js").replace("</script", "<\\/script"),
    )


def saved_model(widget: DicomWidget) -> dict[str, Any]:
    """Return the traits of `widget` as the front end sees them."""
    own = set(widget.own_names()) - {"layout"}
    state = widget.get_state(key=[name for name in widget.keys if name in own])
    return {"bundle": _name(widget), "state": state, "archive": None}


def bundle_of(widget: DicomWidget) -> dict[str, dict[str, str]]:
    """Return the front end of `widget` under its name."""
    css = getattr(widget, "_css", "")
    return {_name(widget): {"esm": str(widget._esm), "css": str(css)}}  # noqa: SLF001 - anywidget's


def _name(widget: DicomWidget) -> str:
    return type(widget).__module__.rpartition(".")[2]


def _panes(widget: DicomWidget) -> Mapping[str, DicomWidget]:
    panes = getattr(widget, "panes", {})
    return dict(panes)


def _archive(widget: DicomWidget, blobs: list[bytes]) -> dict[str, Any]:
    """Ask the widget everything that a reader could, and keep the answers."""
    frames = getattr(widget, "frames", None)
    if frames is not None:
        # Nobody would tell the page when the window of the series is known.
        frames.auto.settle()
    series = _shown_only(_ask(widget, "get_series"))
    archive: dict[str, Any] = {
        "series": _masked_series(series),
        "picture": None,
        "frames": [],
        "errors": [],
        "rows": _masked_rows(_ask(widget, "get_rows")),
        "preview": _masked_preview(_ask(widget, "get_preview")),
        "difference": _masked_difference(_whole_difference(widget)),
        "report": _masked_report(_ask(widget, "get_report")),
        "measurements": _masked_measurements(_ask(widget, "get_measurements")),
        "panes": {kind: child.model_id for kind, child in _panes(widget).items()},
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
        {**each, "error": _masked_file(each["error"])} for each in result["errors"]
    ]
    for info, described, buffer in zip(result["frames"], result["buffers"], buffers, strict=True):
        archive["frames"].append({"info": info, "buffer": described, "blob": len(blobs)})
        blobs.append(buffer)


def _masked_rows(result: Any) -> Any:
    if result is None or is_revealed():
        return result
    return {
        **result,
        "rows": _masked_values(result["rows"]),
        "title": "",
        "problems": [_masked_file(each) for each in result["problems"]],
    }


def _masked_values(rows: Sequence[Any]) -> list[Any]:
    """Mask values that may identify somebody, and all that stands in sequences that do."""
    masked_rows = []
    inside: int | None = None
    for row in rows:
        if inside is not None and row["depth"] <= inside:
            inside = None
        if inside is None and row["vr"] == "SQ" and is_identifying_sequence(row["keyword"]):
            inside = row["depth"]
        below = inside is not None and row["depth"] > inside
        value = MASK if below and row["value"] else row["value"]
        value = masked_value(row["keyword"], row["vr"], value)
        hidden = value != row["value"]
        raw = MASK if hidden and row["raw"] else row["raw"]
        # What is wrong with a value may quote it.
        problem = MASK if hidden and row["problem"] else row["problem"]
        creator = row["creator"] and masked(row["creator"])
        shown = {"value": value, "raw": raw, "problem": problem, "creator": creator}
        masked_rows.append({**row, **shown})
    return masked_rows


def _shown_only(series: Any) -> Any:
    """Offer no series whose frames are not in the page."""
    if series is None:
        return None
    shown = [each for each in series["choices"] if each["number"] == series["series"]]
    return {**series, "choices": shown}


def _masked_series(result: Any) -> Any:
    if result is None or is_revealed():
        return result
    problems = [_masked_file(each) for each in result["problems"]]
    choices = [{**each, "title": ""} for each in result["choices"]]
    return {**result, "title": "", "choices": choices, "problems": problems}


def _masked_file(error: Any) -> Any:
    return {**error, "file": error["file"] and masked(error["file"])}


def _masked_measurements(result: Any) -> Any:
    return result and [
        {**row, "problem": row["problem"] and _masked_file(row["problem"])}
        for row in result["measurements"]
    ]


def _masked_report(result: Any) -> Any:
    """Mask what may identify somebody: texts, names, dates, UIDs, and all of the context."""
    if result is None or is_revealed():
        return result
    facts = [{**each, "value": MASK} if each["identifies"] else each for each in result["facts"]]
    document = result["document"] and {**result["document"], "title": ""}
    return {
        **result,
        "title": result["title"] if result["kind"] != "document" else "",
        "facts": facts,
        "items": _masked_items(result["items"]),
        "document": document,
        "notes": [{**each, "text": MASK, "value": ""} for each in result["notes"]],
        "problems": [_masked_file(each) for each in result["problems"]],
    }


def _masked_items(items: Sequence[Any]) -> list[Any]:
    """Keep numbers, codes and coordinates; of the context and what lies below it nothing."""
    masked_items = []
    inside: int | None = None
    for item in items:
        if inside is not None and item["depth"] <= inside:
            inside = None
        if inside is None and item["relationship"] == "context":
            inside = item["depth"]
        kept = inside is None and item["type"] in _KEPT_TYPES
        hidden = {} if kept else {"value": item["value"] and MASK, "code": None, "table": None}
        masked_items.append({**item, **hidden, "observed": ""})
    return masked_items


_KEPT_TYPES = frozenset({"CONTAINER", "CODE", "NUM", "IMAGE", "COMPOSITE", "WAVEFORM", "SCOORD"})


def _masked_preview(result: Any) -> Any:
    if result is None or is_revealed():
        return result
    rows = [_masked_sides(row) for row in result["rows"]]
    return {**result, "rows": rows, "title": ""}


def _masked_sides(row: Any) -> Any:
    """Mask what the profile changes, and of what it keeps all that may identify somebody."""
    if row["action"] != "keep":
        return {**row, "before": MASK} if row["before"] else row
    value = masked_value(row["keyword"], row["vr"], row["before"])
    return {**row, "before": value, "after": value}


def _whole_difference(widget: DicomWidget) -> Any:
    """Return all rows of a comparison, once all of it is read."""
    if "get_difference" not in widget.commands:
        return None
    with suppress(DicomWidgetsError):
        getattr(widget, "difference")  # noqa: B009 - waits; what is wrong is in the answer
    return _ask(widget, "get_difference")


def _masked_difference(result: Any) -> Any:
    if result is None or is_revealed():
        return result
    return {
        **result,
        "rows": masked_lines(result["rows"]),
        "columns": [{**each, "name": ""} for each in result["columns"]],
        "problems": [_masked_file(each) for each in result["problems"]],
    }


def _text(data: bytes) -> str:
    return base64.b64encode(data).decode("ascii")


def _static(name: str) -> str:
    return (files("dicomwidgets") / "static" / name).read_text(encoding="utf-8")
