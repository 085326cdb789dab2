"""A real PACS on this machine: Debian's Orthanc, on ports of its own, with a folder of its own.

It can be killed in the middle of its work and started again where it was.
"""

from __future__ import annotations

import json
import random
import shutil
import signal
import socket
import subprocess
import time
from base64 import b64encode
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, suppress
from http.client import HTTPConnection, HTTPException, HTTPSConnection
from pathlib import Path
from typing import TYPE_CHECKING, Any, Self

import pytest

if TYPE_CHECKING:
    from collections.abc import Mapping
    from ssl import SSLContext

__all__ = ["DICOMWEB", "LOGIN", "Orthanc", "free_port"]

DICOMWEB = Path("/usr/share/orthanc/plugins/libOrthancDicomWeb.so")
LOGIN = ("someone", "sésame, ouvre-toi")
"""A user and a password, for a server that asks for one."""

_PATIENCE = 30.0
_STARTER = ThreadPoolExecutor(1)
"""A thread that stays: a process that is to end with its parent ends with the thread's end."""

_TRIES = 3


def free_port() -> int:
    """Return a port of loopback that nobody listens on now, nor will be given one to call from.

    Systems number the callers' end from 32768 on: a server that is away for a while, with its port
    from there, may find it taken, even by who tries to reach it.
    """
    while True:
        port = random.randrange(20_000, 32_000)  # noqa: S311 - a port
        with closing(socket.socket()) as found, suppress(OSError):
            found.bind(("127.0.0.1", port))
            return port


class Orthanc:
    """An Orthanc with DICOM and DICOMweb on loopback.

    Parameters
    ----------
    folder
        Where its configuration, its log and what it stores lie; made if it is not there.
    login
        The user and password that its HTTP side asks for.
    peers
        AE title → port on loopback: where it may send to (C-MOVE).
    tls
        How its HTTPS side is spoken to; then `options` say which certificate it shows.
    options
        More of Orthanc's configuration.

    Attributes
    ----------
    http_port, dicom_port : int
        The same after each start.
    """

    title = "ORTHANC"

    def __init__(
        self,
        folder: Path,
        *,
        login: tuple[str, str] | None = None,
        peers: Mapping[str, int] | None = None,
        tls: SSLContext | None = None,
        options: Mapping[str, Any] | None = None,
    ) -> None:
        if shutil.which("Orthanc") is None or not DICOMWEB.exists():
            pytest.skip("Orthanc and its DICOMweb plugin are not installed")
        self.folder = folder
        self.login = login
        self._tls = tls
        self._peers = dict(peers or {})
        self._options = dict(options or {})
        self.http_port = self.dicom_port = 0
        self._process: subprocess.Popen[bytes] | None = None

    @property
    def web(self) -> str:
        """The address of its DICOMweb side."""
        return f"{'https' if self._tls else 'http'}://127.0.0.1:{self.http_port}/dicom-web"

    @property
    def dicom(self) -> str:
        """The address of its DIMSE side."""
        return f"dicom://{self.title}@127.0.0.1:{self.dicom_port}"

    def start(self) -> Self:
        """Start it, on the ports that it had, and wait until it answers."""
        for _ in range(_TRIES):
            self._configure(anew=not self.http_port)
            if self._started():
                return self
        raise AssertionError(f"Orthanc does not start:\n{self.log()}")

    def kill(self) -> None:
        """End it as a power cut would."""
        self._end(signal.SIGKILL)

    def stop(self) -> None:
        """End it in order."""
        self._end(signal.SIGTERM)

    def restart(self) -> None:
        """Kill it and start it again, with what it has stored."""
        self.kill()
        self.start()

    def __enter__(self) -> Self:
        return self.start()

    def __exit__(self, *_: object) -> None:
        self.kill()

    def rest(self, path: str, method: str = "GET", body: str | bytes | None = None) -> Any:
        """Return what its own REST interface says, as JSON; ``None`` where that is nothing."""
        said = self._said(path, method, body)
        return json.loads(said) if said else None

    def files(self) -> list[bytes]:
        """Return the files that it holds, by its own way out."""
        return [self._said(f"/instances/{each}/file") for each in self.rest("/instances")]

    def _said(self, path: str, method: str = "GET", body: str | bytes | None = None) -> bytes:
        connection = self._connection()
        headers = {}
        if self.login:
            headers["Authorization"] = f"Basic {b64encode(':'.join(self.login).encode()).decode()}"
        with closing(connection):
            connection.request(method, path, body, headers)
            answer = connection.getresponse()
            said = answer.read()
        assert answer.status == 200, (path, answer.status, said[:500])
        return said

    def count(self, level: str = "Instances") -> int:
        """Return how many ``"Patients"``, ``"Studies"``, ``"Series"``, ``"Instances"`` it holds."""
        return int(self.rest("/statistics")[f"Count{level}"])

    def empty(self) -> None:
        """Delete all that it holds."""
        for patient in self.rest("/patients"):
            self.rest(f"/patients/{patient}", "DELETE")

    def log(self) -> str:
        """Return the end of what it has printed."""
        file = self.folder / "log.txt"
        return file.read_text("utf-8", "replace")[-4000:] if file.exists() else ""

    def _connection(self) -> HTTPConnection:
        if self._tls:
            return HTTPSConnection("127.0.0.1", self.http_port, timeout=10, context=self._tls)
        return HTTPConnection("127.0.0.1", self.http_port, timeout=10)

    def _configure(self, *, anew: bool) -> None:
        if anew:
            self.http_port, self.dicom_port = free_port(), free_port()
        self.folder.mkdir(parents=True, exist_ok=True)
        options = {
            "Name": "tests",
            "StorageDirectory": str(self.folder / "storage"),
            "IndexDirectory": str(self.folder / "storage"),
            "HttpPort": self.http_port,
            "DicomPort": self.dicom_port,
            "DicomAet": self.title,
            "DicomCheckCalledAet": False,
            "DicomAlwaysAllowEcho": True,
            "DicomAlwaysAllowStore": True,
            "DicomAlwaysAllowFind": True,
            "DicomAlwaysAllowGet": True,
            "DicomAlwaysAllowMove": True,
            "DicomModalities": {
                title: [title, "127.0.0.1", port] for title, port in self._peers.items()
            },
            "RemoteAccessAllowed": False,
            "AuthenticationEnabled": self.login is not None,
            "RegisteredUsers": dict([self.login]) if self.login else {},
            "Plugins": [str(DICOMWEB)],
            "DicomWeb": {"Enable": True, "Root": "/dicom-web/"},
            "SslEnabled": self._tls is not None,
            "HttpThreadsCount": 8,
            **self._options,
        }
        (self.folder / "orthanc.json").write_text(json.dumps(options), "utf-8")

    def _started(self) -> bool:
        """Start it; return whether it answers, or ended because somebody had its ports."""
        command = ["Orthanc", str(self.folder / "orthanc.json")]
        if shutil.which("setpriv"):  # it ends with the tests, however they end
            command = ["setpriv", "--pdeathsig", "KILL", *command]
        with (self.folder / "log.txt").open("wb") as log:
            starting = _STARTER.submit(
                subprocess.Popen, command, stdout=log, stderr=subprocess.STDOUT
            )
            self._process = starting.result()
        until = time.monotonic() + _PATIENCE
        while self._process.poll() is None and time.monotonic() < until:
            try:
                self.rest("/system")
            except (OSError, HTTPException):
                time.sleep(0.03)
            else:
                return True
        self.kill()
        return False

    def _end(self, how: signal.Signals) -> None:
        if self._process is not None:
            self._process.send_signal(how)
            self._process.wait(_PATIENCE)
            self._process = None
