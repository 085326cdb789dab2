from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from dicomwidgets import samples
from dicomwidgets.errors import ArgumentError

if TYPE_CHECKING:
    from pathlib import Path


def contents(folder: Path) -> dict[str, bytes]:
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


def test_the_dirty_archive_is_small_always_the_same_and_names_what_is_wrong(tmp_path: Path) -> None:
    faults = samples.dirty_archive(tmp_path / "one")
    assert samples.dirty_archive(tmp_path / "other") == faults
    files = contents(tmp_path / "one")
    assert files == contents(tmp_path / "other")
    assert sum(map(len, files.values())) < 5_000_000
    for fault in faults:
        assert fault.rules
        assert fault.what.endswith(".")
        assert fault.files
        assert all((tmp_path / "one" / name).exists() for name in fault.files)


def test_nothing_is_written_where_something_is(tmp_path: Path) -> None:
    (tmp_path / "mine.txt").write_text("mine")
    with pytest.raises(ArgumentError, match="something already"):
        samples.dirty_archive(tmp_path)
    with pytest.raises(ArgumentError, match="something already"):
        samples.dirty_archive(tmp_path / "mine.txt")
    assert [path.name for path in tmp_path.iterdir()] == ["mine.txt"]
