"""What is kept, searched for what is known of the patient."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from dicomwidgets.deidentification.actions import OWN, Verdict
from dicomwidgets.deidentification.dummies import dummy_value
from dicomwidgets.deidentification.engine.plain import POOLS, is_doubtful
from dicomwidgets.deidentification.known.broken import may_be_broken, mended_bytes
from dicomwidgets.reference.terms import is_coded_term
from dicomwidgets.reference.vrs import vr_of

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from dicomwidgets.deidentification.engine.content import Content
    from dicomwidgets.deidentification.engine.plain import Pool
    from dicomwidgets.deidentification.known import Known
    from dicomwidgets.deidentification.mapping.transform import Transform

__all__ = ["Kept", "masked_texts", "new_instance", "without"]


_COUNTS = frozenset({"DS", "IS"})
_SHORTEST_NUMBER = 6
_AS_UID = Verdict("clean", "—", "", "uid")
_INSTANCE = 0x00080018
_WHO = frozenset({"birth date", "id", "name", "phone"})
"""What tells the patient even in a UID that is to stay; the day it was made on does not."""


class Kept:
    """The values that are kept, gathered while they are passed over, and searched all at once.

    Searching a few kilobytes for hundreds of spellings takes as long as searching one value for
    them: a file in which nothing known is kept, which is the rule, costs one search.
    """

    __slots__ = ("_far", "_pools")

    def __init__(self) -> None:
        self._pools: dict[Pool, tuple[list[bytes], list[int]]] = {pool: ([], []) for pool in POOLS}
        self._far: list[tuple[int, int, int]] = []

    def add(self, value: bytes, index: int, pool: Pool = "text") -> None:
        """Add a value, the index of its row, and with which values it is searched."""
        values, indices = self._pools[pool]
        values.append(value)
        indices.append(index)

    def add_far(self, start: int, stop: int, index: int) -> None:
        """Add a value that is not loaded, by where it stands."""
        self._far.append((start, stop, index))

    def suspects(self, known: Known, content: Content | None = None) -> frozenset[int]:
        """Return the indices of the values in which something known may be, or what is no value.

        Parameters
        ----------
        known
            What is known of the patient.
        content
            Gives the values that are not loaded.
        """
        found: set[int] = set()
        together = {pool: b"\n".join(values) for pool, (values, _) in self._pools.items()}
        there = known.there(b"\n".join(together.values()))
        for pool, (values, indices) in self._pools.items():
            pairs = zip(indices, values, strict=True)
            if is_doubtful(pool, together[pool]):
                is_suspect = partial(_is_suspect, pool, there)
                found.update(index for index, value in pairs if is_suspect(value))
            elif there:
                found.update(index for index, value in pairs if _holds(value, there))
        values, indices = self._pools["text"]
        if may_be_broken(together["text"], max(len(values) - 1, 0)):
            pairs = zip(indices, values, strict=True)
            broken = ((index, value) for index, value in pairs if may_be_broken(value))
            found.update(index for index, value in broken if known.there(mended_bytes(value)))
        if content is not None:
            for start, stop, index in self._far:
                if any(known.there(part) for part in content.overlapping(start, stop)):
                    found.add(index)
        return frozenset(found)


def masked_texts(texts: Sequence[str], known: Known) -> tuple[str, ...]:
    """Return texts without what is known, which is not even looked for where nothing can be."""
    if not known.there("\n".join(texts).encode()):
        return tuple(texts)
    return tuple(known.masked(text) for text in texts)


def _holds(data: bytes, needles: Collection[bytes]) -> bool:
    """Whether one of several texts, in lower case and without zero bytes, is in the data."""
    data = data.lower().translate(None, b"\0")
    for needle in needles:  # noqa: SIM110 - a generator takes twice as long
        if needle in data:
            return True
    return False


def _is_suspect(pool: Pool, needles: Collection[bytes], value: bytes) -> bool:
    return _holds(value, needles) or is_doubtful(pool, value)


def new_instance(verdict: Verdict, old: str, transform: Transform) -> str:
    """Return the SOP Instance UID that is written, which the file meta information repeats.

    Parameters
    ----------
    verdict
        About SOP Instance UID (0008,0018).
    old, transform
        The one that is there, and what makes values.
    """
    if not old:
        return ""
    new: Sequence[str] | bytes | None = None
    if verdict.make:
        new = transform.new(verdict, "UI", [old])
    if new is None and verdict.code != OWN:
        new = without(_INSTANCE, "UI", [old], transform)
    return str(new[0]) if new else old


def without(
    tag: int, vr: str, values: Sequence[str] | bytes, transform: Transform
) -> Sequence[str] | bytes | None:
    """Return a kept value without what is known of the patient; ``None``: it stays.

    A UID gets a new one, as everywhere in the file; where UIDs are to stay, only one that holds
    the patient's own number. A number, date or code that says something known is replaced by a
    dummy: with a part taken out it would be none. A number of fewer than six digits stays: that of
    an image is a patient's by chance. So does a code string that the standard gives to the element.
    """
    if vr == "UI" and not isinstance(values, bytes):
        kinds = {hit.kind for value in values for hit in transform.known.text_hits(value)}
        told = kinds & _WHO if transform.keeps_uids else kinds
        return transform.new(_AS_UID, vr, values) if told else None
    new = transform.without_known(values)
    if isinstance(values, bytes) or isinstance(new, bytes) or vr_of(vr).kind == "text" or not new:
        return new
    if vr in _COUNTS and all(len(value.strip()) < _SHORTEST_NUMBER for value in values):
        return None
    made = [
        before if after == before or (vr == "CS" and is_coded_term(tag, before)) else _dummy(vr)
        for before, after in zip(values, new, strict=True)
    ]
    return None if made == list(values) else made


def _dummy(vr: str) -> str:
    return str(dummy_value(vr))
