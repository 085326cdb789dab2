"""What a server found, as text, as a table, and masked where it is shown."""

from __future__ import annotations

import pickle

import pytest
from pydicom.dataset import Dataset

import dicomwidgets as dw
from dicomwidgets.errors import ArgumentError, PacsError
from dicomwidgets.pacs.found import Found, level_of


def answer(number: int) -> Dataset:
    dataset = Dataset()
    dataset.StudyInstanceUID = f"1.2.826.0.1.3680043.8.498.{number}"
    dataset.PatientName = "Yamada^Tarou=山田^太郎"
    dataset.ModalitiesInStudy = ["CT", "SR"]
    item = Dataset()
    item.StudyID = "S1"
    dataset.RequestAttributesSequence = [item]
    if number == 2:
        dataset.NumberOfStudyRelatedInstances = "12"
    return dataset


def test_what_was_found_is_a_sequence_of_datasets() -> None:
    answers = [answer(1), answer(2), answer(3)]
    found = Found(answers, "study", complete=False)
    assert list(found) == answers
    assert found[1] is answers[1]
    assert found[1:].uids == found.uids[1:]
    assert found[1:].complete is False
    assert found.uids[0] == "1.2.826.0.1.3680043.8.498.1"


def test_rows_hold_nested_elements_by_their_path() -> None:
    row = Found([answer(2)], "study").rows()[0]
    assert row["ModalitiesInStudy"] == "CT\\SR"
    assert row["RequestAttributesSequence[0].StudyID"] == "S1"
    assert row["PatientName"] == "Yamada^Tarou=山田^太郎"


def test_a_data_frame_has_a_column_for_each_element_and_gaps() -> None:
    frame = Found([answer(1), answer(2)], "study").to_pandas()
    assert list(frame["NumberOfStudyRelatedInstances"].isna()) == [True, False]
    assert frame["NumberOfStudyRelatedInstances"][1] == "12"
    assert len(Found([], "study").to_pandas()) == 0


def test_the_repr_names_nobody_until_revealed() -> None:
    found = Found([answer(number) for number in range(1, 9)], "study", notes=["No fuzzy matching."])
    shown = repr(found)
    assert "8 studies" in shown
    assert "CT\\SR" in shown
    assert "3 more" in shown
    assert "No fuzzy matching." in shown
    assert "Yamada" not in shown
    assert "山田" not in shown
    assert "1.2.826" not in shown
    dw.reveal()
    assert "山田" in repr(found)


def test_a_cut_answer_says_so() -> None:
    assert "the server has more" in repr(Found([answer(1)], "study", complete=False))
    assert repr(Found([], "series")) == "<Found: 0 series>"


def test_levels_have_several_names() -> None:
    assert [level_of(name) for name in ("Patients", "STUDY", "images", "instance")] == [
        "patient",
        "study",
        "instance",
        "instance",
    ]
    with pytest.raises(ArgumentError, match="no such level"):
        level_of("hospital")


def test_an_error_of_a_server_has_a_code_and_travels() -> None:
    sent = pickle.dumps(PacsError("Nobody listens.", code="refused", remedy="Start it."))
    error = pickle.loads(sent)  # noqa: S301 - our own
    assert (error.code, error.kind, str(error)) == (
        "refused",
        "pacs",
        "Nobody listens. Start it.",
    )
