"""The elements of a dataset in another encoding, their values byte for byte (PS3.5 7.1, 7.3).

Values are never parsed: what is odd in them stays as odd as it was. Where a VR is missing it is
looked up; where bytes are swapped, they are swapped by the size that the VR has.
"""

from __future__ import annotations

from copy import deepcopy
from typing import TYPE_CHECKING, Any, cast

from pydicom import Dataset, Sequence
from pydicom.dataelem import DataElement, RawDataElement
from pydicom.filewriter import correct_ambiguous_vr_element
from pydicom.hooks import raw_element_vr
from pydicom.valuerep import VR

from dicomwidgets.errors import DicomWidgetsError, TranscodeError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from pydicom.tag import BaseTag

    PixelItem = Callable[[Dataset], None]

__all__ = ["recoded"]

_UNDEFINED = 0xFFFFFFFF
_DELIMITERS = 0xFFFE
_PIXEL_TAG = b"\xe0\x7f\x10\x00"
_KNOWN = frozenset(str(each) for each in VR)
_WORDS = {
    **dict.fromkeys(("US", "SS", "OW", "AT"), 2),
    **dict.fromkeys(("UL", "SL", "FL", "OL", "OF"), 4),
    **dict.fromkeys(("FD", "OD", "OV", "SV", "UV"), 8),
}
"""VR → bytes of which each number is made."""

_FALLBACK = {"US or SS": "US", "US or SS or OW": "OW", "US or OW": "OW", "OB or OW": "OW"}


def recoded(
    dataset: Dataset,
    *,
    implicit: bool = False,
    tags: Iterable[BaseTag] | None = None,
    pixel_item: PixelItem | None = None,
) -> Dataset:
    """Return the elements of a dataset in little endian, with a VR each; it is left alone.

    Parameters
    ----------
    dataset
        As it was read; elements of it may be raw. Group lengths, which are retired (PS3.5 7.2),
        are left out.
    implicit
        Whether it will be written without VRs.
    tags
        Of the elements that are wanted; by default all.
    pixel_item
        Called for an item of a sequence that has pixels of its own, to be changed.
    """
    return _Recoding(implicit, pixel_item).of(dataset, (), dataset.keys() if tags is None else tags)


class _Recoding:
    def __init__(self, implicit: bool, pixel_item: PixelItem | None) -> None:
        self._implicit = implicit
        self._pixel_item = pixel_item

    def of(
        self, dataset: Dataset, parents: tuple[Dataset, ...], tags: Iterable[BaseTag]
    ) -> Dataset:
        ancestors = (dataset, *parents)
        kept = {
            tag: self._told(tag, ancestors)
            for tag in sorted(tags)
            if (tag.element or tag.group == 0x0002) and tag.group != _DELIMITERS
        }
        made = Dataset(kept, parent_encoding=dataset._parent_encoding)  # noqa: SLF001 - of items
        made.set_original_encoding(self._implicit, True, made._character_set)  # noqa: SLF001
        return made

    def _told(self, tag: BaseTag, ancestors: tuple[Dataset, ...]) -> Any:
        try:
            return self._element(tag, ancestors)
        except DicomWidgetsError:
            raise
        except Exception as problem:  # noqa: BLE001 - damaged bytes can make pydicom raise anything
            raise TranscodeError(
                f"The element can't be read ({type(problem).__name__}): it is damaged.",
                tag=f"({tag.group:04X},{tag.element:04X})",
                remedy="Copy or export the file again.",
            ) from None

    def _element(self, tag: BaseTag, ancestors: tuple[Dataset, ...]) -> Any:
        dataset = ancestors[0]
        element: Any = cast("Any", dataset).get_item(tag, keep_deferred=True)
        if isinstance(element, RawDataElement) and element.value is None and element.length:
            element = dataset.get_item(tag)  # a long value that was left in the file
        if isinstance(element, RawDataElement):
            vr = _vr_of(element, ancestors)
            if vr != "SQ" or self._stays(element):
                return _raw(element, vr)
            element = dataset[tag]
        if element.VR == "SQ":
            return self._sequence(element, ancestors)
        return _in_memory(element, ancestors)

    def _stays(self, element: RawDataElement) -> bool:
        """Whether the bytes of a sequence are right as they are."""
        plain = not element.is_implicit_VR and element.is_little_endian and not self._implicit
        return plain and _PIXEL_TAG not in (element.value or b"")

    def _sequence(self, element: DataElement, ancestors: tuple[Dataset, ...]) -> DataElement:
        items = []
        for item in element.value:
            made = self.of(item, ancestors, item.keys())
            made.is_undefined_length_sequence_item = getattr(
                item, "is_undefined_length_sequence_item", False
            )
            if self._pixel_item is not None and 0x7FE00010 in made:
                self._pixel_item(made)
            items.append(made)
        sequence = DataElement(element.tag, "SQ", Sequence(items))
        sequence.is_undefined_length = element.is_undefined_length
        return sequence


def _vr_of(element: RawDataElement, ancestors: tuple[Dataset, ...]) -> str:
    """Return the VR that a raw element is written with."""
    found = element.VR
    if found is None:
        data: dict[str, Any] = {}
        raw_element_vr(element, data, ds=ancestors[0])
        found = data["VR"]
    if " or " in found:
        found = _resolved(DataElement(element.tag, found, b"", already_converted=True), ancestors)
    return found if found in _KNOWN else "UN"


def _resolved(element: DataElement, ancestors: tuple[Dataset, ...]) -> str:
    """Return the VR of an element that has one of several, by the elements beside it."""
    named = str(element.VR)
    trial = DataElement(element.tag, named, b"\0\0", already_converted=True)
    try:
        correct_ambiguous_vr_element(trial, ancestors[0], True, list(ancestors))
    except Exception:  # noqa: BLE001 - what it depends on may be missing, or senseless
        return _FALLBACK.get(named, "UN")
    return str(trial.VR) if " or " not in str(trial.VR) else _FALLBACK.get(named, "UN")


def _raw(element: RawDataElement, vr: str) -> RawDataElement:
    value = element.value or b""
    if not element.is_little_endian:
        value = swapped(value, _WORDS.get(vr, 1))
    if len(value) % 2 and element.length != _UNDEFINED:
        value += b"\0" if vr in {"UI", "OB", "UN"} else b" "
    length = _UNDEFINED if element.length == _UNDEFINED else len(value)
    return RawDataElement(element.tag, vr, length, value, 0, False, True)


def _in_memory(element: DataElement, ancestors: tuple[Dataset, ...]) -> DataElement:
    """Return a copy of an element that somebody has set, or pydicom has converted."""
    made = deepcopy(element)
    if " or " in str(made.VR):
        made.VR = _resolved(made, ancestors)
    if ancestors[0].original_encoding[1] is False and isinstance(made.value, bytes):
        made.value = swapped(made.value, _WORDS.get(made.VR, 1))
    return made


def swapped(value: bytes, size: int) -> bytes:
    """Return numbers of `size` bytes in the other byte order; what is left over stays."""
    if size == 1:
        return value
    whole = len(value) // size * size
    out = bytearray(value)
    for place in range(size):
        out[place:whole:size] = value[size - 1 - place : whole : size]
    return bytes(out)
