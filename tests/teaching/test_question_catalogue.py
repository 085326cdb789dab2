"""The questions of the course: what is called right is right in the data that they are asked of."""

from __future__ import annotations

import numpy as np
import pytest
from pydicom import dcmread
from pydicom.filebase import DicomBytesIO

from dicomwidgets import samples
from dicomwidgets.errors import ArgumentError
from dicomwidgets.series.opening import frames
from dicomwidgets.teaching.question_catalogue import question, questions

ALL = questions()


@pytest.mark.parametrize("asked", ALL, ids=lambda each: each.id)
def test_every_question_is_whole(asked: object) -> None:
    found = question(asked.id)  # type: ignore[attr-defined]
    assert found is asked
    assert found.why
    assert found.hints
    assert found.lesson in range(1, 11)
    assert found in questions(found.lesson)


def test_the_lung_is_told_apart_in_its_window_and_not_in_that_of_bone() -> None:
    lung, bone = question("lung-window"), question("bone-window")
    values = frames(lung.data()).values(lung.look["index"]).array
    inside = values[(values > -950) & (values < -600)]
    assert inside.size > 1000

    def seen(rule: dict[str, float]) -> np.ndarray:
        low = rule["window_center"] - rule["window_width"] / 2
        return np.clip((inside - low) / rule["window_width"], 0, 1)

    assert 0 < seen(lung.show).min() < seen(lung.show).max() < 1  # type: ignore[arg-type]
    assert seen(bone.show).max() == 0  # type: ignore[arg-type]


def test_the_lesion_lies_in_those_slices_and_in_no_other() -> None:
    asked, lesion = question("hot-lesion"), samples.PET_LESIONS[0]
    places = [float(each.ImagePositionPatient[2]) for each in asked.data()]
    cut = [at for at, z in enumerate(places) if abs(z - lesion.z) < lesion.radius]
    low, high = asked.expect["index"]
    assert cut == list(range(low, high + 1))


def test_the_gap_lies_between_those_slices() -> None:
    asked = question("missing-slice")
    places = [float(each.ImagePositionPatient[2]) for each in asked.data()]
    steps = np.diff(places)
    before, after = asked.expect["index"]
    assert after == before + 1
    assert steps.argmax() == before
    assert steps.max() == pytest.approx(2 * steps.min())


def test_one_element_alone_still_names_the_patient() -> None:
    asked = question("still-named")
    dataset = asked.data()
    naming = [
        element.keyword
        for element in dataset.iterall()
        if element.VR != "SQ" and "Winter" in str(element.value) and element.keyword
    ]
    assert naming == [asked.expect["selected"].rpartition(".")[2]]


def test_the_transfer_syntax_stands_in_the_file_that_is_asked_of() -> None:
    file = question("transfer-syntax").data()
    assert dcmread(DicomBytesIO(file)).file_meta.TransferSyntaxUID


def test_an_unknown_question_is_refused_with_those_like_it() -> None:
    with pytest.raises(ArgumentError, match="no such question") as caught:
        question("lungs-window")
    assert "lung-window" in str(caught.value.remedy)
