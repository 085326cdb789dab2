"""What is odd about a file and did not keep it from being read."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal, NamedTuple

from pydicom.datadict import keyword_for_tag

from dicomwidgets.privacy import masked

if TYPE_CHECKING:
    from pydicom.tag import BaseTag

__all__ = ["Problem", "problem_at"]


class Problem(NamedTuple):
    """One remark on a file or an element.

    Parameters
    ----------
    message
        What was found. It may quote a value: mask it wherever it is kept.
    tag
        The element, as ``"(0008,0018)"``, or ``None`` for the file as a whole.
    keyword
        The element's keyword, if it has one.
    severity
        ``"info"``, ``"warning"`` or ``"error"`` (something is lost).
    """

    message: str
    tag: str | None = None
    keyword: str | None = None
    severity: Literal["info", "warning", "error"] = "warning"

    def __repr__(self) -> str:
        where = f" at {self.tag}" if self.tag else ""
        return f"Problem({self.severity}{where}: {masked(self.message)})"


def problem_at(
    tag: BaseTag, message: str, severity: Literal["info", "warning", "error"] = "warning"
) -> Problem:
    """Return a problem with the element `tag`."""
    text = f"({tag >> 16:04X},{tag & 0xFFFF:04X})"
    return Problem(message, text, keyword_for_tag(tag) or None, severity)
