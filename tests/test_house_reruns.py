"""A test in a browser runs once more in CI where it failed, seen by all; no other test does."""

from __future__ import annotations

import os
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest
from support.tree import ROOT

if TYPE_CHECKING:
    from pathlib import Path

CONFIG = """[pytest]
markers = browser
    lab
    slow
filterwarnings = error
addopts = --strict-markers
"""
TESTS = """import pytest
runs = []
@pytest.mark.browser
def test_in_a_browser():
    runs.append(1)
    assert len(runs) == 2, "a race was lost"
@pytest.mark.lab
def test_that_never_passes():
    raise RuntimeError
"""
PLAIN = """runs = []
def test_plain():
    runs.append(1)
    assert len(runs) == 2
"""
SPREAD = ("-p", "xdist", "--numprocesses=1", "--dist=loadgroup")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "conftest.py").write_text((ROOT / "tests/conftest.py").read_text())
    (tmp_path / "pytest.ini").write_text(CONFIG)
    (tmp_path / "test_it.py").write_text(TESTS)
    (tmp_path / "test_plain.py").write_text(PLAIN)
    return tmp_path


def run(folder: Path, *, ci: bool) -> str:
    env = {name: value for name, value in os.environ.items() if not name.startswith("PYTEST")}
    env.pop("CI", None)
    command = [sys.executable, "-m", "pytest", *SPREAD, "--rerun-show-tracebacks"]
    return subprocess.run(
        command,
        cwd=folder,
        env={**env, "CI": "true"} if ci else env,
        capture_output=True,
        text=True,
        check=False,
    ).stdout


def test_ci_gives_a_test_in_a_browser_one_more_try_and_says_why(folder: Path) -> None:
    told = run(folder, ci=True)
    assert "2 failed, 1 passed, 2 rerun" in told, told
    assert "FAILED test_plain.py::test_plain" in told
    assert "FAILED test_it.py::test_that_never_passes" in told
    reruns = told.partition("rerun test summary info")[2]
    assert "RERUN test_it.py::test_in_a_browser" in reruns
    assert "a race was lost" in reruns


def test_no_test_is_tried_again_elsewhere(folder: Path) -> None:
    told = run(folder, ci=False)
    assert "3 failed in" in told, told
