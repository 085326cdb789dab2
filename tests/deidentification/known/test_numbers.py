"""How numbers, places and days are spelled."""

from __future__ import annotations

import pytest

from dicomwidgets.deidentification.known import Known
from dicomwidgets.deidentification.known.days import spelled_day
from dicomwidgets.deidentification.known.months import month_like
from dicomwidgets.deidentification.known.numbers import spelled_number
from dicomwidgets.deidentification.known.places import spelled_phrase


def test_a_number_with_other_signs_between_its_parts() -> None:
    found = {each.text for each in spelled_number("0047-11 A", "id")}
    assert {"0047-11 a", "004711a", "0047_11_a", "0047.11.a", "4711a"} <= found


@pytest.mark.parametrize("number", ["", "1", "12", "123", "1-2-3", "---"])
def test_short_numbers_are_not_looked_for(number: str) -> None:
    assert list(spelled_number(number, "id")) == []


def test_a_place_line_by_line() -> None:
    found = {each.text for each in spelled_phrase("General  Hospital\r\n12 High St, Ayr", "place")}
    assert {"general hospital", "general_hospital", "generalhospital", "12 high st"} <= found
    assert not {"ayr", "hospital", "general", "st"} & found


def test_parts_of_a_place_that_tell_it() -> None:
    found = {each.text for each in spelled_phrase("St. Mary's Hospital Springfield", "place")}
    assert {"st. mary's", "st marys", "springfield", "hospital springfield"} <= found
    assert not {"hospital", "st.", "st"} & found


@pytest.mark.parametrize(
    "phrase", ["General Hospital", "Department of Radiology", "Philips Medical Systems", "CT 2"]
)
def test_places_like_many_others_count_as_a_whole_only(phrase: str) -> None:
    found = {
        each.text.replace("_", " ").replace("-", " ") for each in spelled_phrase(phrase, "place")
    }
    assert {text for text in found if " " in text} <= {phrase.lower()}
    assert all(len(text.replace(" ", "")) == len(phrase.replace(" ", "")) for text in found)


def test_neighbours_among_the_parts_of_a_number() -> None:
    found = {each.text for each in spelled_number("MRN-0047.1123/9", "id")}
    assert {"0047.1123", "00471123", "0047-1123", "4711239", "mrn-0047.1123-9"} <= found
    assert not {"0047", "1123", "mrn", "11239"} & found


def test_a_day_of_birth_in_its_usual_spellings() -> None:
    found = {each.text for each in spelled_day("19610203", "birth date")}
    assert {"19610203", "1961-02-03", "03.02.1961", "3.2.1961", "2/3/61", "610203"} <= found
    assert {"3 feb 1961", "february 3, 1961", "03feb1961", "3. februar 1961", "03-feb-61"} <= found


def test_a_day_of_a_study_in_fewer() -> None:
    found = {each.text for each in spelled_day("20200302", "date")}
    assert {"20200302", "02.03.2020", "3/2/2020", "2 mar 2020"} <= found
    assert {"02-mar-20", "2.3.20", "2nd of march 2020"} <= found
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


def test_five_digits_one_by_one_may_be_a_version_and_more_are_a_number() -> None:
    assert masked_by("12345", "v1.2.3.4.5, MTIzNDU=") == "v1.2.3.4.5, ***U="
    assert masked_by("123456", "1 2 3 4 5 6") == "***"
    assert masked_by("123456", "11.2.3.4.5.60") == "11.2.3.4.5.60"


def masked_by(number: str, text: str) -> str:
    return Known.of({0x00100020: [number]}).masked(text)
