"""The page "Add a widget" is a true list: following it makes a widget that builds and answers."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest
from support.tree import ROOT

if TYPE_CHECKING:
    from pathlib import Path

PAGE = ROOT / "docs/architecture/add_a_widget.md"
FILE = re.compile(r"^\*\*`(.+?)`\*\*\n\n```\w+\n(.*?)^```$", re.MULTILINE | re.DOTALL)
USE = """
import numpy as np
from pydicom.data import get_testdata_file
from dicomwidgets.errors import ArgumentError
from dicomwidgets.widgets.value_histogram import ValueHistogram
widget = ValueHistogram(get_testdata_file("MR_small.dcm", download=False), bins=16)
result, buffers = widget._get_frames({"indices": [0], "accept": ["raw"], "priority": "visible"})
assert result["buffers"][0]["shape"] == [64, 64], result
assert "dw-value-histogram" in widget._esm and "dw-value-bar" in widget._css
try:
    ValueHistogram(get_testdata_file("MR_small.dcm", download=False), bin=16)
except ArgumentError as refused:
    print(refused)
"""


@pytest.fixture(scope="module")
def copy(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a copy of the sources with the page's files in their places."""
    if shutil.which("node") is None or not (ROOT / "js/node_modules").is_dir():
        pytest.skip("no Node here: `make test` brings it")
    tree = tmp_path_factory.mktemp("tree")
    cache = shutil.ignore_patterns("__pycache__")
    shutil.copytree(ROOT / "dicomwidgets", tree / "dicomwidgets", ignore=cache)
    shutil.copytree(ROOT / "js/src", tree / "js/src")
    for name in ("build.mjs", "package.json", "tsconfig.json", "biome.json"):
        shutil.copy2(ROOT / "js" / name, tree / "js" / name)
    (tree / "js/node_modules").symlink_to(ROOT / "js/node_modules")
    shutil.copy2(ROOT / "pyproject.toml", tree)
    for name, text in FILE.findall(PAGE.read_text(encoding="utf-8")):
        (tree / name).write_text(text, encoding="utf-8")
    subprocess.run(["node", "build.mjs", "value_histogram"], cwd=tree / "js", check=True)
    return tree


def test_the_page_names_every_file(copy: Path) -> None:
    assert {name for name, _ in FILE.findall(PAGE.read_text(encoding="utf-8"))} == {
        "dicomwidgets/widgets/value_histogram.py",
        "js/src/display/histogram.ts",
        "js/src/widgets/value_histogram.ts",
        "js/src/styles/value_histogram.css",
    }
    assert (copy / "dicomwidgets/static/value_histogram.css").is_file()


def test_the_widget_answers(copy: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-c", USE], cwd=copy, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    assert "does not know the keyword bin" in done.stdout


@pytest.mark.parametrize("check", ["tsc --noEmit", "biome check"])
def test_the_front_end_is_typed_and_tidy(copy: Path, check: str) -> None:
    tool, *arguments = check.split()
    if tool == "biome":
        names = [name for name, _ in FILE.findall(PAGE.read_text(encoding="utf-8"))]
        arguments += [name.removeprefix("js/") for name in names if name.startswith("js/")]
    command = [str(copy / "js/node_modules/.bin" / tool), *arguments]
    done = subprocess.run(command, cwd=copy / "js", capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
