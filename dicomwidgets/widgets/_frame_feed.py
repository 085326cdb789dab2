"""What answers a viewer's questions for frames: a `FrameSource` seen through the protocol."""

from __future__ import annotations

import zlib
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any, Unpack

import numpy as np

from dicomwidgets.errors import ArgumentError
from dicomwidgets.pixels.picture import coarse_picture
from dicomwidgets.widgets._base import payload_of

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from dicomwidgets.pixels.frame_source import FrameSource, Look
    from dicomwidgets.widgets._commands import (
        BufferInfo,
        FirstPicture,
        FrameError,
        FrameInfo,
        GetFramesResult,
    )

__all__ = ["FrameFeed", "Message"]

Message = tuple[str, Mapping[str, Any], Sequence[Any]]
"""Name, data and buffers of an event."""

_PICTURE_BYTES = 40 * 1024
MOST_FRAMES = 64
"""Frames in one answer at most: a request is answered whole or not at all."""


class FrameFeed:
    """Frames as messages; thread-safe as far as the `FrameSource` is, which is all the way.

    Parameters
    ----------
    frames
        The frames of one series.
    numbering
        0 while the index is being built, 1 after: the front end drops what carries an older one.
    """

    def __init__(self, frames: FrameSource, *, numbering: int) -> None:
        self.frames = frames
        self.numbering = numbering

    def get_first_picture(
        self, index: int, **look: Unpack[Look]
    ) -> tuple[FirstPicture, Sequence[Any]]:
        """Return frame `index`, looking as asked, as an 8-bit picture of at most 40 kB.

        A second buffer holds it coarsely and raw, at most 24 kB: a page that is busy being built
        takes some 50 ms to decode the first.

        Raises
        ------
        DicomWidgetsError
            If the frame can't be decoded or shown.
        """
        picture, info, window = self.frames.picture(index, max_bytes=_PICTURE_BYTES, **look)
        coarse, coarse_info = coarse_picture(self.frames.render(index, **look))
        return {
            "frame": self.frame_info(index),
            "window_center": window.center if window else None,
            "window_width": window.width if window else None,
            "numbering": self.numbering,
            "buffers": [info, coarse_info],
        }, [picture, coarse]

    def get_frames(self, args: Mapping[str, Any]) -> tuple[GetFramesResult, list[Any]]:
        """Return the frames that can be had, one buffer each, and why the others can't.

        Parameters
        ----------
        args
            `GetFramesArgs`; of more than 64 indices only the first 64 are answered.
        """
        accept = args.get("accept") or ["raw"]
        result: GetFramesResult = {
            "frames": [],
            "errors": [],
            "numbering": self.numbering,
            "buffers": [],
        }
        buffers: list[Any] = []
        for index in args["indices"][:MOST_FRAMES]:
            try:
                stored, info = self._stored(index), self.frame_info(index)
            except Exception as problem:  # noqa: BLE001 - one bad frame never costs the others
                result["errors"].append(_error(index, problem))
                continue
            described, buffer = packed(stored, accept)
            result["frames"].append(info)
            result["buffers"].append(described)
            buffers.append(buffer)
        return result, buffers

    def first_messages(self, index: int, **look: Unpack[Look]) -> tuple[Message, ...]:
        """Return the events that show frame `index` at once: its picture, then the frame itself.

        Over a slow link the picture is there long before the frame. Where there is no frame, or
        no picture of it, the events say why or leave it out.
        """
        if not len(self.frames):
            return ()
        result, buffers = self.get_frames({"indices": [index], "accept": ["raw"]})
        exact: Message = ("frames", result, buffers)
        if not buffers:
            return (exact,)
        try:
            return (("first_picture", *self.get_first_picture(index, **look)), exact)
        except Exception:  # noqa: BLE001 - the frame itself is there
            return (exact,)

    def frame_info(self, index: int) -> FrameInfo:
        """Return what frame `index` is and how to show it."""
        info: FrameInfo = {**self.frames.info(index), "index": index}
        return info

    def _stored(self, index: Any) -> NDArray[Any]:
        if not isinstance(index, int) or not 0 <= index < len(self.frames):
            raise ArgumentError(
                f"There is no frame {index}: they count from 0 to {len(self.frames) - 1}."
            )
        return self.frames.stored(index)


def packed(stored: NDArray[Any], accept: Sequence[str]) -> tuple[BufferInfo, Any]:
    """Return the array as a buffer, uncopied if it is contiguous and little-endian.

    Parameters
    ----------
    stored
        Any shape and any dtype of `BufferInfo`.
    accept
        Encodings the browser reads. ``raw`` wins: on loopback it beats any compression.
    """
    little = np.ascontiguousarray(stored, stored.dtype.newbyteorder("<"))
    raw = little.data.cast("B")
    encoding = "raw" if "raw" in accept else "deflate"
    info: BufferInfo = {
        "dtype": little.dtype.name,  # type: ignore[typeddict-item]
        "shape": list(little.shape),
        "encoding": encoding,  # type: ignore[typeddict-item]
    }
    return info, raw if encoding == "raw" else zlib.compress(raw, 1)


def _error(index: int, problem: Exception) -> FrameError:
    return {"index": index, "error": payload_of(problem)}
