"""What is on a server comes whole, once, as it is stored, however often the way there breaks."""

from __future__ import annotations

import threading
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import pydicom
import pytest
from pydicom.data import get_testdata_file
from support.instances import sent_to, small_files
from support.orthanc import Orthanc
from support.web_peer import Asked, Reply, WebPeer, in_parts, through

import dicomwidgets as dw
from dicomwidgets.errors import ArgumentError, PacsError

if TYPE_CHECKING:
    from collections.abc import Mapping

STORED = (
    "CT_small.dcm",
    "JPEG2000.dcm",
    "MR_small_RLE.dcm",
    "image_dfl.dcm",
    "examples_palette.dcm",
)


def in_folder(folder: Path) -> dict[str, bytes]:
    """Return the files of a folder by their SOP Instance UIDs, each of which it has once."""
    found = [path.read_bytes() for path in folder.rglob("*.dcm")]
    by_uid = {pydicom.dcmread(path).SOPInstanceUID: b"" for path in folder.rglob("*.dcm")}
    assert len(by_uid) == len(found)
    return {
        pydicom.dcmread(path).SOPInstanceUID: path.read_bytes() for path in folder.rglob("*.dcm")
    }


def is_there(folder: Path, files: Mapping[str, bytes]) -> bool:
    """Whether a folder has these files, byte for byte, and no others."""
    return in_folder(folder) == files


def test_files_come_as_they_are_stored(orthanc: Orthanc, tmp_path: Path) -> None:
    files = {}
    for name in STORED:
        data = Path(get_testdata_file(name, download=False)).read_bytes()
        files[pydicom.dcmread(get_testdata_file(name)).SOPInstanceUID] = data
        orthanc.rest("/instances", "POST", data)
    report = dw.connect(orthanc.web).retrieve(tmp_path / "out", PatientID="*")
    assert report.counts == {"written": len(STORED)}
    assert is_there(tmp_path / "out", files)
    assert all("1.2.826" not in repr(file) for file in report.files)


def test_a_series_comes_alone_and_twice_is_once(orthanc: Orthanc, tmp_path: Path) -> None:
    files = small_files(40)
    sent_to(orthanc, files)
    series = sorted({pydicom.dcmread(path).SeriesInstanceUID for path in written(tmp_path, files)})
    pacs = dw.connect(orthanc.web)
    seen: list[int] = []
    first = pacs.retrieve(
        tmp_path / "out",
        SeriesInstanceUID=series[0],
        on_progress=lambda progress: seen.append(progress.done),
    )
    assert first.counts == {"written": 20}
    assert seen[-1] == 20
    both = pacs.retrieve(tmp_path / "out", SeriesInstanceUID=series)
    assert both.counts == {"written": 20, "present": 20}
    assert is_there(tmp_path / "out", files)


def written(folder: Path, files: Mapping[str, bytes]) -> list[Path]:
    (folder / "files").mkdir()
    paths = []
    for number, data in enumerate(files.values()):
        paths.append(folder / "files" / f"{number}.dcm")
        paths[-1].write_bytes(data)
    return paths


def test_the_server_is_killed_in_the_middle(tmp_path: Path) -> None:
    """Nothing is lost, nothing comes twice, and it goes on while the server is away a moment."""
    files = small_files(40)
    with Orthanc(tmp_path / "server") as server:
        sent_to(server, files)
        fetched = 0
        passed_on = through(server.web)
        lock = threading.Lock()

        def answer(asked: Asked) -> Reply:
            nonlocal fetched
            if "/instances/" in asked.path:
                with lock:
                    fetched += 1
                    if fetched in (10, 25):
                        server.restart()
                if fetched in (11, 26):
                    return replace(passed_on(asked), cut=200)
            return passed_on(asked)

        with WebPeer(answer) as between:
            report = dw.connect(between.web).retrieve(tmp_path / "out", PatientID="*", workers=2)
        assert report.counts == {"written": 40}
        assert is_there(tmp_path / "out", files)


def test_the_server_goes_away_for_good(tmp_path: Path) -> None:
    files = small_files(40)
    with Orthanc(tmp_path / "server") as server:
        sent_to(server, files)
        passed_on = through(server.web)
        fetched: list[str] = []

        def answer(asked: Asked) -> Reply:
            if "/instances/" in asked.path:
                fetched.append(asked.path)
                if len(fetched) > 12:
                    return Reply(raw=b"")
            return passed_on(asked)

        with WebPeer(answer) as between:
            pacs = dw.connect(between.web, retries=0)
            report = pacs.retrieve(tmp_path / "out", PatientID="*", workers=1)
        assert report.counts["written"] == 12
        assert len(report) == 40
        assert len(fetched) < 25  # it does not go on asking who is gone
        assert "broke off" in report.problems[0].reason
        again = dw.connect(server.web).retrieve(tmp_path / "out", PatientID="*")
        assert again.counts == {"written": 28, "present": 12}
        assert is_there(tmp_path / "out", files)


def test_a_run_is_cancelled_and_gone_on_with(orthanc: Orthanc, tmp_path: Path) -> None:
    files = small_files(40)
    sent_to(orthanc, files)
    pacs = dw.connect(orthanc.web)
    done = 0

    def count(progress: object) -> None:
        nonlocal done
        done = progress.done  # type: ignore[attr-defined]

    report = pacs.retrieve(
        tmp_path / "out",
        PatientID="*",
        workers=1,
        on_progress=count,
        cancelled=lambda: len(list((tmp_path / "out").rglob("*.dcm"))) >= 5,
    )
    assert 5 <= report.counts["written"] < 40
    assert report.counts["written"] + report.counts["cancelled"] == 40
    pacs.retrieve(tmp_path / "out", PatientID="*")
    assert is_there(tmp_path / "out", files)


def test_no_identified_byte_touches_the_disk(orthanc: Orthanc, tmp_path: Path) -> None:
    files = small_files(4)
    sent_to(orthanc, files)
    report = dw.connect(orthanc.web).retrieve(
        tmp_path / "out", PatientID="*", deidentify={"key": "a key of the tests"}
    )
    assert report.counts == {"written": 4}
    for path in (tmp_path / "out").rglob("*"):
        if path.is_file():
            data = path.read_bytes()
            assert b"Doe^Jane" not in data
            assert not any(uid.encode() in data for uid in files)
    assert dw.load(tmp_path / "out").series[0].frames().stored(0).shape == (8, 8)


def test_another_instance_than_was_asked_for_is_not_kept(tmp_path: Path) -> None:
    files = small_files(2)
    wrong, right = files.values()
    listed = [described(uid) for uid in files]

    def answer(asked: Asked) -> Reply:
        if "/instances/" in asked.path:
            return in_parts(wrong)
        return as_page(listed, asked)

    with WebPeer(answer) as peer:
        report = dw.connect(peer.web).retrieve(tmp_path / "out", PatientID="*", workers=1)
    assert right
    assert report.counts == {"written": 1, "refused": 1}
    assert "announced" in report.problems[0].reason


def described(uid: str) -> dict[str, object]:
    return {
        "00080018": {"vr": "UI", "Value": [uid]},
        "0020000D": {"vr": "UI", "Value": ["1.2.3"]},
        "0020000E": {"vr": "UI", "Value": ["1.2.3.4"]},
    }


def as_page(listed: list[dict[str, object]], asked: Asked) -> Reply:
    from support.web_peer import as_json  # noqa: PLC0415

    return as_json(listed if "offset=0" in asked.path else [])


@pytest.mark.parametrize(
    ("reply", "code"),
    [
        (in_parts(b"", b""), "answered 2 instances"),
        (Reply(headers={"Content-Type": "text/html"}, body=b"<html>"), "text/html"),
        (replace(in_parts(b"x" * 500), cut=300), "ended before it was whole"),
        (Reply(headers={"Content-Type": "multipart/related; boundary=b"}, body=b"--b"), "ended"),
        (in_parts(b"rubbish"), "is not kept"),
        (Reply(404), "HTTP 404"),
        (Reply(500), "HTTP 500"),
    ],
)
def test_rubbish_is_told_and_nothing_is_written(tmp_path: Path, reply: Reply, code: str) -> None:
    def answer(asked: Asked) -> Reply:
        return reply if "/instances/" in asked.path else as_page([described("1.2.5")], asked)

    with WebPeer(answer) as peer:
        report = dw.connect(peer.web, retries=0).retrieve(tmp_path / "out", PatientID="*")
    assert code in report.problems[0].reason
    assert list((tmp_path / "out").rglob("*.dcm")) == []


def test_who_asks_for_nothing_gets_nothing(orthanc: Orthanc, tmp_path: Path) -> None:
    with pytest.raises(ArgumentError, match="Nothing says what is wanted"):
        dw.connect(orthanc.web).retrieve(tmp_path / "out")
    report = dw.connect(orthanc.web).retrieve(tmp_path / "out", PatientID="nobody")
    assert len(report) == 0


def test_a_server_that_searches_no_instances_is_asked_for_its_studies(
    orthanc: Orthanc, tmp_path: Path
) -> None:
    files = small_files(4)
    sent_to(orthanc, files)
    passed_on = through(orthanc.web)

    def answer(asked: Asked) -> Reply:
        return Reply(400) if asked.path.startswith("/dicom-web/instances") else passed_on(asked)

    with WebPeer(answer) as between:
        dw.connect(between.web).retrieve(tmp_path / "out", PatientID="P1", Modality="CT")
    assert is_there(tmp_path / "out", files)


def test_wrong_credentials_end_a_run_at_once(orthanc: Orthanc, tmp_path: Path) -> None:
    files = small_files(10)
    sent_to(orthanc, files)
    passed_on = through(orthanc.web)

    def answer(asked: Asked) -> Reply:
        return Reply(401) if "/instances/" in asked.path else passed_on(asked)

    with WebPeer(answer) as between:
        report = dw.connect(between.web).retrieve(tmp_path / "out", PatientID="*", workers=1)
        assert sum("/instances/" in path for path in between.paths) == 1
    assert report.counts == {"failed": 10}
    with pytest.raises(PacsError, match="401"), WebPeer(lambda _: Reply(401)) as peer:
        dw.connect(peer.web).retrieve(tmp_path / "other", PatientID="*")
