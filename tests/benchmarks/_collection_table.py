"""What a table of an archive costs: its memory, a filter, a second scan."""

from __future__ import annotations

import os
import random
import sys
import time
import tracemalloc
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any

from _archive import write_archive

from dicomwidgets.collection import stamps
from dicomwidgets.collection.columns import DEFAULT_ELEMENTS, Columns
from dicomwidgets.collection.load import load
from dicomwidgets.collection.masks import back_end
from dicomwidgets.collection.table import Table

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

__all__ = ["archive_rows", "filter_figures", "memory_figures", "second_scan_figures"]

RUNS = int(os.environ.get("DICOMWIDGETS_BENCH_RUNS", "5"))
ROWS = int(os.environ.get("DICOMWIDGETS_BENCH_ROWS", "1000000"))
FILES = int(os.environ.get("DICOMWIDGETS_BENCH_FILES", "100000"))


def seconds(action: Callable[[], object], clock: Callable[[], float] = time.process_time) -> float:
    """Time one call."""
    start = clock()
    action()
    return clock() - start


def filter_figures() -> dict[str, Any]:
    """Filter rows by two columns, beside a loop over the same rows as tuples."""
    draw = random.Random(1)  # noqa: S311 - of modalities and thicknesses
    thick = (None, 0.5, 1.0, 1.25, 2.0, 2.5, 3.0, 5.0)
    rows = [(draw.choice(("CT", "MR", "US", "CR", None)), draw.choice(thick)) for _ in range(ROWS)]
    table = Table(["Modality", "SliceThickness"])
    for start in range(0, ROWS, 1000):
        table.append(rows[start : start + 1000])

    def looped() -> list[int]:
        return [
            number
            for number, (modality, thickness) in enumerate(rows)
            if modality == "CT" and thickness is not None and thickness < 2
        ]

    def ours() -> list[int]:
        return table.where(Modality="CT", SliceThickness=lambda v: v < 2)  # type: ignore[return-value]

    def by_text() -> list[int]:
        return table.where("Modality == 'CT' and SliceThickness < 2")  # type: ignore[return-value]

    assert list(ours()) == list(by_text()) == looped()
    loops = [seconds(looped) for _ in range(RUNS)]
    return {
        "filter_over_loop": median(seconds(ours) for _ in range(RUNS)) / median(loops),
        "text_filter_over_loop": median(seconds(by_text) for _ in range(RUNS)) / median(loops),
        "filter_back_end": back_end(),
    }


def memory_figures() -> dict[str, Any]:
    """Count the bytes of a row with its forty elements."""
    count = min(ROWS, 100_000)
    tracemalloc.start()
    table = Table(Columns().names)
    for start in range(0, count, 1000):
        table.append(list(archive_rows(start, start + 1000)))
    used = tracemalloc.get_traced_memory()[0]
    tracemalloc.stop()
    return {"bytes_a_row": used / len(table)}


def archive_rows(start: int, stop: int) -> Iterator[tuple[Any, ...]]:
    """Yield rows as of an archive: series of 200 files, five a study, four studies a patient."""
    for number in range(start, stop):
        uid = f"1.2.826.0.1.3680043.8.498.{number // 1000:038d}"
        unique = {
            "SOPInstanceUID": f"{uid}.{number}",
            "SeriesInstanceUID": f"{uid}.{number // 200}",
            "StudyInstanceUID": uid,
            "AcquisitionTime": f"{number % 86400:06d}.{number * 7919 % 10**6:06d}",
            "InstanceNumber": number % 200,
            "ImagePositionPatient": f"-151.493164\\-151.493164\\{number % 200 * 0.625:.5f}",
            "PatientID": f"{number // 4000:08d}",
        }
        size = 525_000 + number * 31 % 900
        file = (f"study/{number // 1000}/series/IM{number:07d}.dcm", size, 10**18 + number, "", 1)
        yield (*file, *(unique.get(name, name) for name in DEFAULT_ELEMENTS))


def second_scan_figures() -> dict[str, Any]:
    """Scan an archive that has not changed, beside a bare walk that asks for every file's times."""
    with TemporaryDirectory() as place:
        os.environ["XDG_CACHE_HOME"] = f"{place}/cache"
        archive = write_archive(Path(place, "archive"), FILES)
        time.sleep(stamps._FRESH / 1e9)  # what was just written may be written again
        first = seconds(lambda: load(archive), time.perf_counter)
        kept = sum(file.stat().st_size for file in Path(place, "cache").rglob("*.index"))
        ratios = []
        for _ in range(RUNS + 1):
            walk = seconds(lambda: bare_walk(str(archive)), time.perf_counter)
            again = seconds(lambda: load(archive), time.perf_counter)
            ratios.append(again / walk)
            print(f"second scan: {again:.2f} s, bare walk: {walk:.2f} s", file=sys.stderr)
    return {
        "second_scan_over_walk": median(ratios[1:]),
        "second_scan_seconds": again,
        "first_scan_seconds": first,
        "cache_bytes_a_file": kept / FILES,
    }


def bare_walk(root: str) -> int:
    """List folders and ask for every file's size and times."""
    count = 0
    folders = [root]
    while folders:
        with os.scandir(folders.pop()) as entries:
            for entry in entries:
                if entry.is_dir():
                    folders.append(entry.path)
                else:
                    entry.stat()
                    count += 1
    return count
