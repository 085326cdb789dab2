"""Subjects: who is the same patient, who is a stranger, and the same in every process."""

from __future__ import annotations

import pickle
import subprocess
import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dicomwidgets.deidentification.mapping import Mapping
from dicomwidgets.deidentification.mapping.key import key_for
from dicomwidgets.deidentification.mapping.strangers import is_placeholder

KEY = b"k" * 32
MAPPING = Mapping(KEY)
IDS = st.text(max_size=20)


@given(st.tuples(IDS, IDS, IDS), st.tuples(IDS, IDS, IDS))
def test_strangers_are_never_merged(one: tuple[str, str, str], other: tuple[str, str, str]) -> None:
    def identity(issuer: str, number: str, study: str) -> tuple[str, ...]:
        issuer, number, study = (each.strip(" \0") for each in (issuer, number, study))
        return ("study", study) if is_placeholder(number) else (issuer, number)

    same = MAPPING.subject(*one) == MAPPING.subject(*other)
    assert same == (identity(*one) == identity(*other))


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (("", "ab"), ("", "AB")),
        (("A", "BC"), ("AB", "C")),
        (("", "1 2"), ("", "12")),
        (("", "0017"), ("", "17")),
        (("A", "17"), ("B", "17")),
        (("", "17"), ("A", "17")),
    ],
)
def test_ids_that_look_alike_are_strangers(one: tuple[str, str], other: tuple[str, str]) -> None:
    first, second = MAPPING.subject(*one), MAPPING.subject(*other)
    assert first.pseudonym != second.pseudonym
    assert first.shift != second.shift


@pytest.mark.parametrize("number", ["4711 ", " 4711", "4711\0"])
def test_padding_makes_no_stranger(number: str) -> None:
    assert MAPPING.subject("", number) == MAPPING.subject(" ", "4711", "any study")


@pytest.mark.parametrize(
    "number",
    ["", "  ", "0", "000", "ANONYMOUS", "Unknown", "N/A", "---", "9999", "XXXX", "a\ufffdb"],
)
def test_an_id_that_strangers_share_is_none(number: str) -> None:
    one, other = (MAPPING.subject("", number, study) for study in ("1.2.3", "1.2.4"))
    assert one.pseudonym != other.pseudonym
    assert one == MAPPING.subject("other issuer", number, "1.2.3")
    assert one.label.startswith("the study: the Patient ID is ")


@pytest.mark.parametrize("number", ["1", "17", "ANON-0017", "TEST01", "PAT_3"])
def test_a_short_id_is_one(number: str) -> None:
    assert MAPPING.subject("", number, "1.2.3") == MAPPING.subject("", number, "1.2.4")


def test_the_label_says_what_a_subject_is_based_on() -> None:
    assert MAPPING.subject("", "17").label == "Patient ID"
    assert MAPPING.subject("A", "17").label == "Issuer of Patient ID and Patient ID"
    assert MAPPING.subject("", "", "1.2").label == "the study: the Patient ID is empty"
    assert MAPPING.subject("", "", "", "1.2").label.startswith("the file: the Patient ID is empty")


def test_files_without_patient_and_study_are_strangers() -> None:
    assert MAPPING.subject("", "", "", "1.2") != MAPPING.subject("", "", "", "1.3")


def test_another_key_gives_another_pseudonym() -> None:
    other = Mapping(b"l" * 32)
    assert MAPPING.subject("", "17").pseudonym != other.subject("", "17").pseudonym
    assert MAPPING.uid("1.2.3") != other.uid("1.2.3")


def test_a_mapping_travels_and_tells_no_secret() -> None:
    again = pickle.loads(pickle.dumps(MAPPING))  # noqa: S301 - what the test has made itself
    assert again.subject("", "17").shift == MAPPING.subject("", "17").shift
    assert repr(MAPPING) == f"Mapping({key_for(KEY).fingerprint})"
    assert repr(MAPPING.subject("", "4711")) == f"Subject({MAPPING.subject('', '4711').pseudonym})"


def test_another_process_gives_the_same() -> None:
    code = (
        "from dicomwidgets.deidentification.mapping import Mapping\n"
        "mapping = Mapping(b'k' * 32); subject = mapping.subject('A', 'Jürgen', '1.2')\n"
        "print(ascii((mapping.uid('1.2.3'), subject.pseudonym, tuple(subject.shift))))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    subject = MAPPING.subject("A", "Jürgen", "1.2")
    here = (MAPPING.uid("1.2.3"), subject.pseudonym, tuple(subject.shift))
    assert done.stdout.strip() == ascii(here)
