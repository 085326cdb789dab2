"""Many slices in one file, described by functional groups: `multiframe`."""

from __future__ import annotations

from pydicom.dataset import Dataset
from pydicom.sequence import Sequence
from pydicom.uid import LegacyConvertedEnhancedCTImageStorage

from dicomwidgets.samples.chest import ct
from dicomwidgets.samples.patient import DEFAULT_PATIENT, new_dataset, sample_uid

__all__ = ["multiframe"]

_OF_THE_FRAME = (
    "ImageType", "AcquisitionNumber", "SliceThickness", "PixelSpacing", "ImagePositionPatient",
    "ImageOrientationPatient", "SliceLocation", "WindowCenter", "WindowWidth",
    "WindowCenterWidthExplanation", "RescaleIntercept", "RescaleSlope", "RescaleType",
    "SpacingBetweenSlices", "AcquisitionDate", "AcquisitionTime",
)  # fmt: skip
"""Elements of a CT slice that move into functional groups."""

_UNASSIGNED = (
    "ScanOptions", "KVP", "ReconstructionDiameter", "GantryDetectorTilt", "ExposureTime",
    "XRayTubeCurrent", "Exposure", "ConvolutionKernel",
)  # fmt: skip
"""Elements of a CT slice that no group of a converted object has a place for (C.7.6.16.2.25.2)."""


def multiframe(
    slices: int = 30, size: int = 256, *, patient_name: str = DEFAULT_PATIENT
) -> Dataset:
    """Return the CT of `ct` as one enhanced multi-frame object (PS3.3 A.70, C.7.6.16).

    Parameters
    ----------
    slices
        Number of frames.
    size
        Rows and columns.
    patient_name
        With up to three groups.

    Returns
    -------
    Dataset
        A Legacy Converted Enhanced CT image. Its frames are stored from head to feet, against
        the slice normal; only the functional groups tell.
    """
    frames = ct(slices, size, patient_name=patient_name)[::-1]
    dataset = new_dataset(
        LegacyConvertedEnhancedCTImageStorage,
        "CT",
        kind="Chest CT, enhanced",
        patient_name=patient_name,
    )
    for element in frames[0]:
        if element.keyword not in (*_OF_THE_FRAME, *_UNASSIGNED) and element.tag not in dataset:
            dataset.add(element)
    dataset.ImageType = ["DERIVED", "PRIMARY", "VOLUME", "NONE"]
    dataset.NumberOfFrames = slices
    dataset.PixelData = b"".join(frame.PixelData for frame in frames)
    _add_image(dataset)
    _add_dimensions(dataset)
    dataset.SharedFunctionalGroupsSequence = Sequence([_shared(frames[0])])
    dataset.PerFrameFunctionalGroupsSequence = Sequence(
        [_per_frame(frame, number) for number, frame in enumerate(frames, 1)]
    )
    return dataset


def _add_image(dataset: Dataset) -> None:
    dataset.PixelPresentation = "MONOCHROME"
    dataset.VolumetricProperties = "VOLUME"
    dataset.VolumeBasedCalculationTechnique = "NONE"
    dataset.PresentationLUTShape = "IDENTITY"
    dataset.BurnedInAnnotation = "NO"
    dataset.LossyImageCompression = "00"
    dataset.AcquisitionDateTime = "20240229101500"
    dataset.AcquisitionContextSequence = Sequence([])


def _add_dimensions(dataset: Dataset) -> None:
    """Add one dimension: the place in the stack (PS3.3 C.7.6.17)."""
    organization = Dataset()
    organization.DimensionOrganizationUID = sample_uid("dimension")
    dataset.DimensionOrganizationSequence = Sequence([organization])
    dataset.DimensionOrganizationType = "3D"
    index = Dataset()
    index.DimensionOrganizationUID = organization.DimensionOrganizationUID
    index.DimensionIndexPointer = 0x00209057
    index.FunctionalGroupPointer = 0x00209111
    index.DimensionDescriptionLabel = "Place in the stack"
    dataset.DimensionIndexSequence = Sequence([index])


def _group(**values: object) -> Sequence:
    item = Dataset()
    for keyword, value in values.items():
        setattr(item, keyword, value)
    return Sequence([item])


def _shared(frame: Dataset) -> Dataset:
    """Return what all frames share: spacing, orientation, windows, Hounsfield units."""
    group = Dataset()
    group.PixelMeasuresSequence = _group(
        PixelSpacing=frame.PixelSpacing,
        SliceThickness=frame.SliceThickness,
        SpacingBetweenSlices=frame.SpacingBetweenSlices,
    )
    group.PlaneOrientationSequence = _group(ImageOrientationPatient=frame.ImageOrientationPatient)
    group.FrameVOILUTSequence = _group(
        WindowCenter=frame.WindowCenter,
        WindowWidth=frame.WindowWidth,
        WindowCenterWidthExplanation=frame.WindowCenterWidthExplanation,
    )
    group.PixelValueTransformationSequence = _group(
        RescaleIntercept=frame.RescaleIntercept, RescaleSlope="1", RescaleType="HU"
    )
    group.CTImageFrameTypeSequence = _group(
        FrameType=["DERIVED", "PRIMARY", "VOLUME", "NONE"],
        PixelPresentation="MONOCHROME",
        VolumetricProperties="VOLUME",
        VolumeBasedCalculationTechnique="NONE",
    )
    group.UnassignedSharedConvertedAttributesSequence = _group(
        **{keyword: frame[keyword].value for keyword in _UNASSIGNED}
    )
    return group


def _per_frame(frame: Dataset, number: int) -> Dataset:
    """Return what is the frame's own: its position, its place in the stack, its origin."""
    group = Dataset()
    group.FrameContentSequence = _group(
        FrameAcquisitionNumber=1,
        FrameReferenceDateTime="20240229101500",
        FrameAcquisitionDateTime="20240229101500",
        FrameAcquisitionDuration=500.0,
        StackID="1",
        InStackPositionNumber=number,
        DimensionIndexValues=number,
    )
    group.PlanePositionSequence = _group(ImagePositionPatient=frame.ImagePositionPatient)
    group.ConversionSourceAttributesSequence = _group(
        ReferencedSOPClassUID=frame.SOPClassUID, ReferencedSOPInstanceUID=frame.SOPInstanceUID
    )
    group.UnassignedPerFrameConvertedAttributesSequence = _group()
    return group
