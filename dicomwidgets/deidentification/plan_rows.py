"""The plan as frozen rows, one for every element."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any, NamedTuple

from dicomwidgets.deidentification.actions import ACTIONS, Action
from dicomwidgets.deidentification.dummies import dummy_item_text
from dicomwidgets.deidentification.pixels.redaction import NOTHING as NO_REDACTION
from dicomwidgets.elements.shown import show
from dicomwidgets.elements.values import cut
from dicomwidgets.privacy import masked
from dicomwidgets.reference.tags import ITEM_TAG, is_private, tag_info

if TYPE_CHECKING:
    from collections.abc import Mapping

    from dicomwidgets.deidentification.mapping import Subject
    from dicomwidgets.deidentification.pixels.redaction import Redaction
    from dicomwidgets.deidentification.policy import Policy
    from dicomwidgets.display.description import Badge
    from dicomwidgets.elements.walk import Node

__all__ = ["NOTHING", "Plan", "PlanRow", "is_empty"]

NOTHING = "—"
"""Stands for the value of an element that is not there."""


def is_empty(node: Node) -> bool:
    """Whether the element has no value and no items."""
    if node.vr == "SQ" or node.element is None:
        return not node.children
    value = node.element.value
    return not value if isinstance(value, bytes | str | list | tuple) else value is None


class PlanRow(NamedTuple):
    """What happens to one element, and why.

    Parameters
    ----------
    id
        The same for the same element of another file.
    parent
        Index, in `Plan.tree`, of the row it stands below; -1 at the top.
    depth
        0 at the top; items of a sequence count as a level of their own.
    path
        As one would type it after ``dataset.``: ``"ReferencedImageSequence[0].ReferencedSOP…"``.
    tag, vr
        Of the element; the tag as one number, that of an item is (FFFE,E000).
    action
        ``"keep"``, ``"remove"``, ``"empty"``, ``"replace"``, ``"uid"`` or ``"clean"``.
    code
        The action code of PS3.15 Table E.1-1, ``"—"`` where the table does not list the element,
        ``"own"`` for an own rule.
    why
        The reason in words.
    value
        The new value of a replaced or cleaned element; of a sequence, the item, or the list of
        items, that takes the place of its items or joins them; else ``None``.
    changed
        False for what is kept, and for what would be emptied and is empty already.
    node
        The element in its tree, ``None`` for an element that would be added.
    note
        Stands for a value that was not read, such as the pixels'.
    """

    id: int
    parent: int
    depth: int
    path: str
    tag: int
    vr: str
    action: Action
    code: str
    why: str
    value: Any
    changed: bool
    node: Node | None
    note: str = ""

    @property
    def keyword(self) -> str:
        """The element's keyword (PS3.6), empty where the dictionary has none."""
        return tag_info(self.tag).keyword

    @property
    def name(self) -> str:
        """The element's name; "Private" or "Unknown" where no dictionary has one."""
        if self.is_item and self.node:
            return f"Item {self.node.item}"
        creator = self.node.scope.creator(self.tag) if self.node else ""
        fallback = "Private" if is_private(self.tag) else "Unknown"
        return tag_info(self.tag, creator).name or fallback

    @property
    def is_item(self) -> bool:
        """Whether the row is an item of a sequence: shown in the tree, no element itself."""
        return self.tag == ITEM_TAG

    @property
    def added(self) -> bool:
        """Whether the element is not there yet."""
        return self.node is None

    @property
    def old(self) -> str:
        """The value as it is, as text made for reading; ``"—"`` for an element to be added."""
        return NOTHING if self.node is None else cut(show(self.node, self.note).text)

    @property
    def new(self) -> str:
        """The value as it would be; empty for what is removed or emptied."""
        if self.action == "keep":
            return self.old
        if self.action in {"remove", "empty"}:
            return ""
        return self._new_text()

    def _new_text(self) -> str:
        if self.vr == "SQ":
            return self._new_items()
        if isinstance(self.value, bytes):
            return self._new_bytes(self.value)
        return "\\".join(self.value) if isinstance(self.value, list) else str(self.value)

    def _new_bytes(self, value: bytes) -> str:
        if self.action == "clean":
            return f"{len(value)} bytes, of which some are overwritten"
        if self.vr in _NUMBERS:
            return str(int.from_bytes(value, "little"))
        return f"{len(value)} bytes" + ("" if any(value) else " of zeros")

    def _new_items(self) -> str:
        before = self.node.children if self.node else 0
        if self.value is None:
            return _items(before) + (", with new UIDs" if self.action == "uid" else "")
        added = self.value if isinstance(self.value, list) else [self.value]
        text = "; ".join(dummy_item_text(item) for item in added)
        text = f"{_items(len(added))}: {text}"
        return f"{_items(before)} kept, and {text}" if before and self.keyword in _ADDS_TO else text

    def __repr__(self) -> str:
        change = f"{masked(self.old)} -> {masked(self.new)}" if self.action != "keep" else ""
        return f"<PlanRow {self.path}: {self.action} ({self.code}) {change}>"


_NUMBERS = frozenset({"AT", "FD", "FL", "SL", "SS", "SV", "UL", "US", "UV"})


def _items(count: int) -> str:
    return f"{count} item{'' if count == 1 else 's'}"


_ADDS_TO = frozenset({"DeidentificationMethodCodeSequence"})


@dataclass(frozen=True, eq=False, repr=False)
class Plan:
    """What an anonymization would do to one file.

    Parameters
    ----------
    policy
        Profile, options and own rules.
    subject
        Who the file belongs to: pseudonym, and in words what it is based on.
    tree
        The rows in file order, with a row for every item of a sequence between them.
    risks
        What the policy leaves open, as badges with their reasons.
    notes
        What is done beside the elements, a sentence each: to pixels, to what follows them and
        the dataset, to preamble and file meta information. They stand in the report, too.
    redaction
        What is blacked out in the image.
    """

    policy: Policy
    subject: Subject
    tree: tuple[PlanRow, ...]
    risks: tuple[Badge, ...]
    notes: tuple[str, ...] = ()
    redaction: Redaction = NO_REDACTION

    @property
    def profile(self) -> str:
        """Name of the profile: ``"basic"``."""
        return self.policy.profile

    @property
    def edition(self) -> str:
        """The edition of PS3.15 that the table comes from."""
        return self.policy.edition

    @cached_property
    def rows(self) -> tuple[PlanRow, ...]:
        """One row for every element at every depth, and one for each that would be added."""
        return tuple(row for row in self.tree if not row.is_item)

    @cached_property
    def counts(self) -> Mapping[Action, int]:
        """How many elements get each action."""
        found = Counter(row.action for row in self.rows)
        return {action: found[action] for action in ACTIONS}

    def __repr__(self) -> str:
        counts = ", ".join(f"{number} {action}" for action, number in self.counts.items())
        return f"<Plan {self.profile} ({self.edition}): {counts}>"
