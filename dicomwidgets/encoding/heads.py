"""The header of one element, also where it is not encoded as it should be (PS3.5 7.1)."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from dicomwidgets.encoding.span import UNDEFINED
from dicomwidgets.encoding.syntax import LONG, SHORT, is_sequence

if TYPE_CHECKING:
    from dicomwidgets.encoding.frame import Frame, Holds
    from dicomwidgets.encoding.syntax import Order
    from dicomwidgets.encoding.window import Window

__all__ = ["Head", "head_at", "held_by", "implicit_in"]

_DELIMITERS = 0xFFFE
_PIXEL_DATA = 0x7FE00010
_BULK = frozenset({"OB", "OD", "OF", "OL", "OV", "OW"})
_ITEMS = (b"\xfe\xff\x00\xe0", b"\xfe\xff\xdd\xe0")


class Head(NamedTuple):
    """Tag, VR (empty where there is none), bytes of the header, and length as written."""

    tag: int
    vr: str
    size: int
    length: int


def head_at(window: Window, frame: Frame, place: int, tag: int) -> tuple[Head | None, str]:
    """Return the header of the element at a place, and what is odd about it.

    Of an element that is not encoded as those around it the form is taken that leads to another
    element; ``None`` if there is no such form.
    """
    order = frame.order
    data = window.peek(place, 12)
    explicit = _explicit(order, data, tag)
    if not frame.implicit:
        return (explicit, "") if explicit else _odd(window, frame, place, tag)
    head = Head(tag, "", 8, order.length(data, 4)[0])
    if head.length in (0, UNDEFINED) or place + 8 + head.length <= frame.end:
        return head, ""
    if explicit and _leads_on(window, frame, place + explicit.size + explicit.length, tag):
        return explicit, f"An element with the VR {explicit.vr} among elements in implicit VR."
    return head, ""


def implicit_in(window: Window, frame: Frame, place: int) -> tuple[bool, str]:
    """Return whether the elements of an item, or a dataset, are in implicit VR in fact.

    Parameters
    ----------
    window, frame
        `frame` says how they should be encoded.
    place
        Where the first one is.

    Returns
    -------
    implicit, remark
        The remark is empty where they are as they should be.
    """
    room = frame.end - place
    if room < 8:
        return frame.implicit, ""
    data = window.peek(place, 8)
    group, _, length = frame.order.implicit(data)
    if group == _DELIMITERS or _has_vr(data) != frame.implicit:
        return frame.implicit, ""
    fits = length <= room - 8
    if frame.implicit:
        if fits or length == UNDEFINED:
            return True, ""
        return False, "Elements in explicit VR where implicit VR is due."
    if fits and _goes_on_without_vr(window, frame, place + 8 + length):
        return True, "Elements in implicit VR where explicit VR is due."
    return False, ""


def held_by(window: Window, frame: Frame, head: Head, place: int) -> Holds | None:
    """Return what is in the element at a place: items, fragments or, ``None``, a value."""
    if head.length == UNDEFINED:
        if head.tag == _PIXEL_DATA or head.vr in _BULK:
            return "fragments"
        return "items" if head.vr in ("", "SQ", "UN") else None
    if head.vr == "SQ":
        return "items"
    if head.vr not in ("", "UN") or not head.length:
        return None
    creator = frame.creator(head.tag, window) if head.tag >> 16 & 1 else ""
    if not is_sequence(head.tag, creator):
        return None
    return "items" if not head.vr or _item_at(window, place + head.size) else None


def _item_at(window: Window, place: int) -> bool:
    """Whether an item, or the end of a sequence, stands at a place, in little endian."""
    return window.peek(place, 4) in _ITEMS


def _has_vr(data: bytes) -> bool:
    return data[4:6] in SHORT or data[4:6] in LONG


def _explicit(order: Order, data: bytes, tag: int) -> Head | None:
    letters = data[4:6]
    if letters in SHORT:
        return Head(tag, SHORT[letters], 8, order.explicit(data)[3])
    if letters in LONG:
        return Head(tag, LONG[letters], 12, order.length(data, 8)[0])
    return None


def _odd(window: Window, frame: Frame, place: int, tag: int) -> tuple[Head | None, str]:
    """Return the header of an element whose VR is none, in the form that fits what follows."""
    order = frame.order
    data = window.peek(place, 12)
    letters = data[4:6].decode("latin-1")
    implicit = Head(tag, "", 8, order.length(data, 4)[0])
    short = Head(tag, letters, 8, order.explicit(data)[3])
    forms = [implicit, short]
    if letters.isascii() and letters.isalpha() and letters.isupper():
        forms = [short, implicit]
        if not any(data[6:8]):
            # A VR that is newer than this program has a length of four bytes (PS3.5 7.1.2).
            forms.insert(0, Head(tag, letters, 12, order.length(data, 8)[0]))
    for head in forms:
        opens = head is implicit and head.length == UNDEFINED and _item_at(window, place + 8)
        if opens or _leads_on(window, frame, place + head.size + head.length, tag):
            if head is implicit:
                return head, "An element without VR among elements in explicit VR."
            return head, f"The standard has no VR {letters!r}."
    return None, ""


def _leads_on(window: Window, frame: Frame, place: int, tag: int) -> bool:
    """Whether what follows an element, read in one way, looks like the next one."""
    room = frame.end - place
    if room < 8:
        return room == 0
    data = window.peek(place, 8)
    group, number, length = frame.order.implicit(data)
    if group == _DELIMITERS:
        return frame.index >= 0 and length in (0, UNDEFINED)
    return (group << 16 | number) > tag and (_has_vr(data) or length <= room - 8)


def _goes_on_without_vr(window: Window, frame: Frame, place: int) -> bool:
    """Whether there is an element without VR, or the end, at a place."""
    room = frame.end - place
    if room < 8:
        return room == 0
    data = window.peek(place, 8)
    group, _, length = frame.order.implicit(data)
    if group == _DELIMITERS:
        return True
    return not _has_vr(data) and (length <= room - 8 or length == UNDEFINED)
