from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
from golden.make_lookup import full_case
from pydicom.dataset import Dataset

from dicomwidgets.display.look import painter
from dicomwidgets.display.parameters import describe, values_of
from dicomwidgets.display.stages import STAGES, Stage, stages
from dicomwidgets.errors import ArgumentError

from .test_lookup import GOLDEN

if TYPE_CHECKING:
    from collections.abc import Callable

STORED = np.array([[-2000, -1000, 0], [40, 300, 3000]], np.int16)


@pytest.fixture
def ct(header: Callable[..., Dataset]) -> Dataset:
    return header(
        BitsStored=16,
        HighBit=15,
        PixelRepresentation=1,
        RescaleSlope="1",
        RescaleIntercept="-24",
        RescaleType="HU",
        PixelPaddingValue=-2000,
        WindowCenter=["40", "400"],
        WindowWidth=["400", "2000"],
        WindowCenterWidthExplanation=["SOFT", "BONE"],
        PhotometricInterpretation="MONOCHROME1",
    )


def taken_apart(ds: Dataset, stored: Any = STORED, **options: Any) -> dict[str, Stage]:
    look = options.pop("look", {})
    found = [*stages(stored, describe(ds)["display"], values_of(ds, 0), look, **options)]
    return {stage.name: stage for stage in found}


def test_every_stage_in_its_order_with_what_caused_it(ct: Dataset) -> None:
    found = taken_apart(ct)
    assert tuple(found) == STAGES
    causes = {name: [cause.keyword for cause in stage.causes] for name, stage in found.items()}
    assert causes == {
        "bits": ["BitsAllocated", "BitsStored", "HighBit"],
        "sign": ["PixelRepresentation"],
        "modality": ["RescaleSlope", "RescaleIntercept", "RescaleType"],
        "voi": ["WindowCenter", "WindowWidth", "WindowCenterWidthExplanation"],
        "presentation": [],
        "inversion": ["PhotometricInterpretation"],
        "background": ["PixelPaddingValue"],
        "colors": [],
    }
    assert found["voi"].causes[0] == ("(0028,1050)", "WindowCenter", "40\\400")
    applied = [name for name, stage in found.items() if stage.applied]
    assert applied == ["bits", "sign", "modality", "voi", "inversion", "background"]
    assert all(stage.why for stage in found.values())


def test_what_comes_out_of_each(ct: Dataset) -> None:
    found = taken_apart(ct)
    assert found["bits"].array[0, 0] == 63536
    np.testing.assert_array_equal(found["sign"].array, STORED)
    np.testing.assert_array_equal(found["modality"].array, STORED - 24.0)
    assert found["modality"].unit == "HU"
    assert found["voi"].array.ravel().tolist() == [0, 0, 87, 112, 255, 255]
    assert found["inversion"].array.ravel().tolist() == [255, 255, 168, 143, 0, 0]
    assert found["background"].array.ravel().tolist() == [0, 255, 168, 143, 0, 0]


@pytest.mark.parametrize("at", range(0, len(GOLDEN["lookup"]), 17))
def test_the_last_stage_is_the_screen(at: int) -> None:
    case = full_case(GOLDEN["lookup"][at], GOLDEN["tables"])
    display = case["display"]
    size = 8 if display["bits_stored"] <= 8 else 16
    bits = display["bits_stored"]
    low, high = (-(2 ** (bits - 1)), 2 ** (bits - 1)) if display["signed"] else (0, 2**bits)
    stored = np.arange(low, high, dtype=f"{'i' if display['signed'] else 'u'}{size // 8}")[None]
    look: Any = {"invert": case["invert"], "colormap": case["colormap"]}
    if case["window"]:
        center, width, function = case["window"]
        look |= {"window_center": center, "window_width": width, "voi_function": function}
    found = [*stages(stored, display, lambda _keyword: None, look)]
    np.testing.assert_array_equal(found[-1].array, painter(display, look)(stored))


def test_float_pixels_have_no_bits(header: Callable[..., Dataset]) -> None:
    ds = header(BitsAllocated=32, WindowCenter=0.5, WindowWidth=1, VOILUTFunction="LINEAR_EXACT")
    ds.FloatPixelData = b""
    stored = np.array([[0.0, 1.0, np.nan, np.inf]], np.float32)
    found = taken_apart(ds, stored)
    assert tuple(found) == STAGES[2:]
    assert found["background"].array.tolist() == [[0, 255, 0, 0]]
    assert "2 pixels" in found["background"].why
    assert found["voi"].curve is not None
    assert np.isfinite(found["voi"].curve.inputs).all()


def test_a_curve_says_what_the_stage_does(ct: Dataset) -> None:
    found = taken_apart(ct)
    modality, voi = found["modality"].curve, found["voi"].curve
    assert modality is not None
    assert voi is not None
    np.testing.assert_array_equal(modality.outputs, modality.inputs - 24)
    assert (np.diff(voi.inputs) > 0).all()
    assert (np.diff(voi.outputs) >= 0).all()
    assert (voi.outputs[0], voi.outputs[-1]) == (0, 255)
    inversion = found["inversion"].curve
    assert inversion is not None
    np.testing.assert_array_equal(inversion.outputs, 255 - inversion.inputs)


def test_what_goes_wrong_without(ct: Dataset) -> None:
    whole = taken_apart(ct)["colors"].array
    unsigned = taken_apart(ct, skip=["sign"])
    assert unsigned["modality"].array[0, 1] == 64536 - 24
    assert not unsigned["sign"].applied
    raw = taken_apart(ct, skip=["modality"])
    np.testing.assert_array_equal(raw["modality"].array, STORED)
    assert raw["modality"].unit == ""
    flat = taken_apart(ct, skip=["voi"])
    assert np.ptp(flat["colors"].array[0, 1:].astype(int)) < 10
    assert taken_apart(ct, skip=["inversion"])["colors"].array[1, 2] == 255
    padded = taken_apart(ct, skip=["background"])
    assert padded["colors"].array[0, 0] == 255
    assert "1 pixel is" in padded["background"].why
    grey = taken_apart(ct, skip=["colors"], look={"colormap": "pet"})
    np.testing.assert_array_equal(grey["colors"].array, whole)


def test_the_users_look(ct: Dataset) -> None:
    look = {"window_center": 0.0, "window_width": 10.0, "invert": True, "colormap": "spring"}
    found = taken_apart(ct, look=look)
    assert found["voi"].causes == ()
    assert not found["inversion"].applied
    assert "inverted" in found["inversion"].why
    assert found["colors"].array.shape == (2, 3, 3)
    assert found["colors"].array[0, 0].tolist() == [0, 0, 0]


def test_tables_are_named(header: Callable[..., Dataset]) -> None:
    def table(values: list[int], bits: int) -> Dataset:
        item = Dataset()
        item.LUTDescriptor = [len(values), 0, bits]
        item["LUTDescriptor"].VR = "US"
        item.LUTData = values
        item["LUTData"].VR = "US"
        return item

    ds = header(BitsStored=8)
    ds.ModalityLUTSequence = [table([0, 100, 200], 16)]
    ds.VOILUTSequence = [table([0, 255], 8), table([255, 0], 8)]
    ds.PresentationLUTSequence = [table([0, 100, 1023], 10)]
    found = taken_apart(ds, np.array([[0, 1, 2]], np.uint8))
    assert [found[name].causes[0].value for name in ("modality", "voi", "presentation")] == [
        "1 item",
        "2 items",
        "1 item",
    ]
    assert found["voi"].array.tolist() == [[0, 2, 2]]
    assert found["presentation"].array.tolist() == [[0, 255, 255]]
    without = taken_apart(ds, np.array([[0, 1, 2]], np.uint8), skip=["presentation"])
    assert without["voi"].array.tolist() == [[0, 255, 255]]


def test_no_such_stage_and_no_grey(ct: Dataset) -> None:
    with pytest.raises(ArgumentError, match="no stage 'lut'"):
        taken_apart(ct, skip=["lut"])
    ct.SamplesPerPixel, ct.PhotometricInterpretation = 3, "RGB"
    with pytest.raises(ArgumentError, match="colour"):
        taken_apart(ct)


def test_nothing_but_padding(header: Callable[..., Dataset]) -> None:
    ds = header(BitsStored=8)
    ds.add_new(0x00280120, "US", 7)
    found = taken_apart(ds, np.full((2, 2), 7, np.uint8))
    assert not found["colors"].array.any()
    assert found["modality"].curve is None
