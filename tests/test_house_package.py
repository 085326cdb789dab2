"""What is handed to people: the wheel, the sdist and the notebooks."""

from __future__ import annotations

import shutil
import subprocess
import sys
import tarfile
import tomllib
import zipfile
from typing import TYPE_CHECKING

import nbformat
import pytest
from support.tree import ROOT

import dicomwidgets

if TYPE_CHECKING:
    from pathlib import Path

QUICKSTART = ROOT / "dicomwidgets/cli/quickstart.ipynb"
NOTEBOOKS = [QUICKSTART, *sorted((ROOT / "notebooks").glob("*.ipynb"))]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Build wheel and sdist from a copy of the tree, as a release would."""
    copy = tmp_path_factory.mktemp("tree") / "dicomwidgets"
    tracked = subprocess.run(
        ["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True, check=False
    )
    if tracked.returncode != 0:
        pytest.skip("not a git clone: nothing says which files belong to the project")
    for name in filter(None, tracked.stdout.split("\0")):
        if (ROOT / name).is_file():
            (copy / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(ROOT / name, copy / name)
    target = tmp_path_factory.mktemp("dist")
    build = [sys.executable, "-m", "hatchling", "build", "-d", str(target)]
    subprocess.run(build, cwd=copy, check=True, capture_output=True)
    return target


def test_the_wheel_holds_what_runs_and_nothing_else(built: Path) -> None:
    with zipfile.ZipFile(next(built.glob("*.whl"))) as wheel:
        names = set(wheel.namelist())
    package = {name for name in names if name.startswith("dicomwidgets/")}
    assert {
        "dicomwidgets/py.typed",
        "dicomwidgets/cli/quickstart.ipynb",
        "dicomwidgets/static/manifest.json",
        "dicomwidgets/static/series_viewer.js",
        "dicomwidgets/static/series_viewer.css",
    } <= package
    assert all(name.startswith(("dicomwidgets/", "dicomwidgets-")) for name in names)


def test_the_sdist_builds_the_front_end_and_runs_the_tests(built: Path) -> None:
    with tarfile.open(next(built.glob("*.tar.gz"))) as sdist:
        names = {name.partition("/")[2] for name in sdist.getnames()}
    assert {"js/build.mjs", "js/package-lock.json", "js/src/sync/messages.ts", "Makefile"} <= names
    assert {"tests/conftest.py", "docs/conf.py", "CHANGELOG.md", "LICENSE"} <= names


def test_the_version_stands_once() -> None:
    assert PROJECT["version"] == dicomwidgets.__version__
    assert f"## {dicomwidgets.__version__}" in (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")


def test_the_command_explains_itself() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "dicomwidgets", "demo", "--help"],
        capture_output=True,
        text=True,
        check=True,
    )
    assert "JupyterLab" in done.stdout


@pytest.mark.parametrize("file", NOTEBOOKS, ids=lambda file: file.stem)
def test_notebooks_are_kept_without_their_outputs(file: Path) -> None:
    notebook = nbformat.read(file, as_version=4)
    nbformat.validate(notebook)
    code = [cell for cell in notebook.cells if cell.cell_type == "code"]
    assert [cell.outputs for cell in code] == [[] for _ in code]
    assert {cell.execution_count for cell in code} <= {None}
    assert "widgets" not in notebook.metadata
