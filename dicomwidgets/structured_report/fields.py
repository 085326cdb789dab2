"""The elements of one item as plain Python values, whole, and the caller's dataset left alone."""

from __future__ import annotations

import struct
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from pydicom.datadict import tag_for_keyword
from pydicom.dataelem import RawDataElement

from dicomwidgets.elements.characters import decode_text
from dicomwidgets.elements.scope import Scope
from dicomwidgets.elements.values import plain_values
from dicomwidgets.reading.kept_warnings import kept_warnings
from dicomwidgets.reference.vrs import vr_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pydicom.dataset import Dataset

    from dicomwidgets.elements.scope import Element

__all__ = ["Fields"]

_PADDING = " \x00"


class Fields:
    """A dataset or item to be asked by keyword; what is absent or broken is empty.

    Parameters
    ----------
    dataset
        Looked at, never converted in place.
    parent
        The item around it, whose character set holds where it names none (PS3.5 6.1.2.5).
    """

    __slots__ = ("dataset", "scope")

    def __init__(self, dataset: Dataset, parent: Fields | None = None) -> None:
        self.dataset = dataset
        self.scope: Scope = Scope(dataset, parent.scope if parent is not None else None)

    def __contains__(self, keyword: str) -> bool:
        return self.element(keyword) is not None

    def element(self, keyword: str) -> Element | None:
        """Return pydicom's element, raw or not, or ``None``."""
        tag = tag_for_keyword(keyword)
        return None if tag is None else self.scope.element(tag)

    def text(self, keyword: str) -> str:
        """Return the first value as text, its padding taken off."""
        return next(iter(self.texts(keyword)), "")

    def texts(self, keyword: str) -> tuple[str, ...]:
        """Return all values as text; a text of one value keeps its backslashes."""
        return tuple(str(value) for value in self._values(keyword))

    def numbers(self, keyword: str) -> tuple[float, ...]:
        """Return all values as numbers; nothing where one of them is none."""
        try:
            return tuple(
                value if isinstance(value, (int, float)) else float(value)
                for value in self._values(keyword)
            )
        except ValueError:
            return ()

    def integer(self, keyword: str) -> int | None:
        """Return the first value as a whole number, or ``None``."""
        numbers = self.numbers(keyword)
        return int(numbers[0]) if numbers and abs(numbers[0]) < 2**53 else None

    def data(self, keyword: str) -> bytes:
        """Return a value of bytes as it stands in the file, read now where that was put off."""
        element = self.element(keyword)
        if isinstance(element, RawDataElement):
            element = self.scope.loaded(element)
        value: Any = element.value if element is not None else None
        return bytes(value) if isinstance(value, (bytes, bytearray, memoryview)) else b""

    def items(self, keyword: str) -> tuple[Fields, ...]:
        """Return the items of a sequence; one that breaks off ends there."""
        with kept_warnings():
            try:
                return tuple(Fields(each, self) for each in self._items(keyword))
            except Exception:  # noqa: BLE001 - damaged bytes can make pydicom raise anything
                return ()

    def first(self, keyword: str) -> Fields | None:
        """Return the first item of a sequence, or ``None``."""
        return next(iter(self.items(keyword)), None)

    def is_little_endian(self, keyword: str) -> bool:
        """Whether the bytes of a value are in little endian order."""
        element = self.element(keyword)
        if isinstance(element, RawDataElement):
            return element.is_little_endian
        little = self.dataset.original_encoding[1]
        return True if little is None else bool(little)

    def _items(self, keyword: str) -> Iterator[Dataset]:
        yield from self.scope.items(self.element(keyword))

    def _values(self, keyword: str) -> list[Any]:
        element = self.element(keyword)
        if element is None:
            return []
        with kept_warnings():
            try:
                return self._decoded(element)
            except Exception:  # noqa: BLE001 - damaged bytes can make pydicom raise anything
                return []

    def _decoded(self, element: Element) -> list[Any]:
        vr = self.scope.vr(int(element.tag), element)
        if not isinstance(element, RawDataElement):
            value: Any = element.value
            if isinstance(value, Sequence) and not isinstance(value, (str, bytes)):
                return [each for part in value for each in plain_values(vr, part)[0]]
            return list(plain_values(vr, value)[0])
        data = self.scope.loaded(element).value or b""
        kind = vr_of(vr)
        if not data or kind.kind in ("bytes", "sequence"):
            return []
        if kind.kind in ("number", "tag"):
            order = "<" if element.is_little_endian else ">"
            whole = len(data) - len(data) % (kind.size or 1)
            return [each for (each,) in struct.iter_unpack(f"{order}{kind.format}", data[:whole])]
        return _strings(vr, data, self.scope)


def _strings(vr: str, data: bytes, scope: Scope) -> list[str]:
    kind = vr_of(vr)
    if kind.kind == "string" or (data.isascii() and b"\x1b" not in data):
        text = data.decode("latin-1")
    else:
        text = decode_text(data, scope.encodings, name=vr == "PN")
    if not kind.several:
        whole = text.rstrip(_PADDING)
        return [whole] if whole else []
    values = [value.strip(_PADDING) for value in text.split("\\")]
    return [] if values == [""] else values
