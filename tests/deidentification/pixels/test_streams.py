"""Which bytes of compressed frames are blanked, and which decoding needs."""

from __future__ import annotations

import struct
import zlib

from deidentification.adversarial.pixel_places import jpeg, jpeg_2000, segment

from dicomwidgets.deidentification.pixels.jpeg import jpeg_blanks
from dicomwidgets.deidentification.pixels.jpeg2000 import boxed_blanks, jpeg2000_blanks
from dicomwidgets.deidentification.pixels.packed import deflated_blanks, is_rle, rle_blanks
from dicomwidgets.deidentification.pixels.signatures import is_signature

NAME = b"Quillfeather^Zebedee"


def test_jpeg_comments_and_application_data_go() -> None:
    data = jpeg(segment(0xFE, NAME), segment(0xE1, b"Exif\0\0" + NAME), segment(0xE8, b"?" + NAME))
    assert [data[start:stop] for start, stop in jpeg_blanks(data)] == [
        NAME,
        b"Exif\0\0" + NAME,
        b"?" + NAME,
    ]


def test_what_jpeg_decoding_needs_stays_but_for_what_follows_it() -> None:
    adobe = b"Adobe\0d\0\0\0\0\1"
    data = jpeg(
        segment(0xEE, adobe + NAME), segment(0xE8, b"mrfx\3"), segment(0xE0, b"JFXX" + NAME)
    )
    assert [data[start:stop] for start, stop in jpeg_blanks(data)] == [NAME, b"JFXX" + NAME]
    assert list(jpeg_blanks(jpeg())) == []


def test_the_first_end_of_image_is_the_end() -> None:
    data = jpeg()
    behind = NAME + b"\xff\xd9"
    assert list(jpeg_blanks(data + behind)) == [(len(data), len(data) + len(behind))]
    assert list(jpeg_blanks(data + b"\0")) == []


def test_a_stream_that_breaks_off_raises_nothing() -> None:
    data = jpeg(segment(0xFE, NAME))
    for stop in range(len(data)):
        list(jpeg_blanks(data[:stop]))
    data = jpeg_2000(boxes=True)
    for stop in range(len(data)):
        list(boxed_blanks(data[:stop]))
        list(jpeg2000_blanks(data[:stop], min(stop, 85)))


def test_jpeg_2000_as_it_is_written_stays() -> None:
    assert list(jpeg2000_blanks(jpeg_2000())) == []
    assert list(boxed_blanks(jpeg_2000(boxes=True))) == []


def test_rle_segments_end_where_all_their_bytes_are_told() -> None:
    header = struct.pack("<16L", 2, 64, 68, *[0] * 13)
    first, second = b"\xfd\5\0\0", b"\3abcd"
    assert list(rle_blanks(header + first + second + b"\0", 4)) == []
    behind = header + first + second + NAME
    assert list(rle_blanks(behind, 4)) == [(73, 73 + len(NAME))]


def test_what_stands_before_rle_segments_goes() -> None:
    header = struct.pack("<2L", 1, 80) + NAME.ljust(56, b"\0")
    frame = header + NAME.ljust(16, b"\0") + b"\xfd\x07"
    assert is_rle(frame[:64], len(frame))
    assert list(rle_blanks(frame, 4)) == [(8, 80)]
    assert not is_rle(struct.pack("<16L", 1, 9000, *[0] * 14), 90)


def test_deflated_frames_end_where_their_stream_does() -> None:
    deflater = zlib.compressobj(wbits=-15)
    data = deflater.compress(bytes(256)) + deflater.flush()
    assert list(deflated_blanks(data + NAME, 256) or ()) == [(len(data), len(data) + len(NAME))]
    assert deflated_blanks(data, 300) is None
    assert deflated_blanks(b"\xff" * 40, 256) is None


def test_encoders_may_sign_and_say_no_more() -> None:
    for text in (b"Kakadu-2.2", b"Created by GDCM/OpenJPEG version 2.0", b"JPEG Pro\0"):
        assert is_signature(text)
        assert not is_signature(text + NAME)
