"""The frames of a file as they are stored: every sample, and no colour converted (PS3.5 8.2)."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import numpy as np
from pydicom import config  # noqa: F401 - by its front door
from pydicom.pixels.decoders.base import get_decoder

from dicomwidgets.codecs import is_native, is_video, is_wrapped
from dicomwidgets.encoding.fragments import basic_offsets, fragments_between
from dicomwidgets.errors import DecodeError, DicomWidgetsError
from dicomwidgets.pixels import native
from dicomwidgets.pixels.component_frames import component_frame
from dicomwidgets.pixels.compressed import options, reason, samples_of
from dicomwidgets.pixels.decode import open_pixels, opened_video
from dicomwidgets.pixels.file_memory import FileMemory
from dicomwidgets.pixels.locator import FrameLocator
from dicomwidgets.pixels.pixel_format import Decoded
from dicomwidgets.reading.kept_warnings import kept_warnings
from dicomwidgets.transcoding.syntaxes import RLE

if TYPE_CHECKING:
    from collections.abc import Iterator

    from dicomwidgets.pixels.pixel_format import PixelFormat
    from dicomwidgets.reading.header import Header
    from dicomwidgets.reading.item import Item, Source

__all__ = ["StoredFrames"]


class StoredFrames:
    """The frames of one file, one at a time.

    Parameters
    ----------
    source, item
        The file.
    header
        Its header.

    Raises
    ------
    DecodeError
        Where an element that decoding can't do without is missing or senseless.
    """

    def __init__(self, source: Source, item: Item, header: Header) -> None:
        self.header = header
        self._place = source, item
        self._memory = FileMemory()
        self.format: PixelFormat = self._memory.format(header)

    def __len__(self) -> int:
        return self.format.frames

    @property
    def is_plain(self) -> bool:
        """Whether all bits of all words are in the file: nothing has coded samples alone."""
        uid = self.format.transfer_syntax_uid
        return is_native(uid) or is_wrapped(uid) or uid == RLE

    def samples(self, i: int, *, words: bool = False) -> Decoded:
        """Return frame `i` as stored.

        Parameters
        ----------
        i
            Index of the frame.
        words
            Whether all bits of a word are wanted as they are, not only those stored.

        Returns
        -------
        Decoded
            (rows, columns) or (rows, columns, 3), and how they are stored by header and codestream
            together. Colours are those of the stored samples; those that a codestream mixes by
            itself (RCT, ICT, XYB) come back as RGB, and video does.

        Raises
        ------
        DecodeError
            Naming the file, the frame, and the reason.
        """
        fmt = self.format
        if words:
            bits = fmt.bits_allocated
            fmt = fmt._replace(bits_stored=bits, high_bit=bits - 1, signed=False)
        locator = FrameLocator(*self._place, i)
        with self._said(i), kept_warnings():
            return self._fitting(self._read(locator, fmt))

    def coded(self, i: int) -> bytes:
        """Return the bytes of frame `i` of an encapsulated value as they lie in the file.

        Raises
        ------
        DecodeError
            As `samples` does.
        """
        locator = FrameLocator(*self._place, i)
        with self._said(i):
            handle, fmt, _ = open_pixels(locator, self.format, self._memory)
            with handle:
                return self._memory.table(locator, self.header, fmt).data(handle, i)

    def size_of(self, i: int) -> int:
        """Return how many bytes frame `i` takes in the file; 0 where all are one video."""
        uid = self.format.transfer_syntax_uid
        if is_native(uid):
            return self.format.frame_bytes
        if is_video(uid):
            return 0
        return len(self.coded(i))

    @property
    def coded_size(self) -> int:
        """Bytes of all fragments of an encapsulated value; nothing of them is read."""
        with self._said(0):
            handle, fmt, _ = open_pixels(FrameLocator(*self._place, 0), self.format, self._memory)
            with handle:
                _, first = basic_offsets(handle, fmt.offset or 0)
                return sum(each.length for each in fragments_between(handle, first).items)

    def _read(self, locator: FrameLocator, fmt: PixelFormat) -> Decoded:
        uid = fmt.transfer_syntax_uid
        if is_video(uid):
            array = opened_video(locator, fmt, self._memory).frame(locator.frame)
            return Decoded(array, _of_video(fmt, array))
        handle, fmt, extra = open_pixels(locator, fmt, self._memory)
        with handle:
            if not is_native(uid):
                table = self._memory.table(locator, self.header, fmt)
                if (shared := component_frame(handle, fmt, locator.frame)) is not None:
                    return shared
                return samples_of(table.data(handle, locator.frame), fmt)
            if native.is_subsampled(fmt):
                array = native.read_frame(handle, fmt, locator.frame)
                name = fmt.photometric.replace("422", "").rstrip("_")
                return Decoded(array, fmt._replace(photometric=name, planar=0))
            if native.reads(fmt):
                array = native.read_frame(handle, fmt, locator.frame)
                return Decoded(array, fmt._replace(planar=0))
            handle.seek(fmt.offset or 0)
            known = {**options(fmt), **extra}
            array, _ = get_decoder(uid).as_array(handle, index=locator.frame, raw=True, **known)
            return Decoded(np.ascontiguousarray(array), fmt._replace(planar=0))

    def _fitting(self, found: Decoded) -> Decoded:
        """Return samples of the type that their words have."""
        fmt = found.fmt
        if fmt.is_float:
            return found
        kind = "i" if fmt.signed else "u"
        wanted = np.dtype(f"{kind}{max(8, fmt.bits_allocated) // 8}")
        array: Any = found.array
        if array.dtype != wanted:
            array = array.astype(wanted)
        return Decoded(array, fmt)

    @contextmanager
    def _said(self, i: int) -> Iterator[None]:
        """Make what goes wrong an error that names the file, without its path."""
        name = self._place[1].name
        try:
            yield
        except DicomWidgetsError as problem:
            problem.file = problem.file or name
            raise
        except Exception as problem:  # noqa: BLE001 - decoders raise whatever damaged data provokes
            why = getattr(problem, "strerror", None) or reason(problem)
            subject = f"Frame {i + 1}" if len(self) > 1 else "The image"
            raise DecodeError(
                f"{subject} can't be decoded: {why}",
                tag="(7FE0,0010)",
                keyword=self.format.keyword,
                file=name,
                remedy="Copy or export the file again.",
            ) from None


def _of_video(fmt: PixelFormat, array: Any) -> PixelFormat:
    rows, columns, _ = array.shape
    return fmt._replace(
        rows=rows,
        columns=columns,
        samples=3,
        bits_allocated=8,
        bits_stored=8,
        high_bit=7,
        signed=False,
        photometric="RGB",
        planar=0,
    )
