"""Headers of any length, as scanners write them: nested groups, text, numbers, private blocks."""

from __future__ import annotations

import io
from itertools import islice
from random import Random
from typing import TYPE_CHECKING

from pydicom.datadict import DicomDictionary, tag_for_keyword
from pydicom.dataset import Dataset, FileMetaDataset
from pydicom.uid import EnhancedMRImageStorage, ExplicitVRLittleEndian, generate_uid

if TYPE_CHECKING:
    from collections.abc import Iterator

__all__ = ["header_file"]

_VALUES = {
    "CS": "ORIGINAL",
    "DA": "20260102",
    "DS": ["1.5", "-20.25"],
    "FD": 12.5,
    "IS": "12",
    "LO": "A long string",
    "PN": "Doe^Jane",
    "SH": "Short",
    "TM": "101112.5",
    "UI": "1.2.840.10008.5.1.4.1.1.4",
    "US": 12,
}


def header_file(elements: int, *, undefined: bool = True, alike: bool = True) -> bytes:
    """Return a file with about that many elements: a fifth flat, the rest in functional groups.

    Where sequences have a length, pydicom passes over them until it is asked for what is in them.
    Where the groups are not alike, hardly two have the same elements with the same lengths.
    """
    dataset = Dataset()
    for tag, vr in islice(_plain(), min(elements // 5, 1500)):
        dataset.add_new(tag, vr, _VALUES[vr])
    dataset.SOPClassUID, dataset.SOPInstanceUID = EnhancedMRImageStorage, generate_uid()
    block = dataset.private_block(0x0019, "DICOMWIDGETS TEST", create=True)
    for place in range(min(elements // 50, 200)):
        block.add_new(place, "LO", f"private {place}")
    left = elements - len(dataset)
    frames = dataset.PerFrameFunctionalGroupsSequence = [
        _frame(n) for n in range(max(1, left // 16))
    ]
    if not alike:
        for number, frame in enumerate(frames):
            _make_odd(frame, Random(number))  # noqa: S311 - a benchmark hides nothing
    if undefined:
        _open_ended(dataset)
    meta = dataset.file_meta = FileMetaDataset()
    meta.TransferSyntaxUID = ExplicitVRLittleEndian
    meta.MediaStorageSOPClassUID = dataset.SOPClassUID
    meta.MediaStorageSOPInstanceUID = dataset.SOPInstanceUID
    file = io.BytesIO()
    dataset.save_as(file, enforce_file_format=True)
    return file.getvalue()


def _make_odd(frame: Dataset, random: Random) -> None:
    """Let a frame have lengths of its own, and elements that others lack."""
    content, anatomy = frame.FrameContentSequence[0], frame.FrameAnatomySequence[0]
    content.StackID = "1" * random.randint(1, 16)
    content.FrameComments = "c" * random.randint(1, 64)
    anatomy.AnatomicRegionSequence[0].CodeMeaning = "B" * random.randint(1, 64)
    if random.random() < 0.5:
        del anatomy.FrameLaterality
    if random.random() < 0.5:
        content.FrameAcquisitionDuration = 1.0


def _open_ended(dataset: Dataset) -> None:
    """Let all sequences and items end by delimiters, as most toolkits write them."""
    for element in dataset:
        if element.VR == "SQ":
            element.is_undefined_length = True
            for item in element.value:
                item.is_undefined_length_sequence_item = True
                _open_ended(item)


def _plain() -> Iterator[tuple[int, str]]:
    """Yield tags of the standard that hold one of the values."""
    pixels = tag_for_keyword("PixelData") or 0
    for tag, (vr, vm, _, retired, keyword) in sorted(DicomDictionary.items()):
        plain = vr in _VALUES and (vr != "DS" or vm == "2") and keyword and not retired
        if plain and 0x00080010 < tag < pixels and tag >> 16 != 0x0028:
            yield tag, vr


def _frame(number: int) -> Dataset:
    """Return sixteen elements of one frame, those of its groups and the groups included."""
    frame, content, position, plane, code = (Dataset() for _ in range(5))
    content.FrameAcquisitionNumber = number
    content.FrameAcquisitionDateTime = f"20260102101112.{number:06d}"
    content.DimensionIndexValues = [1, number + 1]
    content.StackID = "1"
    position.ImagePositionPatient = ["-125.5", "-125.5", f"{number * 0.6:.4f}"]
    plane.ImageOrientationPatient = ["1", "0", "0", "0", "1", "0"]
    code.CodeValue, code.CodingSchemeDesignator, code.CodeMeaning = "T-A0100", "SRT", "Brain"
    anatomy = Dataset()
    anatomy.AnatomicRegionSequence = [code]
    anatomy.FrameLaterality = "U"
    frame.FrameContentSequence = [content]
    frame.PlanePositionSequence = [position]
    frame.PlaneOrientationSequence = [plane]
    frame.FrameAnatomySequence = [anatomy]
    return frame
