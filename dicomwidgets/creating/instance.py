"""One object, whole: header, place, references, pixels, file meta information."""

from __future__ import annotations

from copy import deepcopy
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from pydicom.dataset import Dataset, FileMetaDataset
from pydicom.uid import UID, ExplicitVRLittleEndian

from dicomwidgets.creating.characters import settle
from dicomwidgets.creating.jpeg_stream import BASELINE
from dicomwidgets.creating.pixel_data import kept_pixels, plain_pixels, put_extremes
from dicomwidgets.creating.references import put_references
from dicomwidgets.creating.scale import decimal
from dicomwidgets.deidentification.meta import META_VALUES
from dicomwidgets.editing.draft import dataset_of
from dicomwidgets.transcoding.prepared import Prepared
from dicomwidgets.transcoding.syntaxes import WRITABLE

if TYPE_CHECKING:
    from dicomwidgets.creating.batch import Batch
    from dicomwidgets.creating.raster import Lossy
    from dicomwidgets.creating.wish import Wish
    from dicomwidgets.transcoding.prepared import Pixels

__all__ = ["file_meta", "instance_of"]


def instance_of(batch: Batch, index: int, number: int, uid: str, wish: Wish) -> Prepared:
    """Return an object of a batch, whose frames are made when they are written.

    Parameters
    ----------
    batch
        What it has in common with the others.
    index
        Its frame, where it has only one.
    number
        InstanceNumber.
    uid
        SOPInstanceUID.
    wish
        What was asked for.

    Raises
    ------
    CreateError
        If its pixels are longer than a value can be.
    """
    dataset = deepcopy(batch.base)
    dataset.SOPInstanceUID = wish.elements.get("SOPInstanceUID", uid)
    dataset.InstanceNumber = wish.elements.get("InstanceNumber", number)
    _put_place(dataset, batch, index, wish)
    frames = range(batch.raster.count) if batch.multiframe else range(index, index + 1)
    _put_losses(dataset, [batch.raster.lossy[at] for at in frames if batch.raster.lossy])
    put_references(dataset, wish)
    settle(dataset)
    pixels = _pixels(dataset, batch, frames)
    syntax = WRITABLE[BASELINE if batch.kept else ExplicitVRLittleEndian]
    dataset.file_meta = file_meta(dataset, syntax.uid)
    tail = Dataset()
    for tag in [tag for tag in dataset.keys() if tag > pixels.tag]:  # noqa: SIM118 - of a Dataset
        tail[tag] = dataset.pop(tag)
    return Prepared(dataset, syntax, pixels, tail)


def _put_place(dataset: Dataset, batch: Batch, index: int, wish: Wish) -> None:
    """Add where a slice lies, and how the source slice at the same place was acquired."""
    if batch.planes is None:
        if batch.kind.name == "SC" and wish.place.spacing is not None:
            dataset.PixelSpacing = [decimal(each) for each in _in_plane(wish.place.spacing)]
        return
    for keyword, value in batch.planes.elements(index).items():
        setattr(dataset, keyword, value)
    origin = wish.origin
    if origin is None or not wish.derived or origin.sop_class != dataset.SOPClassUID:
        return
    near = origin.at(batch.planes.positions[index], batch.planes.orientation)
    if near is not None and near is not origin.first and batch.kind.is_slice:
        taken = origin.acquisition(near)
        told = {each.partition("[")[0] for each in wish.elements}
        made = dataset_of(taken)
        dataset.update({each.tag: each for each in made if each.keyword not in told})


def _in_plane(spacing: Any) -> tuple[float, float]:
    numbers = [float(spacing)] * 2 if isinstance(spacing, (int, float)) else [*map(float, spacing)]
    return numbers[-2], numbers[-1]


def _put_losses(dataset: Dataset, lossy: list[Lossy | None]) -> None:
    """Say that pixels were compressed with loss before (PS3.3 C.7.6.1.1.5)."""
    found = [each for each in lossy if each is not None]
    if found:
        ratio = sum(each.ratio for each in found) / len(found)
        dataset.LossyImageCompression = "01"
        dataset.LossyImageCompressionRatio = f"{ratio:.4g}"
        dataset.LossyImageCompressionMethod = found[0].method


def _pixels(dataset: Dataset, batch: Batch, frames: range) -> Pixels:
    raster, scale = batch.raster, batch.scale
    if batch.kept:
        return kept_pixels([raster.streams[at] for at in frames])
    if not batch.multiframe:
        # The one that there is is looked at before it is written.
        first = raster.frame(frames[0])
        if raster.samples == 1 and scale.bits > 1:
            put_extremes(dataset, scale.stored(first))
        raster = replace(raster, frame=lambda _: first)
    return plain_pixels(raster, scale, frames)


def file_meta(dataset: Dataset, syntax: str) -> FileMetaDataset:
    """Return the file meta information of an object that we have made (PS3.10 7.1)."""
    meta = FileMetaDataset()
    meta.FileMetaInformationGroupLength = 0  # counted when it is written
    meta.FileMetaInformationVersion = b"\x00\x01"
    meta.MediaStorageSOPClassUID = dataset.SOPClassUID
    meta.MediaStorageSOPInstanceUID = dataset.SOPInstanceUID
    meta.TransferSyntaxUID = UID(syntax)
    for tag, value in META_VALUES.items():
        meta.add_new(tag, "UI" if tag == 0x00020012 else "SH", value)
    return meta
