"""What is known of a patient in one file, and where it stands in texts and bytes."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

from dicomwidgets.deidentification.known.broken import mended
from dicomwidgets.deidentification.known.index import Index, index_of
from dicomwidgets.deidentification.known.letters import lowered
from dicomwidgets.deidentification.known.sources import kept_kinds, kind_of
from dicomwidgets.elements.characters import charset_of
from dicomwidgets.reference.tags import tag_info

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from dicomwidgets.deidentification.known.spelling import Kind

__all__ = ["MASK", "Hit", "Known"]

MASK = "***"
"""Takes the place of what was known: no longer than the shortest thing that is looked for."""

_UID = re.compile(r"(?<![\w.])[0-2](?:\.\d+){3,}(?![\w])")
_UID_BYTES = re.compile(rb"(?<![\w.])[0-2](?:\.\d+){3,}(?![\w])")
_SHORT_RUN = 8
_SHORTEST = 4
_TEXT = re.compile(rb"[\t\n\f\r\x1b\x20-\x7e\x80-\xff]*\0*")
_PRINTABLE = frozenset(range(0x20, 0x7F))


class Hit(NamedTuple):
    """Where something known stands.

    Parameters
    ----------
    start, stop
        Characters of a text or bytes.
    kind
        What it is.
    """

    start: int
    stop: int
    kind: Kind


class Known:
    """What is known of the patient in one file; its repr tells how much, not what.

    Parameters
    ----------
    index
        What is searched for, shared by files that know the same.
    uids
        UIDs of the file, which are looked for as a whole.
    """

    __slots__ = ("_index", "uids")

    def __init__(self, index: Index, uids: frozenset[str] = frozenset()) -> None:
        self._index = index
        self.uids = uids

    def __repr__(self) -> str:
        return f"Known({len(self._index.kinds)} spellings)"

    @classmethod
    def of(
        cls,
        values: Mapping[int, Sequence[str]],
        character_sets: Iterable[str] = (),
        options: Iterable[str] = (),
    ) -> Known:
        """Return what a file tells about its patient.

        Parameters
        ----------
        values
            Tag → decoded values, from every depth of the file: `kind_of` says which are of use,
            all others are passed over.
        character_sets
            Values of Specific Character Set (0008,0005).
        options
            Names of the policy's options: what they keep on purpose is not looked for.
        """
        kept = kept_kinds(options)
        uids: set[str] = set()
        by_kind: dict[Kind, set[str]] = {}
        for tag, texts in values.items():
            kind = _kind(tag)
            if kind is None or kind in kept:
                continue
            by_kind.setdefault(kind, set()).update(texts) if kind != "uid" else uids.update(texts)
        identity = tuple((kind, tuple(sorted(found))) for kind, found in sorted(by_kind.items()))
        declared = charset_of(tuple(character_sets)).encodings
        return cls(index_of(identity, declared), frozenset(uids - {""}))

    @property
    def needles(self) -> frozenset[bytes]:
        """Bytes that tell cheaply where to look closely: a value without any has no hits.

        A value has to be in lower case and without zero bytes to be compared with them.
        """
        return self._index.needles | {uid.encode("ascii", "replace") for uid in self.uids}

    def there(self, data: bytes) -> list[bytes]:
        """Return those of `needles` that are in the bytes of one value, or of many."""
        bare = data.lower().translate(None, b"\0")
        uids = (uid.encode("ascii", "replace") for uid in self.uids)
        return [*self._index.there(bare), *(uid for uid in uids if uid in bare)]

    def hits(self, data: bytes) -> list[Hit]:
        """Return where something known stands in the bytes of one value, in any encoding.

        Notes
        -----
        What has fewer than six bytes is found anywhere by chance. It counts in bytes that are
        text from beginning to end, and elsewhere inside eight printable characters or more, or,
        from four bytes on, between bytes that are none.
        """
        found = [*self._spelled(data), *self._uids(data)]
        return sorted(found) if len(found) > 1 else found

    def text_hits(self, text: str) -> list[Hit]:
        """Return where something known stands in a text, be it over the end of a line."""
        found = self._spelled_in(text)
        for whole, places in mended(text):
            hits = self._spelled_in(whole)
            found += [Hit(places[at], places[stop - 1] + 1, kind) for at, stop, kind in hits]
        found = sorted(set(found)) if len(found) > 1 else found
        if self.uids and "." in text:
            spans = (hit for hit in _UID.finditer(text) if hit[0] in self.uids)
            found = sorted([*found, *(Hit(*hit.span(), "uid") for hit in spans)])
        return found

    def _spelled_in(self, text: str) -> list[Hit]:
        low = lowered(text)
        # Compiling takes longer than looking through many texts in which there is nothing.
        if not any(word in low for word in self._index.words):
            return []
        kinds, hits = self._index.kinds, self._index.text.finditer(low)
        return [Hit(*hit.span(), kinds[hit[0]]) for hit in hits]

    def masked(self, text: str) -> str:
        """Return a text with everything known taken out."""
        hits = self.text_hits(text)
        if not hits:
            return text
        parts: list[str] = []
        place = 0
        for start, stop, _ in hits:
            if start >= place:
                parts += (text[place:start], MASK)
            place = max(place, stop)
        return "".join((*parts, text[place:]))

    def _spelled(self, data: bytes) -> Iterator[Hit]:
        low = data.lower()
        if not any(self._index.there(low.replace(b"\0", b""))):
            return
        for hit in self._index.raw.finditer(low):
            start, stop = hit.span()
            if hit[0] in self._index.shifted:
                escape = low.rfind(b"\x1b", 0, start)
                if escape < 0 or low[escape + 1 : escape + 2] != b"$":
                    continue
            elif hit[0] in self._index.chancy and not _in_text(data, start, stop):
                continue
            yield Hit(start, stop, self._index.raw_kinds[hit[0]])

    def _uids(self, data: bytes) -> Iterator[Hit]:
        if not self.uids:
            return
        for hit in _UID_BYTES.finditer(data):
            if hit[0].decode("ascii") in self.uids:
                yield Hit(*hit.span(), "uid")
        if b"\0." in data:
            for uid in self.uids:
                wide = uid.encode("utf-16-le")[:-1]
                start = data.find(wide)
                while start >= 0:
                    yield Hit(start, start + len(wide), "uid")
                    start = data.find(wide, start + len(wide))


def _in_text(data: bytes, start: int, stop: int) -> bool:
    """Whether a short spelling stands in what is text, and not in numbers by chance."""
    if _TEXT.fullmatch(data):
        return True
    step = 2 if 0 in data[start:stop] else 1
    begin, end = start, start + step * -(-(stop - start) // step)
    most = step * _SHORT_RUN
    while begin >= step and data[begin - step] in _PRINTABLE and end - begin < most:
        begin -= step
    while end < len(data) and data[end] in _PRINTABLE and end - begin < most:
        end += step
    return end - begin >= most or (begin == start and stop - start >= _SHORTEST and end - stop < 2)


@lru_cache(maxsize=4096)
def _kind(tag: int) -> Kind | None:
    return kind_of(tag, tag_info(tag).vr)
