"""Who is believed where a header and its codestream disagree."""

from __future__ import annotations

import pytest

from dicomwidgets.errors import DecodeError
from dicomwidgets.pixels.agreement import agreement
from dicomwidgets.pixels.codestream import Codestream
from dicomwidgets.pixels.pixel_format import PixelFormat

STEM = "1.2.840.10008.1.2.4."
HEADER = PixelFormat(
    transfer_syntax_uid=f"{STEM}70",
    keyword="PixelData",
    rows=40,
    columns=56,
    samples=1,
    frames=1,
    bits_allocated=16,
    bits_stored=12,
    high_bit=11,
    signed=False,
    photometric="MONOCHROME2",
    planar=0,
    offset=0,
)
STREAM = Codestream(
    "jpeg", "JPEG Lossless", f"{STEM}70", 40, 56, 1, precision=12, lossless=True, colors="grey"
)


def told(header: PixelFormat, stream: Codestream | None) -> list[str]:
    return [badge["text"] for badge in agreement(header, stream).badges]


def test_where_both_agree_nothing_is_said() -> None:
    assert agreement(HEADER, STREAM) == (HEADER, [])
    assert agreement(HEADER, None) == (HEADER, [])
    assert agreement(HEADER, Codestream("jpeg", "JPEG")) == (HEADER, [])


def test_size_is_the_streams() -> None:
    fmt, badges = agreement(HEADER, STREAM._replace(rows=20, columns=28))
    assert (fmt.rows, fmt.columns) == (20, 28)
    assert badges[0]["text"] == "SIZE BY STREAM"
    assert "40 × 56" in badges[0]["reason"]
    assert "20 × 28" in badges[0]["reason"]


def test_a_size_that_only_damage_can_mean_is_not_believed() -> None:
    fmt, badges = agreement(HEADER, STREAM._replace(columns=3_722_445_056))
    assert (fmt, badges) == (HEADER, [])


@pytest.mark.parametrize(("header", "stream"), [(1, 3), (3, 1)])
def test_samples_are_the_streams(header: int, stream: int) -> None:
    fmt, badges = agreement(
        HEADER._replace(samples=header, photometric="MONOCHROME1" if header == 1 else "RGB"),
        STREAM._replace(components=stream),
    )
    assert fmt.samples == stream
    assert fmt.photometric == ("RGB" if stream == 3 else "MONOCHROME2")
    assert badges[0]["level"] == "warning"
    with pytest.raises(DecodeError, match="4 components"):
        agreement(HEADER, STREAM._replace(components=4))


@pytest.mark.parametrize(
    ("header", "stream", "bits_stored", "badges"),
    [
        ({"bits_stored": 12}, {"precision": 16}, 12, []),  # a container of whole bytes
        ({"bits_stored": 10}, {"precision": 12, "lossless": False}, 10, []),  # no other lossy width
        ({"bits_stored": 10}, {"precision": 12}, 12, ["12 BIT BY STREAM"]),
        ({"bits_stored": 8, "bits_allocated": 8}, {"precision": 12}, 12, ["12 BIT BY STREAM"]),
        ({"bits_stored": 16}, {"precision": 12}, 16, []),  # fewer bits say no less
        ({"bits_stored": 16, "signed": True}, {"precision": 12}, 12, ["12 BIT BY STREAM"]),
        ({"bits_stored": 16, "signed": True}, {"precision": 14, "signed": True}, 16, []),
    ],
)
def test_bits(
    header: dict[str, int], stream: dict[str, int], bits_stored: int, badges: list[str]
) -> None:
    fmt, found = agreement(HEADER._replace(**header), STREAM._replace(**stream))
    assert fmt.bits_stored == bits_stored
    assert [badge["text"] for badge in found] == badges
    assert fmt.bits_allocated >= fmt.bits_stored


def test_a_lossy_stream_under_a_lossless_name_is_a_warning() -> None:
    baseline = STREAM._replace(process="JPEG Baseline", syntax=f"{STEM}50", lossless=False)
    (badge,) = agreement(HEADER, baseline).badges
    assert (badge["text"], badge["level"]) == ("OTHER CODEC", "warning")
    assert "lossy" in badge["reason"]
    assert "JPEG Baseline" in badge["reason"]


@pytest.mark.parametrize(
    ("named", "found", "said"),
    [
        ("91", "90", []),
        ("81", "80", []),
        ("57", "70", []),
        ("51", "50", []),
        ("201", "202", []),
        ("203", "201", []),
        ("112", "110", []),
        ("70", "57", ["OTHER CODEC"]),
        ("90", "80", ["OTHER CODEC"]),
        ("50", "90", ["OTHER CODEC"]),
    ],
)
def test_a_narrower_stream_may_stand_under_a_wider_name(
    named: str, found: str, said: list[str]
) -> None:
    header = HEADER._replace(transfer_syntax_uid=STEM + named)
    assert told(header, STREAM._replace(syntax=STEM + found)) == said


def test_a_mended_stream_is_told() -> None:
    header = HEADER._replace(transfer_syntax_uid=f"{STEM}51")
    stream = STREAM._replace(syntax=f"{STEM}51", lossless=False, note="Se")
    assert told(header, stream) == ["STREAM MENDED"]


def test_a_stream_that_is_cut_off_is_told() -> None:
    (badge,) = agreement(HEADER, STREAM._replace(note="cut")).badges
    assert (badge["text"], badge["level"]) == ("STREAM CUT", "warning")
