r"""Which columns a table of files has, and what stands in them.

Every row begins with what is known of the file (`FIXED`), then come the elements, by their paths.
A cell is

``None``
    where the element is not there,
``""``
    where it is empty,
``int``
    of one value of IS, US, UL, SS, SL, UV or SV,
``float``
    of one value of DS, FL or FD,
``str``
    of all else: text decoded with the file's character set and without its padding, UIDs and codes
    as they stand in the file; several values, numbers as well, joined by ``\``. A number that is
    written as none, or is not finite, stays the text that it is (`cell_of`).

A header is read up to its pixels: elements that stand behind them in the file, such as Data Set
Trailing Padding (FFFC,FFFC) and Digital Signatures Sequence (FFFA,FFFA), are ``None``.
"""

from __future__ import annotations

import math
from functools import cached_property
from typing import TYPE_CHECKING

from dicomwidgets.elements.path import Step, parse_path, path_text
from dicomwidgets.errors import ArgumentError
from dicomwidgets.reference.tags import tag_info

if TYPE_CHECKING:
    from collections.abc import Iterable

__all__ = [
    "DEFAULT_ELEMENTS",
    "FIXED",
    "FLOAT_VRS",
    "INTEGER_VRS",
    "WITH_PROBLEMS",
    "Cell",
    "Columns",
    "cell_of",
]

Cell = str | int | float | None
"""What stands in one column of one row."""

FIXED = ("File", "Size", "Modified", "Status", "Frames")
"""What every row begins with.

``File`` is the name within the source, ``Size`` its bytes, ``Modified`` the time of its last change
in nanoseconds since 1970 (``None`` where there is none: members of archives, bytes, datasets),
``Status`` is ``""`` or `WITH_PROBLEMS`, ``Frames`` how many frames the file has pixels for: 0 where
it is no image.
"""

WITH_PROBLEMS = "with problems"
"""The status of a file that could be read only in part; its problem says why."""

DEFAULT_ELEMENTS: tuple[str, ...] = (
    "TransferSyntaxUID",
    "SpecificCharacterSet",
    "ImageType",
    "SOPClassUID",
    "SOPInstanceUID",
    "StudyDate",
    "SeriesDate",
    "AcquisitionDate",
    "ContentDate",
    "StudyTime",
    "AcquisitionTime",
    "AccessionNumber",
    "Modality",
    "ConversionType",
    "Manufacturer",
    "InstitutionName",
    "StudyDescription",
    "SeriesDescription",
    "ManufacturerModelName",
    "PatientName",
    "PatientID",
    "IssuerOfPatientID",
    "PatientBirthDate",
    "PatientSex",
    "BodyPartExamined",
    "SliceThickness",
    "EchoTime",
    "InversionTime",
    "SpacingBetweenSlices",
    "ProtocolName",
    "TriggerTime",
    "GantryDetectorTilt",
    "ConvolutionKernel",
    "FlipAngle",
    "PatientPosition",
    "DiffusionBValue",
    "(0019,100C)",
    "StudyInstanceUID",
    "SeriesInstanceUID",
    "SeriesNumber",
    "AcquisitionNumber",
    "InstanceNumber",
    "ImagePositionPatient",
    "ImageOrientationPatient",
    "FrameOfReferenceUID",
    "TemporalPositionIdentifier",
    "NumberOfTemporalPositions",
    "SamplesPerPixel",
    "PhotometricInterpretation",
    "NumberOfFrames",
    "Rows",
    "Columns",
    "PixelSpacing",
    "BitsAllocated",
    "BitsStored",
    "PixelRepresentation",
    "BurnedInAnnotation",
    "RescaleIntercept",
    "RescaleSlope",
    "RescaleType",
    "LossyImageCompression",
    "ModalityLUTSequence",
    "NumberOfSlices",
    "Units",
    "FrameReferenceTime",
    "(2001,1003)",
)
"""What grouping, sorting, geometry, checks and the browser look at, in the order of the tags.

The two private ones are the b-values of Siemens and of Philips, in objects that have no other place
for them.
"""

INTEGER_VRS = frozenset({"IS", "US", "UL", "SS", "SL", "UV", "SV"})
FLOAT_VRS = frozenset({"DS", "FL", "FD"})


class Columns:
    """The columns of a table of files.

    Parameters
    ----------
    elements
        Paths, as `dicomwidgets.metadata` takes them, nested ones too; each is kept once. Those
        whose elements stand behind the pixels give ``None``: files are not read that far.

    Attributes
    ----------
    elements : tuple of str
        The paths, written as the whole package writes them.
    names : tuple of str
        `FIXED`, then the elements: the columns of a row.

    Raises
    ------
    ArgumentError
        If one of them names no element, or an item as a whole.
    """

    def __init__(self, elements: Iterable[str] = DEFAULT_ELEMENTS) -> None:
        given = [elements] if isinstance(elements, str) else list(elements)
        self.elements = tuple(dict.fromkeys(map(_written, given)))
        self.names = FIXED + self.elements
        self._places = {name: place for place, name in enumerate(self.names)}

    @classmethod
    def chosen(cls, elements: Iterable[str] | None) -> Columns:
        """Return the columns that are always there, then those that somebody chose.

        >>> Columns.chosen(["KVP"]).names[-1]
        'KVP'
        """
        more = [elements] if isinstance(elements, str) else list(elements or ())
        return cls((*DEFAULT_ELEMENTS, *more))

    @cached_property
    def steps(self) -> tuple[tuple[Step, ...], ...]:
        """The steps to each of the elements."""
        return tuple(map(parse_path, self.elements))

    @cached_property
    def vrs(self) -> tuple[str, ...]:
        """The VR of each of the elements in the dictionary; ``""`` where it has none (private)."""
        return tuple(tag_info(steps[-1].tag).vr for steps in self.steps)

    def place(self, name: str) -> int:
        """Return the place of a column in a row.

        Raises
        ------
        ArgumentError
            If there is no such column.

        >>> Columns().place("(0010,0020)") == Columns().place("PatientID")
        True
        """
        place = self._places.get(name)
        if place is None:
            place = self._places.get(_written(name))
        if place is None:
            raise ArgumentError(
                f"The table has no column {name}.",
                remedy=f'Load it with columns=["{name}"].',
            )
        return place

    def __contains__(self, name: object) -> bool:
        return name in self._places

    def __len__(self) -> int:
        return len(self.names)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Columns) and self.elements == other.elements

    def __hash__(self) -> int:
        return hash(self.elements)

    def __reduce__(self) -> tuple[type[Columns], tuple[tuple[str, ...]]]:
        return Columns, (self.elements,)

    def __repr__(self) -> str:
        return f"<Columns: {len(FIXED)} of the file, {len(self.elements)} elements>"


def cell_of(vr: str, text: str) -> str | int | float:
    r"""Return what stands in the table for a value that is there.

    Parameters
    ----------
    vr
        Its value representation in the file.
    text
        The value as text, without padding; several joined by ``\``.

    >>> cell_of("DS", "1.250"), cell_of("IS", "012"), cell_of("DS", "1\\2"), cell_of("IS", "1.5")
    (1.25, 12, '1\\2', '1.5')
    """
    if "_" in text:  # Python reads 1_0 as a number
        return text
    try:
        if vr in INTEGER_VRS:
            return int(text)
        if vr in FLOAT_VRS:
            number = float(text)
            return number if math.isfinite(number) else text
    except ValueError:
        pass
    return text


def _written(path: str) -> str:
    """Return a path as it is written everywhere."""
    steps = parse_path(path.strip())
    if steps[-1].item is not None:
        raise ArgumentError(
            f'"{path}" is a whole item of a sequence, which has no value.',
            remedy=f'Name an element in it, such as "{path}.CodeValue".',
        )
    return path_text(steps)
