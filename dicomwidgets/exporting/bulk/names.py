"""Names of exported files: safe on every file system, and of nobody unless that is asked for."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from functools import lru_cache
from typing import TYPE_CHECKING

from dicomwidgets.editing.bulk.targets import inside
from dicomwidgets.elements.masking import is_identifier
from dicomwidgets.errors import ArgumentError
from dicomwidgets.jobs.names import NamePattern, numbered, stem_and_suffix
from dicomwidgets.reference.tags import keyword_tag, tag_info

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from dicomwidgets.exporting.formats import Format

__all__ = ["DEFAULTS", "NUMBERS", "ExportNames", "safe_path", "safe_value"]

NUMBERS = ("patient", "study", "series", "file", "frame")
"""Fields that are counted from 1: what is a number in names says nothing about anybody."""

_OF_FILES = ("name", "stem")
_ONE_FILE = frozenset({*_OF_FILES, "file", "frame"})
DEFAULTS = {
    "file": "{name}",
    "frame": "patient{patient}/study{study}/series{series}_{Modality}/{file}",
    "series": "patient{patient}/study{study}/series{series}_{Modality}",
    "nothing": "{name}",
}
"""By what becomes one file."""

_FORBIDDEN = re.compile(r'[<>:"/\\|?*]')
_LONGEST = 64
_MOST_BYTES = 180
_LONGEST_SUFFIX = 12
_NUMBER = re.compile(r"[_.-]?[0-9]{1,12}\Z")
_RESERVED = re.compile(r"(?i)(con|prn|aux|nul|com\d|lpt\d)(\..*)?")


class ExportNames:
    """Makes names of files, no two of them the same.

    Parameters
    ----------
    pattern
        Keywords of elements and `NUMBERS` in braces; of single files ``{name}``, with its folders,
        and ``{stem}``, without folders and suffix.
    form
        What is exported.
    identifiers
        Whether values that may identify somebody stand in names. Else each different one is a
        number: ``PatientID1``.

    Raises
    ------
    ArgumentError
        If the pattern can't be used.
    """

    def __init__(self, pattern: str | None, form: Format, *, identifiers: bool) -> None:
        chosen = DEFAULTS[form.unit] if pattern is None else pattern
        low = chosen.lower()
        self.suffix = next((each for each in form.suffixes if low.endswith(each)), "")
        stem = chosen[: len(chosen) - len(self.suffix)]
        self._pattern = NamePattern(
            stem,
            own=(*NUMBERS, *_OF_FILES),
            digits=True,
            unnamed="unnamed",
            example=DEFAULTS["frame"],
        )
        self.pattern = chosen
        self.fields = self._pattern.fields
        self._check(form)
        if not self.suffix and not (form.unit == "file" and low.endswith("{name}")):
            self.suffix = form.suffixes[0]
        self.keywords = tuple(each for each in self.fields if each not in (*NUMBERS, *_OF_FILES))
        self._hidden = frozenset() if identifiers else frozenset(filter(_identifies, self.fields))
        self._known: dict[tuple[str, str], str] = {}
        self._counted: Counter[str] = Counter()
        self._taken: set[str] = set()
        self._next: dict[str, Iterator[str]] = {}

    @property
    def hidden(self) -> tuple[str, ...]:
        """The fields that stand as numbers, as their values may identify somebody."""
        return tuple(each for each in self.fields if each in self._hidden)

    def of(self, values: Mapping[str, str], *, frame: str = "") -> tuple[str, bool]:
        """Return a name, and whether another file has the one that it should have.

        Parameters
        ----------
        values
            Of `fields`.
        frame
            The number of the frame, where the file has several.
        """
        told = {**values, "frame": frame}
        name = self._pattern.path([self._shown(field, told[field]) for field in self.fields])
        if frame and "frame" not in self.fields:
            name = f"{name}_{frame}"
        name = safe_path(f"{name}{self.suffix}")
        return self._free(name)

    def _free(self, name: str) -> tuple[str, bool]:
        key = name.casefold()
        if key not in self._taken:
            self._taken.add(key)
            return name, False
        others = self._next.get(name)
        if others is None:
            others = self._next[name] = numbered(name)
            next(others)
        free = next(each for each in others if each.casefold() not in self._taken)
        self._taken.add(free.casefold())
        return free, True

    def _shown(self, field: str, value: str) -> str:
        if field in self._hidden and value:
            known = self._known.get((field, value))
            if known is None:
                self._counted[field] += 1
                known = self._known[field, value] = f"{field}{self._counted[field]}"
            return known
        return value if field == "name" else safe_value(value)

    def _check(self, form: Format) -> None:
        wrong = _ONE_FILE.intersection(self.fields) if form.unit == "series" else ()
        if wrong:
            raise ArgumentError(
                f"A series is no single file: {{{min(wrong)}}} says nothing here.",
                remedy=f"As an example: {DEFAULTS['series']}",
            )


@lru_cache(maxsize=4096)
def safe_value(value: str) -> str:
    """Return a value as a part of a name: letters and digits of any script, ``.``, ``-``, ``_``.

    >>> safe_value("Yamada^Tarou=山田^太郎"), safe_value("../a b"), safe_value("CHEST 5.0/B30f")
    ('Yamada_Tarou_山田_太郎', 'a_b', 'CHEST_5.0_B30f')
    """
    text = unicodedata.normalize("NFC", value)
    kept = "".join(each if _is_plain(each) else "_" for each in text)
    return re.sub("__+", "_", kept)[:_LONGEST].strip("_.")


def safe_path(name: str) -> str:
    """Return a name, with "/" between folders, that every file system takes.

    >>> safe_path("a:b/con.dcm"), safe_path("x. /y"), safe_path("../山田.dcm")
    ('a_b/con_.dcm', 'x/y', '山田.dcm')
    """
    return "/".join(map(_component, inside(name).split("/")))


def _component(part: str) -> str:
    text = unicodedata.normalize("NFC", part)
    text = "".join("_" if unicodedata.category(each)[0] == "C" else each for each in text)
    text = _FORBIDDEN.sub("_", text).rstrip(". ").lstrip(" ") or "_"
    if _RESERVED.fullmatch(text):
        stem, dot, rest = text.partition(".")
        text = f"{stem}_{dot}{rest}"
    return _short(text)


def _short(text: str) -> str:
    """Return a name that leaves room for a number; its suffix and the number before it are kept."""
    if len(text.encode()) <= _MOST_BYTES:
        return text
    stem, suffix = stem_and_suffix(text)
    if len(suffix) > _LONGEST_SUFFIX:
        stem, suffix = text, ""
    end = (_NUMBER.search(stem) or [""])[0] + suffix
    room = _MOST_BYTES - len(end.encode())
    start = text[: len(text) - len(end)].encode()[:room].decode(errors="ignore")
    return f"{start.rstrip('. ')}{end}"


def _is_plain(character: str) -> bool:
    return character in "._-+" or unicodedata.category(character)[0] in "LMN"


def _identifies(field: str) -> bool:
    if field in NUMBERS:
        return False
    if field in _OF_FILES:
        return True
    info = tag_info(keyword_tag(field) or 0)
    return is_identifier(info.keyword, info.vr)
