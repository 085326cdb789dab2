"""How strongly an object needs an attribute."""

from __future__ import annotations

import pytest
from pydicom.uid import (
    ComprehensiveSRStorage,
    CTImageStorage,
    EnhancedCTImageStorage,
    EnhancedMRImageStorage,
    MediaStorageDirectoryStorage,
    SegmentationStorage,
    VLWholeSlideMicroscopyImageStorage,
)

from dicomwidgets.deidentification.attribute_types import types_for

GROUPS = "PerFrameFunctionalGroupsSequence"
STAFF = "ReferringPhysicianIdentificationSequence"
SPECIMEN = "SpecimenDescriptionSequence.SpecimenLocalizationContentItemSequence"


@pytest.mark.parametrize(
    ("sop_class", "path", "kind"),
    [
        (CTImageStorage, "PatientID", "2"),
        (CTImageStorage, "SeriesDate", "3"),
        (CTImageStorage, "ContentDate", "2"),  # 2C
        (CTImageStorage, "SourcePatientGroupIdentificationSequence.PatientID", "1"),
        (CTImageStorage, "TreatmentDate", "3"),  # no part of the object
        (EnhancedMRImageStorage, "SharedFunctionalGroupsSequence.ReferencedImageSequence", "2"),
        (EnhancedMRImageStorage, "PerFrameFunctionalGroupsSequence.ReferencedImageSequence", "2"),
        (EnhancedMRImageStorage, f"{GROUPS}.FrameContentSequence.FrameReferenceDateTime", "1"),
        (SegmentationStorage, f"{GROUPS}.FrameContentSequence.FrameAcquisitionDateTime", "1"),
        (EnhancedCTImageStorage, f"{STAFF}.InstitutionCodeSequence", "1"),
        (EnhancedMRImageStorage, f"{STAFF}.PersonTelecomInformation", "3"),
        (VLWholeSlideMicroscopyImageStorage, f"{SPECIMEN}.Time", "1"),
        (VLWholeSlideMicroscopyImageStorage, "UDISequence.DeviceDescription", "3"),
        (ComprehensiveSRStorage, "ReferencedRequestSequence.AccessionNumber", "2"),
        (ComprehensiveSRStorage, "AuthorObserverSequence.DeviceSerialNumber", "3"),
        (ComprehensiveSRStorage, "ContentSequence.PersonName", "1"),
        (ComprehensiveSRStorage, "ContentSequence.ContentSequence.DateTime", "1"),
        (CTImageStorage, "(0009,1001).PatientID", "unknown"),
        (MediaStorageDirectoryStorage, "DirectoryRecordSequence.PatientID", "1"),
        ("1.2.3", "PatientID", "unknown"),
        ("", "PatientID", "unknown"),
    ],
)
def test_types(sop_class: str, path: str, kind: str) -> None:
    assert types_for(sop_class).type_of(path) == kind
