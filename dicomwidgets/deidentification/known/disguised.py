"""How a word looks where all of its letters have been encoded, spread out or turned round."""

from __future__ import annotations

import codecs
from base64 import b64encode
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

__all__ = ["disguised"]

_SHORTEST, _SHORTEST_TURNED = 5, 6
"""Bytes of what is looked for: shorter ones are found anywhere by chance."""

_GROUP = 3
"""Bytes that four signs of base64 stand for."""


def disguised(word: str) -> Iterator[str]:
    r"""Yield what becomes of a word in base64, as hexadecimal digits, in markup, and in a code.

    Parameters
    ----------
    word
        As it is written; it counts in capitals and in lower case as well.

    Notes
    -----
    All in lower case. Of base64 (RFC 4648) the signs that are the word's alone, at each of the
    three places where it may begin. ``646f65``, ``64 6f 65``, ``%64%6f%65``, ``=64=6f=65``,
    ``&#100;&#111;&#101;``, ``&#x64;&#x6f;&#x65;``, ``\u0064\u006f\u0065``, ``d o e``, ``d.o.e``,
    ``eod``, ``qbr``.
    """
    for case in {word, word.lower(), word.upper(), word.capitalize()}:
        data = case.encode()
        if len(data) >= _SHORTEST:
            yield from _in_base64(data)
            yield from (data.hex(), data.hex(" "))
            yield from (f"{sign}{data.hex(sign)}" for sign in "%=")
            yield "".join([f"&#{ord(sign)};" for sign in case])
            yield "".join([f"&#x{ord(sign):x};" for sign in case])
            yield "".join([f"\\u{ord(sign):04x}" for sign in case])
    low = word.lower()
    if len(low) >= _SHORTEST:
        yield from (between.join(low) for between in " -._")
    if len(low) >= _SHORTEST_TURNED and low.isalpha():
        yield from (low[::-1], codecs.encode(low, "rot13"))


def _in_base64(data: bytes) -> Iterator[str]:
    for before in range(_GROUP):
        signs = b64encode(bytes(before) + data).decode()
        yield signs[-(-8 * before // 6) : 8 * (before + len(data)) // 6].lower()
