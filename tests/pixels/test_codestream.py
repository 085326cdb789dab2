"""What the bytes of a frame say of themselves, whole, cut and damaged."""

from __future__ import annotations

import struct
from io import BytesIO

import av
import imagecodecs
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from dicomwidgets.pixels.codestream import Codestream, read_codestream
from dicomwidgets.pixels.streams.jpeg import mended, scans

GREY8 = (np.arange(40 * 56) % 251).astype(np.uint8).reshape(40, 56)
GREY16 = (GREY8.astype(np.uint16) * 16 + 7).reshape(40, 56)
RGB8 = np.stack([GREY8, GREY8[::-1], GREY8[:, ::-1]], axis=-1)


def pillow(array: np.ndarray, **options: object) -> bytes:
    out = BytesIO()
    Image.fromarray(array).save(out, "JPEG", **options)
    return out.getvalue()


def adobe(jpeg: bytes, transform: int) -> bytes:
    """Put Adobe's marker in place of JFIF's."""
    end = 4 + int.from_bytes(jpeg[4:6], "big")
    return jpeg[:2] + b"\xff\xee\x00\x0eAdobe\0\x64\0\0\0\0" + bytes([transform]) + jpeg[end:]


BASELINE = pillow(RGB8, subsampling="4:2:2")
MADE: dict[str, bytes] = {
    "baseline": BASELINE,
    "grey": pillow(GREY8),
    "progressive": pillow(RGB8, progressive=True, subsampling="4:2:0"),
    "extended": imagecodecs.jpeg8_encode(GREY16 >> 4, bitspersample=12),
    "lossless": imagecodecs.ljpeg_encode(GREY16, bitspersample=16),
    "ls": imagecodecs.jpegls_encode(GREY16, level=0),
    "near": imagecodecs.jpegls_encode(GREY8, level=2),
    "j2k": imagecodecs.jpeg2k_encode(RGB8, level=0, codecformat="j2k", reversible=True),
    "jp2": imagecodecs.jpeg2k_encode(RGB8, level=60, codecformat="jp2", reversible=False),
    "htj2k": imagecodecs.htj2k_encode(GREY16, reversible=True),
    "jxl": imagecodecs.jpegxl_encode(GREY16, lossless=True),
    "jxl lossy": imagecodecs.jpegxl_encode(RGB8, distance=1.0),
    "jxl jpeg": imagecodecs.jpegxl_encode_jpeg(BASELINE, usecontainer=True),
    "rle": struct.pack("<16L", 2, 64, 80, *[0] * 13) + bytes(40),
}

KINDS = ("jpeg", "jpeg_ls", "jpeg_2000", "htj2k", "jpeg_xl", "rle", "video")
UNDECIDED = {("jpeg", "jpeg_ls"), ("jpeg_2000", "htj2k")}
"""What a stream is taken for before the marker that tells the two apart."""


def facts(name: str) -> Codestream:
    found = read_codestream(MADE[name])
    assert found is not None
    return found


@pytest.mark.parametrize(
    ("name", "kind", "number", "components", "precision", "lossless"),
    [
        ("baseline", "jpeg", "4.50", 3, 8, False),
        ("grey", "jpeg", "4.50", 1, 8, False),
        ("progressive", "jpeg", "4.55", 3, 8, False),
        ("extended", "jpeg", "4.51", 1, 12, False),
        ("lossless", "jpeg", "4.57", 1, 16, True),
        ("ls", "jpeg_ls", "4.80", 1, 16, True),
        ("near", "jpeg_ls", "4.81", 1, 8, False),
        ("j2k", "jpeg_2000", "4.90", 3, 8, True),
        ("jp2", "jpeg_2000", "4.91", 3, 8, False),
        ("htj2k", "htj2k", "4.202", 1, 16, True),
        ("jxl", "jpeg_xl", "4.110", 1, 16, True),
        ("jxl lossy", "jpeg_xl", "4.112", 3, 8, False),
        ("jxl jpeg", "jpeg_xl", "4.111", 3, 8, False),
    ],
)
def test_a_stream_tells_what_it_is(  # noqa: PLR0917 - one column a fact
    name: str, kind: str, number: str, components: int, precision: int, lossless: bool
) -> None:
    found = facts(name)
    assert (found.kind, found.syntax) == (kind, f"1.2.840.10008.1.2.{number}")
    assert (found.rows, found.columns) == (40, 56)
    assert (found.components, found.precision, found.lossless) == (components, precision, lossless)


def test_jpeg_tells_its_colours() -> None:
    assert (facts("baseline").colors, facts("baseline").subsampling) == ("YBR", "4:2:2")
    assert facts("progressive").subsampling == "4:2:0"
    assert facts("baseline").jfif
    for transform, colors in ((0, "RGB"), (1, "YBR")):
        found = read_codestream(adobe(BASELINE, transform))
        assert found is not None
        assert (found.adobe_transform, found.colors, found.jfif) == (transform, colors, False)
    unmarked = read_codestream(adobe(BASELINE, 1).replace(b"Adobe", b"Other"))
    assert unmarked is not None
    assert unmarked.colors is None
    named = read_codestream(
        imagecodecs.jpeg8_encode(RGB8, colorspace="RGB", outcolorspace="RGB", level=90)
    )
    assert named is not None
    assert named.colors == "RGB"


def test_jpeg_2000_tells_its_colours() -> None:
    assert facts("j2k").colors == "RCT"
    assert facts("jp2").colors == "ICT"
    assert facts("j2k").subsampling == "4:4:4"
    signed = read_codestream(
        imagecodecs.jpeg2k_encode(GREY16.astype(np.int16), level=0, codecformat="j2k")
    )
    assert signed is not None
    assert (signed.signed, signed.precision, signed.colors) == (True, 16, "grey")


def test_jpeg_xl_tells_its_colours() -> None:
    assert (facts("jxl").colors, facts("jxl lossy").colors) == ("grey", "XYB")
    assert facts("jxl jpeg").colors is None


def test_a_short_spectral_selection_is_noted_and_mended() -> None:
    stream = bytearray(MADE["extended"])
    (scan,) = scans(bytes(stream))
    stream[scan.place + 1] = 0
    found = read_codestream(bytes(stream))
    assert found is not None
    assert found.note == "Se"
    assert mended(bytes(stream)) == MADE["extended"]
    assert facts("extended").note is None


def test_rle_tells_the_bytes_of_a_pixel() -> None:
    found = facts("rle")
    assert (found.kind, found.components, found.lossless) == ("rle", None, True)
    three = read_codestream(struct.pack("<16L", 3, 64, 70, 80, *[0] * 12) + bytes(30))
    assert three is not None
    assert (three.components, three.precision) == (3, 8)
    assert read_codestream(struct.pack("<16L", 2, 64, 60, *[0] * 13)) is None
    assert read_codestream(struct.pack("<16L", 2, 64, 80, 90, *[0] * 12)) is None


@pytest.mark.parametrize(
    ("container", "codec", "process"),
    [
        ("mpeg2video", "mpeg2video", "MPEG-2 video"),
        ("mpegts", "mpeg2video", "MPEG-2 transport stream"),
        ("vob", "mpeg2video", "MPEG-2 program stream"),
        ("mp4", "h264", "MP4 container"),
        ("h264", "h264", "H.264"),
        ("hevc", "hevc", "HEVC"),
    ],
)
def test_video_tells_its_container(container: str, codec: str, process: str) -> None:
    out = BytesIO()
    with av.open(out, "w", format=container) as file:
        stream = file.add_stream(codec, rate=25)
        stream.width, stream.height, stream.pix_fmt = 64, 48, "yuv420p"
        for _ in range(5):
            file.mux(stream.encode(av.VideoFrame(64, 48, "yuv420p")))
        file.mux(stream.encode())
    found = read_codestream(out.getvalue())
    assert found is not None
    assert (found.kind, found.process) == ("video", process)
    if process == "MPEG-2 video":
        assert (found.rows, found.columns) == (48, 64)


@given(name=st.sampled_from(sorted(MADE)), part=st.floats(0, 1))
def test_a_cut_stream_tells_less_and_nothing_else(name: str, part: float) -> None:
    whole = MADE[name]
    found = read_codestream(whole[: int(len(whole) * part)])
    if found is None:
        return
    known = {key: value for key, value in found._asdict().items() if value}
    told = facts(name)._asdict()
    assert (found.kind, told["kind"]) in {*((kind, kind) for kind in KINDS), *UNDECIDED}
    for key in ("rows", "columns", "components", "precision", "signed", "subsampling"):
        assert known.get(key) in (None, told[key])


@given(
    name=st.sampled_from(sorted(MADE)),
    places=st.lists(st.tuples(st.integers(0, 400), st.integers(0, 255)), max_size=20),
    behind=st.binary(max_size=64),
)
def test_damage_raises_nothing(name: str, places: list[tuple[int, int]], behind: bytes) -> None:
    stream = bytearray(MADE[name][:600] + behind)
    for place, value in places:
        stream[place % len(stream)] = value
    found = read_codestream(bytes(stream))
    assert found is None or (found.rows is None or found.rows > 0)
    if stream.startswith(b"\xff\xd8\xff"):
        assert len(mended(bytes(stream))) == len(stream)


@given(
    start=st.sampled_from(
        [b"", b"\xff\xd8\xff", b"\xff\x4f\xff\x51", b"\xff\x0a", b"\0\0\1", b"\0\0\0\x0cjP  "]
    ),
    data=st.binary(max_size=300),
)
def test_garbage_raises_nothing(start: bytes, data: bytes) -> None:
    found = read_codestream(start + data)
    assert found is None or found.kind


def test_what_is_no_stream_is_none() -> None:
    for data in (b"", b"\xff", b"\xff\xd8", b"DICM", bytes(100)):
        assert read_codestream(data) is None
    assert read_codestream(memoryview(MADE["ls"])) == facts("ls")
