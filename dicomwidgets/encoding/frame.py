"""What the walker is in: the file, an item, a sequence, encapsulated pixels."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from dicomwidgets.encoding.syntax import LITTLE

if TYPE_CHECKING:
    from dicomwidgets.encoding.syntax import Order
    from dicomwidgets.encoding.window import Window

__all__ = ["Frame", "Holds"]

Holds = Literal["meta", "elements", "items", "fragments"]


@dataclass(slots=True, eq=False)
class Frame:
    """One level of nesting.

    Parameters
    ----------
    holds
        What follows each other in it.
    index
        Its span, -1 for the file.
    depth
        Of what is in it.
    end
        Where it must end: by its own length, or if that is undefined, by that of what it is in.
    defined
        Whether it has a length of its own.
    implicit, order
        How the elements in it are encoded.
    begin
        Where they begin.
    creators
        Private creators, by tag: where the value is and its length, or once it was read, the text.
    """

    holds: Holds
    index: int
    depth: int
    end: int
    defined: bool = True
    implicit: bool = False
    order: Order = LITTLE
    begin: int = 0
    creators: dict[int, tuple[int, int] | str] | None = None

    def note_creator(self, tag: int, place: int, length: int) -> None:
        """Keep where the value of a private creator is (PS3.5 7.8.1)."""
        if self.creators is None:
            self.creators = {}
        self.creators[tag] = (place, length)

    def creator(self, tag: int, window: Window) -> str:
        """Return the private creator of the block that a private element is in (PS3.5 7.8.1)."""
        if self.creators is None:
            return ""
        block = (tag & 0xFFFF0000) | (tag >> 8 & 0xFF)
        found = self.creators.get(block, "")
        if isinstance(found, tuple):
            place, length = found
            found = window.peek(place, min(length, 64)).decode("latin-1").strip(" \0")
            self.creators[block] = found
        return found
