from __future__ import annotations

import pickle

import pytest

from dicomwidgets.collection.columns import DEFAULT_ELEMENTS, FIXED, Columns, cell_of
from dicomwidgets.errors import ArgumentError

NESTED = "SharedFunctionalGroupsSequence[0].PixelMeasuresSequence[0].PixelSpacing"


def test_elements_come_in_the_order_of_their_tags() -> None:
    assert len(set(DEFAULT_ELEMENTS)) == 66
    tags = [steps[0].tag for steps in Columns().steps]
    assert tags == sorted(tags)
    assert Columns().elements == DEFAULT_ELEMENTS


def test_chosen_ones_come_after_those_that_are_always_there() -> None:
    columns = Columns.chosen([NESTED, "0018,0060", "PatientID", "(0019,1001)"])
    assert columns.names == (*FIXED, *DEFAULT_ELEMENTS, NESTED, "KVP", "(0019,1001)")
    assert columns.vrs[-3:] == ("DS", "DS", "")
    assert Columns.chosen("KVP").elements[-1] == "KVP"


def test_a_column_is_found_by_any_spelling() -> None:
    columns = Columns(["PatientID", "(0019,1001)"])
    assert columns.place("File") == 0
    assert columns.place("00100020") == columns.place("PatientID") == len(FIXED)
    assert "PatientID" in columns
    with pytest.raises(ArgumentError, match="no column KVP"):
        columns.place("KVP")


@pytest.mark.parametrize(
    "path", ["", "NoSuchThing", "PixelSpacing.Rows", "OtherPatientIDsSequence[0]"]
)
def test_what_names_no_element_is_refused(path: str) -> None:
    with pytest.raises(ArgumentError):
        Columns([path])


def test_columns_travel_to_other_processes() -> None:
    columns = Columns.chosen([NESTED])
    again = pickle.loads(pickle.dumps(columns))  # noqa: S301 - our own
    assert again == columns
    assert hash(again) == hash(columns)
    assert again != Columns()


@pytest.mark.parametrize(
    ("vr", "text", "cell"),
    [
        ("DS", "2.500", 2.5),
        ("IS", "+7", 7),
        ("US", "512", 512),
        ("DS", "1\\2", "1\\2"),
        ("IS", "1.0", "1.0"),
        ("DS", "NaN", "NaN"),
        ("DS", "1_0", "1_0"),
        ("FD", "1e400", "1e400"),
        ("IS", "", ""),
        ("LO", "12", "12"),
    ],
)
def test_one_number_is_a_number_and_all_else_is_text(vr: str, text: str, cell: object) -> None:
    found = cell_of(vr, text)
    assert (type(found), found) == (type(cell), cell)
