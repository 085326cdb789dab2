"""What answers ``get_explanation`` and ``get_problems``: elements explained, the object checked."""

from __future__ import annotations

import threading
from functools import cached_property
from typing import TYPE_CHECKING, Any

from dicomwidgets.elements.node import BREAK_ID
from dicomwidgets.elements.nodes import Nodes
from dicomwidgets.errors import ArgumentError
from dicomwidgets.reference.tags import keyword_tag, tag_info

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from pydicom.dataset import Dataset

    from dicomwidgets.elements.explanation import TypeTold
    from dicomwidgets.finding import Finding
    from dicomwidgets.reading.header import Header
    from dicomwidgets.widgets._base import Reply
    from dicomwidgets.widgets._explanation_commands import GetProblemsResult, ProblemRow

__all__ = ["MOST_PROBLEMS", "ExplanationFeed", "findings_of"]

MOST_PROBLEMS = 2000
"""Problems in one answer at most."""


class ExplanationFeed:
    """What is told of the elements of one object beside their values.

    The tables and the checks are loaded, and the object is checked, when somebody asks.

    Parameters
    ----------
    nodes
        The elements that the rows show.
    find
        Checks the object (`findings_of`).
    """

    def __init__(
        self, nodes: Nodes | None = None, find: Callable[[], list[Finding]] | None = None
    ) -> None:
        self._nodes = nodes if nodes is not None else Nodes()
        self._find = find
        self._lock = threading.Lock()
        self._found: list[Finding] | None = None

    def get_explanation(self, args: Mapping[str, Any]) -> Reply:
        """Return what an element is.

        Parameters
        ----------
        args
            `GetExplanationArgs`.

        Raises
        ------
        ArgumentError
            When there is no such row.
        """
        from dicomwidgets.elements.explanation import (  # noqa: PLC0415 - see above
            explain,
            explain_break,
        )

        row = args.get("id")
        if row == BREAK_ID:
            return explain_break(), []
        index = self._nodes.find(row) if isinstance(row, int) else -1
        if index < 0:
            raise ArgumentError("This file has no such element.")
        told = explain(self._nodes, index)
        for use in told["types"]:
            use["condition"] = use["condition"] or _condition(told["keyword"], use)
        return told, []

    def get_problems(self, _args: Mapping[str, Any]) -> Reply:
        """Return what is wrong with the object (`GetProblemsResult`)."""
        from dicomwidgets.checking.validator import is_validator_installed  # noqa: PLC0415

        with self._lock:
            if self._found is None:
                self._found = self._find() if self._find else []
            found = self._found
        result: GetProblemsResult = {
            "problems": [self._problem(each) for each in found[:MOST_PROBLEMS]],
            "validator": is_validator_installed(),
            "omitted": max(0, len(found) - MOST_PROBLEMS),
        }
        return result, []

    @cached_property
    def _paths(self) -> dict[str, int]:
        from dicomwidgets.elements.path import path_of  # noqa: PLC0415 - see above

        return {path_of(self._nodes, index): index for index in range(len(self._nodes))}

    def _problem(self, finding: Finding) -> ProblemRow:
        index = self._nodes.find(finding.row)
        if index < 0 and finding.path:
            index = self._nearest(finding.path)
        node = self._nodes[index] if index >= 0 else None
        return {
            "severity": finding.severity,
            "id": node.id if node is not None else -1,
            "above": self._above(index),
            "path": finding.path,
            "tag": finding.tag,
            "name": _name(finding),
            "message": finding.message,
            "why": finding.why,
            "fix": finding.fix,
            "rule": finding.rule,
            "source": finding.source,
        }

    def _nearest(self, path: str) -> int:
        """Return the row of a path, or of what it is below of, -1 at the top."""
        while path:
            if path in self._paths:
                return self._paths[path]
            path = path[: -len(path.rpartition("[")[2]) - 1] if path.endswith("]") else _above(path)
        return -1

    def _above(self, index: int) -> list[int]:
        found: list[int] = []
        while index >= 0 and (index := self._nodes[index].parent) >= 0:
            found.append(self._nodes[index].id)
        return found[::-1]


def _condition(keyword: str, use: TypeTold) -> str:
    """Return when a conditional Type holds, as far as checks decide it."""
    from dicomwidgets.checking.conditions import condition_of  # noqa: PLC0415 - see above

    if not use["type"].endswith("C"):
        return ""
    condition = condition_of(keyword, use["module"])
    return condition.words if condition is not None else ""


def _above(path: str) -> str:
    return path.rpartition(".")[0]


def _name(finding: Finding) -> str:
    try:
        return tag_info(keyword_tag(finding.keyword)).name
    except KeyError:
        return finding.tag


def findings_of(shown: Dataset | Header, tail: Dataset | None = None) -> list[Finding]:
    """Check what a header table shows, the worst first.

    Parameters
    ----------
    shown
        A dataset in memory, or what was read.
    tail
        The elements from the pixels on, where `shown` is a header of something in memory.
    """
    from dicomwidgets.checking.running import check_dataset, check_item  # noqa: PLC0415
    from dicomwidgets.finding import by_severity  # noqa: PLC0415 - loaded when asked for
    from dicomwidgets.reading.header import Header  # noqa: PLC0415

    if not isinstance(shown, Header):
        return sorted(check_dataset(shown), key=by_severity)
    if shown.source is not None:
        return check_item(shown.source, shown.item, shown)
    return sorted(check_dataset(shown.dataset, tail=tail, header=shown), key=by_severity)
