"""What is wrong with a collection that is browsed: looked for behind it, told of a selection."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING, Any

from dicomwidgets.errors import ArgumentError, DicomWidgetsError
from dicomwidgets.finding import by_severity
from dicomwidgets.widgets._browser_series import series_in
from dicomwidgets.widgets._workers import Workers

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from dicomwidgets.finding import Finding, Findings
    from dicomwidgets.widgets._base import Reply
    from dicomwidgets.widgets._browser_commands import GetGroupFindingsResult, GroupFinding
    from dicomwidgets.widgets._group_feed import GroupFeed

__all__ = ["BrowserFindings"]

MOST_CHECKED = 100_000
"""Files of a collection that is checked without being asked."""

_MOST_TOLD = 500
_MOST_SERIES, _MOST_FILES = 20, 5000
"""Series that are looked at for one answer, and their files."""

# Apart from other long work: what another widget reads must not wait for it.
_checking = Workers(1, "dicomwidgets-checking")


class BrowserFindings:
    """Checks a collection once; thread-safe.

    Parameters
    ----------
    feed
        Whose groups are told of.
    told
        Called when something is known that was not.
    closed
        Whether nobody looks any more.
    """

    def __init__(
        self, feed: GroupFeed, told: Callable[[], None], closed: Callable[[], bool]
    ) -> None:
        self._feed = feed
        self._told = told
        self._closed = closed
        self._findings: Findings | None = None
        self._running = threading.Event()
        self._refused = ""

    @property
    def state(self) -> dict[str, bool]:
        """Whether the check is running, and whether it was made."""
        return {"checking": self._running.is_set(), "checked": self._findings is not None}

    @property
    def findings(self) -> Findings | None:
        """What was found; ``None`` before anything was looked for."""
        return self._findings

    def begin(self) -> None:
        """Check the collection behind the browser, where it is not large."""
        count = len(self._feed.collection.instances)
        if count > MOST_CHECKED:
            self._refused = (
                f"All {count:,} files together are checked when you ask for it: browser.check()."
            )
        elif count:
            self._running.set()
            _checking.submit(self._run)

    def check(self) -> Findings:
        """Check the collection now."""
        self._running.set()
        try:
            self._findings = found = self._feed.collection.check(cancelled=self._closed)
            self._refused = ""
            self._feed.take_findings(found)
        finally:
            self._running.clear()
            self._told()
        return found

    def _run(self) -> None:
        if self._closed():
            return
        try:
            self.check()
        except DicomWidgetsError as problem:
            self._refused = f"The collection could not be checked: {problem}"

    def get_group_findings(self, args: Mapping[str, Any]) -> Reply:
        """Return what is wrong with the series of some rows (`GetGroupFindingsArgs`)."""
        groups = args.get("ids")
        if not isinstance(groups, list) or not all(isinstance(each, int) for each in groups):
            raise ArgumentError("get_group_findings takes the ids of rows.")
        series = self._feed.series_of(groups)
        titles = {group: title for group, title, _ in series}
        if self._findings is not None:
            found = [(each, group) for group, _, all_ in series for each in all_]
            return _told(found, titles, ""), []
        few, rest = self._few(titles)
        found = [(each, group) for group in few for each in self._of_series(group)]
        remark = self._refused or "The collection as a whole has not been checked yet."
        if rest:
            remark += f" Of {len(titles):,} series the first {len(few):,} were looked at."
        return _told(found, titles, remark), []

    def _few(self, groups: Iterable[int]) -> tuple[list[int], bool]:
        few: list[int] = []
        files = 0
        for group in groups:
            files += len(self._feed.rows_in([group])[0])
            if len(few) == _MOST_SERIES or (few and files > _MOST_FILES):
                return few, True
            few.append(group)
        return few, False

    def _of_series(self, group: int) -> list[Finding]:
        rows, table = self._feed.rows_in([group])
        series = series_in(self._feed.collection, rows, table)
        return [finding for each in series for finding in each.findings]


def _told(
    found: list[tuple[Finding, int]], titles: Mapping[int, str], remark: str
) -> GetGroupFindingsResult:
    """Tell each finding once, with the first of the series that it is about."""
    places: dict[int, tuple[Finding, list[int]]] = {}
    for finding, group in found:
        places.setdefault(id(finding), (finding, []))[1].append(group)
    ordered = sorted(places.values(), key=lambda each: by_severity(each[0]))
    rows = [_row(finding, groups, titles) for finding, groups in ordered[:_MOST_TOLD]]
    return {"findings": rows, "omitted": len(ordered) - len(rows), "remark": remark}


def _row(finding: Finding, groups: list[int], titles: Mapping[int, str]) -> GroupFinding:
    more = len(groups) - 1
    return {
        "group": groups[0],
        "about": titles[groups[0]] + (f" and {more:,} more series" if more else ""),
        "severity": finding.severity,
        "rule": finding.rule,
        "message": finding.message,
        "why": finding.why,
        "fix": finding.fix,
        "file": finding.file,
        "files": len(finding.files) or bool(finding.file),
    }
