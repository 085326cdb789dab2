"""The least a widget can do: one file, one frame, one canvas."""

from __future__ import annotations

import anywidget
import pydicom
import traitlets

_ESM = """
export default {
  render({ model, el }) {
    const [rows, columns] = model.get("shape");
    const canvas = document.createElement("canvas");
    canvas.width = columns;
    canvas.height = rows;
    canvas.className = "floor";
    el.appendChild(canvas);
    const view = model.get("frame");
    const start = view.byteOffset;
    const stored = new Uint16Array(view.buffer.slice(start, start + view.byteLength));
    const picture = new ImageData(columns, rows);
    const words = new Uint32Array(picture.data.buffer);
    for (let i = 0; i < stored.length; i++) {
      const grey = Math.min(255, Math.max(0, (stored[i] - 824) * 0.6375)) | 0;
      words[i] = 0xff000000 | (grey << 16) | (grey << 8) | grey;
    }
    canvas.getContext("2d").putImageData(picture, 0, 0);
  },
};
"""


class FloorWidget(anywidget.AnyWidget):
    """One frame as a trait, drawn once with a fixed window."""

    _esm = _ESM
    frame = traitlets.Bytes().tag(sync=True)
    shape = traitlets.List().tag(sync=True)


def floor(path: str) -> FloorWidget:
    """Read one file and show it."""
    dataset = pydicom.dcmread(path)
    array = dataset.pixel_array
    return FloorWidget(frame=array.tobytes(), shape=list(array.shape))
