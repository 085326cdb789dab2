"""How a pseudonym is spelled: short, readable over the telephone, and like no name or number."""

from __future__ import annotations

__all__ = ["LENGTH", "spelled"]

_SIGNS = "23456789BCDFGHJKMNPQRSTVWXZ"
"""No vowels, so that no word or name comes about; no 0, 1, I, L, O, which are mistaken."""

_GROUPS = 3
_SIGNS_A_GROUP = 4

LENGTH = _GROUPS * (_SIGNS_A_GROUP + 1) - 1
"""Characters: fits SH (16), LO (64) and a component of PN (64), PS3.5 6.2."""


def spelled(digest: bytes) -> str:
    """Spell the first bytes of a digest as ``"7KQ4-M2XD-9TRB"``.

    Notes
    -----
    27 signs in 12 places are 1.5 × 10¹⁷ pseudonyms (57 bits). Among n patients the chance that
    two share one is n² / (3 × 10¹⁷): 1 in 3 × 10⁹ for 10,000 patients, 1 in 300,000 for a million.
    """
    number = int.from_bytes(digest[:16], "big")
    groups = []
    for _ in range(_GROUPS):
        group = ""
        for _ in range(_SIGNS_A_GROUP):
            number, place = divmod(number, len(_SIGNS))
            group += _SIGNS[place]
        groups.append(group)
    return "-".join(groups)
