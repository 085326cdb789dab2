"""How a word looks where all of its letters have been encoded, spread out or turned round."""

from __future__ import annotations

import codecs
from base64 import b64encode
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

    from dicomwidgets.deidentification.known.spelling import Bound

__all__ = ["disguised"]

_SHORTEST, _SHORTEST_TURNED, _SHORTEST_COUNTED = 5, 6, 6
"""Bytes of what is looked for: shorter ones are found anywhere by chance.

Five digits one by one are as well the version of some software: ``1.2.3.4.5``.
"""

_GROUP = 3
"""Bytes that four signs of base64 stand for."""


def disguised(word: str) -> Iterator[tuple[str, Bound]]:
    r"""Yield what becomes of a word in base64, as hexadecimal digits, in markup, and in a code.

    Parameters
    ----------
    word
        As it is written; it counts in capitals and in lower case as well.

    Notes
    -----
    All in lower case, each with where it counts. What is encoded counts inside of more that is; a
    word turned round may be a part of another, and digits one by one a part of other numbers.

    Of base64 (RFC 4648) the signs that are the word's alone, at each of the three places where it
    may begin. ``646f65``, ``64 6f 65``, ``%64%6f%65``, ``=64=6f=65``, ``&#100;&#111;&#101;``,
    ``&#x64;&#x6f;&#x65;``, ``\u0064\u006f\u0065``, ``d o e``, ``d.o.e``, ``eod``, ``qbr``.
    """
    for case in {word, word.lower(), word.upper(), word.capitalize()}:
        if len(case.encode()) >= _SHORTEST:
            yield from ((text, "") for text in _encoded(case))
    low = word.lower()
    if len(low) >= (_SHORTEST_COUNTED if low.isdigit() else _SHORTEST):
        bound: Bound = "signs" if low.isdigit() else ""
        yield from ((between.join(low), bound) for between in " -._")
    if len(low) >= _SHORTEST_TURNED and low.isalpha():
        yield from ((turned, "letters") for turned in (low[::-1], codecs.encode(low, "rot13")))


def _encoded(word: str) -> Iterator[str]:
    data = word.encode()
    for before in range(_GROUP):
        signs = b64encode(bytes(before) + data).decode()
        yield signs[-(-8 * before // 6) : 8 * (before + len(data)) // 6].lower()
    yield from (data.hex(), data.hex(" "))
    yield from (f"{sign}{data.hex(sign)}" for sign in "%=")
    yield "".join([f"&#{ord(sign)};" for sign in word])
    yield "".join([f"&#x{ord(sign):x};" for sign in word])
    yield "".join([f"\\u{ord(sign):04x}" for sign in word])
