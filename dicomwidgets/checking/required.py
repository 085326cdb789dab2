"""What the kind of object demands: Type 1 and Type 2 attributes (PS3.5 7.4, PS3.3)."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

from dicomwidgets.checking.conditions import condition_of, is_of_content
from dicomwidgets.checking.subject import Mark, Subject
from dicomwidgets.reference.modules import attributes_of, iod_of
from dicomwidgets.reference.tags import keyword_tag

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from dicomwidgets.checking.predicates import Condition
    from dicomwidgets.reference.modules import Attribute, Iod, ModuleUse

__all__ = ["check_required"]

_RANK = {"1": 4, "1C": 3, "2": 2, "2C": 1}
_GROUPS = ("SharedFunctionalGroupsSequence", "PerFrameFunctionalGroupsSequence")
_ELSEWHERE = frozenset({"PixelData", "PerFrameFunctionalGroupsSequence"})
"""Attributes that are checked apart, or that the tables place only with a remark."""

_SPECIALISED = {"FrameIncrementPointer": "SC Multi-frame Image"}
"""A module whose wording of an attribute rules over that of the others (PS3.3 C.8.6.3)."""


class Demand(NamedTuple):
    """One module's wish for an attribute.

    Parameters
    ----------
    kind
        Its Type.
    condition
        When it holds, for a conditional one; ``None`` where nobody can tell.
    """

    kind: str
    condition: Condition | None = None

    def holds(self, subject: Subject, level: int) -> bool:
        """Whether the attribute must be there."""
        if self.kind[-1] != "C":
            return True
        return self.condition is not None and self.condition.test(subject, level)


class Wanted(NamedTuple):
    """What is wanted of an attribute: its strictest Type, and what the modules demand."""

    kind: str
    demands: tuple[Demand, ...]


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
        for keyword, wanted in _demanded(iod, own.path).items():
            index = present.get(_tag(keyword), -1)
            if content and not is_of_content(keyword, subject, level):
                continue
            if index < 0:
                yield from _missing(subject, level, keyword, wanted)
            elif wanted.kind[0] == "1" and keyword not in _GROUPS and subject.is_empty(index):
                text = f"Type {wanted.kind} in this kind of object, and it has no value."
                yield Mark("type-1-empty", text, index)


def _is_content(path: str, iod: Iod) -> bool:
    """Whether the attributes are those of a content item: the root of a report, or one below."""
    if path:
        return path.endswith("ContentSequence")
    return any(use.module.name == "SR Document Content" for use in iod.modules)


def _missing(subject: Subject, level: int, keyword: str, wanted: Wanted) -> Iterator[Mark]:
    in_force = [each for each in wanted.demands if each.holds(subject, level)]
    if not in_force:
        return
    kind, condition = max(in_force, key=lambda each: _RANK[each.kind])
    why = f", required if {condition.words}," if condition and kind[-1] == "C" else ""
    text = f"Type {kind} in this kind of object{why} and it is not there."
    yield Mark(f"type-{kind[0]}-missing", text.replace("object and", "object, and"), level, keyword)


@lru_cache(maxsize=4096)
def _tag(keyword: str) -> int:
    try:
        return keyword_tag(keyword)
    except KeyError:
        return -1


@lru_cache(maxsize=4096)
def _demanded(iod: Iod, path: str) -> Mapping[str, Wanted]:
    """Return keyword → what a dataset or item must, or conditionally must, hold."""
    if path in _GROUPS:
        return {}
    found = _at_top(iod) if not path else _in_items(iod, path)
    return {
        keyword: wanted
        for keyword, wanted in found.items()
        if keyword not in _ELSEWHERE and _tag(keyword) >= 0
    }


def _at_top(iod: Iod) -> dict[str, Wanted]:
    found: dict[str, list[tuple[str, Demand]]] = {}
    for use in iod.modules:
        for keyword, attribute in attributes_of(use.module).items():
            if attribute.type not in _RANK:
                continue
            demand = _demand(attribute.type, keyword, use.module.name)
            told = demand.condition is not None and not demand.condition.in_use
            if use.usage == "M" or told:
                found.setdefault(keyword, []).append((use.module.name, demand))
    return {keyword: _wanted(keyword, demands) for keyword, demands in found.items()}


def _wanted(keyword: str, demands: Sequence[tuple[str, Demand]]) -> Wanted:
    ruling = [demand for name, demand in demands if name == _SPECIALISED.get(keyword)]
    counted = tuple(ruling or [demand for _, demand in demands])
    return Wanted(max((each.kind for each in counted), key=_RANK.__getitem__), counted)


def _in_items(iod: Iod, path: str) -> dict[str, Wanted]:
    """Return what all modules that have a sequence agree on."""
    lists = [(use.module.name, each) for use in iod.modules if (each := _held(use, path))]
    if not lists:
        return {}
    found: dict[str, Wanted] = {}
    for keyword in set.intersection(*(set(each) for _, each in lists)):
        kinds = [(each[keyword].type, name) for name, each in lists]
        if all(kind in _RANK for kind, _ in kinds):
            kind, name = min(kinds, key=lambda each: _RANK[each[0]])
            found[keyword] = Wanted(kind, (_demand(kind, keyword, name),))
    return found


def _held(use: ModuleUse, path: str) -> Mapping[str, Attribute]:
    return attributes_of(use.module, path)


def _demand(kind: str, keyword: str, module: str) -> Demand:
    return Demand(kind, condition_of(keyword, module) if kind[-1] == "C" else None)
