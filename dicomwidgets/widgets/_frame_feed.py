"""What answers a viewer's questions for frames: a `FrameSource` seen through the protocol."""

from __future__ import annotations

import time
import zlib
from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any, Unpack, cast

import numpy as np

from dicomwidgets.codecs import is_native
from dicomwidgets.errors import ArgumentError, DicomWidgetsError, TooLargeError
from dicomwidgets.pixels.limits import KEPT_WHOLE
from dicomwidgets.pixels.reduced import snapped
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
        GetPicturesResult,
        Picture,
    )

__all__ = ["FrameFeed", "Message", "packed", "refuse_large"]

Message = tuple[str, Mapping[str, Any], Sequence[Any]]
"""Name, data and buffers of an event."""

_FIRST_BYTES = 40 * 1024
_COARSE_BYTES = 24 * 1024
_PICTURE_BYTES = 64 * 1024
_PUSHED_BYTES = 8 * 2**20
_QUICK_MS = 5.0
_SMALL = 2 * 2**20
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
        self._each_took = float("inf")

    def get_first_picture(
        self, index: int, **look: Unpack[Look]
    ) -> tuple[FirstPicture, Sequence[Any]]:
        """Return frame `index`, looking as asked, as an 8-bit picture of at most 40 kB.

        Raises
        ------
        DicomWidgetsError
            If the frame can't be decoded or shown.
        """
        picture, described = self.frames.picture(index, max_bytes=_FIRST_BYTES, **look)
        return {**self._about_picture(index, look), "buffers": [described]}, [picture]

    def get_frames(
        self, args: Mapping[str, Any], *, most: int = KEPT_WHOLE
    ) -> tuple[GetFramesResult, list[Any]]:
        """Return the frames that can be had, one buffer each, and why the others can't.

        Parameters
        ----------
        args
            `GetFramesArgs`; of more than 64 indices only the first 64 are answered.
        most
            Bytes that the viewer may keep in its page.

        Notes
        -----
        A frame of more than `most`, or of more than 64 MiB, is no answer but an error of kind
        ``too_large``: it is shown by pictures.
        """
        started = time.perf_counter()
        accept = args.get("accept") or ["raw"]
        result: GetFramesResult = {
            "frames": [],
            "errors": [],
            "numbering": self.numbering,
            "milliseconds": 0.0,
            "buffers": [],
        }
        buffers: list[Any] = []
        for index in args["indices"][:MOST_FRAMES]:
            try:
                stored, info = self._sent(index, args, most), self._drawn_info(index)
            except Exception as problem:  # noqa: BLE001 - one bad frame never costs the others
                result["errors"].append(_error(index, problem))
                continue
            described, buffer = packed(stored, accept)
            result["frames"].append(info)
            result["buffers"].append(described)
            buffers.append(buffer)
        result["milliseconds"] = _since(started)
        self._each_took = result["milliseconds"] / max(1, len(buffers))
        return result, buffers

    def is_quick(self, args: Mapping[str, Any]) -> bool:
        """Whether `get_frames` takes less time than handing it to another thread does.

        So it is for what is on screen, if it is only to be read, and the last that was read came
        at once: from a slow disk it does not.
        """
        asked = args.get("indices") or []
        if args.get("priority") != "visible" or len(asked) != 1 or self._each_took >= _QUICK_MS:
            return False
        try:
            self._known(asked[0])
            return _is_at_hand(self.frames, asked[0])
        except DicomWidgetsError:
            return False

    def get_pictures(self, args: Mapping[str, Any]) -> tuple[GetPicturesResult, list[Any]]:
        """Return windowed 8-bit pictures of at most 64 kB, and why the others can't be had.

        Parameters
        ----------
        args
            `GetPicturesArgs`; of more than 64 indices only the first 64 are answered.
        """
        started = time.perf_counter()
        result: GetPicturesResult = {
            "pictures": [],
            "errors": [],
            "numbering": self.numbering,
            "milliseconds": 0.0,
            "buffers": [],
        }
        buffers: list[Any] = []
        for index in args["indices"][:MOST_FRAMES]:
            try:
                picture, described, buffer = self._picture(index, args)
            except Exception as problem:  # noqa: BLE001 - one bad frame never costs the others
                result["errors"].append(_error(index, problem))
                continue
            result["pictures"].append(picture)
            result["buffers"].append(described)
            buffers.append(buffer)
        result["milliseconds"] = _since(started)
        return result, buffers

    def _picture(self, index: Any, args: Mapping[str, Any]) -> tuple[Picture, BufferInfo, bytes]:
        self._known(index)
        info = self.frame_info(index)
        region = snapped(args.get("region"), info["rows"], info["columns"])
        look: Look = cast("Look", args.get("look") or {})
        data, described = self.frames.picture(
            index, max_bytes=_PICTURE_BYTES, region=region, width=args.get("width"), **look
        )
        window = self.frames.window(index, **look)
        picture: Picture = {
            "frame": info,
            "window_center": window.center if window else None,
            "window_width": window.width if window else None,
            "region": list(region),
            "reduced": (region[2] - region[0]) / described["shape"][1],
        }
        return picture, described, data

    def first_messages(self, index: int, **look: Unpack[Look]) -> Iterator[Message]:
        """Yield the events that show frame `index` at once, each made when the last is on its way.

        A coarse picture first, which costs nothing to make; then a fine one, which over a slow
        link is there long before the frame; then the frame itself, if it is not large. Where there
        is no frame, or no picture of it, the events say why or leave it out.
        """
        if not len(self.frames):
            return
        if self._is_asked_for(index):
            yield from self._pictures(index, look, coarse=True)
            return
        profile = look.get("color_profile", True)
        asked = {"indices": [index], "accept": ["raw"], "color_profile": profile}
        result, buffers = self.get_frames(asked)
        sent = bool(buffers)
        if sent or result["errors"][0]["error"]["kind"] == TooLargeError.kind:
            yield from self._pictures(index, look, coarse=sent)
        yield ("frames", result, buffers)

    def _is_asked_for(self, index: int) -> bool:
        """Whether a frame is so large that it travels only when a page asks for it."""
        try:
            return _PUSHED_BYTES < self.frames.frame_bytes(index) <= KEPT_WHOLE
        except DicomWidgetsError:
            return False

    def _pictures(self, index: int, look: Look, *, coarse: bool) -> Iterator[Message]:
        try:
            if coarse:
                picture, described = self.frames.coarse(index, max_bytes=_COARSE_BYTES, **look)
                about: FirstPicture = {**self._about_picture(index, look), "buffers": [described]}
                yield "first_picture", about, [picture.data.cast("B")]
            yield ("first_picture", *self.get_first_picture(index, **look))
        except Exception:  # noqa: BLE001 - the frame itself, or what is wrong with it, is there
            return

    def _about_picture(self, index: int, look: Look) -> FirstPicture:
        window = self.frames.window(index, **look)
        return {
            "frame": self.frame_info(index),
            "window_center": window.center if window else None,
            "window_width": window.width if window else None,
            "numbering": self.numbering,
            "buffers": [],
        }

    def frame_info(self, index: int) -> FrameInfo:
        """Return what frame `index` is and how to show it."""
        info: FrameInfo = {**self.frames.shared_info(index), "index": index}
        return info

    def _drawn_info(self, index: int) -> FrameInfo:
        """Return the same, and the pictures of what lies over the frame."""
        info = self.frame_info(index)
        if info.get("graphics"):
            info["graphics"] = self.frames.graphics(index)
        return info

    def _known(self, index: Any) -> None:
        if not isinstance(index, int) or not 0 <= index < len(self.frames):
            raise ArgumentError(
                f"There is no frame {index}: they count from 0 to {len(self.frames) - 1}."
            )

    def _sent(self, index: Any, args: Mapping[str, Any], most: int) -> NDArray[Any]:
        self._known(index)
        size = self.frames.frame_bytes(index)
        if size > min(most, KEPT_WHOLE):
            raise _too_large(size, most)
        return self.frames.sent(index, color_profile=args.get("color_profile", True))


def _is_at_hand(frames: FrameSource, index: int) -> bool:
    """Whether a frame is only to be read: a small one, in a local file as it is sent."""
    locator = frames.locators[index]
    path = locator.source.path(locator.item)
    # What has come in a file's place, such as a pipe, may let one wait for ever.
    if path is None or not path.is_file() or frames.frame_bytes(index) > _SMALL:
        return False
    known = locator.known
    holds = known is not None and known.holds(locator.source, locator.item)
    layout = known.layout if known and holds else frames.header(index)
    return layout.transfer_syntax_uid is not None and is_native(layout.transfer_syntax_uid)


def _too_large(size: int, most: int) -> TooLargeError:
    """Return why a frame is shown by pictures."""
    if size > KEPT_WHOLE:
        return TooLargeError(
            f"The image has {size >> 20} MiB when decoded, more than the {KEPT_WHOLE >> 20} MiB "
            "that are sent to a page as one piece: it is shown reduced, and in full where you "
            "zoom in."
        )
    return TooLargeError(
        f"The image has {size >> 20} MiB when decoded, and the other viewers of this notebook "
        f"leave {most >> 20} MiB for it: it is shown reduced, and in full where you zoom in.",
        remedy="Close some of the others.",
    )


def refuse_large(frames: FrameSource, indices: Sequence[int], most: int) -> None:
    """Refuse frames that are not sent whole: nothing less has stages.

    Parameters
    ----------
    frames
        Of the series.
    indices
        Those that are asked for.
    most
        Bytes that the page may keep, for a frame as kept and as stored.

    Raises
    ------
    TooLargeError
        Saying how large it is, and who has the room.
    """
    for index in indices:
        size = frames.frame_bytes(index) if 0 <= index < len(frames) else 0
        if size > KEPT_WHOLE:
            raise TooLargeError(
                f"The image has {size >> 20} MiB when decoded; this widget takes apart what "
                f"has up to {KEPT_WHOLE >> 20}.",
                remedy="dicomwidgets.view(x) shows it.",
            )
        if 2 * size > most:
            raise TooLargeError(
                f"The image takes {2 * size >> 20} MiB here, and the other viewers of this "
                f"notebook leave {most >> 20} MiB for it.",
                remedy="Close some of the others.",
            )


def packed(stored: NDArray[Any], accept: Sequence[str]) -> tuple[BufferInfo, Any]:
    """Return the array as a buffer; raw, it is uncopied if contiguous and little-endian.

    Parameters
    ----------
    stored
        Any shape and any dtype of `BufferInfo`.
    accept
        Encodings the browser reads, in its order of preference: on loopback ``raw`` beats any
        compression, over a slower link ``deflate`` does (zlib's fastest level; raw where it
        gains less than a tenth).
    """
    little = np.ascontiguousarray(stored, stored.dtype.newbyteorder("<"))
    raw: Any = little.data.cast("B")
    encoding = next((each for each in accept if each in ("raw", "deflate")), "raw")
    if encoding == "deflate":
        packed_up = zlib.compress(raw, 1)
        if "raw" in accept and len(packed_up) > 0.9 * little.nbytes:
            encoding = "raw"
        else:
            raw = packed_up
    info: BufferInfo = {
        "dtype": little.dtype.name,  # type: ignore[typeddict-item]
        "shape": list(little.shape),
        "encoding": encoding,  # type: ignore[typeddict-item]
    }
    return info, raw


def _since(started: float) -> float:
    return round(1000 * (time.perf_counter() - started), 3)


def _error(index: int, problem: Exception) -> FrameError:
    return {"index": index, "error": payload_of(problem)}
