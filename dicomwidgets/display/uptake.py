"""The uptake that a viewer names beside the values of a PET image, and which one was chosen."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dicomwidgets.display.body import QUANTITIES
from dicomwidgets.display.suv import suv
from dicomwidgets.display.suv_inputs import suv_inputs
from dicomwidgets.errors import DisplayError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pydicom.dataset import Dataset

    from dicomwidgets.display.description import Badge, FrameInfo, Uptake
    from dicomwidgets.display.suv_inputs import SuvInputs

__all__ = ["chosen_uptake", "uptake_badges", "with_uptake"]

_FIRST = next(iter(QUANTITIES))


def with_uptake(info: FrameInfo, dataset: Dataset, frame: int) -> FrameInfo:
    """Return a PET frame with its uptake of each kind, and a badge where it has no SUVbw.

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
    inputs = suv_inputs(dataset, frame)
    shown["uptake"] = [_uptake(inputs, name) for name in QUANTITIES]
    shown["badges"] = [*info["badges"], *_no_uptake(shown["uptake"][0], "NO SUV")]
    return shown


def chosen_uptake(uptake: Sequence[Uptake], quantity: str | None) -> Uptake | None:
    """Return the uptake that values are read as.

    Parameters
    ----------
    uptake
        Of the frame; empty where it is no PET.
    quantity
        A name of `QUANTITIES`, ``"file"`` for none, ``None`` for SUVbw.
    """
    return next((each for each in uptake if each["name"] == (quantity or _FIRST)), None)


def uptake_badges(uptake: Sequence[Uptake], quantity: str | None) -> list[Badge]:
    """Return why the uptake that was chosen can't be known; of SUVbw the frame itself says it."""
    chosen = chosen_uptake(uptake, quantity)
    if chosen is None or chosen["name"] == _FIRST:
        return []
    return _no_uptake(chosen, f"NO {chosen['name']}")


def _uptake(inputs: SuvInputs, name: str) -> Uptake:
    unit = QUANTITIES[name].unit
    try:
        found = suv(inputs, name)
    except DisplayError as problem:
        where = f"{problem.tag} {problem.keyword}: " if problem.tag else ""
        reason = f"{where}{problem.message}"
        return {"name": name, "unit": unit, "factor": None, "reason": reason}
    return {"name": name, "unit": unit, "factor": found.factor, "reason": found.why}


def _no_uptake(uptake: Uptake, text: str) -> list[Badge]:
    if uptake["factor"] is not None:
        return []
    return [{"text": text, "reason": uptake["reason"], "level": "info"}]
