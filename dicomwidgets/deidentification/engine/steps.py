"""What becomes of each kind of element at a place: asked once, looked up ever after."""

from __future__ import annotations

from enum import Enum
from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

from dicomwidgets.deidentification.actions import OWN
from dicomwidgets.deidentification.engine.items import element_bytes, needs_original
from dicomwidgets.deidentification.engine.plain import POOLS, pool_of
from dicomwidgets.deidentification.engine.text import read_by, unpacked
from dicomwidgets.deidentification.pixels.hidden import PIXEL_TAGS
from dicomwidgets.editing.encode import Style
from dicomwidgets.reference.vrs import VRS

if TYPE_CHECKING:
    from collections.abc import Mapping

    from dicomwidgets.deidentification.actions import Action, Verdict
    from dicomwidgets.deidentification.deciding import Decider
    from dicomwidgets.deidentification.engine.plain import Pool

__all__ = ["CHARSET", "KEEP", "NUMBERS", "PIXELS", "How", "Step", "Steps", "steps_for"]

_CHARSET = 0x00080005
_DELIMITERS = 0xFFFE
_NUMBERS = frozenset(code for code, vr in VRS.items() if vr.kind in ("number", "tag"))
_WRITABLE = frozenset(VRS) | {""}


class How(Enum):
    """How an element is dealt with."""

    KEEP = "its bytes stay"
    TEXT = "its bytes stay, unless something known is found in them"
    CHARSET = "its bytes stay, and say how texts are read"
    PIXELS = "its frames stay, what hides around them does not"
    ITEMS = "its header stays, its items are looked at one by one"
    FIXED = "bytes that are the same for all files take its place"
    MADE = "a value made from the old one takes its place"


class Step(NamedTuple):
    """What becomes of an element.

    Parameters
    ----------
    how
        In which way.
    action
        As the plan has it.
    data
        Of `How.FIXED`: the whole new element, or nothing.
    verdict
        Of `How.MADE`.
    vr
        By which its value is read.
    pool
        Of `How.TEXT`: with which values it is searched.
    """

    how: How
    action: Action = "keep"
    data: bytes = b""
    verdict: Verdict | None = None
    vr: str = ""
    pool: Pool = "text"


KEEP = Step(How.KEEP)
NUMBERS = Step(How.TEXT, pool="bytes")
_POOLS: Mapping[Pool, Step] = {pool: Step(How.TEXT, pool=pool) for pool in POOLS}
CHARSET = Step(How.CHARSET)
PIXELS = Step(How.PIXELS)
_ITEMS = Step(How.ITEMS)
_LEFT_OUT = Step(How.FIXED)


class Steps:
    """The steps at one place, by tag, VR as written and private creator.

    Parameters
    ----------
    decider
        Is asked for what is not known yet.
    place
        The sequences around, each followed by a dot; empty at the top.
    little
        Byte order there.
    """

    __slots__ = ("_apart", "_below", "_decider", "_little", "known", "place")

    def __init__(self, decider: Decider, place: str, *, little: bool) -> None:
        self._decider = decider
        self._little = little
        self._below: dict[tuple[int, bool, int, str], Steps] = {}
        self._apart: dict[int, str] = {}
        self.place = place
        self.known: dict[tuple[int, str] | tuple[int, str, str], Step] = {}

    def step(self, tag: int, vr: str, creator: str = "") -> Step:
        """Return what becomes of an element, and keep it in `known` for the next time.

        Parameters
        ----------
        tag
            Of the element.
        vr
            As written; empty in implicit VR.
        creator
            Of its private block.
        """
        key = (tag, vr, creator) if tag & 0x10000 else (tag, vr)
        found = self.known.get(key)
        if found is None:
            found = self.known[key] = self._made(tag, vr, creator)
        return found

    def below(self, tag: int, *, little: bool, item: int = -1, concept: str = "") -> Steps:
        """Return the steps inside a sequence, or inside an item that differs from others."""
        key = (tag, little, item, concept)
        found = self._below.get(key)
        if found is None:
            place = self._decider.below(self.place, tag, item, concept)
            found = self._below[key] = Steps(self._decider, place, little=little)
        return found

    def told_apart(self, tag: int) -> str:
        """Return by what items of a sequence differ (`Decider.told_apart`)."""
        found = self._apart.get(tag)
        if found is None:
            found = self._apart[tag] = self._decider.told_apart(self.place, tag)
        return found

    def numbers(self, tag: int) -> frozenset[int]:
        """Return the items of a sequence, from 0, in which other steps are taken than elsewhere."""
        return self._decider.numbers(tag)

    def _made(self, tag: int, vr: str, creator: str) -> Step:
        group = tag >> 16
        if group == _DELIMITERS:
            return KEEP
        if not tag & 0xFFFF:
            return _LEFT_OUT  # a group length (PS3.5 7.2), which is retired
        by = read_by(tag, vr, creator)
        verdict = self._decider.verdict(self.place, tag, by, creator)
        if verdict.descend or (verdict.action == "keep" and not verdict.make):
            step = _kept(tag, by)
            # Who keeps an element by a rule of their own means its value, whatever it says.
            return KEEP if step.how is How.TEXT and verdict.code == OWN else step
        return self._changed(tag, vr, by, verdict)

    def _changed(self, tag: int, vr: str, by: str, verdict: Verdict) -> Step:
        style = Style(implicit=not vr, little=self._little)
        letters = vr if vr in _WRITABLE else "UN"
        action = verdict.action
        if action == "remove":
            return Step(How.FIXED, action)
        if action == "empty":
            return Step(How.FIXED, action, element_bytes(tag, letters, by, "", style))
        fixed = verdict.make == "value" or (
            verdict.make == "item" and not needs_original(verdict.value)
        )
        if fixed:
            data = element_bytes(tag, letters, by, verdict.value, style)
            return Step(How.FIXED, action, data)
        return Step(How.MADE, action, verdict=verdict, vr=unpacked(tag, by))


@lru_cache(maxsize=64)
def steps_for(decider: Decider, *, little: bool) -> Steps:
    """Return the steps at the top of a dataset; those of one decider are shared by all files."""
    return Steps(decider, "", little=little)


def _kept(tag: int, vr: str) -> Step:
    """Return the step of an element that stays."""
    if tag == _CHARSET:
        return CHARSET
    if tag in PIXEL_TAGS:
        return PIXELS
    if vr == "SQ":
        return _ITEMS
    return NUMBERS if vr in _NUMBERS else _POOLS[pool_of(tag, vr)]
