"""What is said of peers that are not there, refuse, say nothing, or speak something else."""

from __future__ import annotations

import logging
import struct
import threading
import time
from typing import TYPE_CHECKING, Any

import pytest
from support.dimse_peers import accepting, speaking
from support.orthanc import LOGIN, Orthanc, free_port

from dicomwidgets.errors import PacsError
from dicomwidgets.pacs.dimse import Dimse

if TYPE_CHECKING:
    import socket
    from collections.abc import Iterator

SECRET = LOGIN[1]


def dimse(port: int, title: str = "PEER", **keywords: Any) -> Dimse:
    given = {"connect_timeout": 0.6, "timeout": 0.6, "retries": 0, **keywords}
    return Dimse(f"dicom://{title}@127.0.0.1:{port}", **given)


def failing(pacs: Dimse) -> PacsError:
    begin = time.monotonic()
    with pytest.raises(PacsError) as caught:
        pacs.echo()
    assert time.monotonic() - begin < 5
    assert caught.value.remedy
    return caught.value


@pytest.fixture(autouse=True)
def _no_threads_are_left(caplog: pytest.LogCaptureFixture) -> Iterator[None]:
    before = set(threading.enumerate())
    with caplog.at_level(logging.DEBUG):
        yield
    until = time.monotonic() + 5
    while left := {
        thread
        for thread in set(threading.enumerate()) - before
        if "Requestor" in thread.name or "DUL" in type(thread).__name__
    }:
        assert time.monotonic() < until, left
        time.sleep(0.01)
    assert not [each for each in caplog.records if each.name.startswith("pynetdicom")]


def test_a_peer_that_is_there_answers(orthanc: Orthanc) -> None:
    pacs = Dimse(orthanc.dicom)
    assert 0 < pacs.echo() < 10
    assert repr(pacs) == f"<Dimse: ORTHANC at 127.0.0.1:{orthanc.dicom_port}, we are DICOMWIDGETS>"


def test_nobody_listens() -> None:
    error = failing(dimse(free_port()))
    assert (error.code, "Nobody listens" in str(error)) == ("refused", True)


def test_no_such_host() -> None:
    with pytest.raises(PacsError, match="no host of the name") as caught:
        Dimse("dicom://PEER@nowhere.invalid:104").echo()
    assert caught.value.code == "host"


def test_a_web_server_is_told_from_a_pacs(orthanc: Orthanc) -> None:
    error = failing(dimse(orthanc.http_port))
    assert (error.code, "web server" in str(error)) == ("rubbish", True)


def test_tls_and_none_are_told_apart(orthanc: Orthanc) -> None:
    def alert(line: socket.socket) -> None:
        line.recv(4096)
        line.sendall(b"\x15\x03\x03\x00\x02\x02\x0a")

    with accepting(alert) as port:
        error = failing(dimse(port))
    assert (error.code, "dicoms://" in str(error)) == ("rubbish", True)
    with pytest.raises(PacsError) as caught:
        Dimse(f"dicoms://ORTHANC@127.0.0.1:{orthanc.dicom_port}", retries=0).echo()
    assert caught.value.code == "tls"


def nothing(line: socket.socket) -> None:
    line.recv(1)
    time.sleep(3)


def half(line: socket.socket) -> None:
    """Accept the association, then send half of an answer."""
    asked = line.recv(65536)
    line.sendall(accepted(asked))
    line.recv(65536)
    line.sendall(struct.pack(">BBL", 4, 0, 5000) + b"\0" * 100)
    time.sleep(3)


def mute(line: socket.socket) -> None:
    asked = line.recv(65536)
    line.sendall(accepted(asked))
    time.sleep(3)


def hangs_up(line: socket.socket) -> None:
    asked = line.recv(65536)
    line.sendall(accepted(asked))
    line.recv(65536)
    line.close()


def rubbish(line: socket.socket) -> None:
    line.recv(65536)
    line.sendall(b"\xff" * 4096)


def rubbish_later(line: socket.socket) -> None:
    asked = line.recv(65536)
    line.sendall(accepted(asked))
    line.recv(65536)
    line.sendall(b"\xee" * 4096)


def endless(line: socket.socket) -> None:
    line.recv(65536)
    line.sendall(struct.pack(">BBL", 2, 0, 0xFFFFFFF0) + b"\0" * 100)
    time.sleep(3)


def closes(line: socket.socket) -> None:
    line.recv(1)
    line.close()


def accepted(asked: bytes) -> bytes:
    """Return what accepts the first context of an A-ASSOCIATE-RQ (PS3.8 9.3.3)."""
    context = bytes([1, 0, 0, 0]) + b"\x40\0" + struct.pack(">H", 17) + b"1.2.840.10008.1.2"
    uid = b"1.2.840.10008.3.1.1.1"
    items = b"\x10\0" + struct.pack(">H", len(uid)) + uid
    items += b"\x21\0" + struct.pack(">H", len(context)) + context
    user = b"\x51\0\0\x04" + struct.pack(">L", 16384) + b"\x52\0\0\x031.2"
    items += b"\x50\0" + struct.pack(">H", len(user)) + user
    body = b"\0\x01\0\0" + asked[10:42] + bytes(32) + items
    return struct.pack(">BBL", 2, 0, len(body)) + body


@pytest.mark.parametrize(
    ("talk", "code"),
    [
        (nothing, "silent"),
        (mute, "silent"),
        (half, "silent"),
        (hangs_up, "aborted"),
        (closes, "aborted"),
        (rubbish, "rubbish"),
        (rubbish_later, "rubbish"),
        (endless, "aborted"),
    ],
)
def test_a_peer_that_does_not_do_its_part(talk: Any, code: str) -> None:
    with accepting(talk) as port:
        assert failing(dimse(port)).code == code


def test_what_passes_is_tried_again_and_what_stays_is_not() -> None:
    tries: list[float] = []

    def later(line: socket.socket) -> None:
        tries.append(time.monotonic())
        line.recv(65536)
        line.close()

    with accepting(later) as port:
        with pytest.raises(PacsError):
            dimse(port, retries=1).find("study", PatientID="1")
        assert len(tries) == 2
        assert tries[1] - tries[0] >= 0.5
    with accepting(rubbish) as port, pytest.raises(PacsError):
        dimse(port, retries=5).find("study", PatientID="1")


def test_a_title_that_it_does_not_know() -> None:
    with speaking(require_called_aet=True, require_calling_aet=["FRIEND"]) as (port, _):
        error = failing(dimse(port, "WRONG", calling="FRIEND"))
        assert (error.code, "not called by" in str(error)) == ("login", True)
        error = failing(dimse(port, "PEER", calling="STRANGER"))
        assert (error.code, "does not know our AE title" in str(error)) == ("login", True)
        assert dimse(port, "PEER", calling="FRIEND").echo() > 0


def test_a_user_and_a_password(caplog: pytest.LogCaptureFixture) -> None:
    told: list[tuple[bytes, bytes]] = []

    def check(event: Any) -> tuple[bool, None]:
        told.append((event.primary_field, event.secondary_field))
        return event.secondary_field == SECRET.encode(), None

    with speaking(EVT_USER_ID=check) as (port, _):
        error = failing(dimse(port, credentials=("someone", "wrong " + SECRET)))
        pacs = dimse(port, credentials=lambda: ("someone", SECRET))
        assert pacs.echo() > 0
        refused = failing(dimse(port, credentials=lambda: "a token"[:0] or ("someone", "")))
    assert (error.code, refused.code) == ("login", "login")
    assert told[:2] == [(b"someone", ("wrong " + SECRET).encode()), (b"someone", SECRET.encode())]
    everything = f"{error!r}{error}{pacs!r}{pacs._peer!r}{caplog.text}{error.payload()}"
    assert SECRET not in everything
    assert "someone" not in everything


def test_a_service_that_is_not_offered() -> None:
    with speaking() as (port, _), pytest.raises(PacsError) as caught:
        dimse(port).find("study", PatientID="1")
    assert caught.value.code == "unsupported"
