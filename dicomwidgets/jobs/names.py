"""Names of files that a job writes: from a pattern, and another where one is taken."""

from __future__ import annotations

import re
from string import Formatter
from typing import TYPE_CHECKING, NamedTuple

from dicomwidgets.errors import ArgumentError
from dicomwidgets.reference.tags import keyword_tag

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Sequence

__all__ = ["NamePattern", "numbered", "stem_and_suffix"]


class _Piece(NamedTuple):
    """A literal text, the field that follows it if one does, and how many digits that has."""

    literal: str
    field: str
    digits: int


class NamePattern:
    """A pattern of names: fields in braces, folders apart by "/".

    Parameters
    ----------
    pattern
        Such as ``"{PatientID}/{InstanceNumber:04d}.dcm"``. A folder whose fields are all empty is
        left out.
    own
        Fields that are known beside the keywords of elements.
    digits
        Whether a field may say how many digits a number has.
    unnamed
        The name of a file whose fields are all empty.
    example
        A pattern that can be used, for the message of an error.

    Attributes
    ----------
    fields : tuple of str
        Those of the pattern, each once.

    Raises
    ------
    ArgumentError
        If it is no pattern, names what is not known, or leads out of the target.
    """

    def __init__(
        self,
        pattern: str,
        *,
        own: Collection[str] = (),
        digits: bool = False,
        unnamed: str,
        example: str,
    ) -> None:
        self.pattern = pattern
        self._unnamed = unnamed
        self._own = frozenset(own)
        self._digits = digits
        self._example = example
        self._parts = [self._pieces(part) for part in self._split(pattern)]
        found = [piece.field for part in self._parts for piece in part if piece.field]
        self.fields: tuple[str, ...] = tuple(dict.fromkeys(found))
        if not self.fields:
            raise self._wrong("It names no element, so all files would have one name.")

    def path(self, values: Sequence[str]) -> str:
        """Return a file's name, with "/" between folders.

        Parameters
        ----------
        values
            Of `fields`, in their order; safe as names of files.
        """
        known = dict(zip(self.fields, values, strict=True))
        *folders, last = (
            "".join(literal + _filled(known.get(field, ""), n) for literal, field, n in part)
            if not any(field for _, field, _ in part) or any(known.get(f) for _, f, _ in part)
            else ""
            for part in self._parts
        )
        name = _visible(last) or self._unnamed
        return "/".join([*filter(None, map(_visible, folders)), name])

    def _split(self, pattern: str) -> list[str]:
        parts = pattern.split("/")
        if "\\" in pattern or "\0" in pattern:
            raise self._wrong("Folders are parted by /.")
        if any(part in ("", ".", "..") or part.startswith(".") for part in parts):
            raise self._wrong("It would lead out of the target, or to a hidden file.")
        return parts

    def _pieces(self, part: str) -> list[_Piece]:
        """Return the literal texts of a part of the pattern, each with the field that follows."""
        try:
            found = list(Formatter().parse(part))
        except ValueError as error:
            raise self._wrong(f"{str(error).capitalize()}.") from None
        return [self._piece(*each) for each in found]

    def _piece(
        self, literal: str, field: str | None, form: str | None, conversion: str | None
    ) -> _Piece:
        if field is None:
            return _Piece(literal, "", 0)
        digits = (form or "").removesuffix("d").removeprefix("0")
        if conversion or not (field in self._own or _is_keyword(field)):
            raise self._wrong("What stands in braces is not the keyword of an element.")
        if form and not (self._digits and digits.isdecimal() and int(digits) <= _MOST_DIGITS):
            raise self._wrong("After the colon stands how many digits a number has, such as 04d.")
        return _Piece(literal, field, int(digits or 0))

    def _wrong(self, why: str) -> ArgumentError:
        return ArgumentError(
            f"The pattern of names can't be used. {why}", remedy=f"As an example: {self._example}"
        )


def numbered(path: str) -> Iterator[str]:
    """Yield a name, then others where something else has it: ``a_2.dcm``, ``a_3.dcm``."""
    yield path
    folder, slash, name = path.rpartition("/")
    stem, suffix = stem_and_suffix(name)
    number = 2
    while True:
        # File IDs of media have eight letters at most, and no point.
        short = stem if suffix else stem[: 8 - len(str(number)) - 1]
        yield f"{folder}{slash}{short}_{number}{suffix}"
        number += 1


def stem_and_suffix(name: str) -> tuple[str, str]:
    """Return a name without its suffix, and that: of packed files it has two parts.

    >>> stem_and_suffix("a.b.dcm"), stem_and_suffix("a.nii.gz"), stem_and_suffix("IM1")
    (('a.b', '.dcm'), ('a', '.nii.gz'), ('IM1', ''))
    """
    found = _SUFFIX.search(name)
    suffix = found[0] if found else ""
    return name[: len(name) - len(suffix)], suffix


_MOST_DIGITS = 12
_SUFFIX = re.compile(r"(?i)(\.[a-z][a-z0-9]{0,3})?\.gz\Z|\.[^.]*\Z")


def _filled(value: str, digits: int) -> str:
    return value.zfill(digits) if value.isdecimal() else value


def _is_keyword(name: str) -> bool:
    try:
        return keyword_tag(name) is not None
    except KeyError:
        return False


def _visible(name: str) -> str:
    return name.lstrip(".")
