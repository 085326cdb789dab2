"""The objects (IODs) of the standard, their modules, and the Type of each attribute (PS3.3).

A path here is made of keywords alone: ``"RequestAttributesSequence.ScheduledProcedureStepID"``.
The functional groups of one frame are looked up where those shared by all frames stand, and the
content items of a report, at any depth, where those of the second depth stand.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache, lru_cache
from typing import TYPE_CHECKING, Literal

from dicomwidgets.reference.links import section_link
from dicomwidgets.reference.tables import table_lines

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

__all__ = [
    "Attribute",
    "AttributeUse",
    "Iod",
    "Module",
    "ModuleUse",
    "attributes_at",
    "attributes_of",
    "iod_of",
    "iods",
    "uses_of",
]

Usage = Literal["M", "C", "U"]
"""A module is mandatory, conditional, or up to the user (PS3.3 A.1.3)."""

Type = Literal["1", "1C", "2", "2C", "3", ""]
"""PS3.5 7.4: 1 must have a value, 2 must be there, 3 is optional, C: if a condition holds."""

_PER_FRAME = "PerFrameFunctionalGroupsSequence"
_SHARED = "SharedFunctionalGroupsSequence"
_CONTENT = "ContentSequence"


@dataclass(frozen=True, slots=True)
class Module:
    """A module: attributes that belong together (PS3.3 Annex C).

    Parameters
    ----------
    name
        As the standard has it: ``"Image Plane"``.
    place
        Section and table of PS3.3: ``"C.7.6.2#C.7-10"``; empty where they are not known.
    node
        Number of its list of attributes; -1 where that is not known.
    """

    name: str
    place: str
    node: int

    @property
    def link(self) -> str:
        """Where the standard says it."""
        return section_link(3, self.place)


@dataclass(frozen=True, slots=True)
class ModuleUse:
    """A module of an object: mandatory, conditional or optional, and in which entity."""

    module: Module
    usage: Usage
    entity: str


@dataclass(frozen=True, slots=True)
class Iod:
    """A kind of object (PS3.3 Annex A).

    Parameters
    ----------
    name
        ``"CT Image"``.
    place
        Section and table of PS3.3.
    sop_classes
        The UIDs of its SOP classes.
    modules
        In the order of the standard.
    """

    name: str
    place: str
    sop_classes: tuple[str, ...]
    modules: tuple[ModuleUse, ...]

    @property
    def link(self) -> str:
        """Where the standard says it."""
        return section_link(3, self.place)


@dataclass(frozen=True, slots=True)
class Attribute:
    """An attribute in a module, or in the items of a sequence there.

    Parameters
    ----------
    keyword
        As the standard spells it.
    type
        Its Type.
    node
        Number of the list of what its items hold; -1 where it is no sequence.
    """

    keyword: str
    type: Type
    node: int = -1


@dataclass(frozen=True, slots=True)
class AttributeUse:
    """That a module of an object has an attribute, and with which Type."""

    module: Module
    usage: Usage
    type: Type


class _Tables:
    """The packaged tables; a list of attributes is read when somebody asks for it."""

    def __init__(self) -> None:
        self.nodes = table_lines("attributes")
        self.modules: list[Module] = []
        self.lines: list[tuple[str, str, tuple[str, ...], str]] = []
        for line in table_lines("iods"):
            kind, name, place, *rest = line.split("\t")
            if kind == "module":
                self.modules.append(Module(name, place, int(rest[0] or -1)))
            else:
                self.lines.append((name, place, tuple(rest[0].split()), rest[1]))
        self.by_class = {uid: at for at, line in enumerate(self.lines) for uid in line[2]}
        self._iods: dict[int, Iod] = {}

    def iod(self, number: int) -> Iod:
        """Return an object, made of its line when it is asked for."""
        if number not in self._iods:
            name, place, sop_classes, uses = self.lines[number]
            self._iods[number] = Iod(name, place, sop_classes, tuple(self._uses(uses)))
        return self._iods[number]

    def _uses(self, text: str) -> Iterator[ModuleUse]:
        for part in text.split(";"):
            entity, _, those = part.partition("=")
            for each in those.split():
                number, _, usage = each.partition(":")
                yield ModuleUse(self.modules[int(number)], usage, entity)  # type: ignore[arg-type]


@cache
def _tables() -> _Tables:
    return _Tables()


def iods() -> tuple[Iod, ...]:
    """Return every kind of object that is stored."""
    return tuple(map(_tables().iod, range(len(_tables().lines))))


def iod_of(sop_class_uid: str) -> Iod | None:
    """Return what kind of object a SOP class stores (PS3.4 B.5), or ``None`` if it is unknown.

    >>> iod_of("1.2.840.10008.5.1.4.1.1.2").name
    'CT Image'
    """
    number = _tables().by_class.get(sop_class_uid)
    return None if number is None else _tables().iod(number)


@lru_cache(maxsize=2048)
def attributes_at(node: int) -> Mapping[str, Attribute]:
    """Return keyword → attribute of one list; nothing for -1."""
    found: dict[str, Attribute] = {}
    if node < 0:
        return found
    for part in _tables().nodes[node].split():
        keyword, kind, *below = part.split(":")
        found[keyword] = Attribute(keyword, kind, int(below[0]) if below else -1)  # type: ignore[arg-type]
    return found


def attributes_of(module: Module, path: str = "") -> Mapping[str, Attribute]:
    """Return what a module has at the top, or in the items of the sequence at `path`."""
    found = attributes_at(module.node)
    for step in _steps(path):
        attribute = found.get(step)
        if attribute is None:
            return {}
        found = attributes_at(attribute.node)
    return found


def uses_of(sop_class_uid: str, path: str) -> tuple[AttributeUse, ...]:
    """Return the modules of an object that have the attribute at `path`, and its Type in each.

    Parameters
    ----------
    sop_class_uid
        Says which object.
    path
        Keywords without item numbers.

    Returns
    -------
    tuple
        Mandatory modules first; empty where the object is unknown or has no such attribute.
    """
    iod = iod_of(sop_class_uid)
    return () if iod is None else _uses_of(iod, path)


@lru_cache(maxsize=8192)
def _uses_of(iod: Iod, path: str) -> tuple[AttributeUse, ...]:
    parent, _, keyword = path.rpartition(".")
    found = []
    for use in iod.modules:
        attribute = attributes_of(use.module, parent).get(keyword)
        if attribute is not None:
            found.append(AttributeUse(use.module, use.usage, attribute.type))
    return tuple(sorted(found, key=lambda each: "MCU".index(each.usage)))


def _steps(path: str) -> list[str]:
    steps = path.replace(_PER_FRAME, _SHARED).split(".") if path else []
    if steps.count(_CONTENT) <= 1:
        return steps
    # The items of a report nest as deep as one likes: the table has them once.
    first = steps.index(_CONTENT)
    last = len(steps) - 1 - steps[::-1].index(_CONTENT)
    return [*steps[: first + 1], *steps[last + 1 :]]
