"""Names of the files written: from new values only, so that no name tells of the source."""

from __future__ import annotations

import re
from functools import lru_cache
from hashlib import sha256
from typing import TYPE_CHECKING, Any, BinaryIO

from dicomwidgets.jobs.names import NamePattern
from dicomwidgets.reading.kept_warnings import kept_warnings
from dicomwidgets.reference.tags import keyword_tag

if TYPE_CHECKING:
    from collections.abc import Sequence

    from dicomwidgets.reading.item import Source

__all__ = [
    "DEFAULT",
    "MediaNames",
    "Names",
    "is_medium",
    "names_for",
    "new_values",
]

DEFAULT = "{PatientID}/{StudyInstanceUID}/{SeriesInstanceUID}/{SOPInstanceUID}.dcm"
"""Patient, study, series, instance: all by their new values."""

_KEYWORDS = ("PatientID", "StudyInstanceUID", "SeriesInstanceUID", "SOPInstanceUID")
_UNSAFE = re.compile(r"[^A-Za-z0-9._-]+")
_LONGEST = 64
_LETTERS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"


class Names(NamePattern):
    """A pattern of names of new values: ASCII letters and digits alone.

    Parameters
    ----------
    pattern
        As `DEFAULT`: keywords of elements in braces, folders apart by "/". The values are those
        of the file written. A folder whose values are all empty is left out.

    Raises
    ------
    ArgumentError
        If it is no pattern, names no element that a dataset has at its top, or leads out of the
        target.
    """

    def __init__(self, pattern: str = DEFAULT) -> None:
        super().__init__(pattern, unnamed="unnamed.dcm", example=DEFAULT)
        self.keywords: tuple[str, ...] = self.fields

    def path(self, values: Sequence[str]) -> str:
        """Return a file's name, with "/" between folders.

        Parameters
        ----------
        values
            Of `keywords`, in their order.
        """
        return super().path([_safe(value) for value in values])


class MediaNames(Names):
    """Names that a DICOMDIR may hold: eight capital letters and digits a folder (PS3.10 8.2)."""

    def __init__(self) -> None:
        self.pattern = "media"
        self.keywords = _KEYWORDS

    def path(self, values: Sequence[str]) -> str:
        """Return a file ID made of the new values."""
        return "/".join(_eight(value) for value in values)


def is_medium(source: Source) -> bool:
    """Whether a source holds a DICOMDIR."""
    if source.kind == "dicomdir":
        return True
    names = (item.name.rpartition("/")[2].casefold() for item in source.items())
    return any(name.startswith("dicomdir") for name in names)


def names_for(pattern: str | None, *, media: bool) -> Names:
    """Return the names of a run.

    Parameters
    ----------
    pattern
        The user's; ``None`` leaves it to us.
    media
        Whether the source holds a DICOMDIR, which will be made anew.
    """
    if pattern is None:
        return MediaNames() if media else Names()
    return Names(pattern)


def new_values(file: BinaryIO, keywords: Sequence[str]) -> tuple[str, ...]:
    """Return values of a file that was just written, as text.

    Parameters
    ----------
    file
        Open for reading; left somewhere.
    keywords
        Of elements at the top.
    """
    from pydicom import dcmread  # noqa: PLC0415 - the engine tells most of them

    from dicomwidgets.reading.quick import quick_text  # noqa: PLC0415

    file.seek(0)
    with kept_warnings():
        wanted: list[Any] = list(keywords)
        dataset = dcmread(file, stop_before_pixels=True, force=True, specific_tags=wanted)
        return tuple(quick_text(dataset, keyword_tag(keyword) or 0) for keyword in keywords)


@lru_cache(maxsize=1024)
def _safe(value: str) -> str:
    return _UNSAFE.sub("_", value)[:_LONGEST].strip("_")


def _eight(value: str) -> str:
    number = int.from_bytes(sha256(value.encode()).digest()[:8], "big")
    letters = []
    for _ in range(8):
        number, digit = divmod(number, 36)
        letters.append(_LETTERS[digit])
    return "".join(letters)
