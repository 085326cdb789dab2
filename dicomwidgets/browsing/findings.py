"""What is wrong with a collection, by the series that it concerns."""

from __future__ import annotations

from collections import Counter, defaultdict
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from dicomwidgets.finding import by_severity

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from numpy.typing import NDArray

    from dicomwidgets.browsing.groups import Groups
    from dicomwidgets.finding import Finding, Severity

__all__ = ["FoundBySeries", "Told"]

_SEVERITIES: tuple[Severity, ...] = ("error", "warning", "info")


class Told(NamedTuple):
    """What is wrong within a group.

    Parameters
    ----------
    severity
        Of the worst.
    kinds
        How many there are, each once a series.
    text
        The worst in words.
    """

    severity: Severity
    kinds: int
    text: str


class FoundBySeries:
    """Findings, and the series whose files they name.

    Parameters
    ----------
    findings
        Of a check of the collection.
    groups
        Of the same files.
    """

    def __init__(self, findings: Iterable[Finding], groups: Groups) -> None:
        self._series = len(groups.instances)
        self._findings = sorted(findings, key=by_severity)
        self._of_series: dict[int, list[int]] = self._placed(groups) if self._findings else {}

    def _placed(self, groups: Groups) -> dict[int, list[int]]:
        """Find the series of each finding, by one walk over the names of the files."""
        naming: defaultdict[str, list[int]] = defaultdict(list)
        for number, finding in enumerate(self._findings):
            for file in finding.files or (finding.file,):
                naming[file].append(number)
        found: defaultdict[int, dict[int, None]] = defaultdict(dict)
        names = groups.table.column("File")[: groups.rows]
        for name, series in zip(names, groups.series_of.all.tolist(), strict=True):
            if name in naming:
                found[series].update(dict.fromkeys(naming[str(name)]))
        return {series: sorted(numbers) for series, numbers in found.items()}

    def of(self, series: int) -> list[Finding]:
        """Return what concerns a series, the worst first."""
        return [self._findings[number] for number in self._of_series.get(series, ())]

    def told(self, series: Sequence[int]) -> Told | None:
        """Return what is wrong with some series together."""
        if not self._of_series:
            return None
        here = self._of_series.keys() & series if len(series) > 1 else series
        found = [number for one in here for number in self._of_series.get(one, ())]
        if not found:
            return None
        worst = self._findings[min(found)]
        return Told(worst.severity, len(found), worst.message)

    def badness(self) -> NDArray[np.int64]:
        """Return a number for each series by which they are sorted: the worse, the larger."""
        found = np.zeros(self._series, np.int64)
        for series, numbers in self._of_series.items():
            counted = Counter(self._findings[number].severity for number in numbers)
            for severity in _SEVERITIES:
                found[series] = found[series] * 1000 + min(counted[severity], 999)
        return found

    def matching(self, text: str) -> NDArray[np.bool_]:
        """Return the series with a finding of that kind, of that severity, or with that word."""
        fits = {
            number
            for number, each in enumerate(self._findings)
            if text in each.rule or text == each.severity or text in each.message.lower()
        }
        held = np.zeros(self._series, bool)
        held[[one for one, numbers in self._of_series.items() if fits.intersection(numbers)]] = True
        return held

    def labels(self) -> tuple[list[str], NDArray[np.int32], NDArray[np.int32]]:
        """Return the kinds that there are, and which series has which; nothing found is one."""
        places = {"": 0}
        series: list[int] = []
        kinds: list[int] = []
        for one, numbers in self._of_series.items():
            for rule in {self._findings[number].rule for number in numbers}:
                series.append(one)
                kinds.append(places.setdefault(rule, len(places)))
        clean = np.ones(self._series, bool)
        clean[series] = False
        without = np.flatnonzero(clean).astype(np.int32)
        return (
            [*places],
            np.concatenate((np.array(series, np.int32), without)),
            np.concatenate((np.array(kinds, np.int32), np.zeros(len(without), np.int32))),
        )
