"""Files that are written together are waited for together, and each is whole by itself."""

from __future__ import annotations

import errno
import os
from typing import TYPE_CHECKING

import pytest
from support.deid_stand_in import StandIn, write_archive

from dicomwidgets.deidentification.bulk.naming import Names
from dicomwidgets.deidentification.bulk.work import FileWork, Task
from dicomwidgets.jobs.together import InTwoSteps, Several
from dicomwidgets.reading.origin import origin_of
from dicomwidgets.reading.source import source_of

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture
def tasks(tmp_path: Path) -> list[Task]:
    source = source_of(write_archive(tmp_path / "in", 3))
    return [
        Task(number, origin_of(source, item), item.name)
        for number, item in enumerate(source.items())
    ]


@pytest.fixture
def work(tmp_path: Path) -> FileWork:
    (tmp_path / "parts").mkdir()
    return FileWork(StandIn(b"key"), str(tmp_path / "parts"), Names())


def test_all_are_written_before_the_first_is_waited_for(
    work: FileWork, tasks: list[Task], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    there: list[int] = []
    fsync = os.fsync

    def counted(handle: int) -> None:
        there.append(len(list((tmp_path / "parts").iterdir())))
        fsync(handle)

    monkeypatch.setattr(os, "fsync", counted)
    assert isinstance(work, InTwoSteps)
    handles = len(os.listdir("/proc/self/fd")) if os.path.isdir("/proc/self/fd") else 0  # noqa: PTH112, PTH208
    done = Several(work)(tasks)
    assert there == [3, 3, 3]
    assert [made.status for made in done.values] == ["made"] * 3
    assert {made.part for made in done.values} == {
        path.name for path in (tmp_path / "parts").iterdir()
    }
    if handles:
        assert len(os.listdir("/proc/self/fd")) == handles  # noqa: PTH208


def test_what_does_not_reach_the_disk_fails_alone(
    work: FileWork, tasks: list[Task], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    calls = 0

    def second_fails(_: int) -> None:
        nonlocal calls
        calls += 1
        if calls == 2:
            raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(os, "fsync", second_fails)
    first, second, third = Several(work)(tasks).values
    assert (second.status, second.ends) == ("failed", True)
    assert "No space left" in second.reason
    parts = {path.name for path in (tmp_path / "parts").iterdir()}
    assert parts == {first.part, third.part}
