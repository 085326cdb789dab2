"""A run over a folder: how much two processes gain, what memory does over many files.

A run waits until each file is on the disk, and two processes can't make a disk faster. So it is
measured on the disk, in memory (Linux), where the work alone counts, and beside two processes
that write files of the same size and do nothing else: what those gain is what the disk allows.

What can't be halved: the start of each worker (interpreter, engine, and pydicom where a DICOMDIR is
made anew: 0.4 s of CPU), what each learns for itself of patients and kinds of files, and this
process, which places files and keeps the manifest (0.2 ms a file). Over the real files, which take
one process less than five seconds, that is a sixth; over the slices next to nothing.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import time
from pathlib import Path
from statistics import median
from typing import TYPE_CHECKING

from support.deid_stand_in import write_archive

import dicomwidgets as dw

if TYPE_CHECKING:
    from dicomwidgets.jobs import Progress

__all__ = ["IN_A_RUN", "MEMORY", "disk_figures", "memory_figures", "speed_figures"]

MANY = int(os.environ.get("DICOMWIDGETS_BENCH_FILES", "20000"))
IN_A_RUN = int(os.environ.get("DICOMWIDGETS_BENCH_RUN", "2000"))
MEMORY = Path("/dev/shm")  # noqa: S108 - a folder is made in it
"""Where files are in memory only."""

_WRITE = """
import os, sys
folder, count, size = sys.argv[1], int(sys.argv[2]), int(sys.argv[3])
data = os.urandom(size)
for number in range(count):
    with open(f"{folder}/{os.getpid()}-{number}", "wb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())
"""
_KEY = b"a key of the benchmark, of 32 bytes"


def speed_figures(name: str, source: Path, folder: Path, runs: int) -> dict[str, float]:
    """Return how much faster two worker processes are than one, and the time of one a file.

    Runs of one and of two take turns, and each pair gives a ratio: of the whole runs, and of what
    follows the first twentieth of the files, when the workers have started. What was written is
    removed after each, and the disk is at rest before the next.
    """
    gains, started, files, alone = [], [], 0, []
    for run in range(runs):
        taken, rest = {}, {}
        for workers in (1, 2) if run % 2 else (2, 1):
            out = folder / f"{name}-{run}-{workers}"
            os.sync()
            watch = _Watch()
            begin = time.perf_counter()
            report = dw.deidentify(source, out, key=_KEY, workers=workers, on_progress=watch.look)
            end = time.perf_counter()
            taken[workers], rest[workers] = end - begin, watch.seconds_a_file(end)
            files = report.counts["written"]
            shutil.rmtree(out)
        print(f"{name}: one process {taken[1]:.2f} s, two {taken[2]:.2f} s", file=sys.stderr)
        gains.append(taken[1] / taken[2])
        started.append(rest[1] / rest[2])
        alone.append(taken[1] / files * 1000)
    return {
        f"{name}_two_processes_over_one": median(gains),
        f"{name}_two_processes_over_one_once_started": median(started),
        f"{name}_one_process_ms_a_file": median(alone),
    }


class _Watch:
    """Notes when a twentieth of the files was done."""

    def __init__(self) -> None:
        self._at = 0.0
        self._left = 0

    def look(self, progress: Progress) -> None:
        if not self._at and progress.total and progress.done >= progress.total / 20:
            self._at, self._left = time.perf_counter(), progress.total - progress.done

    def seconds_a_file(self, end: float) -> float:
        return (end - self._at) / self._left


def disk_figures(name: str, folder: Path, size: int, runs: int) -> dict[str, float]:
    """Return how much faster two processes are than one that only write files of a size."""
    gains = []
    for run in range(runs):
        taken = {}
        for writers in (1, 2) if run % 2 else (2, 1):
            out = folder / f"disk-{run}-{writers}"
            out.mkdir()
            os.sync()
            begin = time.perf_counter()
            call = [sys.executable, "-c", _WRITE, str(out), str(400 // writers), str(size)]
            for process in [subprocess.Popen(call) for _ in range(writers)]:
                process.wait()
            taken[writers] = time.perf_counter() - begin
            shutil.rmtree(out)
        gains.append(taken[1] / taken[2])
    return {f"{name}_two_writers_over_one": median(gains)}


def memory_figures(folder: Path) -> dict[str, float]:
    """Return the memory of this process after a tenth of many files, and after all (MiB)."""
    archive = write_archive(folder / "many", MANY)
    seen: dict[int, float] = {}

    def look(progress: Progress) -> None:
        seen[progress.done] = _resident()

    begin = time.perf_counter()
    report = dw.deidentify(archive, folder / "many-out", key=_KEY, on_progress=look, workers=2)
    taken = time.perf_counter() - begin
    assert report.counts == {"written": MANY}
    early = next(mib for done, mib in seen.items() if done >= MANY // 10)
    print(f"{MANY} files in {taken:.1f} s", file=sys.stderr)
    return {
        "many_files_per_second": MANY / taken,
        "resident_mib_after_a_tenth": early,
        "resident_mib_after_all": seen[MANY],
        "resident_mib_most": max(seen.values()),
    }


def _resident() -> float:
    """Return the memory that this process has now, in MiB (Linux)."""
    pages = int(Path("/proc/self/statm").read_text().split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE") / 2**20
