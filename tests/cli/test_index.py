"""``dicomwidgets index``, as it is typed."""

from __future__ import annotations

import json
import os
import shlex
import shutil
import sys
from typing import TYPE_CHECKING

import pytest
from pydicom.data import get_testdata_file

from dicomwidgets import samples
from dicomwidgets.cli.index import COMMAND
from dicomwidgets.cli.main import main
from dicomwidgets.collection import cache, cache_file, filling, stamps

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture(autouse=True)
def kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    monkeypatch.setattr(cache, "FROM_FILES", 2)
    monkeypatch.setattr(stamps, "_FRESH", -3_600_000_000_000)
    samples.write_ct_folder(tmp_path / "archive", 3, 16)
    monkeypatch.chdir(tmp_path)
    return cache.cache_folder()


@pytest.mark.parametrize("line", COMMAND.examples)
def test_the_examples_of_the_help_do_what_they_say(
    line: str, kept: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["index", "archive"]) == 0
    assert main(shlex.split(line)[1:]) == 0
    said = capsys.readouterr().out
    assert str(kept) in said


def test_what_is_kept_is_told_and_forgotten(
    tmp_path: Path, kept: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    samples.write_ct_folder(tmp_path / "other", 4, 16)
    assert main(["index", "archive", "other"]) == 0
    said = capsys.readouterr().out
    assert "Collection: 1 series (1 CT)" in said
    assert f"{tmp_path / 'archive'}: 3 files" in said
    assert f"{tmp_path / 'other'}: 4 files" in said
    assert len(list(kept.iterdir())) == 2
    assert main(["index", "--forget", "other"]) == 0
    assert "1 deleted" in capsys.readouterr().out
    assert main(["index"]) == 0
    said = capsys.readouterr().out
    assert "archive" in said
    assert "other" not in said
    assert main(["index", "--forget"]) == 0
    assert list(kept.iterdir()) == []


def test_nothing_there_is_an_error_in_one_line(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["index", "nowhere"]) == 1
    assert "There is nothing at this path" in capsys.readouterr().err


def test_what_could_not_be_kept_is_said(kept: Path, capsys: pytest.CaptureFixture[str]) -> None:
    kept.parent.mkdir(parents=True)
    kept.write_text("a file where the folder should be")
    assert main(["index", "archive"]) == 1
    assert "not kept for the next time" in capsys.readouterr().err


@pytest.fixture
def beside(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Stand in a folder beside the archive."""
    (tmp_path / "beside").mkdir()
    monkeypatch.chdir(tmp_path / "beside")


@pytest.mark.usefixtures("beside")
@pytest.mark.parametrize(
    ("read", "forgotten"),
    [
        ("../archive", "../archive"),
        ("{}/archive", "../archive"),
        ("../archive", "{}/archive/"),
        ("../beside/../archive", "{}"),
        ("../archive/*.dcm", "../archive/*.dcm"),
        ("../arch*", "{}/arch*"),
        ("{}/archive", "../archive/*"),
    ],
)
def test_an_archive_is_forgotten_by_any_of_its_names(
    read: str, forgotten: str, tmp_path: Path, kept: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["index", read.format(tmp_path)]) == 0
    assert f"{tmp_path}" in capsys.readouterr().out
    (file,) = kept.iterdir()
    assert ".." not in cache.entries()[0].place
    assert main(["index", "--forget", forgotten.format(tmp_path)]) == 0
    assert not file.exists()


def test_a_medium_is_forgotten_by_its_dicomdir_though_it_is_gone(
    tmp_path: Path, kept: Path
) -> None:
    folder = tmp_path / "medium"
    shutil.copytree(os.path.dirname(str(get_testdata_file("DICOMDIR"))), folder)  # noqa: PTH120
    for is_gone in (False, True):
        assert main(["index", str(folder / "DICOMDIR")]) == 0
        if is_gone:
            shutil.rmtree(folder)
        assert main(["index", "--forget", str(folder / "DICOMDIR")]) == 0
        assert list(kept.iterdir()) == []


def test_one_of_another_version_is_forgotten_by_its_name(
    tmp_path: Path, kept: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as older:
        older.setattr(cache_file, "VERSION", b"0 0.0.1")
        older.setattr(filling, "place_of", lambda _: tmp_path / "beside" / ".." / "archive")
        assert main(["index", "archive"]) == 0
    assert f"{tmp_path}/beside/../archive: 3 files" in capsys.readouterr().out
    assert main(["index", "--forget", "archive"]) == 0
    assert list(kept.iterdir()) == []


def test_what_a_killed_process_has_left_is_forgotten_too(kept: Path) -> None:
    assert main(["index", "archive"]) == 0
    (file,) = kept.iterdir()
    (kept / ".0123456789abcdef").write_bytes(file.read_bytes()[:-20])
    assert main(["index", "--forget", "archive"]) == 0
    assert list(kept.iterdir()) == []
    (kept / ".0123456789abcdef").write_bytes(b"")
    assert main(["index", "--forget"]) == 0
    assert list(kept.iterdir()) == []


def test_a_name_of_which_nothing_is_kept_is_an_error(
    kept: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["index", "archive"]) == 0
    assert main(["index", "--forget", "archiv"]) == 1
    said = capsys.readouterr()
    assert "0 deleted" in said.out
    assert "Nothing is kept of archiv" in said.err
    assert len(list(kept.iterdir())) == 1
    assert main(["index", "--forget"]) == 0
    assert main(["index", "--forget"]) == 0


@pytest.mark.skipif(sys.platform in ("win32", "darwin"), reason="names are text there")
def test_a_name_that_is_no_text_is_shown_escaped(
    tmp_path: Path, kept: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    odd = os.fsdecode(os.fsencode(tmp_path) + b"/caf\xe9")
    (tmp_path / "archive").rename(odd)
    assert main(["index", odd]) == 0
    assert "caf\\udce9: 3 files" in capsys.readouterr().out
    assert main(["index", "--forget", odd + "x"]) == 1
    assert main(["index", "--forget", odd]) == 0
    assert list(kept.iterdir()) == []


def test_one_object_says_what_is_kept(
    tmp_path: Path, kept: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["index", "archive", "--json"]) == 0
    out, error = capsys.readouterr()
    told = json.loads(out)
    assert error == ""
    assert told["folder"] == str(kept)
    assert told["read"] == ["Collection: 1 series (1 CT)"]
    ((place, files),) = [(each["place"], each["files"]) for each in told["kept"]]
    assert (place, files) == (str(tmp_path / "archive"), 3)
    assert main(["index", "--forget", "archive", "other", "--json"]) == 1
    told = json.loads(capsys.readouterr().out)
    assert (told["deleted"], told["not_kept"]) == (1, ["other"])
