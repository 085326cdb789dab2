"""How large a frame may be: numbers alone, which load nothing."""

from __future__ import annotations

__all__ = ["KEPT_WHOLE", "LARGEST_DECODED"]

KEPT_WHOLE = 64 * 2**20
"""Bytes of a decoded frame up to which it is handled whole."""

LARGEST_DECODED = 2**30
"""Bytes of a decoded frame up to which one is decoded whole for a picture of it."""
