"""What a change writes: values of every VR in one form that can't change, from pydicom's terms.

See `value_form`.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Mapping
from decimal import Decimal
from typing import Any

from pydicom.dataelem import RawDataElement
from pydicom.dataset import Dataset
from pydicom.multival import MultiValue
from pydicom.tag import Tag
from pydicom.valuerep import format_number_as_ds

from dicomwidgets.editing.value_form import ItemElement, UnfitError, Value, empty, join, swapped
from dicomwidgets.elements.decode import decode
from dicomwidgets.elements.path import parse_path
from dicomwidgets.elements.scope import Element, Scope
from dicomwidgets.reference.tags import tag_info
from dicomwidgets.reference.vrs import vr_of

__all__ = [
    "canonical",
    "is_code",
    "item_in",
    "value_in",
]

_LONGEST_CODE = 16


def canonical(vr: str, given: Any) -> Value:
    """Return what a user gave, in the terms of pydicom, as a `Value`.

    Parameters
    ----------
    vr
        Value representation.
    given
        Text (several values apart by backslashes), numbers, dates and times, person names, tags,
        bytes or arrays, datasets, mappings of keywords or codes for items; lists of these;
        ``None`` for no value.

    Raises
    ------
    UnfitError
        If no value of this VR can be meant.
    """
    if given is None or (isinstance(given, str) and not given):
        return empty(vr)
    kind = vr_of(vr).kind
    if kind == "bytes":
        return _bytes(given)
    if kind == "sequence":
        return tuple(item_of(each) for each in _items(given))
    convert: Callable[[Any], Any] = _CONVERT.get(
        vr, _text if kind in ("string", "text") else _number
    )
    return join(vr, (convert(each) for each in _several(vr, given)))


def item_of(given: Any) -> tuple[ItemElement, ...]:
    """Return one item of a sequence.

    Parameters
    ----------
    given
        A dataset; a mapping from keywords or tags to values; a code as (value, scheme, meaning) or
        (value, scheme, meaning, version of the scheme); ``None`` for an item with nothing in it; an
        item in the form returned.

    Raises
    ------
    UnfitError
        If it is none of these, or names an element that the dictionary does not know.
    """
    if given is None:
        return ()
    if isinstance(given, Dataset):
        return item_in(given)
    if isinstance(given, Mapping):
        found = [_item_element(name, value) for name, value in given.items()]
    elif is_code(given):
        found = [_item_element(name, value) for name, value in _code(given).items()]
    elif isinstance(given, tuple) and all(isinstance(each, ItemElement) for each in given):
        found = list(given)
    else:
        raise UnfitError(f"A {type(given).__name__} is no item of a sequence.")
    return tuple(sorted(found))


def is_code(given: Any) -> bool:
    """Whether something is a code (PS3.3 8.8): three or four texts, pydicom's own included."""
    if not isinstance(given, tuple) or len(given) not in (3, 4):
        return False
    return all(isinstance(each, str) for each in given[:3]) and isinstance(
        given[-1], (str, type(None))
    )


def _code(given: tuple[str, ...]) -> dict[str, str]:
    """Return the elements of a code: one that is long, or a URN, has an element of its own."""
    value, scheme, meaning, *version = given
    if value.startswith(("urn:", "http:", "https:")):
        return {"URNCodeValue": value, "CodeMeaning": meaning}
    keyword = "CodeValue" if len(value) <= _LONGEST_CODE else "LongCodeValue"
    made = {keyword: value, "CodingSchemeDesignator": scheme, "CodeMeaning": meaning}
    if version and version[0]:
        made["CodingSchemeVersion"] = version[0]
    return made


def item_in(dataset: Dataset, around: Scope | None = None) -> tuple[ItemElement, ...]:
    """Return a dataset as an item that a change writes; it stays as it is."""
    scope = Scope(dataset, around)
    return tuple(
        ItemElement(tag, vr, value_in(scope, tag, element))
        for tag, element in scope.elements()
        if (vr := scope.vr(tag, element)) and tag & 0xFFFF
    )


def value_in(scope: Scope, tag: int, element: Element) -> Value:
    """Return the whole value of an element, as it is spelt; what can't be decoded as bytes.

    Parameters
    ----------
    scope
        The dataset it stands in.
    tag
        Group and element as one number.
    element
        pydicom's, raw or not.
    """
    vr = scope.vr(tag, element)
    if vr == "SQ":
        return tuple(item_in(item, scope) for item in scope.items(element))
    if not isinstance(element, RawDataElement):
        return _in_memory(vr, element.value)
    data = scope.loaded(element).value or b""
    little = element.is_little_endian
    if vr_of(vr).kind == "bytes":
        return swapped(vr, data, little=little)
    try:
        values, _ = decode(
            vr, data, little_endian=little, encodings=scope.encodings, head=len(data) * 16 + 16
        )
    except ValueError:
        return data
    return join(vr, values)


def _in_memory(vr: str, value: object) -> Value:
    if value is None:
        return empty(vr)
    try:
        return canonical(vr, value)
    except UnfitError:
        return str(value)


def _item_element(name: Any, value: Any) -> ItemElement:
    try:
        tag = parse_path(name)[0].tag if isinstance(name, str) else int(Tag(name))
    except (ValueError, TypeError):
        raise UnfitError("An item names an element that the standard does not know.") from None
    vr = tag_info(tag).vr.partition(" or ")[0]
    if not vr:
        raise UnfitError("An item as a mapping holds elements of the dictionary only.")
    return ItemElement(tag, vr, canonical(vr, value))


def _items(given: Any) -> Iterable[Any]:
    if isinstance(given, (Dataset, Mapping)) or is_code(given):
        return (given,)
    if isinstance(given, (str, bytes)) or not isinstance(given, Iterable):
        raise UnfitError("A sequence takes a list of items: datasets, or mappings of keywords.")
    return given


def _several(vr: str, given: Any) -> Iterable[Any]:
    if isinstance(given, str):
        text = vr_of(vr).kind in ("string", "text")
        if not text and vr != "AT":
            raise UnfitError(f"VR {vr} takes numbers, not text.")
        return given.split("\\") if text and vr_of(vr).several else (given,)
    if vr == "AT" and isinstance(given, tuple) and len(given) == 2 and max(given) <= 0xFFFF:
        return (given,)
    if hasattr(given, "tolist") and not isinstance(given, (bytes, bytearray, memoryview)):
        given = given.tolist()
    if isinstance(given, (list, tuple, MultiValue)):
        return given
    return (given,)


def _bytes(given: Any) -> bytes:
    if hasattr(given, "getvalue"):
        given = given.getvalue()
    if hasattr(given, "tobytes"):
        return bytes(given.tobytes())
    if isinstance(given, (bytes, bytearray)):
        return bytes(given)
    raise UnfitError(f"A {type(given).__name__} is not bytes.")


def _text(given: Any) -> str:
    if isinstance(given, (bytes, bytearray, bool, Dataset, list, tuple, dict)):
        raise UnfitError(f"A {type(given).__name__} is not text.")
    return str(given)


def _decimal(given: Any) -> str:
    if isinstance(given, bool):
        raise UnfitError("A bool is no number.")
    if type(given) in (float, int, Decimal):
        text = str(given)
        try:
            return text if len(text) <= 16 else format_number_as_ds(given)
        except (ValueError, TypeError):
            raise UnfitError("The number is not finite.") from None
    return _text(given)


def _integer_text(given: Any) -> str:
    if isinstance(given, float):
        if not given.is_integer():
            raise UnfitError("The number is not whole.")
        return str(int(given))
    return _text(given)


def _number(given: Any) -> int | float:
    if hasattr(given, "item"):
        given = given.item()
    if isinstance(given, bool) or not isinstance(given, (int, float)):
        raise UnfitError(f"A {type(given).__name__} is no number.")
    return given


def _whole(given: Any) -> int:
    number = _number(given)
    if isinstance(number, float):
        raise UnfitError("The VR holds whole numbers.")
    return int(number)


def _real(given: Any) -> float:
    try:
        return float(_number(given))
    except OverflowError:
        raise UnfitError("The number is too large.") from None


def _tag(given: Any) -> int:
    try:
        return int(Tag(given.strip("()").replace(",", "") if isinstance(given, str) else given))
    except (ValueError, TypeError, OverflowError):
        raise UnfitError("This is no tag, nor a keyword of the standard.") from None


def _moment(format_: str, kind: type[dt.date | dt.time]) -> Callable[[Any], str]:
    def convert(given: Any) -> str:
        if isinstance(given, kind) and not str(getattr(given, "original_string", "")):
            microsecond = getattr(given, "microsecond", 0)
            fraction = f".{microsecond:06}" if microsecond else ""
            zone = given.strftime("%z") if isinstance(given, dt.datetime) else ""
            return f"{given.strftime(format_)}{fraction}{zone}"
        return _text(given)

    return convert


_CONVERT: dict[str, Callable[[Any], Any]] = {
    "AT": _tag,
    "DA": _moment("%Y%m%d", dt.date),
    "DS": _decimal,
    "DT": _moment("%Y%m%d%H%M%S", dt.datetime),
    "FD": _real,
    "FL": _real,
    "IS": _integer_text,
    "TM": _moment("%H%M%S", dt.time),
    **dict.fromkeys(("SL", "SS", "SV", "UL", "US", "UV"), _whole),
}
