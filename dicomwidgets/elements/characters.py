"""Texts and the Specific Character Set that they are read by (PS3.5 6.1, PS3.3 C.12.1.1.2).

Code extensions are followed here: a text switches between sets by escape sequences, each for the
codes below 0x80 (G0) or from 0x80 on (G1), until a delimiter ends it.
"""

from __future__ import annotations

import codecs
import re
import warnings
from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

from dicomwidgets.reading.kept_warnings import kept_warnings
from dicomwidgets.reference.character_sets import defined_terms

if TYPE_CHECKING:
    from collections.abc import Sequence

__all__ = ["DEFAULT", "UNDECLARED", "Charset", "charset_of", "decode_text", "doubt"]


DEFAULT = "iso8859"
"""What pydicom calls the default repertoire: ASCII, read as Latin 1."""

_AS_PYDICOM = {
    "ascii": DEFAULT,
    "iso8859_5": "iso_ir_144",
    "iso8859_6": "iso_ir_127",
    "iso8859_7": "iso_ir_126",
    "iso8859_8": "iso_ir_138",
    "iso8859_9": "iso_ir_148",
    "tis_620": "iso_ir_166",
    "utf_8": "UTF8",
    "gb18030": "GB18030",
    "gbk": "GBK",
}
"""What pydicom, which writes by these names, calls some codecs of Python."""

_DELIMITERS = {0x09, 0x0A, 0x0C, 0x0D, 0x5C}
"""Codes after which the first sets hold again (PS3.5 6.1.2.5.3), in names those below as well."""
_NAME_DELIMITERS = {0x3D, 0x5E}


class Charset(NamedTuple):
    """A Specific Character Set as it is read.

    Parameters
    ----------
    encodings
        Python's names of its parts.
    declared
        Whether there is one.
    ascii_alone
        Whether its first part has nothing beyond ASCII.
    remark
        What is wrong with the declaration, and what was assumed; empty where nothing is.
    """

    encodings: tuple[str, ...]
    declared: bool = True
    ascii_alone: bool = False
    remark: str = ""


UNDECLARED = Charset((DEFAULT,), declared=False)
"""Where nothing is declared: ASCII, and what is none is read as Latin 1."""

_UNKNOWN = "The declared Specific Character Set is none of the standard's: read as {}."
_ALONE = "The declared Specific Character Set combines what can't be combined: read as {}."
_UNREADABLE = "Not all bytes are characters of the declared Specific Character Set: shown as �."
_UNDECLARED_SET = "An escape sequence switches to a character set that is not declared."
_UNKNOWN_ESCAPE = "An escape sequence names no character set of the standard."
_ESCAPE_IN_ONE = "There is an escape sequence in a character set that has none."
_NO_SET = "No Specific Character Set is given: read as ISO 8859-1 (Latin 1)."
_ASCII = "It goes beyond ASCII, which alone is declared: read as ISO 8859-1 (Latin 1)."
_UTF8 = "The bytes are UTF-8, and another Specific Character Set is declared."
_CONTROLS = "There are control characters in it: the declared Specific Character Set may be wrong."
_SHIFT_JIS = "The bytes are Shift JIS, of which the declared ISO_IR 13 is the single-byte part."

_ESC = b"\x1b"
_ESCAPE = re.compile(rb"\x1b[\x20-\x2f]+[\x30-\x7e]")
_HALVES = re.compile(rb"[\x80-\xff]+|[\x00-\x7f]+")
_MULTIBYTE = re.compile(r"[^\x00-\x7f]")
_CONTROL_CODES = frozenset(range(0x20))
_STAND_ALONE = frozenset({"utf-8", "gb18030", "gbk"})
_PAIRS = {"iso2022_jp": b"\x1b$B", "iso2022_jp_2": b"\x1b$(D"}
_G0 = {b"(B": "ascii", b"(J": "shift_jis", b"$B": "iso2022_jp", b"$(D": "iso2022_jp_2"}
_G1 = {
    b"-A": "latin_1",
    b"-B": "iso8859_2",
    b"-C": "iso8859_3",
    b"-D": "iso8859_4",
    b"-F": "iso8859_7",
    b"-G": "iso8859_6",
    b"-H": "iso8859_8",
    b"-L": "iso8859_5",
    b"-M": "iso8859_9",
    b"-T": "tis_620",
    b"-b": "iso8859_15",
    b")I": "shift_jis",
    b"$)C": "euc_kr",
    b"$)A": "gb2312",
}
_LATIN = frozenset(f"iso8859-{part}" for part in (1, 2, 3, 4, 9, 15))


@lru_cache(maxsize=256)
def charset_of(names: tuple[str, ...]) -> Charset:
    """Return how the values of Specific Character Set are read.

    Parameters
    ----------
    names
        Defined Terms, the first of which may be empty. What the standard does not know is read
        as what it most likely means, and the remark says so.
    """
    if not any(names):
        return UNDECLARED
    found: list[str] = []
    remark = ""
    for name in names:
        encoding, known = _encoding(name)
        if not known:
            remark = _UNKNOWN
        if found and (_codec(encoding) in _STAND_ALONE or _codec(found[0]) in _STAND_ALONE):
            remark = remark or _ALONE
            continue
        found.append(encoding)
    told = remark.format(" and ".join(map(_spoken, found))) if remark else ""
    return Charset(tuple(found), ascii_alone=found[0] == DEFAULT, remark=told)


def decode_text(data: bytes, encodings: Sequence[str], *, name: bool = False) -> str:
    r"""Decode a text; what can't be read is replaced, and a warning says so.

    Parameters
    ----------
    data
        As it stands in the file, all its values.
    encodings
        As `Charset` has them.
    name
        Whether it is a person name, whose ``^`` and ``=`` are delimiters as well.

    Returns
    -------
    str
        Its values are separated by ``\``.
    """
    first = _codec(encodings[0])
    if first in _STAND_ALONE or _ESC not in data:
        if _ESC in data:
            warnings.warn(_ESCAPE_IN_ONE, stacklevel=2)
        return _decoded(data, encodings[0])
    return _Reader(encodings, name=name).read(data)


def doubt(data: bytes, charset: Charset) -> str | None:
    """Say what is doubtful about reading a text as it is declared; ``None`` if nothing is.

    Parameters
    ----------
    data
        As it stands in the file. ASCII is the same in all sets.
    charset
        What it is read by.
    """
    if data.isascii() and _ESC not in data:
        return None
    if not charset.declared:
        return _NO_SET
    if charset.remark:
        return charset.remark
    return None if _ESC in data else _doubtful_bytes(data, charset)


def _doubtful_bytes(data: bytes, charset: Charset) -> str | None:
    codec = _codec(charset.encodings[0])
    if codec in ("shift_jis", *_STAND_ALONE):
        alien = any(0x80 <= byte <= 0xA0 or byte >= 0xE0 for byte in data)
        return _SHIFT_JIS if alien and codec == "shift_jis" else None
    if _is_utf8(data, 1 if codec in _LATIN else 2):
        return _UTF8
    if charset.ascii_alone:
        return _ASCII
    if codec.startswith("iso8859") and any(0x80 <= byte < 0xA0 for byte in data):
        return _CONTROLS
    return None


def _is_utf8(data: bytes, least: int) -> bool:
    """Whether text is UTF-8, which the sets of single bytes give by chance only."""
    try:
        return len(_MULTIBYTE.findall(data.decode("utf-8"))) >= least
    except UnicodeDecodeError:
        return False


def _encoding(name: str) -> tuple[str, bool]:
    """Return Python's name of a Defined Term, and whether it is one."""
    known = defined_terms().get(name)
    if not name:
        return DEFAULT, True
    if known is not None:
        return _AS_PYDICOM.get(known.codec, known.codec), True
    from pydicom.charset import convert_encodings, python_encoding  # noqa: PLC0415 - rarely needed

    with kept_warnings() as kept:
        found = convert_encodings([name])[0]
    return found, not kept and name in python_encoding


@lru_cache(maxsize=256)
def _codec(encoding: str) -> str:
    """Return the one name that Python has for an encoding."""
    try:
        return codecs.lookup(encoding).name
    except LookupError:
        return DEFAULT


def _spoken(encoding: str) -> str:
    return "ISO 8859-1 (Latin 1)" if _codec(encoding) == "iso8859-1" else _codec(encoding).upper()


def _decoded(data: bytes, encoding: str) -> str:
    try:
        return data.decode(encoding)
    except (UnicodeError, LookupError):
        warnings.warn(_UNREADABLE, stacklevel=2)
        return data.decode(_codec(encoding), errors="replace")


class _Reader:
    """Reads one text with code extensions; holds the two sets that are switched to."""

    def __init__(self, encodings: Sequence[str], *, name: bool) -> None:
        first = encodings[0]
        self._declared = {_codec(each) for each in encodings} | {"ascii"}
        if self._declared & {"iso2022_jp", "iso2022_jp_2"}:
            self._declared.add("shift_jis")  # JIS X 0201 Romaji: much the same as ASCII
        self._first = ("ascii", "" if _codec(first) in _PAIRS else first)
        self._g0, self._g1 = self._first
        self._delimiters = _DELIMITERS | (_NAME_DELIMITERS if name else set())

    def read(self, data: bytes) -> str:
        parts: list[str] = []
        place = 0
        for escape in _ESCAPE.finditer(data):
            parts.append(self._between(data[place : escape.start()]))
            parts.append(self._switched(escape[0]))
            place = escape.end()
        return "".join([*parts, self._between(data[place:])])

    def _switched(self, escape: bytes) -> str:
        """Follow an escape sequence; return it as text if it leads nowhere."""
        code = escape[1:]
        found = _G0.get(code) or _G1.get(code)
        if found is None:
            warnings.warn(_UNKNOWN_ESCAPE, stacklevel=2)
            return escape.decode("ascii")
        if _codec(found) not in self._declared:
            warnings.warn(_UNDECLARED_SET, stacklevel=2)
        if code in _G0:
            self._g0 = found
        else:
            self._g1 = found
        return ""

    def _between(self, data: bytes) -> str:
        """Decode what stands between two escape sequences; a delimiter ends what they did."""
        parts: list[str] = []
        while data:
            # Where two bytes below 0x80 are one character, those of delimiters occur in them.
            ends = _CONTROL_CODES if self._g0 in _PAIRS else self._delimiters
            at = next((place for place, byte in enumerate(data) if byte in ends), len(data))
            parts += [self._part(half) for half in _HALVES.findall(data[:at])]
            if at < len(data):
                parts.append(chr(data[at]))
                self._g0, self._g1 = self._first
            data = data[at + 1 :]
        return "".join(parts)

    def _part(self, half: bytes) -> str:
        if half[0] >= 0x80:
            return _decoded(half, self._g1 or "ascii")
        if self._g0 in _PAIRS:
            return _decoded(_PAIRS[self._g0] + half, self._g0)
        return half.decode("ascii")
