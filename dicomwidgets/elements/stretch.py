"""Rows that are made when somebody looks at them: of a dataset, of a long sequence."""

from __future__ import annotations

from collections import Counter
from functools import cached_property
from typing import TYPE_CHECKING, Any, Protocol

from pydicom.dataelem import RawDataElement, empty_value_for_VR
from pydicom.tag import BaseTag

from dicomwidgets.elements.node import Node, mixed_id
from dicomwidgets.elements.raw_scope import RawScope
from dicomwidgets.encoding.syntax import LONG, SHORT
from dicomwidgets.reference.tags import ITEM_TAG

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from dicomwidgets.elements.scope import Element, Scope
    from dicomwidgets.encoding.span import Spans

__all__ = ["ItemScope", "PlainRows", "SequenceRows", "Stretch", "raw_value"]

_PLAIN = frozenset({*SHORT.values(), *LONG.values()} - {"SQ", "UN"})


class Stretch(Protocol):
    """Rows that follow each other, made when they are looked at."""

    start: int
    """Index of the first one among all nodes."""

    def __len__(self) -> int: ...

    @property
    def elements(self) -> int:
        """How many of them are elements, not items."""

    def node(self, nodes: Sequence[Node], row: int) -> Node:
        """Make a row, `row` being its number here."""

    def parents(self) -> list[int]:
        """Return the index of the node above each."""

    def steps(self) -> list[int]:
        """Return the tag of each, of an item its number."""

    def ids(self, nodes: Sequence[Node]) -> list[int]:
        """Return the id of each."""

    def tags(self) -> list[int]:
        """Return the tag of each."""

    def vrs(self, nodes: Sequence[Node]) -> list[str]:
        """Return the VR by which the value of each is read; empty for items."""

    def held(self, rows: Sequence[int]) -> Sequence[Element | bytes]:
        """Return some elements, or the bytes of their values, by their numbers here."""


def raw_value(element: Element | None) -> bytes | None:
    """Return the bytes of a value, ``None`` where pydicom, or somebody, has made something of it.

    Empty for one that was left in its file.
    """
    return (element.value or b"") if type(element) is RawDataElement else None


class PlainRows:
    """Elements of one dataset, none of them a sequence.

    Parameters
    ----------
    scope
        The dataset.
    parent
        Index of the item that it is, -1 at the top.
    tags, elements
        In its order.
    """

    def __init__(
        self, scope: Scope, parent: int, tags: Sequence[int], elements: Sequence[Element]
    ) -> None:
        self.start = 0
        self._scope = scope
        self._parent = parent
        self._tags = tags
        self._elements = elements

    def __len__(self) -> int:
        return len(self._tags)

    @property
    def elements(self) -> int:
        """How many of them are elements: all."""
        return len(self._tags)

    def node(self, nodes: Sequence[Node], row: int) -> Node:
        """Make a row."""
        tag, element, parent = self._tags[row], self._elements[row], self._parent
        root, depth = (nodes[parent].id, nodes[parent].depth + 1) if parent >= 0 else (0, 0)
        vr, stop = self._scope.vr(tag, element), self.start + row + 1
        made = mixed_id(root, tag)
        return Node(made, parent, depth, tag, vr, self._scope, element, stop=stop)

    def parents(self) -> list[int]:
        """Return the index of the node above each: one for all."""
        return [self._parent] * len(self)

    def steps(self) -> list[int]:
        """Return the tags."""
        return [*self._tags]

    def ids(self, nodes: Sequence[Node]) -> list[int]:
        """Return the id of each."""
        root = nodes[self._parent].id if self._parent >= 0 else 0
        return [mixed_id(root, tag) for tag in self._tags]

    def tags(self) -> list[int]:
        """Return the tag of each."""
        return [*self._tags]

    def vrs(self, nodes: Sequence[Node]) -> list[str]:  # noqa: ARG002 - as in all stretches
        """Return the VR by which the value of each is read."""
        return [*map(self._scope.vr, self._tags, self._elements)]

    def held(self, rows: Sequence[int]) -> Sequence[Element]:
        """Return some elements, by their numbers here."""
        return [self._elements[row] for row in rows]


class SequenceRows:
    """What is in a sequence, in little endian, whose value pydicom has not parsed.

    Parameters
    ----------
    element
        The sequence, with its value; its node stands right before.
    spans
        Of its value (`encoding.walk.walk_items`): one a row.
    implicit
        Whether the elements in it have no VR.
    """

    def __init__(self, element: RawDataElement, spans: Spans, *, implicit: bool) -> None:
        self.start = 0
        self.implicit = implicit
        self.spans = spans
        self.tag = int(element.tag)
        self.tell = element.value_tell
        self.data: bytes = element.value or b""

    def __len__(self) -> int:
        return len(self.spans)

    @cached_property
    def _above(self) -> list[int]:
        """For each row the one it is below of, -1 for the items of the sequence itself."""
        return self.spans.parents()

    @cached_property
    def _children(self) -> Counter[int]:
        return Counter(self._above)

    @cached_property
    def _steps(self) -> list[int]:
        found: list[int] = []
        last: dict[int, int] = {}
        for parent, tag in zip(self._above, self.spans.tags(), strict=True):
            if tag == ITEM_TAG:
                tag = last[parent] = last.get(parent, 0) + 1  # noqa: PLW2901
            found.append(tag)
        return found

    @property
    def items(self) -> int:
        """How many items the sequence has."""
        return self.spans.top

    @property
    def elements(self) -> int:
        """How many rows are elements."""
        return len(self) - self.spans.tags().count(ITEM_TAG)

    def parents(self) -> list[int]:
        """Return the index of the node above each."""
        return [self.start + parent for parent in self._above]

    def steps(self) -> list[int]:
        """Return the tag of each, of an item its number."""
        return self._steps

    def ids(self, nodes: Sequence[Node]) -> list[int]:
        """Return the id of each."""
        root = nodes[self.start - 1].id
        found: list[int] = []
        for parent, step in zip(self._above, self._steps, strict=True):
            found.append(mixed_id(found[parent] if parent >= 0 else root, step))
        return found

    def tags(self) -> list[int]:
        """Return the tag of each."""
        return self.spans.tags()

    def vrs(self, nodes: Sequence[Node]) -> list[str]:
        """Return the VR by which the value of each is read; empty for items."""
        found, tags = self.spans.vrs(), self.spans.tags()
        for row, (vr, tag) in enumerate(zip(found, tags, strict=True)):
            if vr not in _PLAIN and vr != "SQ" and tag != ITEM_TAG:
                found[row] = nodes[self.start + row].vr
        return found

    def held(self, rows: Sequence[int]) -> Sequence[bytes]:
        """Return the bytes of some values, by their numbers here."""
        spans, data = self.spans, self.data
        found: list[bytes] = []
        for row in rows:
            offset, _, _, header, length, *_ = spans.row(row)
            found.append(data[offset + header : offset + header + length])
        return found

    def node(self, nodes: Sequence[Node], row: int) -> Node:
        """Make a row."""
        _, tag, _, _, length, _, parent, _ = self.spans.row(row)
        above = nodes[self.start + parent]
        opened = self.spans.is_opened(row)
        scope, element, vr, step = above.scope, None, "", self._steps[row]
        if tag == ITEM_TAG:
            scope = ItemScope(self, row, scope)
        else:
            element = scope.element(tag)
            vr = scope.vr(tag, element) if element is not None else ""
            if length and (vr == "SQ") is not opened:
                vr = "SQ" if opened else "UN"
        return Node(
            mixed_id(above.id, step),
            self.start + parent,
            above.depth + 1,
            tag,
            vr,
            scope,
            element,
            step if tag == ITEM_TAG else 0,
            self._children[row] if opened else 0,
            self.start + (self.spans.after(row) if opened else row + 1),
        )

    def below(self, item: int) -> Iterator[RawDataElement]:
        """Yield the elements that stand directly in an item, as pydicom reads them."""
        parents, stop = self._above, self.spans.after(item)
        for row, span in enumerate(self.spans.rows(item + 1, stop), item + 1):
            if parents[row] == item:
                start = span.offset + span.header
                vr = span.vr or None
                value: Any = self.data[start : start + span.length]
                if not span.length:
                    value = empty_value_for_VR(vr, raw=True)
                tag, tell = BaseTag(span.tag), self.tell + start
                yield RawDataElement(tag, vr, span.length, value, tell, vr is None, True)


class ItemScope(RawScope):
    """An item of a sequence; its elements are made when they are looked at.

    Parameters
    ----------
    rows, row
        Where it is.
    parent
        The dataset that the sequence is in.
    """

    __slots__ = ("_elements", "_row", "_rows")

    def __init__(self, rows: SequenceRows, row: int, parent: Scope) -> None:
        super().__init__(parent)
        self._rows = rows
        self._row = row
        self._elements: dict[int, RawDataElement] | None = None

    @property
    def raw(self) -> dict[int, RawDataElement]:
        """The elements by their tags."""
        if self._elements is None:
            self._elements = {int(each.tag): each for each in self._rows.below(self._row)}
        return self._elements
