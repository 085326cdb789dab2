"""What is constant over many files, what varies, what some of them lack."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from itertools import islice
from typing import TYPE_CHECKING

from pydicom.dataelem import RawDataElement

from dicomwidgets.elements.compared import Spread, Value
from dicomwidgets.elements.comparing import content_of
from dicomwidgets.elements.ignoring import is_of_the_standard
from dicomwidgets.elements.merging import element_key
from dicomwidgets.elements.path import path_name
from dicomwidgets.elements.recurring_items import below, paired, standings
from dicomwidgets.elements.shown import show
from dicomwidgets.elements.walk import walk
from dicomwidgets.errors import ReadError
from dicomwidgets.reading.header import try_header
from dicomwidgets.reading.quick import quick_text
from dicomwidgets.reference.tags import ITEM_TAG, tag_info
from dicomwidgets.reference.vrs import vr_of

if TYPE_CHECKING:
    from collections.abc import Callable, Container, Hashable, Sequence

    from pydicom.dataset import Dataset

    from dicomwidgets.elements.recurring_items import Standing
    from dicomwidgets.elements.walk import Node
    from dicomwidgets.reading.item import Source

__all__ = ["Trait", "Variation", "variation"]

_MOST_ITEMS = 64
"""Items of one sequence that are looked into."""

_MOST_VALUES = 20_000
"""Values of one element that are told apart."""

_MOST_TEXTS = 200
"""Values of one element whose text is kept."""

_TEXT = 200
_LISTED = 100
_SHORT = 1024
_PROGRESS_EVERY = 8


@dataclass(slots=True)
class _Seen:
    count: int
    first: int
    text: str | None


@dataclass(slots=True)
class Trait:
    """One element, or item, of all files that have it.

    Parameters
    ----------
    path
        As one would type it after ``dataset.``.
    tag, item
        As one number; the number of an item in the first file that has it, from 1, else 0.
    creator
        The private creator, for private elements.
    vrs
        With how many files each.
    seen
        Value → how often, where first, and its text while there are not too many.
    numbers
        Of an item: its numbers in the files, while there are not too many.
    vr, standard
        By which it is read; whether all its values are UIDs of the standard's own.
    """

    path: str
    tag: int
    item: int
    creator: str = ""
    vr: str = ""
    standard: bool = True
    present: int = 0
    vrs: Counter[str] = field(default_factory=Counter)
    seen: dict[Hashable, _Seen] = field(default_factory=dict)
    lacking: bytearray = field(default_factory=bytearray)
    children: dict[Hashable, Trait] = field(default_factory=dict)
    numbers: set[int] = field(default_factory=set)

    @property
    def name(self) -> str:
        """In words."""
        if self.item:
            return f"Item {self.item}"
        fallback = "Private element" if self.tag >> 16 & 1 else "Unknown element"
        return tag_info(self.tag, self.creator).name or fallback

    def note(self, file: int) -> None:
        """Remember that a file has it; all between this one and the last that had it do not."""
        self.lacking += bytes(file + 1 - len(self.lacking))
        if not self.lacking[file]:
            self.lacking[file] = 1
            self.present += 1

    def spread(self, files: int) -> Spread:
        """Return how its values spread over that many files."""
        has = self.lacking.ljust(files, b"\0")
        missing: list[int] = []
        place = has.find(0) if self.present < files else -1
        while 0 <= place < files and len(missing) < _LISTED:
            missing.append(place)
            place = has.find(0, place + 1)
        texts = [each for each in self.seen.values() if each.text is not None]
        texts.sort(key=lambda each: (-each.count, each.first))
        values = tuple(Value(each.text or "", each.count, each.first) for each in texts)
        return Spread(files, self.present, max(len(self.seen), 1), values, tuple(missing))


class Variation:
    """The elements of many files, each with its values.

    Memory grows with the number of different values, not of files: a header is let go as soon as
    it has been looked at.
    """

    def __init__(self) -> None:
        self.names: list[str] = []
        self.problems: list[ReadError] = []
        self.series: set[str] = set()
        self.classes: Counter[str] = Counter()
        self.skipped = 0
        self.complete = True
        self.root = Trait("", 0, 0)

    def __len__(self) -> int:
        """Return the number of files."""
        return len(self.names)

    def __repr__(self) -> str:
        return f"<Variation over {len(self)} files>"

    def add(self, dataset: Dataset, name: str = "") -> None:
        """Take in one more file."""
        file = len(self.names)
        self.names.append(name)
        self.root.note(file)
        nodes = walk(getattr(dataset, "file_meta", None), dataset)
        self.series.add(quick_text(dataset, 0x0020000E))
        self.classes[quick_text(dataset, 0x00080016)] += 1
        traits: dict[int, Trait] = {-1: self.root}
        index = 0
        while index < len(nodes):
            node = nodes[index]
            if index not in traits and node.item:
                index = node.stop
                continue
            if not node.item:
                traits[index] = self._trait(traits[node.parent], node)
            trait = traits[index]
            trait.note(file)
            if node.element is not None:
                _look(trait, node, file)
            if node.vr == "SQ" and node.element is not None:
                traits |= self._items(trait, nodes, index)
            index += 1

    def _trait(self, above: Trait, node: Node) -> Trait:
        key = element_key(node)
        found = above.children.get(key)
        if found is None:
            path = ".".join(filter(None, (above.path, path_name(node.tag))))
            found = above.children[key] = Trait(path, node.tag, 0, node.scope.creator(node.tag))
            found.vr = node.vr
        return found

    def _items(self, above: Trait, nodes: Sequence[Node], sequence: int) -> dict[int, Trait]:
        """Return place → trait of the items of a sequence, found by what they stand for."""
        items = [*islice(below(nodes, sequence), _MOST_ITEMS)]
        new = standings(nodes, items)
        known = [*above.children]
        found: dict[int, Trait] = {}
        for item, standing, place in zip(items, new, paired(known, new), strict=True):  # type: ignore[arg-type]
            if place is not None:
                trait = above.children[known[place]]
            elif len(above.children) < _MOST_ITEMS:
                number = nodes[item].item
                trait = Trait(f"{above.path}[{number - 1}]", nodes[item].tag, number)
                above.children[_unused(standing, above.children)] = trait
            else:
                continue
            trait.numbers.add(nodes[item].item)
            found[item] = trait
        return found


def _unused(standing: Standing, taken: Container[Hashable]) -> Standing:
    """Return a standing that no other item has: of what nothing identifies there may be many."""
    while standing in taken:
        standing = standing._replace(turn=standing.turn + 1)
    return standing


def variation(
    source: Source,
    *,
    on_progress: Callable[[int, int], None] | None = None,
    cancelled: Callable[[], bool] | None = None,
) -> Variation:
    """Read the header of every file of a source, up to the pixels, and keep its values.

    Parameters
    ----------
    source
        From `source_of`.
    on_progress
        Called now and then with (files done, files in all), in the calling thread.
    cancelled
        Asked before every file; once it says ``True`` it ends, incomplete.
    """
    found = Variation()
    found.problems += source.missing()
    items = source.items()
    for done, item in enumerate(items):
        if cancelled is not None and cancelled():
            found.complete = False
            break
        if on_progress is not None and done % _PROGRESS_EVERY == 0:
            on_progress(done, len(items))
        try:
            header = try_header(source, item)
        except ReadError as error:
            error.__cause__ = error.__context__ = None
            found.problems.append(error.with_traceback(None))
            continue
        if header is None:
            found.skipped += 1
        else:
            found.add(header.dataset, item.name)
    return found


def _look(trait: Trait, node: Node, file: int) -> None:
    """Count the value of an element."""
    vr = str(node.element.VR or "") if node.element is not None else ""
    trait.vrs[vr if vr and " " not in vr else node.vr] += 1
    key = _key(node)
    seen = trait.seen.get(key)
    if seen is not None:
        seen.count += 1
    elif len(trait.seen) < _MOST_VALUES:
        trait.standard &= node.vr == "UI" and is_of_the_standard(node)
        text = None if len(trait.seen) >= _MOST_TEXTS else _text(node)
        trait.seen[key] = _Seen(1, file, text)


def _key(node: Node) -> Hashable:
    """Return what tells values apart, mostly without decoding them."""
    if node.vr == "SQ" or node.tag == ITEM_TAG:
        return node.children
    element = node.element
    data = element.value if isinstance(element, RawDataElement) else None
    if isinstance(data, bytes) and len(data) <= _SHORT and element is not None:
        if vr_of(node.vr).kind in ("string", "text"):
            return data.rstrip(b" \0") or None
        if not isinstance(element, RawDataElement) or element.is_little_endian:
            return data or None
    meant = content_of(node).meant
    return meant or None


def _text(node: Node) -> str:
    text = show(node).text
    return text if len(text) <= _TEXT else f"{text[:_TEXT]}…"
