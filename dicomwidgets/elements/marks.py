"""How the elements of one file compare with the file before, and with all of the series."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal

from pydicom.dataelem import RawDataElement

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from dicomwidgets.elements.masks import Mask
    from dicomwidgets.elements.walk import Node

__all__ = ["Marks", "SeriesMarks", "compared", "fingerprints"]

Previous = Literal["", "different", "new"]
Over = Literal["", "constant", "varying", "partial"]


def fingerprints(nodes: Sequence[Node]) -> dict[int, int]:
    """Return row id → a number that is another one as soon as anything there, or below, differs.

    Values are taken as they are written, none is decoded; of a value that was not read its length
    counts. The numbers hold within this process.
    """
    below = [0] * len(nodes)
    found: dict[int, int] = {}
    for index in range(len(nodes) - 1, -1, -1):
        node = nodes[index]
        number = hash((_own(node), below[index]))
        found[node.id] = number
        if node.parent >= 0:
            below[node.parent] = hash((below[node.parent], node.id, number))
    return found


def _own(node: Node) -> object:
    element = node.element
    if element is None or node.vr == "SQ":
        return node.children
    if type(element) is RawDataElement:
        return element.length if element.value is None else element.value
    value = element.value
    return bytes(value) if isinstance(value, (bytes, bytearray)) else str(value)


class SeriesMarks:
    """What is constant over the files of a series, added one by one."""

    def __init__(self) -> None:
        self.files = 0
        self._first: dict[int, int] = {}
        self._counts: dict[int, int] = {}
        self._varying: set[int] = set()

    def add(self, prints: Mapping[int, int]) -> None:
        """Add a file by its `fingerprints`."""
        self.files += 1
        first, counts = self._first, self._counts
        for each, number in prints.items():
            counts[each] = counts.get(each, 0) + 1
            if first.setdefault(each, number) != number:
                self._varying.add(each)

    def of(self, row: int) -> Over:
        """Return what the series says about a row; empty while fewer than two files are known.

        ``"partial"`` is the same wherever it is there, but is missing in some files.
        """
        if self.files < 2 or row not in self._counts:
            return ""
        if row in self._varying:
            return "varying"
        return "constant" if self._counts[row] == self.files else "partial"


@dataclass(frozen=True, eq=False)
class Marks:
    """What is known of a file's rows by comparison.

    Parameters
    ----------
    previous
        Row id → how it differs from the file before; ``None`` where nobody compared.
    gone
        How many elements of the file before are not here.
    series
        Row id → what the series says; ``None`` where nobody compared.
    looked_at, total
        How many files of the series were compared, and how many there are.
    """

    previous: Mapping[int, Previous] | None = None
    gone: int = 0
    series: Callable[[int], Over] | None = None
    looked_at: int = 0
    total: int = 0
    _masks: dict[str, Mask] = field(default_factory=dict, repr=False)

    def of(self, row: int) -> tuple[Previous, Over]:
        """Return both marks of a row."""
        previous = self.previous.get(row, "") if self.previous else ""
        return previous, self.series(row) if self.series else ""

    def states(self, nodes: Sequence[Node]) -> dict[str, Callable[[], Mask]]:
        """Return the states that a query and the facets can ask for, as far as they are known."""
        states: dict[str, Callable[[], Mask]] = {}
        if self.previous is not None:
            states["different"] = lambda: self._mask("different", nodes)
        if self.series is not None:
            states["constant"] = lambda: self._mask("constant", nodes)
            states["varying"] = lambda: self._mask("varying", nodes)
        return states

    def _mask(self, state: str, nodes: Sequence[Node]) -> Mask:
        if state not in self._masks:
            self._masks[state] = bytes(
                node.element is not None and self._is(state, node.id) for node in nodes
            )
        return self._masks[state]

    def _is(self, state: str, row: int) -> bool:
        previous, series = self.of(row)
        return previous != "" if state == "different" else series == state


def compared(
    prints: Mapping[int, int], before: Mapping[int, int]
) -> tuple[dict[int, Previous], int]:
    """Return how the rows of a file differ from those of the file before, and how many are gone.

    Parameters
    ----------
    prints, before
        The `fingerprints` of both.
    """
    previous: dict[int, Previous] = {
        row: "different" if row in before else "new"
        for row, number in prints.items()
        if before.get(row) != number
    }
    return previous, sum(row not in prints for row in before)
