"""Answers of widgets as a page may keep them: what may identify somebody is masked."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from dicomwidgets.elements.masking import is_identifying_sequence, masked_value
from dicomwidgets.privacy import MASK, is_revealed, masked
from dicomwidgets.widgets._difference_masking import masked_lines

if TYPE_CHECKING:
    from collections.abc import Sequence

__all__ = [
    "masked_difference",
    "masked_file",
    "masked_measurements",
    "masked_preview",
    "masked_report",
    "masked_rows",
    "masked_series",
]


def masked_rows(result: Any) -> Any:
    """Return the answer to `get_rows`, values that may identify somebody masked."""
    if result is None or is_revealed():
        return result
    return {
        **result,
        "rows": _masked_values(result["rows"]),
        "title": "",
        "problems": [masked_file(each) for each in result["problems"]],
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


def masked_series(result: Any) -> Any:
    """Return the answer to `get_series` without the titles of series and names of files."""
    if result is None or is_revealed():
        return result
    problems = [masked_file(each) for each in result["problems"]]
    choices = [{**each, "title": ""} for each in result["choices"]]
    return {**result, "title": "", "choices": choices, "problems": problems}


def masked_file(error: Any) -> Any:
    """Return what went wrong without the name of the file."""
    return {**error, "file": error["file"] and masked(error["file"])}


def masked_measurements(result: Any) -> Any:
    """Return the measurements; what went wrong with one names no file."""
    return result and [
        {**row, "problem": row["problem"] and masked_file(row["problem"])}
        for row in result["measurements"]
    ]


def masked_report(result: Any) -> Any:
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
        "problems": [masked_file(each) for each in result["problems"]],
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


def masked_preview(result: Any) -> Any:
    """Return the answer to `get_preview`, values that may identify somebody masked."""
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


def masked_difference(result: Any) -> Any:
    """Return the answer to `get_difference`, values that may identify somebody masked."""
    if result is None or is_revealed():
        return result
    return {
        **result,
        "rows": masked_lines(result["rows"]),
        "columns": [{**each, "name": ""} for each in result["columns"]],
        "problems": [masked_file(each) for each in result["problems"]],
    }
