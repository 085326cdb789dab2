"""Element values as plain numbers and text, whatever a file puts there."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterable

__all__ = ["aligned", "number", "numbers", "texts"]


def numbers(value: Any) -> list[float]:
    """Return the finite numbers of an element value; what is no number is left out."""
    return [got for part in _parts(value) if (got := _number(part)) is not None]


def aligned(value: Any) -> list[float | None]:
    """Return an element value as numbers, ``None`` for each value that is no finite one.

    Empty values at its end do not count: a backslash too many is no value.
    """
    parts = list(_parts(value))
    while parts and str(parts[-1]).strip() in ("", "None"):
        parts.pop()
    return [_number(part) for part in parts]


def number(value: Any) -> float | None:
    """Return the first number of an element value, or ``None``."""
    return next(iter(numbers(value)), None)


def texts(value: Any) -> list[str]:
    """Return the values of an element as stripped text."""
    return ["" if part is None else str(part).strip() for part in _parts(value)]


def _parts(value: Any) -> Iterable[Any]:
    if value is None:
        return ()
    if isinstance(value, str):
        return value.split("\\")
    if isinstance(value, bytes | int | float):
        return (value,)
    try:
        return tuple(value)
    except TypeError:
        return (value,)


def _number(part: Any) -> float | None:
    if isinstance(part, bytes):
        part = int.from_bytes(part, "little", signed=False) if len(part) in {1, 2, 4} else None
    try:
        got = float(part)
    except (TypeError, ValueError):
        return None
    return got if math.isfinite(got) else None
