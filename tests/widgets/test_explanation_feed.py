"""What answers the questions about elements and about what is wrong."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING, Any

import pytest
from pydicom.dataset import Dataset

import dicomwidgets as dw
from dicomwidgets import samples
from dicomwidgets.checking import validator
from dicomwidgets.elements.path import path_of
from dicomwidgets.errors import ArgumentError
from dicomwidgets.reading.header import read_header
from dicomwidgets.reading.source import source_of
from dicomwidgets.widgets._explanation_feed import ExplanationFeed
from dicomwidgets.widgets._header_opening import feed_of, first_of
from dicomwidgets.widgets.header_table import HeaderTable

if TYPE_CHECKING:
    from pathlib import Path

    from dicomwidgets.widgets._row_feed import RowFeed


@pytest.fixture
def faulty() -> Dataset:
    made = samples.ct(1, 16)[0]
    made.PatientBirthDate = "20990101"
    made.StudyComments = "none"
    code = Dataset()
    code.CodeValue = "1"
    code.CodeMeaning = "one"
    made.ProcedureCodeSequence = [code]
    return made


@pytest.fixture
def feed(faulty: Dataset) -> RowFeed:
    return feed_of(faulty)


def row_of(feed: RowFeed, path: str) -> int:
    assert feed.table
    nodes = feed.table.nodes
    return next(node.id for at, node in enumerate(nodes) if path_of(nodes, at) == path)


def problems(feed: RowFeed) -> list[dict[str, Any]]:
    result, buffers = feed.told.get_problems({})
    assert buffers == []
    return list(result["problems"])


def test_a_row_is_explained(feed: RowFeed) -> None:
    result, _ = feed.told.get_explanation({"id": row_of(feed, "SliceThickness")})
    assert "not how far the slices are apart" in result["text"]
    assert result["types"][0]["module"] == "Image Plane"


def test_of_conditional_types_it_is_said_when_they_hold_or_that_nobody_decides() -> None:
    dataset = samples.ct(1, 16)[0]
    dataset.PlanarConfiguration = 0
    shown = feed_of(dataset)
    planar, _ = shown.told.get_explanation({"id": row_of(shown, "PlanarConfiguration")})
    assert [(each["type"], each["condition"]) for each in planar["types"]] == [
        ("1C", "Samples per Pixel is greater than 1")
    ]
    uid = row_of(shown, "SOPInstanceUID")
    plain, _ = shown.told.get_explanation({"id": uid})
    assert [each["condition"] for each in plain["types"] if each["type"] == "1"] == [""]


@pytest.mark.parametrize("args", [{}, {"id": 1}, {"id": "SliceThickness"}])
def test_an_unknown_row_is_refused(args: dict[str, Any], feed: RowFeed) -> None:
    with pytest.raises(ArgumentError, match="no such element"):
        feed.told.get_explanation(args)


def test_problems_come_with_the_ids_of_their_rows(feed: RowFeed) -> None:
    found = {each["rule"]: each for each in problems(feed)}
    assert found["retired"]["id"] == row_of(feed, "StudyComments")
    assert found["retired"]["above"] == []
    assert found["date-before-birth"]["name"] == "Patient's Birth Date"
    assert [each["severity"] for each in problems(feed)][-1] == "info"


def test_what_is_missing_is_told_at_the_row_it_should_be_below_of(feed: RowFeed) -> None:
    (found,) = (each for each in problems(feed) if each["rule"] == "type-1-missing")
    assert found["path"] == "ProcedureCodeSequence[0].CodingSchemeDesignator"
    assert found["id"] == row_of(feed, "ProcedureCodeSequence[0]")
    assert found["above"] == [row_of(feed, "ProcedureCodeSequence")]


def test_an_object_is_checked_once(feed: RowFeed) -> None:
    asked: list[int] = []
    counting = ExplanationFeed(None, lambda: asked.append(1) or [])  # type: ignore[func-returns-value]
    counting.get_problems({})
    counting.get_problems({})
    assert asked == [1]
    assert problems(feed) == problems(feed)


def test_the_bytes_of_a_file_are_checked_too(faulty: Dataset, tmp_path: Path) -> None:
    buffer = io.BytesIO()
    faulty.save_as(buffer, enforce_file_format=True)
    (tmp_path / "a.dcm").write_bytes(buffer.getvalue() + bytes(32))
    source = source_of(tmp_path)
    feed = feed_of(read_header(source, source.items()[0]))
    assert "trailing-bytes" in [each["rule"] for each in problems(feed)]
    (found,) = (each for each in problems(feed) if each["rule"] == "trailing-bytes")
    assert (found["id"], found["name"], found["path"]) == (-1, "", "")


def test_what_the_validator_says_finds_its_row(
    faulty: Dataset, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    said = "Error - </ProcedureCodeSequence(0008,1032)[1]/CodeMeaning(0008,0104)[1]> - Wrong"
    monkeypatch.setattr(validator, "is_validator_installed", lambda: True)
    monkeypatch.setattr(
        "dicomwidgets.checking.running.validator_remarks",
        lambda _path: validator.parse_remarks(said),
    )
    faulty.save_as(tmp_path / "a.dcm", enforce_file_format=True)
    feed = feed_of(read_header(source := source_of(tmp_path / "a.dcm"), source.items()[0]))
    (found,) = (each for each in problems(feed) if each["source"] == "dciodvfy")
    assert found["id"] == row_of(feed, "ProcedureCodeSequence[0].CodeMeaning")


def test_a_dataset_in_a_source_is_checked_with_its_pixels(faulty: Dataset) -> None:
    headers = first_of(faulty)
    table = HeaderTable(headers.source)
    result, _ = table._get_problems({})
    assert "pixels-missing" not in [each["rule"] for each in result["problems"]]
    table.close()


def test_the_widget_answers(faulty: Dataset) -> None:
    table = dw.inspect(faulty)
    result, _ = table._get_problems({})
    found = next(each for each in result["problems"] if each["id"] > 0)
    explained, _ = table._get_explanation({"id": found["id"]})
    assert explained["id"] == found["id"]
    table.close()


def test_nothing_shown_has_no_problems() -> None:
    assert ExplanationFeed().get_problems({})[0]["problems"] == []
