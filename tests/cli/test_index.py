"""``dicomwidgets index``, as it is typed."""

from __future__ import annotations

import shlex
from typing import TYPE_CHECKING

import pytest

from dicomwidgets import samples
from dicomwidgets.cli.index import _AFTER, EXAMPLES
from dicomwidgets.cli.main import main
from dicomwidgets.collection import cache, stamps

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


@pytest.mark.parametrize("line", EXAMPLES)
def test_the_examples_of_the_help_do_what_they_say(
    line: str, kept: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(shlex.split(line)[1:]) == 0
    said = capsys.readouterr().out
    assert str(kept) in said
    assert line in _AFTER + "\n".join(EXAMPLES)


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
