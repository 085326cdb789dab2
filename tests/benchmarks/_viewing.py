"""What the benchmarks of the viewer share: notebooks, and the time to the first picture."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from browser.lab import Lab, LabPage

__all__ = ["FLOOR", "HERE", "OURS", "PEER", "RUNS", "WINDOW_SLIDER", "first_picture", "notebook"]

HERE = Path(__file__).parent
RUNS = int(os.environ.get("DICOMWIDGETS_BENCH_RUNS", "5"))
WINDOW_SLIDER = "input[type=range][aria-label*=width i]"

_RSS = """
def _resident():
    import re
    return int(re.search(r"VmRSS:\\s+(\\d+)", open("/proc/self/status").read())[1]) / 1024
"""
FLOOR = (
    "import sys; sys.path.insert(0, {here!r}); import _floor; import numpy, pydicom",
    "_floor.floor({first!r})",
)
OURS = (
    "import dicomwidgets as dw, numpy, pydicom, anywidget",
    "viewer = dw.view({folder!r}); viewer",
)
PEER = (
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
