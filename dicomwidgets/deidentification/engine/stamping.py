"""The stamps as they are written into a file."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, Any, NamedTuple

from dicomwidgets.deidentification.engine.items import element_bytes, item_bytes
from dicomwidgets.deidentification.stamps import Earlier, stamps

if TYPE_CHECKING:
    from collections.abc import Sequence

    from dicomwidgets.deidentification.pixels.decided import Change
    from dicomwidgets.deidentification.policy import Policy
    from dicomwidgets.editing.encode import Style

__all__ = ["StampBytes", "changed_by_pixels", "stamp_bytes"]


class StampBytes(NamedTuple):
    """A stamp, ready to be written.

    Parameters
    ----------
    tag
        Of the attribute.
    element
        All of it.
    items
        Of a sequence, its items: they follow those that are there.
    """

    tag: int
    element: bytes
    items: bytes


@lru_cache(maxsize=256)
def stamp_bytes(
    policy: Policy, earlier: Earlier, done: frozenset[str], style: Style
) -> tuple[StampBytes, ...]:
    """Return the stamps of a file in the order of their tags.

    Parameters
    ----------
    policy, earlier, done
        As for `stamps.stamps`.
    style
        How the dataset is encoded.
    """
    made = []
    for tag, _, vr, value, _ in stamps(policy, earlier, done=done):
        items = b"".join(item_bytes(each, style) for each in value) if vr == "SQ" else b""
        element = element_bytes(tag, vr, vr, list(value), style)
        made.append(StampBytes(tag, element, items))
    return tuple(made)


def changed_by_pixels(
    stamps: tuple[StampBytes, ...], changes: Sequence[Change], style: Style
) -> tuple[StampBytes, ...]:
    """Return stamps with the elements of the dataset among them that pixels give another value."""
    made = [
        StampBytes(tag, element_bytes(tag, vr, vr, _value(vr, value), style), b"")
        for tag, _, vr, value, _ in changes
        if tag >> 16 != 2
    ]
    return tuple(sorted((*stamps, *made)))


def _value(vr: str, value: Any) -> Any:
    return value if vr == "US" else [value]
