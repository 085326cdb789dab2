from __future__ import annotations

import pytest
from pydicom.dataset import Dataset

from dicomwidgets.elements.ignoring import rules_of
from dicomwidgets.elements.walk import walk
from dicomwidgets.errors import ArgumentError


@pytest.fixture
def dataset() -> Dataset:
    item = Dataset()
    item.ScheduledProcedureStepID, item.RequestedProcedureID = "1", "2"
    dataset = Dataset()
    dataset.SOPClassUID, dataset.SOPInstanceUID = "1.2.840.10008.5.1.4.1.1.2", "1.2.3"
    dataset.StudyDate, dataset.StudyTime, dataset.PatientName = "20200101", "1200", "Doe"
    dataset.PatientID = "4711"
    dataset.RequestAttributesSequence = [item]
    dataset.add_new(0x00080000, "UL", 4)
    dataset.private_block(0x0019, "ACME", create=True).add_new(1, "LO", "x")
    return dataset


@pytest.mark.parametrize(
    ("rules", "expected"),
    [
        ((), set()),
        (("UI",), {"(0008,0018)"}),
        (("uids",), {"(0008,0018)"}),
        (("dates",), {"(0008,0020)", "(0008,0030)"}),
        (("TM",), {"(0008,0030)"}),
        (("private",), {"(0019,0010)", "(0019,1001)"}),
        (("group_lengths",), {"(0008,0000)"}),
        ("PatientName", {"(0010,0010)"}),
        (("Patient*",), {"(0010,0010)", "(0010,0020)"}),
        (("(0019,10xx)",), {"(0019,1001)"}),
        (("00100010", "0010,0020"), {"(0010,0010)", "(0010,0020)"}),
        (("RequestAttributesSequence[*].Scheduled*",), {"(0040,0009)"}),
        (("RequestAttributesSequence[1].ScheduledProcedureStepID",), set()),
    ],
)
def test_rules_pass_over_what_they_name(
    dataset: Dataset, rules: tuple[str, ...], expected: set[str]
) -> None:
    nodes = walk(dataset)
    made = rules_of(rules)
    ignored = {
        f"({node.tag >> 16:04X},{node.tag & 0xFFFF:04X})"
        for index, node in enumerate(nodes)
        if made.ignores(nodes, index)
    }
    assert ignored == expected


@pytest.mark.parametrize(
    ("rule", "hint"),
    [
        ("PatientNam", "PatientName"),
        ("date", "dates"),
        ("", "Name a group"),
        (3, "Name a group"),
        ("a b", "VR"),
    ],
)
def test_a_rule_that_is_none_is_refused_with_what_was_meant(rule: object, hint: str) -> None:
    with pytest.raises(ArgumentError) as refused:
        rules_of([rule])
    assert hint in (refused.value.remedy or "")
