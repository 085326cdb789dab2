"""The receiver, sent to by dcmtk, by strangers, and by what is no peer at all."""

from __future__ import annotations

import io
import socket
import ssl
import subprocess
import time
import tracemalloc
from contextlib import closing, contextmanager
from typing import TYPE_CHECKING, Any

import pytest
from support.archive_peer import archive
from support.orthanc import free_port
from support.sent_files import STUDY, arrived, many

from dicomwidgets import samples
from dicomwidgets.errors import ArgumentError, PacsError
from dicomwidgets.pacs import dimse_held
from dicomwidgets.pacs.dimse import Dimse
from dicomwidgets.pacs.receiver import Receiver

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


def dcmtk(program: str, receiver: Receiver, *files: str, us: str = "X", called: str = "") -> int:
    where = ["-aet", us, "-aec", called or receiver.title, "127.0.0.1", str(receiver.port)]
    command = [f"/usr/bin/{program}", *where, *files]
    return subprocess.run(command, capture_output=True, check=False, timeout=60).returncode


@pytest.fixture
def receiver(tmp_path: Path) -> Iterator[Receiver]:
    with Receiver(tmp_path / "in", port=0, largest=1_000_000, timeout=2.0) as listening:
        yield listening


def test_what_dcmtk_sends_is_written_as_it_came(receiver: Receiver, tmp_path: Path) -> None:
    given = many(tmp_path / "files", 5)
    files = sorted(map(str, (tmp_path / "files").iterdir()))
    assert dcmtk("echoscu", receiver) == 0
    assert dcmtk("storescu", receiver, *files) == 0
    assert receiver.wait(5, timeout=10)
    assert receiver.report().counts == {"written": 5}
    assert dcmtk("storescu", receiver, *files[:2]) == 0
    assert receiver.report().counts == {"written": 5, "present": 2}
    assert arrived(tmp_path / "in") == given
    assert STUDY not in repr(receiver.report())


def test_the_same_uid_with_other_content_is_kept_and_named(
    receiver: Receiver, tmp_path: Path
) -> None:
    one, other = samples.ct(slices=1, size=16)[0], samples.ct(slices=1, size=16)[0]
    other.PatientComments = "other"
    peer = Dimse(f"dicom://{receiver.title}@127.0.0.1:{receiver.port}")
    assert peer.store([one], resume=False).counts == {"written": 1}
    assert peer.store([other], resume=False).counts == {"written": 1}
    assert len(arrived(tmp_path / "in")) == 2
    assert any("both are kept" in note for note in receiver.report().notes)


def test_it_is_called_by_its_title_and_by_those_that_may(tmp_path: Path) -> None:
    with Receiver(tmp_path / "in", port=0, title="MINE", callers=["FRIEND"]) as listening:
        assert dcmtk("echoscu", listening, us="FRIEND") == 0
        assert dcmtk("echoscu", listening, us="STRANGER") != 0
        assert dcmtk("echoscu", listening, us="FRIEND", called="OTHER") != 0


def test_addresses_that_may_connect(tmp_path: Path) -> None:
    with Receiver(tmp_path / "in", port=0, addresses=["127.0.0.2"]) as listening:
        assert dcmtk("echoscu", listening) != 0
    with pytest.raises(ArgumentError, match="Others than this machine"):
        Receiver(tmp_path / "in", host="0.0.0.0")  # noqa: S104 - refused
    with pytest.raises(ArgumentError, match="An address is none"):
        Receiver(tmp_path / "in", addresses=["somewhere"])


def test_an_object_that_is_too_large_is_broken_off(receiver: Receiver, tmp_path: Path) -> None:
    large = samples.ct(slices=1, size=800)[0]
    peer = Dimse(f"dicom://{receiver.title}@127.0.0.1:{receiver.port}", retries=0)
    report = peer.store(large, resume=False)
    assert report.counts == {"failed": 1}
    refused = receiver.report().problems
    assert refused
    assert all("larger than" in file.reason for file in refused)
    assert arrived(tmp_path / "in") == []
    assert peer.store(samples.ct(slices=2, size=16), resume=False).counts == {"written": 2}


@contextmanager
def traced() -> Iterator[list[int]]:
    """Yield a list that holds the most memory that was in use, once all is done."""
    most: list[int] = []
    tracemalloc.start()
    try:
        yield most
        most.append(tracemalloc.get_traced_memory()[1])
    finally:
        tracemalloc.stop()


@pytest.mark.parametrize("by", ["receiver", "get"])
def test_a_large_object_lies_on_the_disk_while_it_arrives(
    by: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(dimse_held, "_IN_MEMORY", 1 << 20)
    (large,) = samples.ct(slices=1, size=2400)
    large.save_as(tmp_path / "large.dcm")
    data = (tmp_path / "large.dcm").read_bytes()
    if by == "receiver":
        with Receiver(tmp_path / "in", port=0) as listening, traced() as most:
            sent = dcmtk("storescu", listening, str(tmp_path / "large.dcm"))
        assert (sent, listening.report().counts) == (0, {"written": 1})
    else:
        with archive(tmp_path / "archive") as peer:
            pacs = Dimse(peer)
            assert pacs.store(large).counts == {"written": 1}
            with traced() as most:
                report = pacs.get(tmp_path / "in", SOPInstanceUID=large.SOPInstanceUID)
        assert report.counts == {"written": 1}
    (path,) = (tmp_path / "in").rglob("*.dcm")
    assert path.read_bytes()[-len(large.PixelData) :] == data[-len(large.PixelData) :]
    assert most[0] < 8 << 20 < len(data)


def test_what_is_de_identified_never_lies_on_the_disk_as_it_came(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    held: list[Any] = []
    monkeypatch.setattr("dicomwidgets.pacs.dimse_arrivals.hold", lambda *_: held.append(1))
    many(tmp_path / "files", 1)
    (path,) = (tmp_path / "files").iterdir()
    for asked in (True, None):
        with Receiver(tmp_path / f"in{asked}", port=0, deidentify=asked) as listening:
            assert dcmtk("storescu", listening, str(path)) == 0
        assert bool(held) is (asked is None)


def test_what_is_no_peer_harms_nobody(receiver: Receiver) -> None:
    for talk in (b"", b"GET / HTTP/1.1\r\n\r\n", b"\xff" * 5000, b"\x04\0\xff\xff\xff\xf0" + b"x"):
        with closing(socket.create_connection(("127.0.0.1", receiver.port))) as line:
            line.sendall(talk)
    with closing(socket.create_connection(("127.0.0.1", receiver.port))) as mute:
        mute.sendall(b"\x01\0\0\0\x02\0halfway")
        assert dcmtk("echoscu", receiver) == 0


def test_de_identified_on_the_way_in(tmp_path: Path) -> None:
    many(tmp_path / "files", 4)
    came: list[Any] = []
    with Receiver(
        tmp_path / "in", port=0, deidentify={"key": b"k" * 32}, on_file=came.append
    ) as listening:
        peer = Dimse(f"dicom://{listening.title}@127.0.0.1:{listening.port}")
        assert peer.store(tmp_path / "files").counts == {"written": 4}
    everything = [path.read_bytes() for path in (tmp_path / "in").rglob("*") if path.is_file()]
    assert not any(STUDY.encode() in data for data in everything)
    assert len(came) == 4


def test_an_object_that_is_not_what_it_says_is_refused(receiver: Receiver) -> None:
    dataset = samples.ct(slices=1, size=16)[0]
    out = io.BytesIO()
    dataset.save_as(out, enforce_file_format=True)
    pynetdicom = pytest.importorskip("pynetdicom")
    entity = pynetdicom.AE()
    entity.add_requested_context(dataset.SOPClassUID, dataset.file_meta.TransferSyntaxUID)
    line = entity.associate("127.0.0.1", receiver.port, ae_title=receiver.title)

    def renamed(event: Any) -> None:
        event.message.command_set.AffectedSOPInstanceUID = "1.2.3"

    line.bind(pynetdicom.evt.EVT_DIMSE_SENT, renamed)
    assert line.send_c_store(dataset).Status == 0xC000
    line.release()
    (file,) = receiver.report().files
    assert (file.status, "announced" in file.reason) == ("refused", True)


def test_classes_that_are_retired_or_private(tmp_path: Path) -> None:
    some = samples.ct(slices=3, size=16)
    kinds = ("1.2.840.10008.5.1.4.1.1.6", "1.2.3.4.5", "1.2.3.4.6")
    for dataset, kind in zip(some, kinds, strict=True):
        dataset.SOPClassUID = dataset.file_meta.MediaStorageSOPClassUID = kind
    with Receiver(tmp_path / "in", port=0, sop_classes=["1.2.3.4.5"]) as listening:
        peer = Dimse(f"dicom://{listening.title}@127.0.0.1:{listening.port}")
        report = peer.store(some, resume=False)
    assert [file.status for file in report.files] == ["written", "written", "refused"]


def certificates(folder: Path) -> tuple[Path, Path]:
    key, certificate = folder / "key.pem", folder / "certificate.pem"
    subprocess.run(
        [
            *("openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2"),
            *("-subj", "/CN=localhost", "-addext", "subjectAltName=IP:127.0.0.1"),
            *("-keyout", str(key), "-out", str(certificate)),
        ],
        check=True,
        capture_output=True,
    )
    return certificate, key


def test_lines_kept_secret_both_ways(tmp_path: Path) -> None:
    pair = certificates(tmp_path)
    many(tmp_path / "files", 2)
    with Receiver(tmp_path / "in", port=0, certificate=pair, ca=pair[0], timeout=3) as listening:
        address = f"dicoms://{listening.title}@127.0.0.1:{listening.port}"
        ours = {"ca": pair[0], "certificate": pair, "retries": 0}
        report = Dimse(address, **ours).store(tmp_path / "files")
        assert report.counts == {"written": 2}
        with closing(socket.create_connection(("127.0.0.1", listening.port))):
            assert Dimse(address, **ours).echo() < 2  # nobody waits for who says nothing
        for less, code in (({}, "tls"), ({"ca": pair[0]}, None), ({"verify": False}, None)):
            with pytest.raises(PacsError) as caught:
                Dimse(address, retries=0, timeout=2, connect_timeout=2, **less).echo()
            assert code is None or caught.value.code == code
        with pytest.raises(PacsError):
            Dimse(address.replace("dicoms", "dicom"), retries=0, connect_timeout=1).echo()
    context = ssl.create_default_context(ssl.Purpose.SERVER_AUTH)
    with pytest.raises(ArgumentError, match="TLS only"):
        Dimse("dicom://x", tls=context)
    with pytest.raises(ArgumentError, match="can't be used"):
        Dimse("dicoms://x", ca=tmp_path / "nothing.pem")


def test_it_ends_though_somebody_is_connected(tmp_path: Path) -> None:
    with Receiver(tmp_path / "in", port=0, timeout=30) as listening:
        line = socket.create_connection(("127.0.0.1", listening.port))
        begin = time.monotonic()
    assert time.monotonic() - begin < 3
    line.close()
    with Receiver(tmp_path / "in", port=listening.port):
        with (
            pytest.raises(PacsError, match="Nothing can listen"),
            Receiver(tmp_path / "other", port=listening.port),
        ):
            pass
        with pytest.raises(ArgumentError, match="Another run"), Receiver(tmp_path / "in", port=0):
            pass


def test_waiting_for_what_comes(tmp_path: Path) -> None:
    with Receiver(tmp_path / "in", port=free_port()) as listening:
        assert not listening.wait(1, timeout=0.1)
        assert not listening.wait(stopped=lambda: True)
        assert listening.folder == tmp_path / "in"
    with pytest.raises(ArgumentError, match="does not listen"):
        _ = Receiver(tmp_path / "in").folder
