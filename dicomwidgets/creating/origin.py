"""The object that a new one belongs to, or is derived from: what is kept of it, and named."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING, Any

from dicomwidgets.editing.checks import check_count, check_value
from dicomwidgets.editing.value_form import ItemElement, UnfitError
from dicomwidgets.editing.values import value_in
from dicomwidgets.elements.scope import Scope
from dicomwidgets.errors import CreateError
from dicomwidgets.reading.header import try_header
from dicomwidgets.reading.quick import quick_numbers, quick_text
from dicomwidgets.reading.source import source_of
from dicomwidgets.reference.modules import attributes_of, iod_of
from dicomwidgets.reference.tags import keyword_tag, tag_info

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from pydicom.dataset import Dataset

__all__ = ["Origin"]

_CT = "1.2.840.10008.5.1.4.1.1.2"
_CHARSET = 0x00080005
_STUDY = 0x0020000D
_FRAME_OF_REFERENCE = 0x00200052
_EMPTY: tuple[object, ...] = ("", b"", ())
"""What need not be taken over: empty elements that must be there are there anyway."""
_SUBJECT = ("Patient", "Study")
_ACQUISITION = frozenset({"CT Image", "MR Image", "General Acquisition", "Contrast/Bolus"})
_OF_SERIES = ("BodyPartExamined", "Laterality", "PatientPosition", "ProtocolName")
_OF_PIXELS = frozenset(
    {
        *("ImageType", "SamplesPerPixel", "PhotometricInterpretation", "PixelRepresentation"),
        *("BitsAllocated", "BitsStored", "HighBit", "SpacingBetweenSlices", "AcquisitionUID"),
        *("RescaleIntercept", "RescaleSlope", "RescaleType"),
    }
)


class Origin:
    """Headers of the caller's objects, of one patient and one study.

    Parameters
    ----------
    x
        Whatever holds DICOM; never changed.

    Raises
    ------
    CreateError
        If they are of several studies.
    ArgumentError, SourceError
        If there is no DICOM in it.
    """

    def __init__(self, x: Any) -> None:
        source = source_of(x)
        found = [try_header(source, item) for item in source.items()]
        found_at = (source.path(item) for item in source.items())
        self.paths: tuple[Path, ...] = tuple(each for each in found_at if each is not None)
        self.headers: list[Dataset] = [each.dataset for each in found if each is not None]
        if not self.headers:
            raise CreateError("There is no DICOM object to take patient and study from.")
        studies = {quick_text(each, _STUDY) for each in self.headers}
        if len(studies) > 1:
            raise CreateError(
                f"The objects to take patient and study from are of {len(studies)} studies.",
                tag="(0020,000D)",
                keyword="StudyInstanceUID",
                remedy="Give those of one.",
            )
        self.notes: list[str] = []

    @property
    def first(self) -> Dataset:
        """The first header."""
        return self.headers[0]

    @cached_property
    def sop_class(self) -> str:
        """SOP Class UID of the first one."""
        return quick_text(self.first, 0x00080016)

    @cached_property
    def modality(self) -> str:
        """Modality of the first one."""
        return quick_text(self.first, 0x00080060)

    @cached_property
    def frame_of_reference(self) -> str:
        """Frame of Reference UID, where all have the same; else empty."""
        found = {quick_text(each, _FRAME_OF_REFERENCE) for each in self.headers}
        return found.pop() if len(found) == 1 else ""

    def subject(self) -> tuple[ItemElement, ...]:
        """Return what is said of patient and study (PS3.3 C.7.1, C.7.2)."""
        iod = iod_of(self.sop_class) or iod_of(_CT)
        uses = () if iod is None else iod.modules
        wanted = {
            name for use in uses if use.entity in _SUBJECT for name in attributes_of(use.module)
        }
        return self._taken(self.first, wanted)

    def acquisition(self, header: Dataset) -> tuple[ItemElement, ...]:
        """Return how the source was acquired: true of what is derived from it as well."""
        iod = iod_of(self.sop_class)
        uses = () if iod is None else iod.modules
        wanted = {
            name
            for use in uses
            if use.module.name in _ACQUISITION
            for name in attributes_of(use.module)
        }
        return self._taken(header, wanted.union(_OF_SERIES) - _OF_PIXELS)

    def equipment(self) -> tuple[ItemElement, ...]:
        """Return which machine made the source, for those that name its maker."""
        names = ("Manufacturer", "ManufacturerModelName", "DeviceSerialNumber", "SoftwareVersions")
        found = self._taken(self.first, names)
        return found if any(each.tag == 0x00080070 and each.value for each in found) else ()

    def is_lossy(self, header: Dataset) -> bool:
        """Whether a source has been compressed with loss."""
        return quick_text(header, 0x00282110) == "01"

    def losses(self, header: Dataset) -> tuple[ItemElement, ...]:
        """Return what its pixels lost."""
        names = ("LossyImageCompression", "LossyImageCompressionRatio")
        return self._taken(header, (*names, "LossyImageCompressionMethod"))

    def at(self, position: Iterable[float], orientation: Iterable[float]) -> Dataset | None:
        """Return the source slice that lies where a new one does, to a hundredth of a mm."""
        here, turned = [*position], [*orientation]
        for header, place, cosines in self._places:
            near = max(abs(a - b) for a, b in zip(place, here, strict=True)) < 0.01
            if near and max(abs(a - b) for a, b in zip(cosines, turned, strict=True)) < 1e-3:
                return header
        return None

    @cached_property
    def _places(self) -> list[tuple[Dataset, tuple[float, ...], tuple[float, ...]]]:
        found = []
        for header in self.headers:
            place = quick_numbers(header, 0x00200032, 3)
            cosines = quick_numbers(header, 0x00200037, 6)
            if place and cosines:
                found.append((header, place, cosines))
        return found

    def _taken(self, header: Dataset, keywords: Iterable[str]) -> tuple[ItemElement, ...]:
        """Return elements as they are spelt, in Unicode; those that break a rule are left out."""
        scope = Scope(header)
        made = []
        for tag in sorted(map(keyword_tag, keywords)):
            element = scope.element(tag)
            vr = "" if element is None else scope.vr(tag, element)
            if element is None or not vr:
                continue
            value = value_in(scope, tag, element)
            if value in _EMPTY:
                continue
            try:
                check_value(vr, value)
                check_count(tag, vr, value)
            except UnfitError:
                self._leave_out(tag)
                continue
            made.append(_unicode(ItemElement(tag, vr, value)))
        return tuple(made)

    def _leave_out(self, tag: int) -> None:
        note = f"{tag_info(tag).keyword} of the source breaks the rules of its VR: it is left out."
        if note not in self.notes:
            self.notes.append(note)


def _unicode(element: ItemElement) -> ItemElement:
    """Return an element without the character sets of its items: texts are no bytes any more."""
    if element.vr != "SQ" or not isinstance(element.value, tuple):
        return element
    items = tuple(
        tuple(_unicode(each) for each in item if each.tag != _CHARSET) for item in element.value
    )
    return element._replace(value=items)
