"""Enhanced objects and segmentations, which highdicom makes (PS3.3 A.51, A.70, A.71)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from pydicom.dataset import Dataset
from pydicom.uid import ExplicitVRLittleEndian

from dicomwidgets import __version__
from dicomwidgets.creating.batch import put_side
from dicomwidgets.creating.characters import settle
from dicomwidgets.creating.instance import file_meta
from dicomwidgets.editing.nested import build
from dicomwidgets.errors import CreateError
from dicomwidgets.extras import require
from dicomwidgets.reading.source import source_of
from dicomwidgets.reference.uids import sop_class_name
from dicomwidgets.series.index import index
from dicomwidgets.transcoding.prepared import Pixels, Prepared
from dicomwidgets.transcoding.syntaxes import WRITABLE

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from numpy.typing import NDArray

    from dicomwidgets.creating.batch import Batch
    from dicomwidgets.creating.opening import Given
    from dicomwidgets.creating.wish import Wish

__all__ = ["OneObject", "enhanced", "segmentation"]

_CLASSES = {"CT": "LegacyConvertedEnhancedCTImage", "MR": "LegacyConvertedEnhancedMRImage"}
_UIDS = {"CT": "1.2.840.10008.5.1.4.1.1.2.2", "MR": "1.2.840.10008.5.1.4.1.1.4.4"}
_SEGMENTATION = "1.2.840.10008.5.1.4.1.1.66.4"
_DEMANDED = (
    *("SegmentLabel", "SegmentedPropertyCategoryCodeSequence"),
    *("SegmentedPropertyTypeCodeSequence", "SegmentAlgorithmType"),
)
_EQUIPMENT = {
    "Manufacturer": "dicomwidgets",
    "ManufacturerModelName": "dicomwidgets.create",
    "SoftwareVersions": __version__,
    "DeviceSerialNumber": "0",
}
_LEGACY = (
    "An Enhanced CT or MR Image demands facts of the acquisition that nobody has given: it is "
    "written as Legacy Converted Enhanced, which has the same geometry and demands none."
)


@dataclass(frozen=True, slots=True)
class OneObject:
    """One object that is made at once.

    Parameters
    ----------
    make
        Makes it: its number and SOPInstanceUID are given.
    sop_class
        Of the object.
    frames, rows, columns
        Its size.
    notes
        What one should know.
    """

    make: Callable[[int, str], Dataset]
    sop_class: str
    frames: int
    rows: int
    columns: int
    notes: tuple[str, ...] = ()

    count = 1

    @property
    def shown(self) -> str:
        """What it is, in words."""
        name = (sop_class_name(self.sop_class) or "?").removesuffix(" Storage")
        frames = f"{self.frames} frame{'' if self.frames == 1 else 's'}"
        return f"1 × {name}, {frames} of {self.rows} × {self.columns}"

    def made(self, _index: int, number: int, uid: str, _wish: Wish) -> Dataset:
        """Return it; see `Batch.made`."""
        return self.make(number, uid)

    def prepared(self, index: int, number: int, uid: str, wish: Wish) -> Prepared:
        """Return it ready to be written; see `Batch.prepared`."""
        dataset = self.made(index, number, uid, wish)
        value: bytes = dataset.PixelData
        del dataset.PixelData
        vr = "OW" if dataset.BitsAllocated > 8 else "OB"
        pixels = Pixels(0x7FE00010, vr, len(value), lambda: iter([value]))
        return Prepared(dataset, WRITABLE[ExplicitVRLittleEndian], pixels, Dataset())


def enhanced(batch: Batch, wish: Wish) -> OneObject:
    """Return slices as one enhanced multi-frame object.

    Raises
    ------
    CreateError
        If nothing says how thick a slice is, which such an object must say.
    MissingPackageError
        Where highdicom is not installed, with the install line.
    """
    highdicom = require("highdicom", why="An enhanced object")
    legacy = getattr(highdicom.legacy, _CLASSES[batch.kind.name])
    if batch.planes is None or batch.planes.thickness is None:
        raise CreateError(
            "An enhanced object says how thick its slices are.",
            tag="(0018,0050)",
            keyword="SliceThickness",
            remedy="Give thickness=.",
        )

    def make(number: int, uid: str) -> Dataset:
        slices = [
            batch.made(at, at + 1, wish.uids.new("slice", at), wish) for at in range(batch.count)
        ]
        series = slices[0].SeriesInstanceUID
        made = legacy(slices, series, int(wish.elements.get("SeriesNumber", 1)), uid, number)
        # The slices are no objects that one could ask for.
        made.pop("ReferencedSeriesSequence", None)
        put_side(made)
        return _finished(made, wish, _dated(wish))

    size = batch.raster
    uid = (
        "1.2.840.10008.5.1.4.1.1.2.2" if batch.kind.name == "CT" else "1.2.840.10008.5.1.4.1.1.4.4"
    )
    return OneObject(make, uid, size.count, size.rows, size.columns, (*batch.notes, _LEGACY))


def segmentation(
    given: Given, source: Any, segments: Sequence[Mapping[str, Any]] | None, wish: Wish, series: str
) -> OneObject:
    """Return masks over the slices of a source.

    Parameters
    ----------
    given
        (slices, rows, columns) as `dicomwidgets.volume` has them: bool for one segment, else
        numbers of segments, 0 for none.
    source
        The images that were segmented.
    segments
        What each segment is, as elements of the Segment Sequence.
    wish
        What was asked for.
    series
        SeriesInstanceUID.

    Raises
    ------
    CreateError
        If source and masks differ in size, or a segment is not described.
    MissingPackageError
        Where highdicom is not installed, with the install line.
    """
    highdicom = require("highdicom", why="A segmentation")
    headers = _slices(source)
    mask = _mask(given, headers)
    described = _described(highdicom, segments, mask)
    elements = {**_EQUIPMENT, **_dated(wish), **wish.elements}

    def make(number: int, uid: str) -> Dataset:
        made = highdicom.seg.Segmentation(
            headers,
            mask,
            "BINARY",
            described,
            series,
            int(wish.elements.get("SeriesNumber", 1)),
            uid,
            number,
            *(str(elements[keyword]) for keyword in _EQUIPMENT),
        )
        return _finished(made, wish, elements)

    count, rows, columns = mask.shape
    return OneObject(make, _SEGMENTATION, count, rows, columns, given.raster.notes)


def _slices(source: Any) -> list[Dataset]:
    """Return the headers of the one series, in the order of a volume."""
    found = index(source_of(source)).series
    if len(found) != 1 or not found[0].count:
        raise CreateError(
            f"A segmentation is of one series, and the source has {len(found)}.",
            remedy="Give one of dicomwidgets.load(…).series as derived_from=.",
        )
    series = found[0]
    if len(series.instances) == 1:
        return [series.dataset(0)]
    return [series.header(at).dataset for at in range(series.count)]


def _mask(given: Given, headers: Sequence[Dataset]) -> NDArray[Any]:
    raster, first = given.raster, headers[0]
    frames = len(headers) if len(headers) > 1 else int(first.get("NumberOfFrames") or 1)
    size = raster.count, raster.rows, raster.columns
    if size != (frames, first.Rows, first.Columns) or raster.samples != 1:
        wanted = f"{frames} × {first.Rows} × {first.Columns}"
        raise CreateError(
            f"The masks are {' × '.join(map(str, size))}, and the source is {wanted}.",
            remedy="A mask has the voxels of dicomwidgets.volume(source), in the same order.",
        )
    if raster.dtype.kind not in "bu" and raster.dtype.kind != "i":
        raise CreateError("A mask is bool, or whole numbers of segments.")
    mask = np.stack([raster.frame(at) for at in range(raster.count)])
    if mask.min() < 0 or mask.max() > np.iinfo(np.uint16).max:
        raise CreateError("Segments are numbered from 1 to 65,535; 0 is none.")
    return mask if mask.dtype == np.bool_ else mask.astype(np.uint16)


def _described(
    highdicom: Any, segments: Sequence[Mapping[str, Any]] | None, mask: NDArray[Any]
) -> list[Any]:
    wanted = [each for each in np.unique(mask).tolist() if each]
    if not wanted:
        raise CreateError("The masks are empty: there is no segment.")
    if not segments or max(wanted) > len(segments):
        raise CreateError(
            f"There is a segment {int(max(wanted))}, and {len(segments or ())} are described.",
            tag="(0062,0002)",
            keyword="SegmentSequence",
            remedy=f"Give segments=[{{…}}, …], each with {', '.join(_DEMANDED)}.",
        )
    return [_segment(highdicom, number, each) for number, each in enumerate(segments, 1)]


def _segment(highdicom: Any, number: int, given: Mapping[str, Any]) -> Any:
    missing = [keyword for keyword in _DEMANDED if not given.get(keyword)]
    if missing:
        raise CreateError(f"Segment {number} lacks {', '.join(missing)}.", keyword=missing[0])
    item = build({**given, "SegmentNumber": number})
    algorithm = item.get("SegmentAlgorithmName", "")
    if item.SegmentAlgorithmType != "MANUAL" and not algorithm:
        raise CreateError(
            f"Segment {number} was made by an algorithm, which must be named.",
            keyword="SegmentAlgorithmName",
        )
    concept = highdicom.sr.CodedConcept.from_dataset
    made = highdicom.seg.SegmentDescription(
        number,
        item.SegmentLabel,
        concept(item.SegmentedPropertyCategoryCodeSequence[0]),
        concept(item.SegmentedPropertyTypeCodeSequence[0]),
        "MANUAL",
    )
    # highdicom would have a family and a version of the algorithm, which nobody has told.
    made.SegmentAlgorithmType = item.SegmentAlgorithmType
    for element in item:
        if element.tag not in made:
            made.add(element)
    return made


def _dated(wish: Wish) -> dict[str, str]:
    if wish.when is None:
        return {}
    date, time = wish.when.strftime("%Y%m%d"), wish.when.strftime("%H%M%S.%f")
    return {
        "InstanceCreationDate": date,
        "InstanceCreationTime": time,
        "ContentDate": date,
        "ContentTime": time,
    }


def _finished(made: Dataset, wish: Wish, elements: Mapping[str, Any]) -> Dataset:
    """Return an object of highdicom's as a plain dataset, with what was asked for."""
    plain = Dataset()
    plain.update(made)
    plain = settle(build({**elements, **wish.elements}, plain))
    plain.file_meta = file_meta(plain, made.file_meta.TransferSyntaxUID)
    return plain
