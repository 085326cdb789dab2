"""Known traps of real files in the grey chain: each ends in a picture and a badge, or in words."""

from __future__ import annotations

import json
import warnings
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
from pydicom.dataelem import RawDataElement
from pydicom.dataset import Dataset
from pydicom.tag import Tag

from dicomwidgets.display.look import painter
from dicomwidgets.display.parameters import describe
from dicomwidgets.display.window import Window, default_window
from dicomwidgets.errors import DisplayError

if TYPE_CHECKING:
    from collections.abc import Callable

    from dicomwidgets.display.description import FrameInfo

STORED = np.array([[0, 1, 40, 200, 255]], np.uint8)


def texts(info: FrameInfo) -> list[str]:
    return [badge["text"] for badge in info["badges"] if badge["text"] != "NO SPACING"]


def lut(descriptor: Any, data: Any, **more: Any) -> Dataset:
    made = Dataset()
    made.add_new(0x00283002, "US" if min(descriptor) >= 0 else "SS", descriptor)
    made.add_new(0x00283006, "OW" if isinstance(data, bytes) else "US", data)
    for keyword, value in more.items():
        setattr(made, keyword, value)
    return made


def raw(ds: Dataset, tag: int, value: bytes, vr: str = "DS") -> Dataset:
    """Put bytes in a header as a file would."""
    ds[tag] = RawDataElement(Tag(tag), vr, len(value), value, 0, False, True)
    return ds


def shown(info: FrameInfo, stored: Any = STORED, **look: Any) -> list[int]:
    json.dumps(info, allow_nan=False)
    screen: list[int] = painter(info["display"], look)(np.asarray(stored)).ravel().tolist()
    return screen


def test_a_window_width_below_one(header: Callable[..., Dataset]) -> None:
    info = describe(header(WindowCenter=0.5, WindowWidth=0.25, BitsStored=8))
    assert texts(info) == ["NARROW WINDOW"]
    assert shown(info) == [0, 255, 255, 255, 255]


@pytest.mark.parametrize("width", ["0", "-400"])
def test_a_width_that_is_none_leaves_the_others(width: str, header: Callable[..., Dataset]) -> None:
    info = describe(header(WindowCenter=["40", "100"], WindowWidth=[width, "200"]))
    assert texts(info) == ["WINDOW IGNORED"]
    assert [window["center"] for window in info["display"]["windows"]] == [100]


def test_a_window_on_8_bits_does_not_wrap(header: Callable[..., Dataset]) -> None:
    info = describe(header(BitsStored=8, WindowCenter=300, WindowWidth=4000))
    exact = (STORED.astype(float) - 299.5) / 3999 * 255 + 127.5
    assert shown(info) == np.floor(exact + 0.5).ravel().tolist()
    below = describe(header(BitsStored=8, WindowCenter=-500, WindowWidth=100))
    assert shown(below) == [255] * 5


def test_a_voi_lut_without_data_leaves_the_window(header: Callable[..., Dataset]) -> None:
    ds = header(BitsStored=8, WindowCenter=128, WindowWidth=256)
    ds.VOILUTSequence = [lut([256, 0, 8], b"")]
    info = describe(ds)
    assert texts(info) == ["LUT IGNORED"]
    assert shown(info) == STORED.ravel().tolist()
    without = Dataset()
    without.LUTDescriptor = [256, 0, 8]
    ds.VOILUTSequence = [without, lut([2, 40, 8], [0, 255], LUTExplanation="STEP")]
    info = describe(ds)
    assert texts(info) == ["LUT IGNORED"]
    assert [table["name"] for table in info["display"]["voi_luts"]] == ["STEP"]
    assert shown(info) == [0, 0, 0, 255, 255]


def test_a_descriptor_of_0_entries_means_65536(header: Callable[..., Dataset]) -> None:
    data = np.arange(65536, dtype="<u2")[::-1].tobytes()
    info = describe(header(BitsStored=16, VOILUTSequence=[lut([0, 0, 16], data)]))
    assert len(info["display"]["voi_luts"][0]["values"]) == 65536
    assert shown(info, np.array([0, 65535], np.uint16)) == [255, 0]


@pytest.mark.parametrize(
    "data",
    [
        np.arange(256, dtype="<u2").tobytes(),
        np.arange(256, dtype="u1").tobytes(),
        list(range(256)),
    ],
    ids=["8 bits in words", "8 bits packed", "numbers"],
)
def test_entries_of_8_bits_however_they_are_written(
    data: Any, header: Callable[..., Dataset]
) -> None:
    info = describe(header(BitsStored=8, VOILUTSequence=[lut([256, 0, 8], data)]))
    assert texts(info) == []
    assert shown(info) == STORED.ravel().tolist()


def test_entries_of_more_bits_than_the_descriptor_says(header: Callable[..., Dataset]) -> None:
    info = describe(header(BitsStored=8, VOILUTSequence=[lut([3, 0, 8], [0, 4095, 2048])]))
    assert texts(info) == ["LUT BITS?"]
    assert shown(info) == [0, 255, 128, 128, 128]


@pytest.mark.parametrize(
    ("signed", "first", "read"), [(1, 65436, -100), (1, -100, -100), (0, -100, 65436)]
)
def test_a_descriptor_of_the_wrong_sign(
    signed: int, first: int, read: int, header: Callable[..., Dataset]
) -> None:
    ds = header(BitsStored=16, PixelRepresentation=signed)
    ds.ModalityLUTSequence = [lut([3, first, 16], [7, 8, 9])]
    assert describe(ds)["display"]["modality_lut"] == {
        "name": "",
        "first": read,
        "bits": 16,
        "values": [7, 8, 9],
    }


def test_a_descriptor_of_unknown_kind(header: Callable[..., Dataset]) -> None:
    table = Dataset()
    raw(table, 0x00283002, np.array([4, 0, 8], "<u2").tobytes(), "UN")
    raw(table, 0x00283006, bytes([0, 10, 200, 255]), "UN")
    info = describe(header(BitsStored=8, VOILUTSequence=[table]))
    assert shown(info) == [0, 10, 255, 255, 255]


@pytest.mark.parametrize("slope", ["1e30", "-1e290", "1e-300"])
def test_huge_and_tiny_slopes(slope: str, header: Callable[..., Dataset]) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("error", RuntimeWarning)
        info = describe(header(BitsStored=8, RescaleSlope=float(slope), RescaleIntercept=0))
        assert texts(info) == []
        window = default_window(info["display"])
        assert window is not None
        assert len({*shown(info)}) > 1


@pytest.mark.parametrize("slope", [1e305, -1e308])
def test_a_slope_beyond_numbers(slope: float, header: Callable[..., Dataset]) -> None:
    info = describe(header(BitsStored=16, RescaleSlope=slope, RescaleIntercept=5))
    assert texts(info) == ["RESCALE IGNORED"]
    assert (info["display"]["slope"], info["display"]["intercept"]) == (1, 0)
    assert shown(info)


@pytest.mark.parametrize("value", [b"LUNG", b"40,5", b"nan", b"1e999", b"-"])
def test_a_window_center_that_is_no_number(value: bytes, header: Callable[..., Dataset]) -> None:
    ds = raw(header(BitsStored=8, WindowWidth=80), 0x00281050, value)
    info = describe(ds)
    assert texts(info) == ["WINDOW IGNORED"]
    assert "no number" in info["badges"][0]["reason"]
    assert info["display"]["windows"] == []
    ds = raw(header(BitsStored=8, WindowWidth=["80", "90"]), 0x00281050, value + b"\\40")
    assert [window["width"] for window in describe(ds)["display"]["windows"]] == [90]


def test_a_window_of_one_frame_that_is_no_number(header: Callable[..., Dataset]) -> None:
    voi = raw(Dataset(), 0x00281050, b"LUNG")
    voi.WindowWidth = 80
    group = Dataset()
    group.FrameVOILUTSequence = [voi]
    info = describe(header(NumberOfFrames=1, PerFrameFunctionalGroupsSequence=[group]))
    assert texts(info) == ["WINDOW IGNORED"]


@pytest.mark.parametrize("tag", [0x00281052, 0x00281053])
def test_a_rescale_that_is_no_number(tag: int, header: Callable[..., Dataset]) -> None:
    ds = raw(header(RescaleSlope=2, RescaleIntercept=3, RescaleType="HU"), tag, b"one")
    info = describe(ds)
    assert texts(info) == ["RESCALE IGNORED"]
    display = info["display"]
    assert (display["slope"], display["intercept"], display["unit"]) == (1, 0, "")


def test_unequal_numbers_of_centers_and_widths(header: Callable[..., Dataset]) -> None:
    info = describe(header(WindowCenter=["1", "2", "3"], WindowWidth=["10", "20"]))
    assert texts(info) == ["WINDOW IGNORED"]
    assert [(w["center"], w["width"]) for w in info["display"]["windows"]] == [(1, 10), (2, 20)]
    trailing = raw(header(WindowWidth="10"), 0x00281050, b"1\\")
    assert texts(describe(trailing)) == []


def test_what_is_no_number_in_float_pixels(header: Callable[..., Dataset]) -> None:
    ds = header(BitsAllocated=32, WindowCenter=0.5, WindowWidth=1, VOILUTFunction="LINEAR_EXACT")
    info = describe(ds, pixels="FloatPixelData")
    stored = np.array([np.nan, -np.inf, np.inf, 0, 1, 0.5], np.float32)
    assert shown(info, stored) == [0, 0, 0, 0, 255, 128]
    assert shown(info, stored, invert=True) == [0, 0, 0, 255, 0, 127]
    assert shown(info, stored, colormap="spring")[:9] == [0] * 9


def test_padding_is_black_in_every_colour_map(header: Callable[..., Dataset]) -> None:
    for bits, dtype in ((8, np.uint8), (16, np.int16), (32, np.int32)):
        ds = header(BitsAllocated=32, BitsStored=bits, PixelRepresentation=int(bits > 8))
        ds.add_new(0x00280120, "SS" if bits > 8 else "US", 7)
        ds.PhotometricInterpretation = "MONOCHROME1"
        info = describe(ds)
        for look in ({}, {"invert": True}, {"colormap": "viridis"}, {"colormap": "spring"}):
            assert not any(shown(info, np.array([7], dtype), **look))
        assert any(shown(info, np.array([8], dtype), colormap="spring"))


def test_both_a_modality_lut_and_a_rescale(header: Callable[..., Dataset]) -> None:
    ds = header(BitsStored=8, RescaleSlope=2, RescaleIntercept=1, RescaleType="HU")
    ds.ModalityLUTSequence = [lut([3, 0, 16], [5, 6, 9], ModalityLUTType="OD")]
    info = describe(ds)
    assert texts(info) == ["RESCALE IGNORED"]
    assert (info["display"]["slope"], info["display"]["unit"]) == (1, "OD")


def test_a_window_of_no_numbers_is_refused_in_words(header: Callable[..., Dataset]) -> None:
    with pytest.raises(DisplayError, match="no window"):
        shown(describe(header()), window_center=float("nan"))
    with pytest.raises(DisplayError):
        Window(0, float("-inf"))


@pytest.mark.parametrize(
    "value", [b"\0\0", b"\xff" * 7, b"1\\2\\3", b"", b"9" * 400, "ä".encode(), b"-1", b"1e400"]
)
@pytest.mark.parametrize(
    "tag",
    [
        0x00280002,
        0x00280004,
        0x00280100,
        0x00280101,
        0x00280102,
        0x00280103,
        0x00280120,
        0x00280121,
        0x00281050,
        0x00281051,
        0x00281052,
        0x00281053,
        0x00281054,
        0x00281055,
        0x00281056,
        0x00283000,
        0x00283010,
        0x20500010,
        0x20500020,
        0x00409096,
    ],
)
@pytest.mark.parametrize("own_vr", [True, False])
def test_no_raw_error_reaches_the_user(
    tag: int, value: bytes, own_vr: bool, header: Callable[..., Dataset]
) -> None:
    from pydicom.datadict import dictionary_VR  # noqa: PLC0415

    vr = dictionary_VR(tag).split()[0] if own_vr else "UN"
    ds = raw(header(WindowCenter=1, WindowWidth=5, RescaleSlope=1), tag, value, vr)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        info = describe(ds)
    if info["display"]["kind"] == "grey" and info["display"]["bits_stored"] <= 16:
        assert len(shown(info)) == 5
