"""What differs between datasets, at every depth."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dicomwidgets.elements.compared import Compared, DifferenceRow, Kind, Line
from dicomwidgets.elements.comparing import Content, meant_as
from dicomwidgets.elements.excerpts import excerpts
from dicomwidgets.elements.ignoring import Rules, rules_of
from dicomwidgets.elements.merging import Judge, Tree, merged_elements, merged_items
from dicomwidgets.elements.path import path_of
from dicomwidgets.elements.shown import show
from dicomwidgets.errors import ArgumentError
from dicomwidgets.reference.tags import ITEM_TAG, is_private_creator, tag_info

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pydicom.dataset import Dataset

    from dicomwidgets.elements.merging import Places, Slot
    from dicomwidgets.elements.walk import Node

__all__ = ["Difference", "difference", "letters"]

_ID_MASK = (1 << 53) - 1
_SIDE_MIX = 0x9E3779B97F4A7C15


class Difference(Compared):
    """Two or more datasets, aligned: elements by tag, private ones by creator, items by meaning.

    Parameters
    ----------
    trees
        The datasets, walked.
    labels
        What they are called; by default ``("A", "B", …)``.
    rules
        What is passed over. Ignored elements play no part in which item is which.

    Notes
    -----
    Values are compared by what they mean: ``1.0`` and ``1.00``, padding and another character
    set are the same value in another spelling (PS3.5 6.2). Numbers are compared as numbers,
    whatever the byte order, and values over 64 kB by a digest.
    """

    def __init__(
        self, trees: Sequence[Tree], labels: Sequence[str] = (), rules: Rules | None = None
    ) -> None:
        self.trees = tuple(trees)
        named = tuple(labels) or letters(len(self.trees))
        super().__init__(_Merger(self.trees, named, rules or Rules()).lines(), named)

    def row(self, index: int) -> DifferenceRow:
        """Return one row, its texts made now."""
        line = self.lines[index]
        first = next(side for side, place in enumerate(line.places) if place is not None)
        node = self._node(first, line)
        creator = node.scope.creator(node.tag) if node.element is not None else ""
        paths = tuple(
            None if place is None else path_of(tree.nodes, place)
            for tree, place in zip(self.trees, line.places, strict=True)
        )
        fallback = "Private element" if node.tag >> 16 & 1 else "Unknown element"
        return DifferenceRow(
            id=line.id,
            parent=line.parent,
            depth=line.depth,
            path=paths[first] or "",
            paths=paths,
            tag=line.tag,
            vrs=tuple(self._vr(side, line) for side in range(len(self.trees))),
            values=excerpts([self._text(side, line) for side in range(len(self.trees))]),
            kind=line.kind,
            note=line.note,
            name=f"Item {node.item}" if node.item else tag_info(node.tag, creator).name or fallback,
            creator=creator,
            ignored=line.ignored,
            inherited=line.inherited,
            children=line.children,
            below=line.below,
        )

    def _node(self, side: int, line: Line) -> Node:
        return self.trees[side].nodes[line.places[side] or 0]

    def _vr(self, side: int, line: Line) -> str | None:
        place = line.places[side]
        if place is None or line.tag == ITEM_TAG:
            return None
        node = self.trees[side].nodes[place]
        return "SQ" if node.vr == "SQ" else self.trees[side].content(place).vr

    def _text(self, side: int, line: Line) -> str | None:
        place = line.places[side]
        if place is None:
            return None
        tree = self.trees[side]
        node = tree.nodes[place]
        text = show(node, tree.note if tree.is_pixels(node) else "").text
        if node.element is None or node.vr == "SQ":
            return text
        content = tree.content(place)
        digest = content.exact if content.size is not None else None
        return f"{text} · digest {digest.hex()[:8]}" if isinstance(digest, bytes) else text


def difference(
    *datasets: Dataset, ignore: Sequence[str] | str = (), labels: Sequence[str] = ()
) -> Difference:
    """Return what differs between datasets.

    Parameters
    ----------
    *datasets
        Two or more, with or without file meta information; none is changed.
    ignore
        Rules of what to pass over: see `ignoring.rules_of`.
    labels
        What the datasets are called; by default ``"A"``, ``"B"``, ….

    Raises
    ------
    ArgumentError
        For fewer than two datasets, as many labels as there are none for, or a rule that is none.

    Examples
    --------
    >>> from pydicom.dataset import Dataset
    >>> one, other = Dataset(), Dataset()
    >>> one.Rows, other.Rows = 512, 256
    >>> difference(one, other).rows
    (<DifferenceRow changed Rows: 512, 256>,)
    """
    if len(datasets) < 2:
        raise ArgumentError("A difference needs two datasets or more.")
    if labels and len(labels) != len(datasets):
        raise ArgumentError(f"There are {len(datasets)} datasets and {len(labels)} labels.")
    return Difference([Tree(each) for each in datasets], labels, rules_of(ignore))


def letters(count: int) -> tuple[str, ...]:
    """Return what datasets are called where nobody says: A, B, …, then by number."""
    return tuple(chr(65 + each) if count <= 26 else str(each + 1) for each in range(count))


class _Merger:
    """Makes the lines of a difference."""

    def __init__(self, trees: Sequence[Tree], labels: Sequence[str], rules: Rules) -> None:
        self.trees = trees
        self.labels = labels
        self.judges = [Judge(tree, rules) for tree in trees]
        self.found: list[Line] = []
        self.ids: set[int] = set()

    def lines(self) -> list[Line]:
        self._elements((-1,) * len(self.trees), None)
        return self.found

    def _elements(self, parents: Places, above: int | None) -> None:
        """Add the elements of a dataset or item; sides without it have no say."""
        for places in merged_elements(self.trees, parents):
            kind, note = self._judged(places, parents)
            ignored = all(
                judge.ignores(place)
                for judge, place in zip(self.judges, places, strict=True)
                if place is not None
            )
            line, index = self._add(places, above, kind, ignored=ignored)
            line.note = note
            if any(self._is_sequence(side, place) for side, place in enumerate(places)):
                self._items(places, index)

    def _items(self, sequences: Places, above: int) -> None:
        for slot in merged_items(self.judges, sequences):
            places = tuple(slot.places)
            missing = _missing(places, sequences)
            kind: Kind = self._missing_kind(missing, sequences) if missing else "same"
            if slot.moved and not missing:
                kind = "moved"
            line, index = self._add(places, above, kind)
            line.note = self._missing_note(places, missing) or self._item_note(slot)
            self._elements(places, index)

    def _add(
        self, places: Places, above: int | None, kind: Kind, *, ignored: bool = False
    ) -> tuple[Line, int]:
        side, place = next((s, p) for s, p in enumerate(places) if p is not None)
        node = self.trees[side].nodes[place]
        parent = None if above is None else self.found[above]
        line = Line(
            id=self._made_id(node.id, side),
            parent=-1 if above is None else above,
            depth=node.depth,
            tag=node.tag,
            places=places,
            kind=kind,
            ignored=ignored or bool(parent and parent.ignored),
        )
        if parent and (parent.inherited or parent.kind in ("removed", "added", "partial")):
            alone = sum(each is not None for each in parent.places) == 1
            line.inherited = alone
            line.kind = parent.kind if alone else kind
        self.found.append(line)
        return line, len(self.found) - 1

    def _made_id(self, own: int, side: int) -> int:
        made = (own ^ (_SIDE_MIX * side)) & _ID_MASK
        while made in self.ids:
            made = (made + 1) & _ID_MASK
        self.ids.add(made)
        return made

    # Judging -----------------------------------------------------------------------------------

    def _is_sequence(self, side: int, place: int | None) -> bool:
        return place is not None and self.trees[side].nodes[place].vr == "SQ"

    def _judged(self, places: Places, parents: Places) -> tuple[Kind, str]:
        missing = _missing(places, parents)
        kind, note = self._compared(places)
        if missing and kind != "changed":
            return self._missing_kind(missing, parents), self._missing_note(places, missing)
        return kind, note or self._missing_note(places, missing)

    def _missing_kind(self, missing: Sequence[int], parents: Places) -> Kind:
        """Say which kind a row is that some sides lack, of those that have what it stands in."""
        if len(self.trees) > 2 or sum(each is not None for each in parents) < 2:
            return "partial"
        return "added" if 0 in missing else "removed"

    def _missing_note(self, places: Places, missing: Sequence[int]) -> str:
        if not missing:
            return ""
        there = [self.labels[side] for side, place in enumerate(places) if place is not None]
        if len(there) == 1:
            return f"Only in {there[0]}."
        return f"Not in {' and '.join(self.labels[side] for side in missing)}."

    def _item_note(self, slot: Slot) -> str:
        numbers = [
            f"{self.trees[side].nodes[place].item} in {self.labels[side]}"
            for side, place in enumerate(slot.places)
            if place is not None
        ]
        if len({each.partition(" ")[0] for each in numbers}) < 2:
            return ""
        return f"Item {', '.join(numbers)}{': another order' if slot.moved else ''}."

    def _compared(self, places: Places) -> tuple[Kind, str]:
        """Compare the values of the sides that have the element."""
        there = [(side, place) for side, place in enumerate(places) if place is not None]
        sequences = sum(self._is_sequence(side, place) for side, place in there)
        if sequences == len(there):
            return "same", ""
        if sequences:
            return "changed", self._vr_note(there)
        return self._valued(there)

    def _valued(self, there: Sequence[tuple[int, int]]) -> tuple[Kind, str]:
        contents = [self.trees[side].content(place) for side, place in there]
        nodes = [self.trees[side].nodes[place] for side, place in there]
        first = contents[0]
        same = all(
            _is_meant(first, nodes[0], content, node)
            for content, node in zip(contents[1:], nodes[1:], strict=True)
        )
        others = len({content.vr for content in contents}) > 1
        if not same:
            return "changed", self._vr_note(there) if others else ""
        if others:
            return "vr", self._vr_note(there)
        if not all(first.is_spelt_like(content) for content in contents[1:]):
            return "spelling", _spelling(contents)
        return (
            ("moved", self._block_note(there)) if self._is_in_another_block(there) else ("same", "")
        )

    def _vr_note(self, there: Sequence[tuple[int, int]]) -> str:
        told = [
            f"{'SQ' if self._is_sequence(side, place) else self.trees[side].content(place).vr} in "
            f"{self.labels[side]}"
            for side, place in there
        ]
        return f"VR {', '.join(told)}."

    def _is_in_another_block(self, there: Sequence[tuple[int, int]]) -> bool:
        tags = {self.trees[side].nodes[place].tag for side, place in there}
        return len(tags) > 1 and all(map(is_private_creator, tags))

    def _block_note(self, there: Sequence[tuple[int, int]]) -> str:
        told = [
            f"{self.trees[side].nodes[place].tag & 0xFF:02X} in {self.labels[side]}"
            for side, place in there
        ]
        return f"Block {', '.join(told)}."


def _missing(places: Places, parents: Places) -> list[int]:
    """Return the sides that have what a row stands in, and not the row."""
    return [
        side
        for side, (place, parent) in enumerate(zip(places, parents, strict=True))
        if place is None and parent is not None
    ]


def _is_meant(first: Content, node: Node, other: Content, other_node: Node) -> bool:
    if first.meant == other.meant or (not first.exact and not other.exact):
        return True
    if first.vr == other.vr:
        return False
    if "UN" in (first.vr, node.vr):
        return bool(meant_as(node, other_node.vr) == other.meant)
    if "UN" in (other.vr, other_node.vr):
        return bool(meant_as(other_node, node.vr) == first.meant)
    return False


def _spelling(contents: Sequence[Content]) -> str:
    """Say in what way the spelling differs."""
    exact = [content.exact for content in contents]
    if len(set(exact)) == 1:
        return "The same text in other bytes: another character set."
    if all(isinstance(each, (str, bytes)) for each in exact):
        stripped = {each.strip(b" \0" if isinstance(each, bytes) else " \0") for each in exact}
        if len(stripped) == 1:
            return "The same value with other padding."
    return "The same value, written differently."
