"""Whether what a page asks with is what the protocol says: the same of rows and of groups."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Container

__all__ = ["are_facets", "are_ids"]


def are_ids(value: Any) -> bool:
    """Whether a value is a list of ids of rows."""
    return isinstance(value, list) and all(isinstance(each, int) for each in value)


def are_facets(value: Any, names: Container[str]) -> bool:
    """Whether a value holds facet → chosen values, of facets of these names."""
    return isinstance(value, dict) and all(
        name in names and isinstance(values, list) and all(isinstance(each, str) for each in values)
        for name, values in value.items()
    )
