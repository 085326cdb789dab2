"""Names of persons as they are compared: without what is a matter of spelling (PS3.5 6.2.1)."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

__all__ = ["is_garbled", "spelling_key"]

_NO_WORD = re.compile(r"[\W_]+")


@lru_cache(maxsize=65536)
def spelling_key(name: str) -> tuple[str, ...]:
    """Return what is left of a name without case, accents, signs and the order of its parts.

    >>> spelling_key("Müller^Anna") == spelling_key("ANNA, Muller")
    True
    """
    first = name.partition("=")[0] or name
    plain = unicodedata.normalize("NFKD", first.casefold())
    letters = "".join(each for each in plain if not unicodedata.combining(each))
    return tuple(sorted(filter(None, _NO_WORD.split(letters))))


def is_garbled(text: str) -> bool:
    """Whether UTF-8 was read as Latin-1 or Windows-1252, or characters were lost.

    >>> is_garbled("MÃ¼ller^JÃ¼rgen"), is_garbled("Müller^Jürgen")
    (True, False)
    """
    if text.isascii():
        return False
    if "\N{REPLACEMENT CHARACTER}" in text:
        return True
    for encoding in ("latin-1", "cp1252"):
        try:
            meant = text.encode(encoding).decode()
        except UnicodeError:
            continue
        if not meant.isascii():
            return True
    return False
