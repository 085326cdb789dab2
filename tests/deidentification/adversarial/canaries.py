"""One made-up patient, whose every trait is a canary: none may be found in an anonymized file."""

from __future__ import annotations

from pydicom.dataset import Dataset
from pydicom.sequence import Sequence as Items

__all__ = ["CANARIES", "NAME", "ROOT", "identified", "item", "spellings", "survivors"]

NAME = "Zyxwvutova^Quorralind"
ID = "PQ-98Q7-XK31"
CANARIES = (
    "Zyxwvutova",
    "Quorralind",
    "98Q7-XK31",
    "ACC55Q7731",
    "19431217",
    "Brambleworth",
    "Kestrelhythe",
    "20190423",
    "104233.77",
    "1.2.826.0.99887766",
    "St Fictitia",
    "SN-77Q-Z19",
)
"""Name, ID, accession number, birth date, physician, operator, study date and time, UIDs,
institution, serial number."""

ROOT = "1.2.826.0.99887766"


def item(**values: object) -> Dataset:
    """Return a dataset of some elements by keyword."""
    dataset = Dataset()
    for keyword, value in values.items():
        setattr(dataset, keyword, Items([value]) if isinstance(value, Dataset) else value)
    return dataset


def identified(sop_class: str = "1.2.840.10008.5.1.4.1.1.2", modality: str = "CT") -> Dataset:
    """Return a dataset that names the patient and all who met them where one would expect it."""
    return item(
        SpecificCharacterSet="ISO_IR 100",
        SOPClassUID=sop_class,
        SOPInstanceUID=f"{ROOT}.1.1",
        StudyInstanceUID=f"{ROOT}.2",
        SeriesInstanceUID=f"{ROOT}.3",
        FrameOfReferenceUID=f"{ROOT}.4",
        Modality=modality,
        PatientName=NAME,
        PatientID=ID,
        PatientBirthDate="19431217",
        PatientSex="F",
        AccessionNumber="ACC55Q7731",
        ReferringPhysicianName="Brambleworth^Tilda",
        OperatorsName="Kestrelhythe^Ann",
        InstitutionName="St Fictitia Hospital",
        DeviceSerialNumber="SN-77Q-Z19",
        StudyDate="20190423",
        SeriesDate="20190423",
        ContentDate="20190423",
        StudyTime="104233.77",
        ContentTime="104233.77",
        StudyID="1",
        SeriesNumber=1,
        InstanceNumber=1,
    )


def spellings(text: str) -> list[bytes]:
    """Return the bytes of a canary in the encodings that a file may hold it in."""
    codecs = ("utf-8", "latin-1", "utf-16-le", "utf-16-be", "shift_jis", "gb18030")
    found: dict[bytes, None] = {}
    for form in (text, text.upper(), text.lower()):
        for codec in codecs:
            try:
                found[form.encode(codec)] = None
            except UnicodeEncodeError:
                continue
    return list(found)


def survivors(data: bytes, canaries: tuple[str | bytes, ...] = CANARIES) -> list[str]:
    """Return which canaries are in the bytes."""
    found = []
    for canary in canaries:
        forms = [canary] if isinstance(canary, bytes) else spellings(canary)
        if any(form in data for form in forms):
            found.append(repr(canary))
    return found
