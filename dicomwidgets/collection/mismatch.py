"""Questions that no value of a column can answer: a number asked of texts, a text of numbers.

They are mistakes of who asks, and finding nothing would hide them.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

from dicomwidgets.collection.columns import FLOAT_VRS, INTEGER_VRS
from dicomwidgets.elements.path import parse_path
from dicomwidgets.errors import ArgumentError
from dicomwidgets.reference.tags import TagInfo, tag_info

if TYPE_CHECKING:
    from collections.abc import Collection as Values
    from collections.abc import Iterable

    from dicomwidgets.collection.columns import Cell

__all__ = ["hold_to_kind", "incomparable", "info_of", "may_be_number"]

_NUMBERS = INTEGER_VRS | FLOAT_VRS


def info_of(name: str) -> TagInfo | None:
    """Return what the dictionary says of a column; ``None`` for one of the file itself."""
    try:
        return tag_info(parse_path(name.strip())[-1].tag)
    except ArgumentError:
        return None


def may_be_number(name: str, *, several: bool = False) -> bool:
    """Whether values of a column may be numbers.

    Parameters
    ----------
    name
        Of the column.
    several
        Whether one of several counts, or only a value that is by itself.
    """
    info = info_of(name)
    if info is None:
        return name in ("Size", "Modified")
    is_one = several or info.vm.startswith("1")
    return not info.vr or (is_one and not _NUMBERS.isdisjoint(info.vr.split(" or ")))


def hold_to_kind(
    name: str, asked: Values[Any], values: Iterable[Cell], *, several: bool = False
) -> None:
    """Refuse to look for numbers among texts, and for numbers in quotes among numbers.

    Parameters
    ----------
    name
        Of the column.
    asked
        What is looked for.
    values
        What stands in it. What is empty, or not there, says nothing.
    several
        Whether one of several values in a cell counts.

    Raises
    ------
    ArgumentError
        With the way to write it.
    """
    if not asked:
        return
    present = (value for value in values if value is not None and value != "")
    if all(isinstance(each, (int, float)) for each in asked):
        if not may_be_number(name, several=several) and _all(present, str):
            raise incomparable(name, is_text=True)
        return
    is_quoted = all(isinstance(each, str) and _is_number(each) for each in asked)
    if is_quoted and _all(present, (int, float)):
        raise incomparable(name, is_text=False)


def incomparable(name: str, *, is_text: bool) -> ArgumentError:
    """Return the error for a question that does not fit what a column holds."""
    if is_text:
        text = f"{name} holds texts, which are neither equal to a number nor less or more."
        remedy = (
            "Write a text in quotes, as '20200601' for a date; where there are several numbers, "
            r"joined by \, give a function of one value, or .str.contains('…')."
        )
    else:
        text = f"{name} holds numbers, which are neither equal to a text nor less or more."
        remedy = "Write the number without quotes."
    return ArgumentError(text, remedy=remedy)


def _all(present: Iterable[Cell], kinds: Any) -> bool:
    """Whether there are values, and all are of a kind."""
    is_any = False
    for value in present:
        if not isinstance(value, kinds):
            return False
        is_any = True
    return is_any


def _is_number(text: str) -> bool:
    try:
        return math.isfinite(float(text)) and "_" not in text
    except ValueError:
        return False
