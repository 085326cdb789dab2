"""Canaries where no library would write one: in headers, padding, numbers and unknown groups."""

from __future__ import annotations

import pytest
from deidentification.adversarial import raw
from deidentification.adversarial.raw import element, item, raw_file, sequence
from support.deidentified import job_for, rewritten

from dicomwidgets.errors import DeidentifyError

CANARY = "QXZVANARY"
BOTH = item(element(0x00100010, "PN", CANARY), element(0x0028FF02, "LT", CANARY))
UN_ITEM = item(element(0x00100010, "", CANARY, implicit=True), undefined=True)
TAIL = CANARY.encode()

ELEMENTS: dict[str, dict[int, bytes]] = {
    "a message's element": {0x00000010: element(0x00000010, "LO", CANARY)},
    "a directory's element": {0x00041130: element(0x00041130, "CS", CANARY)},
    "a group that no dataset has": {0x00060010: element(0x00060010, "LO", CANARY)},
    "file meta in an item": {
        0x00089215: sequence(0x00089215, item(element(0x00020016, "AE", CANARY)))
    },
    "an encrypted identity": {
        0x04000500: sequence(0x04000500, item(element(0x04000520, "OB", CANARY)))
    },
    "what a signature covers": {
        0x4FFE0001: sequence(0x4FFE0001, item(element(0x04000015, "CS", CANARY)))
    },
    "unknown text": {0x00129998: element(0x00129998, "LO", CANARY)},
    "unknown bytes": {0x0028FF01: element(0x0028FF01, "OB", CANARY)},
    "unknown name": {0x00109990: element(0x00109990, "PN", CANARY)},
    "unknown UID": {0x00209998: element(0x00209998, "UI", CANARY)},
    "unknown sequence": {0x00129996: sequence(0x00129996, BOTH)},
    "unknown in a kept sequence": {0x00289110: sequence(0x00289110, BOTH)},
    "UN of undefined length": {0x00081140: sequence(0x00081140, UN_ITEM, vr="UN", undefined=True)},
    "UN of defined length": {0x00081140: sequence(0x00081140, UN_ITEM, vr="UN")},
    "explicit VR inside UN": {0x00081140: sequence(0x00081140, BOTH, vr="UN")},
    "low private element": {0x00290001: element(0x00290001, "LO", CANARY)},
    "private creator alone": {0x00290010: element(0x00290010, "LO", CANARY)},
    "a number that is a word": {0x00180050: element(0x00180050, "DS", CANARY)},
    "a number behind spaces": {0x00200013: element(0x00200013, "IS", f"1       {CANARY}")},
    "a number written as text": {0x00280030: element(0x00280030, "LO", f"1\\{CANARY}")},
    "a number written as long text": {0x00200011: element(0x00200011, "UT", CANARY)},
    "a UID that is a word": {0x0008010C: element(0x0008010C, "UI", f"1.2.{CANARY}")},
    "behind a NUL": {0x00080070: element(0x00080070, "LO", f"ACME\0{CANARY}")},
    "behind a NUL, of one value": {0x00080008: element(0x00080008, "CS", f"A\0{CANARY}\\B")},
    "character set": {0x00080005: element(0x00080005, "CS", f"ISO_IR 100\\{CANARY}")},
    "text for a sequence": {0x00189308: element(0x00189308, "FD", CANARY[:8])},
    "UID for a sequence": {0x0070031E: element(0x0070031E, "UI", f"1.2.3.{CANARY}")},
    "padding nested": {0x00289110: sequence(0x00289110, item(element(0xFFFCFFFC, "OB", CANARY)))},
}


@pytest.mark.parametrize("place", ELEMENTS)
def test_nothing_hides_in_an_element(place: str) -> None:
    more = ELEMENTS[place]
    without = tuple(more.keys() & {0x00080005})
    data, _, _ = rewritten(raw_file(more, without=without))
    assert TAIL not in data


FILES = {
    "version of the meta information": raw.meta(version=TAIL),
    "a private information": raw.meta(more=element(0x00020102, "OB", CANARY)),
    "behind the transfer syntax": raw.meta(syntax=f"{raw.EXPLICIT}\0{CANARY}"),
}


@pytest.mark.parametrize("place", FILES)
def test_nothing_hides_in_front(place: str) -> None:
    data, _, _ = rewritten(FILES[place] + raw.data_set(raw.MULLER, {}) + raw.image())
    assert TAIL not in data


def test_a_class_behind_a_nul_is_named_without_it() -> None:
    source = raw.meta(sop_class=f"{raw.SECONDARY_CAPTURE}\0{CANARY}") + raw.data_set(
        raw.MULLER,
        {0x00080016: element(0x00080016, "UI", f"{raw.SECONDARY_CAPTURE}\0{CANARY}")},
        without=(0x00080016,),
    )
    data, result, _ = rewritten(source + raw.image())
    assert TAIL not in data
    assert result.file_meta.MediaStorageSOPClassUID == raw.SECONDARY_CAPTURE


@pytest.mark.parametrize(
    "inside",
    [
        item(element(0x00081150, "UI", "1.2"), tail=TAIL),
        item(element(0x00081150, "UI", "1.2")) + TAIL,
        item(element(0x00081150, "UI", "1.2")) + bytes(16) + TAIL,
    ],
)
def test_what_is_no_element_in_a_sequence_is_refused_or_gone(inside: bytes) -> None:
    said = b""
    try:
        said, _, _ = rewritten(raw_file({0x00081140: sequence(0x00081140, inside)}))
    except DeidentifyError as refusal:
        said = str(refusal).encode()
    assert said
    assert TAIL not in said


def test_a_name_only_in_a_private_element_is_looked_for_elsewhere() -> None:
    private = element(0x00290010, "LO", "ACME") + element(0x00291001, "PN", "Wolkenstein^Oswald")
    kept = element(0x00080070, "LO", "made by WOLKENSTEIN")
    data, _, _ = rewritten(raw_file({0x00290010: private, 0x00080070: kept}))
    assert b"WOLKENSTEIN" not in data


def test_free_text_that_the_table_does_not_list_is_cleaned() -> None:
    more = {
        0x00187062: element(0x00187062, "LT", "set by Dr. Quorrald on 3 Feb 2020"),
        0x60000022: element(0x60000022, "LO", "call +49 30 1234567"),
        0x00081190: element(0x00081190, "UR", "https://pacs.example.org/q?id=17"),
    }
    data, result, _ = rewritten(raw_file(more), job_for())
    assert result[0x00187062].value == "set by Dr. *** on ***"
    assert result[0x60000022].value == "call ***"
    assert b"example.org" not in data


def test_a_name_where_a_sequence_belongs_is_looked_for_elsewhere() -> None:
    name = element(0x00081052, "PN", "Wolkenstein^Oswald")
    kept = element(0x00080070, "LO", "made by WOLKENSTEIN")
    data, _, _ = rewritten(raw_file({0x00081052: name, 0x00080070: kept}))
    assert b"WOLKENSTEIN" not in data


def test_pixels_that_come_once_more_are_dropped() -> None:
    again = element(0x7FE00010, "OB", CANARY * 4)
    data, result, outcome = rewritten(raw_file({}) + again)
    assert TAIL not in data
    assert "PixelData" in result
    assert any("after the dataset" in note for note in outcome.notes)


def test_a_patient_id_that_is_a_sequence_becomes_a_pseudonym() -> None:
    items = sequence(0x00100020, item(element(0x00100020, "LO", CANARY)))
    data, result, _ = rewritten(raw_file({0x00100020: items}, without=(0x00100020,)))
    assert TAIL not in data
    assert len(result.PatientID) == 14
