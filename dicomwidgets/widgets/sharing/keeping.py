"""The buffers of a page, by number."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import numpy as np

from dicomwidgets.widgets.sharing.packing import folded, smaller_form

if TYPE_CHECKING:
    from collections.abc import Mapping

    from dicomwidgets.widgets.sharing.packing import Form

__all__ = ["Blobs"]


@dataclass
class Blobs:
    """Keeps buffers; what it returns of each says where it is and what it becomes."""

    all: list[bytes] = field(default_factory=list)

    def keep_image(
        self, buffer: Any, described: Mapping[str, Any], form: Form | None = None
    ) -> dict[str, Any]:
        """Keep the pixels of an image.

        Parameters
        ----------
        buffer
            As it travels to a widget, uncompressed.
        described
            Its `BufferInfo`.
        form
            As images like it were kept; by default what is smaller.
        """
        image = np.frombuffer(buffer, np.dtype(described["dtype"]).newbyteorder("<"))
        image = image.reshape(described["shape"])
        form = form or smaller_form(image)
        return self._put(folded(image, form), form, described)

    def keep(self, buffer: Any, described: Mapping[str, Any]) -> dict[str, Any]:
        """Keep a buffer as it travels to a widget, however it is encoded there."""
        return self._put(folded(np.frombuffer(buffer, np.uint8), "deflate"), "deflate", described)

    def _put(self, data: bytes, form: Form, described: Mapping[str, Any]) -> dict[str, Any]:
        self.all.append(data)
        return {"blob": len(self.all) - 1, "form": form, "buffer": dict(described)}
