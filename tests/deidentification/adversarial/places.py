"""Files that hide a patient in every place one can think of, a canary in each."""

from __future__ import annotations

import struct
from dataclasses import dataclass
from io import BytesIO
from typing import TYPE_CHECKING

import numpy as np
from deidentification.adversarial.canaries import CANARIES, NAME, ROOT, identified, item
from pydicom.dataset import Dataset, FileMetaDataset
from support.deidentified import BIG, DEFLATED, EXPLICIT, IMPLICIT, undefined_lengths

from dicomwidgets.reading.kept_warnings import kept_warnings

if TYPE_CHECKING:
    from collections.abc import Callable

__all__ = ["PLACES", "Hidden", "part_10"]

JPEG = "1.2.840.10008.1.2.4.50"
FREE_TEXT = "CT of Ms. ZYXWVUTOVA, Quorralind (born 17.12.1943, ID PQ-98Q7-XK31) 2019-04-23"
WRITTEN_DATES = ("17.12.1943", "2019-04-23")


@dataclass(frozen=True)
class Hidden:
    """A file, what must not be left of it, and under which options."""

    data: bytes
    canaries: tuple[str | bytes, ...] = CANARIES
    options: tuple[str, ...] = ()


PLACES: dict[str, Callable[[], Hidden]] = {}


def place(make: Callable[[], Hidden]) -> Callable[[], Hidden]:
    PLACES[make.__name__] = make
    return make


def part_10(dataset: Dataset, syntax: str = EXPLICIT, preamble: bytes = b"\0" * 128) -> bytes:
    """Return a file whose meta information tells no less than its dataset."""
    meta = FileMetaDataset()
    meta.MediaStorageSOPClassUID = dataset.SOPClassUID
    meta.MediaStorageSOPInstanceUID = dataset.SOPInstanceUID
    meta.TransferSyntaxUID = syntax
    meta.SourceApplicationEntityTitle = "KESTRELHYTHE"
    meta.SendingApplicationEntityTitle = "BRAMBLEWORTH"
    meta.PrivateInformationCreatorUID = f"{ROOT}.77"
    meta.PrivateInformation = NAME.encode()
    dataset.file_meta = meta
    out = BytesIO()
    with kept_warnings():
        dataset.save_as(out, enforce_file_format=True)
    return preamble + out.getvalue()[128:]


def with_pixels(dataset: Dataset, *, bits: int = 16, stored: int = 12) -> Dataset:
    dataset.update(
        item(
            SamplesPerPixel=1,
            PhotometricInterpretation="MONOCHROME2",
            Rows=16,
            Columns=16,
            BitsAllocated=bits,
            BitsStored=stored,
            HighBit=stored - 1,
            PixelRepresentation=0,
        )
    )
    dataset.add_new(0x7FE00010, "OW", (np.arange(256, dtype="<u2") % 2**stored).tobytes())
    return dataset


def explicit(tag: int, vr: str, value: bytes) -> bytes:
    """Return one element in explicit VR, little endian, its value of even length."""
    value += b"\0" * (len(value) % 2)
    start = struct.pack("<HH", tag >> 16, tag & 0xFFFF) + vr.encode()
    if vr in {"OB", "OW", "UN", "SQ", "UT", "UC", "UR"}:
        return start + b"\0\0" + struct.pack("<L", len(value)) + value
    return start + struct.pack("<H", len(value)) + value


def implicit(tag: int, value: bytes) -> bytes:
    value += b"\0" * (len(value) % 2)
    return struct.pack("<HHL", tag >> 16, tag & 0xFFFF, len(value)) + value


def wrapped(body: bytes) -> bytes:
    """Return an item of defined length."""
    return struct.pack("<HHL", 0xFFFE, 0xE000, len(body)) + body


# Header ------------------------------------------------------------------------------------------


@place
def plain_header() -> Hidden:
    return Hidden(part_10(identified()))


@place
def preamble() -> Hidden:
    text = f"{NAME} PQ-98Q7-XK31 19431217".encode().ljust(128)
    return Hidden(part_10(identified(), preamble=text))


@place
def after_the_dataset() -> Hidden:
    return Hidden(part_10(with_pixels(identified())) + b"\r\n" + FREE_TEXT.encode())


@place
def trailing_padding() -> Hidden:
    dataset = with_pixels(identified())
    dataset.add_new(0xFFFCFFFC, "OB", FREE_TEXT.encode() + b" ")
    return Hidden(part_10(dataset))


def deep(levels: int) -> Dataset:
    """Return a sequence in a sequence …, with an identity at every depth."""
    inner = item(PatientName=NAME, StudyDate="20190423", OperatorsName="Kestrelhythe^Ann")
    for _ in range(levels):
        inner = item(
            PatientID="PQ-98Q7-XK31",
            ReferencedSOPInstanceUID=f"{ROOT}.5",
            AccessionNumber="ACC55Q7731",
            ReferencedSeriesSequence=inner,
        )
    return inner


@place
def nested_sequences() -> Hidden:
    dataset = identified()
    dataset.ReferencedStudySequence = [deep(1), deep(30)]
    dataset.SourceImageSequence = [deep(2)]
    return Hidden(part_10(dataset))


@place
def nested_sequences_undefined_length() -> Hidden:
    dataset = identified()
    dataset.ReferencedStudySequence = [deep(3)]
    return Hidden(part_10(undefined_lengths(dataset), IMPLICIT))


@place
def nested_big_endian() -> Hidden:
    dataset = identified()
    dataset.ReferencedStudySequence = [deep(3)]
    return Hidden(part_10(dataset, BIG))


@place
def deflated() -> Hidden:
    dataset = identified()
    dataset.ReferencedStudySequence = [deep(3)]
    return Hidden(part_10(dataset, DEFLATED))


def private_tree() -> Dataset:
    inner = item(PatientName=NAME)
    block = inner.private_block(0x0011, "ACME INNER", create=True)
    block.add_new(0x01, "LO", FREE_TEXT[:60])
    block.add_new(0x02, "PN", NAME)
    return inner


@place
def private_sequences() -> Hidden:
    dataset = identified()
    block = dataset.private_block(0x0029, "ACME 1.0", create=True)
    block.add_new(0x01, "SQ", [private_tree()])
    block.add_new(0x02, "UN", NAME.encode() + b" ")
    block.add_new(0x03, "OB", NAME.encode("utf-16-le"))
    dataset.RequestAttributesSequence = [private_tree()]
    return Hidden(part_10(dataset))


@place
def private_sequences_implicit() -> Hidden:
    dataset = identified()
    block = dataset.private_block(0x0029, "ACME 1.0", create=True)
    block.add_new(0x01, "SQ", [private_tree()])
    return Hidden(part_10(dataset, IMPLICIT))


@place
def private_without_creator() -> Hidden:
    dataset = identified()
    dataset.add_new(0x00291001, "LO", NAME)
    dataset.add_new(0x00091002, "UN", NAME.encode() + b" ")
    return Hidden(part_10(dataset), options=("retain_safe_private",))


@place
def safe_private_that_names() -> Hidden:
    """A private element that the standard calls safe, of a scanner that wrote a name into it."""
    dataset = identified("1.2.840.10008.5.1.4.1.1.128", "PT")
    block = dataset.private_block(0x7053, "Philips PET Private Group", create=True)
    block.add_new(0x00, "DS", "1.5")
    block.add_new(0x05, "LO", "PQ-98Q7-XK31")
    shared = dataset.private_block(0x0019, "SIEMENS MR HEADER", create=True)
    shared.add_new(0x0C, "IS", "1000")
    shared.add_new(0x0D, "CS", "ZYXWVUTOVA")
    return Hidden(part_10(dataset), options=("retain_safe_private",))


@place
def unknown_vr_sequences() -> Hidden:
    """UN that is a sequence inside: implicit VR, defined and undefined length (PS3.5 6.2.2)."""
    data = part_10(identified())
    inside = implicit(0x00100010, NAME.encode()) + implicit(0x00100020, b"PQ-98Q7-XK31")
    nested = implicit(0x00081115, wrapped(inside))
    open_end = (
        struct.pack("<HH2s2xL", 0x0040, 0x0275, b"UN", 0xFFFFFFFF)
        + wrapped(inside)
        + struct.pack("<HHL", 0xFFFE, 0xE0DD, 0)
    )
    tail = open_end + explicit(0x00400555, "UN", wrapped(nested))
    return Hidden(data + tail)


@place
def unknown_elements() -> Hidden:
    """Even groups that no dictionary knows, VRs that nobody has defined or that are wrong."""
    tail = (
        explicit(0x00189998, "UN", NAME.encode())
        + explicit(0x00189999, "LO", b"x PQ-98Q7-XK31")
        + explicit(0x00324000, "UN", FREE_TEXT.encode())
        + explicit(0x00380500, "ST", FREE_TEXT.encode())
        + explicit(0x00400254, "UN", NAME.encode())
        + explicit(0x00402400, "UT", FREE_TEXT.encode())
    )
    return Hidden(part_10(identified()) + tail)


@place
def command_group() -> Hidden:
    """Elements of a message that strayed into a file (PS3.7 E)."""
    data = part_10(identified())
    at = 132 + 12 + struct.unpack("<L", data[140:144])[0]
    stray = explicit(0x00000110, "US", b"\1\0") + explicit(0x00001031, "AE", b"KESTRELHYTHE")
    return Hidden(data[:at] + stray + data[at:])


@place
def original_attributes() -> Hidden:
    dataset = identified()
    before = item(PatientName=NAME, PatientID="PQ-98Q7-XK31", StudyDate="20190423")
    dataset.OriginalAttributesSequence = [
        item(ModifiedAttributesSequence=before, ModifyingSystem="KESTRELHYTHE")
    ]
    dataset.EncryptedAttributesSequence = [
        item(EncryptedContentTransferSyntaxUID=EXPLICIT, EncryptedContent=FREE_TEXT.encode() + b" ")
    ]
    return Hidden(part_10(dataset))


@place
def digital_signatures() -> Hidden:
    dataset = identified()
    dataset.DigitalSignaturesSequence = [
        item(
            MACIDNumber=1,
            DigitalSignatureUID=f"{ROOT}.9",
            DigitalSignatureDateTime="20190423104233.77",
            CertificateOfSigner=b"CN=Brambleworth",
            Signature=b"Zyxwvutova",
        )
    ]
    return Hidden(part_10(dataset))


# Values ------------------------------------------------------------------------------------------


@place
def free_text_cleaned() -> Hidden:
    dataset = identified()
    dataset.StudyDescription = FREE_TEXT[:64]
    dataset.SeriesDescription = "Thorax Quorralind Zyxwvutova 19431217"
    dataset.ImageComments = FREE_TEXT
    dataset.ProtocolName = "for zyxwvutova^quorralind"
    dataset.AdditionalPatientHistory = (
        f"{FREE_TEXT} seen by Dr. Brambleworth at St Fictitia Hospital"
    )
    dataset.RequestedProcedureDescription = "Req. ACC55Q7731"
    return Hidden(part_10(dataset), (*CANARIES, *WRITTEN_DATES), ("clean_descriptors",))


@place
def names_in_kept_elements() -> Hidden:
    """Elements that the table keeps, with the patient in them."""
    dataset = identified()
    dataset.ImageType = ["DERIVED", "SECONDARY", "ZYXWVUTOVA"]
    dataset.ContrastBolusRoute = "PQ-98Q7-XK31"
    dataset.SequenceName = "QUORRALIND"
    dataset.PulseSequenceName = "ACC55Q7731"
    dataset.WindowCenterWidthExplanation = ["Lung", NAME]
    dataset.AnatomicRegionSequence = [
        item(CodeValue="1", CodingSchemeDesignator="99X", CodeMeaning="Chest of Zyxwvutova")
    ]
    return Hidden(part_10(dataset))


@place
def moments() -> Hidden:
    dataset = identified()
    dataset.AcquisitionDateTime = "20190423104233.77+0200"
    dataset.TimezoneOffsetFromUTC = "+0200"
    dataset.ScheduledProcedureStepStartTime = "104233.77"
    dataset.TimeOfLastCalibration = ["104233.77", "104233.77"]
    dataset.DateOfLastCalibration = ["20190423", "20190423"]
    dataset.ContributingEquipmentSequence = [
        item(ContributionDateTime="20190423104233.77+0200", InstitutionName="St Fictitia Hospital")
    ]
    return Hidden(part_10(dataset))


@place
def moments_shifted() -> Hidden:
    return Hidden(moments().data, options=("retain_modified_dates",))


@place
def moments_in_odd_forms() -> Hidden:
    dataset = identified()
    with kept_warnings():
        dataset.AcquisitionDateTime = "201904231042"
        dataset.AcquisitionDate = "2019.04.23"
        dataset.AcquisitionTime = "10:42:33.77"
        dataset.StudyDate = "20190423-20190424"
        dataset.SeriesDate = "April 23 2019"
    canaries = (*CANARIES, "201904231042", "2019.04.23", "10:42:33.77", "April 23 2019")
    return Hidden(part_10(dataset), canaries, ("retain_modified_dates",))


@place
def age_over_89() -> Hidden:
    dataset = identified()
    dataset.PatientAge = "097Y"
    return Hidden(part_10(dataset), (*CANARIES, "097Y"), ("retain_patient_characteristics",))


@place
def several_names() -> Hidden:
    dataset = identified()
    dataset.OtherPatientNames = [NAME, "Maiden^Quorralind", "Zyxwvutova-Brambleworth^Q."]
    dataset.PhysiciansOfRecord = ["Brambleworth^Tilda", "Kestrelhythe^Ann"]
    dataset.OtherPatientIDs = ["PQ-98Q7-XK31", "77-98Q7-XK31"]
    dataset.PatientComments = "known as Quorralind"
    return Hidden(part_10(dataset))


def _in_charset(charset: list[str], name: str) -> Hidden:
    dataset = identified()
    dataset.SpecificCharacterSet = charset
    dataset.PatientName = name
    dataset.SequenceName = "SEQ"
    dataset.ContrastBolusRoute = name.rsplit("=", maxsplit=1)[-1].replace("^", " ")
    dataset.RequestAttributesSequence = [item(ScheduledPerformingPhysicianName=name)]
    dataset.StudyDescription = f"CT {name.rsplit('=', maxsplit=1)[-1].replace('^', ' ')}"
    groups = [part for group in name.split("=") for part in group.split("^") if len(part) > 1]
    data = part_10(dataset)
    encoded = [
        form
        for part in groups
        for codec in ("utf-8", "iso2022_jp", "euc_kr", "gb18030", "iso8859_5", "iso8859_6")
        for form in _encoded(part, codec)
        if len(form) >= 4 and form in data
    ]
    assert encoded
    return Hidden(data, (*CANARIES, *encoded), ("clean_descriptors",))


def _encoded(text: str, codec: str) -> list[bytes]:
    try:
        form = text.encode(codec)
    except UnicodeEncodeError:
        return []
    return [form.removeprefix(b"\x1b$B").removesuffix(b"\x1b(B")]


for _name, _charset, _spelled in (
    ("japanese", ["", "ISO 2022 IR 87"], "Yamada^Tarou=山田^太郎=やまだ^たろう"),
    ("korean", ["", "ISO 2022 IR 149"], "Hong^Gildong=洪^吉洞=홍^길동"),
    ("chinese", ["GB18030"], "Wang^XiaoDong=王^小东大"),
    ("cyrillic", ["ISO_IR 144"], "Щукина^Людмила"),
    ("arabic", ["ISO_IR 127"], "قباني^لنزار"),
    ("utf_8", ["ISO_IR 192"], "Wäng^Xiǎodōng=王東^小东"),
):
    PLACES[f"characters_{_name}"] = lambda c=_charset, n=_spelled: _in_charset(c, n)  # type: ignore[misc]


# Pixels ------------------------------------------------------------------------------------------


@place
def overlays() -> Hidden:
    dataset = with_pixels(identified())
    for group in (0x6000, 0x6002, 0x601E):
        dataset.add_new(group << 16 | 0x0010, "US", 16)
        dataset.add_new(group << 16 | 0x0011, "US", 16)
        dataset.add_new(group << 16 | 0x0022, "LO", "Quorralind")
        dataset.add_new(group << 16 | 0x0040, "CS", "G")
        dataset.add_new(group << 16 | 0x0050, "SS", [1, 1])
        dataset.add_new(group << 16 | 0x0100, "US", 1)
        dataset.add_new(group << 16 | 0x0102, "US", 0)
        dataset.add_new(group << 16 | 0x1500, "LO", NAME)
        dataset.add_new(group << 16 | 0x3000, "OW", NAME.encode().ljust(32))
        dataset.add_new(group << 16 | 0x4000, "LT", FREE_TEXT)
    return Hidden(part_10(dataset), (*CANARIES, *WRITTEN_DATES))


@place
def icon() -> Hidden:
    dataset = with_pixels(identified())
    inner = with_pixels(item(PatientName=NAME))
    inner[0x7FE00010].value = NAME.encode().ljust(512)
    dataset.IconImageSequence = [inner]
    return Hidden(part_10(dataset))
