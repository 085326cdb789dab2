"""Standardized uptake on the whole way: from a PET file to what a viewer measures in it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
from support.pet import pet

import dicomwidgets as dw
from dicomwidgets import samples
from dicomwidgets.display.body import QUANTITIES
from dicomwidgets.widgets._figure import picture_of

if TYPE_CHECKING:
    from collections.abc import Callable

    from pydicom.dataset import Dataset

WHOLE = [(0, 0), (3, 2)]
STORED = np.array([0, 1000, 2000, 3000, 4000, 32767], np.float64)
LEFT = 370e6 * 2 ** (-3600 / 6586.2)


def philips(**elements: str) -> Dataset:
    ds = pet(Units="CNTS")
    block = ds.private_block(0x7053, "Philips PET Private Group", create=True)
    for name, value in elements.items():
        block.add_new({"suv": 0x00, "activity": 0x09}[name], "DS", value)
    return ds


def measured(ds: Dataset, **traits: Any) -> Any:
    viewer = dw.view(ds, **traits)
    row = viewer.measurements.add("rectangle", WHOLE)
    viewer.close()
    return row


ROUTES: dict[str, tuple[Callable[[], Dataset], float]] = {
    "START": (pet, 2.5 * 80_000 / LEFT),
    "ADMIN": (lambda: pet(DecayCorrection="ADMIN"), 2.5 * 80_000 / 370e6),
    "Philips' SUV factor": (lambda: philips(suv="0.0004"), 2.5 * 0.0004),
    "Philips' activity factor": (lambda: philips(activity="1.5"), 2.5 * 1.5 * 80_000 / LEFT),
    "GML": (lambda: pet(Units="GML", injection={"RadionuclideTotalDose": None}), 2.5),
}


@pytest.mark.parametrize("name", ROUTES)
def test_what_is_measured_is_uptake(name: str) -> None:
    make, factor = ROUTES[name]
    row = measured(make())
    expected = STORED * factor
    assert row["unit"] == "SUVbw g/ml"
    assert row["mean"] == pytest.approx(expected.mean(), rel=1e-6)
    assert row["sd"] == pytest.approx(expected.std(), rel=1e-6)
    assert (row["minimum"], row["maximum"]) == pytest.approx((0, expected.max()), rel=1e-6)
    edges = row["histogram"]["edges"]
    assert edges[0] <= 0
    assert edges[-1] >= expected.max()
    assert sum(row["histogram"]["counts"]) == 6
    values = dw.frames(make()).values(0, quantity="SUVbw")
    assert values.unit == row["unit"]
    assert values.array.astype(float).mean() == pytest.approx(row["mean"], rel=1e-6)
    assert row["value_source"] in values.why


REFUSED: dict[str, Callable[[], Dataset]] = {
    "PatientWeight": lambda: pet(PatientWeight=None),
    "RadionuclideTotalDose": lambda: pet(injection={"RadionuclideTotalDose": None}),
    "RadionuclideHalfLife": lambda: pet(injection={"RadionuclideHalfLife": None}),
    "RadiopharmaceuticalStartTime": lambda: pet(injection={"RadiopharmaceuticalStartTime": None}),
    "DecayCorrection": lambda: pet(DecayCorrection="NONE"),
    "CorrectedImage": lambda: pet(CorrectedImage=["DECY"]),
    "Units": philips,
}


@pytest.mark.parametrize("keyword", REFUSED)
def test_without_it_the_unit_of_the_file_stands_and_the_reason_is_said(keyword: str) -> None:
    ds = REFUSED[keyword]()
    row = measured(ds)
    assert row["unit"] == ds.Units
    assert row["mean"] == pytest.approx(2.5 * STORED.mean())
    assert f" {keyword}: No standardized uptake value" in row["value_source"]
    badges = dw.frames(ds).info(0)["badges"]
    assert [each["reason"] for each in badges if each["text"] == "NO SUV"] == [row["value_source"]]


def test_the_quantity_is_chosen_and_all_rows_follow(front_end: Callable[..., Any]) -> None:
    viewer = dw.view(pet())
    other = front_end(viewer)
    viewer.measurements.add("rectangle", WHOLE)
    viewer.measurements.add("ruler", WHOLE)
    means = {}
    for quantity in [*QUANTITIES, "file"]:
        viewer.quantity = quantity
        told = other.events("measurements")[-1].content["data"]["measurements"]
        assert told == viewer.measurements.rows()
        means[told[0]["unit"]] = told[0]["mean"]
        assert (told[1]["unit"], told[1]["mean"]) == (None, None)
        if quantity != "file":
            values = viewer.frames.values(0, quantity=quantity)
            assert means[values.unit] == pytest.approx(values.array.astype(float).mean(), rel=1e-6)
    assert len(means) == len(QUANTITIES) + 1
    assert means["BQML"] == pytest.approx(2.5 * STORED.mean())
    assert 'quantity="file"' in viewer.code()
    viewer.quantity = None
    assert "quantity" not in viewer.code()
    assert viewer.measurements[0]["unit"] == "SUVbw g/ml"
    viewer.close()


def test_a_quantity_that_is_not_known_is_said_beside_what_was_measured() -> None:
    row = measured(pet(PatientSize=None), quantity="SUVbsa")
    assert row["unit"] == "BQML"
    assert "(0010,1020) PatientSize" in row["value_source"]
    viewer = dw.view(pet(PatientSize=None), quantity="SUVbsa")
    picture = picture_of(viewer, viewer._complete(), {})
    assert "NO SUVbsa" in " ".join(picture.remarks)
    viewer.close()


def test_no_such_quantity_is_refused() -> None:
    with pytest.raises(Exception, match="SUVlbm"):
        dw.view(pet(), quantity="SUVlbm")


def test_what_is_no_pet_has_no_uptake() -> None:
    viewer = dw.view(samples.ct(2, 32), quantity="SUVbw")
    row = viewer.measurements.add("rectangle", [(4, 4), (20, 20)])
    assert (row["unit"], row["value_source"]) == ("HU", None)
    viewer.close()


def test_what_is_saved_and_tabled_is_what_is_shown(tmp_path: Any) -> None:
    viewer = dw.view(pet())
    viewer.measurements.add("rectangle", WHOLE)
    path = viewer.measurements.save(tmp_path / "measured.json")
    assert '"unit": "SUVbw g/ml"' in path.read_text()
    table = viewer.measurements.to_pandas()
    assert table["unit"][0] == "SUVbw g/ml"
    assert "60 minutes after injection" in table["value_source"][0]
    viewer.quantity = "file"
    (row,) = viewer.measurements.load(path)
    assert row["unit"] == "BQML"
    viewer.close()


def test_two_panels_of_one_source_each_read_in_their_own_quantity(
    front_end: Callable[..., Any],
) -> None:
    viewer = dw.view(samples.pet(4, 32), panels="1x2")
    assert len(viewer.frames) == 4
    front_end(viewer).ask("open_pane", {"kind": "series_viewer", "selection": [1]})
    viewer.measurements.add("rectangle", [(8, 8), (20, 20)])
    second = viewer.panes["series_viewer:1"]
    second.quantity = "file"
    (here,), (there,) = viewer.measurements, second.measurements
    assert (here["unit"], there["unit"]) == ("SUVbw g/ml", "BQML")
    factor = viewer.frames.uptake(viewer.index)[0]["factor"]
    assert here["mean"] == pytest.approx(there["mean"] * factor)
    viewer.close()


@pytest.fixture(scope="module")
def slices() -> list[Dataset]:
    return samples.pet()


@pytest.mark.parametrize("lesion", samples.PET_LESIONS, ids=lambda lesion: lesion.name)
def test_the_uptake_of_a_lesion_is_the_one_that_was_planted(
    lesion: samples.Lesion, slices: list[Dataset]
) -> None:
    first = slices[0]
    spacing, corner = float(first.PixelSpacing[0]), float(first.ImagePositionPatient[0])
    lowest, step = float(first.ImagePositionPatient[2]), float(first.SliceThickness)
    x, y = ((at - corner) / spacing + 0.5 for at in (lesion.x, lesion.y))
    reach = lesion.radius / spacing / 2
    viewer = dw.view(slices, index=round((lesion.z - lowest) / step))
    row = viewer.measurements.add("ellipse", [(x - reach, y - reach), (x + reach, y + reach)])
    assert (row["pixels"] or 0) >= 8
    assert row["mean"] == pytest.approx(lesion.suv, rel=2e-5)
    assert (row["minimum"], row["maximum"]) == pytest.approx((lesion.suv, lesion.suv), rel=5e-5)
    assert row["unit"] == "SUVbw g/ml"
    viewer.close()
