"""The object that is checked: its elements in order, with their places."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any, NamedTuple

from pydicom.dataelem import RawDataElement

from dicomwidgets.elements.path import path_of
from dicomwidgets.elements.shown import values_of
from dicomwidgets.elements.walk import walk
from dicomwidgets.reading.kept_warnings import kept_warnings
from dicomwidgets.reference.tags import keyword_tag, tag_info, tag_text
from dicomwidgets.reference.vrs import vr_of

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from pydicom.dataset import Dataset

    from dicomwidgets.elements.walk import Node
    from dicomwidgets.reading.header import Header

__all__ = ["Mark", "Subject", "Value"]


class Mark(NamedTuple):
    """A fault, and where.

    Parameters
    ----------
    rule
        Which kind (`RULES`).
    message
        What was found; no value is quoted.
    at
        Index of the element's node; -1 for the file as a whole.
    missing
        Keyword of an element that is not there, below the node `at`.
    """

    rule: str
    message: str
    at: int = -1
    missing: str = ""


class Value(NamedTuple):
    """A value, decoded: the first values or the bytes, how many, and what was said meanwhile."""

    values: list[Any] | bytes
    total: int
    warnings: Sequence[str] = ()
    error: str = ""


@dataclass(slots=True, weakref_slot=True)
class _Level:
    """One dataset or item: its own elements by tag, its keyword path."""

    path: str
    elements: dict[int, int]


class Subject:
    """A dataset with its file meta information, walked once; never changed.

    Parameters
    ----------
    dataset
        All elements, or those before the pixels.
    tail
        Those from the pixels on, where `dataset` ends before them.
    header
        What is known of its file, where it has one.
    today
        Dates after it lie in the future.
    """

    def __init__(
        self,
        dataset: Dataset,
        *,
        today: date,
        tail: Dataset | None = None,
        header: Header | None = None,
    ) -> None:
        self.meta: Dataset | None = getattr(dataset, "file_meta", None)
        self.header = header
        self.today = today
        self.nodes = walk(self.meta, dataset, tail)
        self._values: dict[int, Value] = {}

    @cached_property
    def levels(self) -> dict[int, _Level]:
        """Index of an item (-1 for the top) → what stands in it."""
        found = {-1: _Level("", {})}
        for index, node in enumerate(self.nodes):
            if node.element is None:
                found[index] = _Level(self.keyword_path(node.parent), {})
            else:
                found[node.parent].elements.setdefault(node.tag, index)
        return found

    @cached_property
    def keyword_paths(self) -> list[str]:
        """The keywords that lead to each element, without item numbers."""
        found: list[str] = []
        for node in self.nodes:
            if node.element is None:
                found.append(found[node.parent])
            else:
                above = f"{found[node.parent]}." if node.parent >= 0 else ""
                found.append(f"{above}{self.name(node)}")
        return found

    def keyword_path(self, index: int) -> str:
        """Return the keywords that lead to an element, without item numbers."""
        return self.keyword_paths[index] if index >= 0 else ""

    def name(self, node: Node) -> str:
        """Return an element's keyword, or its tag where it has none."""
        return tag_info(node.tag, node.scope.creator(node.tag)).keyword or tag_text(node.tag)

    def path(self, index: int) -> str:
        """Return where an element is, as one would type it after ``dataset.``."""
        return path_of(self.nodes, index)

    def value(self, index: int) -> Value:
        """Return the value of an element, decoded once."""
        if index not in self._values:
            self._values[index] = _decoded(self.nodes[index])
        return self._values[index]

    def raw(self, index: int) -> bytes | None:
        """Return the bytes of an element as they stand in the file, where they are at hand."""
        element = self.nodes[index].element
        return element.value if isinstance(element, RawDataElement) else None

    def length(self, index: int) -> int | None:
        """Return the length of a value in bytes; ``None`` where it is undefined or not known."""
        element: Any = self.nodes[index].element
        if isinstance(element, RawDataElement):
            return None if element.length == 0xFFFFFFFF else element.length
        value = element.value
        return len(value) if isinstance(value, bytes) else None

    def is_empty(self, index: int) -> bool:
        """Whether an element has no value, a sequence no item."""
        node = self.nodes[index]
        if node.vr == "SQ":
            return node.children == 0 and not node.problem
        element: Any = node.element
        if isinstance(element, RawDataElement):
            if element.length == 0 or vr_of(node.vr).kind not in ("string", "text"):
                return element.length == 0
            return isinstance(element.value, bytes) and not element.value.strip(b" \0")
        return element.value is None or str(element.value) == ""

    def find(self, keyword: str, level: int = -1) -> int:
        """Return the index of an element of a dataset or item; -1 where it is not there."""
        return self.levels[level].elements.get(keyword_tag(keyword), -1)

    def texts(self, keyword: str, level: int = -1) -> list[str]:
        """Return the values of an element as text; nothing where it has none."""
        index = self.find(keyword, level)
        values = self.value(index).values if index >= 0 else []
        return [] if isinstance(values, bytes) else [str(value).strip() for value in values]

    def text(self, keyword: str, level: int = -1) -> str:
        """Return the first value of an element as text; empty where it has none."""
        return next(iter(self.texts(keyword, level)), "")

    def number(self, keyword: str, level: int = -1) -> int | None:
        """Return the first value of an element as a whole number, where it is one."""
        try:
            return int(self.text(keyword, level))
        except ValueError:
            return None


def _decoded(node: Node) -> Value:
    with kept_warnings() as kept:
        try:
            return Value(*values_of(node), tuple(kept))
        except Exception as error:  # noqa: BLE001 - values are wrong in any way there is
            return Value([], 0, tuple(kept), str(error) or type(error).__name__)
