"""One frame before and after, for those who want to see what a transfer syntax does to it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from dicomwidgets.pixels.color import to_rgb, ybr_to_rgb
from dicomwidgets.transcoding.frame_codec import FrameCodec, loss_of
from dicomwidgets.transcoding.stored_frames import StoredFrames

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from dicomwidgets.pixels.frame_source import FrameSource
    from dicomwidgets.pixels.pixel_format import PixelFormat
    from dicomwidgets.reading.header import Header
    from dicomwidgets.transcoding.choice import Choice

__all__ = ["Trial", "trial"]


class Trial(NamedTuple):
    """One frame as it is, and as it would be.

    Parameters
    ----------
    before, after
        As `FrameSource.stored` gives frames: (rows, columns) of stored values, or
        (rows, columns, 3) uint8 RGB for colour.
    encoded_bytes
        Bytes of the frame in the transfer syntax that is tried.
    stored_bytes
        Bytes of the frame uncompressed.
    source_bytes
        Bytes of the frame in its file.
    max_error, mean_error
        By how much stored samples are off: at most, and on the average. Of colours that an
        encoder is given as RGB, by the samples of RGB.
    psnr
        Peak signal-to-noise ratio in decibels; infinite where nothing is lost.
    lossless
        Whether the samples come back as they were.
    photometric
        Photometric Interpretation that the file would have.
    """

    before: NDArray[Any]
    after: NDArray[Any]
    encoded_bytes: int
    stored_bytes: int
    source_bytes: int
    max_error: int
    mean_error: float
    psnr: float
    lossless: bool
    photometric: str

    @property
    def ratio(self) -> float:
        """How many times smaller the frame is than uncompressed."""
        return self.stored_bytes / max(1, self.encoded_bytes)


def trial(frames: FrameSource, i: int, choice: Choice) -> Trial:
    """Encode one frame and decode it again; nothing is written.

    Parameters
    ----------
    frames
        Of a series.
    i
        Index of the frame in it.
    choice
        What is tried (`choice.choice_for`).

    Raises
    ------
    DecodeError
        If the frame can't be decoded.
    TranscodeError
        If it can't be encoded so, with the reason and what can.
    MissingPackageError
        If no encoder is installed, with the install line.
    """
    place, header = frames.locators[i], frames.header(i)
    stored = StoredFrames(place.source, place.item, header)
    found = stored.samples(place.frame)
    codec = FrameCodec(found.fmt, choice, sop_class=str(header.dataset.get("SOPClassUID", "")))
    given = codec.samples(found)
    if choice.syntax.is_native:
        again, size, loss = given, found.fmt.frame_bytes, loss_of(given, given, 1)
    else:
        made = codec.coded(given)
        again = given if made.again is None else made.again
        size, loss = len(made.data), made.loss or loss_of(given, given, 1)
    return Trial(
        before=frames.stored(i),
        after=_shown(again, found.fmt, codec.photometric, header),
        encoded_bytes=size,
        stored_bytes=found.fmt.frame_bytes,
        source_bytes=stored.size_of(place.frame),
        max_error=loss.most,
        mean_error=loss.mean,
        psnr=loss.psnr,
        lossless=not loss.most,
        photometric=codec.layout.photometric,
    )


def _shown(array: NDArray[Any], fmt: PixelFormat, photometric: str, header: Header) -> NDArray[Any]:
    """Return samples as `FrameSource.stored` gives them."""
    if not fmt.is_color:
        if array.dtype.kind in "iu" and array.itemsize == 8:
            return array.astype(np.float64)
        return array
    if photometric.startswith("YBR_FULL"):
        array = ybr_to_rgb(array, fmt.bits_stored)
    return to_rgb(array, fmt, header.dataset)
