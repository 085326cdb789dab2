"""The way to a server: patience, trust, and nothing of what one logs in with given away."""

from __future__ import annotations

import datetime as dt
import ipaddress
import logging
import pickle
import ssl
import threading
import time
from typing import TYPE_CHECKING

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from support.orthanc import LOGIN, Orthanc, free_port
from support.web_peer import Asked, Reply, WebPeer, as_json

import dicomwidgets as dw
from dicomwidgets.errors import ArgumentError, PacsError

if TYPE_CHECKING:
    from pathlib import Path

USER, WORD = LOGIN


def empty(_: Asked) -> Reply:
    return as_json([])


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a certificate for loopback, signed by itself, with its key."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "loopback")])
    now = dt.datetime.now(dt.UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - dt.timedelta(days=1))
        .not_valid_after(now + dt.timedelta(days=1))
        .add_extension(
            x509.SubjectAlternativeName([x509.IPAddress(ipaddress.ip_address("127.0.0.1"))]),
            critical=False,
        )
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .sign(key, hashes.SHA256())
    )
    path = tmp_path_factory.mktemp("tls") / "both.pem"
    path.write_bytes(
        made.public_bytes(serialization.Encoding.PEM)
        + key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
    )
    return path


def server_side(certificate: Path, *, wants_client: bool = False) -> ssl.SSLContext:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate)
    if wants_client:
        context.load_verify_locations(certificate)
        context.verify_mode = ssl.CERT_REQUIRED
    return context


def test_a_server_is_trusted_by_who_signed_its_certificate(certificate: Path) -> None:
    with WebPeer(empty, tls=server_side(certificate)) as peer:
        with pytest.raises(PacsError, match="can't be trusted") as caught:
            dw.connect(peer.web, credentials=LOGIN, retries=0).echo()
        assert caught.value.code == "tls"
        assert "ca=" in (caught.value.remedy or "")
        assert peer.asked == []  # no password before the certificate is found good
        dw.connect(peer.web, credentials=LOGIN, ca=certificate).echo()
        assert len(peer.asked) > 0


def test_a_client_shows_its_own_certificate(certificate: Path) -> None:
    with WebPeer(empty, tls=server_side(certificate, wants_client=True)) as peer:
        with pytest.raises(PacsError) as caught:
            dw.connect(peer.web, ca=certificate, retries=0).echo()
        assert caught.value.code in {"tls", "aborted"}  # TLS 1.3 tells late, or not at all
        dw.connect(peer.web, ca=certificate, certificate=certificate).echo()
    with pytest.raises(ArgumentError, match="is not there"):
        dw.connect("https://127.0.0.1/", ca="nowhere.pem")


def test_http_and_https_are_not_taken_for_each_other() -> None:
    with WebPeer(empty) as peer, pytest.raises(PacsError, match="does not speak TLS") as caught:
        dw.connect(peer.web.replace("http:", "https:"), retries=0).echo()
    assert caught.value.code == "tls"


def test_a_password_does_not_go_unencrypted_to_another_machine() -> None:
    with pytest.raises(PacsError, match="unencrypted") as caught:
        dw.connect("http://pacs.invalid/dicom-web", credentials=LOGIN)
    assert caught.value.code == "plain"
    dw.connect("http://pacs.invalid/dicom-web", credentials=LOGIN, plain_http=True)
    dw.connect("http://pacs.invalid/dicom-web")


@pytest.mark.parametrize(
    "address",
    [f"http://{USER}:word@127.0.0.1/", "http://127.0.0.1/?key=4", "http:///x", "https://h:x/"],
)
def test_an_address_with_secrets_or_without_sense_is_refused(address: str) -> None:
    with pytest.raises(ArgumentError):
        dw.connect(address)


def test_credentials_are_taken_in_every_form_and_shown_in_none(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setenv("TESTED_USER", USER)
    monkeypatch.setenv("TESTED_PASSWORD", WORD)
    asked = []

    def ring() -> tuple[str, str]:
        asked.append(1)
        return LOGIN

    forms = (LOGIN, dw.Credentials.basic(*LOGIN), dw.Credentials.environment("TESTED"), ring)
    with Orthanc(tmp_path / "server", login=LOGIN) as server, caplog.at_level(logging.DEBUG):
        for form in forms:
            pacs = dw.connect(server.web, credentials=form)
            pacs.echo()
            assert WORD not in repr(pacs) + repr(form) * (form is not LOGIN) + repr(vars(pacs))
            with pytest.raises(ArgumentError, match="not pickled"):
                pickle.dumps(dw.Credentials(ring))
            with pytest.raises(Exception):  # noqa: B017, PT011 - it can't, whatever says so
                pickle.dumps(pacs)
        assert asked
        for wrong in (None, (USER, "another word")):
            with pytest.raises(PacsError, match="HTTP 401") as caught:
                dw.connect(server.web, credentials=wrong).echo()
            assert caught.value.code == "login"
            assert "another word" not in repr(caught.value) + str(caught.value)
    assert WORD not in caplog.text
    assert "another word" not in caplog.text


def test_a_token_that_ran_out_is_asked_for_anew() -> None:
    tokens = iter(["old", "new", "new", "new"])

    def answer(asked: Asked) -> Reply:
        return as_json([]) if asked.headers["Authorization"] == "Bearer new" else Reply(401)

    with WebPeer(answer) as peer:
        dw.connect(peer.web, credentials=lambda: next(tokens)).echo()
        assert len(peer.asked) == 2


def test_what_fails_or_is_nothing_in_place_of_credentials_says_so() -> None:
    def broken() -> str:
        raise KeyError(WORD)

    with WebPeer(empty) as peer:
        with pytest.raises(PacsError, match="KeyError") as caught:
            dw.connect(peer.web, credentials=broken).echo()
        assert WORD not in str(caught.value)
        with pytest.raises(PacsError, match="nothing to log in with"):
            dw.connect(peer.web, credentials=dw.Credentials.environment("NOWHERE_SET")).echo()
        with pytest.raises(ArgumentError, match="no credentials"):
            dw.connect(peer.web, credentials="word")
        with pytest.raises(ArgumentError, match="can't be sent"):
            dw.connect(peer.web, credentials=dw.Credentials.bearer("a\r\nHost: b")).echo()
        assert peer.asked == []


@pytest.mark.parametrize("reply", [as_json([], wait=5), as_json([{}] * 50, trickle=0.01)])
def test_a_slow_peer_is_given_up_after_the_time_that_is_said(reply: Reply) -> None:
    with WebPeer(lambda _: reply) as peer:
        begin = time.monotonic()
        with pytest.raises(PacsError, match=r"within 0\.2 s") as caught:
            dw.connect(peer.web, timeout=0.2).echo()
        assert caught.value.code == "silent"
        assert time.monotonic() - begin < 4


@pytest.mark.parametrize(
    ("reply", "code"),
    [
        (Reply(raw=b"220 ftp.invalid ready\r\n\r\n"), "rubbish"),
        (Reply(raw=b"\x02\x00\x00\x00\x00\xbe" * 40), "rubbish"),
        (Reply(headers={"Content-Type": "application/json"}, body=b'[{"0008'), "rubbish"),
        (as_json("text"), "rubbish"),
        (as_json([1]), "rubbish"),
        (Reply(headers={"Content-Encoding": "gzip"}, body=b"no gzip"), "rubbish"),
        (Reply(body=b"x" * 500, cut=100), "cut"),
        (Reply(raw=b""), "aborted"),
        (Reply(400), "unsupported"),
        (Reply(403), "login"),
        (Reply(404), "absent"),
        (Reply(500), "status"),
        (Reply(503), "busy"),
        (Reply(302, {"Location": "http://elsewhere.invalid/"}), "elsewhere"),
        (Reply(302, {"Location": "/dicom-web/studies"}), "status"),
    ],
)
def test_every_bad_answer_has_a_code(reply: Reply, code: str) -> None:
    with WebPeer(lambda _: reply) as peer, pytest.raises(PacsError) as caught:
        dw.connect(peer.web, retries=0).find("study", PatientName="Smith^John")
    assert caught.value.code == code
    assert "Smith" not in repr(caught.value) + str(caught.value)
    assert caught.value.__cause__ is None


def test_nobody_there() -> None:
    with pytest.raises(PacsError, match="Nobody listens") as caught:
        dw.connect(f"http://127.0.0.1:{free_port()}/dicom-web", retries=1).echo()
    assert caught.value.code == "refused"
    with pytest.raises(ArgumentError, match="timeout="):
        dw.connect("http://127.0.0.1/", timeout=0)


@pytest.mark.parametrize(
    "reply",
    [Reply(429), Reply(503, {"Retry-After": "0"}), Reply(raw=b""), Reply(body=b"[]", cut=1)],
)
def test_what_may_pass_is_asked_again(reply: Reply) -> None:
    left = 2

    def answer(_: Asked) -> Reply:
        nonlocal left
        left -= 1
        return reply if left >= 0 else as_json([])

    with WebPeer(answer) as peer:
        dw.connect(peer.web).echo()
        assert len(peer.asked) == 3


def test_a_server_that_asks_for_patience_gets_it_within_reason() -> None:
    replies = iter(
        [Reply(503, {"Retry-After": "1"}), as_json([]), Reply(503, {"Retry-After": "900"})]
    )
    with WebPeer(lambda _: next(replies)) as peer:
        pacs = dw.connect(peer.web)
        begin = time.monotonic()
        pacs.echo()
        assert time.monotonic() - begin >= 1
        with pytest.raises(PacsError, match="not ready") as caught:
            pacs.echo()
        assert caught.value.retry_after == 900


def test_nothing_of_the_environment_leads_elsewhere(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """No proxy that was not named, and no password that lies in a file."""
    (tmp_path / ".netrc").write_text(f"machine 127.0.0.1 login {USER} password word")
    for name in ("http_proxy", "HTTP_PROXY", "ALL_PROXY"):
        monkeypatch.setenv(name, f"http://127.0.0.1:{free_port()}")
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("NETRC", str(tmp_path / ".netrc"))
    with WebPeer(empty) as peer:
        dw.connect(peer.web).echo()
        assert "Authorization" not in peer.asked[0].headers
        with pytest.raises(PacsError) as caught:
            dw.connect(peer.web, proxy=f"http://127.0.0.1:{free_port()}", retries=0).echo()
    assert caught.value.code == "proxy"


def test_many_threads_ask_at_once() -> None:
    with WebPeer(empty) as peer:
        pacs = dw.connect(peer.web)
        failed: list[Exception] = []

        def ask() -> None:
            try:
                for _ in range(5):
                    pacs.find("study")
            except Exception as error:  # noqa: BLE001 - told below
                failed.append(error)

        threads = [threading.Thread(target=ask) for _ in range(8)]
        for each in threads:
            each.start()
        for each in threads:
            each.join()
        assert failed == []
        assert len(peer.asked) == 40
