"""What rows have in common: the same element of many items is one descriptor."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from dicomwidgets.elements.node import BREAK_TAG
from dicomwidgets.reference.tags import ITEM_TAG, is_private, tag_info, tag_text
from dicomwidgets.reference.vrs import VRS

if TYPE_CHECKING:
    from collections.abc import Sequence

    from dicomwidgets.elements.query import Term
    from dicomwidgets.elements.walk import Node

__all__ = ["NAMES_OF_OTHERS", "Descriptor", "describe"]


NAMES_OF_OTHERS = {ITEM_TAG: "Item", BREAK_TAG: "The file breaks off here"}
"""The names of rows that are no elements, by what stands for their tag."""

_PLAIN = frozenset(VRS)


@dataclass(frozen=True, slots=True)
class Descriptor:
    """An element, or the items of a sequence, wherever it occurs below the same elements.

    Parameters
    ----------
    tag
        Group and element as one number; ``None`` for items and a break.
    keyword, name
        Of the standard, or of pydicom's private dictionary.
    vr
        As it is shown.
    creator
        The private creator, for private elements.
    path
        Keywords from the top, without items: ``"RequestAttributesSequence.StudyInstanceUID"``;
        tags where there is no keyword.

    Attributes
    ----------
    words
        What a plain word may be found in, in lower case.
    """

    tag: int | None
    keyword: str
    name: str
    vr: str
    creator: str
    path: str
    words: str = field(default="", init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        if self.tag is not None:
            words = f"{self.keyword}\0{self.name}\0{tag_text(self.tag)} {self.tag:08x}"
            object.__setattr__(self, "words", words.lower())

    @property
    def private(self) -> bool:
        """Whether it is a private element."""
        return self.tag is not None and is_private(self.tag)

    def fits(self, term: Term) -> bool:
        """Whether a word of a query fits by what all such rows have in common."""
        fits = _FITS.get(term.field)
        return fits is not None and fits(self, term.text)


def describe(nodes: Sequence[Node]) -> tuple[list[Descriptor], list[int]]:
    """Return the descriptors, and for each node the number of its own."""
    numbers: dict[tuple[int, int, str, str], int] = {}
    found: list[Descriptor] = []
    keys: list[int] = []
    for node in nodes:
        parent, tag, element = node.parent, node.tag, node.element
        above = keys[parent] if parent >= 0 else -1
        creator = node.scope.creator(tag) if tag & 0x10000 and element is not None else ""
        written = element.VR if element is not None else ""
        key = (above, tag, written if written in _PLAIN else node.vr_shown, creator)
        number = numbers.get(key)
        if number is None:
            number = numbers[key] = len(found)
            found.append(_descriptor(node, creator, found[above].path if above >= 0 else ""))
        keys.append(number)
    return found, keys


def _descriptor(node: Node, creator: str, above: str) -> Descriptor:
    if node.element is None:
        return Descriptor(None, "", NAMES_OF_OTHERS[node.tag], "", "", above)
    info = tag_info(node.tag, creator)
    step = info.keyword or tag_text(node.tag)
    path = f"{above}.{step}" if above else step
    return Descriptor(node.tag, info.keyword, info.name, node.vr_shown, creator, path)


def _tag(each: Descriptor, text: str) -> bool:
    digits = text.strip("()").replace(",", "")
    if each.tag is None or len(digits) > 8:
        return False
    there = f"{each.tag:08x}"
    return all(asked in ("x", digit) for asked, digit in zip(digits, there, strict=False))


def _private(each: Descriptor, text: str) -> bool:
    if text in ("yes", "no"):
        return each.tag is not None and each.private is (text == "yes")
    return each.private and (text in each.creator.lower() or text in each.name.lower())


def _plain(each: Descriptor, text: str) -> bool:
    return text == each.vr.lower() or text in each.words


_FITS = {
    "": _plain,
    "tag": _tag,
    "keyword": lambda each, text: text in each.keyword.lower(),
    "name": lambda each, text: text in each.name.lower(),
    "vr": lambda each, text: each.vr.lower() in text.split(","),
    "private": _private,
}
