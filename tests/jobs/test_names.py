"""Names of files from patterns."""

from __future__ import annotations

import pytest

from dicomwidgets.errors import ArgumentError
from dicomwidgets.jobs.names import NamePattern, numbered, stem_and_suffix


def pattern(text: str, **how: object) -> NamePattern:
    return NamePattern(text, unnamed="unnamed", example="{PatientID}", **how)  # type: ignore[arg-type]


def test_fields_are_filled_and_empty_folders_left_out() -> None:
    names = pattern("{PatientID}/a/{InstanceNumber:04d}.dcm", digits=True)
    assert names.fields == ("PatientID", "InstanceNumber")
    assert names.path(["P1", "7"]) == "P1/a/0007.dcm"
    assert names.path(["", "x"]) == "a/x.dcm"


def test_what_is_empty_has_a_name() -> None:
    assert pattern("{PatientID}/{StudyID}").path(["P1", ""]) == "P1/unnamed"
    assert pattern("{PatientID}").path(["..x"]) == "x"


def test_own_fields_are_known() -> None:
    assert pattern("{frame}", own=["frame"]).path(["3"]) == "3"


@pytest.mark.parametrize(
    "text",
    [
        *("", "plain.dcm", "../{PatientID}", "/{PatientID}", "{PatientID", "{NoSuchKeyword}"),
        *("{PatientID!r}", "{PatientID:04d}", "a\\{PatientID}", ".{PatientID}", "{frame}"),
    ],
)
def test_what_is_no_pattern_is_refused(text: str) -> None:
    with pytest.raises(ArgumentError, match="pattern of names"):
        pattern(text)


def test_the_digits_of_a_number_have_an_end() -> None:
    with pytest.raises(ArgumentError, match="how many digits"):
        pattern("{InstanceNumber:0999d}", digits=True)


def test_numbered_names_keep_their_suffix() -> None:
    names = numbered("a/b.dcm")
    assert [next(names) for _ in range(3)] == ["a/b.dcm", "a/b_2.dcm", "a/b_3.dcm"]


def test_a_packed_file_is_numbered_before_both_its_suffixes() -> None:
    names = numbered("a/head.1.nii.gz")
    assert [next(names) for _ in range(2)] == ["a/head.1.nii.gz", "a/head.1_2.nii.gz"]
    assert stem_and_suffix("5.0.gz") == ("5.0", ".gz")
    assert stem_and_suffix("IM1") == ("IM1", "")
