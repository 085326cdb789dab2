"""A run over a folder: how much two processes gain, what memory does over many files."""

from __future__ import annotations

import os
import sys
import time
from pathlib import Path
from statistics import median
from typing import TYPE_CHECKING

from support.deid_stand_in import write_archive

import dicomwidgets as dw

if TYPE_CHECKING:
    from dicomwidgets.jobs import Progress

__all__ = ["IN_A_RUN", "memory_figures", "speed_figures"]

MANY = int(os.environ.get("DICOMWIDGETS_BENCH_FILES", "20000"))
IN_A_RUN = int(os.environ.get("DICOMWIDGETS_BENCH_RUN", "1000"))
_KEY = b"a key of the benchmark, of 32 bytes"


def speed_figures(series: Path, folder: Path, runs: int) -> dict[str, float]:
    """Return how much faster two worker processes are than one, and files a second."""
    gains, count = [], sum(1 for _ in series.iterdir())
    for run in range(runs):
        taken = {}
        for workers in (1, 2):
            begin = time.perf_counter()
            out = folder / f"run{run}-{workers}"
            report = dw.deidentify(series, out, key=_KEY, workers=workers)
            taken[workers] = time.perf_counter() - begin
            assert report.counts == {"written": count}
        print(f"one process {taken[1]:.2f} s, two {taken[2]:.2f} s", file=sys.stderr)
        gains.append(taken[1] / taken[2])
    return {"two_processes_over_one": median(gains)}


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
