"""What a subject is called, and how far its dates go back."""

from __future__ import annotations

import re

from dicomwidgets.deidentification.mapping import Mapping
from dicomwidgets.deidentification.mapping.pseudonyms import LENGTH, spelled

MAPPING = Mapping(b"k" * 32)
SUBJECTS = [MAPPING.subject("", f"P{number}") for number in range(2_000)]


def test_pseudonyms_are_readable_and_fit_every_string() -> None:
    form = re.compile(r"[2-9BCDFGHJKMNPQRSTVWXZ]{4}(-[2-9BCDFGHJKMNPQRSTVWXZ]{4}){2}")
    assert all(form.fullmatch(each.pseudonym) for each in SUBJECTS)
    assert len(SUBJECTS[0].pseudonym) == LENGTH <= 16  # SH, PS3.5 6.2
    assert SUBJECTS[0].name == f"Anonymous^{SUBJECTS[0].pseudonym}"


def test_pseudonyms_do_not_meet() -> None:
    assert len({each.pseudonym for each in SUBJECTS}) == len(SUBJECTS)
    assert spelled(b"\0" * 16) != spelled(b"\0" * 15 + b"\1")


def test_shifts_are_spread_over_ten_years_and_six_hours() -> None:
    days = [each.shift.days for each in SUBJECTS]
    seconds = [each.shift.seconds for each in SUBJECTS]
    assert 30 <= min(days) < 60
    assert 3_600 < max(days) <= 3_650
    assert 1 <= min(seconds) < 200
    assert 21_000 < max(seconds) < 21_600
    assert SUBJECTS[0].shift.total == days[0] * 86_400 + seconds[0]
