"""Peers on loopback that are not what one hopes for, and those of dcmtk."""

from __future__ import annotations

import socket
import subprocess
import threading
import time
from contextlib import closing, contextmanager, suppress
from typing import TYPE_CHECKING, Any

import pytest
from support.orthanc import free_port

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

__all__ = ["accepting", "dataset_bytes", "program", "speaking", "waits_for"]

_PATIENCE = 20.0


@contextmanager
def accepting(talk: Callable[[socket.socket], None]) -> Iterator[int]:
    """Listen, let `talk` speak with each who connects, and yield the port."""
    server = socket.create_server(("127.0.0.1", 0))
    lines: list[socket.socket] = []

    def serve() -> None:
        with suppress(OSError):
            while True:
                line, _ = server.accept()
                lines.append(line)
                threading.Thread(target=_spoken, args=(talk, line), daemon=True).start()

    thread = threading.Thread(target=serve, daemon=True)
    thread.start()
    try:
        yield int(server.getsockname()[1])
    finally:
        with suppress(OSError):
            server.shutdown(socket.SHUT_RDWR)
        server.close()
        for line in lines:
            line.close()
        thread.join()


def _spoken(talk: Callable[[socket.socket], None], line: socket.socket) -> None:
    with suppress(OSError):
        talk(line)


@contextmanager
def speaking(**handlers: Any) -> Iterator[tuple[int, Any]]:
    """Run pynetdicom's own entity, with handlers by the names of its events; yield its port."""
    pynetdicom = pytest.importorskip("pynetdicom")
    entity = pynetdicom.AE("PEER")
    contexts = handlers.pop("contexts", pynetdicom.AllStoragePresentationContexts)
    syntaxes = handlers.pop("syntaxes", None)
    roles = handlers.pop("roles", False)
    entity.supported_contexts = [
        pynetdicom.build_context(each.abstract_syntax, syntaxes or each.transfer_syntax)
        for each in contexts
    ]
    entity.add_supported_context("1.2.840.10008.1.1")
    if roles:
        for each in entity.supported_contexts:
            each.scu_role = each.scp_role = True
    for name in [each for each in handlers if each.startswith("require_")]:
        setattr(entity, name, handlers.pop(name))
    bound = [(getattr(pynetdicom.evt, name), each) for name, each in handlers.items()]
    server = entity.start_server(("127.0.0.1", 0), block=False, evt_handlers=bound)
    try:
        yield int(server.server_address[1]), entity
    finally:
        entity.shutdown()


@contextmanager
def program(*command: str, folder: Path, port: int = 0) -> Iterator[int]:
    """Run a server of dcmtk, its port where the command has ``{port}``; wait until it listens."""
    port = port or free_port()
    words = [word.replace("{port}", str(port)) for word in command]
    with (folder / "log.txt").open("ab") as log:
        running = subprocess.Popen(words, cwd=folder, stdout=log, stderr=log)
    try:
        waits_for(lambda: _listens(port) or running.poll() is not None)
        assert running.poll() is None, (folder / "log.txt").read_text("utf-8", "replace")
        yield port
    finally:
        running.kill()
        running.wait()


def _listens(port: int) -> bool:
    with closing(socket.socket()) as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


def waits_for(condition: Callable[[], Any]) -> None:
    until = time.monotonic() + _PATIENCE
    while not condition():
        assert time.monotonic() < until
        time.sleep(0.02)


def dataset_bytes(path: Path) -> bytes:
    """Return the bytes of a file's dataset, without preamble and file meta information."""
    data = path.read_bytes()
    assert data[128:132] == b"DICM"
    assert data[132:140] == b"\x02\x00\x00\x00UL\x04\x00"
    return data[144 + int.from_bytes(data[140:144], "little") :]
