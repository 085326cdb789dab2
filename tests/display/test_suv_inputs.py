"""What uptake depends on, read from enhanced and converted PET images (PS3.3 C.8.22)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
from pydicom.dataset import Dataset
from pydicom.uid import LegacyConvertedEnhancedPETImageStorage
from support.enhanced_pet import MOMENTS, SLICES, enhanced_pet, slope_of
from support.pet import pet

import dicomwidgets as dw
from dicomwidgets.display.suv import suv
from dicomwidgets.display.suv_inputs import suv_inputs
from dicomwidgets.errors import DisplayError

if TYPE_CHECKING:
    from collections.abc import Callable

FACTOR = 80_000 / (370e6 * 2 ** (-3600 / 6586.2))


def test_each_frame_has_its_own_slope_its_order_and_its_unit() -> None:
    frames = dw.frames(enhanced_pet())
    assert len(frames) == MOMENTS * SLICES
    order = [(moment, place) for moment in (1, 2) for place in (1, 2, 3)]
    for i, (moment, place) in enumerate(order):
        becquerel = 1000 * (i + 1) * slope_of(moment, place)
        values = frames.values(i)
        assert values.unit == "BQML"
        np.testing.assert_allclose(values.array, becquerel)
        uptake = frames.values(i, quantity="SUVbw")
        assert uptake.unit == "SUVbw g/ml"
        np.testing.assert_allclose(uptake.array, becquerel * FACTOR, rtol=1e-6)
        assert "60 minutes after injection (Decay Correction DateTime)" in uptake.why


def test_a_viewer_measures_a_frame_of_it_and_moves_through_its_dimensions() -> None:
    viewer = dw.view(enhanced_pet(), index=4)
    row = viewer.measurements.add("rectangle", [(1, 1), (5, 5)])
    assert row["unit"] == "SUVbw g/ml"
    assert row["mean"] == pytest.approx(5000 * slope_of(2, 2) * FACTOR)
    info = viewer._complete().info()
    assert info["dimensions"]
    sizes = [len(axis["values"]) for axis in info["dimensions"]["axes"]]
    assert sizes == [MOMENTS, SLICES]
    viewer.close()


def test_an_injection_of_the_day_before_is_no_trouble() -> None:
    ds = enhanced_pet(
        DecayCorrectionDateTime="20240229003000.000000+0100",
        injection={"RadiopharmaceuticalStartDateTime": "20240228233000.00+0100"},
    )
    assert suv(suv_inputs(ds)).factor == pytest.approx(FACTOR)


def test_clocks_of_two_zones_are_compared() -> None:
    start = {"RadiopharmaceuticalStartDateTime": "20240229090000+0000"}
    ds = enhanced_pet(DecayCorrectionDateTime="20240229110000+0100", injection=start)
    assert suv(suv_inputs(ds)).factor == pytest.approx(FACTOR)
    ds = pet(injection=start, TimezoneOffsetFromUTC="+0100")
    assert suv(suv_inputs(ds)).factor == pytest.approx(FACTOR)
    # Without a zone on both sides the clocks are taken for the same one.
    ds = enhanced_pet(
        DecayCorrectionDateTime="20240229100000+0100",
        injection={"RadiopharmaceuticalStartDateTime": "20240229090000"},
    )
    assert suv(suv_inputs(ds)).factor == pytest.approx(FACTOR)


def test_corrected_to_the_injection_nothing_decays() -> None:
    ds = enhanced_pet(DecayCorrectionDateTime="20240229100000")
    assert suv(suv_inputs(ds)).factor == pytest.approx(80_000 / 370e6)


def without_unit(code: str | None = None, slope: float = 1.0, **named: str) -> Dataset:
    ds = enhanced_pet()
    for frame in ds.PerFrameFunctionalGroupsSequence:
        (mapped,) = frame.RealWorldValueMappingSequence
        mapped.RealWorldValueSlope *= slope
        if code:
            mapped.MeasurementUnitsCodeSequence[0].CodeValue = code
        for keyword, value in named.items():
            setattr(frame.PixelValueTransformationSequence[0], keyword, value)
    return ds


def test_a_map_that_does_otherwise_than_the_rescale_says_nothing_of_its_values() -> None:
    ds = without_unit(slope=3.0)
    info = dw.frames(ds).info(0)
    assert info["display"]["unit"] == ""
    assert {each["factor"] for each in info["uptake"]} == {None}
    assert info["uptake"][0]["reason"].startswith("(0040,9096) RealWorldValueMappingSequence")
    named = dw.frames(without_unit(slope=3.0, RescaleType="BQML")).info(0)
    assert named["display"]["unit"] == "BQML"
    assert named["uptake"][0]["factor"] == pytest.approx(FACTOR)


@pytest.mark.parametrize("code", ["g/ml{SUVbw}", "{SUVbw}g/ml"])
def test_a_map_may_say_that_values_are_uptake_already(code: str) -> None:
    inputs = suv_inputs(without_unit(code))
    assert (inputs.units, inputs.suv_type) == ("GML", "BW")
    assert suv(inputs).factor == 1
    assert suv(inputs, "SUVibw").factor == pytest.approx(77.68 / 80)
    assert suv(suv_inputs(without_unit("cm2/ml{SUVbsa}")), "SUVbsa").factor == 1


def test_a_formula_that_is_not_named_is_not_guessed() -> None:
    for code, keyword in (("g/ml{SUVlbm}", "SUVType"), ("g/ml", "RealWorldValueMappingSequence")):
        with pytest.raises(DisplayError) as caught:
            suv(suv_inputs(without_unit(code)))
        assert caught.value.keyword == keyword


def used(*agents: int) -> Dataset:
    ds = enhanced_pet()
    items = []
    for agent in agents:
        item = Dataset()
        item.RadiopharmaceuticalAgentNumber = agent
        items.append(item)
    ds.SharedFunctionalGroupsSequence[0].RadiopharmaceuticalUsageSequence = items
    return ds


def test_the_frame_names_the_agent() -> None:
    inputs = suv_inputs(used(1))
    assert (inputs.dose, inputs.half_life) == (100e6, 1223.4)
    ds = enhanced_pet()
    own = Dataset()
    own.RadiopharmaceuticalAgentNumber = 1
    ds.PerFrameFunctionalGroupsSequence[3].RadiopharmaceuticalUsageSequence = [own]
    assert [suv_inputs(ds, i).dose for i in range(6)] == [370e6] * 3 + [100e6] + [370e6] * 2


REFUSED: list[tuple[Callable[[], Dataset], str]] = [
    (lambda: enhanced_pet(PatientWeight=None), "PatientWeight"),
    (lambda: enhanced_pet(AttenuationCorrected="NO"), "AttenuationCorrected"),
    (lambda: enhanced_pet(AttenuationCorrected=None), "AttenuationCorrected"),
    (lambda: enhanced_pet(DecayCorrected="NO"), "DecayCorrected"),
    (lambda: enhanced_pet(DecayCorrected=None), "DecayCorrected"),
    (lambda: enhanced_pet(DecayCorrectionDateTime=None), "DecayCorrectionDateTime"),
    (lambda: enhanced_pet(injection={"RadionuclideTotalDose": None}), "RadionuclideTotalDose"),
    (lambda: enhanced_pet(injection={"RadionuclideTotalDose": "370e6"}), "RadionuclideTotalDose"),
    (lambda: enhanced_pet(injection={"RadionuclideHalfLife": None}), "RadionuclideHalfLife"),
    (
        lambda: enhanced_pet(injection={"RadiopharmaceuticalStartDateTime": None}),
        "RadiopharmaceuticalStartDateTime",
    ),
    (used, "RadiopharmaceuticalInformationSequence"),
    (lambda: used(1, 2), "RadiopharmaceuticalInformationSequence"),
    (lambda: used(3), "RadiopharmaceuticalInformationSequence"),
]


@pytest.mark.parametrize(("make", "keyword"), REFUSED)
def test_what_an_enhanced_image_lacks_is_named(make: Callable[[], Dataset], keyword: str) -> None:
    ds = make()
    with pytest.raises(DisplayError, match="No standardized uptake value") as caught:
        suv(suv_inputs(ds))
    assert caught.value.keyword == keyword
    frames = dw.frames(ds)
    (badge,) = [each for each in frames.info(0)["badges"] if each["text"] == "NO SUV"]
    assert badge["reason"].startswith(f"{caught.value.tag} {keyword}: ")
    assert frames.values(0).unit == "BQML"


def test_two_doses_of_a_single_image_are_not_chosen_from() -> None:
    ds = pet()
    ds.RadiopharmaceuticalInformationSequence = [*ds.RadiopharmaceuticalInformationSequence] * 2
    with pytest.raises(DisplayError, match="2 doses were given") as caught:
        suv(suv_inputs(ds))
    assert caught.value.tag == "(0054,0016)"
    inputs = suv_inputs(ds)._replace(
        dose=370e6, half_life=6586.2, injected=suv_inputs(pet()).injected
    )
    assert suv(inputs).factor == pytest.approx(FACTOR)


def converted(**elements: Any) -> Dataset:
    """Return a Legacy Converted image: what has no place in it is among the unassigned."""
    single, ds = pet(**elements), enhanced_pet(DecayCorrected=None, AttenuationCorrected=None)
    ds.SOPClassUID = ds.file_meta.MediaStorageSOPClassUID = LegacyConvertedEnhancedPETImageStorage
    del ds.RadiopharmaceuticalInformationSequence, ds.DecayCorrectionDateTime
    shared, kept = ds.SharedFunctionalGroupsSequence[0], Dataset()
    del shared.RadiopharmaceuticalUsageSequence
    ds.SeriesTime = "110000"
    for keyword in (
        "Units", "DecayCorrection", "CorrectedImage", "RadiopharmaceuticalInformationSequence",
    ):  # fmt: skip
        if keyword in single:
            kept[keyword] = single[keyword]
    shared.UnassignedSharedConvertedAttributesSequence = [kept]
    for frame in ds.PerFrameFunctionalGroupsSequence:
        frame.FrameContentSequence[0].FrameAcquisitionDateTime = "20240229110130"
        del frame.RealWorldValueMappingSequence
        frame.PixelValueTransformationSequence[0].RescaleType = "BQML"
    return ds


def test_a_converted_image_keeps_the_elements_of_single_ones() -> None:
    values = dw.frames(converted()).values(2, quantity="SUVbw")
    np.testing.assert_allclose(values.array, 3000 * slope_of(1, 3) * FACTOR, rtol=1e-6)
    assert "Series Time" in values.why
    ds = converted(DecayCorrection=None)
    with pytest.raises(DisplayError) as caught:
        suv(suv_inputs(ds))
    assert caught.value.keyword == "DecayCorrection"
