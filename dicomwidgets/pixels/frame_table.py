"""Where the frames of an encapsulated pixel value lie: found once, checked at each use."""

from __future__ import annotations

from itertools import pairwise
from struct import unpack
from threading import Lock
from typing import TYPE_CHECKING, Any, BinaryIO, NamedTuple

from dicomwidgets.encoding.fragments import (
    ITEM_HEADER,
    Fragment,
    Fragments,
    basic_offsets,
    fragments_between,
    size_of,
)
from dicomwidgets.errors import DecodeError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from dicomwidgets.display.description import Badge
    from dicomwidgets.pixels.pixel_format import PixelFormat

__all__ = ["ExtendedOffsets", "FrameTable", "extended_offsets"]

_RLE = "1.2.840.10008.1.2.5"
_JPEG_FAMILY = "1.2.840.10008.1.2.4."
_RLE_HEADER = (64).to_bytes(4, "little")
_STARTS = (b"\xff\xd8\xff", b"\xff\x4f\xff\x51", b"\xff\x0a", b"\0\0\0\x0c")
"""JPEG and JPEG-LS; JPEG 2000; JPEG XL, bare and in a box."""
_END_OF_IMAGE = b"\xff\xd9"
_HEAD = 12
_TAIL = 10


class ExtendedOffsets(NamedTuple):
    """Extended Offset Table (7FE0,0001) and its Lengths (7FE0,0002): PS3.3 C.7.6.3.1.8."""

    offsets: Sequence[int]
    lengths: Sequence[int]


def extended_offsets(dataset: Any) -> ExtendedOffsets | None:
    """Return the Extended Offset Table of a header, or ``None`` where it has none of any use."""
    values = [dataset.get(name) for name in ("ExtendedOffsetTable", "ExtendedOffsetTableLengths")]
    if not all(isinstance(value, bytes) and value and len(value) % 8 == 0 for value in values):
        return None
    offsets, lengths = (unpack(f"<{len(value) // 8}Q", value) for value in values)
    return ExtendedOffsets(offsets, lengths)


class FrameTable:
    """The places of all frames of one encapsulated pixel value; thread-safe.

    Parameters
    ----------
    fmt
        How the pixels are stored: number of frames, transfer syntax, where the value begins.
    extended
        The file's Extended Offset Table.

    Notes
    -----
    A table of the file is believed as long as it is right: each frame's fragments must begin at
    its offset and end at the next one's (PS3.5 A.4). At the first that does not, all fragments are
    walked through, once, and a badge says so. The same is done where there is no table. What was
    found is forgotten when the file's length changes.
    """

    def __init__(self, fmt: PixelFormat, extended: ExtendedOffsets | None = None) -> None:
        self._fmt = fmt
        self._extended = extended
        self._lock = Lock()
        self._size = -1
        self._first = 0
        self._offsets: Sequence[int] = ()
        self._named = ""
        self._frames: list[list[Fragment]] | None = None
        self._cut = False
        self.badges: list[Badge] = []

    def data(self, file: BinaryIO, frame: int, most: int | None = None) -> bytes:
        """Return the compressed bytes of one frame.

        Parameters
        ----------
        file
            Any handle on the file.
        frame
            Index in the file, from 0.
        most
            How many bytes are enough, of the frame's first fragment.

        Raises
        ------
        DecodeError
            Where the file ends before the frame does, or nothing tells where it begins.
        """
        with self._lock:
            self._look_at(file)
            fragments = self._fragments(file, frame)
        if most is not None:
            start, length = fragments[0]
            file.seek(start)
            return file.read(min(length, most))
        pieces = []
        for start, length in fragments:
            file.seek(start)
            pieces.append(file.read(length))
        if sum(map(len, pieces)) < sum(length for _, length in fragments):
            raise self._truncated(frame)
        return pieces[0] if len(pieces) == 1 else b"".join(pieces)

    def is_ended(self, file: BinaryIO, frame: int) -> bool:
        """Whether the mark that ends a JPEG or JPEG 2000 image ends this frame."""
        with self._lock:
            self._look_at(file)
            return self._is_end(file, self._fragments(file, frame)[-1])

    def _look_at(self, file: BinaryIO) -> None:
        """Read the file's table, unless that is done and the file as long as it was."""
        size = size_of(file)
        if size == self._size:
            return
        self._size = size
        self._frames = None
        self.badges = []
        basic, self._first = basic_offsets(file, self._fmt.offset or 0)
        self._offsets, self._named = basic, "Basic Offset Table"
        if self._extended is not None:
            self._offsets, self._named = self._extended.offsets, "Extended Offset Table (7FE0,0001)"
        if self._offsets and (wrong := _senseless(self._offsets, self._fmt.frames)):
            found = self._walked(file)
            self._take(found, f"The {self._named} {wrong}", self._grouped(file, found))

    def _fragments(self, file: BinaryIO, frame: int) -> list[Fragment]:
        if self._frames is None and self._offsets:
            if (found := self._at_offset(file, frame)) is not None:
                return found
            return self._instead_of_offset(file, frame)
        if self._frames is None:
            walked = self._walked(file)
            self._take(walked, frames=self._grouped(file, walked))
        frames = self._frames or []
        if frame < len(frames):
            return frames[frame]
        raise self._truncated(frame) if self._cut else self._lost(frame, len(frames))

    def _at_offset(self, file: BinaryIO, frame: int) -> list[Fragment] | None:
        """Return what lies where the file's table says, if it is one frame."""
        start = self._first + self._offsets[frame]
        last = frame + 1 == len(self._offsets)
        stop = None if last else self._first + self._offsets[frame + 1]
        if start >= self._size:
            return None
        found = fragments_between(file, start, stop)
        whole = found.closed or (last and self._ends(found))
        if not (whole and self._may_be_one(file, found.items)):
            return None
        length = sum(each.length for each in found.items)
        if self._extended and not 0 <= length - self._extended_length(frame) <= 1:
            return None
        return found.items

    def _instead_of_offset(self, file: BinaryIO, frame: int) -> list[Fragment]:
        """Return the frame that the file's table does not lead to."""
        found = self._walked(file)
        if found.cut and not self._ends(found):
            # What is left can't prove the table wrong.
            raise self._truncated(frame)
        frames = self._grouped(file, found)
        here = self._first + self._offsets[frame]
        if frame < len(frames) and frames[frame][0].start - ITEM_HEADER == here:
            return frames[frame]  # The table is right, and the frame itself damaged.
        self._take(
            found, f"The {self._named} names a place where frame {frame + 1} does not lie", frames
        )
        return self._fragments(file, frame)

    def _ends(self, found: Fragments) -> bool:
        """Whether the last item ends with the file: only the delimiter is missing."""
        if not found.items:
            return False
        start, length = found.items[-1]
        return self._size - (start + length) < ITEM_HEADER

    def _extended_length(self, frame: int) -> int:
        lengths = self._extended.lengths if self._extended else ()
        return lengths[frame] if frame < len(lengths) else -1

    def _may_be_one(self, file: BinaryIO, items: list[Fragment]) -> bool:
        """Whether these fragments may be one frame: no other begins with a mark than the first."""
        if not (items and self._has_marks()):
            return bool(items)
        return [self._is_start(file, each) for each in items] == [True, *[False] * (len(items) - 1)]

    def _has_marks(self) -> bool:
        uid = self._fmt.transfer_syntax_uid
        return uid == _RLE or uid.startswith(_JPEG_FAMILY)

    def _walked(self, file: BinaryIO) -> Fragments:
        return fragments_between(file, self._first)

    def _take(
        self, found: Fragments, wrong: str = "", frames: list[list[Fragment]] | None = None
    ) -> None:
        """Keep the frames made of all fragments; `wrong` says why the file's table is not used."""
        self._cut = found.cut and not self._ends(found)
        self._frames = frames
        declared = self._fmt.frames
        if wrong:
            reason = f"{wrong}: frames are found by walking through the fragments."
            self.badges.append(_badge("OFFSET TABLE IGNORED", reason))
        if frames and len(frames) > declared:
            reason = (
                f"Number of Frames (0028,0008) says {declared}; the pixels hold {len(frames)}. "
                f"The first {declared} are shown."
            )
            self.badges.append(_badge("MORE FRAMES", reason))

    def _grouped(self, file: BinaryIO, found: Fragments) -> list[list[Fragment]]:
        """Return the fragments of each frame: one each, all, or by the marks of their images."""
        items, declared = found.items, self._fmt.frames
        each = [[item] for item in items]
        if not items or len(items) == declared or not self._has_marks():
            return each if len(items) <= declared else [items] if declared == 1 else []
        starts = [k for k, item in enumerate(items) if self._is_start(file, item)]
        cut = found.cut and not self._ends(found)
        if starts[:1] == [0] and (len(starts) >= declared or len(items) < declared or cut):
            groups = _split(items, starts)
            several = len(items) > len(groups)
            return groups[:-1] if cut and several and not self._is_end(file, items[-1]) else groups
        if declared == 1 or len(items) < declared:
            return [items] if declared == 1 else each
        ends = [k + 1 for k, item in enumerate(items) if self._is_end(file, item)]
        return _split(items, [0, *ends[:-1]]) if len(ends) >= declared else []

    def _is_start(self, file: BinaryIO, fragment: Fragment) -> bool:
        file.seek(fragment.start)
        head = file.read(min(_HEAD, fragment.length))
        if self._fmt.transfer_syntax_uid == _RLE:
            return head[4:8] == _RLE_HEADER
        return head.startswith(_STARTS)

    def _is_end(self, file: BinaryIO, fragment: Fragment) -> bool:
        tail = min(_TAIL, fragment.length)
        file.seek(fragment.start + fragment.length - tail)
        return _END_OF_IMAGE in file.read(tail)

    def _truncated(self, frame: int) -> DecodeError:
        return DecodeError(
            f"The file ends before {_which(self._fmt, frame)} does: it is truncated.",
            tag="(7FE0,0010)",
            keyword=self._fmt.keyword,
            remedy="Copy or export the file again.",
        )

    def _lost(self, frame: int, held: int) -> DecodeError:
        if held == 0:
            text = (
                f"Nothing tells where {_which(self._fmt, frame)} begins: there is no usable offset "
                "table, and the fragments are neither one a frame nor marked."
            )
        else:
            text = (
                f"Number of Frames (0028,0008) says {self._fmt.frames}, and the pixels hold "
                f"{held}: there is no frame {frame + 1}."
            )
        return DecodeError(
            text,
            tag="(7FE0,0010)",
            keyword=self._fmt.keyword,
            remedy="Copy or export the file again.",
        )


def _senseless(offsets: Sequence[int], frames: int) -> str:
    """Return what is wrong with a table in itself; nothing where it may be right."""
    if len(offsets) != frames:
        return f"has {len(offsets)} entries for {frames} frames"
    if offsets[0] != 0:
        return "does not begin at the first fragment"
    if any(after <= before for before, after in pairwise(offsets)):
        return "does not rise from frame to frame"
    return ""


def _split(items: list[Fragment], starts: Sequence[int]) -> list[list[Fragment]]:
    return [items[first:last] for first, last in pairwise([*starts, len(items)])]


def _which(fmt: PixelFormat, frame: int) -> str:
    return f"frame {frame + 1}" if fmt.frames > 1 else "its image"


def _badge(text: str, reason: str) -> Badge:
    return {"text": text, "reason": reason, "level": "warning"}
