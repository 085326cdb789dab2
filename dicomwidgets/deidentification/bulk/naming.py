"""Names of the files written: from new values only, so that no name tells of the source."""

from __future__ import annotations

import re
from functools import lru_cache
from hashlib import sha256
from string import Formatter
from typing import TYPE_CHECKING, Any, BinaryIO

from pydicom import dcmread

from dicomwidgets.errors import ArgumentError
from dicomwidgets.reading.kept_warnings import kept_warnings
from dicomwidgets.reading.quick import quick_text
from dicomwidgets.reference.tags import keyword_tag

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from dicomwidgets.reading.item import Source

__all__ = [
    "DEFAULT",
    "MediaNames",
    "Names",
    "is_medium",
    "names_for",
    "new_values",
    "numbered",
]

DEFAULT = "{PatientID}/{StudyInstanceUID}/{SeriesInstanceUID}/{SOPInstanceUID}.dcm"
"""Patient, study, series, instance: all by their new values."""

_KEYWORDS = ("PatientID", "StudyInstanceUID", "SeriesInstanceUID", "SOPInstanceUID")
_UNSAFE = re.compile(r"[^A-Za-z0-9._-]+")
_LONGEST = 64
_LETTERS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"


class Names:
    """A pattern of names.

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
        self.pattern = pattern
        self._parts = [_pieces(part) for part in _split(pattern)]
        found = [keyword for part in self._parts for _, keyword in part if keyword]
        self.keywords: tuple[str, ...] = tuple(dict.fromkeys(found))
        if not self.keywords:
            raise _wrong("It names no element, so all files would have one name.")

    def path(self, values: Sequence[str]) -> str:
        """Return a file's name, with "/" between folders.

        Parameters
        ----------
        values
            Of `keywords`, in their order.
        """
        known = dict(zip(self.keywords, map(_safe, values), strict=True))
        *folders, last = (
            "".join(literal + known.get(keyword, "") for literal, keyword in part)
            if not any(keyword for _, keyword in part) or any(known.get(k) for _, k in part)
            else ""
            for part in self._parts
        )
        return "/".join([*filter(None, map(_visible, folders)), _visible(last) or "unnamed.dcm"])


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
    file.seek(0)
    with kept_warnings():
        wanted: list[Any] = list(keywords)
        dataset = dcmread(file, stop_before_pixels=True, force=True, specific_tags=wanted)
        return tuple(quick_text(dataset, keyword_tag(keyword) or 0) for keyword in keywords)


def numbered(path: str) -> Iterator[str]:
    """Yield a name, then others where something else has it: ``a_2.dcm``, ``a_3.dcm``."""
    yield path
    folder, slash, name = path.rpartition("/")
    stem, dot, suffix = name.rpartition(".") if "." in name else (name, "", "")
    number = 2
    while True:
        # File IDs of media have eight letters at most, and no point.
        short = stem if dot else stem[: 8 - len(str(number)) - 1]
        yield f"{folder}{slash}{short}_{number}{dot}{suffix}"
        number += 1


def _split(pattern: str) -> list[str]:
    parts = pattern.split("/")
    if "\\" in pattern or "\0" in pattern:
        raise _wrong("Folders are parted by /.")
    if any(part in ("", ".", "..") or part.startswith(".") for part in parts):
        raise _wrong("It would lead out of the target, or to a hidden file.")
    return parts


def _pieces(part: str) -> list[tuple[str, str]]:
    """Return the literal texts of a part of the pattern, each with the keyword that follows."""
    try:
        found = list(Formatter().parse(part))
    except ValueError as error:
        raise _wrong(f"{str(error).capitalize()}.") from None
    for _, keyword, form, conversion in found:
        if keyword is not None and (form or conversion or not _is_keyword(keyword)):
            raise _wrong("What stands in braces is not the keyword of an element.")
    return [(literal, keyword or "") for literal, keyword, _, _ in found]


def _is_keyword(name: str) -> bool:
    try:
        return keyword_tag(name) is not None
    except KeyError:
        return False


@lru_cache(maxsize=1024)
def _safe(value: str) -> str:
    return _UNSAFE.sub("_", value)[:_LONGEST].strip("_")


def _visible(name: str) -> str:
    return name.lstrip(".")


def _eight(value: str) -> str:
    number = int.from_bytes(sha256(value.encode()).digest()[:8], "big")
    letters = []
    for _ in range(8):
        number, digit = divmod(number, 36)
        letters.append(_LETTERS[digit])
    return "".join(letters)


def _wrong(why: str) -> ArgumentError:
    return ArgumentError(
        f"The pattern of names can't be used. {why}", remedy=f"As an example: {DEFAULT}"
    )
