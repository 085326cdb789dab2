"""Which groups stand in which row: the tree, or the table of one level."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from dicomwidgets.browsing.groups import LEVELS, PATIENTS, SERIES, STUDIES

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from dicomwidgets.browsing.groups import Groups

__all__ = ["Closed", "Order", "Screen"]


class Closed(NamedTuple):
    """Which groups of a tree are closed.

    Parameters
    ----------
    closed
        Ids of some.
    folded
        Levels of which all are, but those of `opened`.
    opened
        Ids.
    """

    closed: frozenset[int] = frozenset()
    folded: frozenset[str] = frozenset()
    opened: frozenset[int] = frozenset()

    def of(self, level: int, groups: Groups) -> NDArray[np.bool_]:
        """Return for each group of a level whether it is closed."""
        is_folded = LEVELS[level] in self.folded
        found = np.full(groups.count(level), is_folded)
        turned = self.opened if is_folded else self.closed
        places = filter(None, map(groups.place, turned))
        found[[number for at, number in places if at == level]] = not is_folded
        return found


Order = tuple["NDArray[np.int64] | None", "NDArray[np.int64] | None", "NDArray[np.int64] | None"]
"""For each level the rank of each group, the least first; ``None`` for the order of the files."""


class Screen:
    """The rows of one view.

    Parameters
    ----------
    groups
        Whose they are.
    left
        For each series whether it is shown.
    order
        What rows are sorted by.
    """

    def __init__(self, groups: Groups, left: NDArray[np.bool_], order: Order) -> None:
        self._groups = groups
        self._series = np.flatnonzero(left)
        self._order = order
        self.rows = np.empty(0, np.int32)
        self.matches = 0

    def tree(self, closed: Closed) -> Screen:
        """Show patients, below them studies, below them series."""
        groups = self._groups
        series = self._series
        series = series[np.lexsort(self._keys(series))] if len(series) else series
        study = groups.above[SERIES].all[series]
        patient = groups.above[STUDIES].all[study]
        shut = closed.of(PATIENTS, groups)[patient]
        shown = np.stack(
            (
                _begins(patient),
                _begins(study) & ~shut,
                ~(shut | closed.of(STUDIES, groups)[study]),
            )
        )
        # Row after row: the patient and the study that begin here, then the series itself.
        numbers = np.stack((patient, study, series))
        levels = np.broadcast_to(np.arange(len(LEVELS))[:, None], shown.shape)
        keep = shown.T.ravel()
        self.rows = self._ids(levels.T.ravel()[keep], numbers.T.ravel()[keep])
        self.matches = len(series)
        return self

    def table(self, level: int) -> Screen:
        """Show the groups of one level."""
        numbers = np.unique(self._groups.to_level(level)[self._series])
        rank = self._order[level]
        if rank is not None:
            numbers = numbers[np.argsort(rank[numbers], kind="stable")]
        self.rows = self._groups.ids[level].all[numbers]
        self.matches = len(numbers)
        return self

    def places(self, groups: list[int]) -> list[int]:
        """Return in which rows some groups stand; -1 for those that stand in none."""
        if not groups:
            return []
        return [self._places.get(group, -1) for group in groups]

    def children(self, level: int, number: int) -> int:
        """Return how many groups of what is left stand right below one."""
        return 0 if level == SERIES else int(self._children[level][number])

    @cached_property
    def counts(self) -> dict[str, int]:
        """How much is left: groups of each level, instances, bytes."""
        groups, series = self._groups, self._series
        found = {
            name: len(np.unique(groups.to_level(level)[series]))
            for level, name in enumerate(LEVELS)
        }
        amounts = {"instances": groups.instances, "bytes": groups.bytes}
        return found | {name: int(each.all[series].sum()) for name, each in amounts.items()}

    @cached_property
    def _places(self) -> dict[int, int]:
        rows: list[int] = self.rows.tolist()
        return dict(zip(rows, range(len(rows)), strict=True))

    @cached_property
    def _children(self) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
        groups = self._groups
        study = groups.above[SERIES].all[self._series]
        patient = groups.above[STUDIES].all[np.unique(study)]
        return (
            np.bincount(patient, minlength=groups.count(PATIENTS)),
            np.bincount(study, minlength=groups.count(STUDIES)),
        )

    def _keys(self, series: NDArray[np.intp]) -> list[NDArray[np.int64]]:
        """Return what series are sorted by, the weightiest last: patient, study, their own."""
        keys: list[NDArray[np.int64]] = []
        for level, rank in reversed([*enumerate(self._order)]):
            numbers = self._groups.to_level(level)[series]
            keys += [numbers] if rank is None else [numbers, rank[numbers]]
        return keys

    def _ids(self, levels: NDArray[np.intp], numbers: NDArray[np.intp]) -> NDArray[np.int32]:
        found = np.empty(len(levels), np.int32)
        for level, ids in enumerate(self._groups.ids):
            here = levels == level
            found[here] = ids.all[numbers[here]]
        return found


def _begins(numbers: NDArray[np.int32]) -> NDArray[np.bool_]:
    """Return where another number begins."""
    found = np.ones(len(numbers), bool)
    found[1:] = numbers[1:] != numbers[:-1]
    return found
