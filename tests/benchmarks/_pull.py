"""The least a frame can cost: a message up, frames of 0.5 MiB down, one of them drawn."""

from __future__ import annotations

from typing import Any

import anywidget

_ESM = """
export default {
  render({ model, el }) {
    const canvas = document.createElement("canvas");
    canvas.width = canvas.height = 512;
    el.appendChild(canvas);
    const context = canvas.getContext("2d");
    const picture = new ImageData(512, 512);
    const words = new Uint32Array(picture.data.buffer);
    let arrived = () => {};
    model.on("msg:custom", (_content, buffers) => {
      const [{ buffer, byteOffset, byteLength }] = buffers;
      const stored = new Uint16Array(buffer.slice(byteOffset, byteOffset + byteLength));
      for (let i = 0; i < stored.length; i++) {
        const grey = Math.min(255, stored[i] >> 3);
        words[i] = 0xff000000 | (grey << 16) | (grey << 8) | grey;
      }
      context.putImageData(picture, 0, 0);
      arrived();
    });
    // Milliseconds from the request until one of the frames is drawn.
    window.dwPull = (frames) => {
      const start = performance.now();
      const drawn = new Promise((resolve) => {
        arrived = () => resolve(performance.now() - start);
      });
      model.send({ frames });
      return drawn;
    };
  },
};
"""


class PullWidget(anywidget.AnyWidget):
    """Answers each message with as many frames as it asks for."""

    _esm = _ESM

    def __init__(self) -> None:
        super().__init__()
        frame = bytes(range(256)) * 2048
        self.on_msg(
            lambda _widget, content, _buffers: self.send({}, [frame] * int(content["frames"]))
        )


def pull() -> Any:
    """Return the widget."""
    return PullWidget()
