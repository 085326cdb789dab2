"""Damaged files end in pixels or in words: whatever is wrong, only our errors come out."""

from __future__ import annotations

import contextlib
from functools import cache
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pydicom.data import get_testdata_file
from support.enhanced import Axis, enhanced_mr
from support.pet import pet

import dicomwidgets as dw
from dicomwidgets import samples
from dicomwidgets.errors import DicomWidgetsError
from dicomwidgets.series.dimensions import dimensions_of

if TYPE_CHECKING:
    from pydicom.dataset import Dataset

FILES = (
    "CT_small.dcm",
    "MR_small_RLE.dcm",
    "MR_small_jp2klossless.dcm",
    "JPEG-lossy.dcm",
    "SC_rgb_rle_2frame.dcm",
    "rtdose_rle.dcm",
    "examples_palette.dcm",
    "rtdose.dcm",
    "JPGExtended.dcm",
    "SC_ybr_full_422_uncompressed.dcm",
    "JPEGLSNearLossless_16.dcm",
    "image_dfl.dcm",
    "ExplVR_BigEnd.dcm",
    "MR_truncated.dcm",
    "no_meta.dcm",
    "liver_1frame.dcm",
    "nested_priv_SQ.dcm",
)

MADE = ("multiframe", "dimensions", "pet")


@cache
def whole(name: str) -> bytes:
    if name in MADE:
        return made(name)
    path = get_testdata_file(name, download=False)
    return Path(str(path)).read_bytes() if path else b""


@cache
def made(name: str) -> bytes:
    axes = [
        Axis("EffectiveEchoTime", "MREchoSequence", [10.5, 20.5]),
        Axis("InStackPositionNumber", "FrameContentSequence", [1, 2, 3]),
    ]
    makers = {
        "multiframe": lambda: samples.multiframe(5, 16),
        "dimensions": lambda: enhanced_mr(axes),
        "pet": pet,
    }
    out = BytesIO()
    makers[name]().save_as(out, enforce_file_format=True)
    return out.getvalue()


def used(data: bytes) -> None:
    """Do with a file all that a viewer does; only our errors may come out."""
    with contextlib.suppress(DicomWidgetsError):
        series = dw.load(data).series
        for each in series:
            dimensions_of(each)
            repr(each)
        frames = dw.frames(data)
        for k in {0, len(frames) - 1}:
            for call in (frames.info, frames.stored, frames.values, frames.render, frames.picture):
                with contextlib.suppress(DicomWidgetsError):
                    call(k)


@st.composite
def damage(draw: st.DrawFn, size: int) -> list[tuple[str, int, bytes]]:
    """Return what is done to the bytes: most of it near the beginning, where elements are."""
    near = min(size, 4096)
    places = st.one_of(st.integers(0, near), st.integers(0, size))
    steps = st.tuples(
        st.sampled_from(["set", "set", "set", "insert", "remove", "cut"]),
        places,
        st.one_of(
            st.binary(min_size=1, max_size=4),
            st.sampled_from([b"\0\0\0\0", b"\xff\xff\xff\xff", b"\xff\xff", b"SQ\0\0", b"\0"]),
        ),
    )
    return draw(st.lists(steps, min_size=1, max_size=6))


def damaged(data: bytes, steps: list[tuple[str, int, bytes]]) -> bytes:
    for what, place, piece in steps:
        if what == "set":
            data = data[:place] + piece + data[place + len(piece) :]
        elif what == "insert":
            data = data[:place] + piece + data[place:]
        elif what == "remove":
            data = data[:place] + data[place + len(piece) :]
        else:
            data = data[: max(place, 1)]
    return data


@settings(
    max_examples=25,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)
@given(draw=st.data())
@pytest.mark.parametrize("name", [*FILES, *MADE])
def test_mutated_bytes(name: str, draw: st.DataObject) -> None:
    data = whole(name)
    assert data
    used(damaged(data, draw.draw(damage(len(data)))))


@pytest.mark.parametrize("name", ["CT_small.dcm", "MR_small_RLE.dcm", "image_dfl.dcm"])
def test_cut_anywhere(name: str) -> None:
    data = whole(name)
    for place in [*range(0, 2000, 37), *range(2000, len(data), 997), len(data) - 1]:
        used(data[:place])


ODD: dict[str, dict[str, Any]] = {
    "no rows": {"Rows": None},
    "rows of 0": {"Rows": 0},
    "no columns": {"Columns": None},
    "many rows": {"Rows": 65535, "Columns": 65535},
    "no bits": {"BitsAllocated": None},
    "odd bits": {"BitsAllocated": 12},
    "more stored than allocated": {"BitsStored": 17},
    "no bits stored": {"BitsStored": 0},
    "high bit far up": {"HighBit": 200},
    "five samples": {"SamplesPerPixel": 5},
    "0 frames": {"NumberOfFrames": 0},
    "negative frames": {"NumberOfFrames": -3},
    "many frames": {"NumberOfFrames": 2**31 - 1},
    "short pixels": {"PixelData": b"\0" * 11},
    "odd pixels": {"PixelData": b"\0" * 512 + b"\1"},
    "empty pixels": {"PixelData": b""},
    "no photometric": {"PhotometricInterpretation": None},
    "palette without a palette": {"PhotometricInterpretation": "PALETTE COLOR"},
    "ybr of one sample": {"PhotometricInterpretation": "YBR_FULL_422"},
    "window of width 0": {"WindowCenter": 0, "WindowWidth": 0},
    "window that is no number": {"WindowCenter": "1e400", "WindowWidth": "1e400"},
    "huge slope": {"RescaleSlope": "1e308", "RescaleIntercept": "1e308"},
    "slope of 0": {"RescaleSlope": "0"},
    "huge padding": {"PixelPaddingValue": 65535, "PixelPaddingRangeLimit": 0},
    "spacing of 0": {"PixelSpacing": [0, 0]},
    "orientation of zeros": {"ImageOrientationPatient": [0] * 6},
}


def plain(**changes: Any) -> Dataset:
    ds = samples.ct(1, 16)[0]
    for keyword, value in changes.items():
        if value is None:
            delattr(ds, keyword)
        else:
            setattr(ds, keyword, value)
    return ds


@pytest.mark.parametrize("odd", ODD)
def test_odd_headers(odd: str) -> None:
    ds = plain(**ODD[odd])
    with contextlib.suppress(DicomWidgetsError):
        frames = dw.frames(ds)
        for k in {0, len(frames) - 1}:
            for call in (frames.info, frames.stored, frames.values, frames.render, frames.picture):
                with contextlib.suppress(DicomWidgetsError):
                    call(k)


def test_a_word_of_an_unknown_kind_is_no_word() -> None:
    data = whole("CT_small.dcm")
    place = data.index(b"\x28\x00\x04\x00CS")
    used(damaged(data, [("set", place + 4, b"\x43\x00")]))
    used(
        damaged(
            whole("JPEGLSNearLossless_16.dcm"), [("set", 716, b"\xe6x"), ("set", 32, b"SQ\0\0")]
        )
    )
