"""An encapsulated document gives way to an empty one of its kind, in the plan and in the file."""

from __future__ import annotations

from struct import pack
from typing import TYPE_CHECKING

import pytest
from support.deidentified import SYNTAXES, ct_like, job_for, rewritten, written

from dicomwidgets.deidentification import plan
from dicomwidgets.deidentification.dummy_documents import dummy_document

if TYPE_CHECKING:
    from pydicom.dataset import Dataset

STEM = "1.2.840.10008.5.1.4.1.1.104."


def document(kind: str) -> Dataset:
    dataset = ct_like()
    dataset.SOPClassUID = STEM + kind
    dataset.EncapsulatedDocument = b"Quillfeather was here "
    dataset.EncapsulatedDocumentLength = 21
    return dataset


@pytest.mark.parametrize("kind", "12345")
def test_a_document_gives_way_to_an_empty_one(kind: str) -> None:
    _, read, _ = rewritten(written(document(kind)))
    assert read.EncapsulatedDocument == dummy_document(STEM + kind)
    assert read.EncapsulatedDocumentLength == len(read.EncapsulatedDocument)
    assert len(read.EncapsulatedDocument) % 2 == 0


@pytest.mark.parametrize("syntax", SYNTAXES)
def test_the_length_is_a_number_in_every_byte_order(syntax: str) -> None:
    _, read, _ = rewritten(written(document("3"), syntax))
    assert read.EncapsulatedDocumentLength == 84


def test_the_plan_says_so() -> None:
    rows = {row.keyword: row for row in plan(document("1")).rows}
    made = dummy_document(f"{STEM}1")
    assert rows["EncapsulatedDocument"].value == made
    assert rows["EncapsulatedDocumentLength"].value == pack("<L", len(made))


def test_a_document_that_a_rule_keeps_keeps_its_length() -> None:
    job = job_for(rules={"EncapsulatedDocument": "keep"})
    dataset = document("1")
    dataset.EncapsulatedDocument = b"of nobody "
    dataset.EncapsulatedDocumentLength = 9
    assert rewritten(written(dataset), job)[1].EncapsulatedDocumentLength == 9


def test_the_cross_references_of_the_pdf_lead_to_its_objects() -> None:
    data = dummy_document(f"{STEM}1")
    start = int(data.split(b"startxref\n")[1].split(b"\n")[0])
    assert data[start : start + 4] == b"xref"
    for number, line in enumerate(data[start:].split(b"\n")[3:6], 1):
        assert data[int(line[:10]) :].startswith(b"%d 0 obj" % number)
