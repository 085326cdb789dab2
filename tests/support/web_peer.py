"""A peer on loopback that answers what a test wants: slowly, rubbish, half, or as a real one would.

It counts what it is asked and what it gives.
"""

from __future__ import annotations

import contextlib
import json
import socket
import threading
import time
from dataclasses import dataclass, field
from http.client import HTTPConnection, HTTPException
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import TYPE_CHECKING, Any, Self
from urllib.parse import urlsplit

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from ssl import SSLContext

__all__ = ["Asked", "Reply", "WebPeer", "as_json", "in_parts", "through"]

_HOP = {"connection", "transfer-encoding", "content-length", "keep-alive", "date", "server"}


@dataclass(frozen=True)
class Asked:
    """A request."""

    method: str
    path: str
    headers: Mapping[str, str]
    body: bytes = b""


@dataclass(frozen=True)
class Reply:
    """What is answered.

    Parameters
    ----------
    wait
        Seconds before the answer.
    cut
        After how many bytes of the body the connection breaks off.
    trickle
        Seconds between the bytes of the body.
    raw
        Bytes in place of an answer.
    """

    status: int = 200
    headers: Mapping[str, str] = field(default_factory=dict)
    body: bytes = b""
    wait: float = 0.0
    cut: int | None = None
    trickle: float = 0.0
    raw: bytes | None = None


def as_json(value: Any, **more: Any) -> Reply:
    """Return an answer in DICOM JSON."""
    headers = {"Content-Type": "application/dicom+json"}
    return Reply(headers=headers, body=json.dumps(value).encode(), **more)


def in_parts(*parts: bytes, kind: str = "application/dicom", **more: Any) -> Reply:
    """Return an answer of several parts."""
    body = b"".join(
        b"--limit\r\nContent-Type: " + kind.encode() + b"\r\n\r\n" + part + b"\r\n"
        for part in parts
    )
    headers = {"Content-Type": f'multipart/related; type="{kind}"; boundary=limit'}
    return Reply(headers=headers, body=body + b"--limit--", **more)


class WebPeer:
    """An HTTP server whose answers are a function of what is asked.

    Parameters
    ----------
    answer
        Called with each request, on a thread of its own.
    tls
        What it shows, for https.
    """

    def __init__(self, answer: Callable[[Asked], Reply], tls: SSLContext | None = None) -> None:
        self.answer = answer
        self.asked: list[Asked] = []
        self.given = 0
        self._over = threading.Event()
        peer = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_GET(self) -> None:
                self.close_connection = True  # unless it comes to an answer
                with contextlib.suppress(OSError, HTTPException):
                    self.close_connection = peer._serve(self)

            do_POST = do_GET  # noqa: N815 - the name that http.server looks for

            def log_message(self, *_: object) -> None:
                """Print nothing."""

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._server.daemon_threads = True
        if tls is not None:
            self._server.socket = tls.wrap_socket(self._server.socket, server_side=True)
        self._tls = tls
        self._thread = threading.Thread(
            target=self._server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True
        )

    @property
    def web(self) -> str:
        """Its address."""
        kind = "https" if self._tls else "http"
        return f"{kind}://127.0.0.1:{self._server.server_address[1]}/dicom-web"

    @property
    def paths(self) -> list[str]:
        """What it was asked for, without the root of its services."""
        return [each.path.removeprefix("/dicom-web") for each in self.asked]

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._over.set()
        self._server.shutdown()
        self._server.server_close()
        self._thread.join(5)

    def _serve(self, handler: BaseHTTPRequestHandler) -> bool:
        """Answer; return whether the connection is over then."""
        length = int(handler.headers.get("Content-Length") or 0)
        asked = Asked(
            handler.command, handler.path, dict(handler.headers.items()), handler.rfile.read(length)
        )
        self.asked.append(asked)
        reply = self.answer(asked)
        if reply.wait:
            self._over.wait(reply.wait)
        if reply.raw is not None:
            handler.wfile.write(reply.raw)
            return True
        handler.send_response(reply.status)
        for name, value in reply.headers.items():
            handler.send_header(name, value)
        handler.send_header("Content-Length", str(len(reply.body)))
        handler.end_headers()
        self._send(handler, reply)
        return reply.cut is not None

    def _send(self, handler: BaseHTTPRequestHandler, reply: Reply) -> None:
        body = reply.body if reply.cut is None else reply.body[: reply.cut]
        step = 1 if reply.trickle else max(1, len(body))
        for start in range(0, len(body), step):
            handler.wfile.write(body[start : start + step])
            self.given += len(body[start : start + step])
            if reply.trickle and self._over.wait(reply.trickle):
                return
        if reply.cut is not None:
            handler.wfile.flush()
            with contextlib.suppress(OSError):
                handler.connection.shutdown(socket.SHUT_RDWR)


def through(web: str) -> Callable[[Asked], Reply]:
    """Return what passes each request on to a real server, and its answer back."""
    parts = urlsplit(web)

    def answer(asked: Asked) -> Reply:
        until = time.monotonic() + 20
        while True:
            connection = HTTPConnection(parts.hostname or "", parts.port or 0, timeout=20)
            try:
                kept = {k: v for k, v in asked.headers.items() if k.lower() not in _HOP | {"host"}}
                connection.request(asked.method, asked.path, asked.body or None, kept)
                got = connection.getresponse()
                headers = {k: v for k, v in got.getheaders() if k.lower() not in _HOP}
                return Reply(got.status, headers, got.read())
            except ConnectionRefusedError:
                if time.monotonic() > until:
                    raise
                return Reply(503)
            finally:
                connection.close()

    return answer
