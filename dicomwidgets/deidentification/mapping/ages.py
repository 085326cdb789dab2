"""Ages that stay, up to 89: older people are few, so that an age alone can tell who it is."""

from __future__ import annotations

import re

__all__ = ["OLDEST", "rounded_age", "rounded_number"]

OLDEST = 90
"""Years; all ages from here on are written as this one (45 CFR 164.514(b)(2)(i)(C))."""

_AGE = re.compile(r"\s*(\d{1,5})\s*([DWMYdwmy]?)\s*")
_A_YEAR = {"D": 365.25, "W": 52.18, "M": 12.0, "Y": 1.0, "": 1.0}


def rounded_age(text: str) -> str | None:
    """Return an age (AS) as it may stay; ``None`` for what is no age.

    >>> rounded_age("045Y"), rounded_age("093Y"), rounded_age("about 45")
    ('045Y', '090Y', None)
    """
    found = _AGE.fullmatch(text)
    if found is None:
        return None
    return "090Y" if int(found[1]) / _A_YEAR[found[2].upper()] >= OLDEST else text


def rounded_number(text: str) -> str:
    """Return an age that is a number (DS) as it may stay, whatever its unit is.

    >>> rounded_number("45"), rounded_number("93.5"), rounded_number("")
    ('45', '90', '')
    """
    try:
        return str(OLDEST) if float(text) >= OLDEST else text
    except ValueError:
        return ""
