"""``dicomwidgets browse`` and ``demo``, as far as they go without a browser."""

from __future__ import annotations

import re
import signal
import sys
import time
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.error import HTTPError
from urllib.request import urlopen

import nbformat
import pytest
from support.terminals import in_terminal

import dicomwidgets as dw
from dicomwidgets import samples
from dicomwidgets.cli import browse, demo
from dicomwidgets.cli.main import main

if TYPE_CHECKING:
    from argparse import Namespace

    from dicomwidgets.cli._terminal import Terminal


@pytest.fixture(autouse=True)
def served(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> list[tuple[Path, str]]:
    """Return the notebooks that were served, by a stand-in, with their text."""
    found: list[tuple[Path, str]] = []

    def serve(notebook: Path, _arguments: Namespace, _terminal: Terminal) -> int:
        found.append((notebook, notebook.read_text("utf-8")))
        return 0

    monkeypatch.setattr(browse, "serve", serve)
    monkeypatch.setattr(demo, "serve", serve)
    monkeypatch.chdir(tmp_path)
    return found


def test_a_notebook_browses_what_was_named(
    tmp_path: Path, served: list[tuple[Path, str]], monkeypatch: pytest.MonkeyPatch
) -> None:
    samples.write_ct_folder(tmp_path / "it's\n山田", 3, 16)
    assert main(["browse", "it's\n山田"]) == 0
    ((file, text),) = served
    assert not file.exists()
    assert not file.parent.exists()
    notebook = nbformat.reads(text, as_version=4)
    nbformat.validate(notebook)
    assert [cell.cell_type for cell in notebook.cells] == ["markdown", "code"]
    monkeypatch.chdir("/")
    names: dict[str, dw.CollectionBrowser] = {}
    exec(notebook.cells[1].source, names)  # noqa: S102 - it is what the user runs
    with closing(names["browser"]) as browser:
        assert browser.collection.wait()
        assert len(browser.collection.series) == 1


def test_several_places_patterns_and_addresses(served: list[tuple[Path, str]]) -> None:
    Path("one").mkdir()
    assert main(["browse", "one", "*/x.dcm", "s3://bucket/two"]) == 0
    here = Path.cwd()
    code = nbformat.reads(served[0][1], as_version=4).cells[1].source
    assert repr([f"{here}/one", f"{here}/*/x.dcm", "s3://bucket/two"]) in code


def test_what_is_not_there_starts_nothing(
    served: list[tuple[Path, str]], capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["browse", "gone"]) == 1
    assert "There is nothing at this path. File: gone." in capsys.readouterr().err
    assert served == []


def test_the_quick_start_is_kept_where_it_is_already(
    tmp_path: Path, served: list[tuple[Path, str]]
) -> None:
    assert main(["demo", "--folder", "lessons"]) == 0
    file = tmp_path / "lessons/quickstart.ipynb"
    assert served[0][0] == file
    file.write_text("mine")
    assert main(["demo", "--folder", "lessons"]) == 0
    assert file.read_text() == "mine"


def test_a_notebook_that_is_named_is_opened_where_it_lies(
    tmp_path: Path, served: list[tuple[Path, str]], capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "lesson.ipynb").write_text("a lesson")
    assert main(["demo", "lesson.ipynb"]) == 0
    assert served == [(tmp_path / "lesson.ipynb", "a lesson")]
    assert main(["demo", "gone.ipynb"]) == 1
    assert "There is no notebook gone.ipynb." in capsys.readouterr().err
    assert [path.name for path in tmp_path.iterdir()] == ["lesson.ipynb"]


@pytest.mark.parametrize("name", ["demo", "browse"])
def test_without_jupyterlab_the_line_that_installs_it_is_told(
    name: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setitem(sys.modules, "jupyterlab", None)
    assert main([name, *(["."] if name == "browse" else [])]) == 1
    assert 'pip install "dicomwidgets[demo]"' in capsys.readouterr().err


@pytest.mark.slow
def test_a_server_listens_here_alone_asks_for_its_token_and_ends(tmp_path: Path) -> None:
    samples.write_ct_folder(tmp_path / "scans", 2, 16)
    with in_terminal(["browse", "scans", "--no-browser"], columns=200) as running:
        running.wait_for("Ctrl+C")
        text = running.shown
        found = re.search(r"http://localhost:(\d+)/lab/tree/(\S+)\?token=(\w+)", text)
        notebook = re.search(r"The notebook: (\S+)", text)
        assert found
        assert notebook
        port, name, token = found.groups()
        address = f"http://localhost:{port}/api/contents/{name}"
        said = answered(f"{address}?token={token}")
        assert b"dw.browse(" in said
        with pytest.raises(HTTPError, match="403"):
            urlopen(address)
        assert listens(int(port)) <= {"0100007F", "00000000000000000000000001000000"}
        running.process.send_signal(signal.SIGINT)
        running.rest()
    assert running.process.returncode == 0
    assert not Path(notebook[1]).exists()


def answered(address: str) -> bytes:
    """Return what is at an address once the server is there."""
    for _ in range(300):
        try:
            with urlopen(address) as answer:  # noqa: S310 - it is ours
                return bytes(answer.read())
        except OSError:
            time.sleep(0.1)
    raise AssertionError("the server did not come")


def listens(port: int) -> set[str]:
    """Return the addresses of this machine on which somebody listens at a port."""
    tables = [Path("/proc/net/tcp"), Path("/proc/net/tcp6")]
    lines = [line for table in tables if table.exists() for line in table.read_text().splitlines()]
    sockets = [(row[1].split(":"), row[3]) for row in map(str.split, lines)]
    return {here for (here, *at), state in sockets if at == [f"{port:04X}"] and state == "0A"}
