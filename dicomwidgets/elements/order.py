"""Rows in the order of a column: what is nested then stands beside what is not."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any, Literal, NamedTuple

from dicomwidgets.elements.cells import length_of

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from dicomwidgets.elements.search_index import SearchIndex
    from dicomwidgets.elements.walk import Node

__all__ = ["SORTED_BY", "Order", "in_order"]

SortColumn = Literal["tag", "name", "keyword", "vr", "length", "value"]

SORTED_BY: tuple[SortColumn, ...] = ("tag", "name", "keyword", "vr", "length", "value")
"""Columns by which rows can be sorted."""


class Order(NamedTuple):
    """A column, and whether its greatest value comes first."""

    column: SortColumn
    descending: bool = False


def in_order(
    rows: Sequence[int], order: Order, nodes: Sequence[Node], index: SearchIndex
) -> list[int]:
    """Return rows sorted by a column; those that have nothing there come last.

    Numbers come in their own order, before texts. Rows that are alike keep their order.
    """
    key = _KEYS[order.column](nodes, index)
    keyed = [(key(row), row) for row in rows]
    there = [each for each in keyed if each[0] is not None]
    there.sort(key=lambda each: each[0], reverse=order.descending)
    return [row for _, row in there] + [row for value, row in keyed if value is None]


def _tag(nodes: Sequence[Node], _index: SearchIndex) -> Callable[[int], Any]:
    return lambda row: nodes[row].tag


def _length(nodes: Sequence[Node], _index: SearchIndex) -> Callable[[int], Any]:
    return lambda row: length_of(nodes[row].element)


def _value(_nodes: Sequence[Node], index: SearchIndex) -> Callable[[int], Any]:
    texts = index.texts
    return lambda row: _natural(texts[row])


def _described(name: str) -> Callable[[Sequence[Node], SearchIndex], Callable[[int], Any]]:
    def key(_nodes: Sequence[Node], index: SearchIndex) -> Callable[[int], Any]:
        values = [getattr(each, name).lower() or None for each in index.descriptors]
        keys = index.keys
        return lambda row: values[keys[row]]

    return key


def _natural(text: str) -> tuple[int, float, str] | None:
    if not text:
        return None
    try:
        number = float(text.partition(" ")[0])
    except ValueError:
        return 1, 0.0, text
    return (0, number, text) if math.isfinite(number) else (1, 0.0, text)


_KEYS = {
    "tag": _tag,
    "name": _described("name"),
    "keyword": _described("keyword"),
    "vr": _described("vr"),
    "length": _length,
    "value": _value,
}
