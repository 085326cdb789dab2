"""`dicomwidgets.metadata`: rows of one object or many, nothing lost, in order."""

from __future__ import annotations

import csv
import io
import json
import zipfile
from typing import TYPE_CHECKING, Any

import pydicom.data
import pytest
from pydicom import dcmread
from pydicom.dataset import Dataset

import dicomwidgets as dw
from dicomwidgets import samples
from dicomwidgets.elements.path import parse_path
from dicomwidgets.errors import ArgumentError, EditError
from dicomwidgets.reading.kept_warnings import kept_warnings

if TYPE_CHECKING:
    from pathlib import Path

NAME = "Yamada^Tarou=山田^太郎=やまだ^たろう"
SPACING = "SharedFunctionalGroupsSequence[0].PixelMeasuresSequence[0].PixelSpacing"


@pytest.fixture(scope="module")
def enhanced() -> Dataset:
    return samples.multiframe()


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder of two images, a text, a cut file and one of noise that claims to be DICOM."""
    place = samples.write_ct_folder(
        tmp_path_factory.mktemp("ct"), slices=2, size=16, patient_name=NAME
    )
    first, _ = sorted(place.iterdir())
    whole = first.read_bytes()
    (place / "cut.dcm").write_bytes(whole[:1000])
    (place / "noise.dcm").write_bytes(bytes(128) + b"DICM")
    (place / "notes.txt").write_text("no DICOM")
    return place


def pydicom_paths(dataset: Dataset, above: str = "") -> list[str]:
    found = []
    for element in dataset:
        path = f"{above}{element.keyword or str(element.tag).replace(', ', ',')}"
        found.append(path)
        if element.VR == "SQ":
            for number, item in enumerate(element.value):
                found.append(f"{path}[{number}]")
                found += pydicom_paths(item, f"{path}[{number}].")
    return [str(path) for path in found]


def test_every_element_is_a_row_in_the_order_of_the_file(enhanced: Dataset) -> None:
    rows = [row for row in dw.metadata(enhanced) if not row.tag.startswith("(0002")]
    assert [row.path.upper() for row in rows] == [path.upper() for path in pydicom_paths(enhanced)]
    assert all(parse_path(row.path) for row in rows)


def test_a_row_tells_the_value_for_people_and_as_it_stands(folder: Path) -> None:
    rows = {row.path: row for row in dw.metadata(min(folder.iterdir()))}
    name, date, private = rows["PatientName"], rows["StudyDate"], rows["(0099,1002)"]
    assert (name.value, name.raw.rstrip()) == (" · ".join(NAME.split("=")), NAME)
    assert (name.tag, name.vr, name.vm, name.name) == ("(0010,0010)", "PN", 1, "Patient's Name")
    assert (date.value, date.raw) == ("20240229 · 2024-02-29", "20240229")
    assert (private.creator, private.vm, private.raw) == ("DICOMWIDGETS SAMPLE", 2, "0.5\\1.25")
    assert rows["PixelData"].value == "512 bytes"
    assert "Yamada" not in repr(name)


def test_lengths_are_those_in_the_file(folder: Path) -> None:
    """Also of the elements that pydicom looks at while it reads, and of sequences."""
    rows = {row.path: row for row in dw.metadata(min(folder.iterdir()))}
    keywords = ["SpecificCharacterSet", "TransferSyntaxUID", "PatientName", "PixelData"]
    assert [rows[keyword].length for keyword in keywords] == [10, 20, 46, 512]
    assert rows["ProcedureCodeSequence[0]"].length == 56
    assert rows["ProcedureCodeSequence"].length == 8 + 56
    assert not [row.path for row in rows.values() if row.length is None]
    (in_memory,) = [row for row in dw.metadata(samples.ct(1, 16)) if row.keyword == "Rows"]
    assert in_memory.length is None


def test_nothing_of_a_folder_is_lost(folder: Path) -> None:
    found = dw.metadata(folder, ["Modality", "InstanceNumber"])
    rows = list(found)
    assert [row["file"] for row in rows] == sorted(path.name for path in folder.iterdir())
    assert [row["Modality"] for row in rows] == ["CT", "CT", "CT", None, None]
    told = {row["file"]: row["problem"] for row in rows}
    assert "ends here" in told["cut.dcm"]
    assert "ends before the first element" in told["noise.dcm"]
    assert "not a DICOM file" in told["notes.txt"]
    assert found.unreadable == 1
    kinds = {row.file: row.kind for row in dw.metadata(folder)}
    assert (kinds["noise.dcm"], kinds["notes.txt"]) == ("unreadable", "other")


def test_files_are_read_as_the_rows_are_asked_for(folder: Path, tmp_path: Path) -> None:
    first = min(folder.iterdir())
    copies = [tmp_path / f"{number}.dcm" for number in range(3)]
    for copy in copies:
        copy.write_bytes(first.read_bytes())
    rows = iter(dw.metadata(copies, ["Modality"]))
    assert next(rows)["Modality"] == "CT"
    copies[1].write_bytes(b"")
    assert next(rows)["Modality"] is None


def test_columns_are_paths_tags_and_numbers(enhanced: Dataset) -> None:
    tags = [SPACING, "(0028,0010)", 0x00280011, (0x0008, 0x0060), "TransferSyntaxUID", "PixelData"]
    found = dw.metadata(enhanced, tags)
    assert found.columns == (
        *("file", SPACING, "(0028,0010)", "Columns", "Modality", "TransferSyntaxUID"),
        *("PixelData", "problem"),
    )
    (row,) = found
    spacing = enhanced.SharedFunctionalGroupsSequence[0].PixelMeasuresSequence[0].PixelSpacing
    assert row[SPACING] == [float(each) for each in spacing]
    assert (row["(0028,0010)"], row["Columns"]) == (enhanced.Rows, enhanced.Columns)
    assert row["TransferSyntaxUID"] == "1.2.840.10008.1.2.1"
    assert row["PixelData"].endswith(" bytes")


@pytest.mark.parametrize("where", ["memory", "file"])
def test_values_are_numbers_texts_lists_empty_or_not_there(where: str) -> None:
    dataset = Dataset()
    dataset.WindowCenter = ["-40", "1e2"]
    dataset.InstanceNumber = "7"
    dataset.AccessionNumber = ""
    dataset.FrameIncrementPointer = 0x00181063
    dataset.ReferencedImageSequence = [Dataset(), Dataset()]
    dataset.ImageType = ["ORIGINAL", "", "AXIAL"]
    dataset.add_new(0x00720074, "FD", [float("nan"), 1.5])
    tags = [
        *("WindowCenter", "InstanceNumber", "AccessionNumber", "FrameIncrementPointer"),
        *("ReferencedImageSequence", "ReferencedImageSequence[5].PatientID", "PatientID"),
        *("ImageType", "(0072,0074)"),
    ]
    given: Any = dataset
    if where == "file":
        file = io.BytesIO()
        dataset.save_as(file, implicit_vr=False, little_endian=True)
        given = file.getvalue()
    (row,) = json.loads(dw.metadata(given, tags).to_json())
    assert [row[tag] for tag in tags] == [
        *([-40.0, 100.0], 7, "", "(0018,1063)", "2 items", None, None),
        *(["ORIGINAL", "", "AXIAL"], ["NaN", 1.5]),
    ]


def test_json_and_csv_hold_the_same_rows(enhanced: Dataset) -> None:
    found = dw.metadata([enhanced, enhanced])
    from_json = json.loads(found.to_json())
    from_csv = list(csv.DictReader(io.StringIO(found.to_csv())))
    assert len(from_json) == len(from_csv) == len(list(found))
    assert {row["file"] for row in from_json} == {"1 dataset", "2 dataset"}
    assert [row["path"] for row in from_json] == [row["path"] for row in from_csv]
    assert list(from_csv[0]) == list(found.columns)


def test_a_data_frame_holds_them_too(folder: Path) -> None:
    frame = dw.metadata(folder, ["PatientName", "Rows"]).to_pandas()
    assert frame["PatientName"].iloc[0] == NAME
    elements = dw.metadata(folder).to_pandas()
    assert elements.loc[elements.path == "Rows", "vm"].iloc[0] == 1
    assert elements.loc[elements.file == "notes.txt", "vm"].isna().all()


def test_masked_rows_hold_no_identifier(folder: Path) -> None:
    found = dw.metadata(folder, masked=True)
    texts = [found.to_json(), found.to_csv(), found.to_text()]
    texts.append(dw.metadata(folder, ["PatientName", "PatientID", "Rows"], masked=True).to_json())
    planted = ("Yamada", "山田", "DW-0001", "19700131", "Invented", "Alex", "ACC-4711", "cut.dcm")
    assert [(word, n) for n, text in enumerate(texts) for word in planted if word in text] == []
    shown = {row.keyword: row.value for row in found if row.keyword}
    assert (shown["Rows"], shown["PatientName"], shown["Modality"]) == ("16", "•••", "CT")
    assert '"Rows": 16' in texts[-1]


def test_masked_stays_masked_when_identifiers_are_revealed(folder: Path) -> None:
    dw.reveal()
    try:
        assert "Yamada" not in dw.metadata(folder, masked=True).to_text()
    finally:
        dw.reveal(False)


def test_what_stands_in_a_sequence_that_identifies_is_masked() -> None:
    person = Dataset()
    person.CodeValue, person.CodeMeaning = "4711", "Doctor Who"
    dataset = Dataset()
    dataset.PersonIdentificationCodeSequence = [person]
    path = "PersonIdentificationCodeSequence[0].CodeMeaning"
    (row,) = dw.metadata(dataset, [path, path[:35]], masked=True)
    assert row[path] == "•••"
    assert "Doctor" not in dw.metadata(dataset, masked=True).to_csv() + str(row)


def test_a_file_is_written_whole_and_never_over_another(folder: Path, tmp_path: Path) -> None:
    found = dw.metadata(folder, ["PatientName"])
    target = found.to_csv(tmp_path / "rows.csv")
    assert (tmp_path / "rows.csv").read_text("utf-8") == found.to_csv()
    with pytest.raises(EditError, match="file already"):
        found.to_json(target)
    found.to_json(target, overwrite=True)
    assert json.loads((tmp_path / "rows.csv").read_text("utf-8"))[0]["PatientName"] == NAME


def test_a_text_longer_than_what_is_read_at_once_is_whole(tmp_path: Path) -> None:
    dataset = Dataset()
    dataset.SpecificCharacterSet = "ISO_IR 192"
    dataset.TextValue = "é" * 100_000 + "end"
    dataset.save_as(tmp_path / "long.dcm", implicit_vr=False, little_endian=True)
    (row,) = dw.metadata(tmp_path, ["TextValue"])
    assert row["TextValue"] == dataset.TextValue
    raw = next(row.raw for row in dw.metadata(tmp_path) if row.keyword == "TextValue")
    assert raw.rstrip() == dataset.TextValue


def test_a_dataset_stays_as_it_is(folder: Path) -> None:
    dataset = dcmread(min(folder.iterdir()))
    raw = dict(dataset._dict)
    dw.metadata(dataset).to_json()
    assert all(dataset._dict[tag] is raw[tag] for tag in raw)


def test_archives_bytes_and_series_are_taken(folder: Path) -> None:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        for path in folder.iterdir():
            archive.write(path, path.name)
    names = [row["file"] for row in dw.metadata(packed.getvalue(), ["Rows"])]
    assert names == sorted(path.name for path in folder.iterdir())
    assert len(list(dw.metadata(dw.load(folder).series[0], ["Rows"]))) == 2


@pytest.mark.parametrize("tags", [[], ["PatientNam"], [3.5], ["PatientName[x]"]])
def test_tags_that_are_none_are_refused_at_once(tags: list[Any], enhanced: Dataset) -> None:
    with pytest.raises(ArgumentError):
        dw.metadata(enhanced, tags)


def test_every_bundled_file_gives_rows() -> None:
    """Whatever pydicom's own test files have wrong with them: no exception, no empty answer."""
    root = pydicom.data.__path__[0]
    with kept_warnings() as kept:
        found = dw.metadata(f"{root}/test_files")
        files = {row.file for row in found}
    assert kept == []
    assert len(files) == len(list(dw.metadata(f"{root}/test_files", ["PatientName"])))


NAMES = {
    "chrArab": "قباني^لنزار",
    "chrFrenMulti": "Buc^Jérôme",
    "chrGerm": "Äneas^Rüdiger",
    "chrGreek": "Διονυσιος",
    "chrH31": "Yamada^Tarou=山田^太郎=やまだ^たろう",
    "chrH32": "ﾔﾏﾀﾞ^ﾀﾛｳ=山田^太郎=やまだ^たろう",
    "chrHbrw": "שרון^דבורה",
    "chrI2": "Hong^Gildong=洪^吉洞=홍^길동",
    "chrKoreanMulti": "김희중",
    "chrX1": "Wang^XiaoDong=王^小東=",
    "chrX2": "Wang^XiaoDong=王^小东=",
}
"""Files that come with pydicom, made by D. Clunie, and whom they name."""


def test_names_in_every_script_come_through_each_form() -> None:
    found = dw.metadata(f"{pydicom.data.__path__[0]}/charset_files/chr*.dcm", ["PatientName"])
    forms = {
        "rows": {row["file"]: row["PatientName"] for row in found},
        "JSON": {row["file"]: row["PatientName"] for row in json.loads(found.to_json())},
        "CSV": {
            row["file"]: row["PatientName"]
            for row in csv.DictReader(io.StringIO(str(found.to_csv())))
        },
    }
    for form, names in forms.items():
        assert {file: names[f"{file}.dcm"] for file in NAMES} == NAMES, form
    text = found.to_text()
    assert all(name in text for name in NAMES.values())
    assert [row["problem"] for row in found if row["problem"]] == []
