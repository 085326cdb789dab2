"""The functional groups of multi-frame objects: which there must be (PS3.3 Annex A, C.7.6.16)."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, NamedTuple

from dicomwidgets.reference.tables import table_lines

if TYPE_CHECKING:
    from collections.abc import Mapping

    from dicomwidgets.reference.modules import Iod, Usage

__all__ = ["GroupUse", "groups_of"]


class GroupUse(NamedTuple):
    """A functional group of a kind of object.

    Parameters
    ----------
    keyword
        Of its sequence, which stands in the shared groups or in those of every frame.
    usage
        Mandatory, conditional, or up to the user.
    condition
        Short name of a condition that the object decides itself; empty for others.
    """

    keyword: str
    usage: Usage
    condition: str = ""


def groups_of(iod: Iod) -> tuple[GroupUse, ...]:
    """Return the functional groups of a kind of object, in the order of the standard.

    Parameters
    ----------
    iod
        The kind of object.

    Returns
    -------
    tuple
        Empty for objects that have none. Groups whose sequences differ by the kind of frame are
        not among them.
    """
    return _table().get(iod.name, ())


@cache
def _table() -> Mapping[str, tuple[GroupUse, ...]]:
    found: dict[str, tuple[GroupUse, ...]] = {}
    for line in table_lines("functional_groups"):
        name, groups = line.split("\t")
        found[name] = tuple(GroupUse(*each.split(":")) for each in groups.split())  # type: ignore[arg-type]
    return found
