"""pydicom is entered by its front door: threads that enter it elsewhere meet half-loaded modules.

A worker process has one thread, and what it does may need nothing of pydicom, which takes longer to
load than all else: there the door stays shut, and who needs something of pydicom gets it then.
"""

from __future__ import annotations

__all__ = ["enter", "is_shut"]

is_shut = False
"""Set by a worker before anything else is loaded."""


def enter() -> None:
    """Load all of pydicom, if that is not done and the door is not shut."""
    if not is_shut:
        import pydicom  # noqa: F401, PLC0415
