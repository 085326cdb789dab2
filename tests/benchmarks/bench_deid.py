"""Anonymizing beside pydicom's reading and writing of the same files, and beside two peers.

All real files of the test data, and a series of CT slices; one process, its CPU time
(`time.process_time`). Each file is taken by all in turn; a ratio is the sum over the files that
both can do. Prints one JSON object as its last line: medians of `DICOMWIDGETS_BENCH_RUNS` (3).
Then whole runs: two processes beside one over 2,000 slices and over all real files (five pairs at
least, on the disk and in memory), memory over `DICOMWIDGETS_BENCH_FILES` (20,000) files.
`DICOMWIDGETS_BENCH_PEERS=0` leaves dicognito and dicom-anonymizer out, which are installed for this
only, beside the packages of the environment.
"""

from __future__ import annotations

import csv
import json
import os
import subprocess
import sys
import tempfile
import time
import warnings
from pathlib import Path
from statistics import median
from typing import TYPE_CHECKING

from _deid_bulk import IN_A_RUN, MEMORY, disk_figures, memory_figures, speed_figures
from _scanner import write_series
from pydicom import dcmread

from dicomwidgets.deidentification.engine.job import Job
from dicomwidgets.deidentification.engine.rewriting import rewrite
from dicomwidgets.deidentification.mapping.key import key_for
from dicomwidgets.deidentification.planning import plan
from dicomwidgets.deidentification.policy import policy_for

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

RUNS = int(os.environ.get("DICOMWIDGETS_BENCH_RUNS", "3"))
SLICES = int(os.environ.get("DICOMWIDGETS_BENCH_SLICES", "200"))
WITH_PEERS = os.environ.get("DICOMWIDGETS_BENCH_PEERS", "1") != "0"
DATA = os.environ.get("DICOMWIDGETS_TEST_DATA")
PLAN_KEY = "a key of the benchmark, longer than 32 bytes"
PEERS = ("dicognito==0.19.0", "dicom-anonymizer==2.1.0", "tqdm")

Way = tuple[str, "Callable[[Path, Path], object]"]


def read_and_write(source: Path, target: Path) -> None:
    """Do nothing but read and write."""
    dcmread(source, force=True).save_as(target)


def ours() -> Callable[[Path, Path], object]:
    """Return what anonymizes by the Basic Profile."""
    job = Job(policy_for(), key_for(b"a key of the benchmark, of 32 bytes"))

    def anonymize(source: Path, target: Path) -> None:
        with source.open("rb") as file, target.open("wb") as out:
            rewrite(file, out, job)

    return anonymize


def peers() -> Iterable[Way]:
    """Return the peers, installed in a folder of their own if they are not there yet."""
    if not WITH_PEERS:
        return ()
    folder = Path(sys.prefix, "deid-peers")
    if not folder.is_dir():
        pip = (sys.executable, "-m", "pip", "install", "--quiet", "--no-deps", "--target")
        subprocess.run([*pip, str(folder), *PEERS], check=True)
    sys.path.append(str(folder))
    from dicognito.anonymizer import Anonymizer  # noqa: PLC0415 - installed a moment ago
    from dicomanonymizer import anonymize_dataset  # noqa: PLC0415

    anonymizer = Anonymizer(seed="bench")

    def by_dicognito(source: Path, target: Path) -> None:
        dataset = dcmread(source, force=True)
        anonymizer.anonymize(dataset)
        dataset.save_as(target)

    def by_dicom_anonymizer(source: Path, target: Path) -> None:
        dataset = dcmread(source, force=True)
        anonymize_dataset(dataset)
        dataset.save_as(target)

    return (("dicognito", by_dicognito), ("dicom_anonymizer", by_dicom_anonymizer))


def seconds(way: Callable[[Path, Path], object], source: Path, target: Path) -> float | None:
    """Return the CPU time of one file; ``None`` if it can't be done."""
    start = time.process_time()
    try:
        way(source, target)
    except Exception:  # noqa: BLE001 - each fails in its own way, which is counted
        return None
    return time.process_time() - start


def measured(name: str, files: list[Path], ways: list[Way], folder: Path) -> dict[str, float]:
    """Take turns over the files, and return ratios to reading and writing."""
    runs: dict[str, list[float]] = {}
    for _ in range(RUNS):
        times: dict[str, list[float | None]] = {}
        for path in files:
            for way, call in ways:
                times.setdefault(way, []).append(seconds(call, path, folder / "out.dcm"))
        floor = times["read_write"]
        for way, each in times.items():
            both = [(a, b) for a, b in zip(each, floor, strict=True) if a and b]
            ratio = sum(a for a, _ in both) / sum(b for _, b in both)
            runs.setdefault(f"{name}_{way}_over_read_write", []).append(ratio)
            print(f"{name}: {way} {ratio:.2f} over {len(both)} files", file=sys.stderr)
    return {way: median(each) for way, each in runs.items() if "read_write_over" not in way}


def planned(name: str, files: list[Path]) -> dict[str, float]:
    """Return plans, opening included, over reading the same files with every element decoded."""

    def read_and_decode(source: Path, _: Path) -> None:
        for element in dcmread(source, force=True).iterall():
            element.value  # noqa: B018 - decodes it

    def make_plan(source: Path, _: Path) -> None:
        plan(source, key=PLAN_KEY)

    ratios, middles = [], []
    for _ in range(RUNS):
        pairs = [
            [seconds(way, path, path) for way in (make_plan, read_and_decode)] for path in files
        ]
        both = [(a, b) for a, b in pairs if a and b]
        ratios.append(sum(a for a, _ in both) / sum(b for _, b in both))
        middles.append(median(a / b for a, b in both))
        slower = sum(a > b for a, b in both)
        told = f"plan {ratios[-1]:.2f}, median {middles[-1]:.2f}, {slower} of {len(both)} slower"
        print(f"{name}: {told}", file=sys.stderr)
    return {
        f"{name}_plan_over_read_decode": median(ratios),
        f"{name}_plan_over_read_decode_of_the_middle_file": median(middles),
    }


def in_two(name: str, source: Path, folder: Path) -> dict[str, float]:
    """Return what two processes gain on the disk, in memory, and with nothing to do but write."""
    runs = max(RUNS, 5)
    sizes = [path.stat().st_size for path in source.rglob("*") if path.is_file()]
    figures = speed_figures(name, source, folder, runs)
    figures |= disk_figures(name, folder, sum(sizes) // len(sizes), runs)
    if os.access(MEMORY, os.W_OK):
        with tempfile.TemporaryDirectory(dir=MEMORY) as memory:
            figures |= speed_figures(f"{name}_in_memory", source, Path(memory), runs)
    return figures


def real_files() -> list[Path]:
    """Return the files of the test data."""
    if DATA is None:
        return []
    folder = Path(DATA, "dicom")
    with (folder / "catalogue.csv").open(encoding="utf-8") as file:
        return [folder / row["repo"] / row["path"] for row in csv.DictReader(file)]


def main() -> None:
    """Run everything and print the figures."""
    warnings.simplefilter("ignore")
    ways: list[Way] = [("read_write", read_and_write), ("ours", ours()), *peers()]
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        figures = measured("ct", write_series(folder, SLICES), ways, folder)
        if files := real_files():
            figures |= measured("real", files, ways, folder)
            figures |= planned("real", files)
        (folder / "series").mkdir()
        write_series(folder / "series", IN_A_RUN)
        figures |= in_two("ct", folder / "series", folder)
        if DATA is not None:
            figures |= in_two("real", Path(DATA, "dicom"), folder)
        figures |= memory_figures(folder)
    print(json.dumps({name: round(value, 3) for name, value in figures.items()}))


if __name__ == "__main__":
    main()
