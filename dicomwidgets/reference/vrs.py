"""The value representations (PS3.5 Table 6.2-1)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

__all__ = ["VRS", "ValueRepresentation", "vr_of"]

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
