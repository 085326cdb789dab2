"""The transfer syntax of a dataset that does not say it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pydicom.tag import BaseTag
from pydicom.uid import ExplicitVRBigEndian, ExplicitVRLittleEndian, ImplicitVRLittleEndian

from dicomwidgets.reading.problems import Problem, problem_at

if TYPE_CHECKING:
    from pydicom.dataset import Dataset
    from pydicom.uid import UID

__all__ = ["guess_problem", "guessed_syntax"]


def guessed_syntax(dataset: Dataset) -> UID:
    """Return the native transfer syntax in which the elements are encoded (PS3.5 10)."""
    implicit, little = dataset.original_encoding
    if little is False:
        return ExplicitVRBigEndian
    return ImplicitVRLittleEndian if implicit else ExplicitVRLittleEndian


def guess_problem(syntax: UID | None) -> Problem:
    """Say that the syntax is a guess, or that there can be none."""
    tag = BaseTag(0x00020010)
    if syntax is None:
        text = "No Transfer Syntax UID, and the pixels are compressed: how, the file does not say."
        return problem_at(tag, text, "error")
    return problem_at(tag, f"No Transfer Syntax UID: read as {syntax.name}, as the elements look.")
