"""What the canvas shows at one image pixel per device pixel is `viewer.render()`, byte for byte."""

from __future__ import annotations

import hashlib
import math
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
from browser.viewing import rest

import dicomwidgets as dw

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

pytestmark = pytest.mark.browser

FUNCTIONS = ("LINEAR", "LINEAR_EXACT", "SIGMOID")
SERIES = {
    "CT": "neurolabusc+dcm_qa_ct/In/GE",
    "MR": "moloney+dcmstack/test/data/dcmstack/2D_16Echo_qT2",
    "CR": "pydicom+pydicom-data/data_store/data/RG3_J2KR.dcm",
    "DX": "pydicom+pylibjpeg-data/ljdata/ds/JPEG2000Lossless/966_fixed.dcm",
}

# Sets the traits of each case, lets the page draw, and hashes the grey of the image's pixels.
SHOWN = """
async ([id, cases, picture]) => {
  const model = await dwHost.model(id);
  const canvas = document.querySelector(".dw-series-viewer canvas");
  const drawn = () => new Promise((done) => requestAnimationFrame(done));
  const digits = (byte) => byte.toString(16).padStart(2, "0");
  const hex = (bytes) => [...new Uint8Array(bytes)].map(digits).join("");
  const context = canvas.getContext("2d");
  const left = Math.round(canvas.width / 2 - picture.columns / 2);
  const top = Math.round(canvas.height / 2 - picture.rows / 2);
  const x = Math.max(0, left), y = Math.max(0, top);
  const width = Math.min(canvas.width, left + picture.columns) - x;
  const height = Math.min(canvas.height, top + picture.rows) - y;
  const hashes = [];
  for (const traits of cases) {
    for (const [name, value] of Object.entries(traits)) model.set(name, value);
    await drawn();
    const { data } = context.getImageData(x, y, width, height);
    const grey = new Uint8Array(width * height);
    for (let i = 0; i < grey.length; i++) {
      grey[i] = data[4 * i];
      if (data[4 * i + 1] !== grey[i] || data[4 * i + 2] !== grey[i] || data[4 * i + 3] !== 255)
        throw new Error(`Pixel ${i} is not opaque grey.`);
    }
    hashes.push(hex(await crypto.subtle.digest("SHA-256", grey)));
  }
  return { hashes, x: x - left, y: y - top, width, height };
}
"""


def random_windows(viewer: dw.SeriesViewer, count: int, seed: int) -> list[dict[str, Any]]:
    """Return so many windows for each function."""
    values = viewer.frames.values(viewer.index).array
    low, high = float(values.min()), float(values.max())
    random = np.random.default_rng(seed)
    return [
        {
            "window_center": float(random.uniform(low, high)),
            "window_width": 1 + float(random.uniform(0, 1) ** 2) * (high - low),
            "voi_function": function,
            "invert": bool(random.integers(2)),
        }
        for function in FUNCTIONS
        for _ in range(count)
    ]


@pytest.mark.parametrize("windows", [10, pytest.param(50, marks=pytest.mark.slow)])
@pytest.mark.parametrize("modality", SERIES)
def test_canvas_equals_render(
    modality: str, windows: int, data_dir: Path, host_page: Callable[..., Any]
) -> None:
    viewer = dw.view(data_dir / "dicom" / SERIES[modality], zoom=1.0)
    viewer.index = len(viewer.frames) // 2
    rows, columns = viewer.frame.shape[:2]
    cases = random_windows(viewer, windows, seed=math.prod((rows, columns)))
    page = host_page(viewer, width=columns + 300, height=rows + 400)
    page.wait_for_function("() => !document.querySelector('.dw-loading:not([hidden])')")
    rest(page, 300)
    shown = page.evaluate(SHOWN, [viewer.model_id, cases, {"rows": rows, "columns": columns}])
    seen = np.s_[
        shown["y"] : shown["y"] + shown["height"], shown["x"] : shown["x"] + shown["width"]
    ]
    assert shown["height"] * shown["width"] >= min(rows * columns, 250_000)
    wrong = []
    for case, found in zip(cases, shown["hashes"], strict=True):
        for name, value in case.items():
            setattr(viewer, name, value)
        expected = hashlib.sha256(np.ascontiguousarray(viewer.render()[seen])).hexdigest()
        if found != expected:
            wrong.append(case)
    assert wrong == []
    assert len(set(shown["hashes"])) > len(cases) // 2
