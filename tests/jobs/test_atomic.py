"""A file is there whole or not at all, and nothing that is there is lost."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import pytest

from dicomwidgets.jobs import atomic_file
from dicomwidgets.jobs.atomic import PART

if TYPE_CHECKING:
    from pathlib import Path


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def test_until_it_is_whole_it_has_another_name(tmp_path: Path) -> None:
    with atomic_file(tmp_path / "a.dcm") as file:
        file.write(b"12")
        (name,) = names(tmp_path)
        assert name.startswith(".a.dcm.")
        assert name.endswith(PART)
    assert names(tmp_path) == ["a.dcm"]
    assert (tmp_path / "a.dcm").read_bytes() == b"12"


def test_what_fails_leaves_nothing_and_changes_nothing(tmp_path: Path) -> None:
    (tmp_path / "a.dcm").write_bytes(b"before")
    with pytest.raises(RuntimeError), atomic_file(tmp_path / "a.dcm") as file:  # noqa: PT012
        file.write(b"half")
        raise RuntimeError
    assert names(tmp_path) == ["a.dcm"]
    assert (tmp_path / "a.dcm").read_bytes() == b"before"


def test_who_is_asked_last_may_refuse(tmp_path: Path) -> None:
    def refuse() -> None:
        raise RuntimeError

    (tmp_path / "a.dcm").write_bytes(b"before")
    with pytest.raises(RuntimeError), atomic_file(tmp_path / "a.dcm", ready=refuse) as file:
        file.write(b"after")
    assert names(tmp_path) == ["a.dcm"]
    assert (tmp_path / "a.dcm").read_bytes() == b"before"


def test_a_file_that_is_there_is_replaced_only_on_request(tmp_path: Path) -> None:
    (tmp_path / "a.dcm").write_bytes(b"before")
    with pytest.raises(FileExistsError), atomic_file(tmp_path / "a.dcm", overwrite=False) as file:
        file.write(b"after")
    assert (tmp_path / "a.dcm").read_bytes() == b"before"
    with atomic_file(tmp_path / "a.dcm") as file:
        file.write(b"after")
    assert (tmp_path / "a.dcm").read_bytes() == b"after"
    assert names(tmp_path) == ["a.dcm"]


@pytest.mark.parametrize("links", [True, False])
def test_nobody_gets_in_between(
    links: bool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def no_links(*_: object) -> None:
        raise PermissionError

    if not links:
        monkeypatch.setattr(os, "link", no_links)
    with atomic_file(tmp_path / "b.dcm", overwrite=False) as file:
        file.write(b"1")
    with (  # noqa: PT012 - the end of the block raises
        pytest.raises(FileExistsError),
        atomic_file(tmp_path / "a.dcm", overwrite=False) as file,
    ):
        (tmp_path / "a.dcm").write_bytes(b"somebody else's")
        file.write(b"1")
    assert names(tmp_path) == ["a.dcm", "b.dcm"]


def test_the_rights_are_those_of_the_one_replaced_or_of_a_new_one(tmp_path: Path) -> None:
    (tmp_path / "old").touch(0o640)
    (tmp_path / "old").chmod(0o640)
    (tmp_path / "other").touch()
    for name in ("old", "new"):
        with atomic_file(tmp_path / name):
            pass
    assert (tmp_path / "old").stat().st_mode & 0o777 == 0o640
    assert (tmp_path / "new").stat().st_mode == (tmp_path / "other").stat().st_mode
