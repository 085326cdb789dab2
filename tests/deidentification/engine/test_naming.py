"""What a file is named by is known without reading it again, and is what reading it says."""

from __future__ import annotations

from io import BytesIO

import pytest
from support.deidentified import SYNTAXES, ct_like, job_for, written

from dicomwidgets.deidentification.bulk.naming import Names, new_values
from dicomwidgets.deidentification.engine.rewriting import rewrite

NAMES = Names()


@pytest.mark.parametrize("syntax", SYNTAXES)
@pytest.mark.parametrize("rules", [None, {"PatientID": "keep"}, {"PatientID": "remove"}])
def test_the_engine_knows_the_names(syntax: str, rules: dict[str, str] | None) -> None:
    out = BytesIO()
    names = rewrite(BytesIO(written(ct_like(), syntax)), out, job_for("", rules)).names
    assert tuple(names[keyword] for keyword in NAMES.keywords) == new_values(out, NAMES.keywords)


def test_what_is_not_there_has_no_value() -> None:
    dataset = ct_like()
    del dataset.SeriesInstanceUID, dataset.PatientID
    names = rewrite(BytesIO(written(dataset, SYNTAXES[1])), BytesIO(), job_for()).names
    assert names["SeriesInstanceUID"] == names["PatientID"] == ""


def test_what_is_there_twice_is_to_be_read() -> None:
    data = written(ct_like(), SYNTAXES[1])
    at = data.index(b"\x20\x00\x0e\x00UI")
    element = data[at : at + 8 + data[at + 6]]
    twice = data[:at] + element + data[at:]
    assert not rewrite(BytesIO(twice), BytesIO(), job_for()).names
