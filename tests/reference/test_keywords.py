from __future__ import annotations

import pytest

from dicomwidgets.reference.keywords import tags_like
from dicomwidgets.reference.tags import keyword_tag


@pytest.mark.parametrize(
    ("typed", "keyword"),
    [
        ("PatientName", "PatientName"),
        ("patient's na", "PatientName"),
        ("(0010,0020)", "PatientID"),
        ("slice thick", "SliceThickness"),
        ("window center", "WindowCenter"),
    ],
)
def test_what_is_typed_finds_the_element(typed: str, keyword: str) -> None:
    assert tags_like(typed)[0] == keyword_tag(keyword)


def test_nothing_finds_nothing() -> None:
    assert tags_like("") == tags_like("no such element") == []
    assert len(tags_like("e", 5)) == 5
