"""How numbers, places and days are spelled."""

from __future__ import annotations

import pytest

from dicomwidgets.deidentification.known.days import spelled_day
from dicomwidgets.deidentification.known.months import month_like
from dicomwidgets.deidentification.known.numbers import spelled_number, spelled_phrase


def test_a_number_with_other_signs_between_its_parts() -> None:
    found = {each.text for each in spelled_number("0047-11 A", "id")}
    assert {"0047-11 a", "004711a", "0047_11_a", "0047.11.a", "4711a"} <= found


@pytest.mark.parametrize("number", ["", "1", "12", "123", "1-2-3", "---"])
def test_short_numbers_are_not_looked_for(number: str) -> None:
    assert list(spelled_number(number, "id")) == []


def test_a_place_line_by_line() -> None:
    found = {each.text for each in spelled_phrase("General  Hospital\r\n12 High St, Ayr", "place")}
    assert {"general hospital", "general_hospital", "generalhospital", "12 high st"} <= found
    assert "ayr" not in found


def test_a_day_of_birth_in_its_usual_spellings() -> None:
    found = {each.text for each in spelled_day("19610203", "birth date")}
    assert {"19610203", "1961-02-03", "03.02.1961", "3.2.1961", "2/3/61", "610203"} <= found
    assert {"3 feb 1961", "february 3, 1961", "03feb1961", "3. februar 1961", "03-feb-61"} <= found


def test_a_day_of_a_study_in_fewer() -> None:
    found = {each.text for each in spelled_day("20200302", "date")}
    assert {"20200302", "02.03.2020", "3/2/2020", "2 mar 2020"} <= found
    assert "200302" not in found


@pytest.mark.parametrize("text", ["", "1961", "00000000", "19611340", "unknown"])
def test_what_is_no_day_is_not_looked_for(text: str) -> None:
    assert list(spelled_day(text, "birth date")) == []


@pytest.mark.parametrize(
    ("name", "number", "other"),
    [("MRZ", 10, "OKT"), ("March", 10, "October"), ("août", 1, "janvier"), ("may", 6, "jun")],
)
def test_months_keep_language_and_case(name: str, number: int, other: str) -> None:
    assert month_like(name, number) == other
