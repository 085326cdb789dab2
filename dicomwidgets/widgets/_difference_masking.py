"""Rows of a comparison as they may be kept: values that may identify somebody are masked."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from dicomwidgets.elements.masking import is_identifying_sequence, masked_value
from dicomwidgets.privacy import MASK

if TYPE_CHECKING:
    from collections.abc import Sequence

__all__ = ["masked_lines"]


def masked_lines(rows: Sequence[Any]) -> list[Any]:
    """Return `DifferenceLine`s without values, and names of files, that may identify."""
    found = []
    inside: int | None = None
    for row in rows:
        if inside is not None and row["depth"] <= inside:
            inside = None
        if inside is None and "SQ" in row["vr"] and is_identifying_sequence(row["keyword"]):
            inside = row["depth"]
        found.append(_masked_line(row, hidden=inside is not None and row["depth"] > inside))
    return found


def _masked_line(row: Any, *, hidden: bool) -> Any:
    def mask(text: str | None) -> str | None:
        if not text or (row["vr"] == "SQ" and not hidden):
            return text
        if hidden:
            return MASK
        vrs = row["vr"].split(" / ")
        masks = [masked_value(row["keyword"], vr, text) for vr in vrs]
        return MASK if MASK in masks else text

    spreads = [
        None
        if spread is None
        else {
            **spread,
            "values": [
                {**each, "text": mask(each["text"]), "file": ""} for each in spread["values"]
            ],
            "missing": [MASK for _ in spread["missing"]],
        }
        for spread in row["spreads"]
    ]
    return {**row, "values": list(map(mask, row["values"])), "spreads": spreads}
