"""Frames that are coded together, as components of one codestream (PS3.5 A.4.4, JPEG 2000 Part 2).

Each codestream holds a collection of components: those of some frames in a row.
"""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING, Any, BinaryIO, NamedTuple

import numpy as np

from dicomwidgets.codecs import codec_for
from dicomwidgets.encoding.fragments import basic_offsets, fragments_between
from dicomwidgets.extras import install_line, is_installed
from dicomwidgets.pixels.codestream import read_codestream
from dicomwidgets.pixels.compressed import no_decoder
from dicomwidgets.pixels.pixel_format import Decoded

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numpy.typing import NDArray

    from dicomwidgets.encoding.fragments import Fragment
    from dicomwidgets.pixels.pixel_format import PixelFormat

__all__ = ["component_frame"]

_PART_2 = {"1.2.840.10008.1.2.4.92", "1.2.840.10008.1.2.4.93"}
_HEAD = 64 * 1024


class _Collection(NamedTuple):
    """A codestream, and the frames that its components are."""

    fragments: list[Fragment]
    first: int
    frames: int


def component_frame(handle: BinaryIO, fmt: PixelFormat, frame: int) -> Decoded | None:
    """Return a frame out of the codestream that it shares with others.

    Parameters
    ----------
    handle
        Any handle on the file.
    fmt
        How the header says the pixels are stored.
    frame
        Index in the file.

    Returns
    -------
    Decoded or None
        ``None`` where each frame has a codestream of its own.

    Raises
    ------
    DecodeError
        Where nothing decodes several components here, with the install line.
    """
    if fmt.transfer_syntax_uid not in _PART_2 or fmt.frames == 1:
        return None
    collections = list(_collections(handle, fmt))
    if all(each.frames == 1 for each in collections):
        return None
    held = next((each for each in collections if frame < each.first + each.frames), None)
    if held is None:
        return None
    if not is_installed("imagecodecs"):
        line = install_line("imagecodecs")
        raise no_decoder(codec_for(fmt.transfer_syntax_uid)._replace(install=line))
    components = _components(b"".join(_read(handle, each) for each in held.fragments))
    rows, columns, _ = components.shape
    place = (frame - held.first) * fmt.samples
    array = np.ascontiguousarray(components[..., place : place + fmt.samples])
    shape = (rows, columns) if fmt.samples == 1 else (rows, columns, fmt.samples)
    return Decoded(array.reshape(shape), fmt._replace(rows=rows, columns=columns, frames=1))


def _collections(handle: BinaryIO, fmt: PixelFormat) -> Iterator[_Collection]:
    _, start = basic_offsets(handle, fmt.offset or 0)
    items = fragments_between(handle, start).items
    streams = [read_codestream(_read(handle, item, _HEAD)) for item in items]
    begins = [k for k, stream in enumerate(streams) if stream is not None]
    first = 0
    for here, following in pairwise([*begins, len(items)]):
        stream = streams[here]
        frames = max(1, (stream.components or 1) // fmt.samples) if stream else 1
        yield _Collection(items[here:following], first, frames)
        first += frames


def _read(handle: BinaryIO, fragment: Fragment, most: int | None = None) -> bytes:
    handle.seek(fragment.start)
    return handle.read(fragment.length if most is None else min(most, fragment.length))


def _components(data: bytes) -> NDArray[Any]:
    import imagecodecs  # noqa: PLC0415 - optional

    array: NDArray[Any] = imagecodecs.jpeg2k_decode(data, planar=False, numthreads=1)
    return array if array.ndim > 2 else array[..., np.newaxis]
