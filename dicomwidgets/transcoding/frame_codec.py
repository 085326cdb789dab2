"""One frame on its way: encoded, decoded again, and compared."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from dicomwidgets.errors import DicomWidgetsError, MissingPackageError, TranscodeError
from dicomwidgets.pixels.color import ybr_to_rgb
from dicomwidgets.pixels.compressed import reason, samples_of
from dicomwidgets.transcoding.encoders import LOSSLESS, Knob, encode
from dicomwidgets.transcoding.knobs import is_fixed, knob_of, ladder_of
from dicomwidgets.transcoding.layout import layout_for, samples_photometric

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from dicomwidgets.pixels.pixel_format import Decoded, PixelFormat
    from dicomwidgets.transcoding.choice import Choice

__all__ = ["CodedFrame", "FrameCodec", "Loss", "loss_of"]

_AGAIN = "Choose another transfer syntax."


class Loss(NamedTuple):
    """By how much samples that were decoded again are off.

    Parameters
    ----------
    most, mean
        The largest difference, and the mean of all.
    psnr
        Peak signal-to-noise ratio in decibels, of the range of the stored bits; infinite where
        nothing is lost.
    """

    most: int = 0
    mean: float = 0.0
    psnr: float = float("inf")


class CodedFrame(NamedTuple):
    """A frame in the transfer syntax that is asked for.

    Parameters
    ----------
    data
        Its bytes.
    again
        Its samples decoded again, in the colours of those that were given; ``None`` where that was
        not asked for.
    loss
        What is lost; ``None`` likewise.
    """

    data: bytes
    again: NDArray[Any] | None = None
    loss: Loss | None = None


class FrameCodec:
    """Frames of one kind, encoded in one way.

    Parameters
    ----------
    fmt
        How the samples are stored, as `StoredFrames.samples` tells it.
    choice
        What is asked for.
    sop_class
        Of the file.

    Raises
    ------
    TranscodeError
        If the transfer syntax can't hold such frames.
    """

    def __init__(self, fmt: PixelFormat, choice: Choice, *, sop_class: str = "") -> None:
        self.given = fmt
        self.choice = choice
        self.layout = layout_for(fmt, choice, sop_class=sop_class)
        self.photometric = samples_photometric(fmt, choice)

    def samples(self, found: Decoded) -> NDArray[Any]:
        """Return the samples of a frame as the encoder takes them: in its colours and words.

        Raises
        ------
        TranscodeError
            If the frame is stored in another way than the first one.
        """
        same = found.fmt._replace(offset=None, length=None)
        if same != self.given._replace(offset=None, length=None):
            raise TranscodeError(
                "Frames of the file are not stored alike: their codestreams have other bits, "
                "colours or sizes.",
                tag="(7FE0,0010)",
                keyword="PixelData",
                remedy="Export it again, or write its frames one by one.",
            )
        array = found.array
        if array.ndim > 2 and self.photometric == "RGB" and found.fmt.photometric != "RGB":
            partial = "PARTIAL" in found.fmt.photometric
            if found.fmt.photometric.startswith(("YBR_FULL", "YBR_PARTIAL")):
                array = ybr_to_rgb(array, found.fmt.bits_stored, partial=partial)
        words = max(8, self.layout.bits_allocated) // 8
        return array.astype(f"{array.dtype.kind}{words}", copy=False)

    def coded(self, array: NDArray[Any], *, verify: bool = True) -> CodedFrame:
        """Return a frame encoded.

        Parameters
        ----------
        array
            As `samples` gives it.
        verify
            Whether it is decoded again and compared. What is lossy always is.

        Raises
        ------
        TranscodeError
            If it can't be encoded, is not the same when it is decoded again, or has lost more than
            is allowed.
        """
        choice = self.choice
        if not choice.lossy:
            data = self._encoded(array, LOSSLESS)
            if not verify:
                return CodedFrame(data)
            again, loss = self._again(data, array)
            if loss.most:
                raise _unlike(f"a stored value is off by {loss.most}")
            return CodedFrame(data, again, loss)
        fixed = is_fixed(choice, min(array.shape[:2]))
        part = array.size * self.layout.bits_stored / (8 * self.given.frame_bytes)
        made = self._lossy(array, knob_of(choice, part)) if fixed else self._searched(array)
        if fixed and choice.psnr is not None and not self._is_asked(made):
            # What the encoder aims at is before it rounds.
            made = self._searched(array)
        return self._within(made)

    def _lossy(self, array: NDArray[Any], knob: Knob) -> CodedFrame:
        data = self._encoded(array, knob)
        return CodedFrame(data, *self._again(data, array))

    def _searched(self, array: NDArray[Any]) -> CodedFrame:
        """Return the first of a ladder of frames that is what is asked for."""
        rungs = ladder_of(self.choice)
        low, high = 0, len(rungs) - 1
        best: CodedFrame | None = None
        while low <= high:
            middle = (low + high) // 2
            made = self._lossy(array, rungs[middle])
            if self._is_asked(made):
                best, high = made, middle - 1
            else:
                low = middle + 1
        if best is None:
            raise TranscodeError(
                f"No setting of {self.choice.syntax.name} gives what is asked for.",
                tag="(7FE0,0010)",
                keyword="PixelData",
                remedy="Ask for less, or choose a lossless transfer syntax.",
            )
        return best

    def _is_asked(self, made: CodedFrame) -> bool:
        choice, loss = self.choice, made.loss or Loss()
        if choice.ratio is not None:
            return len(made.data) * choice.ratio <= self.given.frame_bytes
        if choice.psnr is not None:
            return loss.psnr >= choice.psnr
        return loss.most <= (choice.max_error or 0)

    def _within(self, made: CodedFrame) -> CodedFrame:
        allowed = self.choice.max_error if self.choice.near is None else self.choice.near
        loss = made.loss or Loss()
        if allowed is not None and loss.most > allowed:
            raise TranscodeError(
                f"A stored value would be off by {loss.most}, and {allowed} is allowed.",
                tag="(7FE0,0010)",
                keyword="PixelData",
                remedy="Allow more, or choose a lossless transfer syntax.",
            )
        return made

    def _encoded(self, array: NDArray[Any], knob: Knob) -> bytes:
        layout = self.layout
        if layout.planar and layout.samples > 1 and self.choice.syntax.family == "wrapped":
            array = np.ascontiguousarray(array.transpose(2, 0, 1))
        bits = 1 if layout.bits_allocated == 1 else layout.bits_stored
        mixed = layout.photometric in {"YBR_RCT", "YBR_ICT"}
        named = layout.photometric if mixed else self.photometric
        try:
            return encode(array, self.choice.uid, bits=bits, photometric=named, knob=knob)
        except DicomWidgetsError:
            raise
        except Exception as problem:  # noqa: BLE001 - encoders raise what they please
            raise TranscodeError(
                f"The frame can't be encoded: {reason(problem)}",
                tag="(7FE0,0010)",
                keyword="PixelData",
                remedy=_AGAIN,
            ) from None

    def _again(self, data: bytes, array: NDArray[Any]) -> tuple[NDArray[Any], Loss]:
        """Return what was encoded decoded again, and by how much it is off."""
        try:
            again, fmt = samples_of(data, self.layout)
        except MissingPackageError:
            raise
        except Exception as problem:  # noqa: BLE001 - decoders raise what they please
            raise _unlike(f"it can't be decoded: {reason(problem)}") from None
        if again.ndim > 2 and self.photometric == "RGB" and fmt.photometric.startswith("YBR_FULL"):
            again = ybr_to_rgb(again, fmt.bits_stored)
        if again.shape != array.shape:
            raise _unlike("it decodes to another size")
        return again.astype(array.dtype, copy=False), loss_of(again, array, fmt.bits_stored)


def loss_of(again: NDArray[Any], array: NDArray[Any], bits: int) -> Loss:
    """Return by how much samples are off that have `bits` bits."""
    if np.array_equal(again, array):
        return Loss()
    off = np.abs(again.astype(np.int64) - array)
    mean_square = float((off.astype(np.float64) ** 2).mean())
    peak = float((1 << bits) - 1)
    return Loss(int(off.max()), float(off.mean()), float(10 * np.log10(peak**2 / mean_square)))


def _unlike(why: str) -> TranscodeError:
    return TranscodeError(
        f"What was encoded is not the image: {why.rstrip('.')}. Nothing was written.",
        tag="(7FE0,0010)",
        keyword="PixelData",
        remedy=_AGAIN,
    )
