"""How a word looks where its letters beyond ASCII have been escaped, mangled or narrowed."""

from __future__ import annotations

import unicodedata
from html.entities import codepoint2name
from typing import TYPE_CHECKING

from dicomwidgets.deidentification.known.letters import is_ideographic

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

__all__ = ["escaped", "kana", "widened"]

_LOST = ("?", "_", "\N{REPLACEMENT CHARACTER}", "")
_SPACING = str.maketrans(
    dict(zip("\u0300\u0301\u0302\u0303\u0308\u0327", "`\xb4^~\xa8\xb8", strict=True))
)
_FULL_WIDTH = {number: number + 0xFEE0 for number in range(0x21, 0x7F)}
_TO_KATAKANA = {number: number + 0x60 for number in range(0x3041, 0x3097)}
_TO_HIRAGANA = {new: old for old, new in _TO_KATAKANA.items()}
_HALF_WIDTH = {
    ord(unicodedata.normalize("NFKC", chr(number))): number for number in range(0xFF66, 0xFF9E)
} | {0x3099: 0xFF9E, 0x309A: 0xFF9F}


def escaped(word: str) -> Iterator[str]:
    r"""Yield what becomes of a word in addresses, mails, markup and under a wrong character set.

    Parameters
    ----------
    word
        In lower case. One of ASCII letters, or of ideographs, yields nothing.

    Notes
    -----
    ``m%c3%bcller`` (RFC 3986), ``m=fcller`` (RFC 2045), ``m&uuml;ller``, ``m\u00fcller`` (JSON),
    ``mã¼ller`` (UTF-8 read as Latin 1), ``m?ller`` and ``mller``.
    """
    if word.isascii() or is_ideographic(word):
        return
    for codec in ("utf-8", "latin-1"):
        for sign in "%=":
            try:
                yield _replaced(word, lambda each: _octets(each.encode(codec), sign))  # noqa: B023
            except UnicodeEncodeError:
                break
    for codec in ("latin-1", "cp1252"):
        yield word.encode().decode(codec, "replace").lower()
    yield _replaced(word, lambda sign: f"&{codepoint2name.get(ord(sign), f'#{ord(sign)}')};")
    yield _replaced(word, lambda sign: f"&#{ord(sign)};")
    yield _replaced(word, lambda sign: f"\\u{ord(sign):04x}")
    yield unicodedata.normalize("NFD", word).translate(_SPACING)
    if sum(map(str.isascii, word)) >= 3:
        for lost in _LOST:
            yield "".join(sign if sign.isascii() else lost for sign in word)


def _octets(data: bytes, sign: str) -> str:
    return "".join(f"{sign}{octet:02x}" for octet in data)


def _replaced(word: str, new: Callable[[str], str]) -> str:
    return "".join(sign if sign.isascii() else new(sign) for sign in word)


def kana(word: str) -> Iterator[str]:
    """Yield a word of kana in the other syllabary, and in half-width signs.

    >>> sorted(kana("やまだ"))
    ['やまだ', 'ヤマダ', 'ﾔﾏﾀﾞ']
    """
    full = unicodedata.normalize("NFKC", word).translate(_TO_KATAKANA)
    signs = unicodedata.normalize("NFD", full)
    if all(ord(sign) in _HALF_WIDTH for sign in signs):
        yield from (full, full.translate(_TO_HIRAGANA), signs.translate(_HALF_WIDTH))


def widened(word: str) -> str:
    """Return a word of ASCII in the full-width letters of East Asian sets."""
    return word.translate(_FULL_WIDTH)
