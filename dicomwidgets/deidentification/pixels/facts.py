"""What the header says of an image, as far as it decides what is done to the pixels."""

from __future__ import annotations

from io import BytesIO
from itertools import pairwise
from typing import TYPE_CHECKING, NamedTuple

from pydicom.filereader import read_dataset

from dicomwidgets.codecs import is_native
from dicomwidgets.deidentification.pixels.layout import Layout, layout_at
from dicomwidgets.deidentification.pixels.pixel_rules import carried_rules
from dicomwidgets.elements.decode import decode
from dicomwidgets.elements.scope import Scope
from dicomwidgets.reading.kept_warnings import kept_warnings
from dicomwidgets.reference.tags import keyword_tag

if TYPE_CHECKING:
    from pydicom.dataset import Dataset

    from dicomwidgets.deidentification.pixels.pixel_file import PixelFile
    from dicomwidgets.deidentification.policy import Policy

__all__ = ["PixelFacts", "Region", "facts_of_file"]

Region = tuple[int, int, int, int]
"""First and last column and row: x0, y0, x1, y1, both included."""

_REGIONS, _CHARSET = 0x00186011, 0x00080005
_EDGES = ("MinX0", "MinY0", "MaxX1", "MaxY1")
_IMAGE_GROUP = 0x0028
_ASKED = (
    *("SOPClassUID", "Modality", "ImageType", "ConversionType", "BodyPartExamined"),
    *("AnatomicRegionSequence", "SharedFunctionalGroupsSequence", "BurnedInAnnotation"),
    "AcquisitionDeviceTypeCodeSequence",
    *("RecognizableVisualFeatures", "PhotometricInterpretation", "LossyImageCompression"),
)
_NUMBERS = frozenset({"US", "SS", "UL", "SL", "FL", "FD"})


class PixelFacts(NamedTuple):
    """What decides about the pixels of a file.

    Parameters
    ----------
    dataset
        The elements at the top that are asked for, or all.
    layout
        Of the pixels.
    syntax
        Transfer Syntax UID; empty where the file does not say.
    length
        Bytes of native pixels; ``None`` where they are in fragments, or not known.
    """

    dataset: Dataset
    layout: Layout
    syntax: str
    length: int | None = None

    @property
    def native(self) -> bool:
        """Whether the pixels lie in the file as they are."""
        return self.length is not None or not self.syntax or is_native(self.syntax)

    def texts(self, keyword: str) -> tuple[str, ...]:
        """Return the values of an element at the top as text; nothing if it is absent."""
        scope, tag = Scope(self.dataset), keyword_tag(keyword)
        element = scope.element(tag)
        if element is None or element.value in (None, b"", ""):
            return ()
        value = element.value
        if isinstance(value, bytes):
            vr = scope.vr(tag, element)
            little, encodings = scope.is_little_endian, scope.encodings
            vr = vr if vr in _NUMBERS else "LO"
            try:
                value, _ = decode(vr, value, little_endian=little, encodings=encodings)
            except ValueError:
                return ()
        several = isinstance(value, list | tuple) or hasattr(value, "append")
        return tuple(str(each).strip() for each in (value if several else (value,)))

    def first(self, keyword: str) -> str:
        """Return the first value of an element at the top, in capitals; empty if there is none."""
        return next(iter(self.texts(keyword)), "").upper()

    @property
    def regions(self) -> tuple[Region, ...]:
        """The regions of an ultrasound image (PS3.3 C.8.5.5); none if one of them is damaged."""
        scope = Scope(self.dataset)
        try:
            items = scope.items(scope.element(_REGIONS))
            found = [
                tuple(int(item[f"RegionLocation{edge}"].value) for edge in _EDGES) for item in items
            ]
        except Exception:  # noqa: BLE001 - a broken sequence fails in any way pydicom can
            return ()
        good = [(x0, y0, x1, y1) for x0, y0, x1, y1 in found if x0 < x1 and y0 < y1]
        return tuple(good) if len(good) == len(found) else ()


def facts_of_file(file: PixelFile, policy: Policy) -> PixelFacts:
    """Return the facts of a file on its way.

    Parameters
    ----------
    file
        On its way.
    policy
        Tells which elements its rules ask for.
    """
    rows, content, at = file.rows, file.content, file.end
    wanted = _wanted(policy)
    top = [row for row in rows[: at + 1] if not row.depth]
    pieces = [
        content.read(row.offset, after.offset)
        for row, after in pairwise(top)
        if row.tag in wanted or row.tag >> 16 == _IMAGE_GROUP
    ]
    with kept_warnings():
        dataset = read_dataset(BytesIO(b"".join(pieces)), file.implicit, file.little)
    layout = layout_at(rows, at, content, little=file.little)
    opened = at + 1 < len(rows) and rows[at + 1].parent == at
    return PixelFacts(dataset, layout, file.syntax, None if opened else rows[at].length)


def _wanted(policy: Policy) -> frozenset[int]:
    conditions = [each for rule in (*policy.pixel_rules, *carried_rules()) for each in rule.when]
    names = (*_ASKED, *(each.keyword for each in conditions))
    return frozenset({_CHARSET, _REGIONS, *map(keyword_tag, names)})
