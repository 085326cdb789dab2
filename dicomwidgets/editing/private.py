"""Where a private element stands in a dataset: by its creator, not by its block (PS3.5 7.8.1)."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from dicomwidgets.editing.rules import named
from dicomwidgets.reference.tags import is_private, is_private_creator

if TYPE_CHECKING:
    from dicomwidgets.editing.change import Action
    from dicomwidgets.editing.draft import Level

__all__ = ["Located", "located", "refuse_used_creator"]


class Located(NamedTuple):
    """An element's tag in this dataset.

    Parameters
    ----------
    tag
        Where it stands, or would.
    creator
        Its private creator, if it is private.
    reserve
        Tag of the private creator that is to be inserted with it; 0 for none.
    """

    tag: int
    creator: str = ""
    reserve: int = 0


def located(level: Level, tag: int, creator: str, action: Action) -> Located | None:
    """Return where an element stands, ``None`` if its creator has no block here.

    Raises
    ------
    EditError
        If a private element would stand in a block that nobody has reserved, or there is none.
    """
    if not is_private(tag) or is_private_creator(tag):
        return Located(tag)
    reserved = level.scope.creator(tag)
    if not creator or creator == reserved:
        if action == "insert" and not reserved:
            raise named("No private creator has reserved this block.", tag, 'Give creator="…".')
        return Located(tag, reserved)
    group = tag & 0xFFFF0000
    for block in range(0x10, 0x100):
        if level.scope.strings(group | block)[:1] == [creator]:
            return Located(_in_block(tag, block), creator)
    if action != "insert":
        return None
    block = _free_block(level, tag)
    return Located(_in_block(tag, block), creator, group | block)


def refuse_used_creator(level: Level, tag: int) -> None:
    """Refuse to take away the creator of elements that are there."""
    if is_private_creator(tag) and _is_used(level, tag & 0xFFFF0000, tag & 0xFF):
        raise named(
            "Elements stand in the block that this private creator reserves.",
            tag,
            "Delete them first.",
        )


def _in_block(tag: int, block: int) -> int:
    return (tag & 0xFFFF00FF) | block << 8


def _free_block(level: Level, tag: int) -> int:
    group = tag & 0xFFFF0000
    blocks: tuple[int, ...] = (tag >> 8 & 0xFF, *range(0x10, 0x100))
    for block in blocks:
        if (group | block) not in level.dataset and not _is_used(level, group, block):
            return block
    raise named("All blocks of the group are reserved.", tag)


def _is_used(level: Level, group: int, block: int) -> bool:
    first = group | block << 8
    return any(first <= tag <= first | 0xFF for tag in level.dataset.keys())  # noqa: SIM118
