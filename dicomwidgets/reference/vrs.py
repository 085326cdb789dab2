"""The value representations (PS3.5 Table 6.2-1)."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import Literal

from dicomwidgets.reference.tables import table_lines

__all__ = ["VRS", "ValueRepresentation", "VrRule", "vr_of", "vr_rules"]

Kind = Literal["string", "text", "number", "tag", "bytes", "sequence"]


@dataclass(frozen=True, slots=True)
class ValueRepresentation:
    """One value representation.

    Parameters
    ----------
    code
        Its two letters.
    name
        Its name in the standard.
    kind
        How it is encoded: ``"string"`` in the default repertoire, ``"text"`` in the Specific
        Character Set, ``"number"`` and ``"tag"`` binary, ``"bytes"``, ``"sequence"``.
    size
        Bytes of one value, where that is fixed.
    format
        `struct` code of one value, for numbers.
    several
        Whether a backslash, or the length, separates several values.
    """

    code: str
    name: str
    kind: Kind
    size: int | None = None
    format: str = ""
    several: bool = True


_TABLE: tuple[ValueRepresentation, ...] = (
    ValueRepresentation("AE", "Application Entity", "string"),
    ValueRepresentation("AS", "Age String", "string"),
    ValueRepresentation("AT", "Attribute Tag", "tag", 4, "HH"),
    ValueRepresentation("CS", "Code String", "string"),
    ValueRepresentation("DA", "Date", "string"),
    ValueRepresentation("DS", "Decimal String", "string"),
    ValueRepresentation("DT", "Date Time", "string"),
    ValueRepresentation("FD", "Floating Point Double", "number", 8, "d"),
    ValueRepresentation("FL", "Floating Point Single", "number", 4, "f"),
    ValueRepresentation("IS", "Integer String", "string"),
    ValueRepresentation("LO", "Long String", "text"),
    ValueRepresentation("LT", "Long Text", "text", several=False),
    ValueRepresentation("OB", "Other Byte", "bytes", 1, several=False),
    ValueRepresentation("OD", "Other Double", "bytes", 8, several=False),
    ValueRepresentation("OF", "Other Float", "bytes", 4, several=False),
    ValueRepresentation("OL", "Other Long", "bytes", 4, several=False),
    ValueRepresentation("OV", "Other 64-bit Very Long", "bytes", 8, several=False),
    ValueRepresentation("OW", "Other Word", "bytes", 2, several=False),
    ValueRepresentation("PN", "Person Name", "text"),
    ValueRepresentation("SH", "Short String", "text"),
    ValueRepresentation("SL", "Signed Long", "number", 4, "l"),
    ValueRepresentation("SQ", "Sequence of Items", "sequence", several=False),
    ValueRepresentation("SS", "Signed Short", "number", 2, "h"),
    ValueRepresentation("ST", "Short Text", "text", several=False),
    ValueRepresentation("SV", "Signed 64-bit Very Long", "number", 8, "q"),
    ValueRepresentation("TM", "Time", "string"),
    ValueRepresentation("UC", "Unlimited Characters", "text"),
    ValueRepresentation("UI", "Unique Identifier", "string"),
    ValueRepresentation("UL", "Unsigned Long", "number", 4, "L"),
    ValueRepresentation("UN", "Unknown", "bytes", 1, several=False),
    ValueRepresentation("UR", "Universal Resource Identifier", "string", several=False),
    ValueRepresentation("US", "Unsigned Short", "number", 2, "H"),
    ValueRepresentation("UT", "Unlimited Text", "text", several=False),
    ValueRepresentation("UV", "Unsigned 64-bit Very Long", "number", 8, "Q"),
)

VRS: dict[str, ValueRepresentation] = {each.code: each for each in _TABLE}
"""Code → value representation."""


def vr_of(code: str) -> ValueRepresentation:
    """Return the value representation with this code; one the standard lacks is read as UN."""
    return VRS.get(code, VRS["UN"])


@dataclass(frozen=True, slots=True)
class VrRule:
    """What a value representation allows, made for reading (PS3.5 Table 6.2-1).

    Parameters
    ----------
    code, name
        As in `ValueRepresentation`.
    longest
        The most that one value may have, in `unit`; ``None`` where there is no such limit.
    unit
        ``"bytes"``, ``"characters"``, or with a word more.
    padding
        By what an odd length is made even: ``"space"``, ``"zero byte"`` or ``"none"``.
    repertoire
        Which characters, or ``"binary"``.
    separator
        What stands between several values: ``"backslash"``, ``"length"`` (binary values follow
        one another) or ``"none"`` (there is always one).
    explanation
        A sentence of our own.
    """

    code: str
    name: str
    longest: int | None
    unit: str
    padding: str
    repertoire: str
    separator: str
    explanation: str

    @property
    def limit(self) -> str:
        """The longest value in words; empty where there is no limit."""
        if self.longest is None:
            return ""
        return f"2³² − 2 {self.unit}" if self.longest > 1 << 31 else f"{self.longest:,} {self.unit}"


@cache
def vr_rules() -> dict[str, VrRule]:
    """Return code → what it allows, for every value representation."""
    found = {}
    for line in table_lines("vrs"):
        code, longest, unit, padding, repertoire, explanation = line.split("\t")
        vr = VRS[code]
        text = vr.kind in ("string", "text")
        separator = ("backslash" if text else "length") if vr.several else "none"
        found[code] = VrRule(
            code,
            vr.name,
            int(longest) if longest else None,
            unit,
            padding,
            repertoire,
            separator,
            explanation,
        )
    return found
