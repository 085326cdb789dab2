"""Which of the files that can't be read, or only in part, a series has to speak of."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Sequence

    from dicomwidgets.errors import ReadError
    from dicomwidgets.series.instance import Instance

__all__ = ["NearProblems"]


class NearProblems:
    """Problems by the series that they are near.

    What became of a file that could be read in part is told with the series that has it. Of a file
    that could not be read nobody knows where it belongs: each series speaks of it that has files in
    the same folder.

    Parameters
    ----------
    problems
        Of the whole collection.
    placed
        Names of files that are in a series.
    """

    def __init__(self, problems: Iterable[ReadError], placed: Collection[str]) -> None:
        self._by_place: defaultdict[str | tuple[str], list[tuple[int, ReadError]]]
        self._by_place = defaultdict(list)
        self._anywhere: list[tuple[int, ReadError]] = []
        for each in enumerate(problems):
            name = each[1].file
            if name is None:
                self._anywhere.append(each)
            else:
                self._by_place[name if name in placed else _folder(name)].append(each)

    def of(self, instances: Sequence[Instance]) -> tuple[ReadError, ...]:
        """Return the problems that are near the files of a series, in their order."""
        if not self._by_place:
            return tuple(each for _, each in self._anywhere)
        names = [each.item.name for each in instances]
        places: dict[str | tuple[str], None] = dict.fromkeys([*names, *map(_folder, names)])
        near = [each for place in places for each in self._by_place.get(place, [])]
        return tuple(each for _, each in sorted([*self._anywhere, *near], key=_number))


def _folder(name: str) -> tuple[str]:
    return (name.rpartition("/")[0],)


def _number(told: tuple[int, ReadError]) -> int:
    return told[0]
