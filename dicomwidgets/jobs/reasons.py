"""Why an item of a job failed, in words that quote nothing."""

from __future__ import annotations

import errno

from dicomwidgets.errors import DicomWidgetsError

__all__ = ["is_the_end", "reason_of", "said"]

_THE_END = frozenset({errno.ENOSPC, getattr(errno, "EDQUOT", errno.ENOSPC), errno.EROFS})


def is_the_end(error: OSError) -> bool:
    """Whether it says that nothing more can be written: no room, no quota, no right to it."""
    return error.errno in _THE_END


def said(error: DicomWidgetsError) -> str:
    """Return what an error of ours says, of which element, and advises; its file stays unnamed."""
    element = " ".join(filter(None, (error.tag, error.keyword)))
    told = f"{element}: {error.message}" if element else error.message
    return " ".join(filter(None, (told, error.remedy)))


def reason_of(error: BaseException | None) -> str:
    """Say why, without a text that may quote a path or a value."""
    if isinstance(error, DicomWidgetsError):
        return said(error)
    if isinstance(error, OSError) and error.strerror:
        return f"It can't be read or written: {error.strerror}."
    return f"It can't be done ({type(error).__name__})."
