"""What the kind of object demands: Type 1 and Type 2 attributes (PS3.5 7.4, PS3.3)."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

from dicomwidgets.checking.conditions import holds, is_decidable, is_of_content
from dicomwidgets.checking.subject import Mark, Subject
from dicomwidgets.reference.modules import attributes_of, iod_of
from dicomwidgets.reference.tags import keyword_tag

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from dicomwidgets.reference.modules import Iod

__all__ = ["check_required"]

_RANK = {"1": 4, "1C": 3, "2": 2, "2C": 1}
_GROUPS = ("SharedFunctionalGroupsSequence", "PerFrameFunctionalGroupsSequence")
_ELSEWHERE = frozenset({"PixelData", "PerFrameFunctionalGroupsSequence"})
"""Attributes that are checked apart, or that the tables place only with a remark."""


def check_required(subject: Subject) -> Iterator[Mark]:
    """Yield the attributes that are missing or empty though the object needs a value.

    At the top only mandatory modules are looked at: whether an optional one is meant to be there,
    the object does not say, but by an attribute on which another one depends. In the items of a
    sequence that is there, all modules that have the sequence must agree. A condition that the
    object can't decide is not reported.
    """
    uid = subject.text("SOPClassUID") or subject.text("MediaStorageSOPClassUID")
    iod = iod_of(uid)
    if iod is None:
        text = "No object of this SOP class is known here: Types are not checked."
        if uid:
            yield Mark("object-unknown", text, subject.find("SOPClassUID"))
        return
    for level, own in subject.levels.items():
        present = own.elements
        content = _is_content(own.path, iod)
        for keyword, kind in _demanded(iod, own.path).items():
            index = present.get(_tag(keyword), -1)
            if content and not is_of_content(keyword, subject, level):
                continue
            if index < 0:
                yield from _missing(subject, level, keyword, kind)
            elif kind[0] == "1" and keyword not in _GROUPS and subject.is_empty(index):
                text = f"Type {kind} in this kind of object, and it has no value."
                yield Mark("type-1-empty", text, index)


def _is_content(path: str, iod: Iod) -> bool:
    """Whether the attributes are those of a content item: the root of a report, or one below."""
    if path:
        return path.endswith("ContentSequence")
    return any(use.module.name == "SR Document Content" for use in iod.modules)


def _missing(subject: Subject, level: int, keyword: str, kind: str) -> Iterator[Mark]:
    if kind in ("1C", "2C"):
        if not holds(keyword, subject, level):
            return
        text = f"Type {kind} in this kind of object, its condition holds, and it is not there."
    else:
        text = f"Type {kind} in this kind of object, and it is not there."
    yield Mark(f"type-{kind[0]}-missing", text, level, keyword)


@lru_cache(maxsize=4096)
def _tag(keyword: str) -> int:
    try:
        return keyword_tag(keyword)
    except KeyError:
        return -1


@lru_cache(maxsize=4096)
def _demanded(iod: Iod, path: str) -> Mapping[str, str]:
    """Return keyword → Type of what a dataset or item must, or conditionally must, hold."""
    if path in _GROUPS:
        return {}
    found: dict[str, str] = {}
    if not path:
        for use in iod.modules:
            for keyword, attribute in attributes_of(use.module).items():
                told = attribute.type.endswith("C") and is_decidable(keyword)
                wanted = use.usage == "M" or told
                if wanted and attribute.type in _RANK:
                    found[keyword] = _stricter(found.get(keyword, ""), attribute.type)
    else:
        lists = [each for use in iod.modules if (each := attributes_of(use.module, path))]
        for keyword in set.intersection(*map(set, lists)) if lists else ():
            kinds = {each[keyword].type for each in lists}
            if kinds <= set(_RANK):
                found[keyword] = min(kinds, key=_RANK.__getitem__)
    return {
        keyword: kind
        for keyword, kind in found.items()
        if keyword not in _ELSEWHERE and _tag(keyword) >= 0
    }


def _stricter(one: str, other: str) -> str:
    return max(one, other, key=lambda kind: _RANK.get(kind, 0))
