"""The uptake that a viewer names beside the values of a PET image."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dicomwidgets.display.suv import suv, suv_inputs
from dicomwidgets.errors import DisplayError

if TYPE_CHECKING:
    from pydicom.dataset import Dataset

    from dicomwidgets.display.description import FrameInfo

__all__ = ["with_uptake"]

_QUANTITY = "SUVbw"


def with_uptake(info: FrameInfo, dataset: Dataset, frame: int) -> FrameInfo:
    """Return a PET frame with the factor of its SUVbw, or with a badge that says why it has none.

    Parameters
    ----------
    info
        From `describe`; not changed.
    dataset
        The header of its file.
    frame
        Index in the file.
    """
    if info["display"]["kind"] == "color":
        return info
    shown = info.copy()
    try:
        found = suv(suv_inputs(dataset, frame), _QUANTITY)
        shown["uptake"] = {"name": _QUANTITY, "factor": found.factor}
    except DisplayError as problem:
        where = f"{problem.tag} {problem.keyword}: " if problem.tag else ""
        reason = f"{where}{problem.message}"
        shown["badges"] = [
            *info["badges"],
            {"text": "NO SUV", "reason": reason, "level": "info"},
        ]
    return shown
