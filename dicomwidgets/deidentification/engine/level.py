"""The dataset, or the item, that the pass is in."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from dicomwidgets.deidentification.engine.stamping import StampBytes
    from dicomwidgets.deidentification.engine.steps import Steps
    from dicomwidgets.elements.characters import Charset

__all__ = ["Block", "Level"]

NEVER = 1 << 32
"""A tag that no element has."""


@dataclass(slots=True, eq=False)
class Block:
    """A block of private elements (PS3.5 7.8.1).

    Parameters
    ----------
    creator
        Who reserved it.
    start, stop
        Where its Private Creator element stands.
    used
        Whether an element of the block stays.
    """

    creator: str
    start: int
    stop: int
    used: bool = False


@dataclass(slots=True, eq=False)
class Level:
    """What is known of the dataset or item that elements stand in.

    Parameters
    ----------
    steps
        What becomes of each element here.
    depth
        Of the elements.
    first
        Index of the first row in it.
    little
        Byte order.
    charset
        How texts are read.
    missing
        Elements to be put in, in their order.
    blocks
        Private blocks, by the tag of the creator.
    next_missing
        Tag of the next element to be put in.
    """

    steps: Steps
    depth: int
    first: int
    little: bool
    charset: Charset
    missing: list[StampBytes] = field(default_factory=list)
    blocks: dict[int, Block] = field(default_factory=dict)
    next_missing: int = NEVER

    def __post_init__(self) -> None:
        if self.missing:
            self.next_missing = self.missing[0].tag

    def pop_missing(self) -> StampBytes:
        """Return the next element to be put in, which is then no longer missing."""
        found = self.missing.pop(0)
        self.next_missing = self.missing[0].tag if self.missing else NEVER
        return found

    def block(self, tag: int) -> Block | None:
        """Return the block that a private element is in."""
        return self.blocks.get((tag & 0xFFFF0000) | (tag >> 8 & 0xFF))
