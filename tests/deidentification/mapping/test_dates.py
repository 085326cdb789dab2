"""Dates and times, moved: intervals stay, forms stay, what is no date goes."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dicomwidgets.deidentification.mapping.dates import moved

BACK = 700 * 86_400 + 3 * 3600 + 25 * 60 + 7
INSTANTS = st.datetimes(datetime(1905, 1, 1), datetime(2105, 1, 1))  # noqa: DTZ001 - naive, as DICOM


def instant(day: str, time: str) -> datetime:
    return datetime.strptime(day + time, "%Y%m%d%H%M%S.%f").replace(tzinfo=UTC)


def pair(when: datetime) -> datetime:
    """Return an instant after it went through a date and its time."""
    day, time = f"{when:%Y%m%d}", f"{when:%H%M%S.%f}"
    new_day, new_time = moved("DA", day, BACK, time), moved("TM", time, BACK, day)
    assert new_day is not None
    assert new_time is not None
    return instant(new_day, new_time)


def stamp(when: datetime) -> datetime:
    """Return an instant after it went through a date with time."""
    new = moved("DT", f"{when:%Y%m%d%H%M%S.%f}+0100", BACK)
    assert new is not None
    assert new.endswith("+0100")
    return instant(new[:8], new[8:-5])


@given(INSTANTS, INSTANTS)
def test_intervals_of_one_patient_stay_exactly(one: datetime, other: datetime) -> None:
    assert pair(other) - pair(one) == other - one
    assert stamp(other) - pair(one) == other - one
    assert one.replace(tzinfo=UTC) - pair(one) == timedelta(seconds=BACK)


@given(st.dates(), st.dates())
def test_days_between_dates_without_times_stay(one: object, other: object) -> None:
    new = [moved("DA", f"{day:%Y%m%d}".zfill(8), BACK) for day in (one, other)]
    if all(new):
        first, second = (datetime.strptime(each or "", "%Y%m%d").date() for each in new)  # noqa: DTZ007
        assert second - first == other - one  # type: ignore[operator]


@given(st.text(alphabet="0123456789.:-+ ", max_size=26), st.sampled_from(["DA", "TM", "DT"]))
def test_whatever_is_moved_keeps_its_form(text: str, vr: str) -> None:
    new = moved(vr, text, BACK)
    if new is not None:
        assert len(new) == len(text)
        assert [sign for sign in new if not sign.isdigit()] == [
            sign for sign in text if not sign.isdigit()
        ]


@pytest.mark.parametrize(
    ("vr", "old", "new"),
    [
        ("DA", "20200302", "20180402"),
        ("DA", "2020.03.02", "2018.04.02"),
        ("DA", "18991231", "18980130"),
        ("DA", "20200229", "20180331"),
        ("DA", "20200302-20200309", "20180402-20180409"),
        ("DA", "-20200302", "-20180402"),
        ("DA", "20200302-", "20180402-"),
        ("TM", "10", "07"),
        ("TM", "1030", "0705"),
        ("TM", "103007", "070500"),
        ("TM", "103007.000012", "070500.000012"),
        ("TM", "10:30:07", "07:05:00"),
        ("TM", "000000", "203453"),
        ("TM", "235960", "203453"),
        ("TM", "1000-1130", "0635-0805"),
        ("DT", "2020", "2018"),
        ("DT", "202003", "201804"),
        ("DT", "20200302", "20180402"),
        ("DT", "2020030210", "2018040207"),
        ("DT", "202003021030-0500", "201804020705-0500"),
        ("DT", "20200302103007.5+0100", "20180402070500.5+0100"),
        ("DT", "2020-2021", "2018-2019"),
        ("DT", "20200302+0100-20200303+0100", "20180402+0100-20180403+0100"),
    ],
)
def test_forms(vr: str, old: str, new: str) -> None:
    assert moved(vr, old, BACK) == new


def test_a_date_crosses_midnight_with_its_time() -> None:
    assert moved("DA", "20200302", BACK, "020000") == "20180401"
    assert moved("TM", "020000", BACK) == "223453"
    assert moved("DA", "20200302", BACK, "no time") == "20180402"


@pytest.mark.parametrize(
    ("vr", "text"),
    [
        *(("DA", text) for text in ("00000000", "20200230", "20201301", "2020", "2 Mar 2020", "-")),
        *(("DA", text) for text in ("20200302103000", "2020-W01", "٢٠٢٠٠٣٠٢", "00010101")),
        *(("TM", text) for text in ("24", "2460", "106060", "7", "noon", "10:30:00 PM")),
        *(("DT", text) for text in ("20200230", "2020030225", "20200302+2500", "202003021030007")),
    ],
)
def test_what_is_no_date_is_not_moved(vr: str, text: str) -> None:
    assert moved(vr, text, BACK) is None
