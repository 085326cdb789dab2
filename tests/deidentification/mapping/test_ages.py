"""Ages that stay."""

from __future__ import annotations

import pytest

from dicomwidgets.deidentification.mapping.ages import rounded_age


@pytest.mark.parametrize("age", ["089Y", "000D", "011M", "999W", "999M", "45", "45Y"])
def test_ages_up_to_89_stay(age: str) -> None:
    assert rounded_age(age) == age


@pytest.mark.parametrize("age", ["090Y", "091Y", "103Y", "95Y", "95", "1100M", "40000D", " 092y"])
def test_ages_over_89_are_90(age: str) -> None:
    assert rounded_age(age) == "090Y"


@pytest.mark.parametrize("age", ["", "about 45", "Y", "ninety"])
def test_what_is_no_age_is_none(age: str) -> None:
    assert rounded_age(age) is None
