from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

import dicomwidgets as dw
from dicomwidgets import samples
from dicomwidgets.errors import ArgumentError

if TYPE_CHECKING:
    from pathlib import Path


def test_each_file_is_broken_in_the_way_that_is_told(tmp_path: Path) -> None:
    answers = samples.broken_files(tmp_path / "broken")
    assert samples.broken_files(tmp_path / "again") == answers
    names = [name for answer in answers for name in answer.files]
    assert names == sorted(path.name for path in (tmp_path / "broken").iterdir())
    for answer in answers:
        (name,) = answer.files
        file = tmp_path / "broken" / name
        assert file.read_bytes() == (tmp_path / "again" / name).read_bytes()
        found = {each.rule for each in dw.check(file, validator=False)}
        assert answer.rules[0] in found, (name, answer.what, found)
        assert answer.what.endswith(".")


def test_they_are_whole_but_for_that(tmp_path: Path) -> None:
    whole = tmp_path / "whole.dcm"
    samples.ct(1, 32)[0].save_as(whole, enforce_file_format=True)
    assert [each.rule for each in dw.check(whole, validator=False)] == []


def test_nothing_is_written_where_something_is(tmp_path: Path) -> None:
    (tmp_path / "mine.txt").write_text("mine")
    with pytest.raises(ArgumentError, match="something already"):
        samples.broken_files(tmp_path)
