"""The code strings of the standard."""

from __future__ import annotations

import pytest

from dicomwidgets.reference.tags import keyword_tag
from dicomwidgets.reference.terms import is_coded_term


@pytest.mark.parametrize(
    ("keyword", "value", "known"),
    [
        ("ValueType", "TEXT", True),
        ("ValueType", "PNAME ", True),
        ("RelationshipType", "HAS OBS CONTEXT", True),
        ("ImageType", "PERFUSION", True),
        ("BodyPartExamined", "HEADNECK", True),
        ("BodyPartExamined", "MEIER", False),
        ("BodyPartExamined", "TEXT", False),
        ("PatientName", "TEXT", False),
        ("ContentLabel", "ORIGINAL", False),
    ],
)
def test_what_the_standard_lists_is_known(keyword: str, value: str, known: bool) -> None:
    tag = keyword_tag(keyword)
    assert tag is not None
    assert is_coded_term(tag, value) is known
