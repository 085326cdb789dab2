"""What is sent arrives whole and once, and of what does not each file is named with its reason."""

from __future__ import annotations

import threading
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pydicom
import pytest
from pydicom.data import get_testdata_file
from support.instances import small_files
from support.orthanc import Orthanc
from support.web_peer import Asked, Reply, WebPeer, as_json, through

import dicomwidgets as dw
from dicomwidgets.errors import PacsError

if TYPE_CHECKING:
    from collections.abc import Mapping


def written(folder: Path, files: Mapping[str, bytes]) -> Path:
    """Return a folder that has these files."""
    folder.mkdir()
    for number, data in enumerate(files.values()):
        (folder / f"{number:03}.dcm").write_bytes(data)
    return folder


def held(server: Orthanc) -> dict[str, bytes]:
    """Return the files that a server has, by their SOP Instance UIDs."""
    return {pydicom.dcmread(BytesIO(data)).SOPInstanceUID: data for data in server.files()}


def posts(peer: WebPeer) -> list[list[str]]:
    """Return the instances of each request that brought some."""
    return [
        [pydicom.dcmread(BytesIO(part), force=True).SOPInstanceUID for part in _parts(asked.body)]
        for asked in peer.asked
        if asked.method == "POST"
    ]


def _parts(body: bytes) -> list[bytes]:
    mark = body.partition(b"\r\n")[0]
    return [part.partition(b"\r\n\r\n")[2][:-2] for part in body.split(mark)[1:-1]]


def test_a_folder_arrives_as_it_is_and_a_second_time_nothing_is_sent(
    orthanc: Orthanc, tmp_path: Path
) -> None:
    files = small_files(40)
    folder = written(tmp_path / "in", files)
    (folder / "notes.txt").write_text("This is no DICOM file, but notes on some.")
    (folder / "again.dcm").write_bytes((folder / "000.dcm").read_bytes())
    seen: list[int] = []
    with WebPeer(through(orthanc.web)) as between:
        pacs = dw.connect(between.web)
        report = pacs.store(folder, on_progress=lambda progress: seen.append(progress.done))
        assert report.counts == {"written": 40, "duplicate": 1, "skipped": 1}
        assert sorted(uid for each in posts(between) for uid in each) == sorted(files)
        sent = len(posts(between))
        again = pacs.store(folder)
        assert again.counts == {"present": 40, "duplicate": 1, "skipped": 1}
        assert len(posts(between)) == sent
    assert seen[-1] == 42
    assert report.size == sum(map(len, files.values()))
    assert held(orthanc) == files


def test_requests_are_bounded_in_bytes(orthanc: Orthanc, tmp_path: Path) -> None:
    files = small_files(10)
    size = len(next(iter(files.values())))
    with WebPeer(through(orthanc.web)) as between:
        dw.connect(between.web).store(written(tmp_path / "in", files), megabytes=3.5 * size / 1e6)
        assert [len(each) for each in posts(between)] == [3, 3, 3, 1]


@pytest.mark.parametrize(
    "name", ["ExplVR_LitEndNoMeta.dcm", "image_dfl.dcm", "MR_small_bigendian.dcm", "JPEG2000.dcm"]
)
def test_odd_files_arrive_with_every_byte_of_their_datasets(orthanc: Orthanc, name: str) -> None:
    path = Path(get_testdata_file(name, download=False))
    report = dw.connect(orthanc.web).store(path)
    assert report.counts == {"written": 1}
    (back,) = held(orthanc).values()
    data = path.read_bytes()
    if data[128:132] == b"DICM":
        assert back == data
    else:
        assert back.endswith(data[-10_000:])
        assert "Explicit VR Little Endian" in report.files[0].notes[0]


def test_a_dataset_in_memory_is_sent(orthanc: Orthanc) -> None:
    dataset = pydicom.dcmread(get_testdata_file("CT_small.dcm"))
    dataset.PatientName = "Changed^Name"
    assert dw.connect(orthanc.web).store(dataset).counts == {"written": 1}
    assert len(dw.connect(orthanc.web).find("study", PatientName="Changed*")) == 1


def test_one_broken_file_does_not_keep_others_back(orthanc: Orthanc, tmp_path: Path) -> None:
    files = small_files(9)
    folder = written(tmp_path / "in", files)
    whole = Path(get_testdata_file("CT_small.dcm")).read_bytes()
    (folder / "004a.dcm").write_bytes(whole[: len(whole) // 3])
    report = dw.connect(orthanc.web).store(folder)
    assert report.counts == {"written": 9, "refused": 1}
    assert report.problems[0].sources == ("004a.dcm",)
    assert "004a" not in repr(report)
    assert held(orthanc) == files


def test_the_server_is_killed_in_the_middle(tmp_path: Path) -> None:
    """Once before it has the files, once after: what arrived is not sent again."""
    files = small_files(40)
    folder = written(tmp_path / "in", files)
    size = len(next(iter(files.values())))
    with Orthanc(tmp_path / "server") as server:
        passed_on, lock = through(server.web), threading.Lock()
        count = 0

        def answer(asked: Asked) -> Reply:
            nonlocal count
            if asked.method != "POST":
                return passed_on(asked)
            with lock:
                count += 1
                if count == 2:
                    server.restart()
                    return Reply(raw=b"")
                reply = passed_on(asked)
                if count == 4:
                    server.restart()
                    return Reply(raw=b"")
                return reply

        with WebPeer(answer) as between:
            report = dw.connect(between.web).store(folder, megabytes=10.5 * size / 1e6)
            sent = posts(between)
        assert report.counts == {"written": 40}
        assert [len(each) for each in sent] == [10, 10, 10, 10, 10]  # the lost one, and no other
        assert held(server) == files


def test_the_server_goes_away_for_good_and_the_rest_is_sent_later(
    orthanc: Orthanc, tmp_path: Path
) -> None:
    files = small_files(30)
    folder = written(tmp_path / "in", files)
    size = len(next(iter(files.values())))
    passed_on, count = through(orthanc.web), 0

    def answer(asked: Asked) -> Reply:
        nonlocal count
        count += asked.method == "POST"
        return Reply(raw=b"") if count > 1 else passed_on(asked)

    with WebPeer(answer) as between:
        report = dw.connect(between.web, retries=0).store(folder, megabytes=10.5 * size / 1e6)
    assert report.counts == {"written": 10, "failed": 20}
    assert "broke off" in report.problems[0].reason
    assert "repeat the call" in report.remarks[0]
    again = dw.connect(orthanc.web).store(folder)
    assert again.counts == {"written": 20, "present": 10}
    assert held(orthanc) == files


def test_a_run_is_cancelled(orthanc: Orthanc, tmp_path: Path) -> None:
    folder = written(tmp_path / "in", small_files(30))
    report = dw.connect(orthanc.web).store(
        folder, megabytes=0.001, cancelled=lambda: orthanc.count() >= 5
    )
    assert 5 <= report.counts["written"] < 30
    assert report.counts["written"] + report.counts["cancelled"] == 30


def said(**sequences: Any) -> dict[str, Any]:
    """Return the answer of a server, by instance and reason."""
    tags = {"stored": ("00081199", "00081196"), "failed": ("00081198", "00081197")}
    return {
        tags[name][0]: {
            "vr": "SQ",
            "Value": [
                {
                    "00081155": {"vr": "UI", "Value": [uid]},
                    **({tags[name][1]: {"vr": "US", "Value": [code]}} if code else {}),
                }
                for uid, code in pairs.items()
            ],
        }
        for name, pairs in sequences.items()
    }


def test_each_file_has_its_own_reason_and_what_may_pass_goes_once_more(tmp_path: Path) -> None:
    files = small_files(5)
    fine, full, wrong, there, warned = files
    folder = written(tmp_path / "in", files)

    def answer(asked: Asked) -> Reply:
        if asked.method == "GET":
            return as_json([])
        if asked.body.count(b"Content-Type: application/dicom") == 1:
            return as_json(said(stored={full: 0}))
        return as_json(
            said(
                stored={fine: 0, warned: 0xB000},
                failed={full: 0xA700, wrong: 0x0122, there: 0x0111},
            ),
            status=202,
        )

    with WebPeer(answer) as peer:
        report = dw.connect(peer.web).store(folder)
        assert [len(each) for each in posts(peer)] == [5, 1]
    assert [file.status for file in report.files] == [
        *("written", "written", "refused", "present", "written")
    ]
    assert "does not take this SOP class (0122H)" in report.files[2].reason
    assert "B000H" in report.files[4].notes[0]


@pytest.mark.parametrize("silent", [Reply(200), Reply(200, {"Content-Type": "text/xml"}, b"<a/>")])
def test_a_server_that_says_nothing_is_asked_what_it_has(tmp_path: Path, silent: Reply) -> None:
    files = small_files(3)
    arrived, *_ = files
    folder = written(tmp_path / "in", files)
    sent = False

    def answer(asked: Asked) -> Reply:
        nonlocal sent
        if asked.method == "POST":
            sent = True
            return silent
        described = [{"00080018": {"vr": "UI", "Value": [arrived]}}]
        return as_json(described if sent and "offset=0" in asked.path else [])

    with WebPeer(answer) as peer:
        report = dw.connect(peer.web).store(folder)
    assert report.counts == {"written": 1, "failed": 2}
    assert "did not say" in report.problems[0].reason


def test_a_server_that_only_takes_is_believed(tmp_path: Path) -> None:
    folder = written(tmp_path / "in", small_files(3))
    with WebPeer(lambda asked: Reply(501 if asked.method == "GET" else 200)) as peer:
        report = dw.connect(peer.web).store(folder)
    assert report.counts == {"written": 3}
    assert "did not say" in report.files[0].notes[0]
    assert "answers no queries" in report.remarks[0]


def test_a_request_that_is_too_large_is_divided(tmp_path: Path) -> None:
    files = small_files(4)
    folder = written(tmp_path / "in", files)

    def answer(asked: Asked) -> Reply:
        if asked.method == "GET":
            return as_json([])
        uids = [pydicom.dcmread(BytesIO(part)).SOPInstanceUID for part in _parts(asked.body)]
        return Reply(413) if len(uids) > 1 else as_json(said(stored=dict.fromkeys(uids, 0)))

    with WebPeer(answer) as peer:
        report = dw.connect(peer.web).store(folder)
        assert [len(each) for each in posts(peer)] == [4, 2, 1, 1, 2, 1, 1]
    assert report.counts == {"written": 4}


def test_a_busy_server_is_waited_for_as_long_as_it_asks(orthanc: Orthanc, tmp_path: Path) -> None:
    folder = written(tmp_path / "in", small_files(2))
    passed_on, busy = through(orthanc.web), 2

    def answer(asked: Asked) -> Reply:
        nonlocal busy
        if asked.method == "POST" and busy:
            busy -= 1
            return Reply(503, {"Retry-After": "0"})
        return passed_on(asked)

    with WebPeer(answer) as between:
        assert dw.connect(between.web).store(folder).counts == {"written": 2}


@pytest.mark.parametrize(("status", "code"), [(401, "login"), (403, "login"), (404, "absent")])
def test_a_server_that_refuses_all_ends_the_call(tmp_path: Path, status: int, code: str) -> None:
    folder = written(tmp_path / "in", small_files(2))
    with WebPeer(lambda _: Reply(status)) as peer, pytest.raises(PacsError) as caught:
        dw.connect(peer.web).store(folder, resume=False)
    assert caught.value.code == code
    assert str(status) in str(caught.value)


@pytest.mark.slow
def test_five_hundred_instances_go_there_and_back(tmp_path: Path) -> None:
    """The server is killed twice on the way there and twice on the way back."""
    files = small_files(500)
    folder = written(tmp_path / "in", files)
    with Orthanc(tmp_path / "server") as server:
        passed_on, lock = through(server.web), threading.Lock()
        counts = {"POST": 0, "GET": 0}

        def answer(asked: Asked) -> Reply:
            if asked.method == "GET" and "/instances/" not in asked.path:
                return passed_on(asked)
            with lock:
                counts[asked.method] += 1
                if (asked.method, counts[asked.method]) in {
                    *(("POST", 2), ("POST", 4), ("GET", 100), ("GET", 300)),
                }:
                    server.restart()
                    return Reply(raw=b"")
            return passed_on(asked)

        with WebPeer(answer) as between:
            pacs = dw.connect(between.web)
            stored = pacs.store(folder)
            assert stored.counts == {"written": 500}
            found = pacs.find("instance", PatientID="P1")
            assert sorted(found.uids) == sorted(files)
            report = pacs.retrieve(tmp_path / "out", PatientID="P1")
        assert report.counts == {"written": 500}
        assert held(server) == files
    back = {pydicom.dcmread(path).SOPInstanceUID: path for path in report.target.rglob("*.dcm")}
    assert {uid: path.read_bytes() for uid, path in back.items()} == files
