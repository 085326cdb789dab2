"""`make` finds a Python that works, by itself, or says what to type."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest
from support.tree import ROOT

if TYPE_CHECKING:
    from pathlib import Path

# What the script itself needs, beside the Pythons that a test puts there.
TOOLS = ("sh", "rm", "mkdir", "chmod")
PYTHON = """#!/bin/sh
if [ "$1 $2" = "-m venv" ]; then
    mkdir -p "$3/bin" && printf '#!/bin/sh\\nexec {python} "$@"\\n' >"$3/bin/python"
    chmod +x "$3/bin/python"
    exit
fi
exec {python} "$@"
"""
WITHOUT_VENV = """#!/bin/sh
[ "$1 $2" = "-m venv" ] && exit 1
exec {python} "$@"
"""
UV = """#!/bin/sh
for folder; do :; done
exec maker -m venv "$folder"
"""
SHIM = "#!/bin/sh\necho 'command not found' >&2\nexit 127\n"


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """Return a folder of commands in which no Python works: a shim stands for nothing."""
    folder = tmp_path / "bin"
    folder.mkdir()
    for tool in TOOLS:
        (folder / tool).symlink_to(str(shutil.which(tool)))
    add(folder / "python3.13", SHIM)
    return folder


def add(command: Path, text: str) -> None:
    command.write_text(text.format(python=sys.executable))
    command.chmod(0o755)


def make_venv(path: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        ["sh", str(ROOT / ".ci/make-venv"), str(path.parent / "venv")],
        env={**os.environ, "PATH": str(path)},
        capture_output=True,
        text=True,
        check=False,
    )


def test_a_shim_without_a_python_behind_it_is_passed_over(path: Path) -> None:
    add(path / "python3.12", PYTHON)
    done = make_venv(path)
    assert done.returncode == 0, done.stderr
    assert (path.parent / "venv/bin/python").exists()
    assert make_venv(path).stdout == "", "a virtual environment that works is kept"


def test_uv_serves_where_venv_does_not(path: Path) -> None:
    add(path / "python3.12", WITHOUT_VENV)
    add(path / "uv", UV)
    add(path / "maker", PYTHON)
    done = make_venv(path)
    assert done.returncode == 0, done.stderr
    assert "with uv" in done.stdout


def test_a_python_without_venv_names_the_package_that_brings_it(path: Path) -> None:
    add(path / "python3.12", WITHOUT_VENV)
    done = make_venv(path)
    assert done.returncode == 1
    assert f"apt-get install python3.{sys.version_info[1]}-venv" in done.stderr
    assert not (path.parent / "venv").exists()


def test_no_python_at_all_names_a_way_to_one(path: Path) -> None:
    done = make_venv(path)
    assert done.returncode == 1
    assert "Type this, then make again" in done.stderr
