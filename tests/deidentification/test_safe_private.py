"""Private elements that may stay (PS3.15 E.3.10)."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest
from pydicom.dataset import Dataset
from pydicom.sequence import Sequence

from dicomwidgets.deidentification import plan
from dicomwidgets.deidentification.declared_private import declared_safe
from dicomwidgets.deidentification.safe_private import SafeBlock, listed_safe

if TYPE_CHECKING:
    from pathlib import Path

OPTION = "retain_safe_private"


def characteristics(status: str, elements: list[int] | None = None) -> Dataset:
    item = Dataset()
    item.PrivateGroupReference = 0x0029
    item.PrivateCreatorReference = "ACME"
    item.BlockIdentifyingInformationStatus = status
    if elements is not None:
        item.NonidentifyingPrivateElements = elements
    return item


def kept(dataset: Dataset, *options: str) -> dict[int, str]:
    rows = plan(dataset, options=(OPTION, *options)).rows
    return {row.tag: row.action for row in rows if row.tag >> 16 & 1 and row.action != "remove"}


def test_the_list_of_2020_is_known_and_a_newer_one(data_dir: Path) -> None:
    published = json.loads((data_dir / "deid/ps3_15_E3.10-1_safe_private.json").read_text("utf-8"))
    assert {
        SafeBlock(int(row["tag"][1:5], 16), row["creator"], int(row["tag"][-3:-1], 16))
        for row in published["rows"]
    } <= set(listed_safe())
    assert SafeBlock(0x2001, "Philips Imaging DD 097", 0x01) in listed_safe()


def test_listed_elements_stay_with_the_creator_of_their_block(ct: Dataset) -> None:
    ct.private_block(0x0019, "SIEMENS MR HEADER", create=True).add_new(0x0C, "IS", "1000")
    ct.private_block(0x0019, "SIEMENS MR HEADER").add_new(0x99, "LO", "unknown")
    ct.private_block(0x0021, "SIEMENS MR HEADER", create=True).add_new(0x0C, "IS", "1000")
    assert kept(ct) == {0x00190010: "keep", 0x0019100C: "keep"}
    assert not [row for row in plan(ct).rows if row.tag >> 16 & 1 and row.action != "remove"]


def test_the_creator_of_a_block_goes_with_the_last_of_it(ct: Dataset) -> None:
    ct.private_block(0x0019, "SIEMENS MR HEADER", create=True).add_new(0x99, "LO", "unknown")
    rows = {row.tag: row for row in plan(ct, options=OPTION).rows}
    assert rows[0x00190010].action == "remove"
    assert "none is left" in rows[0x00190010].why


@pytest.mark.parametrize(
    ("status", "elements", "expected"),
    [
        ("SAFE", None, {0x00290010, 0x00291001, 0x00291002}),
        ("MIXED", [1], {0x00290010, 0x00291001}),
        ("MIXED", None, set()),
        ("UNSAFE", None, set()),
    ],
)
def test_files_declare_blocks_safe(
    ct: Dataset, status: str, elements: list[int] | None, expected: set[int]
) -> None:
    ct.PrivateDataElementCharacteristicsSequence = Sequence([characteristics(status, elements)])
    block = ct.private_block(0x0029, "ACME", create=True)
    block.add_new(0x01, "DS", "1")
    block.add_new(0x02, "DS", "2")
    assert set(kept(ct)) == expected
    assert (declared_safe(ct) == frozenset()) is not expected


@pytest.mark.parametrize(
    ("vr", "value", "options", "action"),
    [
        ("PN", "Doe^Jane", (), None),
        ("DA", "20200102", (), None),
        ("DA", "20200102", ("retain_full_dates",), "keep"),
        ("DA", "20200102", ("retain_modified_dates",), "clean"),
        ("UI", "1.2.3.4.5", (), "uid"),
        ("UI", "1.2.3.4.5", ("retain_uids",), "keep"),
        ("LO", "for Doe Jane", (), "clean"),
        ("LO", "harmless", (), "keep"),
        ("AS", "093Y", (), "clean"),
        ("OB", b"\0\1\2\3", (), "keep"),
    ],
)
def test_safe_elements_are_treated_by_their_vr(
    ct: Dataset, vr: str, value: Any, options: tuple[str, ...], action: str | None
) -> None:
    ct.PrivateDataElementCharacteristicsSequence = Sequence([characteristics("SAFE")])
    ct.private_block(0x0029, "ACME", create=True).add_new(0x01, vr, value)
    assert kept(ct, *options).get(0x00291001) == action


def test_a_safe_sequence_is_looked_at_item_by_item(ct: Dataset) -> None:
    item = Dataset()
    item.PatientComments = "inside"
    item.Rows = 1
    ct.PrivateDataElementCharacteristicsSequence = Sequence([characteristics("SAFE")])
    ct.private_block(0x0029, "ACME", create=True).add_new(0x01, "SQ", Sequence([item]))
    rows = {row.path: row.action for row in plan(ct, options=OPTION).rows}
    assert rows["(0029,1001)"] == "keep"
    assert rows["(0029,1001)[0].PatientComments"] == "remove"
    assert rows["(0029,1001)[0].Rows"] == "keep"
