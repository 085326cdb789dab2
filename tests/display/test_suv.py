from __future__ import annotations

import math
from datetime import datetime
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from support.pet import pet

import dicomwidgets as dw
from dicomwidgets.display.body import QUANTITIES
from dicomwidgets.display.moments import moment, on_day
from dicomwidgets.display.suv import suv
from dicomwidgets.display.suv_inputs import suv_inputs
from dicomwidgets.errors import ArgumentError, DicomWidgetsError, DisplayError

if TYPE_CHECKING:
    from pydicom.dataset import Dataset


def at(day: int, hour: int = 0) -> datetime:
    return datetime(2024, 2, day, hour)  # noqa: DTZ001 - DICOM's have no zone


def factor(ds: Dataset, quantity: str = "SUVbw") -> float:
    return suv(suv_inputs(ds), quantity).factor


def test_body_weight_by_hand() -> None:
    # 370 MBq × 2^(-3600 s / 6586.2 s) = 253.3 MBq; 80,000 g / 253.3 MBq = 315.8e-6 g/Bq.
    assert factor(pet()) == pytest.approx(315.8e-6, rel=2e-4)
    values = dw.frames(pet()).values(0, quantity="SUVbw")
    # 1000 × 2.5 Bq/ml is 2500 Bq/ml: SUV 0.79.
    assert values.array[0, 1] == pytest.approx(0.7895, rel=2e-4)
    assert values.unit == "SUVbw g/ml"
    assert "60 minutes after injection (Series Time)" in values.why
    assert values.step == pytest.approx(2.5 * 315.8e-6, rel=2e-4)


@given(
    dose=st.floats(1e6, 1e9),
    half_life=st.floats(100, 1e6),
    minutes=st.integers(0, 15),
    weight=st.floats(2, 250),
)
def test_body_weight_by_an_independent_formula(
    dose: float, half_life: float, minutes: int, weight: float
) -> None:
    ds = pet(
        PatientWeight=f"{weight:.6g}",
        SeriesTime=f"10{minutes:02d}00",
        injection={
            "RadionuclideTotalDose": f"{dose:.9g}",
            "RadionuclideHalfLife": f"{half_life:.6g}",
        },
    )
    decay_constant = math.log(2) / float(f"{half_life:.6g}")
    left = float(f"{dose:.9g}") * math.exp(-decay_constant * minutes * 60)
    assert factor(ds) == pytest.approx(1000 * float(f"{weight:.6g}") / left, rel=1e-9)


@pytest.mark.parametrize(
    ("quantity", "sex", "grams"),
    [
        # 1.10 × 80 − 128 × (80/180)² = 62.716; 1.07 × 80 − 148 × (80/180)² = 56.365.
        ("SUVlbm(James128)", "M", 62716.05),
        ("SUVlbm(James128)", "F", 56365.43),
        # BMI 24.691: 741,600 / (6680 + 216 × 24.691) = 61.731; / (8780 + 244 × 24.691) = 50.092.
        ("SUVlbm(Janma)", "M", 61731.4),
        ("SUVlbm(Janma)", "F", 50092.2),
        # 0.007184 × 80^0.425 × 180^0.725 = 1.9964 m².
        ("SUVbsa", "O", 19964.3),
        # 48.0 + 1.06 × 28; 45.5 + 0.91 × 28.
        ("SUVibw", "M", 77680.0),
        ("SUVibw", "F", 70980.0),
    ],
)
def test_bodies_by_hand(quantity: str, sex: str, grams: float) -> None:
    ds = pet(PatientSex=sex)
    assert factor(ds, quantity) / factor(ds) == pytest.approx(grams / 80_000, rel=2e-5)


def test_corrected_to_the_administration_nothing_decays() -> None:
    ds = pet(DecayCorrection="ADMIN", injection={"RadionuclideHalfLife": None})
    assert factor(ds) == pytest.approx(80_000 / 370e6)


@pytest.mark.filterwarnings("ignore:Invalid value")
@pytest.mark.parametrize(
    ("changes", "injection", "minutes"),
    [
        # Over midnight: no date of injection, and its clock is ahead of the scan's.
        ({"SeriesTime": "003000", "AcquisitionTime": "003100"}, "234500", 45),
        ({"SeriesTime": "110000.250000"}, "100000.250", 60),
        ({"SeriesTime": "1100"}, "10", 60),
        ({"SeriesTime": "11:00:00"}, "10:00:00", 60),
    ],
)
def test_times_of_all_kinds(changes: dict[str, str], injection: str, minutes: float) -> None:
    ds = pet(injection={"RadiopharmaceuticalStartTime": injection}, **changes)
    left = 370e6 * 0.5 ** (60 * minutes / 6586.2)
    assert factor(ds) == pytest.approx(80_000 / left)


def test_a_date_of_injection_goes_before_a_time() -> None:
    ds = pet(injection={"RadiopharmaceuticalStartDateTime": "20240228230000.000000+0100"})
    assert suv_inputs(ds).injected == at(28, 23)
    assert factor(ds) == pytest.approx(80_000 / (370e6 * 0.5 ** (12 * 3600 / 6586.2)))


class TestSeriesMadeAfterwards:
    def late(self, **elements: Any) -> Dataset:
        return pet(SeriesTime="153000", **elements)

    def test_its_time_is_not_that_of_the_scan(self) -> None:
        with pytest.raises(DisplayError, match="younger than its acquisition") as caught:
            factor(self.late())
        assert caught.value.tag == "(0008,0031)"

    def test_ge_keeps_the_scan_in_a_private_element(self) -> None:
        ds = self.late()
        ds.private_block(0x0009, "GEMS_PETD_01", create=True).add_new(
            0x0D, "DT", "20240229110000.00"
        )
        assert factor(ds) == pytest.approx(factor(pet()))

    def test_the_frames_place_in_the_series_leads_back_to_its_start(self) -> None:
        # The mean of a decay over 3 minutes lies a little before their middle.
        rate = math.log(2) / 6586.2
        seconds = np.linspace(0, 180, 1_800_001)
        mean = -math.log(np.mean(np.exp(-rate * seconds))) / rate
        assert 89 < mean < 90
        ds = self.late(
            FrameReferenceTime=str(round(1000 * (90 + mean), 3)), ActualFrameDuration=180000
        )
        scanned = suv_inputs(ds).scanned
        assert scanned is not None
        # Acquired at 11:01:30, 90 seconds after the start.
        assert abs((scanned - at(29, 11)).total_seconds()) < 0.01


@pytest.mark.parametrize(("element", "scale"), [(0x09, None), (0x00, 4e-4)])
def test_philips_counts(element: int, scale: float | None) -> None:
    ds = pet(Units="CNTS")
    block = ds.private_block(0x7053, "Philips PET Private Group", create=True)
    block.add_new(element, "DS", "1.5" if scale is None else "0.0004")
    assert factor(ds) == pytest.approx(1.5 * factor(pet()) if scale is None else scale)
    if scale is not None:
        lean = factor(ds, "SUVlbm(Janma)")
        assert lean == pytest.approx(scale * 61731.4 / 80_000, rel=1e-5)


@pytest.mark.parametrize("value", [None, "0"])
def test_counts_without_a_factor_are_no_uptake(value: str | None) -> None:
    ds = pet(Units="CNTS")
    if value is not None:
        block = ds.private_block(0x7053, "Philips PET Private Group", create=True)
        block.add_new(0x00, "DS", value)
        block.add_new(0x09, "DS", value)
    with pytest.raises(DisplayError, match="missing or 0") as caught:
        factor(ds)
    assert caught.value.keyword == "Units"


def test_values_that_are_uptake_already() -> None:
    ds = pet(Units="GML", injection={"RadionuclideTotalDose": None}, DecayCorrection=None)
    assert factor(ds) == 1
    assert factor(ds, "SUVibw") == pytest.approx(77.68 / 80)
    ds.SUVType = "IBW"
    assert factor(ds, "SUVibw") == 1
    assert factor(ds) == pytest.approx(80 / 77.68)
    ds.SUVType = "LBM"
    with pytest.raises(DisplayError, match="by which formula"):
        factor(ds)
    assert factor(pet(Units="CM2ML"), "SUVbsa") == 1


def test_each_slice_has_its_own_slope() -> None:
    for slope in ("2.5", "7"):
        values = dw.frames(pet(RescaleSlope=slope)).values(0, quantity="SUVbw")
        assert values.array[0, 1] == pytest.approx(1000 * float(slope) * factor(pet()))


MISSING = [
    ({"PatientWeight": None}, {}, "SUVbw", "PatientWeight"),
    ({"PatientWeight": "0"}, {}, "SUVbw", "PatientWeight"),
    ({"PatientSize": None}, {}, "SUVbsa", "PatientSize"),
    ({"PatientSize": "180"}, {}, "SUVbsa", "PatientSize"),
    ({"PatientSize": "0.1"}, {}, "SUVibw", "PatientSize"),
    ({"PatientSex": "O"}, {}, "SUVlbm(Janma)", "PatientSex"),
    ({"PatientSex": None}, {}, "SUVlbm(James128)", "PatientSex"),
    ({"Units": None}, {}, "SUVbw", "Units"),
    ({"Units": "PROPCPS"}, {}, "SUVbw", "Units"),
    ({"DecayCorrection": None}, {}, "SUVbw", "DecayCorrection"),
    ({"DecayCorrection": "NONE"}, {}, "SUVbw", "DecayCorrection"),
    ({"CorrectedImage": ["ATTN"]}, {}, "SUVbw", "CorrectedImage"),
    ({"CorrectedImage": ["DECY"]}, {}, "SUVbw", "CorrectedImage"),
    ({"CorrectedImage": None}, {}, "SUVbw", "CorrectedImage"),
    ({}, {"RadionuclideTotalDose": None}, "SUVbw", "RadionuclideTotalDose"),
    ({}, {"RadionuclideTotalDose": "370"}, "SUVbw", "RadionuclideTotalDose"),
    ({}, {"RadionuclideHalfLife": None}, "SUVbw", "RadionuclideHalfLife"),
    ({}, {"RadionuclideHalfLife": "0"}, "SUVbw", "RadionuclideHalfLife"),
    ({}, {"RadiopharmaceuticalStartTime": None}, "SUVbw", "RadiopharmaceuticalStartTime"),
    ({"SeriesTime": None, "AcquisitionTime": None}, {}, "SUVbw", "SeriesTime"),
    (
        {},
        {"RadiopharmaceuticalStartDateTime": "20240229120000"},
        "SUVbw",
        "RadiopharmaceuticalStartDateTime",
    ),
    (
        {},
        {"RadiopharmaceuticalStartDateTime": "20240201100000"},
        "SUVbw",
        "RadiopharmaceuticalStartDateTime",
    ),
    ({"RadiopharmaceuticalInformationSequence": []}, {}, "SUVbw", "RadionuclideTotalDose"),
]


@pytest.mark.parametrize(("elements", "injection", "quantity", "keyword"), MISSING)
def test_what_is_missing_is_named_and_nothing_assumed(
    elements: dict[str, Any], injection: dict[str, Any], quantity: str, keyword: str
) -> None:
    with pytest.raises(DisplayError, match="No standardized uptake value") as caught:
        factor(pet(injection=injection, **elements), quantity)
    assert caught.value.keyword == keyword
    assert caught.value.tag
    assert "inputs" in (caught.value.remedy or "")


def test_what_is_missing_can_be_given() -> None:
    frames = dw.frames(pet(PatientWeight=None))
    with pytest.raises(DisplayError):
        frames.values(0, quantity="SUVbw")
    inputs = frames.suv_inputs(0)._replace(weight=80.0)
    values = frames.values(0, quantity="SUVbw", inputs=inputs)
    np.testing.assert_allclose(values.array, dw.frames(pet()).values(0, quantity="SUVbw").array)


def test_there_is_no_plain_lean_mass() -> None:
    with pytest.raises(ArgumentError) as caught:
        factor(pet(), "SUVlbm")
    for name in QUANTITIES:
        assert name in (caught.value.remedy or "")


def test_inputs_show_no_patient() -> None:
    assert "80" not in repr(suv_inputs(pet()))


@given(st.text(max_size=12), st.text(max_size=20))
def test_no_date_is_a_mishap(date: str, time: str) -> None:
    moment(date, time)
    on_day(time, at(29))


@pytest.mark.filterwarnings("ignore:Invalid value")
def test_damaged_elements_are_as_good_as_missing() -> None:
    ds = pet()
    ds.PatientWeight = None
    ds.SeriesTime = ""
    ds.SeriesDate = "2024"
    with pytest.raises(DicomWidgetsError):
        factor(ds)


def test_a_viewer_names_the_uptake_or_why_there_is_none() -> None:
    info = dw.frames(pet()).info(0)
    assert [each["name"] for each in info["uptake"]] == list(QUANTITIES)
    for each in info["uptake"]:
        assert each["factor"] == factor(pet(), each["name"])
        assert "60 minutes after injection" in each["reason"]
    info = dw.frames(pet(PatientWeight=None)).info(0)
    assert {each["factor"] for each in info["uptake"]} == {None}
    badge = next(badge for badge in info["badges"] if badge["text"] == "NO SUV")
    assert badge["reason"].startswith("(0010,1030) PatientWeight: No standardized")
