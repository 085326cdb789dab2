"""What a run has missed is found when it is read back."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest
from deidentification.adversarial.canaries import CANARIES, ROOT, identified, item, survivors
from deidentification.adversarial.objects import OBJECTS
from deidentification.adversarial.places import PLACES, part_10
from pydicom import dcmread
from pydicom.dataelem import DataElement

import dicomwidgets as dw
from dicomwidgets.checking.validator import Remark
from dicomwidgets.deidentification.verifying import one_file
from dicomwidgets.errors import ArgumentError
from dicomwidgets.reading.kept_warnings import kept_warnings

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from pydicom.dataset import Dataset

    from dicomwidgets.deidentification.bulk.report import Report

KEY = "a secret of the tests, long enough"


def two_files(folder: Path) -> Report:
    """Return the run over two images of which the second refers to the first."""
    source = folder / "source"
    source.mkdir()
    first, second = identified(), identified()
    second.SOPInstanceUID = f"{ROOT}.1.2"
    image = item(ReferencedSOPClassUID=first.SOPClassUID)
    image.ReferencedSOPInstanceUID = first.SOPInstanceUID
    second.SourceInstanceSequence = [image]
    (source / "1.dcm").write_bytes(part_10(first))
    (source / "2.dcm").write_bytes(part_10(second))
    report = dw.deidentify(source, folder / "target", key=KEY)
    assert report.counts == {"written": 2}
    return report


def test_a_run_over_all_hiding_places_is_clean(tmp_path: Path) -> None:
    source = tmp_path / "source"
    source.mkdir()
    for name, make in (PLACES | OBJECTS).items():
        hidden = make()
        if not hidden.options:
            (source / f"{name}.dcm").write_bytes(hidden.data)
    report = dw.deidentify(source, tmp_path / "target", key=KEY, workers=0)
    assert set(report.counts) <= {"written", "duplicate"}
    verified = report.verify(validator=False, workers=0)
    assert verified.findings == ()
    assert verified.ok
    assert verified.files == report.counts["written"] > 10


def plant(report: Report, change: Callable[[Dataset], None], number: int = 1) -> str:
    """Change one of the files written; return its name."""
    assert report.target is not None
    name = str(report.files[number].target)
    with kept_warnings():
        dataset = dcmread(report.target / name)
        change(dataset)
        dataset.save_as(report.target / name)
    return name


def name_in_an_element(dataset: Dataset) -> None:
    dataset.SequenceName = "Zyxwvutova"


def name_as_bytes(dataset: Dataset) -> None:
    dataset.add_new(0x00420011, "OB", "x Quorralind x".encode("utf-16-le"))


def old_uid(dataset: Dataset) -> None:
    dataset.StudyInstanceUID = f"{ROOT}.2"


def bad_uid(dataset: Dataset) -> None:
    dataset["SeriesInstanceUID"] = DataElement(0x0020000E, "UI", "2.25.007", validation_mode=0)


def lost_reference(dataset: Dataset) -> None:
    dataset.SourceInstanceSequence[0].ReferencedSOPInstanceUID = "2.25.7"


def kept_private(dataset: Dataset) -> None:
    dataset.private_block(0x0029, "ACME", create=True).add_new(0x01, "LO", "something")


@pytest.mark.parametrize(
    ("change", "kinds"),
    [
        (name_in_an_element, {"survivor"}),
        (name_as_bytes, {"survivor"}),
        (old_uid, {"table", "mapping"}),
        (bad_uid, {"uid", "mapping"}),
        (lost_reference, {"reference", "mapping"}),
    ],
)
def test_what_is_planted_is_found_and_not_quoted(
    tmp_path: Path, change: Callable[[Dataset], None], kinds: set[str]
) -> None:
    report = two_files(tmp_path)
    clean = report.verify(validator=False)
    assert clean.ok
    assert clean.references > 0
    name = plant(report, change)
    found = report.verify(validator=False)
    assert not found.ok
    assert {each.kind for each in found.findings} == kinds
    assert name in {each.target for each in found.findings}
    told = (repr(found) + found.to_json() + str(found.findings)).encode()
    assert survivors(told, CANARIES) == []
    assert json.loads(found.to_json())["counts"] == found.counts


def test_a_number_in_the_place_of_a_uid_is_no_uid(tmp_path: Path) -> None:
    """Programs write 0 for what they do not know: the class keeps it, the instance does not."""
    dataset, image = identified(), item()
    for keyword in ("ReferencedSOPClassUID", "ReferencedSOPInstanceUID"):
        image[keyword] = DataElement(keyword, "UI", "0", validation_mode=0)
    dataset.SourceInstanceSequence = [image, image]
    (tmp_path / "one.dcm").write_bytes(part_10(dataset))
    report = dw.deidentify(tmp_path / "one.dcm", tmp_path / "new.dcm", key=KEY)
    assert report.verify(validator=False).ok


@pytest.mark.parametrize("number", ["51411", "514112", "123456"])
def test_digits_in_a_row_are_no_survivor(number: str, tmp_path: Path) -> None:
    """Those of 5.1.4.1.1.2 stand in the SOP Class UID of every CT."""
    dataset = identified()
    dataset.SOPClassUID, dataset.PatientID = "1.2.840.10008.5.1.4.1.1.2", number
    dataset.SoftwareVersions = ["11.2.3.4.5.60", "v5.1.4.1.1"]
    (tmp_path / "one.dcm").write_bytes(part_10(dataset))
    options = ["retain_device_identity"]
    report = dw.deidentify(tmp_path / "one.dcm", tmp_path / "new.dcm", options=options, key=KEY)
    assert dcmread(tmp_path / "new.dcm").SoftwareVersions == ["11.2.3.4.5.60", "v5.1.4.1.1"]
    assert report.verify(validator=False).ok


def test_a_word_of_the_stamps_is_no_survivor(tmp_path: Path) -> None:
    dataset = identified()
    dataset.StudyDescription = "Device"
    (tmp_path / "one.dcm").write_bytes(part_10(dataset))
    options = ["retain_device_identity"]
    report = dw.deidentify(tmp_path / "one.dcm", tmp_path / "new.dcm", options=options, key=KEY)
    assert report.verify(validator=False).ok


def test_what_was_crossed_out_before_is_no_survivor(tmp_path: Path) -> None:
    dataset = identified()
    dataset.InstitutionName, dataset.StationName = "X" * 20, "X" * 9
    dataset.PatientName = "X" * 11
    (tmp_path / "one.dcm").write_bytes(part_10(dataset))
    options = ["retain_institution_identity"]
    report = dw.deidentify(tmp_path / "one.dcm", tmp_path / "new.dcm", options=options, key=KEY)
    assert report.verify(validator=False).ok


def test_an_element_that_the_table_removes_is_found_where_it_stays(tmp_path: Path) -> None:
    dataset = identified()
    kept_private(dataset)
    (tmp_path / "1.dcm").write_bytes(part_10(dataset))
    report = dw.deidentify(tmp_path / "1.dcm", tmp_path / "2.dcm", key=KEY)
    assert report.verify(validator=False).ok
    plant(report, kept_private, 0)
    found = report.verify(validator=False)
    assert set(found.counts) == {"table"}
    assert len(found.findings) == len(found.to_pandas())


@pytest.mark.parametrize("birth", ["00000000", "20200302"])
def test_a_removed_date_may_be_one_that_an_option_keeps(tmp_path: Path, birth: str) -> None:
    dataset = identified()
    dataset.PatientBirthDate, dataset.StudyDate = "19990908", "19990909"
    data = part_10(dataset).replace(b"19990908", birth.encode())
    source = tmp_path / "source"
    source.mkdir()
    (source / "1.dcm").write_bytes(data.replace(b"19990909", b"00000000"))
    options = ("retain_full_dates", "retain_uids")
    report = dw.deidentify(source, tmp_path / "target", key=KEY, workers=0, options=options)
    (target,) = tmp_path.glob("target/**/*.dcm")
    assert b"00000000" in target.read_bytes()
    assert report.verify(validator=False, workers=0).findings == ()
    made = dcmread(target)
    made.SeriesDescription = "born 20200302"
    made.save_as(target)
    found = report.verify(validator=False, workers=0).findings
    assert bool(found) == (birth == "20200302")


def test_a_name_of_a_file_is_searched(tmp_path: Path) -> None:
    (tmp_path / "1.dcm").write_bytes(part_10(identified()))
    report = dw.deidentify(tmp_path / "1.dcm", tmp_path / "ct Quorralind.dcm", key=KEY)
    assert {each.kind for each in report.verify(validator=False).findings} == {"name"}


def test_a_file_that_is_gone_is_a_finding(tmp_path: Path) -> None:
    report = two_files(tmp_path)
    assert report.target is not None
    (report.target / str(report.files[0].target)).unlink()
    assert "unreadable" in report.verify(validator=False).counts


def test_dciodvfy_is_asked_about_both(tmp_path: Path) -> None:
    report = two_files(tmp_path)
    verified = report.verify(validator=True)
    assert verified.validator
    assert verified.ok

    def without_modality(dataset: Dataset) -> None:
        del dataset.Modality

    plant(report, without_modality)
    assert set(report.verify(validator=True).counts) == {"validator"}


def test_what_dciodvfy_had_not_come_to_in_the_source_is_no_new_error(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def said(file: Path) -> list[Remark]:
        gave_up = "Sequence Item dataset read failed - giving up"
        return [Remark("error", "", "", "", gave_up if file.name == "source" else "Missing")]

    monkeypatch.setattr(one_file, "validator_remarks", said)
    assert one_file.new_errors(b"", b"") == []


def test_a_uid_that_the_table_of_content_items_keeps_is_no_finding(tmp_path: Path) -> None:
    dataset = identified("1.2.840.10008.5.1.4.1.1.88.33", "SR")
    dataset.ValueType = "CONTAINER"
    study = item(CodeValue="121018", CodingSchemeDesignator="DCM", CodeMeaning="Study UID")
    content = item(RelationshipType="CONTAINS", ValueType="UIDREF", UID=f"{ROOT}.2")
    content.ConceptNameCodeSequence = [study]
    dataset.ContentSequence = [content]
    (tmp_path / "1.dcm").write_bytes(part_10(dataset))
    options = ["clean_structured_content", "retain_uids"]
    report = dw.deidentify(tmp_path / "1.dcm", tmp_path / "2.dcm", options=options, key=KEY)
    assert f"{ROOT}.2" == dcmread(tmp_path / "2.dcm").ContentSequence[0].UID
    assert report.verify(validator=False).ok


def test_a_dry_run_can_not_be_verified(tmp_path: Path) -> None:
    (tmp_path / "1.dcm").write_bytes(part_10(identified()))
    with pytest.raises(ArgumentError, match="dry run"):
        dw.deidentify(tmp_path / "1.dcm", dry_run=True, key=KEY).verify()


def short_name(dataset: Dataset) -> None:
    dataset.SequenceName = "for wu only"
    dataset.Manufacturer = "for ada only"


def short_number(dataset: Dataset) -> None:
    dataset.Manufacturer = "unit 4b17"


def short_bytes(dataset: Dataset) -> None:
    dataset.add_new(0x00282000, "OB", b"4B17")


def a_word_with_it_in(dataset: Dataset) -> None:
    dataset.Manufacturer = "Canada 4b171"


@pytest.mark.parametrize(
    ("change", "where"),
    [
        (short_name, ["Manufacturer"]),
        (short_number, ["Manufacturer"]),
        (short_bytes, ["ICCProfile"]),
        (a_word_with_it_in, []),
    ],
)
def test_short_values_are_found_where_they_are_meant(
    tmp_path: Path, change: Callable[[Dataset], None], where: list[str]
) -> None:
    source = identified()
    source.PatientName, source.PatientID = "Wu^Ada", "4B17"
    (tmp_path / "1.dcm").write_bytes(part_10(source))
    report = dw.deidentify(tmp_path / "1.dcm", tmp_path / "target", key=KEY)
    assert report.verify(validator=False).ok
    plant(report, change, 0)
    found = report.verify(validator=False)
    assert [each.path for each in found.findings] == where
    assert found.unsearched["PatientName"] == 1
    assert "PatientID" not in found.unsearched
    assert "too short" in repr(found)
