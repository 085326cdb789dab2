"""Enhanced multi-frame objects with any dimensions, made on the spot."""

from __future__ import annotations

from itertools import product
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
from pydicom.datadict import tag_for_keyword
from pydicom.dataset import Dataset, FileMetaDataset
from pydicom.uid import EnhancedMRImageStorage, ExplicitVRLittleEndian, generate_uid

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

__all__ = ["Axis", "enhanced_mr"]


class Axis(NamedTuple):
    """A dimension: the element pointed at, the group it stands in, its values in order."""

    keyword: str
    group: str
    values: Sequence[Any]
    label: str = ""


def enhanced_mr(
    axes: Sequence[Axis],
    *,
    keep: Callable[[tuple[int, ...]], bool] = lambda _: True,
    order: Callable[[tuple[int, ...]], Any] = lambda _: 0,
    size: int = 8,
    spacing: float = 2.5,
) -> Dataset:
    """Return an Enhanced MR image whose frames are all combinations of `axes`.

    Parameters
    ----------
    axes
        The first one varies slowest. Frames lie 2.5 mm apart along the axis that is called
        InStackPositionNumber or ImagePositionPatient.
    keep
        Which combinations (index values, from 1) there are.
    order
        The order in which they are stored.
    size
        Rows and columns; all pixels of a frame hold its number among all combinations, from 0.
    spacing
        Distance of slices.
    """
    every = list(product(*(range(1, len(axis.values) + 1) for axis in axes)))
    number = {place: k for k, place in enumerate(every)}
    places = sorted(filter(keep, every), key=order)
    ds = Dataset()
    ds.file_meta = FileMetaDataset()
    ds.file_meta.TransferSyntaxUID = ExplicitVRLittleEndian
    ds.file_meta.MediaStorageSOPClassUID = ds.SOPClassUID = EnhancedMRImageStorage
    ds.file_meta.MediaStorageSOPInstanceUID = ds.SOPInstanceUID = generate_uid()
    ds.StudyInstanceUID, ds.SeriesInstanceUID = generate_uid(), generate_uid()
    ds.FrameOfReferenceUID = generate_uid()
    ds.Modality, ds.SeriesDescription = "MR", "made"
    ds.Rows = ds.Columns = size
    ds.SamplesPerPixel, ds.PhotometricInterpretation = 1, "MONOCHROME2"
    ds.BitsAllocated, ds.BitsStored, ds.HighBit, ds.PixelRepresentation = 16, 16, 15, 0
    ds.NumberOfFrames = len(places)
    ds.DimensionIndexSequence = [_pointer(axis) for axis in axes]
    ds.SharedFunctionalGroupsSequence = [_shared()]
    ds.PerFrameFunctionalGroupsSequence = [_frame(axes, place, spacing) for place in places]
    pixels = np.empty((len(places), size, size), np.uint16)
    pixels[:] = np.array([number[place] for place in places])[:, None, None]
    ds.PixelData = pixels.tobytes()
    ds["PixelData"].VR = "OW"
    return ds


def _pointer(axis: Axis) -> Dataset:
    item = Dataset()
    item.DimensionIndexPointer = tag_for_keyword(axis.keyword)
    if axis.group:
        item.FunctionalGroupPointer = tag_for_keyword(axis.group)
    if axis.label:
        item.DimensionDescriptionLabel = axis.label
    return item


def _shared() -> Dataset:
    shared, measures, turn = Dataset(), Dataset(), Dataset()
    measures.PixelSpacing, measures.SliceThickness = ["1", "1"], "2"
    turn.ImageOrientationPatient = ["1", "0", "0", "0", "1", "0"]
    shared.PixelMeasuresSequence, shared.PlaneOrientationSequence = [measures], [turn]
    return shared


def _frame(axes: Sequence[Axis], place: tuple[int, ...], spacing: float) -> Dataset:
    frame, content, plane = Dataset(), Dataset(), Dataset()
    content.DimensionIndexValues = list(place)
    frame.FrameContentSequence = [content]
    height = 0.0
    for axis, at in zip(axes, place, strict=True):
        value = axis.values[at - 1]
        if axis.keyword in ("InStackPositionNumber", "ImagePositionPatient"):
            height = spacing * (at - 1)
        if axis.keyword == "ImagePositionPatient":
            continue
        if axis.group not in frame:
            setattr(frame, axis.group, [Dataset()])
        setattr(getattr(frame, axis.group)[0], axis.keyword, value)
    plane.ImagePositionPatient = ["0", "0", f"{height:g}"]
    frame.PlanePositionSequence = [plane]
    return frame
