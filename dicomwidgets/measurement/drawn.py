"""A shape as it arrives, from a browser, a file or Python: checked field by field."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import numpy as np

from dicomwidgets.errors import ArgumentError
from dicomwidgets.measurement.shapes import shape_of

if TYPE_CHECKING:
    from dicomwidgets.measurement.row import MeasurementShape

__all__ = ["checked"]

_LONGEST_ID = 64
_LONGEST_LABEL = 1000


def checked(given: Any, count: int) -> MeasurementShape:
    """Return a shape that can be measured.

    Parameters
    ----------
    given
        A mapping with the fields of `MeasurementShape`; what else it holds is left out.
    count
        How many frames the series has.

    Raises
    ------
    ArgumentError
        Naming the field that makes no sense.
    """
    if not isinstance(given, Mapping):
        raise ArgumentError(f"A shape is a mapping, not {type(given).__name__}.")
    shape = shape_of(given.get("kind"), given.get("points"))
    return {
        "id": _text(given.get("id"), "id", 1, _LONGEST_ID),
        "kind": shape.kind,
        "index": _index(given.get("index"), count),
        "points": [list(point) for point in shape.points],
        "label": _text(given.get("label", ""), "label", 0, _LONGEST_LABEL),
    }


def _text(value: Any, name: str, shortest: int, longest: int) -> str:
    if not isinstance(value, str) or not shortest <= len(value) <= longest:
        raise ArgumentError(f"The {name} of a shape is text of {shortest} to {longest} characters.")
    return value


def _index(value: Any, count: int) -> int:
    if not isinstance(value, (int, np.integer)) or isinstance(value, bool):
        raise ArgumentError(f"A frame is named by its number, not by {type(value).__name__}.")
    if not 0 <= value < count:
        known = f"they count from 0 to {count - 1}" if count else "the series has none"
        raise ArgumentError(f"There is no frame {value}: {known}.")
    return int(value)
