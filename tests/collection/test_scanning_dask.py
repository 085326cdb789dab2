"""The same scan on a cluster of dask, one of whose workers is killed in the middle, one slow."""

from __future__ import annotations

import os
import signal
from typing import TYPE_CHECKING

import pytest
from support import scan_work
from support.executors import local_cluster

from dicomwidgets import samples
from dicomwidgets.collection import scanning
from dicomwidgets.collection.columns import Columns
from dicomwidgets.collection.scanning import scan
from dicomwidgets.reading.source import source_of

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = pytest.mark.filterwarnings("ignore")  # of a cluster that loses a worker


def test_a_cluster_that_loses_a_worker_gives_the_same_rows(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
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
    with local_cluster() as client:
        found = []
        killed = 0
        for batch in scan(source, columns, executor=client.get_executor()):
            assert not batch.problems
            found += batch.rows
            if not killed:
                killed = next(iter(client.run(os.getpid).values()))
                os.kill(killed, signal.SIGKILL)
    assert killed
    assert len(found) == 700
    assert set(found) == expected
