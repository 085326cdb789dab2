"""The same scan, check, edit and export on a cluster of dask, one of whose workers is killed."""

from __future__ import annotations

import os
import signal
from typing import TYPE_CHECKING, Any

import pytest
from support import frame_work, scan_work
from support.executors import await_two_workers, local_cluster

import dicomwidgets as dw
from dicomwidgets import samples
from dicomwidgets.collection import scanning
from dicomwidgets.collection.checks import frames
from dicomwidgets.collection.columns import Columns
from dicomwidgets.collection.scanning import scan
from dicomwidgets.reading.source import source_of

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from distributed import Client

    from dicomwidgets.finding import Findings
    from dicomwidgets.jobs import Progress
    from dicomwidgets.jobs.run_report import RunReport

pytestmark = pytest.mark.filterwarnings("ignore")  # of a cluster that loses a worker


@pytest.fixture(scope="module")
def client() -> Iterator[Client]:
    with local_cluster() as made:
        yield made


def killed_one(client: Client) -> int:
    """Kill a worker; the cluster starts another one."""
    worker: int = next(iter(client.run(os.getpid).values()))
    os.kill(worker, signal.SIGKILL)
    return worker


def test_a_cluster_that_loses_a_worker_gives_the_same_rows(
    tmp_path: Path, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = samples.write_ct_folder(tmp_path / "x", 2, 8)
    content = [each.read_bytes() for each in sorted(folder.iterdir())]
    for number in range(700):
        place = tmp_path / "many" / ("slow" if number % 5 == 0 else "fast")
        place.mkdir(parents=True, exist_ok=True)
        (place / f"{number:04}.dcm").write_bytes(content[number % 2])
    source, columns = source_of(tmp_path / "many"), Columns()
    expected = {row for batch in scan(source, columns, workers=0) for row in batch.rows}
    monkeypatch.setattr(scanning, "BundleScan", scan_work.SlowScan)
    found = []
    killed = 0
    for batch in scan(source, columns, executor=client.get_executor()):
        assert not batch.problems
        found += batch.rows
        killed = killed or killed_one(client)
    assert killed
    assert len(found) == 700
    assert set(found) == expected


def test_a_cluster_that_loses_a_worker_finds_the_same_in_frames(
    tmp_path: Path, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    samples.dirty_archive(tmp_path / "archive")
    collection = dw.load(tmp_path / "archive")
    expected = told(collection.check(pixels=True, workers=0))
    monkeypatch.setattr(frames, "look_at_frames", frame_work.look_slowly)
    await_two_workers(client)
    killed: list[int] = []

    def kill(progress: Progress) -> None:
        if not killed and 10 < progress.done < (progress.total or 0):
            killed.append(killed_one(client))

    found = collection.check(pixels=True, executor=client.get_executor(), on_progress=kill)
    assert killed
    assert told(found) == expected


@pytest.mark.parametrize("does", ["edit", "png", "npy", "dicom"])
def test_a_cluster_that_loses_a_worker_writes_the_same_files(
    tmp_path: Path, client: Client, does: str
) -> None:
    for number in range(12):
        folder = tmp_path / "in" / f"{number:02}"
        folder.mkdir(parents=True)
        for place, dataset in enumerate(samples.ct(6, 16)):
            dataset.SeriesInstanceUID += f".{number}"
            dataset.SOPInstanceUID += f".{number}"
            dataset.file_meta.MediaStorageSOPInstanceUID = dataset.SOPInstanceUID
            dataset.save_as(folder / f"{place}.dcm")
    collection = dw.load(tmp_path / "in", cache=False)

    def into(name: str, **how: Any) -> RunReport:
        if does == "edit":
            return collection.edit({"Manufacturer": "ACME"}).apply(tmp_path / name, **how)
        return collection.export(tmp_path / name, does).run(**how)

    assert into("alone", workers=0).counts == {"written": 12 if does == "npy" else 72}
    await_two_workers(client)
    killed: list[int] = []

    def kill(progress: Progress) -> None:
        if not killed and progress.done < (progress.total or 0):
            killed.append(killed_one(client))

    report = into("together", executor=client.get_executor(), on_progress=kill)
    assert killed
    assert report.counts == {"written": 12 if does == "npy" else 72}
    assert written(tmp_path / "together") == written(tmp_path / "alone")


def written(folder: Path) -> dict[str, bytes]:
    """Return what stands below a folder, but for the account of the run."""
    return {
        str(path.relative_to(folder)): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file() and ".dicomwidgets" not in str(path)
    }


def told(found: Findings) -> list[Any]:
    return [(each.rule, each.message, each.files, each.numbers) for each in found]
