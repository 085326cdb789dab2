"""The same work on a cluster of dask, one of whose workers is killed in the middle."""

from __future__ import annotations

import os
import signal
from typing import TYPE_CHECKING

import pytest
from support import jobs_work
from support.deid_run import ordered
from support.deid_stand_in import write_archive
from support.executors import await_two_workers, local_cluster

from dicomwidgets.deidentification.bulk.folder_run import Manner, into_folder
from dicomwidgets.errors import JobError
from dicomwidgets.jobs import in_order, run
from dicomwidgets.reading.source import source_of

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from distributed import Client

    from dicomwidgets.jobs import Progress

pytestmark = pytest.mark.filterwarnings("ignore")  # of a cluster that loses a worker


@pytest.fixture(scope="module")
def client() -> Iterator[Client]:
    with local_cluster() as client:
        yield client


def tree(folder: Path) -> dict[str, bytes]:
    return {
        str(path.relative_to(folder)): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file() and path.name != "lock"
    }


def test_a_worker_of_the_cluster_may_die(client: Client, tmp_path: Path) -> None:
    archive = write_archive(tmp_path / "in", 80)
    into_folder(
        source_of(archive), tmp_path / "undisturbed", ordered, Manner(workers=0), resume=True
    )
    killed: list[int] = []

    def kill(progress: Progress) -> None:
        if progress.done > 20 and not killed:
            killed.append(next(iter(client.run(os.getpid).values())))
            os.kill(killed[0], signal.SIGKILL)

    manner = Manner(executor=client.get_executor(), on_progress=kill)
    report = into_folder(source_of(archive), tmp_path / "out", ordered, manner, resume=True)
    assert killed
    assert report.counts == {"written": 80}
    assert tree(tmp_path / "out") == tree(tmp_path / "undisturbed")


def test_an_item_that_kills_workers_is_named_and_the_rest_is_done(client: Client) -> None:
    await_two_workers(client)
    results = list(in_order(run(jobs_work.kill_worker, range(12), executor=client.get_executor())))
    assert [result.value for result in results] == [*range(5), None, *range(6, 12)]
    assert isinstance(results[5].error, JobError)
