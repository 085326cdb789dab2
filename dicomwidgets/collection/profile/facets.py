"""What stands in the elements of a collection, and how often it is missing."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, NamedTuple, Protocol

from dicomwidgets.elements.path import parse_path
from dicomwidgets.reference.tags import tag_info
from dicomwidgets.reference.uids import uid_name

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from dicomwidgets.collection.columns import Cell

__all__ = ["Facet", "facet_of", "facets_of"]

_NAMED = ("SOPClassUID", "TransferSyntaxUID")


class Rows(Protocol):
    """A table, as far as its values are counted."""

    def __len__(self) -> int: ...
    def column(self, name: str) -> Iterable[Cell]:
        """Return what stands in a column, row by row."""


class Facet(NamedTuple):
    """One element over all files.

    Parameters
    ----------
    path
        Of the element.
    name
        As the standard has it.
    keyword, vr
        Of the element; the keyword is empty where it has none.
    files
        How many files there are.
    absent, empty
        In how many of them it is not there, or has no value.
    counts
        How often each value stands there, the most frequent first; of UIDs that the standard
        issued, their names.
    """

    path: str
    name: str
    keyword: str
    vr: str
    files: int
    absent: int
    empty: int
    counts: tuple[tuple[Cell, int], ...]

    @property
    def distinct(self) -> int:
        """How many different values there are."""
        return len(self.counts)

    @property
    def missing_share(self) -> float:
        """Share of the files, from 0 to 1, that have no value."""
        return (self.absent + self.empty) / self.files if self.files else 0.0

    @property
    def span(self) -> tuple[float, float] | None:
        """The smallest and the largest value, where all are numbers."""
        numbers = [value for value, _ in self.counts if isinstance(value, int | float)]
        return (min(numbers), max(numbers)) if numbers and len(numbers) == self.distinct else None

    def __repr__(self) -> str:
        missing = f", {self.missing_share:.0%} missing" if self.missing_share else ""
        return f"Facet({self.path}: {self.distinct} values{missing})"


def facets_of(table: Rows, paths: Sequence[str]) -> tuple[Facet, ...]:
    """Return the facets of some columns of a table, in that order."""
    return tuple(facet_of(path, table.column(path)) for path in paths)


def facet_of(path: str, cells: Iterable[Cell]) -> Facet:
    """Return what stands in one column."""
    counted = Counter(cells)
    files = sum(counted.values())
    absent, empty = counted.pop(None, 0), counted.pop("", 0)
    info = tag_info(parse_path(path)[-1].tag)
    if path in _NAMED:
        named: Counter[Cell] = Counter()
        for uid, count in counted.items():
            named[uid_name(str(uid)) or uid] += count
        counted = named
    return Facet(
        path,
        info.name or path,
        info.keyword,
        info.vr,
        files,
        absent,
        empty,
        tuple(counted.most_common()),
    )
