"""What is not edited, and why; what comes with an edit."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dicomwidgets.errors import EditError
from dicomwidgets.reference.tags import is_private, tag_info, tag_text
from dicomwidgets.reference.vrs import VRS

if TYPE_CHECKING:
    from dicomwidgets.elements.path import Step

__all__ = ["CHARSET", "FOLLOWERS", "named", "refuse_untouchable"]

CHARSET = 0x00080005
FOLLOWERS = {0x00080016: 0x00020002, 0x00080018: 0x00020003}
"""Elements of the file meta information that repeat one of the dataset (PS3.10 7.1)."""

_TRANSFER_SYNTAX = 0x00020010
_PIXELS = frozenset({0x7FE00001, 0x7FE00002, 0x7FE00003, 0x7FE00008, 0x7FE00009, 0x7FE00010})
_NO_PRIVATE_GROUPS = frozenset({1, 3, 5, 7, 0xFFFF})


def named(why: str, tag: int, remedy: str | None = None) -> EditError:
    """Return the error of an element, which is named in it."""
    return EditError(why, tag=tag_text(tag), keyword=tag_info(tag).keyword or None, remedy=remedy)


def refuse_untouchable(steps: tuple[Step, ...]) -> None:
    """Refuse what is not a value to edit: pixels, lengths of groups, the encoding of the file.

    Raises
    ------
    EditError
        With the reason.
    """
    tag = steps[-1].tag
    group = tag >> 16
    if tag in _PIXELS:
        raise named("Pixels are no value to edit: other elements describe them.", tag)
    if tag == _TRANSFER_SYNTAX:
        raise named(
            "The transfer syntax says how the bytes of the file are to be read; another name would "
            "not encode them anew.",
            tag,
            "Save the dataset in another transfer syntax.",
        )
    if not tag & 0xFFFF:
        raise named("The length of a group is kept right when the file is saved.", tag)
    if group == 0xFFFE:
        raise named("Items and delimiters are no elements.", tag, 'Write "Sequence[0]" for one.')
    if group == 2 and len(steps) > 1:
        raise named("File meta information stands at the top of a file only (PS3.10 7.1).", tag)
    if not group or (is_private(tag) and group in _NO_PRIVATE_GROUPS):
        raise named(f"Group {group:04X} is not used in files (PS3.5 7.1, 7.8).", tag)
    if is_private(tag) and not (0x10 <= tag & 0xFFFF <= 0xFF or tag & 0xFFFF >= 0x1000):
        raise named("No private element has this number (PS3.5 7.8.1).", tag)


def refuse_unknown_vr(tag: int, vr: str) -> None:
    """Refuse to write an element whose VR nobody knows."""
    if vr not in VRS:
        raise named(
            "No dictionary knows this element, so its VR is not known.", tag, 'Give vr="LO".'
        )
