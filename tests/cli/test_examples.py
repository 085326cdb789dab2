"""Every command line that the help or the docs show does what it says, as it stands there."""

from __future__ import annotations

import os
import shlex
import shutil
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest
from support.typed_lines import Group, groups, lay_out

from dicomwidgets.cli import browse, demo
from dicomwidgets.cli.main import command, main
from dicomwidgets.collection import cache, stamps

if TYPE_CHECKING:
    from pathlib import Path

STATUSES = {"diff": {0, 1}, "doctor": {0, 1}, "check": {0, 1}}
"""Where another status than 0 says something about the files, or about this environment."""

ONLY_PARSED = {
    "dicomwidgets pacs": "it needs a server: tests/cli/test_pacs.py runs it against Orthanc",
}
"""How a line begins that is held to its parser alone, and why."""

STOOD_IN = {
    "dicomwidgets demo": "it serves until it is stopped: tests/browser/test_demo.py drives it",
    "dicomwidgets browse": "it serves until it is stopped: tests/cli/test_browse.py asks it",
}
"""How a line begins that runs with a server that ends at once, and why."""

GROUPS = groups()


@pytest.fixture(scope="module")
def laid(tmp_path_factory: pytest.TempPathFactory) -> Path:
    place = tmp_path_factory.mktemp("laid") / "work"
    place.mkdir()
    lay_out(place)
    return place


@pytest.fixture(autouse=True)
def place(laid: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return a folder of one's own with the files, to work in."""
    place = tmp_path / "work"
    shutil.copytree(laid, place)
    monkeypatch.chdir(place)
    for name in ("CACHE", "STATE", "CONFIG", "DATA"):
        monkeypatch.setenv(f"XDG_{name}_HOME", str(tmp_path / name.lower()))
    monkeypatch.setattr(cache, "FROM_FILES", 2)
    monkeypatch.setattr(stamps, "_FRESH", -3_600_000_000_000)
    for module in (browse, demo):
        monkeypatch.setattr(module, "serve", lambda *_: 0)
    # What a shell finds under the name of the command.
    (tmp_path / "bin").mkdir()
    typed = tmp_path / "bin/dicomwidgets"
    typed.write_text(f'#!/bin/sh\nexec "{sys.executable}" -m dicomwidgets "$@"\n')
    typed.chmod(0o755)
    monkeypatch.setenv("PATH", os.pathsep.join((str(tmp_path / "bin"), os.environ["PATH"])))
    monkeypatch.setenv("PYTHONPATH", os.pathsep.join(filter(None, sys.path)))
    return place


@pytest.mark.parametrize("group", GROUPS, ids=str)
def test_what_is_shown_does_what_it_says(
    group: Group, place: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    before = {path: path.read_bytes() for path in place.rglob("*") if path.is_file()}
    for line in group.lines:
        status = done(line)
        error = capfd.readouterr().err
        name = line.partition("dicomwidgets ")[2].split()[0]
        assert status in STATUSES.get(name, {0}), (line, status, error)
        assert "Traceback" not in error
        assert f"dicomwidgets {name}: " not in error, (line, error)
    assert before == {path: path.read_bytes() for path in before}


def done(line: str) -> int:
    """Do what a line says, in this process where no shell is needed; return its exit status."""
    words = shlex.split(line)
    if any(line.startswith(begin) for begin in ONLY_PARSED):
        command(words[1]).parser(f"dicomwidgets {words[1]}").parse_args(words[2:])
        return 0
    if words[0] == "dicomwidgets" and not {"|", ">", "&&"} & set(words):
        try:
            return main(words[1:])
        except SystemExit as left:
            return int(left.code or 0)
    return subprocess.run(line, shell=True, check=False).returncode  # noqa: S602 - it is ours


def test_lines_of_all_pages_are_found() -> None:
    where = {group.where for group in GROUPS}
    assert where >= {"help of info", "help of anonymize", "docs/guide/extract.md"}
    assert sum(len(group.lines) for group in GROUPS) > 30


@pytest.mark.parametrize("begin", [*ONLY_PARSED, *STOOD_IN])
def test_no_exception_outlives_its_lines(begin: str) -> None:
    assert any(line.startswith(begin) for group in GROUPS for line in group.lines)
