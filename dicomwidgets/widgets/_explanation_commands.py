"""What is told of an element and of an object; twin of ``js/src/sync/explanation_messages.ts``.

`_commands` names them again: they are of the one protocol.
"""

from __future__ import annotations

from typing import Literal, TypedDict

from dicomwidgets.elements.explanation import ElementExplanation

__all__ = ["GetExplanationArgs", "GetExplanationResult", "GetProblemsResult", "ProblemRow"]


class GetExplanationArgs(TypedDict):
    """The id of the row to be explained."""

    id: int


GetExplanationResult = ElementExplanation


class ProblemRow(TypedDict):
    """Something that is wrong, as `dicomwidgets.finding.Finding`; `id` is its row, -1 without one.

    `above` are the ids of the rows that it is below of: they must be open for it to be seen.
    """

    severity: Literal["error", "warning", "info"]
    id: int
    above: list[int]
    path: str
    tag: str
    name: str
    message: str
    why: str
    fix: str
    rule: str
    source: str


class GetProblemsResult(TypedDict):
    """What is wrong with the object shown, the worst first.

    `validator` says whether ``dciodvfy`` had a look as well; `omitted` how many more there are.
    """

    problems: list[ProblemRow]
    validator: bool
    omitted: int
