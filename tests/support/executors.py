"""Executors that misbehave, and a cluster on this machine."""

from __future__ import annotations

import warnings
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from distributed import Client

__all__ = ["Cancelling", "await_two_workers", "local_cluster"]


class Cancelling(ThreadPoolExecutor):
    """Cancels the work that it is told to, by how many were sent."""

    def __init__(self, which: Callable[[int], bool]) -> None:
        super().__init__(2)
        self.which = which
        self.sent = 0

    def submit(self, work: Callable[..., Any], /, *args: Any, **keywords: Any) -> Future[Any]:
        self.sent += 1
        if not self.which(self.sent):
            return super().submit(work, *args, **keywords)
        future: Future[Any] = Future()
        future.cancel()
        return future


@contextmanager
def local_cluster() -> Iterator[Client]:
    """A cluster of dask: two processes on this machine, without its web page."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        import dask  # noqa: PLC0415
        from distributed import Client, LocalCluster  # noqa: PLC0415 - two seconds

        dask.config.set({"distributed.scheduler.allowed-failures": 1})
        cluster = LocalCluster(
            n_workers=2,
            threads_per_worker=1,
            processes=True,
            dashboard_address=None,
            silence_logs=50,
        )
        with Client(cluster) as client:
            yield client
        # A worker that was killed may be about to start again, which the cluster takes ill.
        with suppress(AssertionError):
            cluster.close()


def await_two_workers(client: Client) -> None:
    """Wait for as many workers as a cluster had before one was killed.

    Its nanny starts another. Killed while that starts, it may never come: then a third is hired.
    """
    try:
        client.wait_for_workers(2, timeout=45)
    except TimeoutError:
        client.cluster.scale(3)
        client.wait_for_workers(2, timeout=120)
