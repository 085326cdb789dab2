"""Letters with and without accents, and scripts that write a word in a sign or two."""

from __future__ import annotations

import unicodedata

__all__ = ["forms", "is_ideographic", "lowered"]

_SPELLED_OUT = str.maketrans(
    {"ä": "ae", "ö": "oe", "ü": "ue", "ß": "ss", "å": "aa", "æ": "ae", "ø": "oe", "œ": "oe"}
)
_LONG_S = str.maketrans({"ß": "sz"})
_ONE_LETTER = str.maketrans(
    {"ß": "s", "æ": "a", "ø": "o", "œ": "o", "ł": "l", "đ": "d", "ð": "d", "\u0131": "i"}
)
_DOTTED = "i\u0307"
"""What Python makes of the Turkish capital with a dot; bytes in lower case keep the capital."""
_FIRST_IDEOGRAPH = "\u2e80"


def is_ideographic(text: str) -> bool:
    """Whether there are signs of Chinese, Japanese or Korean in a text."""
    return any(sign >= _FIRST_IDEOGRAPH for sign in text)


def lowered(text: str) -> str:
    """Return a text in lower case with as many characters as before.

    >>> lowered("\u0130brahim")
    'ibrahim'
    """
    low = text.lower()
    if len(low) == len(text):
        return low
    return "".join(each.lower()[0] for each in text)


def forms(text: str) -> set[str]:
    r"""Return the ways to write a text in lower case: with accents, without, umlauts spelled out.

    >>> sorted(forms("müller"))
    ['mueller', 'muller', 'mu\u0308ller', 'm\xfcller']
    """
    if text.isascii():
        return {text}
    composed = unicodedata.normalize("NFC", text)
    decomposed = unicodedata.normalize("NFD", text)
    found = {text, composed, decomposed, composed.translate(_SPELLED_OUT)}
    if is_ideographic(text):
        return found
    if _DOTTED in text:
        found |= {
            text.replace(_DOTTED, "\u0130"),
            text.replace(_DOTTED, "i").replace("i", "\u0130"),
        }
    bare = "".join(sign for sign in decomposed if not unicodedata.combining(sign))
    return found | {bare.translate(_ONE_LETTER), composed.translate(_LONG_S), lowered(composed)}
