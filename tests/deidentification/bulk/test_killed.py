"""Whatever is killed, a rerun ends where an undisturbed run does."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import time
from typing import TYPE_CHECKING

import pytest
from support.deid_run import ordered
from support.deid_stand_in import write_archive

from dicomwidgets.deidentification.bulk.folder_run import Manner, into_folder
from dicomwidgets.jobs import WorkerPool
from dicomwidgets.jobs.target_folder import MANIFEST, OWN_FOLDER
from dicomwidgets.reading.source import source_of

if TYPE_CHECKING:
    from pathlib import Path

    from dicomwidgets.jobs import Progress

FULL = os.environ.get("DICOMWIDGETS_FULL") == "1"
FILES, KILLS = (2000, 20) if FULL else (200, 3)


def tree(folder: Path) -> dict[str, bytes]:
    return {
        str(path.relative_to(folder)): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file() and path.name != "lock"
    }


@pytest.fixture(scope="module")
def archive(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_archive(tmp_path_factory.mktemp("archive"), FILES)


@pytest.fixture(scope="module")
def undisturbed(archive: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    out = tmp_path_factory.mktemp("undisturbed") / "out"
    into_folder(source_of(archive), out, ordered, Manner(workers=2), resume=True)
    return tree(out)


def lines(out: Path) -> int:
    manifest = out / OWN_FOLDER / MANIFEST
    return manifest.read_bytes().count(b"\n") - 1 if manifest.exists() else 0


def run_and_kill(archive: Path, out: Path, count: int) -> None:
    """Kill the run, not its workers, once it says that so many files are there."""
    command = [sys.executable, "-W", "error", "-m", "support.deid_run", str(archive), str(out)]
    path = os.pathsep.join(filter(None, sys.path))
    with subprocess.Popen(command, env={**os.environ, "PYTHONPATH": path}) as running:
        while lines(out) < count and running.poll() is None:
            time.sleep(0.005)
        running.kill()


def test_kill_and_run_again(archive: Path, undisturbed: dict[str, bytes], tmp_path: Path) -> None:
    """Three kills of 200 files; 20 of 2,000 with DICOMWIDGETS_FULL=1."""
    out = tmp_path / "out"
    counts = sorted(random.Random(KILLS).sample(range(1, FILES * 2 // 3), KILLS))  # noqa: S311
    for count in counts:
        run_and_kill(archive, out, count)
        assert count <= lines(out) < FILES
        for name, data in tree(out).items():
            if OWN_FOLDER not in name:
                assert data == undisturbed[name], "a file is whole or not there"
    report = into_folder(source_of(archive), out, ordered, Manner(workers=2), resume=True)
    assert tree(out) == undisturbed
    assert report.counts["present"] >= counts[-1]
    assert sum(report.counts.values()) == FILES


def test_a_pool_whose_worker_is_killed_gives_the_same(
    archive: Path, undisturbed: dict[str, bytes], tmp_path: Path
) -> None:
    killed = False

    def kill(progress: Progress) -> None:
        nonlocal killed
        if progress.done > 20 and not killed:
            os.kill(pool.pids()[0], signal.SIGKILL)
            killed = True

    with WorkerPool(2) as pool:
        manner = Manner(executor=pool, on_progress=kill)
        report = into_folder(source_of(archive), tmp_path / "out", ordered, manner, resume=True)
    assert killed
    assert report.counts == {"written": FILES}
    assert tree(tmp_path / "out") == undisturbed
