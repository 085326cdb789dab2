"""A sequence of a file that was walked apart from it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from dicomwidgets.encoding.span import Spans

__all__ = ["Walked"]


class Walked(Protocol):
    """What was walked of the value of a sequence: what is in it, one for one."""

    start: int
    """Index of the first one in the tree; the sequence stands before."""

    tag: int
    """Of the sequence."""

    tell: int
    """Where in the file its value begins."""

    data: bytes
    """The value."""

    implicit: bool
    """Whether the elements in it have no VR; they are in little endian."""

    spans: Spans
    """What is in it, offsets counting from its beginning."""

    def __len__(self) -> int: ...
