"""Who may be recognized: refused. Who surely can't: passed, and said. Over all real files too."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any

import pytest
from deidentification.adversarial.canaries import identified, item
from deidentification.adversarial.places import part_10, with_pixels
from pydicom import dcmread
from support.deidentified import job_for, rewritten
from support.pixel_outcomes import pixel_outcome

from dicomwidgets.deidentification.policy import policy_for
from dicomwidgets.errors import DeidentifyError
from dicomwidgets.reading.kept_warnings import kept_warnings

if TYPE_CHECKING:
    from pathlib import Path

    from pydicom.dataset import Dataset

STEM = "1.2.840.10008.5.1.4.1.1."
OPTION = "clean_recognizable_visual_features"


def refused(dataset: Dataset, *, pixels: bool = True) -> str:
    return pixel_outcome(dataset, policy_for(options=OPTION), pixels=pixels).refused


def of(sop_class: str, modality: str, **values: Any) -> Dataset:
    dataset = identified(STEM + sop_class, modality)
    dataset.update(item(**values))
    return dataset


def region(meaning: str) -> list[Any]:
    return [item(CodeValue="1", CodingSchemeDesignator="SCT", CodeMeaning=meaning)]


MAY_SHOW = [
    of("2", "CT", BodyPartExamined="HEAD"),
    of("2", "CT"),
    of("4", "MR", BodyPartExamined="BRAIN"),
    of("4", "MR", BodyPartExamined="CHEST", AnatomicRegionSequence=region("Head and Neck")),
    of("128", "PT", BodyPartExamined="WHOLEBODY"),
    of("20", "NM", BodyPartExamined="NECK"),
    of("2", "CT", BodyPartExamined="CSPINE"),
    of("2", "CT", BodyPartExamined="DOE JANE"),
    of("1", "CR", BodyPartExamined="SKULL"),
    of("1", "CR"),
    of("77.1.4", "XC"),
    of("77.1.1", "ES"),
    of("77.1.5.1", "OP"),
    of("7", "OT"),
    of("7", "MG"),
    of("4", "XX"),
    of("1.2", "MG", RecognizableVisualFeatures="YES"),
]
SHOWS_NOBODY = [
    of("2", "CT", BodyPartExamined="CHEST"),
    of("2", "CT", BodyPartExamined="UPPER LIMB"),
    of("1", "CR", BodyPartExamined="HAND"),
    of("1.2", "MG"),
    of("6.1", "US"),
    of("77.1.6", "SM"),
    of("481.2", "RTDOSE"),
    of("4", "MR", BodyPartExamined="HEAD", RecognizableVisualFeatures="NO"),
    of(
        "77.1.5.1",
        "OP",
        AcquisitionDeviceTypeCodeSequence=region("Fundus Camera"),
    ),
]


@pytest.mark.parametrize("dataset", MAY_SHOW)
def test_what_may_show_somebody_is_refused(dataset: Dataset) -> None:
    why = refused(dataset)
    assert "recognized" in why
    assert "DOE" not in why


@pytest.mark.parametrize("dataset", SHOWS_NOBODY)
def test_what_surely_shows_nobody_passes(dataset: Dataset) -> None:
    found = pixel_outcome(dataset, policy_for(options=OPTION))
    assert found.refused == ""
    assert found.done == {OPTION}


def test_surfaces_are_refused_and_what_is_no_image_is_not_spoken_of() -> None:
    assert refused(of("68.1", "M3D"), pixels=False)
    assert refused(of("66.5", "SEG"), pixels=False)
    report = pixel_outcome(of("88.11", "SR"), policy_for(options=OPTION), pixels=False)
    assert (report.refused, report.done, report.changes) == ("", frozenset(), ())


def test_the_file_says_so_and_is_stamped() -> None:
    dataset = with_pixels(of("2", "CT", BodyPartExamined="KNEE"))
    _, read, outcome = rewritten(part_10(dataset), job_for(OPTION))
    codes = [each.CodeValue for each in read.DeidentificationMethodCodeSequence]
    assert (read.RecognizableVisualFeatures, "113102" in codes) == ("NO", True)
    assert any("without a face (KNEE)" in note for note in outcome.notes)


def test_a_head_is_not_written() -> None:
    dataset = with_pixels(of("2", "CT", BodyPartExamined="HEAD"))
    with pytest.raises(DeidentifyError, match="recognized") as refusal:
        rewritten(part_10(dataset), job_for(OPTION))
    assert "defacing" in str(refusal.value.remedy)


def test_no_real_file_of_a_head_passes(data_dir: Path) -> None:
    seen: Counter[str] = Counter()
    for file in sorted(data_dir.glob("dicom/*/**/*.dcm")):
        try:
            with kept_warnings():
                dataset = dcmread(file, stop_before_pixels=True)
        except Exception:  # noqa: BLE001, S112 - some are broken on purpose
            continue
        if "Rows" not in dataset:
            continue
        found = pixel_outcome(dataset, policy_for(options=OPTION))
        part = str(dataset.get("BodyPartExamined", "")).upper()
        assert found.refused or found.done
        if any(word in part for word in ("HEAD", "BRAIN", "FACE", "NECK", "SKULL")):
            said_no = dataset.get("RecognizableVisualFeatures") == "NO"
            assert found.refused or said_no, file.name
        seen["refused" if found.refused else "passed"] += 1
    assert min(seen.values()) > 30
