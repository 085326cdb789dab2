"""A kept value as it is written: without what is known of the patient, and what hides in it."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from dicomwidgets.deidentification.dummies import dummy_value
from dicomwidgets.deidentification.engine.kept import without
from dicomwidgets.deidentification.engine.plain import plain, plain_terms
from dicomwidgets.deidentification.engine.text import BINARY, packed, strings
from dicomwidgets.deidentification.known import clean_bytes
from dicomwidgets.editing.encode import CharacterSetError
from dicomwidgets.reference.vrs import vr_of

if TYPE_CHECKING:
    from dicomwidgets.deidentification.mapping.transform import Transform
    from dicomwidgets.elements.characters import Charset

__all__ = ["cleaned"]

_CHARSET = 0x00080005
_PLAIN = re.compile(rb"[\t\n\f\r\x20-\x7e]*")


def cleaned(tag: int, vr: str, data: bytes, charset: Charset, transform: Transform) -> bytes | None:
    """Return the bytes that take the place of a kept value; ``None``: it stays.

    Parameters
    ----------
    tag, vr
        Of the element; the VR is the one by which it is read.
    data
        Its value as it stands in the file.
    charset
        By which it is read.
    transform
        Says what is known.

    Raises
    ------
    CharacterSetError
        If what stays can't be written in the character set.

    Notes
    -----
    A text is searched as it is read, and its bytes once more in all encodings: the name may stand
    in another character set than the one that is declared.
    """
    if tag == _CHARSET:
        terms = plain_terms(data)
        return None if terms == data else terms
    if vr in BINARY:
        return clean_bytes(data, transform.known)
    sound = plain(tag, vr, data, transform.subject.uids.new)
    new = _of_text(tag, vr, sound, charset, transform)
    if new is None and sound != data:
        return sound
    return new


def _of_text(
    tag: int, vr: str, data: bytes, charset: Charset, transform: Transform
) -> bytes | None:
    values = strings(vr, data, charset)
    new = without(tag, vr, values, transform)
    if vr_of(vr).kind != "text":
        if new is None and not any(map(transform.known.text_hits, values)):
            hidden = transform.known.hits(data) and vr != "UI"
            new = [str(dummy_value(vr))] if hidden else None
        return None if new is None else packed(vr, new, charset)
    try:
        written = data if new is None else packed(vr, new, charset)
    except CharacterSetError:
        written = clean_bytes(data, transform.known) or data
        if any(map(transform.known.text_hits, strings(vr, written, charset))):
            raise
        return written
    masked = None if _is_read_alike(written) else clean_bytes(written, transform.known)
    return written if masked is None and new is not None else masked


def _is_read_alike(data: bytes) -> bool:
    """Whether a text is the same in every encoding: then its bytes tell nothing more."""
    return _PLAIN.fullmatch(data) is not None
