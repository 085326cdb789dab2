"""New values for old ones, as verdicts ask for them."""

from __future__ import annotations

from typing import Any, NamedTuple

import pytest

from dicomwidgets.deidentification.known import Known
from dicomwidgets.deidentification.mapping import Mapping, Transform

SUBJECT = Mapping(b"k" * 32).subject("", "4711")
KNOWN = Known.of({0x00100010: ["Doe^Jane"], 0x00100020: ["4711"]})


class Asked(NamedTuple):
    make: str
    value: Any = None


@pytest.fixture
def transform() -> Transform:
    return SUBJECT.with_file(KNOWN)


def test_uids_are_mapped_one_by_one(transform: Transform) -> None:
    new = transform.new(Asked("uid"), "UI", ["1.2.3", "1.2.840.10008.1.2"])
    assert new == [SUBJECT.uids.new("1.2.3"), "1.2.840.10008.1.2"]
    assert transform.new(Asked("uid"), "UI", ["1.2.840.10008.1.2", ""]) is None


def test_a_pseudonym_takes_the_place_of_name_and_id(transform: Transform) -> None:
    assert transform.new(Asked("pseudonym"), "PN", ["Doe^Jane"]) == [SUBJECT.name]
    assert transform.new(Asked("pseudonym"), "LO", []) == [SUBJECT.pseudonym]


def test_values_that_are_given(transform: Transform) -> None:
    assert transform.new(Asked("value", "x"), "LO", ["y"]) == ["x"]
    assert transform.new(Asked("value", ["x", "y"]), "LO", ["z"]) == ["x", "y"]
    assert transform.new(Asked("value", b"\0\0"), "OB", b"abc") == b"\0\0"
    assert transform.new(Asked(""), "LO", ["y"]) == []


def test_several_dates_move_with_their_several_times(transform: Transform) -> None:
    days, times = ["20200302", "20200303"], ["000001", "120000"]
    new = transform.new(Asked("date"), "DA", days, "\\".join(times))
    alone = transform.new(Asked("date"), "DA", days)
    assert new is not None
    assert alone is not None
    assert new[0] < alone[0]  # the second before midnight
    assert new[1] == alone[1]


def test_a_bad_date_goes_and_is_told(transform: Transform) -> None:
    assert transform.new(Asked("date"), "DA", ["4711"]) == [""]
    assert transform.new(Asked("date", "19000101"), "DA", ["4711"]) == ["19000101"]
    assert transform.notes == [
        "A value of DA is no date or time and was taken out: what can't be read can't be moved."
    ]


def test_empty_dates_stay_empty(transform: Transform) -> None:
    assert transform.new(Asked("date"), "DA", [""]) is None
    assert transform.notes == []


def test_ages(transform: Transform) -> None:
    assert transform.new(Asked("age"), "AS", ["045Y"]) is None
    assert transform.new(Asked("age"), "AS", ["093Y"]) == ["090Y"]
    assert transform.new(Asked("age", "000D"), "AS", ["old"]) == ["000D"]
    assert transform.notes == ["A value of AS is no age and was taken out."]


def test_texts_are_cleaned_value_by_value(transform: Transform) -> None:
    assert transform.new(Asked("clean"), "LO", ["CHEST PA", "for DOE"]) == ["CHEST PA", "for ***"]
    assert transform.new(Asked("clean"), "LO", ["CHEST PA"]) is None


def test_bytes_are_cleaned_at_their_length(transform: Transform) -> None:
    assert transform.new(Asked("clean"), "UN", b"\1Doe^Jane\0") == b"\1***^****\0"
    assert transform.new(Asked("clean"), "UN", b"\1nothing\0") is None
    assert transform.new(Asked("uid"), "UN", b"1.2.3\0") == SUBJECT.uids.new("1.2.3").encode()


def test_a_kept_value_loses_what_is_known(transform: Transform) -> None:
    assert transform.without_known(["Jane's scan 20200302"]) == ["***'s scan 20200302"]
    assert transform.without_known(["CHEST"]) is None
    assert transform.without_known(b"PatID=4711;") == b"PatID=****;"


def test_the_repr_tells_no_identifier(transform: Transform) -> None:
    assert repr(transform) == f"Transform({SUBJECT.pseudonym})"
    assert "4711" not in repr(transform) + repr(KNOWN)
