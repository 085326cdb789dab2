"""The same scan and check on a cluster of dask, one of whose workers is killed, one slow."""

from __future__ import annotations

import os
import signal
from typing import TYPE_CHECKING, Any

import pytest
from support import frame_work, scan_work
from support.executors import local_cluster

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
    client.wait_for_workers(2, timeout=30)
    killed: list[int] = []

    def kill(progress: Progress) -> None:
        if not killed and 10 < progress.done < (progress.total or 0):
            killed.append(killed_one(client))

    found = collection.check(pixels=True, executor=client.get_executor(), on_progress=kill)
    assert killed
    assert told(found) == expected


def told(found: Findings) -> list[Any]:
    return [(each.rule, each.message, each.files, each.numbers) for each in found]
