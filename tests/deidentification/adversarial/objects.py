"""Objects of other kinds than images, with the patient in each place that they have."""

from __future__ import annotations

import zlib
from typing import TYPE_CHECKING

from deidentification.adversarial.canaries import CANARIES, NAME, ROOT, identified, item
from deidentification.adversarial.places import (
    FREE_TEXT,
    WRITTEN_DATES,
    Hidden,
    part_10,
    with_pixels,
)

if TYPE_CHECKING:
    from collections.abc import Callable

    from pydicom.dataset import Dataset

__all__ = ["OBJECTS"]

OBJECTS: dict[str, Callable[[], Hidden]] = {}


def place(make: Callable[[], Hidden]) -> Callable[[], Hidden]:
    OBJECTS[make.__name__] = make
    return make


@place
def presentation_state() -> Hidden:
    dataset = identified("1.2.840.10008.5.1.4.1.1.11.1", "PR")
    dataset.ContentLabel = "ZYXWVUTOVA"
    dataset.ContentDescription = FREE_TEXT[:60]
    dataset.ContentCreatorName = "Brambleworth^Tilda"
    dataset.PresentationCreationDate = "20190423"
    dataset.PresentationCreationTime = "104233.77"
    text = item(UnformattedTextValue=FREE_TEXT, AnchorPoint=[1.0, 1.0])
    dataset.GraphicAnnotationSequence = [item(GraphicLayer="QUORRALIND", TextObjectSequence=text)]
    dataset.GraphicLayerSequence = [
        item(GraphicLayer="QUORRALIND", GraphicLayerDescription="by Brambleworth")
    ]
    image = item(ReferencedSOPClassUID="1.2.840.10008.5.1.4.1.1.2")
    image.ReferencedSOPInstanceUID = f"{ROOT}.1.7"
    dataset.ReferencedSeriesSequence = [
        item(SeriesInstanceUID=f"{ROOT}.3", ReferencedImageSequence=image)
    ]
    return Hidden(part_10(dataset), (*CANARIES, *WRITTEN_DATES))


@place
def presentation_state_cleaned() -> Hidden:
    hidden = presentation_state()
    return Hidden(hidden.data, hidden.canaries, ("clean_graphics",))


@place
def structure_set() -> Hidden:
    dataset = identified("1.2.840.10008.5.1.4.1.1.481.3", "RTSTRUCT")
    dataset.StructureSetLabel = "Zyxwvutova"
    dataset.StructureSetName = NAME
    dataset.StructureSetDescription = FREE_TEXT
    dataset.StructureSetDate = "20190423"
    dataset.StructureSetTime = "104233.77"
    dataset.StructureSetROISequence = [
        item(
            ROINumber=1,
            ReferencedFrameOfReferenceUID=f"{ROOT}.4",
            ROIName="Tumour Quorralind",
            ROIDescription=FREE_TEXT[:60],
        )
    ]
    dataset.RTROIObservationsSequence = [
        item(
            ObservationNumber=1,
            ROIInterpreter="Brambleworth^Tilda",
            ROIObservationLabel="SN-77Q-Z19",
        )
    ]
    return Hidden(part_10(dataset), (*CANARIES, *WRITTEN_DATES))


def _content(kind: str, **values: object) -> Dataset:
    concept = item(CodeValue="121008", CodingSchemeDesignator="DCM", CodeMeaning="Person")
    return item(
        RelationshipType="CONTAINS", ValueType=kind, ConceptNameCodeSequence=concept, **values
    )


@place
def structured_report() -> Hidden:
    dataset = identified("1.2.840.10008.5.1.4.1.1.88.33", "SR")
    dataset.ValueType = "CONTAINER"
    dataset.VerifyingObserverSequence = [
        item(VerifyingObserverName="Brambleworth^Tilda", VerificationDateTime="20190423104233.77")
    ]
    image = item(ReferencedSOPClassUID="1.2.840.10008.5.1.4.1.1.2")
    image.ReferencedSOPInstanceUID = f"{ROOT}.1.7"
    unit = item(CodeValue="mm", CodingSchemeDesignator="UCUM", CodeMeaning="mm")
    dataset.ContentSequence = [
        _content("TEXT", TextValue=FREE_TEXT),
        _content("PNAME", PersonName=NAME),
        _content("DATE", Date="20190423"),
        _content("TIME", Time="104233.77"),
        _content("DATETIME", DateTime="20190423104233.77+0200"),
        _content("UIDREF", UID=f"{ROOT}.1.7"),
        _content("CODE", ConceptCodeSequence=item(CodeValue="1", CodeMeaning="Zyxwvutova")),
        _content(
            "NUM",
            MeasuredValueSequence=item(NumericValue="17.5", MeasurementUnitsCodeSequence=unit),
        ),
        _content("IMAGE", ReferencedSOPSequence=image),
        _content("COMPOSITE", ReferencedSOPSequence=image),
        _content("SCOORD", GraphicType="POINT", GraphicData=[1.0, 2.0]),
        _content("TCOORD", TemporalRangeType="POINT", ReferencedDateTime="20190423104233.77"),
        _content(
            "CONTAINER",
            ObservationDateTime="20190423104233.77",
            ContentSequence=_content("TEXT", TextValue="seen by Dr. Brambleworth"),
        ),
    ]
    return Hidden(part_10(dataset), (*CANARIES, *WRITTEN_DATES))


@place
def structured_report_cleaned() -> Hidden:
    hidden = structured_report()
    return Hidden(hidden.data, hidden.canaries, ("clean_structured_content",))


@place
def encapsulated_pdf() -> Hidden:
    dataset = identified("1.2.840.10008.5.1.4.1.1.104.1", "DOC")
    dataset.DocumentTitle = FREE_TEXT
    dataset.MIMETypeOfEncapsulatedDocument = "application/pdf"
    pdf = f"%PDF-1.4 ({FREE_TEXT}) {NAME}".encode()
    dataset.EncapsulatedDocument = pdf + zlib.compress(b"x") * 2
    return Hidden(part_10(dataset), (*CANARIES, *WRITTEN_DATES))


@place
def waveform_and_curves() -> Hidden:
    dataset = with_pixels(identified())
    dataset.WaveformAnnotationSequence = [item(UnformattedTextValue=FREE_TEXT)]
    dataset.add_new(0x50000022, "LO", "Quorralind")
    dataset.add_new(0x50003000, "OW", NAME.encode() + b" ")
    dataset.add_new(0x50022500, "LO", NAME)
    return Hidden(part_10(dataset), (*CANARIES, *WRITTEN_DATES))
