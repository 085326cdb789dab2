"""What may be shown: one switch for every text that leaves the live widget.

The live widget shows values. Everything that is kept or passed on (reprs, error messages,
progress, saved state, pictures, exports) masks identifiers and file names below the source's
root until the user says otherwise.
"""

from __future__ import annotations

import logging
import sys
from contextlib import contextmanager
from contextvars import ContextVar
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

__all__ = ["MASK", "is_revealed", "masked", "reveal", "revealing"]

MASK = "•••"

_SAVED_WITH = (
    "Identifiers are shown from here on, and outputs that show them are saved with the notebook. "
    "dw.reveal(False) masks them again; dw.search_notebook(notebook, x) finds them in a saved one."
)

_revealed = _warned = False
_log = logging.getLogger(__name__)
_here: ContextVar[bool | None] = ContextVar("revealed here", default=None)


def reveal(on: bool = True) -> None:
    """Show identifiers and file names in reprs, errors, progress, pictures and exports.

    Parameters
    ----------
    on
        ``False`` masks them again. Masked is how every session starts.

    Notes
    -----
    Saved widget state and synchronised traits never hold identifiers, revealed or not. In a
    notebook a warning says, once, that its outputs hold them from here on.
    """
    global _revealed, _warned  # noqa: PLW0603 - one switch for the process is the point
    _revealed = bool(on)
    if _revealed and not _warned and "ipykernel" in sys.modules:
        _warned = True
        _log.warning(_SAVED_WITH)


def is_revealed() -> bool:
    """Whether identifiers are shown (`reveal`)."""
    here = _here.get()
    return _revealed if here is None else here


@contextmanager
def revealing(on: bool) -> Iterator[None]:
    """Show identifiers, or mask them, in what this thread does meanwhile, whatever else holds.

    Parameters
    ----------
    on
        Whether they are shown.
    """
    before = _here.set(on)
    try:
        yield
    finally:
        _here.reset(before)


def masked(text: str) -> str:
    """Return `text` when revealed, else the mask."""
    return text if is_revealed() else MASK
