"""Bulk work over files: spread over processes, told as it goes, cancelled soon, never half-written.

`run` is the one way in: scans, conversions, edits of a series and anonymizations are a function
and an iterable to it.
"""

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
