"""How frames travel, what is kept, how large an image may be, in one JupyterLab.

`DICOMWIDGETS_BENCH_JUMPS` (20) and `DICOMWIDGETS_BENCH_SERIES_MB` (2000) make it smaller.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from statistics import median
from typing import TYPE_CHECKING, Any

import numpy as np
import pydicom
from _viewing import HERE, OURS, RUNS, WINDOW_SLIDER, first_picture

from dicomwidgets import samples

if TYPE_CHECKING:
    from pathlib import Path

    from browser.lab import Lab, LabPage

FRAME = 512 * 512 * 2
MIB = 2**20
JUMPS = int(os.environ.get("DICOMWIDGETS_BENCH_JUMPS", "20"))
SERIES_MB = int(os.environ.get("DICOMWIDGETS_BENCH_SERIES_MB", "2000"))
SURE = 3
THIN = {"offline": False, "latency": 0, "downloadThroughput": 2.5e6, "uploadThroughput": 2.5e6}
_IMPORTS = """
import sys; sys.path.insert(0, {here!r})
import _pull, dicomwidgets as dw, numpy, pydicom, anywidget
import dicomwidgets.widgets.series_viewer as _viewer, PIL.JpegImagePlugin
from dicomwidgets.widgets._budget import Room
def _resident():
    import re
    return int(re.search(r"VmRSS:\\s+(\\d+)", open("/proc/self/status").read())[1]) / 1024
"""


def opened(lab: Lab, *cells: str, **names: Any) -> LabPage:
    """Open a notebook whose first cell, the imports, has run."""
    page = lab.notebook(
        [_IMPORTS.format(here=str(HERE)), *(cell.format(**names) for cell in cells)]
    )
    for script in ("viewer.js", "links.js"):
        page.page.add_script_tag(path=HERE / script)
    page.run_cell(0)
    return page


def shown(page: LabPage, cell: int) -> None:
    """Run a cell and wait until its viewer has fetched what it wants to have."""
    page.run_cell(cell)
    page.output(cell).locator(".dw-loading").wait_for(state="hidden", timeout=60_000)
    page.kernel("len(viewer.frames)")  # waits for the index
    page.page.evaluate("() => dwLinks.quiet()")


def many_files(folder: Path, count: int, side: int = 512) -> Path:
    """Write `count` files of one series: one template, other positions and numbers."""
    folder.mkdir(parents=True, exist_ok=True)
    first = min(samples.write_ct_folder(folder, 1, side).iterdir())
    template = pydicom.dcmread(first)
    first.unlink()
    for k in range(count):
        template.SOPInstanceUID = f"2.25.{10**30 + k}"
        template.file_meta.MediaStorageSOPInstanceUID = template.SOPInstanceUID
        template.InstanceNumber = k + 1
        template.ImagePositionPatient = [*template.ImagePositionPatient[:2], float(k)]
        template.save_as(folder / f"{k:05}.dcm", enforce_file_format=True)
    return folder


def mammogram(path: Path) -> Path:
    """Write one image of 4096 × 3328."""
    dataset = next(iter(samples.ct(1, 64)))
    y, x = np.mgrid[:4096, :3328]
    dataset.Rows, dataset.Columns = 4096, 3328
    dataset.PixelData = ((x * 3 + y * 5 + (x * y) % 97) % 4096).astype("<u2").tobytes()
    dataset.save_as(path, enforce_file_format=True)
    return path


def jumps_and_prefetch(lab: Lab, folder: Path) -> dict[str, float]:
    """Jumps over one raw pull; the rate of prefetching over that of eight-frame pulls.

    Prefetching begins when the index has landed; a second figure counts the index as well.
    """
    cells = ("pull = _pull.pull(); pull", "viewer = dw.view({folder!r}); viewer")
    with opened(lab, *cells, folder=str(folder)) as page:
        page.run_cell(1)
        page.page.wait_for_function("() => window.dwPull")
        eight = page.page.evaluate("n => dwLinks.pulls(8, n)", 12)
        start = page.page.evaluate("() => dwLab.seen.length")
        shown(page, 2)
        came = page.page.evaluate("from => dwLinks.prefetch(from)", start)
        floor = 8 * FRAME * 1000 / median(eight)
    cells = (cells[0], "_viewer.PAGES = Room(16 * 2**20); " + cells[1])
    with opened(lab, *cells, folder=str(folder)) as page:
        page.run_cell(1)
        page.page.wait_for_function("() => window.dwPull")
        shown(page, 2)
        count = int(page.kernel("print(len(viewer.frames))"))
        jumps, pulls = [], []
        for k in range(JUMPS):
            page.page.evaluate("() => dwLinks.quiet(400)")
            pulls.append(page.page.evaluate("() => dwPull(1)"))
            at = 1 + (k * 7919 + count // 2) % count
            jumps.append(page.page.evaluate("at => dwLinks.jump(2, at)", at)["exact"])
        print(
            f"jumps {sorted(map(round, jumps))} pulls {sorted(map(round, pulls))}", file=sys.stderr
        )
    return {
        "jump_over_raw_pull": median(jumps) / median(pulls),
        "prefetch_rate_over_eight_frame_pulls": came["bytes"] / came["seconds"] / floor,
        "prefetch_rate_with_index_over_eight_frame_pulls": came["bytes"] / came["whole"] / floor,
    }


def thin_link(lab: Lab, folder: Path) -> dict[str, float]:
    """Pictures and exact frames at 20 Mbit/s over one raw pull."""
    cells = ("pull = _pull.pull(); pull", "viewer = dw.view({folder!r}); viewer")
    with opened(lab, *cells, folder=str(folder)) as page:
        session = page.page.context.new_cdp_session(page.page)
        session.send("Network.enable")
        session.send("Network.emulateNetworkConditions", THIN)
        page.run_cell(1)
        page.page.wait_for_function("() => window.dwPull")
        shown(page, 2)
        count = int(page.kernel("print(len(viewer.frames))"))
        jumps, pulls = [], []
        for k in range(max(3, JUMPS // 2)):
            page.page.evaluate("() => dwLinks.quiet(900)")
            pulls.append(page.page.evaluate("() => dwPull(1)"))
            at = 1 + (k * 37 + count // 2) % count
            jumps.append(page.page.evaluate("at => dwLinks.jump(2, at)", at))
        print(f"20 Mbit/s: {jumps} pulls {sorted(map(round, pulls))}", file=sys.stderr)
    pictures = [jump["picture"] for jump in jumps if jump["picture"] is not None]
    return {
        "thin_picture_over_raw_frame": median(pictures) / median(pulls),
        "thin_exact_over_raw_frame": median(jump["exact"] for jump in jumps) / median(pulls),
        "thin_jumps_with_picture_over_jumps": len(pictures) / len(jumps),
    }


def large_image(lab: Lab, file: Path, milliseconds: int = 3000) -> dict[str, float]:
    """Drag the window over a mammogram."""
    with opened(lab, "viewer = dw.view({file!r}); viewer", file=str(file)) as page:
        shown(page, 1)
        empty = page.page.evaluate("ms => dwBench.emptyLoop(ms)", milliseconds)
        drag = page.page.evaluate("args => dwBench.drag(1, ...args)", [WINDOW_SLIDER, milliseconds])
        spent = page.page.evaluate("args => dwLinks.redraw(1, ...args)", [WINDOW_SLIDER, 60])
    return {
        "large_window_drag_over_empty_loop": drag["rate"] / empty,
        "large_redraw_over_frame_time": median(sorted(spent)[len(spent) // 3 :]) * 60 / 1000,
    }


def _held(page: LabPage) -> float:
    """Return the megabytes of buffers in the page after a garbage collection."""
    session = page.page.context.new_cdp_session(page.page)
    session.send("HeapProfiler.collectGarbage")
    return float(session.send("Runtime.getHeapUsage").get("backingStorageSize", 0)) / MIB


def long_series(lab: Lab, folder: Path) -> dict[str, float]:
    """Scroll a series that no budget holds from end to end."""
    with opened(lab, "viewer = dw.view({folder!r}); viewer", folder=str(folder)) as page:
        page.kernel("_before = _resident()")
        before = _held(page)
        shown(page, 1)
        page.page.evaluate("() => dwLinks.scroll(1, 400)")
        page.page.evaluate("() => dwLinks.quiet()")
        return {
            "long_series_mb": len(list(folder.iterdir())) * FRAME / MIB,
            "long_series_page_over_budget": (_held(page) - before) / 256,
            "long_series_kernel_mb": float(page.kernel("print(_resident() - _before)")),
        }


def twenty_viewers(lab: Lab, x: Path) -> float:
    """Open twenty viewers in one page; return the bytes it holds over the budget."""
    cell = "import ipywidgets\nviewers = [dw.view({x!r}) for _ in range(20)]\n"
    cell += "ipywidgets.VBox(viewers)"
    with opened(lab, cell, x=str(x)) as page:
        before = _held(page)
        page.run_cell(1)
        page.page.wait_for_function(
            "() => document.querySelectorAll('.dw-series-viewer').length === 20", timeout=60_000
        )
        page.page.evaluate("() => dwLinks.quiet(2500)")
        return (_held(page) - before) / 256


def four_thousand(scratch: Path) -> dict[str, float]:
    """Index 4,000 small slices: seconds, kilobytes a slice, milliseconds a slice picked."""
    folder = many_files(scratch / "four_thousand", 4000, side=64)
    code = f"""
import json, time, tracemalloc
from statistics import median
import dicomwidgets as dw
from dicomwidgets.widgets._frame_feed import FrameFeed
folder = {str(folder)!r}
dw.frames(min(__import__("pathlib").Path(folder).iterdir())).info(0)
start = time.process_time()
frames = dw.frames(folder)
index = time.process_time() - start
feed = FrameFeed(frames, numbering=1)
picks = []
for k in range(400):
    start = time.process_time()
    feed.get_frames({{"indices": [k * 7919 % 4000], "accept": ["raw"]}})
    picks.append(time.process_time() - start)
tracemalloc.start()
kept = dw.frames(folder)
memory = tracemalloc.get_traced_memory()[0]
print(json.dumps([index, memory / 4000 / 1024, 1000 * median(picks)]))
"""
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, check=True)
    seconds, kilobytes, milliseconds = json.loads(done.stdout)
    shutil.rmtree(folder)
    return {
        "index_4000_seconds": seconds,
        "index_4000_kb_a_slice": kilobytes,
        "pick_of_4000_ms": milliseconds,
    }


def first_of_many(lab: Lab, few: Path, many: Path) -> dict[str, float]:
    """Compare the first picture of many files with that of few of the same.

    Taken turns at, now the one first and now the other, and `SURE` times as often as the rest: a
    single time wobbles by half, and what is looked for is a tenth.
    """
    times: dict[Path, list[float]] = {few: [], many: []}
    for run in range(SURE * RUNS):
        for folder in (few, many)[:: -1 if run % 2 else 1]:
            result = first_picture(lab, OURS, folder=str(folder))
            times[folder].append(result["milliseconds"])
    for folder, each in times.items():
        print(f"{folder.name}: first picture {sorted(map(round, each))} ms", file=sys.stderr)
    return {"first_picture_3000_over_300_files": median(times[many]) / median(times[few])}


def transport_figures(lab: Lab, few: Path, scratch: Path) -> dict[str, float]:
    """Run everything; `few` is a folder of 300 files, `scratch` an empty one."""
    many = many_files(scratch / "many", SERIES_MB * 3 // 2)
    figures = first_of_many(lab, many_files(scratch / "some", 300), many)
    figures |= jumps_and_prefetch(lab, many)
    figures |= thin_link(lab, few)
    large = mammogram(scratch / "large.dcm")
    figures |= large_image(lab, large)
    template = min(many.iterdir())
    for k in range(len(list(many.iterdir())), SERIES_MB * MIB // FRAME):
        shutil.copy(template, many / f"{k:05}.dcm")
    figures |= long_series(lab, many)
    figures["twenty_viewers_page_over_budget"] = twenty_viewers(lab, few)
    figures["twenty_mammograms_page_over_budget"] = twenty_viewers(lab, large)
    figures |= four_thousand(scratch)
    return figures
