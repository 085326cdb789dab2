"""What this program says of itself in the files that it writes (PS3.10 7.1)."""

from __future__ import annotations

from dicomwidgets import __version__

__all__ = ["IMPLEMENTATION_CLASS_UID", "IMPLEMENTATION_VERSION_NAME"]

IMPLEMENTATION_CLASS_UID = "1.2.826.0.1.3680043.8.498.1"
"""pydicom's: this package has no root of its own."""

IMPLEMENTATION_VERSION_NAME = f"DICOMWIDGETS_{__version__}"[:16]
"""With the version, as far as there is room."""
