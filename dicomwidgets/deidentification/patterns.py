"""Patterns of own rules: which elements a rule speaks of."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import NamedTuple

from dicomwidgets.elements.path import parse_path, path_name
from dicomwidgets.errors import ArgumentError
from dicomwidgets.reference.tags import is_private, keyword_tag, tag_text

__all__ = ["Pattern", "Step", "compiled"]

_ITEM = re.compile(r"(?P<plain>[^\[\]]*)(?:\[(?P<item>[0-9]{1,9}|\*?)\])?")
_TAG = re.compile(r"\(([0-9A-Fa-fxX]{4}),\s?([0-9A-Fa-fxX]{4})\)")
_EVEN = re.compile(r"\\\([^,]*[02468ACE],")
"""A pattern of tags whose group is even: its last digit says so."""
_GLOB = re.compile(r"[A-Za-z0-9_*]+")
_REMEDY = (
    'Write it as "PatientName", "**.OperatorsName", "RequestAttributesSequence.*Date", '
    '"(0019,10xx)" or "RequestAttributesSequence.**".'
)


class Step(NamedTuple):
    """One step of a pattern.

    Parameters
    ----------
    names
        What the element's keyword must match; ``None`` for a tag and for ``**``.
    tags
        What its tag, as text, must match; ``None`` for a keyword and for ``**``.
    item
        Of a sequence, the number of the item that is meant, from 0; -1 for all.
    """

    names: re.Pattern[str] | None = None
    tags: re.Pattern[str] | None = None
    item: int = -1

    @property
    def is_deep(self) -> bool:
        """Whether it stands for any number of steps."""
        return self.names is None and self.tags is None

    def matches(self, name: str) -> bool:
        """Whether an element, by the name it has in paths, is meant; with the number of an item."""
        name, _, number = name.partition("<")[0].partition("[")
        if self.item >= 0 and number != f"{self.item}]":
            return False
        if self.names is not None:
            return bool(self.names.fullmatch(name))
        return self.tags is not None and bool(self.tags.fullmatch(_tag_text(name)))


class Pattern(NamedTuple):
    """A whole pattern.

    Parameters
    ----------
    steps
        From the top down.
    tag
        The one element that is meant, -1 where the last step leaves a choice.
    """

    steps: tuple[Step, ...]
    tag: int

    def matches(self, place: str, tag: int) -> bool:
        """Whether an element is meant.

        Parameters
        ----------
        place
            Names of the sequences around, each followed by a dot. Where a rule tells items apart
            (`numbers`), the number of the item stands behind the name: ``"ContentSequence[3]."``.
        tag
            Of the element.
        """
        if self.tag not in (-1, tag):
            return False
        return _matches(self.steps, (*place.split(".")[:-1], path_name(tag)))

    @property
    def is_numbered(self) -> bool:
        """Whether it tells items of a sequence apart."""
        return any(step.item >= 0 for step in self.steps)

    def numbers(self, name: str) -> frozenset[int]:
        """Return the items of a sequence, by its name, that the pattern tells from the others."""
        around = (step for step in self.steps[:-1] if step.item >= 0)
        return frozenset(step.item for step in around if step.matches(f"{name}[{step.item}]"))

    def may_match(self, tag: int) -> bool:
        """Whether an element is meant at some place."""
        if self.tag >= 0:
            return self.tag == tag
        return self.steps[-1].is_deep or self.steps[-1].matches(path_name(tag))

    @property
    def may_be_private(self) -> bool:
        """Whether private elements can be meant (PS3.5 7.8: their group is odd)."""
        last = self.steps[-1]
        if self.tag >= 0:
            return is_private(self.tag)
        if last.names is not None:
            return bool(last.names.fullmatch("(0009,1001)"))
        return last.tags is None or not _EVEN.match(last.tags.pattern)


@lru_cache(maxsize=1024)
def compiled(text: str) -> Pattern:
    """Return the pattern that a text stands for.

    Raises
    ------
    ArgumentError
        When it is none, or has a keyword that the standard does not know.
    """
    parts = [_ITEM.fullmatch(part) for part in text.strip().split(".")]
    if not all(part and part["plain"] for part in parts):
        raise _no_pattern(text)
    steps = tuple(_numbered(part, text) for part in parts if part)
    if steps[-1].item >= 0:
        raise ArgumentError(
            f"{text[:64]!r} names an item, and rules speak of elements.",
            remedy="Name the sequence without a number, or write .** behind it.",
        )
    return Pattern(steps, _only_tag(parts[-1]["plain"] if parts[-1] else ""))


def _no_pattern(text: str) -> ArgumentError:
    return ArgumentError(f"{text[:64]!r} is no pattern of elements.", remedy=_REMEDY)


def _numbered(part: re.Match[str], whole: str) -> Step:
    """Return a step with the number of its item."""
    if part["item"] and part["plain"] == "**":
        raise _no_pattern(whole)
    number = part["item"] or "*"
    return _step(part["plain"], whole)._replace(item=-1 if number == "*" else int(number))


def _step(part: str, whole: str) -> Step:
    if part == "**":
        return Step()
    if match := _TAG.fullmatch(part):
        digits = ",".join(match.groups()).upper().replace("X", "[0-9A-F]")
        return Step(tags=re.compile(rf"\({digits}\)"))
    if not _GLOB.fullmatch(part):
        raise _no_pattern(whole)
    if "*" not in part:
        tag = parse_path(part)[0].tag
        return Step(tags=re.compile(re.escape(tag_text(tag))))
    return Step(names=re.compile(part.replace("*", ".*")))


def _only_tag(part: str) -> int:
    if match := _TAG.fullmatch(part):
        digits = "".join(match.groups()).lower()
        return -1 if "x" in digits else int(digits, 16)
    return -1 if "*" in part else parse_path(part)[0].tag


def _matches(steps: tuple[Step, ...], names: tuple[str, ...]) -> bool:
    if not steps:
        return not names
    if steps[0].is_deep:
        # At the end it stands for at least one element, elsewhere for any sequences or none.
        least = 1 if len(steps) == 1 else 0
        return any(_matches(steps[1:], names[at:]) for at in range(least, len(names) + 1))
    return bool(names) and steps[0].matches(names[0]) and _matches(steps[1:], names[1:])


def _tag_text(name: str) -> str:
    if name.startswith("("):
        return name
    try:
        return tag_text(keyword_tag(name))
    except KeyError:
        return name
