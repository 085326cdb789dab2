"""The server that the tests speak to is what they take it for."""

from __future__ import annotations

from typing import TYPE_CHECKING

from support.orthanc import LOGIN, Orthanc

if TYPE_CHECKING:
    from pathlib import Path

    import pytest


def test_it_keeps_its_ports_when_it_is_killed(tmp_path: Path) -> None:
    with Orthanc(tmp_path / "server", login=LOGIN) as server:
        ports = server.http_port, server.dicom_port
        assert server.count() == 0
        server.restart()
        assert (server.http_port, server.dicom_port) == ports
        assert "dicom-web" in server.rest("/plugins")


def test_it_is_empty_for_each_test(orthanc: Orthanc, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("http_proxy", "http://127.0.0.1:1")
    assert orthanc.count("Patients") == 0
    assert orthanc.web.startswith("http://127.0.0.1:")
