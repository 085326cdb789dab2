"""All values of a file at every depth, as pydicom reads them."""

from __future__ import annotations

from io import BytesIO
from typing import TYPE_CHECKING, NamedTuple

from pydicom import dcmread
from pydicom.datadict import keyword_for_tag

from dicomwidgets.reading.kept_warnings import kept_warnings

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from pydicom.dataset import Dataset

__all__ = ["Leaf", "leaves_of"]

_PIXELS = frozenset({0x7FE00008, 0x7FE00009, 0x7FE00010})
_NUMBERS = frozenset({"AT", "FD", "FL", "SL", "SS", "SV", "UL", "US", "UV"})


class Leaf(NamedTuple):
    """A value that is no sequence: its tag, VR and texts, or bytes as one text each."""

    tag: int
    vr: str
    texts: tuple[str, ...]


def leaves_of(data: bytes) -> Mapping[str, Leaf]:
    """Return path → value of all elements of a file but its pixels and binary numbers.

    Raises
    ------
    Exception
        Whatever pydicom raises for a file that it can't read.
    """
    with kept_warnings():
        dataset = dcmread(BytesIO(data), force=True)
        meta = dataset.file_meta if hasattr(dataset, "file_meta") else None
        found = dict(_leaves(meta, "")) if meta else {}
        found.update(_leaves(dataset, ""))
    return found


def _leaves(dataset: Dataset, path: str) -> Iterator[tuple[str, Leaf]]:
    for tag in sorted(dataset.keys()):
        name = path + (keyword_for_tag(tag) or f"({tag.group:04X},{tag.element:04X})")
        if tag in _PIXELS:
            continue
        try:
            element = dataset[tag]
            vr, value = element.VR, element.value
        except Exception:  # noqa: BLE001 - what pydicom can't decode is searched as bytes
            raw = dataset.get_item(tag)
            vr, value = "UN", getattr(raw, "value", b"")
        if vr == "SQ":
            for number, item in enumerate(value or ()):
                yield from _leaves(item, f"{name}[{number}].")
        elif vr not in _NUMBERS:
            yield name, Leaf(int(tag), vr, _texts(value))


def _texts(value: object) -> tuple[str, ...]:
    if value is None or value == "":
        return ()
    if isinstance(value, bytes):
        return (value.rstrip(b"\0 ").decode("latin-1"),)
    several = value if isinstance(value, (list, tuple)) or _is_multi(value) else [value]
    return tuple(_text(each) for each in several)  # type: ignore[attr-defined]


def _is_multi(value: object) -> bool:
    return type(value).__name__ == "MultiValue"


def _text(value: object) -> str:
    written = getattr(value, "original_string", None)  # of numbers; of a name they are bytes
    return (written if isinstance(written, str) else str(value)).strip(" \0")
