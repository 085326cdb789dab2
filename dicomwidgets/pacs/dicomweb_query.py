"""What is asked of a server, and whether its answers fit that (PS3.18 8.3.4, PS3.4 C.2.2.2)."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date, datetime, time
from typing import TYPE_CHECKING, Any

import pydicom  # noqa: F401 - by its front door
from pydicom.datadict import dictionary_VR, keyword_for_tag

from dicomwidgets.errors import ArgumentError
from dicomwidgets.reference.tags import keyword_tag

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pydicom.dataset import Dataset

__all__ = [
    "checked_uid",
    "is_wild",
    "key_name",
    "keys_of",
    "plain",
    "softened",
    "unlike",
    "unmatched",
]

_UID = re.compile(r"[0-9A-Za-z._-]{1,128}")
_WILD = re.compile(r"[*?]")
_SENT_AS_IT_IS = "!$'()*,-./0123456789:;?@ABCDEFGHIJKLMNOPQRSTUVWXYZ_abcdefghijklmnopqrstuvwxyz~"
_TAKES_WILD = frozenset({"AE", "CS", "LO", "LT", "PN", "SH", "ST", "UC", "UT"})
_COMPARED = frozenset({"UI", "CS", "LO", "SH", "AE", "IS"})
_FORMATS = {"DA": "%Y%m%d", "TM": "%H%M%S", "DT": "%Y%m%d%H%M%S"}
_RANGES = "Give (from, to) with None for an open end, or '20240101-20240131'."


def keys_of(keys: Mapping[str, Any]) -> tuple[dict[str, str], list[str]]:
    """Return what is matched, as text, and what is only asked for.

    Parameters
    ----------
    keys
        By keyword, by tag in eight digits, or by path: ``"RequestAttributesSequence.StudyID"``.
        Values are texts (``*`` and ``?`` stand for any), numbers, dates and times, ``(from, to)``
        of these, lists of UIDs; a mapping is what is inside a sequence; ``None`` and ``""`` ask for
        an element without matching it.

    Raises
    ------
    ArgumentError
        If there is no such element, or a value is none that can be matched.
    """
    matched: dict[str, str] = {}
    asked: list[str] = []
    for given, value in keys.items():
        name = key_name(given)
        if isinstance(value, Mapping):
            inner, inner_asked = keys_of(value)
            matched |= {f"{name}.{below}": text for below, text in inner.items()}
            asked += [f"{name}.{below}" for below in inner_asked]
        elif value is None or value == "":
            asked.append(name)
        else:
            matched[name] = _text(name, value)
    return matched, asked


def key_name(given: str) -> str:
    """Return the name of an element as a query has it.

    Raises
    ------
    ArgumentError
        If there is no such element.
    """
    steps = [_step(each) for each in str(given).split(".")]
    return ".".join(steps)


def _step(given: str) -> str:
    if re.fullmatch(r"[0-9A-Fa-f]{8}", given):
        return keyword_for_tag(int(given, 16)) or given.upper()
    try:
        keyword_tag(given)
    except KeyError:
        raise ArgumentError(
            "There is no element with the keyword that was asked for.",
            keyword=given if given.isidentifier() else None,
            remedy="Keywords are written as in PS3.6: PatientID, StudyDate, ModalitiesInStudy.",
        ) from None
    return given


def checked_uid(uid: Any) -> str:
    """Return a UID that can stand in an address.

    Raises
    ------
    ArgumentError
        If it can't.
    """
    text = str(uid).strip(" \0")
    if not _UID.fullmatch(text):
        raise ArgumentError("This is no UID.", remedy="Give one UID, as text.")
    return text


def is_wild(text: str) -> bool:
    """Whether a text stands for several."""
    return _WILD.search(text) is not None


def unlike(dataset: Dataset, matched: Mapping[str, str]) -> str | None:
    """Return the key that an answer does not fit, ``None`` where it fits all that can be told.

    Servers that don't know a key may ignore it, and answer what was not asked for.
    """
    for name, wanted in matched.items():
        vr = _vr(name)
        if vr not in _COMPARED or "." in name or name not in dataset or is_wild(wanted):
            continue
        values = {str(each).strip().casefold() for each in _values(dataset[name].value)}
        wanted_ones = wanted.split(",") if vr == "UI" else [wanted]
        if values and not values & {each.strip().casefold() for each in wanted_ones}:
            return name
    return None


def plain(query: str) -> str:
    """Return a query in which only those characters are encoded that must be (RFC 3986 3.4).

    Some servers look for ``%2A`` where they are asked for ``*``.

    >>> plain("PatientName=A%2A+B")
    'PatientName=A*%20B'
    """
    return _ENCODED.sub(_decoded, query.replace("+", "%20"))


def softened(matched: Mapping[str, str]) -> dict[str, str]:
    """Return what is matched, with ``?`` for each character that has to be encoded on its way.

    Some servers never decode them, the ``^`` of names among these, and so find nothing.
    """
    return {
        name: "".join(each if each in _SENT_AS_IT_IS else "?" for each in value)
        if _vr(name) in _TAKES_WILD
        else value
        for name, value in matched.items()
    }


def unmatched(dataset: Dataset, matched: Mapping[str, str]) -> bool:
    """Whether an answer has another value than was asked for, wildcards and case aside."""
    for name, wanted in matched.items():
        if _vr(name) not in _TAKES_WILD or "." in name or name not in dataset:
            continue
        pattern = re.escape(wanted).replace(r"\*", ".*").replace(r"\?", ".")
        told = [str(each) for each in _values(dataset[name].value)]
        groups = [group for text in told for group in (text, *text.split("="))]
        if told and not any(
            re.fullmatch(pattern, group.strip(" ^"), re.IGNORECASE | re.DOTALL)
            or re.fullmatch(pattern, group, re.IGNORECASE | re.DOTALL)
            for group in groups
        ):
            return True
    return False


_ENCODED = re.compile("%([0-9A-F]{2})")


def _decoded(found: re.Match[str]) -> str:
    character = chr(int(found[1], 16))
    return character if character in _SENT_AS_IT_IS else found[0]


def _values(value: Any) -> list[Any]:
    """Return the values of an element, none where it has none."""
    if value in (None, ""):
        return []
    several = isinstance(value, (list, tuple)) or type(value).__name__ == "MultiValue"
    return list(value) if several else [value]


def _vr(name: str) -> str:
    last = name.rpartition(".")[2]
    return "UN" if re.fullmatch(r"[0-9A-F]{8}", last) else dictionary_VR(last)


def _text(name: str, value: Any) -> str:
    """Return a value as a query has it."""
    vr = _vr(name)
    if isinstance(value, tuple) and vr in _FORMATS:
        if len(value) != 2:
            raise ArgumentError("A range has two ends.", keyword=name, remedy=_RANGES)
        return "-".join("" if each is None else _single(vr, each) for each in value)
    if isinstance(value, (list, tuple, set, frozenset)):
        return _several(name, vr, list(value))
    return _single(vr, value)


def _several(name: str, vr: str, values: Sequence[Any]) -> str:
    if vr != "UI" or not values:
        raise ArgumentError(
            "Only UIDs can be asked for as a list, and not none of them.",
            keyword=name,
            remedy="Ask for each value by itself.",
        )
    return ",".join(checked_uid(each) for each in values)


def _single(vr: str, value: Any) -> str:
    if isinstance(value, (datetime, date, time)):
        if vr not in _FORMATS:
            raise ArgumentError(f"A {type(value).__name__} fits no element of VR {vr}.")
        return value.strftime(_FORMATS[vr])
    if isinstance(value, (bytes, dict)):
        raise ArgumentError(f"A {type(value).__name__} can't be matched.")
    text = str(value)
    if not text.isprintable():
        raise ArgumentError("A value of a query can't hold control characters.")
    return text
