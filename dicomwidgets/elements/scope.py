"""The dataset that an element stands in: what one needs to know of it to read the element."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, Any

from pydicom.charset import default_encoding
from pydicom.dataelem import DataElement, RawDataElement
from pydicom.filereader import read_deferred_data_element
from pydicom.values import convert_SQ

from dicomwidgets.elements.characters import UNDECLARED, Charset, charset_of
from dicomwidgets.elements.decode import decode
from dicomwidgets.elements.digest import pieces
from dicomwidgets.reference.tags import is_private, is_private_creator, tag_info

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from pydicom.dataset import Dataset

__all__ = ["Element", "Scope"]

Element = RawDataElement | DataElement

_CHARSET = 0x00080005
_PIXEL_REPRESENTATION = 0x00280103
_SHORT = 64


@lru_cache(maxsize=4096)
def _plain(data: bytes) -> list[Any] | bytes:
    return decode("LO", data)[0]


class Scope:
    """A dataset, or a sequence item, whose raw elements stay raw.

    Parameters
    ----------
    dataset
        pydicom's dataset; its elements are looked at, never converted in place.
    parent
        The dataset that the item is in.
    """

    __slots__ = ("_charset", "_creators", "_dataset", "parent")

    def __init__(self, dataset: Dataset, parent: Scope | None = None) -> None:
        self._dataset = dataset
        self.parent = parent
        self._creators: dict[int, str] = {}
        self._charset: Charset | None = None

    def elements(self) -> Iterator[tuple[int, Element]]:
        """Yield tag and element, in the order of the tags, deferred values left deferred."""
        yield from zip(*self.columns(), strict=True)

    def columns(self) -> tuple[list[int], list[Element]]:
        """Return tags and elements, in the order of the tags, deferred values left deferred."""
        tags = [*map(int, self._dataset.keys())]
        elements: list[Any] = [*self._dataset.values()]
        ordered = sorted(tags)
        if ordered != tags:
            found = dict(zip(tags, elements, strict=True))
            elements = [found[tag] for tag in ordered]
        return ordered, elements

    def element(self, tag: int) -> Element | None:
        """Return the element, raw or not, a deferred value left deferred; ``None`` if absent."""
        if tag not in self._dataset.keys():  # noqa: SIM118 - a Dataset would look far and wide
            return None
        found: Any = self._dataset.get_item(tag, keep_deferred=True)
        return found  # type: ignore[no-any-return]

    def has_any(self, tags: Iterable[int]) -> bool:
        """Whether one of several elements is there."""
        there = self._dataset.keys()
        return any(tag in there for tag in tags)

    def strings(self, tag: int) -> list[str]:
        """Return the values of a short element as text; nothing if it is absent or unreadable."""
        element = self.element(tag)
        if isinstance(element, RawDataElement):
            return _strings(element.value or b"")
        value = None if element is None else element.value
        if not value:
            return []
        return [value] if isinstance(value, str) else [str(each) for each in value]

    def text(self, tag: int) -> str:
        r"""Return the values of a short element as one text, with ``\\`` between them."""
        return "\\".join(self.strings(tag))

    def texts(self, *tags: int) -> list[str]:
        """Return the first of several short text elements that is there, in its character set."""
        for tag in tags:
            element = self.element(tag)
            if isinstance(element, RawDataElement):
                data = element.value or b""
                # In seven bits all character sets say the same, and codes come again and again.
                plain = len(data) <= _SHORT and data.isascii() and b"\x1b" not in data
                values = _plain(data) if plain else decode("LO", data, encodings=self.encodings)[0]
                if values:
                    return [str(value) for value in values]
            elif element is not None and element.value:
                return [str(element.value)]
        return []

    def loaded(self, element: RawDataElement) -> RawDataElement:
        """Return the element with its value, read from its file now if that was put off."""
        if element.value is not None or not element.length:
            return element
        file: Any = self._dataset
        return read_deferred_data_element(file.fileobj_type, file.filename, file.timestamp, element)

    def items(self, element: Element | None) -> Sequence[Dataset]:
        """Return the items of a sequence; one that pydicom has not parsed yet is parsed aside."""
        if not isinstance(element, RawDataElement):
            return (element.value if element is not None else None) or ()
        element = self.loaded(element)
        if not element.value:
            return ()
        # One whose VR was written as UN is encoded in implicit VR little endian (PS3.5 6.2.2).
        unknown = element.VR == "UN"
        return convert_SQ(
            element.value,
            element.is_implicit_VR or unknown,
            element.is_little_endian or unknown,
            list(self.encodings),
            element.value_tell,
        )

    def stream(self, element: RawDataElement) -> Iterator[bytes]:
        """Yield a value that was put off, in pieces, straight from its file."""
        file: Any = self._dataset
        with open(file.filename, "rb") as opened:  # noqa: PTH123 - pydicom keeps a text
            opened.seek(element.value_tell)
            yield from pieces(opened, element.length)

    def creator(self, tag: int) -> str:
        """Return the private creator of the block that a private element is in (PS3.5 7.8.1)."""
        block = (tag & 0xFFFF0000) | (tag >> 8 & 0xFF)
        if not is_private(tag) or not is_private_creator(block):
            return ""
        if block not in self._creators:
            self._creators[block] = next(iter(self.strings(block)), "")
        return self._creators[block]

    def vr(self, tag: int, element: Element) -> str:
        """Return the VR by which a value is to be read.

        It is the dictionary's where the file has none (implicit VR) or UN (PS3.5 6.2.2), and
        settled where the dictionary leaves a choice.
        """
        vr = str(element.VR or "")
        if vr in ("", "UN") and isinstance(element, RawDataElement):
            vr = tag_info(tag, self.creator(tag)).vr or "UN"
        return self.settled(vr)

    def settled(self, vr: str) -> str:
        """Settle the dictionary's choice: the sign comes from the nearest Pixel Representation."""
        if " or " not in vr:
            return vr
        if vr != "US or SS":
            return "OW"
        return "SS" if self.is_signed() else "US"

    def is_signed(self) -> bool:
        """Whether pixel values are signed here, or in the nearest dataset around that says so."""
        element = self.element(_PIXEL_REPRESENTATION)
        if element is None or element.value in (None, b""):
            return self.parent.is_signed() if self.parent else False
        value = element.value
        return b"\x01" in value if isinstance(value, bytes) else value == 1

    @property
    def is_little_endian(self) -> bool:
        """Whether words that pydicom hands out as bytes have their least byte first."""
        return self._dataset.original_encoding[1] is not False

    @property
    def declares_charset(self) -> bool:
        """Whether this dataset, or one around it, names a Specific Character Set."""
        return self.charset.declared

    @property
    def charset(self) -> Charset:
        """How texts are read here; an item without a Specific Character Set has its parent's."""
        if self._charset is None:
            names = self.strings(_CHARSET)
            if any(names):
                self._charset = charset_of(tuple(names))
            else:
                self._charset = self.parent.charset if self.parent else UNDECLARED
        return self._charset

    @property
    def encodings(self) -> Sequence[str]:
        """Python's names of the Specific Character Set; an item without one has its parent's."""
        return self.charset.encodings


def _strings(data: bytes) -> list[str]:
    """Return the values of a text, most of which are one, in ASCII."""
    if data.isascii() and b"\\" not in data and b"\x1b" not in data:
        value = data.decode("ascii").strip(" \0")
        return [value] if value else []
    values, _ = decode("LO", data, encodings=(default_encoding,))
    return [str(value) for value in values]
