"""Functions that tests have worker processes do: these find them by their name."""

from __future__ import annotations

import importlib
import os
import signal
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

__all__ = [
    "InSteps",
    "double",
    "fail_at_three",
    "kill_once",
    "kill_worker",
    "loaded",
    "loaded_modules",
    "noisy",
    "note_and_wait",
    "unpicklable",
    "worker_number",
]


class InSteps:
    """Squares in two steps, and says of how many at once; fails at three."""

    def __call__(self, number: int) -> tuple[int, int]:
        (value,) = self.finish([self.begin(number)])
        return value

    def begin(self, number: int) -> int:
        return fail_at_three(number)

    def finish(self, begun: Sequence[int]) -> list[tuple[int, int]]:
        return [(number**2, len(begun)) for number in begun]


def double(number: int) -> int:
    return 2 * number


def loaded(name: str) -> str:
    return importlib.import_module(name).__name__


def fail_at_three(number: int) -> int:
    if number == 3:
        raise ValueError("three")
    return number


def kill_worker(number: int) -> int:
    """Die at 5, whoever does it."""
    if number == 5:
        os.kill(os.getpid(), signal.SIGKILL)
    return number


def kill_once(item: tuple[int, str]) -> int:
    """Die at 5 the first time; a file remembers that."""
    number, trace = item
    if number == 5 and not Path(trace).exists():
        Path(trace).touch()
        os.kill(os.getpid(), signal.SIGKILL)
    return number


def loaded_modules(_: int) -> list[str]:
    return list(sys.modules)


def noisy(number: int) -> int:
    print("a library that prints", flush=True)  # noqa: T201 - as libraries do
    return number


def note_and_wait(item: tuple[int, str]) -> int:
    """Leave a file a call, then take some time."""
    number, folder = item
    Path(folder, str(number)).touch()
    time.sleep(0.05)
    return number


def unpicklable(number: int) -> object:
    return lambda: number


def worker_number(_: int) -> int:
    time.sleep(0.01)
    return os.getpid()
