"""The names of the months, as they are written in six languages."""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = ["MONTHS", "MONTH_OF", "month_like"]

_ITALIAN = (
    "gennaio febbraio marzo aprile maggio giugno luglio agosto settembre ottobre novembre dicembre"
)
_CALENDARS = tuple(
    tuple(names.split())
    for names in (
        "jan feb mar apr may jun jul aug sep oct nov dec",
        "january february march april may june july august september october november december",
        "jan feb mrz apr mai jun jul aug sep okt nov dez",
        "januar februar märz april mai juni juli august september oktober november dezember",
        "januar februar maerz april mai juni juli august sept oktober november dezember",
        "janvier février mars avril mai juin juillet août septembre octobre novembre décembre",
        "janvier fevrier mars avril mai juin juillet aout septembre octobre novembre decembre",
        "enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre diciembre",
        _ITALIAN,
        "januari februari maart april mei juni juli augustus september oktober november december",
    )
)

MONTHS: Mapping[int, tuple[str, ...]] = MappingProxyType(
    {
        number: tuple(dict.fromkeys(names))
        for number, names in enumerate(zip(*_CALENDARS, strict=True), 1)
    }
)
"""Number of a month → its names and their short forms, in lower case."""

MONTH_OF: Mapping[str, int] = MappingProxyType(
    {name: number for number, names in MONTHS.items() for name in names}
)
"""Name of a month → its number."""


def month_like(name: str, number: int) -> str:
    """Return the name of another month in the language, length and case of `name`.

    >>> month_like("MRZ", 10), month_like("March", 10)
    ('OKT', 'October')
    """
    low = name.lower()
    old = MONTH_OF[low]
    calendar = next(each for each in _CALENDARS if each[old - 1] == low)
    new = calendar[number - 1]
    if name.isupper():
        return new.upper()
    return new.capitalize() if name[0].isupper() else new
