"""Which elements a scan of headers looks for, as a tree of tags (PS3.5 7)."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    Steps = Sequence[tuple[int, int | None]]

__all__ = ["Tree", "Wanted", "tree_of"]


class Wanted:
    """An element that is looked for, or one that such an element lies in.

    Attributes
    ----------
    place : int
        Of its own value in the result; -1 where only what lies in it is looked for.
    items : dict
        Number of an item, from 0, → what is looked for in it.
    """

    __slots__ = ("items", "place")

    def __init__(self) -> None:
        self.place = -1
        self.items: dict[int, Tree] = {}


Tree = dict[int, Wanted]


def tree_of(paths: Iterable[Steps], first: int = 0) -> Tree:
    """Return the tree that leads to all paths.

    Parameters
    ----------
    paths
        Of each element the steps to it: tag, and number of the item where it goes into one.
    first
        The place of the first of them in the result.

    >>> tree_of([[(0x00081140, 0), (0x00081155, None)]])[0x00081140].items[0][0x00081155].place
    0
    """
    top: Tree = {}
    for place, steps in enumerate(paths, first):
        tree = top
        for tag, item in steps:
            found = tree.setdefault(tag, Wanted())
            if item is None:
                found.place = place
            else:
                tree = found.items.setdefault(item, {})
    return top
