"""What is written for each action, in every encoding, and what is refused."""

from __future__ import annotations

import struct
import tracemalloc
from io import BytesIO, RawIOBase
from typing import TYPE_CHECKING

import pytest
from pydicom.dataset import Dataset
from pydicom.encaps import encapsulate
from pydicom.sequence import Sequence
from pydicom.uid import CTImageStorage, RLELossless
from support.deidentified import (
    BIG,
    EXPLICIT,
    IMPLICIT,
    SYNTAXES,
    ct_like,
    job_for,
    plain,
    rewritten,
    undefined_lengths,
    written,
)
from support.huge import write_huge

from dicomwidgets.deidentification.engine.rewriting import rewrite
from dicomwidgets.encoding.walk import walk_file
from dicomwidgets.errors import DeidentifyError

if TYPE_CHECKING:
    from pathlib import Path

CANARY = b"QUILLFEATHER"
NAME = "Quillfeather^Zebedee"


def item(**values: object) -> Dataset:
    dataset = Dataset()
    for keyword, value in values.items():
        setattr(dataset, keyword, value)
    return dataset


def nested() -> Dataset:
    """Return an object with every action at the top and two levels down."""
    dataset = ct_like()
    inner = item(
        OperatorsName=NAME,
        StudyDate="20240229",
        PatientName=NAME,
        ReferencedSOPInstanceUID="1.2.3.77",
        Rows=7,
    )
    outer = item(
        PatientComments="Quillfeather again", AnatomicRegionSequence=Sequence([inner, inner])
    )
    dataset.OperatorsName = NAME
    dataset.StudyDate = "20240229"
    dataset.PatientComments = "Quillfeather was here"
    dataset.ViewCodeSequence = Sequence([item(ReferencedSOPInstanceUID="1.2.3.77")])
    dataset.DerivationCodeSequence = Sequence([outer, Dataset(), outer])
    dataset.ImageComments = "of Quillfeather"
    dataset.Rows = dataset.Columns = 2
    dataset.BitsAllocated = dataset.BitsStored = 16
    dataset.PixelData = bytes(range(8))
    return dataset


@pytest.mark.parametrize("syntax", SYNTAXES)
@pytest.mark.parametrize("undefined", [False, True])
def test_every_action_at_every_depth_in_every_encoding(syntax: str, undefined: bool) -> None:
    dataset = undefined_lengths(nested()) if undefined else nested()
    source = written(dataset, syntax)
    result, read, outcome = rewritten(source)
    assert CANARY not in plain(result).upper()
    assert b"1.2.3.77" not in plain(result)
    assert read.file_meta.TransferSyntaxUID == syntax
    assert "OperatorsName" not in read
    assert read.StudyDate == ""
    assert read.PixelData == bytes(range(8))
    deep = read.DerivationCodeSequence[2].AnatomicRegionSequence[1]
    assert deep.ReferencedSOPInstanceUID.startswith("2.25.")
    assert read.ViewCodeSequence[0].ReferencedSOPInstanceUID == deep.ReferencedSOPInstanceUID
    assert deep.Rows == 7
    assert deep.OperatorsName == "Anonymous"
    assert outcome.counts["remove"] >= 5
    assert outcome.counts["uid"] >= 8
    assert outcome.status == "written"
    items = [row for row in walk_file(result).spans.rows() if row.kind == "item" and row.depth > 1]
    assert {row.length == 0xFFFFFFFF for row in items} == {undefined}


def test_the_file_meta_information_is_of_the_program_that_writes() -> None:
    preamble = CANARY.ljust(128, b"\0")
    result, read, outcome = rewritten(written(ct_like(), preamble=preamble))
    assert result[:132] == bytes(128) + b"DICM"
    assert CANARY not in result.upper()
    meta = read.file_meta
    assert meta.MediaStorageSOPInstanceUID == read.SOPInstanceUID == outcome.sop_instance_uid
    assert meta.MediaStorageSOPInstanceUID.startswith("2.25.")
    assert meta.ImplementationVersionName.startswith("DICOMWIDGETS")
    assert "SourceApplicationEntityTitle" not in meta
    assert meta.FileMetaInformationGroupLength == walk_file(result).dataset - 132 - 12


@pytest.mark.parametrize("syntax", [IMPLICIT, EXPLICIT, BIG])
def test_stamps_stand_in_their_order_and_follow_earlier_ones(syntax: str) -> None:
    dataset = ct_like()
    dataset.DeidentificationMethod = "Some method before"
    code = item(CodeValue="113109", CodingSchemeDesignator="DCM", CodeMeaning="Before")
    dataset.DeidentificationMethodCodeSequence = Sequence([code])
    _, read, _ = rewritten(written(dataset, syntax))
    assert list(read.keys()) == sorted(read.keys())
    assert read.PatientIdentityRemoved == "YES"
    assert read.DeidentificationMethod[0] == "Some method before"
    codes = [each.CodeValue for each in read.DeidentificationMethodCodeSequence]
    assert codes == ["113109", "113100"]
    again = written(read, syntax)
    assert [
        each.CodeValue for each in rewritten(again)[1].DeidentificationMethodCodeSequence
    ] == codes


def test_an_earlier_method_that_names_the_patient_is_cleaned() -> None:
    dataset = ct_like()
    dataset.DeidentificationMethod = "by hand for Quillfeather"
    assert CANARY not in rewritten(written(dataset))[0].upper()


def test_bytes_after_the_dataset_are_dropped_and_said() -> None:
    dataset = nested()
    for rest in (CANARY * 3, CANARY[:4], b"\x08\x00\x18\x00UI" + CANARY * 2, bytes(40)):
        result, read, outcome = rewritten(written(dataset) + rest)
        assert CANARY not in result.upper()
        assert read.PixelData == bytes(range(8))
        assert any("after the dataset" in note for note in outcome.notes)


def test_padding_and_signatures_after_the_pixels_go() -> None:
    dataset = nested()
    dataset.add_new(0xFFFAFFFA, "SQ", [item(PatientName=NAME)])
    dataset.DataSetTrailingPadding = CANARY
    result, read, _ = rewritten(written(dataset))
    assert CANARY not in result.upper()
    assert max(read.keys()) == 0x7FE00010


def test_a_file_without_its_head_becomes_a_whole_one() -> None:
    for syntax, named in ((IMPLICIT, IMPLICIT), (EXPLICIT, EXPLICIT), (BIG, BIG)):
        data = written(nested(), syntax)
        bare = data[walk_file(data).dataset :]
        result, read, outcome = rewritten(bare)
        assert result[128:132] == b"DICM"
        assert read.file_meta.TransferSyntaxUID == named
        assert read.file_meta.MediaStorageSOPClassUID == CTImageStorage
        assert sum("PS3.10" in note for note in outcome.notes) == 1


def test_group_lengths_are_dropped() -> None:
    data = written(ct_like())
    begin = walk_file(data).dataset
    with_length = data[:begin] + b"\x08\x00\x00\x00UL\x04\x00\x78\x00\x00\x00" + data[begin:]
    result, read, _ = rewritten(with_length)
    assert 0x00080000 not in read
    assert walk_file(result).broken is None


def test_compressed_pixels_are_copied_byte_for_byte() -> None:
    dataset = nested()
    dataset.PixelData = encapsulate([b"frame one ", b"frame two"], has_bot=True)
    dataset["PixelData"].VR = "OB"
    dataset["PixelData"].is_undefined_length = True
    result, read, outcome = rewritten(written(dataset, RLELossless))
    assert read.PixelData == dataset.PixelData
    assert result.endswith(b"\xfe\xff\xdd\xe0\0\0\0\0")
    assert any("pixels" in note for note in outcome.notes)


def _un(tag: int, value: bytes, length: int | None = None) -> bytes:
    size = len(value) if length is None else length
    return struct.pack("<HH2sHL", tag >> 16, tag & 0xFFFF, b"UN", 0, size) + value


def _implicit(tag: int, value: bytes, length: int | None = None) -> bytes:
    size = len(value) if length is None else length
    return struct.pack("<HHL", tag >> 16, tag & 0xFFFF, size) + value


@pytest.mark.parametrize("undefined", [False, True])
def test_a_sequence_written_as_unknown_is_opened(undefined: bool) -> None:
    """PS3.5 6.2.2: what is in it is in implicit VR."""
    name = _implicit(0x00100010, CANARY) + _implicit(0x00280010, b"\2\0")
    end = _implicit(0xFFFEE0DD, b"") if undefined else b""
    data = written(ct_like())
    items = _implicit(0xFFFEE000, name) + end
    tail = _un(0x00081140, items, 0xFFFFFFFF if undefined else None)
    begin = walk_file(data).dataset
    source = data[:begin] + tail + data[begin:]
    rules = {"ReferencedImageSequence": "keep"}
    result, read, _ = rewritten(source, job_for(rules=rules))
    assert CANARY not in result
    assert read.ReferencedImageSequence[0].Rows == 2


def test_what_should_be_a_sequence_and_is_none_is_removed() -> None:
    data = written(ct_like())
    begin = walk_file(data).dataset
    source = data[:begin] + _un(0x00081140, CANARY) + data[begin:]
    result, read, outcome = rewritten(source, job_for(rules={"ReferencedImageSequence": "keep"}))
    assert CANARY not in result
    assert "ReferencedImageSequence" not in read
    assert any("sequence" in note for note in outcome.notes)


@pytest.mark.parametrize("vr", ["LO", "OB", "UN", "US"])
def test_a_wrong_vr_hides_nothing(vr: str) -> None:
    dataset = ct_like()
    data = written(dataset)
    at = data.index(b"\x10\0\x10\0PN")
    size = len(NAME)
    short = vr not in ("OB", "UN")
    header = vr.encode() + (struct.pack("<H", size) if short else struct.pack("<xxL", size))
    source = data[: at + 4] + header + data[at + 8 :]
    result, _, _ = rewritten(source)
    assert CANARY not in result.upper()


def test_values_of_odd_length_are_read_and_written_even() -> None:
    data = written(ct_like())
    odd = data.replace(b"UI\x08\x001.2.3.4\0", b"UI\x07\x001.2.3.4").replace(
        b"LO\x0a\0QX-004711 ", b"LO\x09\0QX-004711"
    )
    assert odd != data
    result, read, _ = rewritten(odd)
    assert read.SOPInstanceUID.startswith("2.25.")
    assert b"QX-004711" not in result


def test_private_creators_stay_with_what_is_theirs() -> None:
    dataset = ct_like()
    safe = dataset.private_block(0x0019, "SIEMENS MR HEADER", create=True)
    safe.add_new(0x0C, "IS", "1000")
    safe.add_new(0x77, "LO", NAME)
    unsafe = dataset.private_block(0x0019, "QUILLFEATHER INC", create=True)
    unsafe.add_new(0x0C, "LO", NAME)
    result, read, _ = rewritten(written(dataset), job_for("retain_safe_private"))
    assert CANARY not in result.upper()
    assert [each.tag for each in read if each.tag.group == 0x19] == [0x00190010, 0x0019100C]
    kept = rewritten(written(dataset), job_for(rules={"(0019,11xx)": "keep"}))[1]
    assert [each.tag for each in kept if each.tag.group == 0x19] == [0x00190011, 0x0019110C]
    assert rewritten(written(dataset))[1].group_dataset(0x19) == Dataset()


def test_what_is_known_is_taken_out_of_what_stays() -> None:
    """A name, an ID, a UID in elements that no table lists."""
    dataset = nested()
    dataset.ImageType = ["ORIGINAL", "QUILLFEATHER"]
    dataset.ManufacturerModelName = "for Quillfeather"
    dataset.IrradiationEventUID = "1.2.3.4"
    dataset.add_new(0x00281201, "OW", b"\1\2QX-004711\3\4\5")
    dataset.Columns, dataset.PixelData = 3, b"QX-004711   "
    result, read, outcome = rewritten(written(dataset))
    before, pixels = result.rsplit(b"\xe0\x7f\x10\0", 1)
    assert CANARY not in before.upper()
    assert b"QX-004711" not in before
    assert b"QX-004711" in pixels
    assert read.ImageType[0] == "ORIGINAL"
    assert read.ManufacturerModelName.startswith("for ")
    assert len(read[0x00281201].value) == 14
    assert outcome.counts["clean"] >= 3


@pytest.mark.parametrize(
    ("charset", "name", "text"),
    [
        ("ISO_IR 100", "Müllerbach^Jürgen", "Größe von Müllerbach geschätzt"),
        ("ISO_IR 144", "Ильюшин^Иван", "снимок Ильюшин лишний"),
        ("ISO_IR 192", "王小东^三", "图像 王小东 重复"),
        (["", "ISO 2022 IR 87"], "Yamada^Tarou=山田^太郎", "これは山田太郎のです"),
        ("GB18030", "王小东^三", "图像 王小东 重复"),
        ("ISO_IR 126", "Διονυσιος^Λ", "εικόνα Διονυσιος ξανά"),
    ],
)
def test_names_are_found_in_their_character_set(
    charset: str | list[str], name: str, text: str
) -> None:
    dataset = ct_like()
    dataset.SpecificCharacterSet = charset
    dataset.PatientName = name
    dataset.ManufacturerModelName = text
    dataset.ViewCodeSequence = Sequence([item(SpecificCharacterSet="ISO_IR 192")])
    dataset.ViewCodeSequence[0].ViewModifierCodeSequence = [item(CodeMeaning=text)]
    _, read, _ = rewritten(written(dataset))
    for kept in (
        read.ManufacturerModelName,
        read.ViewCodeSequence[0].ViewModifierCodeSequence[0].CodeMeaning,
    ):
        assert kept != text
        assert kept[-2:] == text[-2:]
        assert "***" in kept


def test_a_short_number_is_the_patients_by_chance() -> None:
    dataset = ct_like()
    dataset.PatientID = "1001"
    dataset.InstanceNumber, dataset.SliceThickness = "1001", "1001"
    dataset.SeriesNumber = "1001002"
    dataset.OtherPatientIDs = "1001002"
    _, made, _ = rewritten(written(dataset))
    assert (made.InstanceNumber, made.SliceThickness, made.SeriesNumber) == (1001, 1001, 0)


def test_dates_move_with_their_times() -> None:
    dataset = ct_like()
    dataset.StudyDate, dataset.StudyTime = "20240229", "233000"
    dataset.SeriesDate, dataset.SeriesTime = "20240301", "003000"
    _, read, _ = rewritten(written(dataset), job_for("retain_modified_dates"))
    assert read.StudyDate != "20240229"

    def minutes(time: str) -> int:
        return int(time[:2]) * 60 + int(time[2:4])

    apart = (minutes(read.SeriesTime) - minutes(read.StudyTime)) % 1440
    assert apart == 60


def test_files_of_one_patient_agree_and_strangers_do_not() -> None:
    rules = {"PatientID": "pseudonym"}
    one, other = ct_like(), ct_like()
    other.SOPInstanceUID = "1.2.3.5"
    stranger = ct_like()
    stranger.PatientID = "QX-004712"
    ids = [
        rewritten(written(each, syntax), job_for(rules=rules))[1].PatientID
        for each, syntax in ((one, IMPLICIT), (other, EXPLICIT), (stranger, EXPLICIT))
    ]
    assert ids[0] == ids[1] != ids[2]


def _refused(data: bytes) -> DeidentifyError:
    out = BytesIO()
    with pytest.raises(DeidentifyError) as caught:
        rewrite(BytesIO(data), out, job_for())
    assert out.getvalue() == b""
    assert "uillfeather" not in str(caught.value)
    assert caught.value.remedy
    return caught.value


def test_what_is_not_understood_is_refused_with_its_reason() -> None:
    whole = written(nested())
    assert "broken" in _refused(whole[:-3]).message
    assert "no dataset" in _refused(whole[: walk_file(whole).dataset]).message
    assert _refused(b"").message
    assert _refused(CANARY * 40).message
    without_pixels = written(ct_like()) + CANARY * 2
    assert "broken" in _refused(without_pixels).message
    inside = whole.replace(b"\x28\x00\x10\x00US\x02\x00\x07\x00", CANARY[:10], 1)
    assert "no elements" in _refused(inside).message or "broken" in _refused(inside).message


def test_a_directory_is_refused() -> None:
    dataset = Dataset()
    dataset.FileSetID = "QUILLFEATHER"
    dataset.DirectoryRecordSequence = Sequence([item(PatientName=NAME)])
    assert "DICOMDIR" in _refused(written(dataset)).message


def test_sequences_in_sequences_without_end_are_refused() -> None:
    dataset = inner = ct_like()
    for _ in range(160):
        inner.ContentSequence = Sequence([Dataset()])
        inner = inner.ContentSequence[0]
    data = written(undefined_lengths(dataset))
    job_of = {"**.ContentSequence": "keep"}
    with pytest.raises(DeidentifyError, match="deep"):
        rewrite(BytesIO(data), BytesIO(), job_for(rules=job_of))


def test_compressed_pixels_without_a_transfer_syntax_are_refused() -> None:
    dataset = nested()
    dataset.PixelData = encapsulate([b"frame"])
    dataset["PixelData"].is_undefined_length = True
    data = written(dataset, RLELossless)
    assert "compressed" in _refused(data[walk_file(data).dataset :]).message


class _Nowhere(RawIOBase):
    """Takes everything and keeps nothing."""

    def __init__(self) -> None:
        self.size = 0

    def writable(self) -> bool:
        return True

    def write(self, data: object) -> int:
        size = len(data)  # type: ignore[arg-type]
        self.size += size
        return size


def test_pixels_take_no_memory(tmp_path: Path) -> None:
    path = write_huge(tmp_path / "huge.dcm", side=8_000)
    nowhere = _Nowhere()
    with path.open("rb") as file:
        rewrite(file, nowhere, job_for())  # type: ignore[arg-type]
        file.seek(0)
        tracemalloc.start()
        rewrite(file, nowhere, job_for())  # type: ignore[arg-type]
        _, peak = tracemalloc.get_traced_memory()
        tracemalloc.stop()
    assert nowhere.size > 2 * path.stat().st_size - 10_000
    assert peak < 8 << 20


def test_file_meta_repeats_a_uid_that_says_something_known() -> None:
    dataset = ct_like()
    dataset.PatientID = dataset.StudyID = "20471188"
    dataset.SOPInstanceUID = "1.2.20471188.4"
    result, read, _ = rewritten(written(dataset), job_for("retain_uids"))
    assert b"20471188" not in result
    assert read.file_meta.MediaStorageSOPInstanceUID == read.SOPInstanceUID
