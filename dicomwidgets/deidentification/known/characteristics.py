"""What a text says of a patient's age, sex, weight and size."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

__all__ = ["characteristics_in"]

_SEX = r"(?:male|female|man|woman|boy|girl|m|f|w|mann|frau|männlich|weiblich|homme|femme)"
_OLD = (
    r"(?:years? old|yrs? old|y/?o|y\.o\.|years? of age|[- ]years?[- ]old|jahre alt|jährige?[rns]?"
    r"|(?:months?|weeks?|days?)[- ]old|ans|años|anni)"
)
_KILOS = r"\d{1,3}(?:[.,]\d+)? ?(?:kg|lbs?|pounds)?"
_METRES = r"\d(?:[.,]\d+)? ?m\b|\d{2,3} ?(?:cm|in)\b"
_YEARS = r"\d{1,3}(?: ?(?:y|yrs?|years?|m|mo|d)\b)?"
_FORMS = tuple(
    re.compile(form, re.IGNORECASE)
    for form in (
        rf"(?<![\w.,])(?P<x>\d{{1,3}}[- ]?{_OLD}(?:[ ,/-]{{1,2}}{_SEX})?)\b",
        rf"\b(?:age|aged|alter|edad|âge)\b[:= ]{{1,2}}(?P<x>{_YEARS})",
        r"(?<![\w.])(?P<x>0\d\d[YMWD])(?!\w)",
        rf"\b(?:weight|wt|gewicht|poids|peso)\b[:= ]{{1,2}}(?P<x>{_KILOS})",
        rf"\b(?:height|ht|größe|taille|talla)\b[:= ]{{1,2}}(?P<x>{_METRES})",
        rf"\b(?:sex|gender|geschlecht|sexe|sexo)\b[:= ]{{1,2}}(?P<x>{_SEX})\b",
        r"(?<![\w.])(?P<x>\d{1,3} ?y(?:rs?)?[ ,/]{1,2}(?:male|female|m|f))\b",
    )
)


def characteristics_in(text: str) -> Iterator[tuple[int, int]]:
    """Yield where a text says how old, heavy or tall the patient is, and of which sex.

    Ages beside a word (``45 y/o male``, ``age: 45``), as DICOM writes them (``045Y``), and what
    stands behind ``weight``, ``height`` and ``sex``.
    """
    for form in _FORMS:
        for hit in form.finditer(text):
            yield hit.span("x")
