from __future__ import annotations

import subprocess
import sys

import pydicom
import pytest

from dicomwidgets import samples
from dicomwidgets.structured_report.content import Code
from dicomwidgets.structured_report.report import StructuredReport, read_structured_report
from dicomwidgets.structured_report.rows import unit_words


@pytest.fixture(scope="module")
def report() -> StructuredReport:
    read = read_structured_report(samples.sr())
    assert read is not None
    return read


def test_the_cover_says_how_sure_it_is_and_by_whom(report: StructuredReport) -> None:
    facts = {fact.label: fact.value for fact in report.facts}
    assert facts["Completion"] == "Complete"
    assert facts["Verification"] == "Verified"
    assert facts["Verified by"] == "Dr. Sam Reader, Sample Hospital, 2024-02-29 12:00:00"
    assert facts["Template"] == "TID 1500 (DCMR)"
    assert report.title == "Imaging Measurement Report"
    hidden = {fact.label for fact in report.facts if fact.identifies}
    assert {"Patient", "Verified by", "Written", "Study"} <= hidden


def test_the_text_is_indented(report: StructuredReport) -> None:
    lines = report.text().splitlines()
    assert lines[0] == "1 Imaging Measurement Report [126000 (DCM)]"
    assert "      1.6.1.5 Long axis [103339001 (SCT)]: 17.2 mm" in lines
    assert "        1.6.1.7.1 inferred from · see 1.6.1.5.1" in lines
    assert "  1.2 context · Person Observer Name [121008 (DCM)]: Dr. Sam Reader" in lines


def test_measurements_know_what_they_were_measured_of(report: StructuredReport) -> None:
    rows = report.measurements()
    assert [(row["concept"], row["value"], row["unit"]) for row in rows] == [
        ("Long axis", 17.2, "mm"),
        ("Volume", 2.57, "cm³"),
        ("Attenuation Coefficient", 45.0, "HU"),
        ("Doubling time", None, ""),
    ]
    assert {row["tracking"] for row in rows} == {"Nodule 1"}
    assert {row["finding"] for row in rows} == {"Nodule"}
    assert {row["site"] for row in rows} == {"Right lung"}
    assert rows[-1]["qualifier"] == "Measurement failure"


def test_as_data_frames(report: StructuredReport) -> None:
    pytest.importorskip("pandas")
    every = report.to_pandas()
    assert len(every) == len(report.rows())
    assert list(every.columns[:5]) == ["number", "depth", "relationship", "value_type", "concept"]
    measured = report.to_pandas(measurements=True)
    assert measured["value"].max() == 45


def test_a_repr_tells_no_value(report: StructuredReport) -> None:
    for item in report.root:
        assert "Sam" not in repr(item)
        assert "2.57" not in repr(item.value)
    assert repr(report) == "<StructuredReport Imaging Measurement Report: 26 items>"


def test_an_item_is_found_by_its_number(report: StructuredReport) -> None:
    assert str(report.item("1.6.1.3").concept) == "Finding"
    for absent in ("2", "1.99", "1.6.0"):
        with pytest.raises(KeyError):
            report.item(absent)


@pytest.mark.parametrize(
    ("code", "shown"),
    [
        (Code("mm", "UCUM", "millimeter"), "mm"),
        (Code("1", "UCUM", "no units"), ""),
        (Code("{SUVbw}g/ml", "UCUM", "SUV"), "SUVbw g/ml"),
        (Code("{H.B.}/min", "UCUM", "heart beats/minute"), "H.B./min"),
        (Code("X", "99X", "Length Unit"), "Length Unit"),
        (None, ""),
    ],
)
def test_units_stand_as_one_writes_them(code: Code | None, shown: str) -> None:
    assert unit_words(code) == shown


def test_a_report_is_read_without_numpy() -> None:
    """JupyterLite may have no codecs: nothing of a report needs an array."""
    code = """
import sys
from pydicom.data import get_testdata_file
import pydicom
from dicomwidgets.structured_report.report import read_structured_report
report = read_structured_report(pydicom.dcmread(get_testdata_file("test-SR.dcm", download=False)))
print(len(report.rows()), "numpy" in sys.modules)
"""
    blocked = ("numpy", "PIL", "matplotlib", "pandas")
    code = f"import sys\nsys.modules.update(dict.fromkeys({blocked}))\n{code}"
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert run.stdout == "29 True\n", run.stderr  # the name is there, and blocked


def test_a_key_object_selection_is_a_report() -> None:
    selection = samples.sr()
    selection.SOPClassUID = pydicom.uid.KeyObjectSelectionDocumentStorage
    read = read_structured_report(selection)
    assert read is not None
    assert read.facts[0].value == "Key Object Selection Document"
