"""Frames are checked though a worker is killed in the middle: here, and on a cluster."""

from __future__ import annotations

import os
import signal
from typing import TYPE_CHECKING, Any

import pytest
from support import frame_work
from support.executors import local_cluster

import dicomwidgets as dw
from dicomwidgets import samples
from dicomwidgets.collection.checks import frames

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from dicomwidgets.finding import Findings
    from dicomwidgets.jobs import Progress

pytestmark = pytest.mark.filterwarnings("ignore")  # of a cluster that loses a worker


@pytest.fixture(scope="module")
def collection(tmp_path_factory: pytest.TempPathFactory) -> dw.Collection:
    folder = tmp_path_factory.mktemp("dirty") / "archive"
    samples.dirty_archive(folder)
    return dw.load(folder)


@pytest.fixture(scope="module")
def expected(collection: dw.Collection) -> list[Any]:
    return told(collection.check(pixels=True, workers=0))


def told(found: Findings) -> list[Any]:
    return [(each.rule, each.message, each.files, each.numbers) for each in found]


class Killing:
    """Kills a worker when a part of the work is done."""

    def __init__(self, workers: Callable[[], list[int]]) -> None:
        self.workers = workers
        self.killed: list[int] = []

    def __call__(self, progress: Progress) -> None:
        if not self.killed and 10 < progress.done < progress.total:  # type: ignore[operator]
            self.killed = self.workers()[:1]
            os.kill(self.killed[0], signal.SIGKILL)


def test_the_default_pool_finds_the_same(
    collection: dw.Collection,
    expected: list[Any],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(frames, "look_at_frames", frame_work.look_and_die_once)
    monkeypatch.setenv(frame_work.DEATH, str(tmp_path / "killed"))
    found = collection.check(pixels=True, workers=2)
    assert (tmp_path / "killed").exists()
    assert told(found) == expected


def test_a_cluster_finds_the_same(
    collection: dw.Collection, expected: list[Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(frames, "look_at_frames", frame_work.look_slowly)
    with local_cluster() as client:
        killing = Killing(lambda: list(client.run(os.getpid).values()))
        found = collection.check(pixels=True, executor=client.get_executor(), on_progress=killing)
    assert killing.killed
    assert told(found) == expected
