"""Which time belongs to which date."""

from __future__ import annotations

import pytest

from dicomwidgets.deidentification.mapping.partners import partner_of
from dicomwidgets.reference.tags import keyword_tag


@pytest.mark.parametrize(
    ("date", "time"),
    [
        ("StudyDate", "StudyTime"),
        ("PatientBirthDate", "PatientBirthTime"),
        ("DateOfLastCalibration", "TimeOfLastCalibration"),
        ("ScheduledProcedureStepStartDate", "ScheduledProcedureStepStartTime"),
        ("Date", "Time"),
    ],
)
def test_dates_and_times_know_each_other(date: str, time: str) -> None:
    assert partner_of(keyword_tag(date)) == keyword_tag(time)
    assert partner_of(keyword_tag(time)) == keyword_tag(date)


@pytest.mark.parametrize("keyword", ["PatientName", "AcquisitionDateTime", "LastMenstrualDate"])
def test_others_have_none(keyword: str) -> None:
    assert partner_of(keyword_tag(keyword)) is None
    assert partner_of(0x00191001) is None
