"""Frames that a server gives one by one: no file is opened for them."""

from __future__ import annotations

from io import BytesIO
from typing import TYPE_CHECKING, Any, BinaryIO

from dicomwidgets.codecs import is_native, is_video
from dicomwidgets.encoding.fragments import Fragment, size_of
from dicomwidgets.pixels.frame_table import FrameTable
from dicomwidgets.reading.served import server_of

if TYPE_CHECKING:
    from dicomwidgets.pixels.locator import FrameLocator
    from dicomwidgets.pixels.pixel_format import PixelFormat

__all__ = ["OneFrame", "sent_frame"]


class OneFrame(FrameTable):
    """The table of bytes that are one frame and nothing else."""

    def _look_at(self, file: BinaryIO) -> None:
        """Look at nothing: there is no table."""

    def _fragments(self, file: BinaryIO, frame: int) -> list[Fragment]:  # noqa: ARG002 - the base's
        return [Fragment(0, size_of(file))]


def sent_frame(
    locator: FrameLocator, fmt: PixelFormat
) -> tuple[BinaryIO, PixelFormat, dict[str, Any]] | None:
    """Return a handle on the bytes of a frame and how they are stored, as `open_pixels` does.

    ``None`` for what lies in files, for videos, whose frames are no pieces of their own, and where
    the server gives none.

    Raises
    ------
    PacsError
        If the server does not give it.
    """
    server = server_of(locator.source, locator.item)
    if server is None or is_video(fmt.transfer_syntax_uid):
        return None
    holder, item = server
    sent = holder.frame(item, locator.frame)
    if sent is None:
        return None
    known = fmt._replace(
        frames=1,
        offset=0,
        length=len(sent.data),
        transfer_syntax_uid=sent.transfer_syntax_uid or fmt.transfer_syntax_uid,
    )
    if _is_short(known):
        holder.take_whole(item)
        if is_native(holder.syntax(item)):
            return None
    return BytesIO(sent.data), known, {}


def _is_short(fmt: PixelFormat) -> bool:
    """Whether an uncompressed frame has too few bytes; some servers cut deflated files apart."""
    whole = is_native(fmt.transfer_syntax_uid) and "422" not in fmt.photometric
    return whole and (fmt.length or 0) < fmt.frame_bytes
