"""What a search and the facets look at: made once for all rows, apart from their decoding."""

from __future__ import annotations

import threading
import time
from contextlib import contextmanager
from functools import cached_property
from typing import TYPE_CHECKING, NamedTuple

from pydicom.dataelem import RawDataElement

from dicomwidgets.elements.descriptors import describe
from dicomwidgets.elements.masks import Mask, Numbers, all_of, any_of, numbers, spread
from dicomwidgets.elements.raw_search import RawSearch, may_be_raw
from dicomwidgets.elements.shown import is_small
from dicomwidgets.elements.walk import BREAK_TAG, Node

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from dicomwidgets.elements.descriptors import Descriptor
    from dicomwidgets.elements.nodes import Nodes
    from dicomwidgets.elements.query import Term
    from dicomwidgets.elements.shown import Shown

__all__ = ["SearchIndex"]

_STEP = 500
"""Rows that are decoded as soon as looked at in any other way."""

_BREATH = 200
"""Rows between two looks at whether the index is still wanted."""

_PATIENCE = 1.0
"""Seconds after which reading goes on whoever asks."""

_FEW = 4
"""Where the bytes leave more than one row in so many, it is as well to decode all."""


_LETTERS = 2
"""Of a VR, which is one of what rows have in common."""

_NAMED = frozenset({"tag", "keyword", "name"})
"""What is asked of an element wherever it stands."""


class _Read(NamedTuple):
    """What is kept of a value: the number of its text, whether it is wrong, and empty."""

    text: int
    problem: bool
    empty: bool


class SearchIndex:
    """The rows of one table, to be searched.

    What rows have in common is looked at once for each descriptor, and what they say once for each
    text: headers say the same many times. All methods are thread-safe.

    Parameters
    ----------
    nodes
        The rows.
    show
        What shows the value of a node.
    """

    def __init__(self, nodes: Nodes, show: Callable[[Node], Shown]) -> None:
        self._nodes = nodes
        self._show = show
        self._described: tuple[list[Descriptor], Numbers] | None = None
        self._numbers: dict[str, int] = {}
        self._said: dict[tuple[str, bytes | None, bool], _Read] = {}
        self._text_of: list[int] = []
        self._problems = bytearray()
        self._empty = bytearray()
        self._raw: RawSearch | None = None
        self._describing = threading.Lock()
        self._gathering = threading.Lock()
        self._reading = threading.Lock()
        self._counting = threading.Lock()
        self._asking = 0
        self._nobody_asks = threading.Event()
        self._nobody_asks.set()

    def __len__(self) -> int:
        return len(self._nodes)

    @property
    def descriptors(self) -> list[Descriptor]:
        """What rows have in common."""
        return self._descriptions()[0]

    @property
    def keys(self) -> Numbers:
        """For each row, the number of its descriptor."""
        return self._descriptions()[1]

    def _descriptions(self) -> tuple[list[Descriptor], Numbers]:
        if self._described is None:
            with self._describing:
                if self._described is None:
                    found, keys = describe(self._nodes)
                    self._described = found, numbers(keys)
        return self._described

    @property
    def has_values(self) -> bool:
        """Whether every value has been decoded."""
        return len(self._text_of) == len(self._nodes)

    @contextmanager
    def asked(self) -> Iterator[None]:
        """Let `read` wait meanwhile: two that compute take each other's time."""
        with self._counting:
            self._asking += 1
            self._nobody_asks.clear()
        try:
            yield
        finally:
            with self._counting:
                self._asking -= 1
                if not self._asking:
                    self._nobody_asks.set()

    def read(self, wanted: Callable[[], bool] = lambda: True) -> bool:
        """Decode all values and describe all rows while nobody asks; return if all is done.

        Their bytes are gathered first: with them a search can do without the rest.

        Parameters
        ----------
        wanted
            Asked every now and then; ``False`` leaves off, to go on from there another time.
        """
        if not self.has_values:
            self._in_bytes().prepare(wanted)
        _ = self.parents
        while not self.has_values:
            self._nobody_asks.wait(_PATIENCE)
            if not wanted():
                return False
            self._read_some(_BREATH)
            time.sleep(0)  # Somebody who asks goes on at once.
        self._descriptions()
        self._raw = None
        return True

    @cached_property
    def parents(self) -> Numbers:
        """For each row the one above it, -1 at the top."""
        return numbers(self._nodes.parents())

    @property
    def has_parents(self) -> bool:
        """Whether they have been looked up."""
        return "parents" in self.__dict__

    @cached_property
    def _text_numbers(self) -> Numbers:
        """For each row the number of its text; once all are read."""
        return numbers(self._text_of)

    def _read_all(self) -> None:
        while not self.has_values:
            self._read_some(_STEP)

    def _read_some(self, count: int) -> None:
        with self._reading:
            start = len(self._text_of)
            found = [*map(self._read_one, self._nodes[start : start + count])]
            self._problems += bytes(each.problem for each in found)
            self._empty += bytes(each.empty for each in found)
            # Last, for by its length it is known how far the others are.
            self._text_of += [each.text for each in found]

    def _read_one(self, node: Node) -> _Read:
        element = node.element
        if type(element) is not RawDataElement:
            return self._noted(node)
        said = node.vr, element.value, element.is_little_endian
        found = self._said.get(said)
        if found is None:
            found = self._noted(node)
            if is_small(node):
                self._said[said] = found
        return found

    def _noted(self, node: Node) -> _Read:
        shown, numbers = self._show(node), self._numbers
        number = numbers.setdefault(_searched(node, shown), len(numbers))
        return _Read(number, shown.problem is not None, _is_empty(node, shown))

    @property
    def texts(self) -> list[str]:
        """The values as they are searched, in lower case."""
        self._read_all()
        texts = [*self._numbers]
        return [texts[number] for number in self._text_of]

    @property
    def problems(self) -> Mask:
        """The rows whose value is wrong."""
        self._read_all()
        return bytes(self._problems)

    @property
    def empty(self) -> Mask:
        """The elements that have no value, the sequences that have no item."""
        self._read_all()
        return bytes(self._empty)

    def where(self, holds: Callable[[Descriptor], bool]) -> Mask:
        """Return the rows whose descriptor holds."""
        return spread([holds(each) for each in self.descriptors], self.keys)

    @cached_property
    def elements(self) -> Mask:
        """The rows that are elements, not items."""
        return self.where(lambda each: each.tag is not None)

    def matches(self, term: Term, states: Mapping[str, Callable[[], Mask]]) -> Mask:
        """Return the rows that a word of a query fits.

        Parameters
        ----------
        term
            The word.
        states
            What ``is:`` asks for → what gives its rows.
        """
        if term.field == "is":
            return states[term.text]()
        if term.field in _NAMED and self._described is None:
            return self._in_bytes().named(term)
        if term.field not in ("", "value"):
            return self.where(lambda each: each.fits(term))
        found = self._found_raw(term)
        if found is not None:
            return found
        text = term.text
        self._read_all()
        values = spread([text in each for each in self._numbers], self._text_numbers)
        if term.field == "value":
            return all_of([values, self.elements], len(self))
        return any_of([values, self._named(term)], len(self))

    def _named(self, term: Term) -> Mask:
        """Return the rows that a word fits by what they have in common."""
        if self._described is None and may_be_raw(text := term.text) and len(text) > _LETTERS:
            return self._in_bytes().named(term)
        return self.where(lambda each: each.fits(term))

    def _found_raw(self, term: Term) -> Mask | None:
        """Return what `matches` does, before all values are decoded; ``None`` where it must be."""
        if self.has_values or not may_be_raw(term.text):
            return None
        raw, found = self._in_bytes(), bytearray(len(self))
        sure, others = raw.rows(term.text)
        if len(others) > len(self) // _FEW + _STEP:
            return None
        for row in sure:
            found[row] = 1
        for row in others:
            found[row] = self._says(self._nodes[row], term.text)
        if term.field == "value":
            return all_of([bytes(found), raw.elements], len(self))
        return any_of([bytes(found), raw.named(term)], len(self))

    def _in_bytes(self) -> RawSearch:
        with self._gathering:
            if self._raw is None:
                self._raw = RawSearch(self._nodes)
            return self._raw

    def _says(self, node: Node, text: str) -> bool:
        return text in _searched(node, self._show(node))


def _is_empty(node: Node, shown: Shown) -> bool:
    if node.element is None:
        return False
    return shown.vm == 0 or (node.vr == "SQ" and not node.children)


def _searched(node: Node, shown: Shown) -> str:
    text = shown.text
    if node.tag == BREAK_TAG:
        return f"the file breaks off here {text}".lower()
    if node.element is None:
        return f"item {node.item} {text}".lower()
    if " \\ " in text:
        as_typed = text.replace(" \\ ", "\\")
        return f"{text}\n{as_typed}".lower()
    return text.lower()
