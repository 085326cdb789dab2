"""The viewer beside a floor widget and beside what every tutorial does, in one JupyterLab.

300 slices of 512 × 512 16-bit CT. Prints what it measured, and one JSON object as its last line;
ratios are medians of `DICOMWIDGETS_BENCH_RUNS` (5) runs, each with kernels of its own.
"""

from __future__ import annotations

import compileall
import json
import os
import sys
import tempfile
from pathlib import Path
from statistics import median
from typing import TYPE_CHECKING, Any

from browser.lab import Lab

import dicomwidgets
from dicomwidgets import samples

if TYPE_CHECKING:
    from browser.lab import LabPage

HERE = Path(__file__).parent
SLICES = int(os.environ.get("DICOMWIDGETS_BENCH_SLICES", "300"))
RUNS = int(os.environ.get("DICOMWIDGETS_BENCH_RUNS", "5"))
FRAME_BYTES = 512 * 512 * 2
DRAG_MS = 3000
SLICE_SLIDER = "input[type=range][aria-label^=Slice]"
WINDOW_SLIDER = "input[type=range][aria-label*=width i]"

_RSS = """
def _resident():
    import re
    return int(re.search(r"VmRSS:\\s+(\\d+)", open("/proc/self/status").read())[1]) / 1024
"""
_FLOOR = (
    "import sys; sys.path.insert(0, {here!r}); import _floor; import numpy, pydicom",
    "_floor.floor({first!r})",
)
_OURS = (
    "import dicomwidgets as dw, numpy, pydicom, anywidget",
    "viewer = dw.view({folder!r}); viewer",
)
_PEER = (
    "import glob, numpy as np, pydicom, matplotlib.pyplot as plt\nfrom ipywidgets import interact",
    """
files = [pydicom.dcmread(f) for f in glob.glob({folder!r} + "/*.dcm")]
files.sort(key=lambda f: f.ImagePositionPatient[2])
volume = np.stack([f.pixel_array * f.RescaleSlope + f.RescaleIntercept for f in files])
def show(i):
    plt.imshow(volume[i], cmap="gray", vmin=-160, vmax=240)
    plt.show()
interact(show, i=(0, len(volume) - 1));
""",
)


def notebook(lab: Lab, cells: tuple[str, str], **names: str) -> LabPage:
    """Open a notebook with the imports already run and the memory noted."""
    imports, action = (cell.format(**names) for cell in cells)
    page = lab.notebook([imports + _RSS, action])
    page.page.add_script_tag(path=HERE / "viewer.js")
    page.run_cell(0)
    page.kernel("_before = _resident()")
    return page


def first_picture(lab: Lab, cells: tuple[str, str], **names: str) -> dict[str, float]:
    """Time one cell, in a kernel of its own, until its picture stands."""
    with notebook(lab, cells, **names) as page:
        result: dict[str, float] = page.page.evaluate("() => dwBench.firstPicture(1)")
        page.wait_idle(120)
        result["memory"] = float(page.kernel("print(_resident() - _before)"))
        return result


def dragging(page: LabPage, selector: str) -> dict[str, Any]:
    """Compare dragging a slider with an empty animation loop, `RUNS` times, kernel idle."""
    ratios, messages, sent = [], [], []
    for _ in range(RUNS):
        empty = page.page.evaluate("ms => dwBench.emptyLoop(ms)", DRAG_MS)
        drag = page.page.evaluate("args => dwBench.drag(1, ...args)", [selector, DRAG_MS])
        ratios.append(drag["rate"] / empty)
        messages.append(drag["messages"])
        sent.append(drag["bytes"])
        page.page.wait_for_timeout(600)
    return {"ratio": median(ratios), "messages": max(messages), "bytes": max(sent)}


def dragging_busy(page: LabPage, selector: str) -> dict[str, Any]:
    """Do the same once while the kernel runs a pure-Python loop."""
    ratios, messages = [], []
    for _ in range(RUNS):
        page.page.evaluate("() => dwBench.busy(7.5)")
        empty = page.page.evaluate("ms => dwBench.emptyLoop(ms)", DRAG_MS)
        drag = page.page.evaluate("args => dwBench.drag(1, ...args)", [selector, DRAG_MS])
        ratios.append(drag["rate"] / empty)
        messages.append(drag["messages"])
        page.wait_idle(20)
        page.page.wait_for_timeout(600)
    return {"ratio": median(ratios), "messages": max(messages)}


def whole_series(lab: Lab, folder: str) -> dict[str, Any]:
    """Let one viewer fetch the whole series, then drag slice and window."""
    with notebook(lab, _OURS, folder=folder) as page:
        page.page.evaluate("() => dwBench.firstPicture(1)")
        received = -1
        while (now := page.page.evaluate("() => dwLab.seen.length")) != received:
            received = now
            page.page.wait_for_timeout(2500)
        fetched = page.page.evaluate(
            "() => dwLab.seen.reduce((sum, e) => sum + (e.up ? 0 : e.bytes), 0)"
        )
        grown = float(page.kernel("print(_resident() - _before)"))
        result = {
            "slice": dragging(page, SLICE_SLIDER),
            "window": dragging(page, WINDOW_SLIDER),
            "window_busy": dragging_busy(page, WINDOW_SLIDER),
            "fetched_frames": fetched / FRAME_BYTES,
            "memory": grown,
            "memory_after": float(page.kernel("print(_resident() - _before)")),
            "bundle": int(page.kernel("print(len(viewer._esm) + len(viewer._css))")),
        }
        assert not page.foreign_requests, page.foreign_requests
        return result


def main() -> None:
    """Run everything and print the figures."""
    # As pip leaves a package: an environment may forbid Python to write byte code by itself.
    compileall.compile_dir(Path(dicomwidgets.__file__).parent, quiet=1)
    with tempfile.TemporaryDirectory() as folder, Lab() as lab:
        samples.write_ct_folder(Path(folder), slices=SLICES)
        first = str(min(Path(folder).glob("*.dcm")))
        names = {"folder": folder, "first": first, "here": str(HERE)}
        runs: dict[str, list[dict[str, float]]] = {"floor": [], "ours": [], "interact": []}
        for _ in range(RUNS):
            for kind, cells in zip(runs, (_FLOOR, _OURS, _PEER), strict=True):
                runs[kind].append(first_picture(lab, cells, **names))
        for kind, results in runs.items():
            times = sorted(round(result["milliseconds"]) for result in results)
            print(f"{kind}: first picture {times} ms", file=sys.stderr)
        whole = whole_series(lab, folder)
        print(json.dumps(whole), file=sys.stderr)
    times = {kind: median(r["milliseconds"] for r in results) for kind, results in runs.items()}
    first_bytes = median(result["bytes"] for result in runs["ours"])
    figures = {
        "first_picture_over_floor": times["ours"] / times["floor"],
        "first_picture_over_interact": times["ours"] / times["interact"],
        "slice_drag_over_empty_loop": whole["slice"]["ratio"],
        "slice_drag_messages": whole["slice"]["messages"],
        "window_drag_over_empty_loop": whole["window"]["ratio"],
        "window_drag_messages": whole["window"]["messages"],
        "window_drag_bytes": whole["window"]["bytes"],
        "window_drag_busy_kernel_over_empty_loop": whole["window_busy"]["ratio"],
        "window_drag_busy_kernel_messages": whole["window_busy"]["messages"],
        "first_picture_bytes_without_bundle_over_frame": (first_bytes - whole["bundle"])
        / FRAME_BYTES,
        "frames_fetched_over_series": whole["fetched_frames"] / SLICES,
        "kernel_memory_mb": whole["memory"],
        "kernel_memory_interact_mb": median(result["memory"] for result in runs["interact"]),
        "first_picture_ms": times["ours"],
        "floor_ms": times["floor"],
        "interact_ms": times["interact"],
    }
    print(json.dumps({name: round(value, 3) for name, value in figures.items()}))


if __name__ == "__main__":
    main()
