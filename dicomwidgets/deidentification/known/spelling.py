"""What is looked for: one way to write something that is known, and where it counts."""

from __future__ import annotations

from typing import Literal, NamedTuple

__all__ = ["Bound", "Kind", "Spelling"]

Kind = Literal[
    "name",
    "person",
    "id",
    "number",
    "birth date",
    "date",
    "place",
    "address",
    "phone",
    "device",
    "uid",
]
"""``name`` and ``id`` are the patient's own, ``person`` is somebody else's name, ``number`` that of
an order or a stay, ``place`` an institution, ``address`` where a person lives."""

Bound = Literal["", "letters", "signs", "digits"]
"""What must not stand directly beside it: anything may, no letters, neither letters nor digits,
no digits."""


class Spelling(NamedTuple):
    """One way to write a known value, in lower case.

    Parameters
    ----------
    text
        The characters.
    kind
        What it is.
    bound
        Where it counts.
    """

    text: str
    kind: Kind
    bound: Bound
