"""The same scan on a cluster of dask, one of whose workers is killed in the middle, one slow."""

from __future__ import annotations

import os
import signal
import warnings
from contextlib import suppress
from typing import TYPE_CHECKING

import pytest
from support import scan_work

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
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        import dask  # noqa: PLC0415
        from distributed import Client, LocalCluster  # noqa: PLC0415 - two seconds

    folder = samples.write_ct_folder(tmp_path / "x", 2, 8)
    content = [each.read_bytes() for each in sorted(folder.iterdir())]
    for number in range(700):
        place = tmp_path / "many" / ("slow" if number % 5 == 0 else "fast")
        place.mkdir(parents=True, exist_ok=True)
        (place / f"{number:04}.dcm").write_bytes(content[number % 2])
    source, columns = source_of(tmp_path / "many"), Columns()
    expected = {row for batch in scan(source, columns, workers=0) for row in batch.rows}
    monkeypatch.setattr(scanning, "BundleScan", scan_work.SlowScan)
    dask.config.set({"distributed.scheduler.allowed-failures": 1})
    cluster = LocalCluster(
        n_workers=2,
        threads_per_worker=1,
        processes=True,
        dashboard_address=None,
        silence_logs=50,
    )
    with Client(cluster) as client:
        found = []
        killed = 0
        for batch in scan(source, columns, executor=client.get_executor()):
            assert not batch.problems
            found += batch.rows
            if not killed:
                killed = next(iter(client.run(os.getpid).values()))
                os.kill(killed, signal.SIGKILL)
    with suppress(AssertionError):
        cluster.close()
    assert killed
    assert len(found) == 700
    assert set(found) == expected
