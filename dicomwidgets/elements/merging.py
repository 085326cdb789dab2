"""Several datasets as one tree: elements by what they are, items by what they stand for."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import partial
from typing import TYPE_CHECKING, Any

from dicomwidgets.elements.alignment import Face, align, displaced
from dicomwidgets.elements.comparing import Content, content_of
from dicomwidgets.elements.digest import digest
from dicomwidgets.elements.identity import identity_of
from dicomwidgets.elements.walk import Node, walk
from dicomwidgets.reference.tags import is_private, is_private_creator

if TYPE_CHECKING:
    from collections.abc import Hashable, Iterator, Mapping, Sequence

    from pydicom.dataset import Dataset

    from dicomwidgets.elements.ignoring import Rules

__all__ = ["Judge", "Places", "Slot", "Tree", "element_key", "merged_elements", "merged_items"]

Places = tuple[int | None, ...]


class Tree:
    """One of the datasets that are compared, walked.

    Parameters
    ----------
    dataset
        With its file meta information, which comes first.
    tail
        Elements after those of `dataset` (`tail.read_tail`).
    pixels
        Digest of the pixels, where `tail` has them without their value.
    note
        The pixels' size in words, likewise.
    """

    def __init__(
        self,
        dataset: Dataset,
        *,
        tail: Dataset | None = None,
        pixels: bytes | None = None,
        note: str = "",
    ) -> None:
        self.nodes = walk(getattr(dataset, "file_meta", None), dataset, tail)
        self.note = note
        self._pixels = pixels
        self._contents: dict[int, Content] = {}

    def content(self, index: int) -> Content:
        """Return what the value of an element is compared by."""
        found = self._contents.get(index)
        if found is None:
            node = self.nodes[index]
            pixels = self._pixels if self.is_pixels(node) else None
            found = self._contents[index] = content_of(node, pixels)
        return found

    def is_pixels(self, node: Node) -> bool:
        """Whether the element holds the pixels of the dataset itself, not of an icon."""
        return node.tag >> 16 == 0x7FE0 and node.depth == 0

    def below(self, parent: int) -> Iterator[int]:
        """Yield the rows directly below another one; of -1 those at the top."""
        index = parent + 1
        stop = self.nodes[parent].stop if parent >= 0 else len(self.nodes)
        while index < stop:
            yield index
            index = self.nodes[index].stop


class Judge:
    """Which elements of a tree the rules pass over, and what its items look like without them."""

    def __init__(self, tree: Tree, rules: Rules) -> None:
        self.tree = tree
        self._rules = rules
        self._ignored: dict[int, bool] = {}
        self._faces: dict[int, Face] = {}

    def ignores(self, index: int) -> bool:
        """Whether the rules pass an element over."""
        found = self._ignored.get(index)
        if found is None:
            found = self._ignored[index] = self._rules.ignores(self.tree.nodes, index)
        return found

    def face(self, item: int) -> Face:
        """Return what an item is known by."""
        found = self._faces.get(item)
        if found is None:
            keys = self._kept(item)
            parts = {key: self._part(key, index) for key, index in keys.items()}
            identity = identity_of(self._values(item), partial(self._of_first, item))
            content = digest(b"".join(parts.values()))
            face = Face(identity, content, frozenset(parts.values()), frozenset(parts))
            found = self._faces[item] = face
        return found

    def _kept(self, parent: int) -> dict[Hashable, int]:
        keys = _child_keys(self.tree, parent)
        return {key: index for key, index in keys.items() if not self.ignores(index)}

    def _part(self, key: Hashable, index: int) -> bytes:
        if self.tree.nodes[index].vr == "SQ":
            items = b"".join(self.face(item).content for item in self.tree.below(index))
            return digest(repr(key).encode() + items)
        return digest(repr((key, self.tree.content(index).meant)).encode())

    def _values(self, item: int) -> Mapping[int, Any]:
        """Return tag → meaning of the elements right in an item; of a sequence its place."""
        nodes = self.tree.nodes
        return {
            nodes[index].tag: self.tree.content(index).meant
            for index in self._kept(item).values()
            if nodes[index].vr != "SQ"
        }

    def _of_first(self, item: int, tag: int) -> Mapping[int, Any]:
        """Return the same of the first item of a sequence in an item."""
        for index in self.tree.below(item):
            if self.tree.nodes[index].tag == tag:
                first = next(self.tree.below(index), None)
                return {} if first is None else self._values(first)
        return {}


def _child_keys(tree: Tree, parent: int) -> dict[Hashable, int]:
    """Return key → index of the elements of a dataset or item.

    The key of a private element is its creator and its number in the block (PS3.5 7.8.1): blocks
    may lie elsewhere in another dataset.
    """
    keys: dict[Hashable, int] = {}
    for index in tree.below(parent):
        key = base = element_key(tree.nodes[index])
        number = 1
        while key in keys:
            number += 1
            key = (base, number)
        keys[key] = index
    return keys


def element_key(node: Node) -> Hashable:
    """Return what an element is, wherever a private block lies."""
    if not is_private(node.tag):
        return node.tag
    group = node.tag >> 16
    if is_private_creator(node.tag):
        return group, " ".join(node.scope.strings(node.tag)), -1
    creator = node.scope.creator(node.tag)
    return (group, creator, node.tag & 0xFF) if creator else node.tag


def merged_elements(trees: Sequence[Tree], parents: Places) -> list[Places]:
    """Return where each side has each element of a dataset or item, in the order of the tags."""
    found: dict[Hashable, list[int | None]] = {}
    order: dict[Hashable, tuple[int, int]] = {}
    for side, (tree, parent) in enumerate(zip(trees, parents, strict=True)):
        if parent is None:
            continue
        for key, index in _child_keys(tree, parent).items():
            found.setdefault(key, [None] * len(trees))[side] = index
            order.setdefault(key, (tree.nodes[index].tag, side))
    return [tuple(found[key]) for key in sorted(found, key=order.__getitem__)]


@dataclass(slots=True)
class Slot:
    """One item, as each side has it; `moved` where a side has it in another order."""

    places: list[int | None]
    moved: bool = False
    faces: list[Face] = field(default_factory=list)


def merged_items(judges: Sequence[Judge], sequences: Places) -> list[Slot]:
    """Return which item of each side is which, in the order of the first that has it."""
    slots: list[Slot] = []
    for side, (judge, sequence) in enumerate(zip(judges, sequences, strict=True)):
        if sequence is None or judge.tree.nodes[sequence].vr != "SQ":
            continue
        items = list(judge.tree.below(sequence))
        faces = [judge.face(item) for item in items]
        pairs = align([slot.faces[0] for slot in slots], faces) if slots else []
        for place, _ in displaced(pairs):
            slots[place].moved = True
        _take(slots, dict(pairs), list(zip(items, faces, strict=True)), side, len(judges))
    return slots


def _take(
    slots: list[Slot],
    pairs: Mapping[int, int],
    items: Sequence[tuple[int, Face]],
    side: int,
    sides: int,
) -> None:
    """Put the items of one more side into their slots; new ones after what they follow."""
    known = list(slots)
    slot_of = {number: known[place] for place, number in pairs.items()}
    after: Slot | None = None
    fresh: dict[int, list[Slot]] = {}
    for number, (item, face) in enumerate(items):
        slot = slot_of.get(number)
        if slot is None:
            slot = Slot([None] * sides)
            fresh.setdefault(id(after), []).append(slot)
        else:
            after = slot
        slot.places[side] = item
        slot.faces.append(face)
    slots[:] = fresh.get(id(None), [])
    for slot in known:
        slots += [slot, *fresh.get(id(slot), [])]
