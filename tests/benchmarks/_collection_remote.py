"""A hundred headers from a server that answers each request after 20 ms."""

from __future__ import annotations

import time
from statistics import median
from typing import TYPE_CHECKING

import fsspec
from pydicom import dcmread
from support.far_away import put_far_away

from dicomwidgets.collection.columns import Columns
from dicomwidgets.collection.scanning import scan
from dicomwidgets.reading.source import source_of

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

__all__ = ["remote_figures"]

_COUNT = 100
_RUNS = 5


def remote_figures(files: Sequence[Path]) -> dict[str, float]:
    """Compare a scan with opening and reading each file, by the clock, taking turns."""
    address = put_far_away([each.read_bytes() for each in files[:4]], _COUNT)
    gains = []
    for _ in range(_RUNS):
        begin = time.perf_counter()
        rows = sum(len(batch.rows) for batch in scan(source_of(address), Columns()))
        ours = time.perf_counter() - begin
        assert rows == _COUNT
        begin = time.perf_counter()
        for path in fsspec.filesystem("far").find("/archive"):
            with fsspec.filesystem("far").open(path, "rb") as file:
                dcmread(file, stop_before_pixels=True)
        gains.append((time.perf_counter() - begin) / ours)
    return {"remote_open_and_dcmread_over_ours": round(median(gains), 1)}
