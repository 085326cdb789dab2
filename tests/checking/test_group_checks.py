"""Functional groups that must be there: for all frames, or for each; dciodvfy is the referee."""

from __future__ import annotations

import re
import subprocess
from datetime import date
from typing import TYPE_CHECKING

import pytest
from pydicom import dcmread
from pydicom.dataset import Dataset
from support.catalogue import catalogued, of_each_kind

from dicomwidgets import samples
from dicomwidgets.checking import validator
from dicomwidgets.checking.group_checks import _conditions, check_groups
from dicomwidgets.checking.running import check_dataset
from dicomwidgets.checking.subject import Subject
from dicomwidgets.reading.kept_warnings import kept_warnings
from dicomwidgets.reference.functional_groups import groups_of
from dicomwidgets.reference.modules import iod_of, iods

if TYPE_CHECKING:
    from pathlib import Path

    from dicomwidgets.checking.subject import Mark

ENHANCED_MR, ENHANCED_CT, SLIDE, MANY_BYTES = (
    "1.2.840.10008.5.1.4.1.1.4.1",
    "1.2.840.10008.5.1.4.1.1.2.1",
    "1.2.840.10008.5.1.4.1.1.77.1.6",
    "1.2.840.10008.5.1.4.1.1.7.2",
)


def grouped(uid: str, shared: str = "", frames: tuple[str, ...] = (), **values: object) -> Dataset:
    """Return an object with these groups, keywords without "Sequence" apart by blanks."""
    dataset = Dataset()
    dataset.SOPClassUID = uid
    for keyword, value in values.items():
        setattr(dataset, keyword, value)
    dataset.SharedFunctionalGroupsSequence = [_groups(shared)]
    dataset.PerFrameFunctionalGroupsSequence = [_groups(each) for each in frames]
    return dataset


def _groups(names: str) -> Dataset:
    item = Dataset()
    for name in names.split():
        setattr(item, f"{name}Sequence", [Dataset()])
    return item


def marks(dataset: Dataset) -> dict[str, Mark]:
    subject = Subject(dataset, today=date(2026, 1, 1))
    found = [mark for mark in check_groups(subject) if mark.rule == "type-1-missing"]
    return {mark.missing.removesuffix("Sequence"): mark for mark in found}


def test_a_group_stands_for_all_frames_or_in_each() -> None:
    found = marks(
        grouped(
            ENHANCED_MR,
            "PixelMeasures MRImageFrameType",
            ("FrameContent PlanePosition FrameAnatomy", "FrameContent PlanePosition", ""),
        )
    )
    assert set(found) == {"FrameContent", "PlanePosition", "FrameAnatomy", "PlaneOrientation"}
    assert "1 of 3 frames" in found["PlanePosition"].message
    assert "2 of 3 frames" in found["FrameAnatomy"].message
    assert "neither for all frames nor for each" in found["PlaneOrientation"].message


@pytest.mark.parametrize(
    ("uid", "name", "holding", "not_holding"),
    [
        (ENHANCED_MR, "MREcho", {"ImageType": ["MIXED"]}, {"ImageType": ["DERIVED", "ORIGINAL"]}),
        (ENHANCED_MR, "MREcho", {"ImageType": ["ORIGINAL", "PRIMARY"]}, {}),
        (
            ENHANCED_MR,
            "PixelValueTransformation",
            {"PhotometricInterpretation": "MONOCHROME2"},
            {"PhotometricInterpretation": "RGB"},
        ),
        (
            ENHANCED_CT,
            "CardiacSynchronization",
            {"CardiacSynchronizationTechnique": "REALTIME", "ImageType": ["ORIGINAL"]},
            {"CardiacSynchronizationTechnique": "NONE", "ImageType": ["ORIGINAL"]},
        ),
        (
            ENHANCED_CT,
            "ContrastBolusUsage",
            {"ContrastBolusAgentSequence": [Dataset()]},
            {"ContrastBolusAgentSequence": []},
        ),
        (
            SLIDE,
            "PlanePositionSlide",
            {"DimensionOrganizationType": "TILED_SPARSE"},
            {"DimensionOrganizationType": "TILED_FULL"},
        ),
    ],
)
def test_a_condition_that_the_object_decides_is_looked_at(
    uid: str, name: str, holding: dict[str, object], not_holding: dict[str, object]
) -> None:
    assert name in marks(grouped(uid, "FrameAnatomy", **holding))
    assert name not in marks(grouped(uid, "FrameAnatomy", **not_holding))
    assert name not in marks(grouped(uid, f"FrameAnatomy {name}", **holding))


def test_places_of_captured_frames_come_together() -> None:
    assert set(marks(grouped(MANY_BYTES, "PlanePosition"))) == {"PixelMeasures", "PlaneOrientation"}
    assert marks(grouped(MANY_BYTES, "", ("FrameContent",))) == {}


def test_a_group_without_an_item_says_nothing_but_where_that_is_allowed() -> None:
    dataset = samples.multiframe()
    shared = dataset.SharedFunctionalGroupsSequence[0]
    shared.DerivationImageSequence = []
    assert not [each for each in check_dataset(dataset) if "Functional" in each.path]
    shared.PixelMeasuresSequence = []
    found = [each for each in check_dataset(dataset) if each.rule == "type-1-empty"]
    assert [each.keyword for each in found] == ["PixelMeasuresSequence"]
    del shared.PixelMeasuresSequence
    found = [each for each in check_dataset(dataset) if each.rule == "type-1-missing"]
    assert [each.keyword for each in found] == ["PixelMeasuresSequence"]


def test_every_condition_of_the_table_is_known_and_used() -> None:
    named = {use.condition for iod in iods() for use in groups_of(iod)} - {""}
    assert named == set(_conditions())
    for iod in iods():
        assert {use.usage for use in groups_of(iod)} <= {"M", "C", "U"}


GROUP = re.compile(r"Missing attribute Type 1 Required Element=<(\w+)> Module=<\w+Macro>")


def _agrees(path: Path) -> bool:
    """Compare with the groups that dciodvfy misses; whether there were any to look for."""
    with kept_warnings():
        dataset = dcmread(path, force=True, stop_before_pixels=True)
    iod = iod_of(str(dataset.get("SOPClassUID", "")))
    known = {use.keyword for use in groups_of(iod)} if iod else set()
    if not known or "SharedFunctionalGroupsSequence" not in dataset:
        return False
    run = subprocess.run(
        [validator.shutil.which("dciodvfy") or "dciodvfy", str(path)],
        capture_output=True,
        timeout=60,
        check=False,
    )
    theirs = {*GROUP.findall(run.stderr.decode("utf-8", "replace"))} & known
    marked = check_groups(Subject(dataset, today=date(2026, 1, 1)))
    assert {mark.missing for mark in marked if mark.rule == "type-1-missing"} == theirs, path.name
    return True


@pytest.mark.slow
def test_the_validator_misses_the_same_groups_in_all_real_files(data_dir: Path) -> None:
    if not validator.is_validator_installed():
        pytest.skip("dciodvfy (dicom3tools) is not installed")
    assert sum(_agrees(path) for path in catalogued(data_dir)) > 35


def test_the_validator_misses_the_same_groups(data_dir: Path, tmp_path: Path) -> None:
    if not validator.is_validator_installed():
        pytest.skip("dciodvfy (dicom3tools) is not installed")
    paths = of_each_kind(data_dir, ("sop_name",))
    assert sum(_agrees(path) for path in paths if path.stat().st_size < 2_000_000) >= 4
    enhanced = next(path for path in catalogued(data_dir) if "12_DWI_dir80_PA" in str(path))
    for keyword in ("PixelMeasures", "FrameContent", "PlanePosition", "FrameAnatomy"):
        dataset = dcmread(enhanced, stop_before_pixels=True)
        shared = dataset.SharedFunctionalGroupsSequence
        for item in [*shared, *dataset.PerFrameFunctionalGroupsSequence[3:]]:
            item.pop(f"{keyword}Sequence", None)
        dataset.save_as(tmp_path / f"{keyword}.dcm")
        assert _agrees(tmp_path / f"{keyword}.dcm")
        assert set(marks(dataset)) == {keyword}
