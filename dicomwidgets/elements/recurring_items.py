"""Which item of a sequence is which of another file's: over many files, one after the other."""

from __future__ import annotations

from collections import Counter, defaultdict, deque
from typing import TYPE_CHECKING, Any, NamedTuple

from dicomwidgets.elements.comparing import content_of
from dicomwidgets.elements.identity import identity_of
from dicomwidgets.reference.tags import keyword_tag

if TYPE_CHECKING:
    from collections.abc import Hashable, Iterator, Sequence

    from dicomwidgets.elements.identity import Values
    from dicomwidgets.elements.walk import Node

__all__ = ["Standing", "below", "paired", "standings"]

_THINGS = frozenset(
    map(
        keyword_tag,
        (
            "ReferencedSOPInstanceUID",
            "SOPInstanceUID",
            "SeriesInstanceUID",
            "StudyInstanceUID",
            "TrackingUID",
            "FiducialUID",
            "FrameOfReferenceUID",
        ),
    )
)
"""UIDs of single things: another file may refer to another one in the same place."""


class Standing(NamedTuple):
    """What an item is known by among those of its sequence.

    Parameters
    ----------
    identity
        What says which thing it stands for, ``None`` where nothing does.
    turn
        How many items before it have the same.
    """

    identity: Hashable
    turn: int

    @property
    def may_change(self) -> bool:
        """Whether another file may have another thing in its place."""
        identity = self.identity
        return identity is None or (isinstance(identity, tuple) and identity[0] in _THINGS)


def standings(nodes: Sequence[Node], items: Sequence[int]) -> list[Standing]:
    """Return what the items of one sequence are known by.

    Parameters
    ----------
    nodes
        Of the file, from `walk`.
    items
        Their places among them.
    """
    seen: Counter[Hashable] = Counter()
    found: list[Standing] = []
    for item in items:
        values = _Values(nodes, item)
        identity = identity_of(values, values.of_first)
        found.append(Standing(identity, seen[identity]))
        seen[identity] += 1
    return found


def paired(known: Sequence[Standing], new: Sequence[Standing]) -> list[int | None]:
    """Return for each new item the place of the known one that it goes with.

    The one with the same identity; then, in turn, one that refers to another single thing, or
    that nothing identifies. Items that stand for a kind of thing (a code, a dimension, a beam) go
    with no other one, unless there is one item on both sides.

    Parameters
    ----------
    known
        The items of the files so far.
    new
        The items of another file.
    """
    if len(known) == 1 == len(new):
        return [0]
    places = {standing: place for place, standing in enumerate(known)}
    found = [None if each.identity is None else places.get(each) for each in new]
    taken = set(found)
    free: defaultdict[Any, deque[int]] = defaultdict(deque)
    for place, standing in enumerate(known):
        if place not in taken and standing.may_change:
            free[_kind(standing)].append(place)
    for number, standing in enumerate(new):
        waiting = free[_kind(standing)] if standing.may_change else None
        if found[number] is None and waiting:
            found[number] = waiting.popleft()
    return found


def _kind(standing: Standing) -> Any:
    identity = standing.identity
    return identity[0] if isinstance(identity, tuple) else None


class _Values:
    """The values of the elements right in an item, each decoded when it is asked for."""

    def __init__(self, nodes: Sequence[Node], item: int) -> None:
        self._nodes = nodes
        self._places = {nodes[place].tag: place for place in below(nodes, item)}

    def get(self, tag: int, /) -> Any:
        """Return what a value means; ``None`` for a sequence and where there is none."""
        place = self._places.get(tag, -1)
        if place < 0 or self._nodes[place].vr == "SQ":
            return None
        return content_of(self._nodes[place]).meant

    def of_first(self, tag: int) -> Values:
        """Return the values of the first item of a sequence in the item."""
        place = self._places.get(tag, -1)
        first = next(below(self._nodes, place), -1) if place >= 0 else -1
        return _Values(self._nodes, first) if first >= 0 else {}


def below(nodes: Sequence[Node], parent: int) -> Iterator[int]:
    """Yield the places of what is directly below an element or item."""
    index, stop = parent + 1, nodes[parent].stop
    while index < stop:
        yield index
        index = nodes[index].stop
