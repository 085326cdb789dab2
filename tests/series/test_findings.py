from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Any

import pytest
from support.enhanced import enhanced_mr
from support.series_defects import DEFECTS, SLICE, TIME, clean_stack, clean_times

import dicomwidgets as dw
from dicomwidgets import samples
from dicomwidgets.collection.load import load
from dicomwidgets.series.findings.badges import badges_of
from dicomwidgets.series.findings.gaps import _in_a_run
from dicomwidgets.series.findings.rules import BADGES, RULES

if TYPE_CHECKING:
    from pathlib import Path

    from dicomwidgets.finding import Findings

CLEAN = {
    "a stack": clean_stack,
    "times": clean_times,
    "echoes": lambda: clean_times(3, keyword="EchoTime"),
    "enhanced": lambda: enhanced_mr([SLICE]),
    "enhanced times": lambda: enhanced_mr([TIME, SLICE]),
    "ct": lambda: samples.ct(12, 16),
    "mr": lambda: samples.mr(6, 16),
    "pet": lambda: samples.pet(6, 16),
    "multiframe": samples.multiframe,
    "us_color": samples.us_color,
    "palette": samples.palette,
}


def largest(x: object, *, pixels: bool = False) -> Findings:
    """Return what is found in the largest series of a source."""
    series = max(load(x).series, key=len)
    return series.check(pixels=True) if pixels else series.findings


@cache
def of_defect(what: str) -> Findings:
    """Return what is found in a series with a defect."""
    defect = DEFECTS[what]
    return largest(defect.make(), pixels=defect.pixels)


@pytest.mark.parametrize("what", DEFECTS)
def test_every_defect_is_found_and_nothing_else(what: str) -> None:
    assert set(of_defect(what).rules) == set(DEFECTS[what].codes)


@pytest.mark.parametrize("what", DEFECTS)
def test_what_is_found_is_told_without_identifiers(what: str) -> None:
    for each in of_defect(what):
        text = f"{each!r} {each.message} {each.numbers}"
        assert "Alex" not in text
        assert "DW-0001" not in text
        assert "1.2.826" not in text
        assert each.message.endswith(".")
        assert each.why
        assert each.fix
        assert each.file == (each.files[0] if each.files else "")


@pytest.mark.parametrize("what", CLEAN)
def test_nothing_is_found_in_what_is_clean(what: str) -> None:
    assert largest(CLEAN[what](), pixels=True).rules == {}


def test_every_kind_of_finding_is_made_by_a_defect() -> None:
    assert {code for defect in DEFECTS.values() for code in defect.codes} == set(RULES)
    assert set(BADGES) <= set(RULES)


def test_a_gap_says_where_it_is_and_how_wide(tmp_path: Path) -> None:
    for k, each in enumerate(DEFECTS["several slices are missing"].make()):
        each.save_as(tmp_path / f"{k}.dcm", enforce_file_format=True)
    (found,) = largest(tmp_path).of("gap")
    assert found.numbers == {
        "step_mm": 5.0,
        "gaps_mm": (10.0, 15.0),
        "missing": (1, 2),
        "slices": ((1, 2), (3, 4)),
    }
    assert found.files == ("1.dcm", "2.dcm", "3.dcm", "4.dcm")
    assert found.message == (
        "3 slices are missing: 10 mm and 15 mm between slices 2 and 3; 4 and 5, "
        "where 5 mm is usual."
    )


class Counted(list[float]):
    """Distances that count how often one is looked at."""

    reads = 0

    def __getitem__(self, at: Any) -> Any:
        self.reads += 1
        return super().__getitem__(at)

    def __iter__(self) -> Any:
        self.reads += len(self)
        return super().__iter__()


def test_many_gaps_are_looked_at_once_each() -> None:
    steps = Counted([5.0, 10.0] * 2000)
    assert not any(_in_a_run(steps, k) for k in range(1, 4000, 2))
    assert steps.reads < 10 * len(steps)
    alike = Counted([5.0] * 4000)
    assert all(_in_a_run(alike, k) for k in range(4000))
    assert alike.reads < 10 * len(alike)
    assert [_in_a_run([5, 10, 10, 5, 10, 10, 10], k) for k in (1, 2, 4, 5, 6)] == [
        *(False, False, True, True, True)
    ]


def test_images_of_one_place_are_told_apart_by_what_differs() -> None:
    times = clean_times(6, 1)
    assert largest(times).rules == {}
    for each in times:
        each.TriggerTime, each.NumberOfTemporalPositions = 10, 6
    assert set(largest(times).rules) == {"repetition"}


def test_a_tilt_says_its_angle_and_what_the_header_says() -> None:
    (found,) = largest(DEFECTS["a tilted gantry"].make())
    assert found.numbers["angle_deg"] == pytest.approx(18.5, abs=0.01)
    assert found.numbers["shift_mm"] == pytest.approx(1.673, abs=0.001)
    assert found.numbers["said_deg"] == 0
    assert len(found.files) == 10


def test_the_rarest_files_are_named_where_values_are_mixed() -> None:
    datasets = DEFECTS["another kernel"].make()
    series = load(datasets).series[0]
    (found,) = series.findings
    assert found.files == (series.instances[3].item.name,)
    assert found.numbers == {"values": ("STANDARD", "BONE"), "counts": (9, 1)}


def test_values_of_patients_are_never_told() -> None:
    (found,) = largest(DEFECTS["two patients"].make())
    dw.reveal()
    assert "OTHER" not in repr(found) + found.message + str(found.numbers)
    assert found.keyword == "PatientID"


def test_the_worst_comes_first_and_files_are_counted() -> None:
    found = largest(DEFECTS["a slice is missing"].make())
    assert [each.severity for each in found] == ["error", "info"]
    assert found.files == 9


def test_findings_are_a_table() -> None:
    table = largest(DEFECTS["a slice is missing"].make()).to_pandas()
    assert list(table["rule"]) == ["gap", "number-gap"]
    assert table.loc[0, "numbers"]["gaps_mm"] == (10.0,)


def test_pixels_are_decoded_only_when_asked_for() -> None:
    assert largest(DEFECTS["pixels cut short"].make()).rules == {}


def test_badges_are_of_what_matters_to_whoever_looks() -> None:
    badges = badges_of(largest(DEFECTS["a slice is missing"].make()))
    assert [each["text"] for each in badges] == ["GAP: 1 SLICE"]
    assert "where 5 mm is usual" in badges[0]["reason"]
    assert RULES["gap"].fix in badges[0]["reason"]
    tilted = badges_of(largest(DEFECTS["a tilted gantry"].make()))
    assert [each["text"] for each in tilted] == ["TILT 18.5°"]
    [sizes] = badges_of(largest(DEFECTS["another size"].make()))[-1:]
    assert (sizes["text"], sizes["level"]) == ("SIZES APART", "info")
    assert badges_of(largest(clean_stack())) == []


def test_objects_that_are_no_images_have_no_findings() -> None:
    assert len(load(samples.sr()).others[0].findings) == 0
