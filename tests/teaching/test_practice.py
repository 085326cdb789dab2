"""The PACS to practise with: found, fetched and sent like from any other, by nobody else."""

from __future__ import annotations

import socket
from copy import deepcopy
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
from pydicom import dcmread

import dicomwidgets as dw
from dicomwidgets import samples
from dicomwidgets.errors import MissingPackageError, PacsError
from dicomwidgets.teaching import PracticePacs, practice_pacs

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from pydicom.dataset import Dataset

pytest.importorskip("pynetdicom")


def held() -> list[Dataset]:
    jane = samples.ct(slices=2, size=32, patient_name="Doe^Jane")
    for each in jane:
        each.PatientID, each.StudyDate = "DW-0002", "20250101"
    return [*samples.ct(slices=3, size=32), samples.us_color(), *jane]


@pytest.fixture(scope="module")
def archive() -> Iterator[PracticePacs]:
    with practice_pacs(held()) as running:
        yield running


@pytest.fixture
def pacs(archive: PracticePacs) -> Any:
    return dw.connect(archive.address)


@pytest.mark.parametrize(
    ("level", "keys", "count"),
    [
        ("patient", {}, 2),
        ("study", {}, 2),
        ("study", {"PatientName": "sam*"}, 1),
        ("study", {"PatientName": "Nobody"}, 0),
        ("study", {"StudyDate": "20240101-20241231"}, 1),
        ("study", {"StudyDate": "20240101-"}, 2),
        ("study", {"PatientID": "DW-000?"}, 2),
        ("series", {"PatientID": "DW-0001"}, 2),
        ("series", {"PatientID": "DW-0001", "Modality": "US"}, 1),
        ("instance", {"PatientID": "DW-0001"}, 4),
    ],
)
def test_it_finds_what_fits_at_a_level(
    pacs: Any, level: str, keys: dict[str, str], count: int
) -> None:
    assert len(pacs.find(level, **keys)) == count


def test_it_tells_how_much_a_study_and_a_series_hold(pacs: Any) -> None:
    (study,) = pacs.find("study", PatientID="DW-0001")
    assert sorted(study.ModalitiesInStudy) == ["CT", "US"]
    assert (study.NumberOfStudyRelatedSeries, study.NumberOfStudyRelatedInstances) == (2, 4)
    series = pacs.find("series", StudyInstanceUID=study.StudyInstanceUID)
    assert sorted(each.NumberOfSeriesRelatedInstances for each in series) == [1, 3]


def test_what_it_sends_is_what_it_holds(pacs: Any, tmp_path: Path) -> None:
    report = pacs.retrieve(tmp_path / "got", PatientID="DW-0002")
    assert report.counts == {"written": 2}
    came = {each.SOPInstanceUID: each for each in map(dcmread, (tmp_path / "got").rglob("*.dcm"))}
    for each in held()[-2:]:
        each["PixelData"].VR = "OW"  # as it is written
        assert came[each.SOPInstanceUID].to_json_dict() == each.to_json_dict()
        assert came[each.SOPInstanceUID].file_meta.TransferSyntaxUID == "1.2.840.10008.1.2.1"


def test_what_is_sent_to_it_is_there_and_its_own_is_left_alone(tmp_path: Path) -> None:
    own = held()
    before = deepcopy(own)
    with practice_pacs(own) as archive:
        pacs = dw.connect(archive.address)
        picture = dw.create(np.zeros((8, 8), np.uint8), like=own[0]).dataset
        assert pacs.store(picture).counts == {"written": 1}
        assert pacs.store(picture).counts == {"present": 1}
        assert len(archive) == len(own) + 1
        assert archive.asked == ["C-FIND IMAGE: 0 answers", "C-STORE", "C-FIND IMAGE: 1 answer"]
        pacs.retrieve(tmp_path / "got", SOPInstanceUID=picture.SOPInstanceUID)
    (back,) = (tmp_path / "got").rglob("*.dcm")
    assert dcmread(back).to_json_dict() == picture.to_json_dict()
    assert own == before


def test_it_refuses_a_class_that_nobody_knows(pacs: Any) -> None:
    made_up = held()[0]
    made_up.SOPInstanceUID = made_up.file_meta.MediaStorageSOPInstanceUID = "2.25.4712"
    made_up.SOPClassUID = made_up.file_meta.MediaStorageSOPClassUID = "2.25.4711"
    (problem,) = pacs.store(made_up).problems
    assert problem.reason == "The PACS takes no objects of this kind: 2.25.4711."


def test_only_this_machine_reaches_it_and_only_while_it_is_open() -> None:
    with practice_pacs() as archive:
        name, port = archive.address.removeprefix("dicom://").split(":")
        assert name == "PRACTICE@127.0.0.1"
        with pytest.raises(OSError, match="in use"), socket.socket() as other:
            other.bind(("127.0.0.1", int(port)))
        pacs = dw.connect(archive.address)
        assert pacs.echo() < 10
        assert archive.asked == ["C-ECHO"]
        assert repr(archive) == f"<PracticePacs: 0 objects at {archive.address}>"
    with pytest.raises(PacsError, match="Nobody listens"):
        pacs.echo()


def test_it_writes_down_no_value(archive: PracticePacs, pacs: Any) -> None:
    pacs.find("study", PatientName="Doe*", PatientID="DW-0002")
    assert not any("D" in line.removeprefix("C-FIND STUDY") for line in archive.asked[-1:])


def test_without_pynetdicom_it_says_how_to_get_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(__import__("sys").modules, "pynetdicom", None)
    with pytest.raises(MissingPackageError, match=r"dicomwidgets\[net\]"):
        practice_pacs()
