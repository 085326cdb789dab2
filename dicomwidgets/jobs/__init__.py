"""Bulk work over files: spread over processes, told as it goes, cancelled soon, never half-written.

`run` is the one way in: scans, conversions, edits of a series and anonymizations are a function
and an iterable to it.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from dicomwidgets.jobs.atomic import atomic_file, place_file
    from dicomwidgets.jobs.manner import Manner
    from dicomwidgets.jobs.pool import WorkerPool, processors
    from dicomwidgets.jobs.progress import Progress
    from dicomwidgets.jobs.result import Result, in_order
    from dicomwidgets.jobs.running import run

__all__ = [
    "Manner",
    "Progress",
    "Result",
    "WorkerPool",
    "atomic_file",
    "in_order",
    "place_file",
    "processors",
    "run",
]

# On first use: a worker needs nothing of what starts workers.
_HOMES = {
    "Manner": "manner",
    "Progress": "progress",
    "Result": "result",
    "WorkerPool": "pool",
    "atomic_file": "atomic",
    "in_order": "result",
    "place_file": "atomic",
    "processors": "pool",
    "run": "running",
}


def __getattr__(name: str) -> Any:
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    value = getattr(import_module(f"{__name__}.{_HOMES[name]}"), name)
    globals()[name] = value
    return value
