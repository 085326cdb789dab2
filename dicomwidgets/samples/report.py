"""A structured report on the lung nodule of the CT: `sr`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pydicom.dataset import Dataset
from pydicom.sequence import Sequence
from pydicom.uid import ComprehensiveSRStorage, CTImageStorage

from dicomwidgets.samples.patient import DEFAULT_PATIENT, code, new_dataset, sample_uid

if TYPE_CHECKING:
    from collections.abc import Sequence as List

__all__ = ["sr"]


def sr(*, patient_name: str = DEFAULT_PATIENT) -> Dataset:
    """Return a measurement report (PS3.3 A.35.3, C.17.3; after PS3.16 TID 1500).

    Parameters
    ----------
    patient_name
        With up to three groups.

    Returns
    -------
    Dataset
        A Comprehensive SR with containers, codes, a person, UIDs, dates, numbers, one that could
        not be measured, texts, references, and the long axis as coordinates
        in the slice of `ct` that shows the nodule.
    """
    dataset = new_dataset(
        ComprehensiveSRStorage, "SR", kind="Chest CT report", patient_name=patient_name
    )
    del dataset.RequestAttributesSequence, dataset.OperatorsName  # of images only
    dataset.ReferencedPerformedProcedureStepSequence = Sequence([])
    dataset.CompletionFlag = "COMPLETE"
    dataset.VerificationFlag = "VERIFIED"
    dataset.VerifyingObserverSequence = Sequence([_verifier()])
    dataset.PerformedProcedureCodeSequence = Sequence([])
    dataset.CurrentRequestedProcedureEvidenceSequence = Sequence([_evidence(dataset, patient_name)])
    root = _container(
        ("126000", "DCM", "Imaging Measurement Report"), _content(patient_name), relation=None
    )
    for element in root:
        dataset.add(element)
    template = Dataset()
    template.MappingResource = "DCMR"
    template.TemplateIdentifier = "1500"
    dataset.ContentTemplateSequence = Sequence([template])
    return dataset


def _content(patient_name: str) -> list[Dataset]:
    language = _item("HAS CONCEPT MOD", "CODE", ("121049", "DCM", "Language of Content"))
    language.ConceptCodeSequence = Sequence([code("en", "RFC5646", "English")])
    person = _item("HAS OBS CONTEXT", "PNAME", ("121008", "DCM", "Person Observer Name"))
    person.PersonName = "Reader^Sam^^Dr."
    study = _item("HAS OBS CONTEXT", "UIDREF", ("121018", "DCM", "Procedure Study Instance UID"))
    study.UID = sample_uid("study", patient_name)
    procedure = _item("HAS CONCEPT MOD", "CODE", ("121058", "DCM", "Procedure reported"))
    procedure.ConceptCodeSequence = Sequence([code("24627-2", "LN", "CT Chest")])
    library = _container(("111028", "DCM", "Image Library"), [_image_library(patient_name)])
    measurements = _container(
        ("126010", "DCM", "Imaging Measurements"),
        [_measurement_group(patient_name)],
    )
    impression = _item("CONTAINS", "TEXT", ("121073", "DCM", "Impression"))
    impression.TextValue = (
        "Solid nodule in the right lung, 17 mm. No enlarged lymph nodes. "
        "Alex Sample was told about the finding."
    )
    return [language, person, study, procedure, library, measurements, impression]


def _image_library(patient_name: str) -> Dataset:
    """Return what was read, and when it was acquired (PS3.16 TID 1600, 1602)."""
    date = _item("HAS ACQ CONTEXT", "DATE", ("111060", "DCM", "Study Date"))
    date.Date = "20240229"
    time = _item("HAS ACQ CONTEXT", "TIME", ("111061", "DCM", "Study Time"))
    time.Time = "100000"
    begun = _item("HAS ACQ CONTEXT", "DATETIME", ("111526", "DCM", "DateTime Started"))
    begun.DateTime = "20240229101500"
    image = Dataset()
    image.RelationshipType, image.ValueType = "CONTAINS", "IMAGE"
    image.ReferencedSOPSequence = Sequence([_reference(patient_name)])
    group = ("126200", "DCM", "Image Library Group")
    return _container(group, [date, time, begun, image])


def _measurement_group(patient_name: str) -> Dataset:
    tracking = _item("HAS OBS CONTEXT", "TEXT", ("112039", "DCM", "Tracking Identifier"))
    tracking.TextValue = "Nodule 1"
    tracking_uid = _item(
        "HAS OBS CONTEXT", "UIDREF", ("112040", "DCM", "Tracking Unique Identifier")
    )
    tracking_uid.UID = sample_uid("nodule")
    finding = _item("CONTAINS", "CODE", ("121071", "DCM", "Finding"))
    finding.ConceptCodeSequence = Sequence([code("27925004", "SCT", "Nodule")])
    site = _item("CONTAINS", "CODE", ("363698007", "SCT", "Finding Site"))
    site.ConceptCodeSequence = Sequence([code("3341006", "SCT", "Right lung")])
    image = _item("CONTAINS", "IMAGE", ("121112", "DCM", "Source of Measurement"))
    image.ReferencedSOPSequence = Sequence([_reference(patient_name)])
    axis = _number(("103339001", "SCT", "Long axis"), "17.2", ("mm", "UCUM", "mm"))
    axis.ContentSequence = Sequence([_line(patient_name)])
    density = _number(
        ("112031", "DCM", "Attenuation Coefficient"), "45", ("[hnsf'U]", "UCUM", "Hounsfield unit")
    )
    density.ContentSequence = Sequence([_by_reference("INFERRED FROM", _LINE)])
    growth = _item("CONTAINS", "NUM", ("DW-1", "99DICOMWIDGETS", "Doubling time"))
    growth.MeasuredValueSequence = Sequence([])
    growth.NumericValueQualifierCodeSequence = Sequence(
        [code("114006", "DCM", "Measurement failure")]
    )
    return _container(
        ("125007", "DCM", "Measurement Group"),
        [
            tracking,
            tracking_uid,
            finding,
            site,
            axis,
            _number(("118565006", "SCT", "Volume"), "2.57", ("cm3", "UCUM", "cubic centimeter")),
            density,
            growth,
            image,
        ],
    )


_LINE = (1, 6, 1, 5, 1)
"""Where the line of the long axis stands in the document."""


def _line(patient_name: str) -> Dataset:
    """Return the ends of the long axis, in pixels of the slice of 512 columns (PS3.3 C.18.6)."""
    line = _item("INFERRED FROM", "SCOORD", ("121055", "DCM", "Path"))
    line.GraphicType = "POLYLINE"
    line.GraphicData = [129.9, 293.3, 152.8, 293.3]
    image = Dataset()
    image.RelationshipType, image.ValueType = "SELECTED FROM", "IMAGE"
    image.ReferencedSOPSequence = Sequence([_reference(patient_name)])
    line.ContentSequence = Sequence([image])
    return line


def _by_reference(relation: str, position: tuple[int, ...]) -> Dataset:
    item = Dataset()
    item.RelationshipType = relation
    item.ReferencedContentItemIdentifier = list(position)
    return item


def _item(relation: str | None, kind: str, concept: tuple[str, str, str]) -> Dataset:
    item = Dataset()
    if relation:
        item.RelationshipType = relation
    item.ValueType = kind
    item.ConceptNameCodeSequence = Sequence([code(*concept)])
    return item


def _container(
    concept: tuple[str, str, str],
    content: List[Dataset],
    *,
    relation: str | None = "CONTAINS",
) -> Dataset:
    item = _item(relation, "CONTAINER", concept)
    item.ContinuityOfContent = "SEPARATE"
    item.ContentSequence = Sequence(content)
    return item


def _number(concept: tuple[str, str, str], value: str, unit: tuple[str, str, str]) -> Dataset:
    item = _item("CONTAINS", "NUM", concept)
    measured = Dataset()
    measured.NumericValue = value
    measured.MeasurementUnitsCodeSequence = Sequence([code(*unit)])
    item.MeasuredValueSequence = Sequence([measured])
    return item


def _verifier() -> Dataset:
    verifier = Dataset()
    verifier.VerifyingOrganization = "Sample Hospital"
    verifier.VerificationDateTime = "20240229120000"
    verifier.VerifyingObserverName = "Reader^Sam^^Dr."
    verifier.VerifyingObserverIdentificationCodeSequence = Sequence([])
    return verifier


def _reference(patient_name: str) -> Dataset:
    """Return the reference to the slice through the nodule: the 86th of 120."""
    reference = Dataset()
    reference.ReferencedSOPClassUID = CTImageStorage
    reference.ReferencedSOPInstanceUID = sample_uid("Chest CT", "instance", 86, patient_name)
    return reference


def _evidence(dataset: Dataset, patient_name: str) -> Dataset:
    series = Dataset()
    series.SeriesInstanceUID = sample_uid("Chest CT", "series", patient_name)
    series.ReferencedSOPSequence = Sequence([_reference(patient_name)])
    study = Dataset()
    study.StudyInstanceUID = dataset.StudyInstanceUID
    study.ReferencedSeriesSequence = Sequence([series])
    return study
