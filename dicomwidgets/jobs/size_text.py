"""Numbers of bytes in words."""

from __future__ import annotations

__all__ = ["size_text"]


def size_text(count: float) -> str:
    """Return a number of bytes in a unit that fits.

    >>> size_text(999), size_text(1_500_000)
    ('999 bytes', '1.5 MB')
    """
    for unit in ("bytes", "kB", "MB", "GB"):
        if count < 1000:
            return f"{count:,.0f} {unit}" if unit == "bytes" else f"{count:,.1f} {unit}"
        count /= 1000
    return f"{count:,.1f} TB"
