from __future__ import annotations

from io import BytesIO
from struct import pack
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
from pydicom.encaps import encapsulate, encapsulate_extended, generate_frames

from dicomwidgets.errors import DecodeError
from dicomwidgets.pixels.frame_table import ExtendedOffsets, FrameTable
from dicomwidgets.pixels.pixel_format import PixelFormat

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

    from pydicom.dataset import Dataset

    from dicomwidgets.pixels.frame_source import FrameSource

JPEG = "1.2.840.10008.1.2.4.70"
RLE = "1.2.840.10008.1.2.5"
END = b"\xfe\xff\xdd\xe0\0\0\0\0"
FRAMES = [b"\xff\xd8\xff" + bytes([65 + k]) * (9 + 12 * k) + b"\xff\xd9" for k in range(5)]


def format_of(frames: int = 5, syntax: str = JPEG) -> PixelFormat:
    return PixelFormat(syntax, "PixelData", 4, 4, 1, frames, 8, 8, 7, False, "MONOCHROME2", 0, 0)


class Counting(BytesIO):
    bytes_read = 0

    def read(self, size: int | None = -1, /) -> bytes:
        data = super().read(size)
        self.bytes_read += len(data)
        return data


def item(data: bytes) -> bytes:
    return b"\xfe\xff\x00\xe0" + pack("<L", len(data)) + data


def value_of(fragments: Sequence[bytes], offsets: Sequence[int] = (), end: bytes = END) -> bytes:
    return item(pack(f"<{len(offsets)}L", *offsets)) + b"".join(map(item, fragments)) + end


def halves(frame: bytes) -> list[bytes]:
    middle = len(frame) // 4 * 2
    return [frame[:middle], frame[middle:]]


def places(groups: Sequence[Sequence[bytes]]) -> list[int]:
    """Return the offset of each group of fragments."""
    lengths = [sum(8 + len(fragment) for fragment in group) for group in groups]
    return [sum(lengths[:k]) for k in range(len(groups))]


def split() -> list[list[bytes]]:
    return [halves(frame) if k % 2 else [frame] for k, frame in enumerate(FRAMES)]


def flat(groups: Sequence[Sequence[bytes]]) -> list[bytes]:
    return [fragment for group in groups for fragment in group]


@pytest.mark.parametrize("offsets", [places([[frame] for frame in FRAMES]), []])
def test_one_fragment_a_frame(offsets: list[int]) -> None:
    file = BytesIO(value_of(FRAMES, offsets))
    table = FrameTable(format_of())
    assert [table.data(file, k) for k in (4, 0, 2, 1, 3)] == [FRAMES[k] for k in (4, 0, 2, 1, 3)]
    assert table.badges == []


@pytest.mark.parametrize("with_table", [True, False])
def test_several_fragments_a_frame(with_table: bool) -> None:
    groups = split()
    file = BytesIO(value_of(flat(groups), places(groups) if with_table else []))
    table = FrameTable(format_of())
    assert [table.data(file, k) for k in range(5)] == FRAMES
    assert table.badges == []


def test_marks_at_the_end_tell_frames_where_those_at_the_beginning_do_not() -> None:
    frames = [b"no mark here" + b"\xff\xd9", b"nor here, two" + b"\xff\xd9\0"]
    file = BytesIO(value_of(flat([halves(frame) for frame in frames])))
    table = FrameTable(format_of(frames=2))
    assert [table.data(file, k) for k in range(2)] == frames


def test_an_extended_offset_table_goes_before_the_basic_one() -> None:
    groups = split()
    lengths = [len(frame) for frame in FRAMES]
    extended = ExtendedOffsets(places(groups), lengths)
    file = BytesIO(value_of(flat(groups)))
    table = FrameTable(format_of(), extended)
    assert [table.data(file, k) for k in range(5)] == FRAMES
    assert table.badges == []


@pytest.mark.parametrize(
    "lie",
    [
        lambda right: right[:-1],
        lambda right: [*right, right[-1] + 8],
        lambda right: right[:1] * 5,
        lambda right: [8 + place for place in right],
        lambda right: [right[0], right[1] + 2, *right[2:]],
        lambda right: [right[0], right[2], right[1], *right[3:]],
        lambda right: [*right[:-1], 2**31],
        # The second fragment of the second frame, in place of its first.
        lambda right: [0, right[1] + 8 + len(halves(FRAMES[1])[0]), *right[2:]],
    ],
)
@pytest.mark.parametrize("is_extended", [False, True])
def test_a_table_that_lies_is_found_out_and_said(
    lie: Callable[[list[int]], list[int]], is_extended: bool
) -> None:
    groups = split()
    offsets = lie(places(groups))
    lengths = [len(frame) for frame in FRAMES]
    file = BytesIO(value_of(flat(groups), [] if is_extended else offsets))
    table = FrameTable(format_of(), ExtendedOffsets(offsets, lengths) if is_extended else None)
    assert [table.data(file, k) for k in range(5)] == FRAMES
    assert [badge["text"] for badge in table.badges] == ["OFFSET TABLE IGNORED"]
    assert ("Extended" if is_extended else "Basic") in table.badges[0]["reason"]


def test_lengths_that_lie_are_found_out() -> None:
    offsets = places([[frame] for frame in FRAMES])
    file = BytesIO(value_of(FRAMES))
    table = FrameTable(format_of(), ExtendedOffsets(offsets, [7] * 5))
    assert table.data(file, 0) == FRAMES[0]
    # The frame is where the table says, whatever length it claims.
    assert [table.data(file, k) for k in range(5)] == FRAMES


def test_a_damaged_frame_is_no_lie_of_the_table() -> None:
    frames = [*FRAMES[:2], b"damaged!", *FRAMES[3:]]
    file = BytesIO(value_of(frames, places([[frame] for frame in frames])))
    table = FrameTable(format_of())
    assert [table.data(file, k) for k in range(5)] == frames
    assert table.badges == []


@pytest.mark.parametrize("with_table", [True, False])
def test_a_file_that_is_cut_keeps_the_frames_before(with_table: bool) -> None:
    groups = split()
    whole = value_of(flat(groups), places(groups) if with_table else [])
    file = BytesIO(whole[:-20])
    table = FrameTable(format_of())
    assert [table.data(file, k) for k in range(4)] == FRAMES[:4]
    with pytest.raises(DecodeError, match="ends before frame 5 does"):
        table.data(file, 4)
    assert table.badges == []


@pytest.mark.parametrize("with_table", [True, False])
@pytest.mark.parametrize("end", [b"", END[:5]])
def test_only_the_end_may_be_missing(end: bytes, with_table: bool) -> None:
    offsets = places([[frame] for frame in FRAMES]) if with_table else []
    file = BytesIO(value_of(FRAMES, offsets, end))
    assert FrameTable(format_of()).data(file, 4) == FRAMES[4]


@pytest.mark.parametrize("with_table", [True, False])
def test_a_file_that_grows_gives_its_new_frames(with_table: bool) -> None:
    offsets = places([[frame] for frame in FRAMES]) if with_table else []
    whole = value_of(FRAMES, offsets)
    file = BytesIO(whole[:-60])
    table = FrameTable(format_of())
    assert table.data(file, 1) == FRAMES[1]
    with pytest.raises(DecodeError):
        table.data(file, 4)
    file.seek(0)
    file.write(whole)
    assert table.data(file, 4) == FRAMES[4]
    file.truncate(len(whole) - 60)
    with pytest.raises(DecodeError):
        table.data(file, 4)
    assert table.data(file, 1) == FRAMES[1]


def test_fewer_frames_than_declared() -> None:
    table = FrameTable(format_of(frames=7))
    file = BytesIO(value_of(FRAMES))
    assert table.data(file, 4) == FRAMES[4]
    with pytest.raises(DecodeError, match="says 7, and the pixels hold 5"):
        table.data(file, 5)


@pytest.mark.parametrize("declared", [1, 3])
def test_more_frames_than_declared(declared: int) -> None:
    table = FrameTable(format_of(frames=declared))
    assert table.data(BytesIO(value_of(FRAMES)), 0) == FRAMES[0]
    assert [badge["text"] for badge in table.badges] == ["MORE FRAMES"]


def test_an_image_in_pieces() -> None:
    pieces = [FRAMES[4][:20], FRAMES[4][20:40], FRAMES[4][40:]]
    table = FrameTable(format_of(frames=1))
    assert table.data(BytesIO(value_of(pieces)), 0) == FRAMES[4]


def test_fragments_that_nothing_tells_apart_are_not_guessed_at() -> None:
    file = BytesIO(value_of([b"ab", b"cd", b"ef"]))
    with pytest.raises(DecodeError, match="Nothing tells where frame 1 begins"):
        FrameTable(format_of(frames=2)).data(file, 0)


@pytest.mark.parametrize("value", [b"", b"no items at all", item(b"abcd")[:6]])
def test_what_is_no_encapsulated_value_is_refused(value: bytes) -> None:
    with pytest.raises(DecodeError):
        FrameTable(format_of()).data(BytesIO(value), 0)


@pytest.mark.parametrize("with_table", [True, False])
def test_after_the_first_access_no_other_frame_is_read(with_table: bool) -> None:
    many = FRAMES * 200
    offsets = places([[frame] for frame in many]) if with_table else []
    file = Counting(value_of(many, offsets))
    table = FrameTable(format_of(frames=len(many)))
    table.data(file, 0)
    file.bytes_read = 0
    assert table.data(file, 777) == many[777]
    assert file.bytes_read <= len(many[777]) + 30


@pytest.mark.parametrize("table", ["basic", "extended", "none"])
def test_a_compressed_file_frame_by_frame(
    table: str,
    tmp_path: Path,
    make_image: Callable[..., Dataset],
    open_frames: Callable[..., FrameSource],
) -> None:
    stored = np.random.default_rng(3).integers(-2000, 2000, (6, 16, 20), dtype=np.int16)
    ds = make_image(stored)
    ds.compress(RLE, generate_instance_uid=False)
    frames = list(generate_frames(ds.PixelData, number_of_frames=6))
    if table == "extended":
        ds.PixelData, ds.ExtendedOffsetTable, ds.ExtendedOffsetTableLengths = encapsulate_extended(
            frames
        )
    else:
        ds.PixelData = encapsulate(frames, has_bot=table == "basic")
    ds.save_as(tmp_path / "x.dcm", enforce_file_format=True)
    for opened in (open_frames(tmp_path / "x.dcm"), open_frames(ds)):
        for k in (5, 0, 3):
            np.testing.assert_array_equal(opened.stored(k), stored[k])
        assert not [badge for badge in opened.info(0)["badges"] if "OFFSET" in badge["text"]]


def test_a_lie_is_a_badge_on_every_frame_from_then_on(
    make_image: Callable[..., Dataset], open_frames: Callable[..., FrameSource]
) -> None:
    stored = np.arange(3 * 20, dtype=np.uint16).reshape(3, 4, 5)
    ds: Any = make_image(stored)
    ds.compress(RLE, generate_instance_uid=False)
    value = bytearray(ds.PixelData)
    value[12:16] = pack("<L", 2)
    ds.PixelData = bytes(value)
    frames = open_frames(ds)
    np.testing.assert_array_equal(frames.stored(1), stored[1])
    for k in range(3):
        assert "OFFSET TABLE IGNORED" in [badge["text"] for badge in frames.info(k)["badges"]]
