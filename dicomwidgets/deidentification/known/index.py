"""What is known of one patient, compiled once for all files that know the same."""

from __future__ import annotations

import re
from collections import defaultdict
from functools import cached_property, lru_cache
from typing import TYPE_CHECKING

from dicomwidgets.deidentification.known.days import spelled_day
from dicomwidgets.deidentification.known.encodings import WIDE, written_bytes
from dicomwidgets.deidentification.known.letters import is_ideographic
from dicomwidgets.deidentification.known.names import spelled_name
from dicomwidgets.deidentification.known.numbers import spelled_number
from dicomwidgets.deidentification.known.places import spelled_phrase
from dicomwidgets.deidentification.known.trie import Edges, pattern_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

    from dicomwidgets.deidentification.known.spelling import Bound, Kind, Spelling

__all__ = ["Index", "index_of"]

Identity = tuple[tuple["Kind", tuple[str, ...]], ...]

_SPELLED: Mapping[Kind, Callable[[str, Kind], Iterator[Spelling]]] = {
    "name": spelled_name,
    "person": spelled_name,
    "id": spelled_number,
    "number": spelled_number,
    "device": spelled_number,
    "phone": spelled_number,
    "birth date": spelled_day,
    "date": spelled_day,
    "place": spelled_phrase,
    "address": spelled_phrase,
}
_IN_TEXT: Mapping[Bound, Edges] = {
    "": Edges(),
    "letters": Edges(r"(?<![^\W\d_].)", r"(?![^\W\d_])"),
    "signs": Edges(r"(?<![^\W_].)", r"(?![^\W_])"),
    "digits": Edges(r"(?<!\d.)", r"(?!\d)"),
}
_IN_BYTES: Mapping[Bound, Edges] = {
    "": Edges(),
    "letters": Edges("(?<![a-z].)", "(?![a-z])"),
    "signs": Edges("(?<![a-z0-9].)", "(?![a-z0-9])"),
    "digits": Edges("(?<![0-9].)", "(?![0-9])"),
}
_IN_WIDE: Mapping[Bound, Edges] = {
    "": Edges(),
    "letters": Edges(r"(?<![a-z]\0.)", r"(?!\0[a-z])"),
    "signs": Edges(r"(?<![a-z0-9]\0.)", r"(?!\0[a-z0-9])"),
    "digits": Edges(r"(?<![0-9]\0.)", r"(?!\0[0-9])"),
}


_START, _LONG = 3, 20
_SAFE_LENGTH = 6
"""Bytes from which on a spelling is found by chance in less than 1 of 1,000 files of 100 MB."""


class Index:
    """The spellings of everything that is known, as patterns that are compiled when asked for.

    Parameters
    ----------
    identity
        What is known, by kind.
    declared
        Python's names of the character sets that the file declares.
    """

    def __init__(self, identity: Identity, declared: tuple[str, ...]) -> None:
        self._declared = declared
        self.kinds: dict[str, Kind] = {}
        self._bounds: dict[str, Bound] = {}
        for spelling in (each for kind, values in identity for each in _spellings(kind, values)):
            if self.kinds.setdefault(spelling.text, spelling.kind) == spelling.kind:
                self._bounds.setdefault(spelling.text, spelling.bound)

    @cached_property
    def words(self) -> tuple[str, ...]:
        """The shortest texts of which one stands wherever something known stands."""
        return tuple(_shortest(self._bounds))

    @cached_property
    def needles(self) -> frozenset[bytes]:
        """What is looked for first: all that the patterns find has one of these in it.

        In lower case, and without zero bytes, so that UTF-16 and single bytes look the same. Made
        without the patterns, which take a hundred times as long.
        """
        written: set[bytes] = set()
        for text in self.words:
            if text.isascii():  # the same in every encoding, but for the zero bytes
                written.add(text.encode())
                continue
            both = written_bytes(text, self._declared) | _wide(text)
            written.update(data.replace(b"\0", b"") for data in both)
        return frozenset(written)

    @cached_property
    def starts(self) -> Mapping[bytes, Mapping[bytes, Sequence[bytes]]]:
        """The needles by their first byte and by their first bytes, which many have in common."""
        found: dict[bytes, dict[bytes, list[bytes]]] = defaultdict(lambda: defaultdict(list))
        for needle in self.needles:
            found[needle[:1]][needle[:_START]].append(needle)
        return found

    def there(self, bare: bytes) -> Iterator[bytes]:
        """Yield the needles that are in bytes, in lower case and without zero bytes."""
        for first, starts in self.starts.items():
            if first in bare:
                for start, needles in starts.items():
                    if start in bare:
                        yield from (needle for needle in needles if needle in bare)

    @cached_property
    def text(self) -> re.Pattern[str]:
        """What finds spellings in a text in lower case, where there are any."""
        by_edges: dict[Edges, list[str]] = defaultdict(list)
        for text, bound in self._bounds.items():
            by_edges[_IN_TEXT[bound]].append(text)
        return re.compile(pattern_of(by_edges), re.DOTALL)

    @cached_property
    def raw_kinds(self) -> Mapping[bytes, Kind]:
        """What the pattern of bytes finds → its kind."""
        return {data: self.kinds[text] for data, text, _ in self._written()}

    @cached_property
    def shifted(self) -> frozenset[bytes]:
        """Those whose bytes are those of ASCII, and count after an escape sequence only."""
        return frozenset(
            data
            for data, text, _ in self._written()
            if data.isascii() and is_ideographic(text) and _wide(text).isdisjoint((data,))
        )

    @cached_property
    def chancy(self) -> frozenset[bytes]:
        """Those that are found anywhere by chance: fewer than six bytes, of signs that are four."""
        return frozenset(
            data
            for data, text, _ in self._written()
            if len(data) < (4 if is_ideographic(text) else _SAFE_LENGTH)
        )

    @cached_property
    def raw(self) -> re.Pattern[bytes]:
        """What finds spellings in bytes that have been lowered, in every encoding."""
        by_edges: dict[Edges, list[str]] = defaultdict(list)
        for data, _, edges in self._written():
            by_edges[edges].append(data.decode("latin-1"))
        return re.compile(pattern_of(by_edges).encode("latin-1"), re.DOTALL)

    def _written(self) -> Iterator[tuple[bytes, str, Edges]]:
        for text, bound in self._bounds.items():
            for data in written_bytes(text, self._declared):
                yield data, text, _IN_BYTES[bound]
            for data in _wide(text):
                yield data, text, _IN_WIDE[bound]


def _shortest(texts: Iterable[str]) -> list[str]:
    """Leave out the texts that hold another of them, but for long ones: to find out costs more."""
    kept: list[str] = []
    starts: dict[str, list[str]] = defaultdict(list)
    for text in sorted(texts, key=len):
        if len(text) > _LONG:
            kept.append(text)
            continue
        if any(each in text for each in starts[""]) or any(
            text.startswith(each, at)
            for at in range(len(text) - _START + 1)
            for each in starts.get(text[at : at + _START], ())
        ):
            continue
        kept.append(text)
        starts[text[:_START] if len(text) >= _START else ""].append(text)
    return kept


def _spellings(kind: Kind, values: Iterable[str]) -> Iterator[Spelling]:
    spelled = _SPELLED[kind]
    for value in values:
        yield from spelled(value, kind)


def _wide(text: str) -> set[bytes]:
    """Return a text in UTF-16 and UTF-32: both orders of ASCII differ in the zeros at the ends."""
    if text.isascii():
        return {text.encode("utf-16-le")[:-1], text.encode("utf-32-le")[:-3]}
    cases = {text, text.upper(), text.title()}
    return {case.encode(codec).lower() for case in cases for codec in WIDE}


@lru_cache(maxsize=256)
def index_of(identity: Identity, declared: tuple[str, ...]) -> Index:
    """Return the index of an identity; files that know the same share it."""
    return Index(identity, declared)
