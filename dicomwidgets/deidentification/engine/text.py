"""Values between the bytes of the file and the strings that a transform works on."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

from dicomwidgets.editing.encode import CharacterSetError, text_bytes
from dicomwidgets.elements.characters import Charset, charset_of, decode_text
from dicomwidgets.reading.kept_warnings import kept_warnings
from dicomwidgets.reference.tags import is_private, tag_info
from dicomwidgets.reference.vrs import VRS, vr_of

if TYPE_CHECKING:
    from collections.abc import Sequence

__all__ = ["BINARY", "charset_in", "packed", "read_by", "readings", "strings", "unpacked"]

BINARY = frozenset(code for code, vr in VRS.items() if vr.kind not in ("string", "text"))
"""VRs whose values are no text."""

_PADDING = " \0"
_MULTIBYTE = frozenset(
    {
        "shift_jis",
        "iso2022_jp",
        "iso2022_jp_2",
        "euc_kr",
        "gb18030",
        "GB18030",
        "gbk",
        "GBK",
        "gb2312",
    }
    | {"iso_ir_58", "euc_jp"}
)
_TEXT = frozenset(code for code, vr in VRS.items() if vr.kind == "text")
_ONE = frozenset(code for code, vr in VRS.items() if not vr.several)


@lru_cache(maxsize=4096)
def read_by(tag: int, written: str, creator: str = "") -> str:
    """Return the VR by which a value is read.

    Parameters
    ----------
    tag
        Of the element.
    written
        The VR in the file; empty where there is none.
    creator
        Of the private block.

    Returns
    -------
    str
        The dictionary's where the file writes none, UN, or letters that are no VR; ``"UN"`` where
        that has none either.
    """
    if written in VRS and written != "UN":
        return written
    found = tag_info(tag, creator).vr or "UN"
    if " or " not in found:
        return found
    return "US" if found == "US or SS" else "OW"


@lru_cache(maxsize=4096)
def unpacked(tag: int, vr: str) -> str:
    """Return the VR by which a value is changed: the standard's, where the file's is another."""
    if is_private(tag):
        return vr
    known = tag_info(tag).vr
    return known if known in VRS and known not in BINARY else vr


def charset_in(data: bytes, outer: Charset) -> Charset:
    """Return the character set that a Specific Character Set names; an empty one names none."""
    names = tuple(strings("CS", data, outer))
    return charset_of(names) if any(names) else outer


def strings(vr: str, data: bytes, charset: Charset) -> list[str]:
    """Return the values of an element as text.

    What the character set has no characters for is replaced by �.
    """
    if vr in _TEXT and not (data.isascii() and b"\x1b" not in data):
        with kept_warnings():
            text = decode_text(data, charset.encodings, name=vr == "PN")
    else:
        text = data.decode("latin-1")
    if vr in _ONE:
        return [text.rstrip(_PADDING)]
    return [value.strip(_PADDING) for value in text.split("\\")]


def readings(vr: str, data: bytes, charset: Charset) -> list[str]:
    """Return the values of an element, and what they would be in another character set.

    The one that is declared may be wrong: what is no ASCII is read as UTF-8 and as Latin 1 as well.
    """
    found = strings(vr, data, charset)
    if vr not in _TEXT or data.isascii():
        return found
    codecs = ["utf-8"] if _MULTIBYTE.intersection(charset.encodings) else ["utf-8", "latin-1"]
    for codec in codecs:
        try:
            text = data.decode(codec)
        except UnicodeDecodeError:
            continue
        found += [value.strip(_PADDING) for value in text.split("\\")]
    return list(dict.fromkeys(found))


def packed(vr: str, values: Sequence[str] | bytes, charset: Charset) -> bytes:
    """Return the bytes of a value, of even length (PS3.5 6.2).

    Raises
    ------
    CharacterSetError
        If the character set of the dataset can't spell it.
    """
    if isinstance(values, bytes):
        return values + b"\0" * (len(values) % 2)
    try:
        data = "\\".join(values).encode("ascii")
    except UnicodeEncodeError:
        data = _beyond_ascii(vr, values, charset)
    if len(data) % 2:
        data += b"\0" if vr == "UI" or vr_of(vr).kind == "bytes" else b" "
    return data


def _beyond_ascii(vr: str, values: Sequence[str], charset: Charset) -> bytes:
    if vr not in _TEXT:
        raise CharacterSetError("This VR has the characters of ASCII only.")
    return b"\\".join(text_bytes(vr, each, charset.encodings) for each in values)
