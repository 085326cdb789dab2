"""Which rows are shown: what a query, the facets, the closed rows and the sorting leave."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from dicomwidgets.elements.facets import FacetName
    from dicomwidgets.elements.order import Order

__all__ = ["RowView", "Selection"]


@dataclass(frozen=True, slots=True)
class RowView:
    """What is asked of the rows.

    Parameters
    ----------
    query
        Words (`query.parse_query`); empty keeps all rows.
    collapsed
        Ids of closed rows: what is below them is left out.
    facets
        Facet → the values chosen; a facet without values leaves all.
    order
        By which column; ``None`` for the order of the file, as a tree.
    """

    query: str = ""
    collapsed: frozenset[int] = frozenset()
    facets: tuple[tuple[FacetName, tuple[str, ...]], ...] = ()
    order: Order | None = None


@dataclass(frozen=True, slots=True)
class Selection:
    """The rows that a view leaves.

    Parameters
    ----------
    indices
        Of the rows, in the order in which they are shown.
    matches
        Indices of the rows that match by themselves, in that order too; some may be hidden by
        closed rows. Where nothing is asked for, none.
    flat
        Whether they are shown without their nesting.
    remark
        What of the query was not understood.
    """

    indices: Sequence[int]
    matches: Sequence[int] = ()
    flat: bool = False
    remark: str = ""
    _places: dict[int, int] = field(default_factory=dict)

    def number(self, index: int) -> int:
        """Return which of the matches a row is, from 1; 0 where it is none."""
        if self.flat:
            return self.place(index) + 1 if self.matches else 0
        at = bisect_left(self.matches, index)
        return at + 1 if at < len(self.matches) and self.matches[at] == index else 0

    def place(self, index: int) -> int:
        """Return where a row is shown; -1 where it is not."""
        if self.flat:
            if not self._places:
                self._places.update((row, place) for place, row in enumerate(self.indices))
            return self._places.get(index, -1)
        at = bisect_left(self.indices, index)
        return at if at < len(self.indices) and self.indices[at] == index else -1

    def next_match(self, place: int, step: int) -> int:
        """Return the place of the next match after a place (`step` 1), or before it (-1).

        After the last one comes the first. Those below closed rows are passed over; -1 where
        there is none.
        """
        count = len(self.matches)
        at = self._match_beside(place, step)
        for _ in range(count):
            found = self.place(self.matches[at % count])
            if found >= 0:
                return found
            at += step
        return -1

    def _match_beside(self, place: int, step: int) -> int:
        """Return the number, from 0, of the first match on that side of a place."""
        if not 0 <= place < len(self.indices):
            return 0 if step > 0 else len(self.matches) - 1
        if self.flat:
            return place + step
        row = self.indices[place]
        if step > 0:
            return bisect_right(self.matches, row)
        return bisect_left(self.matches, row) - 1
