"""One thing that is wrong with the dirty archive."""

from __future__ import annotations

from typing import NamedTuple

__all__ = ["Fault"]


class Fault(NamedTuple):
    """Something that was made wrong on purpose.

    Parameters
    ----------
    rules
        What `dicomwidgets.check` calls it, and what follows from it: the first is the fault.
    files
        The files concerned, relative to the archive and with forward slashes; a folder where it
        is that.
    what
        What was done, in one sentence.
    in_pixels
        Whether it is found only where pixels are looked at.
    """

    rules: tuple[str, ...]
    files: tuple[str, ...]
    what: str
    in_pixels: bool = False
