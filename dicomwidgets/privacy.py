"""What may be shown: one switch for every text that leaves the live widget.

The live widget shows values. Everything that is kept or passed on (reprs, error messages,
progress, saved state, pictures, exports) masks identifiers and file names below the source's
root until the user says otherwise.
"""

from __future__ import annotations

__all__ = ["MASK", "is_revealed", "masked", "reveal"]

MASK = "•••"

_revealed = False


def reveal(on: bool = True) -> None:
    """Show identifiers and file names in reprs, errors, progress, pictures and exports.

    Parameters
    ----------
    on
        ``False`` masks them again. Masked is how every session starts.

    Notes
    -----
    Saved widget state and synchronised traits never hold identifiers, revealed or not.
    """
    global _revealed  # noqa: PLW0603 - one switch for the process is the point
    _revealed = bool(on)


def is_revealed() -> bool:
    """Whether identifiers are shown (`reveal`)."""
    return _revealed


def masked(text: str) -> str:
    """Return `text` when revealed, else the mask."""
    return text if _revealed else MASK
