"""Sources made of other sources: a list of them, a choice from one."""

from __future__ import annotations

from typing import TYPE_CHECKING, BinaryIO

from dicomwidgets.reading.item import Item, Source

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from pydicom.dataset import Dataset

    from dicomwidgets.errors import ReadError

__all__ = ["ChosenSource", "ListSource", "innermost"]


class ListSource:
    """Several sources, one after the other.

    Parameters
    ----------
    sources
        In the order in which the caller gave them.
    missing
        Elements of the caller's list that could not be used.
    """

    kind = "list"
    label = "list"

    def __init__(self, sources: Sequence[Source], missing: Sequence[ReadError] = ()) -> None:
        self._items = tuple(
            Item(name, (source, item)) for name, (source, item) in _named_apart(sources)
        )
        self._missing = (*missing, *(error for source in sources for error in source.missing()))

    def items(self) -> Sequence[Item]:
        """Return the items in the order of the list."""
        return self._items

    def missing(self) -> Sequence[ReadError]:
        """Return what the sources miss, and the elements that are no source."""
        return self._missing

    def open(self, item: Item) -> BinaryIO:
        """Open the item where it comes from."""
        source, inner = self.origin(item)
        return source.open(inner)

    def path(self, item: Item) -> Path | None:
        """Return the item's local file, or ``None`` if it is not one."""
        source, inner = self.origin(item)
        return source.path(inner)

    def dataset(self, item: Item) -> Dataset | None:
        """Return the in-memory dataset, or ``None`` if the item is a file."""
        source, inner = self.origin(item)
        return source.dataset(inner)

    @staticmethod
    def origin(item: Item) -> tuple[Source, Item]:
        """Return the source of the list that the item comes from, and what it is there."""
        origin: tuple[Source, Item] = item.key
        return origin


class ChosenSource:
    """Some items of a source: what a series is to the folder it lies in.

    Parameters
    ----------
    source
        The whole.
    items
        The part, in the order wanted.
    """

    def __init__(self, source: Source, items: Sequence[Item]) -> None:
        self.kind = source.kind
        self.label = source.label
        self._source = source
        self._items = tuple(items)

    @property
    def whole(self) -> Source:
        """The source that they were chosen from."""
        return self._source

    def items(self) -> Sequence[Item]:
        """Return the chosen items."""
        return self._items

    def missing(self) -> Sequence[ReadError]:
        """Return nothing: the choice holds what it holds."""
        return ()

    def open(self, item: Item) -> BinaryIO:
        """Open the item."""
        return self._source.open(item)

    def path(self, item: Item) -> Path | None:
        """Return the item's local file, or ``None`` if it is not one."""
        return self._source.path(item)

    def dataset(self, item: Item) -> Dataset | None:
        """Return the in-memory dataset, or ``None`` if the item is a file."""
        return self._source.dataset(item)


def innermost(source: Source, item: Item) -> tuple[Source, Item]:
    """Return the innermost source of an item, and what the item is there."""
    while isinstance(source, ListSource | ChosenSource):
        if isinstance(source, ListSource):
            source, item = source.origin(item)
        else:
            source = source.whole
    return source, item


def _named_apart(sources: Sequence[Source]) -> list[tuple[str, tuple[Source, Item]]]:
    """Name every item so that no two share a name: by number where names would repeat."""
    held = [source.items() for source in sources]
    pairs = [
        (number, source, item, "/" if len(items) > 1 else " ")
        for number, (source, items) in enumerate(zip(sources, held, strict=True), 1)
        for item in items
    ]
    if len({item.name for _, _, item, _ in pairs}) == len(pairs):
        return [(item.name, (source, item)) for _, source, item, _ in pairs]
    digits = len(str(len(sources)))
    return [
        (f"{number:0{digits}}{between}{item.name}", (source, item))
        for number, source, item, between in pairs
    ]
