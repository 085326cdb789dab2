"""The Image Pixel module, in the file's order of bits and bytes (PS3.3 C.7.6.3, PS3.5 8.1)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from pydicom.uid import ExplicitVRLittleEndian

from dicomwidgets.creating.raster import changed
from dicomwidgets.errors import CreateError, TranscodeError
from dicomwidgets.pixels.pixel_format import PixelFormat
from dicomwidgets.transcoding.coded_frames import CodedFrames
from dicomwidgets.transcoding.native_frames import native_length, native_pieces
from dicomwidgets.transcoding.prepared import Pixels

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from numpy.typing import NDArray
    from pydicom.dataset import Dataset

    from dicomwidgets.creating.raster import Raster, Stream
    from dicomwidgets.creating.scale import Scale

__all__ = ["kept_pixels", "plain_pixels", "put_extremes", "put_form"]

_PIXEL_DATA = 0x7FE00010
_SMALLEST, _LARGEST = 0x00280106, 0x00280107


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


def plain_pixels(raster: Raster, scale: Scale, numbers: range) -> Pixels:
    """Return frames as they are stored uncompressed, each made when it is written.

    Raises
    ------
    CreateError
        If they are longer than a value can be; when they are made, if a file of theirs was changed.
    """
    fmt = PixelFormat(
        ExplicitVRLittleEndian,
        "PixelData",
        raster.rows,
        raster.columns,
        raster.samples,
        len(numbers),
        *(scale.bits, scale.bits, scale.bits - 1, scale.signed),
        "RGB" if raster.samples > 1 else "MONOCHROME2",
        planar=0,
        offset=None,
    )
    try:
        length = native_length(fmt)
    except TranscodeError as error:
        raise CreateError(
            error.message, remedy="Give multiframe=False: one object a frame."
        ) from None

    def pieces() -> Iterator[bytes]:
        return native_pieces((scale.stored(_made(raster, at)) for at in numbers), fmt)

    return Pixels(_PIXEL_DATA, "OW" if scale.bits > 8 else "OB", length, pieces)


def _made(raster: Raster, at: int) -> NDArray[Any]:
    """Return a frame: it may come of a file that was looked at long ago."""
    frame = raster.frame(at)
    shape = (raster.rows, raster.columns, *([raster.samples] if raster.samples > 1 else []))
    if (frame.shape, frame.dtype.str[1:]) != (shape, raster.dtype.str[1:]):
        raise changed()
    return frame


def kept_pixels(streams: Sequence[Stream]) -> Pixels:
    """Return frames as they were compressed, each in a fragment of its own (PS3.5 A.4)."""
    coded = CodedFrames()
    try:
        for each in streams:
            coded.add(each.read())
    except BaseException:
        coded.close()
        raise
    return Pixels(_PIXEL_DATA, "OB", None, coded.items, coded)


def put_extremes(dataset: Dataset, frame: NDArray[Any]) -> None:
    """Add the smallest and the largest stored value of the one frame that there is."""
    vr = "SS" if frame.dtype.kind == "i" else "US"
    dataset.add_new(_SMALLEST, vr, int(frame.min()))
    dataset.add_new(_LARGEST, vr, int(frame.max()))
