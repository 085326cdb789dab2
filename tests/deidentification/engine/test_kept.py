"""Kept values: what says something known goes, what only looks like it stays."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from pydicom import DataElement, config
from pydicom.uid import EnhancedMRImageStorage
from support.deidentified import ct_like, job_for, rewritten, written

if TYPE_CHECKING:
    from pydicom.dataset import Dataset

WHEN = 0x0008002A
DATED = "1.2.840.99.1.20210304.7"


def _named(name: str) -> Dataset:
    dataset = ct_like()
    dataset.PatientName = name
    return dataset


@pytest.mark.parametrize(
    ("keyword", "value", "after"),
    [
        ("BodyPartExamined", "HEADNECK", "HEADNECK"),
        ("BodyPartExamined", "HEADNECK HERE", "ANONYMIZED"),
        ("ImageType", ["ORIGINAL", "HEADNECK"], ["ORIGINAL", "ANONYMIZED"]),
        ("ContentLabel", "HEADNECK", "ANONYMIZED"),
    ],
)
def test_a_code_of_the_standard_is_no_name(
    keyword: str, value: str | list[str], after: str | list[str]
) -> None:
    dataset = _named("Headneck^Zoe")
    setattr(dataset, keyword, value)
    _, result, _ = rewritten(written(dataset))
    assert result[keyword].value == after


def test_a_uid_with_a_known_date_in_it_becomes_another_one() -> None:
    dataset = ct_like()
    dataset.StudyDate, dataset.IrradiationEventUID = "20210304", DATED
    assert rewritten(written(dataset))[1].IrradiationEventUID.startswith("2.25.")


def test_uids_that_are_to_stay_do_so_with_the_day_in_them() -> None:
    dataset = ct_like()
    dataset.StudyDate, dataset.SOPInstanceUID = "20210304", DATED
    other = DATED.replace("99", "98")
    # The file meta information of the source names another instance: that stays as well.
    source = written(dataset).replace(DATED.encode(), other.encode(), 1)
    _, result, outcome = rewritten(source, job_for("retain_uids"))
    assert (result.SOPInstanceUID, outcome.sop_instance_uid) == (DATED, DATED)
    assert result.file_meta.MediaStorageSOPInstanceUID == other


@pytest.mark.parametrize(
    ("sop_class", "expected"),
    [(EnhancedMRImageStorage, "19000101000000"), ("1.2.840.10008.5.1.4.1.1.2", "")],
)
def test_a_date_that_is_none_leaves_a_dummy_where_there_must_be_one(
    sop_class: str, expected: str
) -> None:
    dataset = ct_like()
    dataset.SOPClassUID = sop_class
    dataset[WHEN] = DataElement(WHEN, "DT", "NaN", validation_mode=config.IGNORE)
    _, result, _ = rewritten(written(dataset), job_for("retain_modified_dates"))
    assert (result.AcquisitionDateTime or "") == expected
