"""One edit as a row that can't change: where, what it was, what it is."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Literal

from dicomwidgets.editing.text import value_shown
from dicomwidgets.elements.masking import masked_value
from dicomwidgets.elements.path import Step, parse_path
from dicomwidgets.reference.tags import tag_info

if TYPE_CHECKING:
    from dicomwidgets.editing.value_form import Value

__all__ = ["Action", "Change"]

Action = Literal["set", "insert", "delete"]


@dataclass(frozen=True, repr=False)
class Change:
    """One edit of one element, or of one item of a sequence.

    Parameters
    ----------
    action
        ``"set"`` gives an element that is there another value, ``"insert"`` adds one that is not,
        ``"delete"`` removes one.
    path
        As one would type it after ``dataset.``; that of an item ends with its number.
    tag
        Of the element, or of the sequence of the item.
    vr
        By which the value is written; ``"SQ"`` for an item.
    old, new
        The values; ``None`` where there is none, before an insertion or after a deletion. Strings
        as they are spelt, bytes little endian, several values as a tuple; of a sequence a tuple of
        items, each a tuple of elements (tag, VR, value); of an item the item alone.
    creator
        Private creator (PS3.5 7.8.1) of the block, for private elements: another file may have
        reserved another block for it.
    follows
        Whether it came with the row before it and goes with it: a private creator, the
        Media Storage SOP Instance UID.
    reencode
        For Specific Character Set: whether texts are encoded anew, or only read differently.
    """

    action: Action
    path: str
    tag: int
    vr: str
    old: Value | None
    new: Value | None
    creator: str = ""
    follows: bool = False
    reencode: bool = True

    @cached_property
    def steps(self) -> tuple[Step, ...]:
        """The path, parsed."""
        return parse_path(self.path)

    @property
    def is_item(self) -> bool:
        """Whether it concerns an item of a sequence, not an element."""
        return self.steps[-1].item is not None

    @property
    def keyword(self) -> str:
        """The element's keyword (PS3.6), empty where the dictionary has none."""
        return tag_info(self.tag).keyword

    @property
    def name(self) -> str:
        """The element's name in words, empty where no dictionary has one."""
        return tag_info(self.tag, self.creator).name

    @property
    def old_text(self) -> str:
        """The old value as text made for reading."""
        return value_shown(self.vr, self.old, item=self.is_item)

    @property
    def new_text(self) -> str:
        """The new value as text made for reading."""
        return value_shown(self.vr, self.new, item=self.is_item)

    def __repr__(self) -> str:
        old, new = (
            masked_value(self.keyword, self.vr, text) for text in (self.old_text, self.new_text)
        )
        return f"<Change {self.action} {self.path}: {old} → {new}>"
