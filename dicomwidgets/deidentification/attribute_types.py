"""How strongly an object (IOD) needs an attribute: its Type decides the compound codes."""

from __future__ import annotations

from functools import cache, cached_property
from importlib.resources import files
from typing import Literal

__all__ = ["ObjectTypes", "Type", "types_for"]

Type = Literal["1", "2", "3", "unknown"]
"""PS3.5 7.4: 1 must have a value, 2 may be empty, 3 is optional. Conditional Types (1C, 2C) count
as 1 and 2: an attribute that is there may be there because its condition holds."""

_PER_FRAME = "PerFrameFunctionalGroupsSequence"
_SHARED = "SharedFunctionalGroupsSequence"


class _Table:
    """The packaged table, its lines read only where somebody asks."""

    def __init__(self) -> None:
        text = (files(__package__) / "attribute_types.tsv").read_text("utf-8")
        self._lines: dict[str, str] = {}
        self.iod_of_class: dict[str, int] = {}
        number = 0
        for line in text.splitlines()[1:]:
            path, _, rest = line.partition("\t")
            if path.startswith("@"):
                self.iod_of_class.update(dict.fromkeys(rest.split(), number))
                number += 1
            else:
                self._lines[path] = rest

    @cached_property
    def parents(self) -> frozenset[str]:
        """The sequences that hold a listed attribute, at any depth."""
        found = set()
        for path in self._lines:
            while path := path.rpartition(".")[0]:
                found.add(path)
        return frozenset(found)

    def line(self, path: str) -> str:
        """Return what the table says about one path, unread."""
        return self._lines.get(path, "")


@cache
def _table() -> _Table:
    return _Table()


@cache
def _types_at(path: str) -> dict[int, Type]:
    """Return IOD → Type for one path."""
    found: dict[int, Type] = {}
    for part in _table().line(path).split("\t"):
        kind, _, numbers = part.partition(":")
        if kind in {"1", "2", "3"}:
            found.update(dict.fromkeys(map(int, numbers.split(",")), kind))  # type: ignore[arg-type]
    return found


class ObjectTypes:
    """The attribute Types of one kind of object.

    Parameters
    ----------
    sop_class_uid
        Says which IOD (PS3.4 B.5); unknown, private or missing classes answer ``"unknown"``.
    """

    def __init__(self, sop_class_uid: str) -> None:
        self._iod = _table().iod_of_class.get(sop_class_uid)

    @property
    def known(self) -> bool:
        """Whether the table knows this kind of object."""
        return self._iod is not None

    def type_of(self, path: str) -> Type:
        """Return the Type of the attribute at `path`.

        Parameters
        ----------
        path
            Keywords without item numbers: ``"RequestAttributesSequence.AccessionNumber"``.

        Returns
        -------
        Type
            ``"3"`` for an attribute that the object does not list at a place it does list.
        """
        if self._iod is None:
            return "unknown"
        path = path.replace(_PER_FRAME, _SHARED)
        kind = _types_at(path).get(self._iod)
        if kind:
            return kind
        parent = path.rpartition(".")[0]
        return "3" if not parent or parent in _table().parents else "unknown"


@cache
def types_for(sop_class_uid: str) -> ObjectTypes:
    """Return the attribute Types of the objects of one SOP Class."""
    return ObjectTypes(sop_class_uid)
