"""What is found on a real server, and all of it, whatever the server makes of a query."""

from __future__ import annotations

import logging
from datetime import date
from typing import TYPE_CHECKING

import pytest
from pydicom.data import get_testdata_file
from support.web_peer import Asked, Reply, WebPeer, as_json, through

import dicomwidgets as dw
from dicomwidgets.errors import ArgumentError, PacsError

if TYPE_CHECKING:
    from support.orthanc import Orthanc

NAMES = ("CT_small.dcm", "JPEG2000.dcm", "examples_palette.dcm", "MR_small_RLE.dcm")


@pytest.fixture
def filled(orthanc: Orthanc) -> Orthanc:
    for name in NAMES:
        with open(get_testdata_file(name, download=False), "rb") as file:  # noqa: PTH123
            orthanc.rest("/instances", "POST", file.read())
    return orthanc


def test_keys_wildcards_and_dates_find_what_they_say(filled: Orthanc) -> None:
    pacs = dw.connect(filled.web)
    assert len(pacs.find("study")) == 4
    assert len(pacs.find("study", PatientName="CompressedSamples*")) == 3
    january = pacs.find("study", StudyDate=(date(2004, 1, 1), date(2004, 1, 31)))
    assert january.rows()[0]["PatientID"] == "1CT1"
    assert len(january) == 1
    assert len(pacs.find("study", StudyDate=(None, date(2004, 8, 1)))) == 1
    assert len(pacs.find("series", Modality="MR")) == 1
    assert len(pacs.find("study", StudyInstanceUID=[*pacs.find("study").uids[:2], "1.2.3"])) == 2
    assert len(pacs.find("study", PatientID="nobody")) == 0


def test_a_name_is_found_on_a_server_that_decodes_nothing(filled: Orthanc) -> None:
    found = dw.connect(filled.web).find("study", PatientName="CompressedSamples^MR1")
    assert [row["PatientID"] for row in found.rows()] == ["4MR1"]
    assert "matched here" in found.notes[0]


def test_series_and_instances_know_where_they_are(filled: Orthanc) -> None:
    pacs = dw.connect(filled.web)
    study = pacs.find("study", PatientID="4MR1").uids[0]
    series = pacs.find("series", StudyInstanceUID=study)
    inside = pacs.find(
        "instance", StudyInstanceUID=study, SeriesInstanceUID=series.uids[0], fields="all"
    )
    assert inside.rows()[0]["StudyInstanceUID"] == study
    assert inside.rows()[0]["Rows"] == "64"
    assert series.complete


def test_patients_are_those_of_the_studies(filled: Orthanc) -> None:
    found = dw.connect(filled.web).find("patient", PatientName="CompressedSamples*")
    assert set(found.uids) == {"1CT1", "8NM1", "4MR1"}
    assert found.rows()[0]["NumberOfPatientRelatedStudies"] == "1"


def test_a_limit_says_that_it_cut(filled: Orthanc) -> None:
    pacs = dw.connect(filled.web)
    assert not pacs.find("study", limit=3).complete
    assert pacs.find("study", limit=4).complete
    assert len(pacs.find("study", limit=2, offset=3)) == 1
    assert pacs.echo() < 5


def test_what_is_inside_a_sequence_is_asked_for_by_its_path() -> None:
    with WebPeer(lambda _: as_json([])) as peer:
        pacs = dw.connect(peer.web)
        pacs.find("study", ProcedureCodeSequence={"CodeValue": "CT1", "CodeMeaning": None})
        query = peer.paths[0]
    assert "ProcedureCodeSequence.CodeValue=CT1" in query
    assert "includefield=ProcedureCodeSequence.CodeMeaning" in query


def answers(count: int, cap: int, pages: bool = True) -> WebPeer:
    """Return a peer that has `count` studies and gives at most `cap` at once."""
    every = [{"0020000D": {"vr": "UI", "Value": [f"1.2.{number}"]}} for number in range(count)]

    def answer(asked: Asked) -> Reply:
        query = dict(part.split("=") for part in asked.path.partition("?")[2].split("&"))
        start = int(query.get("offset", 0)) if pages else 0
        return as_json(every[start : start + min(cap, int(query["limit"]))])

    return WebPeer(answer)


def test_all_is_found_though_the_server_gives_less_at_once_than_asked() -> None:
    with answers(250, 100) as peer:
        found = dw.connect(peer.web).find("study")
    assert len(set(found.uids)) == 250
    assert found.complete


def test_a_server_that_does_not_page_is_told_of() -> None:
    with answers(900, 500, pages=False) as peer:
        found = dw.connect(peer.web).find("study")
    assert len(found) == 500
    assert not found.complete
    assert "does not page" in found.notes[0]


def test_what_was_not_asked_for_is_left_out() -> None:
    studies = [
        {
            "0020000D": {"vr": "UI", "Value": [f"1.2.{number}"]},
            "00100020": {"vr": "LO", "Value": [f"P{number}"]},
        }
        for number in range(3)
    ]
    with WebPeer(lambda asked: as_json(studies if "offset=0" in asked.path else [])) as peer:
        found = dw.connect(peer.web).find("study", PatientID="P1")
    assert found.uids == ("1.2.1",)
    assert "2 answers" in found.notes[0]


def test_what_the_server_remarks_is_told_and_masked() -> None:
    def answer(asked: Asked) -> Reply:
        fuzzy = "fuzzymatching=true" in asked.path
        text = "fuzzymatching is not supported" if fuzzy else "beware of Smith"
        return Reply(204, {"Warning": f'299 pacs "{text}"'})

    with WebPeer(answer) as peer:
        fuzzy = dw.connect(peer.web).find("study", fuzzy=True, PatientName="Smit*")
        plain = dw.connect(peer.web).find("study")
    assert "no fuzzy matching" in fuzzy.notes[0]
    assert "Smith" not in repr(plain)
    assert "remarks" in plain.notes[0]


def test_nothing_that_is_asked_gets_into_a_log(
    filled: Orthanc, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.DEBUG):
        pacs = dw.connect(filled.web)
        study = pacs.find("study", PatientName="CompressedSamples*").uids[0]
        pacs.find("series", StudyInstanceUID=study)
    assert "Compressed" not in caplog.text
    assert study not in caplog.text


def test_a_broken_element_of_an_answer_is_left_out_and_no_other() -> None:
    study = {
        "0020000D": {"vr": "UI", "Value": ["1.2.3"]},
        "00201208": {"vr": "IS", "Value": ["many"]},
        "00100010": {"vr": "PN", "Value": [{"Alphabetic": "A^B", "Ideographic": "山^田"}]},
        "nonsense": 4,
    }
    with WebPeer(lambda asked: as_json([study] if "offset=0" in asked.path else [])) as peer:
        found = dw.connect(peer.web).find("study")
    assert found.rows() == [{"PatientName": "A^B=山^田", "StudyInstanceUID": "1.2.3"}]
    assert "(0020,1208)" in found.notes[0]


@pytest.mark.parametrize(
    ("keys", "says"),
    [
        ({"PatientsName": "x"}, "no element"),
        ({"PatientID": ["a", "b"]}, "Only UIDs"),
        ({"StudyDate": (1, 2, 3)}, "two ends"),
        ({"PatientID": "a\nb"}, "control characters"),
        ({"StudyInstanceUID": "../../instances"}, "no UID"),
    ],
)
def test_what_can_not_be_asked_is_refused_before_it_is_sent(
    keys: dict[str, object], says: str
) -> None:
    with WebPeer(lambda _: as_json([])) as peer:
        with pytest.raises(ArgumentError, match=says):
            dw.connect(peer.web).find("series", **keys)
        assert peer.asked == []


def test_a_real_server_answers_through_another(filled: Orthanc) -> None:
    with WebPeer(through(filled.web)) as between:
        assert len(dw.connect(between.web).find("study")) == 4
        assert between.paths[0].startswith("/studies?")


def test_a_page_of_the_web_is_no_answer() -> None:
    html = Reply(headers={"Content-Type": "text/html"}, body=b"<html>log in</html>")
    with WebPeer(lambda _: html) as peer, pytest.raises(PacsError, match="text/html") as caught:
        dw.connect(peer.web).find("study")
    assert caught.value.code == "rubbish"
