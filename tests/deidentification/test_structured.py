"""Structured content that stays: each item's concept decides (PS3.15 E.3.4)."""

from __future__ import annotations

from typing import Any

import pytest
from pydicom.dataset import Dataset
from pydicom.sequence import Sequence
from pydicom.uid import BasicTextSRStorage, CTImageStorage
from support.deidentified import ct_like, job_for, rewritten, written

from dicomwidgets.deidentification import plan
from dicomwidgets.deidentification.content_concepts import CONCEPTS, concept_key
from dicomwidgets.deidentification.content_items import content_item
from dicomwidgets.deidentification.known import kind_of

OPTION = "clean_structured_content"
NAMES = {
    "121008": "Person Observer Name",
    "121009": "Person Observer's Organization Name",
    "121012": "Device Observer UID",
    "121013": "Device Observer Name",
    "121014": "Device Observer Manufacturer",
    "121016": "Device Observer Serial Number",
    "121022": "Accession Number",
    "121029": "Subject Name",
    "121030": "Subject ID",
    "121031": "Subject Birth Date",
    "121032": "Subject Sex",
    "121033": "Subject Age",
    "121060": "History",
    "121071": "Finding",
    "122146": "Procedure DateTime",
}
VALUES: dict[str, tuple[str, str, Any]] = {
    "TEXT": ("TextValue", "UT", None),
    "PNAME": ("PersonName", "PN", None),
    "UIDREF": ("UID", "UI", None),
    "DATE": ("Date", "DA", None),
    "DATETIME": ("DateTime", "DT", None),
}


def code(value: str, scheme: str = "DCM", meaning: str = "") -> Dataset:
    made = Dataset()
    made.CodeValue, made.CodingSchemeDesignator = value, scheme
    made.CodeMeaning = meaning or NAMES.get(value, "Meaning")
    return made


def content(kind: str, name: Dataset, value: Any, *below: Dataset) -> Dataset:
    made = Dataset()
    made.RelationshipType, made.ValueType = "CONTAINS", kind
    made.ConceptNameCodeSequence = Sequence([name])
    if kind == "CODE":
        made.ConceptCodeSequence = Sequence([value])
    elif kind == "NUM":
        measured = Dataset()
        measured.NumericValue = value
        measured.MeasurementUnitsCodeSequence = Sequence([code("a", "UCUM", "year")])
        made.MeasuredValueSequence = Sequence([measured])
    else:
        setattr(made, VALUES[kind][0], value)
    if below:
        made.ContentSequence = Sequence(below)
    return made


def report(*items: Dataset) -> Dataset:
    made = ct_like()
    made.SOPClassUID, made.Modality = BasicTextSRStorage, "SR"
    made.ContentSequence = Sequence(items)
    return made


def cleaned(dataset: Dataset, *options: str) -> Dataset:
    return rewritten(written(dataset), job_for((OPTION, *options)))[1]


def value_of(item: Dataset) -> Any:
    if "MeasuredValueSequence" in item:
        return [str(each.NumericValue) for each in item.MeasuredValueSequence]
    if "ConceptCodeSequence" in item:
        return item.ConceptCodeSequence[0].CodeValue
    return next(str(item[name].value) for name, *_ in VALUES.values() if name in item)


@pytest.mark.parametrize(
    ("concept", "kind", "value", "options", "expected"),
    [
        ("121008", "PNAME", "Quorrald^Ann", (), "Anonymous"),
        ("121008", "TEXT", "quorrald", (), "ANONYMIZED"),
        ("121009", "TEXT", "Quiet Place", (), "ANONYMIZED"),
        ("121009", "TEXT", "Quiet Place", ("retain_institution_identity",), "Quiet Place"),
        ("121013", "TEXT", "Scanner in 3", (), "ANONYMIZED"),
        ("121013", "TEXT", "Scanner in 3", ("retain_device_identity",), "Scanner in 3"),
        ("121012", "UIDREF", "1.2.99.7", ("retain_device_identity",), "1.2.99.7"),
        ("121014", "TEXT", "ACME", (), "ACME"),
        ("121016", "TEXT", "X17", (), "ANONYMIZED"),
        ("121022", "TEXT", "A-17", (), "ANONYMIZED"),
        ("121031", "DATE", "19610203", (), "19000101"),
        ("121032", "CODE", "F", (), "U"),
        ("121032", "CODE", "F", ("retain_patient_characteristics",), "F"),
        ("121033", "NUM", "93", (), []),
        ("121033", "NUM", "93", ("retain_patient_characteristics",), ["90"]),
        ("121033", "NUM", "45", ("retain_patient_characteristics",), ["45"]),
        ("121060", "TEXT", "seen by Dr. Quorrald", (), "seen by Dr. ***"),
        ("121071", "CODE", "M-1", (), "M-1"),
        ("121071", "TEXT", "seen by Dr. Quorrald", (), "ANONYMIZED"),
        ("121071", "TEXT", "seen by Dr. Quorrald", ("clean_descriptors",), "seen by Dr. ***"),
        ("121017", "TEXT", "Room Quiet", ("retain_device_identity",), "ANONYMIZED"),
        ("121017", "TEXT", "Room Quiet", ("retain_institution_identity",), "Room Quiet"),
        ("121122", "TEXT", "Scanner Q", ("clean_descriptors",), "Scanner Q"),
        ("121031", "DATE", "19610203", ("retain_full_dates",), "19000101"),
        ("122146", "TEXT", "2 March 2020", ("retain_full_dates",), "ANONYMIZED"),
        ("122146", "DATETIME", "20200302101112", (), "19000101000000"),
        ("122146", "DATETIME", "20200302101112", ("retain_full_dates",), "20200302101112"),
    ],
)
def test_a_concept_decides(
    concept: str, kind: str, value: str, options: tuple[str, ...], expected: Any
) -> None:
    given = code(value) if kind == "CODE" else value
    item = content(kind, code(concept), given)
    nested = content("TEXT", code("121071"), "fine", item)
    for dataset, way in ((report(item), 0), (report(nested), 1)):
        found = cleaned(dataset, *options).ContentSequence[0]
        assert value_of(found.ContentSequence[0] if way else found) == expected


@pytest.mark.parametrize(
    ("scheme", "value", "options", "expected"),
    [
        ("SCT", "363698007", (), "ANONYMIZED"),
        ("SCT", "363698007", ("clean_descriptors",), "left, Dr. ***"),
        ("LN", "11329-0", (), "ANONYMIZED"),
        ("NCDR [2.0b]", "53", ("clean_descriptors",), "ANONYMIZED"),
        ("SRT", "363698007", (), "left, Dr. ***"),
        ("DCM", "11329-0", (), "left, Dr. ***"),
    ],
)
def test_a_concept_is_that_of_its_scheme(
    scheme: str, value: str, options: tuple[str, ...], expected: str
) -> None:
    dataset = report(content("TEXT", code(value, scheme), "left, Dr. Quorrald"))
    assert value_of(cleaned(dataset, *options).ContentSequence[0]) == expected
    rows = plan(dataset, options=(OPTION, *options)).rows
    (row,) = [each for each in rows if each.path == "ContentSequence[0].TextValue"]
    assert row.value == expected
    listed = {"ANONYMIZED": "Table E.3.4-1: X", "left, Dr. ***": "Table E.3.4-1: C"}
    if scheme in {"SRT", "DCM"}:
        assert "E.3.4-1" not in row.why
    else:
        assert listed[expected] in row.why.replace(": D", ": X")


def test_a_container_that_goes_takes_along_what_is_in_it() -> None:
    inside = content("TEXT", code("7", "99X", "note"), "Quiet")
    box = Dataset()
    box.RelationshipType, box.ValueType = "CONTAINS", "CONTAINER"
    box.ConceptNameCodeSequence = Sequence([code("121000", meaning="Unique Device Identifiers")])
    box.ContentSequence = Sequence([inside])
    assert "ContentSequence" not in cleaned(report(box)).ContentSequence[0]
    kept = cleaned(report(box), "retain_device_identity").ContentSequence[0]
    assert value_of(kept.ContentSequence[0]) == "Quiet"


def test_a_reference_gets_new_uids_and_names_its_content_item() -> None:
    there = Dataset()
    there.ReferencedSOPClassUID, there.ReferencedSOPInstanceUID = CTImageStorage, "1.2.99.8"
    item = Dataset()
    item.RelationshipType, item.ValueType = "CONTAINS", "IMAGE"
    item.ConceptNameCodeSequence = Sequence([code("121080", meaning="Best illustration")])
    item.ReferencedSOPSequence = Sequence([there])
    rows = {row.path: row for row in plan(report(item), options=OPTION).rows}
    said = rows["ContentSequence[0].ReferencedSOPSequence"]
    assert (said.action, said.changed) == ("keep", False)
    assert "Best illustration of finding (121080, DCM)" in said.why
    assert "Table E.3.4-1: X" in said.why
    for option, stays in (((), False), (("retain_uids",), True)):
        made = cleaned(report(item), *option).ContentSequence[0].ReferencedSOPSequence[0]
        assert (made.ReferencedSOPInstanceUID == "1.2.99.8") is stays


@pytest.mark.parametrize(
    ("name", "value", "option"),
    [
        (code("121009"), "Quodland Clinic", "retain_institution_identity"),
        (code("121013"), "QX-9917-B", "retain_device_identity"),
        (code("121022"), "A-778812", ""),
        (code("7", "99X", "Referring physician"), "Quorrald, Ann", ""),
        (code("8", "99X", "Hospital"), "Quodland Clinic", "retain_institution_identity"),
    ],
)
def test_what_a_content_item_names_is_looked_for_in_all_that_stays(
    name: Dataset, value: str, option: str
) -> None:
    said = f"as of {value} it was said"
    dataset = report(content("TEXT", name, value), content("TEXT", code("121060"), said))
    made = [value_of(item) for item in cleaned(dataset).ContentSequence]
    assert made[0] == "ANONYMIZED"
    assert made[1].startswith("as of ***")
    assert "Qu" not in made[1]
    rows = plan(dataset, options=OPTION).rows
    (row,) = [each for each in rows if each.path == "ContentSequence[1].TextValue"]
    assert row.value == made[1]
    if option:
        kept = [value_of(item) for item in cleaned(dataset, option).ContentSequence]
        assert kept == [value, said]


def test_what_an_option_keeps_is_not_looked_for() -> None:
    kinds = {"retain_device_identity": "device", "retain_institution_identity": "place"}
    for key, concept in CONCEPTS.items():
        row = content_item(key, 0x0040A160)
        for option, _ in row.rule.options if row else ():
            assert kind_of(concept.like, "") in {kinds.get(option), None}, key


def test_the_patient_gets_the_pseudonym_here_as_well() -> None:
    made = cleaned(
        report(
            content("PNAME", code("121029"), "Quorrald^Ann"),
            content("TEXT", code("121030"), "P-17"),
            content("TEXT", code("7", "99X", "Patient name"), "Quorrald, Ann"),
        )
    )
    said = [value_of(item) for item in made.ContentSequence]
    assert said == [str(made.PatientName), made.PatientID, made.PatientID]


def test_a_concept_of_ones_own_is_told_by_its_words() -> None:
    made = cleaned(
        report(
            content("TEXT", code("8", "99X", "Referring physician"), "Quorrald"),
            content("TEXT", code("9", "99X", "Number of readers"), "two"),
            content("TEXT", code("10", "SRT", "Physician"), "somebody"),
        )
    )
    assert [value_of(each) for each in made.ContentSequence] == ["ANONYMIZED", "two", "somebody"]


def test_the_words_of_ones_own_codes_are_cleaned() -> None:
    mine = code("17", "99X", "as Dr. Quorrald says")
    theirs = code("18", "SCT", "as Dr. Quorrald says")
    made = cleaned(
        report(content("CODE", code("121071"), mine), content("CODE", code("121071"), theirs))
    )
    meanings = [each.ConceptCodeSequence[0].CodeMeaning for each in made.ContentSequence]
    assert meanings == ["as Dr. *** says", "as Dr. Quorrald says"]


@pytest.mark.parametrize("place", ["acquisition", "specimen", "protocol"])
def test_content_items_outside_of_reports(place: str) -> None:
    dataset = ct_like()
    item = content("TEXT", code("121008"), "quorrald")
    if place == "acquisition":
        dataset.AcquisitionContextSequence = Sequence([item])
    elif place == "protocol":
        step = Dataset()
        step.ProtocolContextSequence = Sequence([item])
        dataset.PerformedProtocolCodeSequence = Sequence([step])
    else:
        step, specimen = Dataset(), Dataset()
        step.SpecimenPreparationStepContentItemSequence = Sequence([item])
        specimen.SpecimenPreparationSequence = Sequence([step])
        dataset.SpecimenDescriptionSequence = Sequence([specimen])
    data, _, _ = rewritten(written(dataset), job_for(OPTION))
    assert b"quorrald" not in data
    assert b"ANONYMIZED" in data


def test_the_plan_says_which_concept_decided_and_is_what_is_written() -> None:
    item = content("TEXT", code("121009"), "Quiet Place")
    dataset = report(content("TEXT", code("121071"), "fine", item))
    path = "ContentSequence[0].ContentSequence[0].TextValue"
    (row,) = [each for each in plan(dataset, options=OPTION).rows if each.path == path]
    assert row.value == "ANONYMIZED"
    assert "Person Observer's Organization Name (121009, DCM)" in row.why
    assert row.code == "X"
    assert "PS3.15 E.3.4; Table E.3.4-1: X" in row.why
    item = content("TEXT", code("121148", meaning="Unit Serial Identifier"), "X17")
    path = "ContentSequence[0].TextValue"
    (row,) = [each for each in plan(report(item), options=OPTION).rows if each.path == path]
    assert row.value == "ANONYMIZED"
    assert "Unit Serial Identifier (121148, DCM)" in row.why
    assert "Device Serial Number" in row.why


def test_without_the_option_the_basic_action_stands() -> None:
    made = rewritten(written(report(content("TEXT", code("121071"), "fine"))), job_for())[1]
    assert [value_of(each) for each in made.ContentSequence] == ["ANONYMIZED"]


def test_rules_of_ones_own_go_before_concepts() -> None:
    path = "ContentSequence[0].TextValue"
    dataset = report(content("TEXT", code("121009"), "Quiet Place"))
    (row,) = [
        each
        for each in plan(dataset, options=OPTION, rules={path: "keep"}).rows
        if each.path == path
    ]
    assert (row.action, row.code) == ("keep", "own")


def test_concepts_are_those_of_the_standard() -> None:
    from pydicom.sr.codedict import codes  # noqa: PLC0415 - heavy

    names = {
        each.value: each.meaning for each in (getattr(codes.DCM, name) for name in codes.DCM.dir())
    }
    told = {key: concept.name for key, concept in CONCEPTS.items() if key in names}
    assert len(told) > 40
    assert told == {key: names[key] for key in told}
    assert concept_key("121029", "SCT", "Subject Name") == ""


def test_descriptors_are_cleaned_in_codes_of_ones_own() -> None:
    dataset = ct_like()
    dataset.ProcedureCodeSequence = Sequence([code("17", "99X", "as Dr. Quorrald says")])
    made = rewritten(written(dataset), job_for("clean_descriptors"))[1]
    assert made.ProcedureCodeSequence[0].CodeMeaning == "as Dr. *** says"
