"""Names of exported files: safe everywhere, no two alike, of nobody unless that is asked for."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dicomwidgets.errors import ArgumentError
from dicomwidgets.exporting.bulk.names import ExportNames, safe_path, safe_value
from dicomwidgets.exporting.bulk.numbers import Place, numbers_of
from dicomwidgets.exporting.formats import FORMATS, format_of

_RESERVED = {"con", "prn", "aux", "nul"}


def names(pattern: str | None, form: str = "png", *, identifiers: bool = True) -> ExportNames:
    return ExportNames(pattern, format_of(form), identifiers=identifiers)


@settings(max_examples=40)
@given(st.text())
def test_any_text_becomes_a_name_that_file_systems_take(text: str) -> None:
    name = safe_path(text)
    for part in name.split("/"):
        assert part not in ("", ".", "..")
        assert len(part.encode()) <= 200
        assert not set(part) & set('<>:"\\|?*\0\n')
        assert part == part.rstrip(". ")
        assert part.split(".")[0].lower() not in _RESERVED
    assert "/" not in safe_value(text)


def test_names_of_all_scripts_stay_readable() -> None:
    made = names("{PatientName}/{SeriesDescription}_{InstanceNumber:03d}")
    values = {"PatientName": "Yamada^Tarou=山田^太郎=やまだ^たろう"}
    values |= {"SeriesDescription": "胸部 CT/1", "InstanceNumber": "7"}
    assert made.of(values) == ("Yamada_Tarou_山田_太郎_やまだ_たろう/胸部_CT_1_007.png", False)
    assert names("{PatientName}").of({"PatientName": "Μιχαήλ^Ιώ"})[0] == "Μιχαήλ_Ιώ.png"


def test_who_it_is_stands_as_a_number_unless_asked_for() -> None:
    made = names("{PatientID}/{Modality}{SeriesNumber}", identifiers=False)
    assert made.hidden == ("PatientID",)
    told = [("Doe-1", "1"), ("Doe-2", "1"), ("Doe-1", "2")]
    values = [{"PatientID": i, "Modality": "CT", "SeriesNumber": n} for i, n in told]
    assert [made.of(each)[0] for each in values] == [
        *("PatientID1/CT1.png", "PatientID2/CT1.png", "PatientID1/CT2.png")
    ]


def test_no_two_files_have_one_name_however_it_is_spelt() -> None:
    made = names("{SeriesDescription}")
    given_names = ["Head", "HEAD", "Head", "head_2"]
    found = [made.of({"SeriesDescription": each}) for each in given_names]
    assert found == [
        *(("Head.png", False), ("HEAD_2.png", True), ("Head_3.png", True)),
        ("head_2_2.png", True),
    ]


def test_frames_are_numbered_where_there_are_several() -> None:
    made = names("{StudyID}")
    assert made.of({"StudyID": "a"}, frame="07")[0] == "a_07.png"
    assert names("{frame}of{StudyID}").of({"StudyID": "a"}, frame="07")[0] == "07ofa.png"


def test_a_suffix_that_is_given_is_kept() -> None:
    assert names("{StudyID}.jpeg", "jpg").of({"StudyID": "a"})[0] == "a.jpeg"
    assert names("{StudyID}.nii", "nifti").of({"StudyID": "a"})[0] == "a.nii"
    assert names("{StudyID}.png", "jpeg").of({"StudyID": "a"})[0] == "a.png.jpg"
    assert names(None, "dicom").of({"name": "A/1"})[0] == "A/1"


def test_a_series_has_no_name_of_a_file() -> None:
    with pytest.raises(ArgumentError, match="no single file"):
        names("{name}", "npy")


def test_a_format_that_is_none() -> None:
    with pytest.raises(ArgumentError, match="no format 'bmp'"):
        format_of("bmp")
    assert {each.unit for each in FORMATS.values()} == {"file", "frame", "series", "nothing"}


def test_numbers_count_within_what_is_above() -> None:
    places = [Place("a", 1, "x"), Place("a", 2, "x"), Place("b", 1, "x"), Place("a", 1, "y")]
    found = numbers_of([*places, Place("a", 1, "x")])
    assert [tuple(each.values()) for each in found] == [
        *(("1", "1", "1", "1"), ("1", "2", "1", "1"), ("2", "1", "1", "1")),
        *(("1", "1", "2", "1"), ("1", "1", "1", "2")),
    ]


@pytest.mark.parametrize("letter", ["a", "胸"])
def test_long_names_keep_their_suffix_and_the_number_of_the_frame(letter: str) -> None:
    long = dict.fromkeys(("StudyDescription", "SeriesDescription", "ProtocolName"), letter * 64)
    made = names("{StudyDescription}{SeriesDescription}{ProtocolName}")
    (first, clash), (second, another) = (made.of(long, frame=n) for n in ("01", "02"))
    assert (first[-7:], second[-7:]) == ("_01.png", "_02.png")
    assert not clash
    assert not another
    packed = names("{StudyDescription}{SeriesDescription}{ProtocolName}.nii.gz", "nifti")
    told = [packed.of(long)[0] for _ in range(2)]
    assert told[0].endswith(f"{letter}.nii.gz")
    assert told[1].endswith(f"{letter}_2.nii.gz")
