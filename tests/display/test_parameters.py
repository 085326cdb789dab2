from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
from pydicom.data import get_testdata_file
from pydicom.dataset import Dataset

from dicomwidgets.display.parameters import describe, with_window
from dicomwidgets.display.window import Window
from dicomwidgets.errors import DisplayError
from dicomwidgets.reading.kept_warnings import kept_warnings

if TYPE_CHECKING:
    from collections.abc import Callable


def texts(info: Any) -> list[str]:
    return [badge["text"] for badge in info["badges"] if badge["text"] != "NO SPACING"]


def item(**elements: Any) -> Dataset:
    ds = Dataset()
    for keyword, value in elements.items():
        setattr(ds, keyword, value)
    return ds


def test_several_windows_with_their_explanations(header: Callable[..., Dataset]) -> None:
    ds = header(
        WindowCenter=["40", "-600"],
        WindowWidth=["400", "1500"],
        WindowCenterWidthExplanation=["SOFT", ""],
        VOILUTFunction="SIGMOID",
    )
    shown = describe(ds)["display"]
    assert shown["windows"] == [
        {"name": "SOFT", "center": 40.0, "width": 400.0, "source": "file"},
        {"name": "Window 2", "center": -600.0, "width": 1500.0, "source": "file"},
    ]
    assert shown["voi_function"] == "SIGMOID"


@pytest.mark.parametrize(
    ("elements", "badge", "kept"),
    [
        ({"WindowCenter": 40, "WindowWidth": 0}, "WINDOW IGNORED", 0),
        ({"WindowCenter": 40, "WindowWidth": -5}, "WINDOW IGNORED", 0),
        ({"WindowCenter": [40, 50], "WindowWidth": 80}, "WINDOW IGNORED", 1),
        ({"WindowCenter": 0.2, "WindowWidth": 0.5}, "NARROW WINDOW", 1),
        ({"WindowCenter": 1, "WindowWidth": 9, "VOILUTFunction": "CUBIC"}, "VOI FUNCTION?", 1),
    ],
)
def test_a_window_that_makes_no_sense_leaves_a_badge(
    elements: Any, badge: str, kept: int, header: Callable[..., Dataset]
) -> None:
    info = describe(header(**elements))
    assert texts(info) == [badge]
    assert len(info["display"]["windows"]) == kept


def test_a_narrow_window_is_drawn_exactly(header: Callable[..., Dataset]) -> None:
    shown = describe(header(WindowCenter=0.2, WindowWidth=0.5))["display"]
    assert shown["voi_function"] == "LINEAR_EXACT"


@pytest.mark.parametrize(
    ("photometric", "shape", "inverse"),
    [
        ("MONOCHROME2", None, False),
        ("MONOCHROME2", "IDENTITY", False),
        ("MONOCHROME2", "INVERSE", True),
        ("MONOCHROME1", None, True),
        ("MONOCHROME1", "INVERSE", True),
    ],
)
def test_low_values_are_white(
    photometric: str, shape: str | None, inverse: bool, header: Callable[..., Dataset]
) -> None:
    ds = header(PhotometricInterpretation=photometric)
    if shape:
        ds.PresentationLUTShape = shape
    info = describe(ds)
    assert info["display"]["inverse"] is inverse
    assert texts(info) == (["INVERTED"] if inverse else [])


def test_each_frame_has_its_own_groups(header: Callable[..., Dataset]) -> None:
    def group(k: int) -> Dataset:
        return item(
            PixelValueTransformationSequence=[
                item(RescaleSlope=k + 1, RescaleIntercept=-k, RescaleType="HU")
            ],
            FrameVOILUTSequence=[item(WindowCenter=10 * k, WindowWidth=100)],
            PlanePositionSequence=[item(ImagePositionPatient=[0, 0, k])],
        )

    shared = item(
        PixelMeasuresSequence=[item(PixelSpacing=[0.5, 0.25])],
        PlaneOrientationSequence=[item(ImageOrientationPatient=[1, 0, 0, 0, 1, 0])],
    )
    ds = header(
        NumberOfFrames=3,
        PerFrameFunctionalGroupsSequence=[group(k) for k in range(3)],
        SharedFunctionalGroupsSequence=[shared],
    )
    info = describe(ds, 2)
    assert (info["display"]["slope"], info["display"]["intercept"]) == (3.0, -2.0)
    assert info["display"]["unit"] == "HU"
    assert info["display"]["windows"][0]["center"] == 20
    assert info["geometry"]["position"] == [0, 0, 2]
    assert info["geometry"]["spacing"] == [0.5, 0.25]
    assert info["geometry"]["letters"] == ["R", "L", "A", "P"]


@pytest.mark.parametrize(
    ("elements", "unit"),
    [
        ({"RescaleType": "HU", "RescaleSlope": 1}, "HU"),
        ({"RescaleType": "US", "RescaleSlope": 1}, ""),
        ({"Modality": "CT", "ImageType": ["ORIGINAL", "PRIMARY"], "RescaleSlope": 1}, "HU"),
        ({"Modality": "CT", "ImageType": ["DERIVED", "SECONDARY"], "RescaleSlope": 1}, ""),
        ({"Modality": "CT", "ImageType": ["ORIGINAL", "PRIMARY"]}, ""),
        ({"Modality": "PT", "Units": "BQML", "RescaleSlope": 2}, "BQML"),
        ({"Modality": "MR", "Units": "BQML", "RescaleSlope": 2}, ""),
        ({"Modality": "RTDOSE", "DoseGridScaling": 0.001, "DoseUnits": "GY"}, "Gy"),
    ],
)
def test_the_unit_is_what_the_file_says(
    elements: Any, unit: str, header: Callable[..., Dataset]
) -> None:
    assert describe(header(**elements))["display"]["unit"] == unit


def test_rescale(header: Callable[..., Dataset]) -> None:
    shown = describe(header(RescaleSlope="-2.5", RescaleIntercept="7"))["display"]
    assert (shown["slope"], shown["intercept"]) == (-2.5, 7.0)
    flat = describe(header(RescaleSlope=0, RescaleIntercept=7))
    assert (flat["display"]["slope"], flat["display"]["intercept"]) == (1.0, 0.0)
    assert texts(flat) == ["RESCALE IGNORED"]
    dose = describe(header(DoseGridScaling=0.001, DoseUnits="GY"))["display"]
    assert dose["slope"] == 0.001


@pytest.mark.parametrize(
    ("elements", "expected"),
    [
        ({"PixelPaddingValue": 63536, "PixelRepresentation": 1}, [-2000, -2000]),
        ({"PixelPaddingValue": -2000, "PixelRepresentation": 1}, [-2000, -2000]),
        ({"PixelPaddingValue": 0, "PixelPaddingRangeLimit": 5}, [0, 5]),
        ({"PixelPaddingValue": 5, "PixelPaddingRangeLimit": 0}, [0, 5]),
        ({}, None),
    ],
)
def test_padding(elements: Any, expected: Any, header: Callable[..., Dataset]) -> None:
    with kept_warnings():
        ds = header()
        for keyword, value in elements.items():
            setattr(ds, keyword, value)
        for keyword in ("PixelPaddingValue", "PixelPaddingRangeLimit"):
            if keyword in ds:
                ds[keyword].VR = "SS" if ds[keyword].value < 0 else "US"
        assert describe(ds)["display"]["padding"] == expected


def lut(descriptor: list[int], values: Any, **more: Any) -> Dataset:
    made = item(LUTDescriptor=descriptor, **more)
    made["LUTDescriptor"].VR = "US" if min(descriptor) >= 0 else "SS"
    made.LUTData = values
    made["LUTData"].VR = "OW" if isinstance(values, bytes) else "US"
    return made


def test_tables_of_the_file(header: Callable[..., Dataset]) -> None:
    ramp = np.arange(16, dtype="<u2")
    ds = header(
        ModalityLUTSequence=[lut([16, 4, 16], (ramp * 100).tobytes(), ModalityLUTType="OD")],
        VOILUTSequence=[lut([4, 100, 8], [0, 10, 200, 255])],
        WindowCenter=50,
        WindowWidth=100,
    )
    shown = describe(ds)["display"]
    assert shown["modality_lut"] == {
        "name": "",
        "first": 4,
        "bits": 16,
        "values": (ramp * 100).tolist(),
    }
    values = [0, 10, 200, 255]
    assert shown["voi_luts"] == [{"name": "", "first": 100, "bits": 8, "values": values}]
    assert shown["voi_lut"] == 0
    assert shown["unit"] == "OD"
    assert len(shown["windows"]) == 1


@pytest.mark.parametrize(
    ("descriptor", "values"),
    [([4, 0, 8], []), ([9, 0, 8], [1, 2, 3]), ([3, 0, 99], [1, 2, 3]), ([3, 0], [1, 2, 3])],
)
def test_a_table_that_is_none_leaves_a_badge(
    descriptor: list[int], values: Any, header: Callable[..., Dataset]
) -> None:
    info = describe(header(VOILUTSequence=[lut(descriptor, values)]))
    assert (info["display"]["voi_luts"], info["display"]["voi_lut"]) == ([], None)
    assert texts(info) == ["LUT IGNORED"]


@pytest.mark.parametrize("keyword", ["Rows", "Columns"])
def test_without_a_size_there_is_no_image(keyword: str, header: Callable[..., Dataset]) -> None:
    ds = header()
    delattr(ds, keyword)
    with pytest.raises(DisplayError, match=keyword):
        describe(ds)


@pytest.mark.parametrize(
    ("elements", "badge"),
    [
        ({"ShutterShape": "CIRCULAR"}, "SHUTTER NOT DRAWN"),
        ({"RedPaletteColorLookupTableDescriptor": [256, 0, 16]}, "PALETTE NOT APPLIED"),
    ],
)
def test_what_is_not_drawn_is_said(
    elements: Any, badge: str, header: Callable[..., Dataset]
) -> None:
    assert texts(describe(header(**elements))) == [badge]
    ds = header()
    ds.add_new(0x60020010, "US", 4)
    assert texts(describe(ds)) == ["OVERLAY NOT DRAWN"]


def test_colour_has_no_window(header: Callable[..., Dataset]) -> None:
    ds = header(SamplesPerPixel=3, PhotometricInterpretation="RGB", WindowCenter=1, WindowWidth=9)
    info = describe(ds)
    assert info["samples"] == 3
    assert info["display"]["kind"] == "color"
    assert info["display"]["windows"] == []


def test_a_computed_window_leaves_the_description_alone(header: Callable[..., Dataset]) -> None:
    info = describe(header())
    badge: Any = {"text": "AUTO WINDOW", "reason": "why", "level": "info"}
    shown = with_window(info, Window(5, 6, "SIGMOID"), "Auto", badge)
    assert shown["display"]["voi_function"] == "SIGMOID"
    assert shown["display"]["windows"][0]["source"] == "auto"
    assert shown["badges"][-1] == badge
    assert info["display"]["windows"] == []
    assert badge not in info["badges"]


@pytest.mark.parametrize("name", ["CT_small.dcm", "MR_small.dcm", "693_J2KI.dcm", "rtdose.dcm"])
def test_every_description_travels_as_json(name: str) -> None:
    from pydicom import dcmread  # noqa: PLC0415

    ds = dcmread(get_testdata_file(name, download=False))
    info = describe(ds)
    assert json.loads(json.dumps(info, allow_nan=False)) == info


@pytest.mark.parametrize(
    ("elements", "first"),
    [
        ({"PixelRepresentation": 1, "RescaleIntercept": "32768"}, 40000),
        ({"PixelRepresentation": 0, "RescaleSlope": "-1"}, 40000 - 65536),
        ({"PixelRepresentation": 0, "RescaleIntercept": "-1024"}, 40000 - 65536),
    ],
)
def test_what_a_voi_table_is_given_says_whether_its_first_input_is_signed(
    elements: dict[str, Any], first: int, header: Callable[..., Dataset]
) -> None:
    ds = header(VOILUTSequence=[lut([4, 40000, 8], [0, 10, 200, 255])], **elements)
    (table,) = describe(ds)["display"]["voi_luts"]
    assert table["first"] == first


@pytest.mark.parametrize(
    ("samples", "photometric", "kind", "badge"),
    [
        (3, "MONOCHROME2", "color", ["COLOR BY SAMPLES"]),
        (3, "PALETTE COLOR", "color", ["COLOR BY SAMPLES"]),
        (3, "HSV", "color", ["COLOR BY SAMPLES"]),
        (3, "", "color", ["COLOR BY SAMPLES"]),
        (3, "YBR_FULL_422", "color", []),
        (1, "RGB", "grey", ["GREY BY SAMPLES"]),
        (1, "YBR_FULL", "grey", ["GREY BY SAMPLES"]),
        (1, "PALETTE COLOR", "color", []),
        (1, "MONOCHROME2", "grey", []),
    ],
)
def test_how_many_samples_there_are_decides_about_colour(
    samples: int, photometric: str, kind: str, badge: list[str], header: Callable[..., Dataset]
) -> None:
    info = describe(header(SamplesPerPixel=samples, PhotometricInterpretation=photometric))
    assert info["display"]["kind"] == kind
    assert [text for text in texts(info) if text.endswith("BY SAMPLES")] == badge
