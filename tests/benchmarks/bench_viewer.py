"""The viewer beside a floor widget and beside what every tutorial does, in one JupyterLab.

300 slices of 512 × 512 16-bit CT, then what `_transport` measures. Prints what it measured, and
one JSON object as its last line; ratios are medians of `DICOMWIDGETS_BENCH_RUNS` (5) runs, each
with kernels of its own.
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

from _transport import transport_figures
from _viewing import FLOOR, HERE, OURS, PEER, RUNS, WINDOW_SLIDER, first_picture, notebook
from browser.lab import Lab

import dicomwidgets
from dicomwidgets import samples

if TYPE_CHECKING:
    from browser.lab import LabPage

SLICES = int(os.environ.get("DICOMWIDGETS_BENCH_SLICES", "300"))
FRAME_BYTES = 512 * 512 * 2
DRAG_MS = 3000
SLICE_SLIDER = "input[type=range][aria-label^=Slice]"


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
    with notebook(lab, OURS, folder=folder) as page:
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
        scratch = Path(folder)
        few = samples.write_ct_folder(scratch / "few", slices=SLICES)
        first = str(min(few.glob("*.dcm")))
        names = {"folder": str(few), "first": first, "here": str(HERE)}
        runs: dict[str, list[dict[str, float]]] = {"floor": [], "ours": [], "interact": []}
        for _ in range(RUNS):
            for kind, cells in zip(runs, (FLOOR, OURS, PEER), strict=True):
                runs[kind].append(first_picture(lab, cells, **names))
        for kind, results in runs.items():
            times = sorted(round(result["milliseconds"]) for result in results)
            print(f"{kind}: first picture {times} ms", file=sys.stderr)
        whole = whole_series(lab, str(few))
        print(json.dumps(whole), file=sys.stderr)
        travel = transport_figures(lab, few, scratch)
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
        **travel,
    }
    print(json.dumps({name: round(value, 3) for name, value in figures.items()}))


if __name__ == "__main__":
    main()
