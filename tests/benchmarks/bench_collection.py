"""How fast an archive is scanned, and what its table costs: `make bench NAME=collection`.

Files are made as scanners write them (`_scanner.py`): some hundred elements, eight series. All
figures are of this run on this machine; the last line is one JSON object.
"""

from __future__ import annotations

import json
import resource
import shutil
import sys
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

from _collection_checks import check_figures, series_figures
from _collection_remote import remote_figures
from _collection_screen import browser_figures
from _collection_table import filter_figures, memory_figures, second_scan_figures
from _scanner import write_series
from pydicom import dcmread

from dicomwidgets.collection.columns import DEFAULT_ELEMENTS, Columns
from dicomwidgets.collection.scanning import scan
from dicomwidgets.reading.source import source_of

if TYPE_CHECKING:
    from collections.abc import Callable

_SERIES, _SLICES = 8, 250
_PYDICOM_FILES = 300
_MANY = 20_000


def main() -> None:
    """Measure and print."""
    with tempfile.TemporaryDirectory() as place:
        root = Path(place)
        files = _archive(root / "archive")
        columns = Columns()
        pydicom = _cpu(lambda: _by_pydicom(files[:_PYDICOM_FILES])) / _PYDICOM_FILES
        _scanned(root / "archive", columns, 0)  # as pydicom's files, these are in memory now
        flat = min(_cpu(lambda: _scanned(root / "archive", columns, 0)) for _ in range(3))
        flat /= len(files)
        figures: dict[str, Any] = {
            "files": len(files),
            "elements": len(DEFAULT_ELEMENTS),
            "pydicom_ms_a_file": round(1000 * pydicom, 3),
            "scan_ms_a_file": round(1000 * flat, 4),
            "times_pydicom": round(pydicom / flat, 1),
        }
        figures |= _processes(root, columns)
        figures |= _first_rows(root, columns)
        figures |= remote_figures(files)
    figures |= filter_figures() | memory_figures() | second_scan_figures()
    figures |= series_figures() | check_figures() | browser_figures()
    print(json.dumps(figures))


def _archive(root: Path) -> list[Path]:
    """Write series of slices without most of their pixels' bytes in memory twice."""
    root.mkdir()
    (root / "0").mkdir()
    first = write_series(root / "0", _SLICES)
    for number in range(1, _SERIES):
        shutil.copytree(root / "0", root / str(number))
    return [root / str(number) / path.name for number in range(_SERIES) for path in first]


def _by_pydicom(files: list[Path]) -> None:
    for path in files:
        dataset = dcmread(path, stop_before_pixels=True)
        for keyword in DEFAULT_ELEMENTS:
            dataset.get(keyword)


def _scanned(root: Path, columns: Columns, workers: int | None) -> int:
    return sum(len(batch.rows) for batch in scan(source_of(root), columns, workers=workers))


def _cpu(work: Callable[[], Any]) -> float:
    begin = time.process_time()
    work()
    return time.process_time() - begin


def _processes(root: Path, columns: Columns) -> dict[str, Any]:
    """Measure many files in one process and in two, those of the start-up left out."""
    many = root / "many"
    many.mkdir()
    small = [path.read_bytes()[:7000] for path in sorted((root / "archive" / "0").iterdir())]
    for number in range(_MANY):
        folder = many / f"{number // 250:03}"
        folder.mkdir(exist_ok=True)
        with (folder / f"{number:06}.dcm").open("wb") as file:
            file.write(small[number % len(small)])
            file.truncate(len(small[0]) + 2 * 512 * 512)
    seconds = {}
    for workers in (1, 2, 1, 2):
        begin = None
        rows = 0
        for batch in scan(source_of(many), columns, workers=workers):
            rows += len(batch.rows)
            if begin is None and rows > _MANY // 20:
                begin, counted = time.perf_counter(), rows
        rate = (time.perf_counter() - (begin or 0)) / (rows - counted)
        seconds[workers] = min(rate, seconds.get(workers, rate))
    return {
        "files_a_second_one_process": round(1 / seconds[1]),
        "files_a_second_two": round(1 / seconds[2]),
        "two_over_one": round(seconds[1] / seconds[2], 2),
    }


def _first_rows(root: Path, columns: Columns) -> dict[str, Any]:
    """Measure how long the first rows take where a folder holds few files, and many."""
    content = next((root / "many" / "000").iterdir()).read_bytes()[:7000]
    seconds = {}
    for count in (1_000, 100_000):
        folder = root / f"flat{count}"
        folder.mkdir()
        (folder / "000000.dcm").write_bytes(content)
        for number in range(1, count):
            (folder / f"{number:06}.dcm").hardlink_to(
                folder / f"{number // 1000 * 1000:06}.dcm"
            ) if (number % 1000) else (folder / f"{number:06}.dcm").write_bytes(content)
        times = []
        for _ in range(5):
            begin = time.perf_counter()
            next(scan(source_of(folder), columns))
            times.append(time.perf_counter() - begin)
        seconds[count] = sorted(times)[2]
    return {
        "first_rows_ms_of_1000": round(1000 * seconds[1_000], 1),
        "first_rows_ms_of_100000": round(1000 * seconds[100_000], 1),
        "first_rows_100000_over_1000": round(seconds[100_000] / seconds[1_000], 2),
        "peak_MB": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024,
    }


if __name__ == "__main__":
    sys.exit(main())
