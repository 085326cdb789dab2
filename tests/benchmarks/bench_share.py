"""How large a page is, against the frames in it as they cross the wire, and how long it takes."""

from __future__ import annotations

import json
import time
import zlib
from typing import TYPE_CHECKING, Any

import numpy as np

import dicomwidgets as dw
from dicomwidgets import samples

if TYPE_CHECKING:
    from collections.abc import Callable

FIXED = 150_000
"""Bytes that a page may have beside its frames."""

SERIES: dict[str, Callable[[], Any]] = {
    "ct": lambda: samples.ct(48, 512),
    "mr": lambda: samples.mr(24, 256),
    "us_color": samples.us_color,
    "palette": samples.palette,
}


def main() -> None:
    """Print, for each kind, the page less what is fixed over its frames as they travel."""
    figures: dict[str, float] = {}
    for name, make in SERIES.items():
        viewer = dw.view(make())
        frames = viewer.frames
        raw = [np.ascontiguousarray(frames.sent(i)).tobytes() for i in range(len(frames))]
        crossed = sum(len(zlib.compress(each, 1)) for each in raw)
        start = time.perf_counter()
        page = viewer.to_html()
        seconds = time.perf_counter() - start
        figures[f"{name}_page_bytes"] = page.bytes
        figures[f"{name}_page_over_compressed_frames"] = round((page.bytes - FIXED) / crossed, 4)
        figures[f"{name}_seconds"] = round(seconds, 2)
    print(json.dumps(figures))


if __name__ == "__main__":
    main()
