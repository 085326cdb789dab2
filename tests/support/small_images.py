"""Images whose every pixel is known."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from deidentification.adversarial.canaries import identified, item

if TYPE_CHECKING:
    from pydicom.dataset import Dataset

__all__ = ["image"]


def image(frames: int = 1, *, samples: int = 1, planar: int = 0, bits: int = 8) -> Dataset:
    """Return an image of 10 rows and 12 columns, whose pixels are 1 and above."""
    dataset = identified()
    dataset.update(
        item(
            SamplesPerPixel=samples,
            PhotometricInterpretation="RGB" if samples == 3 else "MONOCHROME2",
            NumberOfFrames=frames,
            Rows=10,
            Columns=12,
            BitsAllocated=bits,
            BitsStored=bits,
            HighBit=bits - 1,
            PixelRepresentation=0,
        )
    )
    if samples == 3:
        dataset.PlanarConfiguration = planar
    cells = np.arange(120 * samples * frames) % 100 + 1
    dataset.add_new(0x7FE00010, "OW", cells.astype(f"<u{bits // 8}").tobytes())
    return dataset
