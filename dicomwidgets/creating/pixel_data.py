"""The Image Pixel module, in the file's order of bits and bytes (PS3.3 C.7.6.3, PS3.5 8.1)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
from pydicom.encaps import encapsulate

from dicomwidgets.errors import CreateError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray
    from pydicom.dataset import Dataset

    from dicomwidgets.creating.raster import Raster
    from dicomwidgets.creating.scale import Scale

__all__ = ["put_extremes", "put_form", "put_frames", "put_streams"]

_PIXEL_DATA = 0x7FE00010
_SMALLEST, _LARGEST = 0x00280106, 0x00280107
_MOST_BYTES = 0xFFFFFFFE


def put_form(dataset: Dataset, raster: Raster, scale: Scale, photometric: str) -> None:
    """Add what pixels look like: rows, columns, samples, bits."""
    dataset.SamplesPerPixel = raster.samples
    dataset.PhotometricInterpretation = photometric
    if raster.samples > 1:
        dataset.PlanarConfiguration = 0
    dataset.Rows, dataset.Columns = raster.rows, raster.columns
    dataset.BitsAllocated = dataset.BitsStored = scale.bits
    dataset.HighBit = scale.bits - 1
    dataset.PixelRepresentation = int(scale.signed)


def put_frames(dataset: Dataset, frames: Sequence[NDArray[Any]]) -> None:
    """Add stored frames as they are, uncompressed, of even length.

    Raises
    ------
    CreateError
        If they are longer than a value can be.
    """
    size = sum(each.nbytes for each in frames)
    if size > _MOST_BYTES:
        raise CreateError(
            f"{size:,} bytes of pixels are more than one object can hold ({_MOST_BYTES:,}).",
            remedy="Give multiframe=False: one object a frame.",
        )
    if frames[0].dtype == np.bool_:
        # Frames of single bits follow one another without a gap (PS3.5 8.1.1).
        bits = np.concatenate([each.reshape(-1) for each in frames])
        data = np.packbits(bits, bitorder="little").tobytes()
    else:
        data = b"".join(each.tobytes() for each in frames)
    vr = "OW" if frames[0].dtype.itemsize > 1 else "OB"
    dataset.add_new(_PIXEL_DATA, vr, data + b"\0" * (len(data) % 2))


def put_streams(dataset: Dataset, streams: Sequence[bytes]) -> None:
    """Add frames as they were compressed, each in a fragment of its own (PS3.5 A.4)."""
    dataset.add_new(_PIXEL_DATA, "OB", encapsulate([*streams], has_bot=True))
    dataset["PixelData"].is_undefined_length = True


def put_extremes(dataset: Dataset, frame: NDArray[Any]) -> None:
    """Add the smallest and the largest stored value of the one frame that there is."""
    vr = "SS" if frame.dtype.kind == "i" else "US"
    dataset.add_new(_SMALLEST, vr, int(frame.min()))
    dataset.add_new(_LARGEST, vr, int(frame.max()))
