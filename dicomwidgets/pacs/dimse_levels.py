"""Which element belongs to which level of a query, and what is asked for where nothing is said."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dicomwidgets.pacs.found import UID_OF

if TYPE_CHECKING:
    from collections.abc import Mapping

    from dicomwidgets.pacs.found import Level

__all__ = ["DEFAULT_FIELDS", "MODELS", "NAMES", "ROOTS", "level_of_keyword"]

NAMES: Mapping[Level, str] = {
    "patient": "PATIENT",
    "study": "STUDY",
    "series": "SERIES",
    "instance": "IMAGE",
}
"""Query/Retrieve Level (0008,0052)."""

ROOTS: Mapping[str, tuple[Level, ...]] = {
    "patient": ("patient", "study", "series", "instance"),
    "study": ("study", "series", "instance"),
}
"""The levels of an information model (PS3.4 C.6.1, C.6.2)."""

MODELS: Mapping[tuple[str, str], str] = {
    ("patient", "find"): "1.2.840.10008.5.1.4.1.2.1.1",
    ("patient", "move"): "1.2.840.10008.5.1.4.1.2.1.2",
    ("patient", "get"): "1.2.840.10008.5.1.4.1.2.1.3",
    ("study", "find"): "1.2.840.10008.5.1.4.1.2.2.1",
    ("study", "move"): "1.2.840.10008.5.1.4.1.2.2.2",
    ("study", "get"): "1.2.840.10008.5.1.4.1.2.2.3",
}
"""SOP classes, by root and service."""

_PATIENT = frozenset(
    {
        *("PatientName", "PatientID", "IssuerOfPatientID", "IssuerOfPatientIDQualifiersSequence"),
        *("PatientBirthDate", "PatientBirthTime", "PatientSex", "OtherPatientIDs"),
        *("OtherPatientIDsSequence", "OtherPatientNames", "EthnicGroup", "PatientComments"),
        *("NumberOfPatientRelatedStudies", "NumberOfPatientRelatedSeries"),
        "NumberOfPatientRelatedInstances",
    }
)
_STUDY = frozenset(
    {
        *("StudyInstanceUID", "StudyDate", "StudyTime", "AccessionNumber", "StudyID"),
        *("StudyDescription", "ReferringPhysicianName", "ProcedureCodeSequence"),
        *("NameOfPhysiciansReadingStudy", "AdmittingDiagnosesDescription", "ModalitiesInStudy"),
        *("SOPClassesInStudy", "AnatomicRegionsInStudyCodeSequence", "PatientAge", "PatientSize"),
        *("PatientWeight", "Occupation", "AdditionalPatientHistory", "OtherStudyNumbers"),
        *("NumberOfStudyRelatedSeries", "NumberOfStudyRelatedInstances", "StudyUpdateDateTime"),
        *("IssuerOfAccessionNumberSequence", "ReferencedStudySequence", "StudyStatusID"),
    }
)
_SERIES = frozenset(
    {
        *("SeriesInstanceUID", "SeriesNumber", "SeriesDescription", "SeriesDate", "SeriesTime"),
        *("Modality", "BodyPartExamined", "ProtocolName", "Laterality", "OperatorsName"),
        *("PerformingPhysicianName", "Manufacturer", "ManufacturerModelName", "StationName"),
        *("InstitutionName", "InstitutionalDepartmentName", "RequestAttributesSequence"),
        *("PerformedProcedureStepStartDate", "PerformedProcedureStepStartTime"),
        *("PerformedProcedureStepID", "PerformedProcedureStepDescription"),
        *("NumberOfSeriesRelatedInstances", "FrameOfReferenceUID", "PatientPosition"),
        *("SeriesDescriptionCodeSequence", "ScanningSequence", "DeviceSerialNumber"),
    }
)

DEFAULT_FIELDS: Mapping[Level, tuple[str, ...]] = {
    "patient": (
        *("PatientName", "PatientID", "PatientBirthDate", "PatientSex"),
        "NumberOfPatientRelatedStudies",
    ),
    "study": (
        *("StudyDate", "StudyTime", "AccessionNumber", "StudyID", "StudyDescription"),
        *("ModalitiesInStudy", "ReferringPhysicianName", "PatientName", "PatientID"),
        *("PatientBirthDate", "PatientSex", "NumberOfStudyRelatedSeries"),
        "NumberOfStudyRelatedInstances",
    ),
    "series": (
        *("Modality", "SeriesNumber", "SeriesDescription", "SeriesDate", "SeriesTime"),
        *("BodyPartExamined", "NumberOfSeriesRelatedInstances"),
    ),
    "instance": ("SOPClassUID", "InstanceNumber", "NumberOfFrames", "Rows", "Columns"),
}
"""What is asked for beside the unique keys and what is searched by."""


def level_of_keyword(keyword: str, root: str) -> Level:
    """Return the level that an element is an attribute of (PS3.4 C.6).

    In the study root the elements of the patient are those of the study. What is not known
    belongs to the instance.
    """
    if keyword in _PATIENT:
        return "patient" if root == "patient" else "study"
    if keyword in _STUDY or keyword == UID_OF["study"]:
        return "study"
    return "series" if keyword in _SERIES else "instance"
