from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
from golden.make_real_world import golden
from pydicom.dataset import Dataset

from dicomwidgets.display.parameters import describe
from dicomwidgets.display.real_world import chosen_map, real_world_values
from dicomwidgets.errors import ArgumentError

if TYPE_CHECKING:
    from collections.abc import Callable


def item(**elements: Any) -> Dataset:
    ds = Dataset()
    for keyword, value in elements.items():
        setattr(ds, keyword, value)
    return ds


def code(value: str, meaning: str = "", scheme: str = "UCUM") -> Dataset:
    return item(CodeValue=value, CodeMeaning=meaning, CodingSchemeDesignator=scheme)


def mapped(first: int = 0, last: int = 4095, *, unit: Any = None, **more: Any) -> Dataset:
    made = item(MeasurementUnitsCodeSequence=[unit or code("mm2/s")], **more)
    vr = "SS" if first < 0 else "US"
    made.add_new(0x00409216, vr, first)
    made.add_new(0x00409211, vr, last)
    return made


def test_the_golden_file_is_what_python_says() -> None:
    path = Path(__file__).parents[1] / "golden" / "real_world.json"
    assert json.loads(path.read_text(encoding="utf-8")) == golden()


def test_several_maps_with_their_units(header: Callable[..., Dataset]) -> None:
    adc = mapped(LUTLabel="ADC", RealWorldValueSlope=1e-6, RealWorldValueIntercept=0.5)
    table = mapped(5, 7, unit=code("[hnsf'U]"), LUTExplanation="CT")
    table.RealWorldValueLUTData = [-1000.0, 0.0, 1000.0]
    info = describe(header(RealWorldValueMappingSequence=[adc, table], RescaleSlope=3))
    first, second = info["display"]["real_world"]
    assert (first["label"], first["unit"], first["slope"]) == ("ADC", "mm2/s", 1e-6)
    assert (second["label"], second["unit"], second["values"]) == ("CT", "HU", [-1000, 0, 1000])
    assert info["display"]["slope"] == 3
    stored = np.array([4, 5, 7, 8], np.uint16)
    got = real_world_values(stored, second, info["display"])
    np.testing.assert_array_equal(got, [np.nan, -1000, 1000, np.nan])
    json.dumps(info, allow_nan=False)


@pytest.mark.parametrize(
    ("unit", "text"),
    [
        (code("1"), ""),
        (code("{SUVbw}g/ml"), "SUVbw g/ml"),
        (code("ms"), "ms"),
        (code("113076", "counts per second", "DCM"), "counts per second"),
        (code(""), ""),
    ],
)
def test_units(unit: Dataset, text: str, header: Callable[..., Dataset]) -> None:
    ds = header(RealWorldValueMappingSequence=[mapped(unit=unit, RealWorldValueSlope=1)])
    assert describe(ds)["display"]["real_world"][0]["unit"] == text


def test_each_frame_has_its_own(header: Callable[..., Dataset]) -> None:
    def group(slope: float) -> Dataset:
        return item(RealWorldValueMappingSequence=[mapped(RealWorldValueSlope=slope)])

    ds = header(NumberOfFrames=2, PerFrameFunctionalGroupsSequence=[group(1), group(2)])
    slopes = [describe(ds, i)["display"]["real_world"][0]["slope"] for i in (0, 1)]
    assert slopes == [1, 2]
    shared = header(NumberOfFrames=2, SharedFunctionalGroupsSequence=[group(7)])
    assert describe(shared, 1)["display"]["real_world"][0]["slope"] == 7


@pytest.mark.parametrize(("signed", "ends"), [(1, (-100, 100)), (0, (65436, 65535))])
def test_ends_of_the_wrong_sign(
    signed: int, ends: tuple[int, int], header: Callable[..., Dataset]
) -> None:
    made = mapped(RealWorldValueSlope=1)
    made.add_new(0x00409216, "US" if signed else "SS", 65436 if signed else -100)
    made.add_new(0x00409211, "US" if signed else "SS", 100 if signed else -1)
    ds = header(PixelRepresentation=signed, BitsStored=16, RealWorldValueMappingSequence=[made])
    (one,) = describe(ds)["display"]["real_world"]
    assert (one["first"], one["last"]) == ends


@pytest.mark.parametrize(
    "broken",
    [
        item(RealWorldValueSlope=1.0),
        mapped(),
        mapped(10, 5, RealWorldValueSlope=1.0),
        mapped(0, 5, RealWorldValueLUTData=[1.0, 2.0]),
    ],
)
def test_a_map_that_is_none_leaves_a_badge(broken: Dataset, header: Callable[..., Dataset]) -> None:
    good = mapped(LUTLabel="good", RealWorldValueSlope=1.0)
    info = describe(header(RealWorldValueMappingSequence=[broken, good]))
    assert [one["label"] for one in info["display"]["real_world"]] == ["good"]
    assert "REAL WORLD MAP?" in [badge["text"] for badge in info["badges"]]


def test_a_map_is_chosen_by_number_or_label(header: Callable[..., Dataset]) -> None:
    ds = header(RealWorldValueMappingSequence=[mapped(LUTLabel="ADC", RealWorldValueSlope=1)])
    display = describe(ds)["display"]
    assert chosen_map(display, 0) == chosen_map(display, "ADC") == display["real_world"][0]
    with pytest.raises(ArgumentError, match="no Real World Value Map 1"):
        chosen_map(display, 1)
    with pytest.raises(ArgumentError, match="none"):
        chosen_map(describe(header())["display"], "ADC")
