"""What is searched by, as datasets have it: keywords, ranges, lists, items; in which characters."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime, time
from typing import TYPE_CHECKING, Any

from pydicom import config
from pydicom.dataelem import DataElement
from pydicom.dataset import Dataset
from pydicom.sequence import Sequence as Items

from dicomwidgets.elements.path import parse_path
from dicomwidgets.errors import ArgumentError
from dicomwidgets.reading.kept_warnings import kept_warnings
from dicomwidgets.reference.tags import tag_info

if TYPE_CHECKING:
    from collections.abc import Iterable

__all__ = ["Keys", "identifier", "keys_of"]

Keys = dict[str, Any]
"""Keyword → what is searched for; ``""`` asks for whatever is there."""

_FORMS = {"DA": "%Y%m%d", "TM": "%H%M%S", "DT": "%Y%m%d%H%M%S"}


def keys_of(query: Mapping[str, Any] | Dataset | None, known: Mapping[str, Any]) -> Keys:
    """Return what is searched by.

    Parameters
    ----------
    query
        A mapping of keywords, or a dataset such as another program would send.
    known
        More keywords.

    Raises
    ------
    ArgumentError
        If one is no keyword of the dictionary.
    """
    keys: Keys = {}
    if isinstance(query, Dataset):
        keys |= {each.keyword: each.value for each in query if each.keyword}
    elif query is not None:
        keys |= query
    keys |= known
    for keyword in ("QueryRetrieveLevel", "SpecificCharacterSet"):
        keys.pop(keyword, None)
    for keyword in keys:
        _tag(keyword)
    return keys


def identifier(
    keys: Mapping[str, Any], fields: Iterable[str], character_set: str | Sequence[str] | None
) -> Dataset:
    """Return the dataset that is sent (PS3.4 C.4.1.1.3).

    Parameters
    ----------
    keys
        What is searched by.
    fields
        Keywords that are asked for beside.
    character_set
        Of the values; by default UTF-8 where ASCII does not do.

    Raises
    ------
    ArgumentError
        If a value does not fit its element.
    """
    dataset = Dataset()
    if character_set is None and not _is_ascii(keys):
        character_set = "ISO_IR 192"
    if character_set:
        dataset.SpecificCharacterSet = (
            character_set if isinstance(character_set, str) else list(character_set)
        )
    for keyword in fields:
        dataset[_tag(keyword)] = _element(keyword, "")
    for keyword, value in keys.items():
        dataset[_tag(keyword)] = _element(keyword, value)
    return dataset


def _element(keyword: str, value: Any) -> DataElement:
    tag = _tag(keyword)
    vr = tag_info(tag).vr.split(" ")[0] or "UN"
    if vr == "SQ":
        return DataElement(tag, vr, Items(_items(value)))
    try:
        with kept_warnings():
            text = _text(vr, value)
            made = DataElement(tag, vr, text, validation_mode=config.IGNORE)
            _ = made.value
            return made
    except (TypeError, ValueError, OverflowError):
        raise ArgumentError(
            "A value does not fit its element.",
            keyword=keyword,
            remedy="Give a text, a number, a date, a pair of dates, or a list of UIDs.",
        ) from None


def _items(value: Any) -> list[Dataset]:
    """Return items: of matching there is one at most (PS3.4 C.2.2.2.6)."""
    if value in ("", None):
        return []
    if isinstance(value, (Mapping, Dataset)):
        value = [value]
    return [each if isinstance(each, Dataset) else identifier(dict(each), (), "") for each in value]


def _text(vr: str, value: Any) -> Any:
    if value is None:
        return ""
    if isinstance(value, tuple) and len(value) == 2 and vr in _FORMS:
        return "-".join("" if each is None else _moment(vr, each) for each in value)
    if isinstance(value, (datetime, date, time)):
        return _moment(vr, value)
    if isinstance(value, (list, tuple, set, frozenset)):
        return [_text(vr, each) for each in value]
    return value if isinstance(value, (str, int, float)) else str(value)


def _moment(vr: str, value: Any) -> str:
    return value if isinstance(value, str) else value.strftime(_FORMS.get(vr, "%Y%m%d"))


def _tag(keyword: str) -> int:
    steps = parse_path(keyword)
    if len(steps) != 1 or steps[0].item is not None:
        raise ArgumentError(
            "What is searched by is an element at the top.",
            remedy="Elements of items are given as a mapping: ScheduledStepAttributesSequence={…}.",
        )
    return steps[0].tag


def _is_ascii(value: Any) -> bool:
    if isinstance(value, (Mapping, Dataset)):
        return all(map(_is_ascii, value.values()))
    if isinstance(value, (list, tuple)):
        return all(map(_is_ascii, value))
    if isinstance(value, DataElement):
        return _is_ascii(value.value)
    return str(value).isascii()
