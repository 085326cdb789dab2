"""The demo starts, and its check finds what it must find, or says what is missing."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import time
from http import HTTPStatus
from http.client import HTTPConnection
from typing import TYPE_CHECKING

import pytest
from browser.check_demo import Finding, check
from support.tree import ROOT

if TYPE_CHECKING:
    from pathlib import Path

    from browser.lab import Lab


@pytest.mark.browser
@pytest.mark.lab
@pytest.mark.slow
def test_the_check_sees_the_main_job_over_the_phantom(lab: Lab) -> None:
    findings = check(lab)
    assert [finding for finding in findings if not finding.good] == []
    assert {finding.what for finding in findings} == {
        "series",
        "time to the first picture",
        "slices scrolled",
        "kernel messages during a window drag",
        "header rows",
        "preview rows",
        "other images shown",
        "requests that left the machine",
    }


def test_the_check_names_the_command_that_installs_a_browser() -> None:
    environment = {**os.environ, "DICOMWIDGETS_CHROMIUM": "no-such-browser", "PYTHONPATH": "tests"}
    done = subprocess.run(
        [sys.executable, "tests/browser/check_demo.py"],
        cwd=ROOT,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 1
    assert "apt-get install chromium" in done.stderr


def test_what_is_missing_is_said(capsys: pytest.CaptureFixture[str]) -> None:
    from browser.check_demo import _report  # noqa: PLC0415 - only this test looks inside

    assert not _report("Title", [Finding("header rows", "no row came", good=False)])
    assert "MISSING header rows: no row came" in capsys.readouterr().out


def test_the_demo_serves_the_notebook_and_prints_its_address(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "dicomwidgets", "demo", "--no-browser"]
    command += ["--folder", str(tmp_path)]
    environment = {**os.environ, "HOME": str(tmp_path / "home")}
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=environment) as demo:
        try:
            assert demo.stdout
            lines = [demo.stdout.readline() for _ in range(3)]
            port, path = re.search(r"localhost:(\d+)(/\S+)", "".join(lines)).groups()  # type: ignore[union-attr]
            assert (tmp_path / "quickstart.ipynb").is_file()
            assert _status(int(port), path) == HTTPStatus.OK
        finally:
            demo.terminate()
    assert _status(int(port), path, tries=1) == 0, "the server outlives the command"


def _status(port: int, path: str, *, tries: int = 600) -> int:
    """Ask until the server is there; 0 where it is not."""
    for _ in range(tries):
        connection = HTTPConnection("127.0.0.1", port, timeout=30)
        try:
            connection.request("GET", path)
            return connection.getresponse().status
        except ConnectionError:
            pass
        finally:
            connection.close()
        time.sleep(0.1)
    return 0
