"""Searching two archives, Orthanc and dcmtk's: levels, patterns, ranges, items, characters."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

import pytest
from pydicom.dataset import Dataset
from support.archive_peer import archive
from support.dimse_peers import speaking
from support.orthanc import Orthanc

from dicomwidgets import samples
from dicomwidgets.errors import ArgumentError, PacsError
from dicomwidgets.pacs.dimse import Dimse

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

NAME = "Yamada^Tarou=山田^太郎=やまだ^たろう"
MODELS = ("1.2.840.10008.5.1.4.1.2.1.1", "1.2.840.10008.5.1.4.1.2.2.1")


def everything() -> list[Dataset]:
    """Two patients: two studies of CT with two series each, and one of MR."""
    made = []
    for study, day in enumerate(("20240110", "20240220")):
        for series in range(2):
            for each in samples.ct(slices=3, size=16, patient_name=NAME):
                each.PatientID, each.StudyDate = "JP-1", day
                each.StudyInstanceUID = f"1.2.3.{study}"
                each.SeriesInstanceUID = f"1.2.3.{study}.{series}"
                each.SOPInstanceUID = f"1.2.3.{study}.{series}.{each.InstanceNumber}"
                each.file_meta.MediaStorageSOPInstanceUID = each.SOPInstanceUID
                made.append(each)
    other = samples.mr(slices=2, size=16)
    for each in other:
        each.PatientID, each.PatientName, each.StudyDate = "XY-2", "Doe^Jane", "20240301"
    return [*made, *other]


@pytest.fixture(scope="module", params=["orthanc", "archive"])
def pacs(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Dimse]:
    folder: Path = tmp_path_factory.mktemp("finding")
    if request.param == "archive":
        with archive(folder) as address:
            peer = Dimse(address)
            assert peer.store(everything()).counts == {"written": 14}
            yield peer
    else:
        with Orthanc(folder, options={"DefaultEncoding": "Utf8"}) as server:
            peer = Dimse(server.dicom)
            assert peer.store(everything()).counts == {"written": 14}
            yield peer


def uids(found: Any, keyword: str = "StudyInstanceUID") -> list[str]:
    return sorted(str(each[keyword].value) for each in found)


def test_every_level_has_its_answers(pacs: Dimse) -> None:
    assert uids(pacs.find("patient"), "PatientID") == ["JP-1", "XY-2"]
    assert len(pacs.find("study")) == 3
    assert len(pacs.find("series", StudyInstanceUID="1.2.3.1")) == 2
    of_series = {"StudyInstanceUID": "1.2.3.1", "SeriesInstanceUID": "1.2.3.1.0"}
    found = pacs.find("instance", of_series)
    assert uids(found, "SOPInstanceUID") == [f"1.2.3.1.0.{number}" for number in (1, 2, 3)]
    assert (found.level, found.complete, found.notes) == ("instance", True, ())
    assert {str(each.InstanceNumber) for each in found} == {"1", "2", "3"}


def test_a_key_of_a_higher_level_is_asked_there(pacs: Dimse) -> None:
    found = pacs.find(
        "instance", PatientID="JP-1", StudyDate="20240220", SeriesInstanceUID="1.2.3.1.1"
    )
    assert uids(found, "SOPInstanceUID")[0] == "1.2.3.1.1.1"
    assert len(found) == 3
    assert {str(each.PatientID) for each in found} == {"JP-1"}
    assert any("level by level" in note for note in found.notes)
    assert len(pacs.find("series", Modality="MR")) == 1
    assert pacs.find("instance", PatientID="nobody").complete


@pytest.mark.parametrize(
    ("keys", "count"),
    [
        ({"PatientName": "Yamada*"}, 2),
        ({"PatientName": "*Jane"}, 1),
        ({"PatientID": "??-?"}, 3),
        ({"StudyDate": "20240201-"}, 2),
        ({"StudyDate": "20240101-20240220"}, 2),
        ({"StudyDate": (date(2024, 2, 1), date(2024, 2, 28))}, 1),
        ({"StudyDate": (None, date(2024, 1, 31))}, 1),
        ({"StudyDate": date(2024, 3, 1)}, 1),
        ({"StudyInstanceUID": ["1.2.3.0", "1.2.3.1"]}, 2),
        ({"PatientID": "JP-1", "StudyDate": "20240110"}, 1),
        ({"PatientName": "Nobody*"}, 0),
    ],
)
def test_patterns_ranges_and_lists(pacs: Dimse, keys: dict[str, Any], count: int) -> None:
    assert len(pacs.find("study", **keys)) == count


def test_names_in_japanese_are_searched_for_and_read(pacs: Dimse) -> None:
    found = pacs.find("study", PatientName="*山田*")
    assert uids(found) == ["1.2.3.0", "1.2.3.1"]
    assert {str(each.PatientName) for each in found} == {NAME}
    assert "山田" not in repr(found)
    assert set(found.to_pandas()["PatientName"]) == {NAME}


def test_enough_is_enough(pacs: Dimse) -> None:
    found = pacs.find("instance", PatientID="JP-1", limit=4)
    assert (len(found), found.complete) == (4, False)
    assert len(pacs.find("study", limit=100)) == 3
    asked: list[int] = []
    found = pacs.find(
        "instance", PatientID="JP-1", cancelled=lambda: len(asked) > 2 or asked.append(1)
    )
    assert not found.complete


def test_a_dataset_is_a_query_too(pacs: Dimse) -> None:
    query = Dataset()
    query.QueryRetrieveLevel = "STUDY"
    query.PatientID = "XY-2"
    assert len(pacs.find("study", query)) == 1
    assert query.QueryRetrieveLevel == "STUDY"


def test_what_cannot_be_meant(pacs: Dimse) -> None:
    with pytest.raises(ArgumentError, match="PatientName"):
        pacs.find("study", PatientNam="x")
    with pytest.raises(ArgumentError, match="no such level"):
        pacs.find("slice")
    with pytest.raises(ArgumentError, match="no level"):
        pacs.find("patient", root="study")
    with pytest.raises(ArgumentError, match="does not fit"):
        pacs.find("instance", InstanceNumber="one")


def answering(status: int, *answers: bytes | Dataset) -> Any:
    def find(event: Any) -> Any:
        asked.append(event.identifier)
        for each in answers:
            if event.is_cancelled:
                yield 0xFE00, None
                return
            yield 0xFF00, each
        yield status, None

    asked: list[Dataset] = []
    find.asked = asked  # type: ignore[attr-defined]
    return find


def finding(handler: Any, **more: Any) -> Any:
    from pynetdicom import build_context  # noqa: PLC0415 - an extra

    return speaking(EVT_C_FIND=handler, contexts=[build_context(each) for each in MODELS], **more)


@pytest.mark.parametrize(("answer", "queries"), [(b"\1", 1), (b"\0", 2), (None, 2)])
def test_a_peer_that_takes_keys_of_all_levels_is_asked_once(
    answer: bytes | None, queries: int
) -> None:
    offered: list[dict[str, bytes]] = []

    def negotiate(event: Any) -> dict[str, bytes]:
        offered.append({str(uid): told for uid, told in event.app_info.items()})
        return {} if answer is None else dict.fromkeys(offered[-1], answer)

    each = Dataset()
    each.StudyInstanceUID, each.SeriesInstanceUID, each.Modality = "1.2.3", "1.2.3.4", "CT"
    handler = answering(0, each)
    with finding(handler, EVT_SOP_EXTENDED=negotiate) as (port, _):
        pacs = Dimse(f"dicom://PEER@127.0.0.1:{port}")
        found = pacs.find("series", PatientName="Doe*", Modality="CT")
        pacs.find("series", StudyInstanceUID="1.2.3", Modality="CT")
    assert [each for each in offered if each] == [{"1.2.840.10008.5.1.4.1.2.2.1": b"\1"}]
    assert uids(found) == ["1.2.3"]
    assert len(handler.asked) == queries + 1
    first = handler.asked[0]
    assert first.QueryRetrieveLevel == ("SERIES" if queries == 1 else "STUDY")
    assert first.PatientName == "Doe*"
    assert ("Modality" in first) == (queries == 1)
    assert any("level by level" in note for note in found.notes) == (queries == 2)


def test_items_are_searched_in() -> None:
    handler = answering(0)
    with finding(handler) as (port, _):
        pacs = Dimse(f"dicom://PEER@127.0.0.1:{port}")
        keys = {"CodeValue": "CT1", "CodingSchemeDesignator": ""}
        pacs.find("study", ProcedureCodeSequence=keys, fields=["StudyComments"])
    (asked,) = handler.asked
    assert asked.ProcedureCodeSequence[0].CodeValue == "CT1"
    assert asked.ProcedureCodeSequence[0].CodingSchemeDesignator == ""
    assert "StudyComments" in asked
    assert asked.QueryRetrieveLevel == "STUDY"


def test_answers_that_name_no_character_set_are_read_as_the_query_says() -> None:
    answer = Dataset()
    answer.StudyInstanceUID = "1.2"
    answer.SpecificCharacterSet = ["", "ISO 2022 IR 87"]
    answer.PatientName = NAME
    bare = Dataset()
    bare.StudyInstanceUID = "1.2"
    bare.add_new("StudyDescription", "UN", "胸部".encode())
    bare["StudyDescription"].VR = "UT"
    with finding(answering(0, answer)) as (port, _):
        pacs = Dimse(f"dicom://PEER@127.0.0.1:{port}")
        (found,) = pacs.find("study")
        assert found.PatientName == NAME


def test_a_failure_says_what_it_means_and_quotes_nothing() -> None:
    with finding(answering(0xA900)) as (port, _), pytest.raises(PacsError) as caught:
        Dimse(f"dicom://PEER@127.0.0.1:{port}").find("study", PatientID="SECRET-1")
    assert caught.value.code == "status"
    assert "A900" in str(caught.value)
    assert "SECRET" not in str(caught.value)


def test_a_peer_that_does_not_stop_is_left() -> None:
    def endless(_event: Any) -> Any:
        answer = Dataset()
        answer.StudyInstanceUID = "1.2"
        while True:
            yield 0xFF00, answer

    with finding(endless) as (port, _):
        found = Dimse(f"dicom://PEER@127.0.0.1:{port}").find("study", limit=2)
    assert (len(found), found.complete) == (2, False)
