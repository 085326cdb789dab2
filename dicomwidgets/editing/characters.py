"""Texts and the Specific Character Set that spells them (PS3.3 C.12.1.1.2)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pydicom.charset import default_encoding

from dicomwidgets.editing.encode import CharacterSetError, Style, encodings_of, value_bytes
from dicomwidgets.editing.rules import CHARSET, named
from dicomwidgets.editing.value_form import Value, split
from dicomwidgets.editing.values import value_in
from dicomwidgets.reading.kept_warnings import kept_warnings
from dicomwidgets.reference.vrs import vr_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from dicomwidgets.editing.draft import Draft, Level

__all__ = ["UTF8", "check_characters", "check_reading", "writable"]

UTF8 = "ISO_IR 192"


def writable(encodings: Sequence[str]) -> tuple[str, ...]:
    """Return the encodings to write by: where none is declared, ASCII and no more."""
    return tuple("ascii" if each == default_encoding else each for each in encodings)


def check_characters(encodings: Sequence[str], vr: str, value: Value) -> None:
    """Refuse text that the character set can't spell; items may bring their own.

    Raises
    ------
    CharacterSetError
        If there is such text.
    UnfitError
        If an item names a character set that is none.
    """
    if vr == "SQ":
        for item in split(vr, value):
            own = {each.tag: each for each in item}.get(CHARSET)
            inner = writable(encodings_of(split("CS", own.value))) if own else encodings
            for _, inner_vr, inner_value in item:
                check_characters(inner, inner_vr, inner_value)
    elif vr_of(vr).kind == "text":
        value_bytes(vr, value, Style(False, True, tuple(encodings)))


def check_reading(draft: Draft, level: Level, names: Value, *, reencode: bool) -> None:
    """Refuse a character set that is none, or that can't spell the texts that are there.

    Raises
    ------
    EditError
        With how many texts there are, and what to do.
    UnfitError
        If the name of the character set is none.
    """
    new = writable(encodings_of(split("CS", names)))
    if not reencode:
        return
    for inner, tag, vr in draft.texts(level):
        element = inner.scope.element(tag)
        if element is None:
            continue
        with kept_warnings() as kept:
            value = value_in(inner.scope, tag, element)
        if kept:
            raise named(
                "It is not in the character set that the dataset names, so it can't be encoded "
                "in another.",
                tag,
                "Give reencode=False to change only the name of the character set.",
            )
        try:
            check_characters(new, vr, value)
        except CharacterSetError:
            raise named("The new character set can't spell it.", tag, f'Take "{UTF8}".') from None
