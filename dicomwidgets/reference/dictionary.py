"""pydicom's dictionaries of PS3.6, without the rest of pydicom where nothing else of it is loaded.

A worker that needs no more than names and VRs is ready in half of the time.
"""

from __future__ import annotations

import sys
from functools import cache
from importlib.machinery import PathFinder
from importlib.util import find_spec, module_from_spec
from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Mapping
    from types import ModuleType

__all__ = ["Entry", "entry_of", "tag_of", "tags_of_persons", "uid_entry"]


class Entry(NamedTuple):
    """What PS3.6 says of an element, in pydicom's order."""

    vr: str
    vm: str
    name: str
    retired: str
    keyword: str


def entry_of(tag: int) -> Entry | None:
    """Return the entry of an element, or of the repeating group it is in; ``None``: there is none.

    >>> entry_of(0x60023000).name
    'Overlay Data'
    """
    found = _elements().get(tag)
    if found is None:
        found = next((each for mask, value, each in _repeating() if tag & mask == value), None)
    return None if found is None else Entry(*found)


def tag_of(keyword: str) -> int | None:
    """Return the tag of a keyword, ``None`` where there is no such."""
    datadict = sys.modules.get("pydicom.datadict")
    if datadict is not None:  # what a user has added to the dictionary is in it
        found: int | None = datadict.tag_for_keyword(keyword)
        return found
    return _tags().get(keyword)


def tags_of_persons() -> frozenset[int]:
    """Return the tags of all person names."""
    return frozenset(tag for tag, found in _elements().items() if found[0] == "PN")


def uid_entry(uid: str) -> tuple[str, str] | None:
    """Return name and type of a registered UID (PS3.6 Annex A), ``None`` if it is not listed."""
    found = _data("_uid_dict").UID_dictionary.get(uid)
    return None if found is None else found[:2]


def _elements() -> Mapping[int, tuple[str, str, str, str, str]]:
    found: Mapping[int, tuple[str, str, str, str, str]] = _data("_dicom_dict").DicomDictionary
    return found


@cache
def _tags() -> Mapping[str, int]:
    return {found[4]: tag for tag, found in _elements().items()}


@cache
def _repeating() -> tuple[tuple[int, int, tuple[str, str, str, str, str]], ...]:
    """Return mask, masked tag and entry of each repeating group, in which an x is any digit."""
    found = _data("_dicom_dict").RepeatersDictionary.items()
    return tuple(
        (
            int("".join("0" if each == "x" else "F" for each in tag), 16),
            int(tag.replace("x", "0"), 16),
            entry,
        )
        for tag, entry in found
    )


def _data(name: str) -> Any:
    """Return one of pydicom's modules that hold data alone."""
    return sys.modules.get(f"pydicom.{name}") or _aside(name)


@cache
def _aside(name: str) -> ModuleType:
    """Load a module of a package and not the package."""
    package = find_spec("pydicom")
    places = None if package is None else package.submodule_search_locations
    spec = PathFinder.find_spec(f"pydicom.{name}", places)
    assert spec is not None  # noqa: S101 - pydicom is a requirement
    assert spec.loader is not None  # noqa: S101
    module = module_from_spec(spec)
    spec.loader.exec_module(module)
    return module
