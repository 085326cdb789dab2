"""The header table on the screen of a JupyterLab: its first rows, and scrolling."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from statistics import median
from typing import TYPE_CHECKING, Any

from _headers import header_file
from browser.lab import Lab

if TYPE_CHECKING:
    from browser.lab import LabPage

__all__ = ["screen_figures"]

HERE = Path(__file__).parent
RUNS = int(os.environ.get("DICOMWIDGETS_BENCH_RUNS", "5"))
SCROLL_MS = 3000
FLOOR = (
    "import sys; sys.path.insert(0, {here!r}); import _floor_table; import numpy, pydicom",
    "_floor_table.floor_table({path!r})",
)
OURS = (
    "import dicomwidgets as dw, numpy, pydicom, anywidget",
    "table = dw.inspect({path!r}, height=800); table",
)


def notebook(lab: Lab, cells: tuple[str, str], path: Path) -> LabPage:
    """Open a notebook with the imports already run."""
    page = lab.notebook([cell.format(here=str(HERE), path=str(path)) for cell in cells])
    for script in ("viewer.js", "header.js"):
        page.page.add_script_tag(path=HERE / script)
    page.run_cell(0)
    return page


def first_screen(lab: Lab, cells: tuple[str, str], path: Path) -> float:
    """Return the milliseconds from a cell's start to thirty rows with values on the screen."""
    with notebook(lab, cells, path) as page:
        taken: float = page.page.evaluate("() => dwHeader.firstRows(1, 25)")
        page.wait_idle(60)
        return taken


def scrolling(lab: Lab, path: Path) -> dict[str, Any]:
    """Scroll a long table, and an empty animation loop, in turns."""
    with notebook(lab, OURS, path) as page:
        page.page.evaluate("() => dwHeader.firstRows(1, 25)")
        page.wait_idle(120)
        page.page.wait_for_timeout(2000)
        found, waiting = [], []
        for _ in range(RUNS):
            empty = page.page.evaluate("ms => dwBench.emptyLoop(ms)", SCROLL_MS)
            moved = page.page.evaluate("ms => dwHeader.scroll(1, ms)", SCROLL_MS)
            found.append(moved["rate"] / empty)
            waiting.append(moved["waiting"])
        return {"ratio": median(found), "waiting": max(waiting)}


def screen_figures(folder: Path) -> dict[str, float]:
    """Measure what is on the screen."""
    path, long = folder / "screen.dcm", folder / "long.dcm"
    path.write_bytes(header_file(5000))
    long.write_bytes(header_file(10_000))
    times: dict[str, list[float]] = {"floor": [], "ours": []}
    with Lab() as lab:
        for _ in range(RUNS):
            for kind, cells in zip(times, (FLOOR, OURS), strict=True):
                times[kind].append(first_screen(lab, cells, path))
        scrolled = scrolling(lab, long)
    for kind, each in times.items():
        print(f"{kind}: first screen {sorted(map(round, each))} ms", file=sys.stderr)
    floor, ours = median(times["floor"]), median(times["ours"])
    return {
        "first_screen_over_floor": ours / floor,
        "scroll_over_empty_loop": scrolled["ratio"],
        "scroll_frames_with_waiting_rows": scrolled["waiting"],
        "first_screen_ms": ours,
        "floor_ms": floor,
    }
