"""The plan of single datasets: every rule once, and nothing mutated."""

from __future__ import annotations

import subprocess
import sys
from copy import deepcopy
from typing import TYPE_CHECKING

import pytest
from pydicom import dcmread
from pydicom.dataelem import DataElement, RawDataElement
from pydicom.dataset import Dataset
from pydicom.sequence import Sequence
from pydicom.tag import Tag
from pydicom.uid import BasicTextSRStorage, CTImageStorage

from dicomwidgets import reveal
from dicomwidgets.deidentification import plan
from dicomwidgets.deidentification.mapping import key_for, mapping_of
from dicomwidgets.errors import ArgumentError

if TYPE_CHECKING:
    from dicomwidgets.deidentification import Plan, PlanRow

SECRET = key_for(b"key of the tests, longer than 32 bytes")
KEY = mapping_of(SECRET)
JANE = KEY.subject("", "4711")
STAMPS = {
    "PatientIdentityRemoved",
    "DeidentificationMethod",
    "DeidentificationMethodCodeSequence",
    "LongitudinalTemporalInformationModified",
}


def row_of(shown: Plan, path: str) -> PlanRow:
    (found,) = [row for row in shown.rows if row.path == path]
    return found


def item(**values: object) -> Dataset:
    made = Dataset()
    for keyword, value in values.items():
        setattr(made, keyword, value)
    return made


def raw(tag: int, vr: str, value: bytes) -> Dataset:
    """Return a dataset with one element as the reader leaves it."""
    element = RawDataElement(Tag(tag), vr, len(value), value, 0, False, True)
    return Dataset({Tag(tag): element})


def test_nothing_is_mutated_and_raw_elements_stay_raw() -> None:
    from pydicom.data import get_testdata_file  # noqa: PLC0415 - only here

    path = str(get_testdata_file("CT_small.dcm", download=False))
    shown, untouched = dcmread(path), dcmread(path)
    before = [shown.get_item(tag) for tag in shown.keys()]  # noqa: SIM118 - iterating decodes
    rows = plan(shown).rows
    assert [(row.old, row.new) for row in rows]
    after = [shown.get_item(tag) for tag in shown.keys()]  # noqa: SIM118
    assert all(one is other for one, other in zip(before, after, strict=True))
    assert any(isinstance(element, RawDataElement) for element in after)
    assert shown == untouched
    assert shown.file_meta == untouched.file_meta
    assert shown.preamble == untouched.preamble


def test_a_dataset_made_in_memory_stays_equal(ct: Dataset) -> None:
    ct.ReferencedStudySequence = Sequence([item(ReferencedSOPInstanceUID="1.2.3")])
    copy = deepcopy(ct)
    assert plan(ct).rows
    assert ct == copy


def test_rows_are_frozen(ct: Dataset) -> None:
    row = plan(ct).rows[0]
    with pytest.raises(AttributeError):
        row.action = "keep"  # type: ignore[misc]


@pytest.mark.parametrize(
    ("keyword", "value", "decided", "new"),
    [
        ("PatientName", "Doe^Jane", ("replace", "Z"), JANE.name),
        ("PatientID", "4711", ("replace", "Z/D"), JANE.pseudonym),
        ("PatientAge", "042Y", ("remove", "X"), ""),
        ("InstitutionName", "A clinic", ("remove", "X/Z/D"), ""),
        ("ClinicalTrialSponsorName", "A sponsor", ("replace", "D"), "ANONYMIZED"),
        ("Manufacturer", "A maker", ("keep", "—"), "A maker"),
        ("FrameOfReferenceUID", "1.2.3", ("uid", "U"), KEY.uid("1.2.3")),
        ("FrameOfReferenceUID", "1.2.840.10008.1.4.1.1", ("keep", "U"), None),
    ],
)
def test_actions_in_a_ct(
    ct: Dataset, keyword: str, value: str, decided: tuple[str, str], new: str | None
) -> None:
    setattr(ct, keyword, value)
    row = row_of(plan(ct, key=SECRET), keyword)
    assert (row.action, row.code) == decided
    assert row.old.startswith(value)
    assert row.new == (row.old if new is None else new)
    assert row.changed == (decided[0] != "keep")
    assert "PS3." in row.why


def test_the_type_of_the_object_decides(ct: Dataset) -> None:
    ct.ContentDate = "20200102"
    assert row_of(plan(ct), "ContentDate").action == "empty"
    ct.SOPClassUID = BasicTextSRStorage
    row = row_of(plan(ct), "ContentDate")
    assert (row.action, row.new) == ("replace", "19000101")
    assert "a Basic Text SR must have a value here (Type 1" in row.why


@pytest.mark.parametrize("sop_class", ["1.2.3.999", "1.2.840.10008.1.1", None])
def test_an_unknown_object_gets_what_is_valid_in_any_case(
    ct: Dataset, sop_class: str | None
) -> None:
    ct.SeriesDate = "20200102"
    if sop_class is None:
        del ct.SOPClassUID
        del ct.file_meta
    else:
        ct.SOPClassUID = sop_class
    shown = plan(ct)
    row = row_of(shown, "SeriesDate")
    assert (row.action, row.new) == ("replace", "19000101")
    assert "not known" in row.why
    assert "Kind of object unknown" in {risk["text"] for risk in shown.risks}


def test_the_file_meta_names_the_object_where_the_dataset_does_not(ct: Dataset) -> None:
    del ct.SOPClassUID
    ct.SeriesDate = "20200102"
    assert row_of(plan(ct), "SeriesDate").action == "remove"


def test_file_meta_follows_the_dataset_and_names_the_new_writer(ct: Dataset) -> None:
    ct.file_meta.SourceApplicationEntityTitle = "SCANNER7"
    ct.file_meta.ImplementationVersionName = "VENDOR_1"
    shown = plan(ct, key=SECRET)
    instance = row_of(shown, "SOPInstanceUID")
    assert row_of(shown, "MediaStorageSOPInstanceUID").new == instance.new == KEY.uid("1.2.3.4")
    assert row_of(shown, "SourceApplicationEntityTitle").action == "remove"
    assert row_of(shown, "ImplementationVersionName").new.startswith("DICOMWIDGETS_")
    assert row_of(shown, "TransferSyntaxUID").action == "keep"


def test_what_an_anonymization_adds_stands_in_tag_order(ct: Dataset) -> None:
    rows = plan(ct).rows
    added = {row.keyword: row for row in rows if row.added and row.tag >> 16 != 2}
    assert set(added) == STAMPS
    assert {row.old for row in added.values()} == {"—"}
    assert added["PatientIdentityRemoved"].new == "YES"
    assert "113100" in added["DeidentificationMethodCodeSequence"].new
    tags = [row.tag for row in rows if row.depth == 0]
    assert tags == sorted(tags)


def test_an_earlier_anonymization_stays_on_record(ct: Dataset) -> None:
    ct.PatientIdentityRemoved = "YES"
    ct.DeidentificationMethod = ["First", "Second"]
    ct.DeidentificationMethodCodeSequence = Sequence([item(CodeValue="113105")])
    shown = plan(ct)
    assert row_of(shown, "PatientIdentityRemoved").action == "keep"
    assert row_of(shown, "DeidentificationMethod").new.startswith("First\\Second\\dicomwidgets")
    codes = row_of(shown, "DeidentificationMethodCodeSequence")
    assert codes.action == "replace"
    assert codes.new.startswith("1 item kept, and ")
    assert row_of(shown, "DeidentificationMethodCodeSequence[0].CodeValue").action == "keep"


def test_an_earlier_method_that_names_the_patient_is_shown_as_it_is_written(ct: Dataset) -> None:
    ct.DeidentificationMethod = f"for {str(ct.PatientName).partition('^')[0]} alone"
    told = row_of(plan(ct, key=SECRET), "DeidentificationMethod").new
    assert told.startswith("for *** alone\\dicomwidgets")


def test_stamps_are_only_stamps_at_the_top(ct: Dataset) -> None:
    ct.RequestAttributesSequence = Sequence([item(DeidentificationMethod="inside")])
    shown = plan(ct)
    assert not [row for row in shown.rows if row.added and row.depth]


def test_private_elements_and_all_in_them_are_removed(ct_small: Dataset) -> None:
    private = [row for row in plan(ct_small).rows if row.tag >> 16 & 1]
    assert len(private) > 100
    assert {(row.action, row.code) for row in private} == {("remove", "X")}


@pytest.mark.parametrize(
    ("tag", "vr", "value", "action"),
    [
        (0x50003000, "OW", b"\0\0", "remove"),
        (0x501E0005, "US", 1, "remove"),
        (0x60003000, "OW", b"\0\1", "replace"),
        (0x60024000, "LT", "typed", "remove"),
        (0x60020010, "US", 1, "keep"),
        (0x00080000, "UL", 12, "remove"),
        (0x00104444, "UN", b"unknown", "remove"),
        (0x00104444, "LO", "of a newer standard", "remove"),
        (0x00104446, "US", 7, "keep"),
        (0x00060010, "LO", "no group of datasets", "remove"),
        (0x0010000A, "UN", b"unknown", "remove"),
        (0x00100011, "UN", b"newer than the dictionary", "remove"),
    ],
)
def test_repeating_groups_and_unknown_elements(
    ct: Dataset, tag: int, vr: str, value: object, action: str
) -> None:
    ct[tag] = DataElement(tag, vr, value)
    assert [row.action for row in plan(ct).rows if row.tag == tag] == [action]


def test_an_emptied_element_that_is_empty_does_not_count_as_changed(ct: Dataset) -> None:
    ct.AccessionNumber = ""
    row = row_of(plan(ct), "AccessionNumber")
    assert (row.action, row.changed) == ("empty", False)


# Sequences ---------------------------------------------------------------------------------------


def test_a_removed_sequence_takes_all_with_it(ct: Dataset) -> None:
    inner = item(PatientID="1", Rows=3)
    ct.OtherPatientIDsSequence = Sequence([item(OtherPatientIDsSequence=Sequence([inner]))])
    shown = plan(ct)
    inside = [row for row in shown.rows if row.path.startswith("OtherPatientIDsSequence[")]
    assert len(inside) == 3
    assert {row.action for row in inside} == {"remove"}
    assert all("Goes with OtherPatientIDsSequence (0010,1002)" in row.why for row in inside)


def test_a_kept_sequence_is_looked_at_item_by_item_at_any_depth(ct: Dataset) -> None:
    deep = item(PatientName="Doe^Jane", Rows=1, ReferencedSOPInstanceUID="1.2.3.4")
    for _ in range(20):
        deep = item(AnatomicRegionSequence=Sequence([item(Rows=1), deep]))
    ct.AnatomicRegionSequence = deep.AnatomicRegionSequence
    shown = plan(ct, key=SECRET)
    path = "AnatomicRegionSequence[1]." * 20
    assert row_of(shown, f"{path}PatientName").action == "empty"
    assert row_of(shown, f"{path}Rows").action == "keep"
    assert row_of(shown, f"{path}ReferencedSOPInstanceUID").new == KEY.uid("1.2.3.4")
    assert row_of(shown, f"{path}Rows").depth == 40


def test_required_references_stay_with_new_uids(ct: Dataset) -> None:
    reference = item(ReferencedSOPClassUID=CTImageStorage, ReferencedSOPInstanceUID="1.2.3.4")
    ct.SOPClassUID = "1.2.3.999"
    ct.SourceImageSequence = Sequence([reference])
    shown = plan(ct, key=SECRET)
    sequence = row_of(shown, "SourceImageSequence")
    assert (sequence.action, sequence.code) == ("uid", "X/Z/U*")
    assert sequence.new == "1 item, with new UIDs"
    assert row_of(shown, "SourceImageSequence[0].ReferencedSOPClassUID").action == "keep"
    instance = row_of(shown, "SourceImageSequence[0].ReferencedSOPInstanceUID")
    assert instance.new == row_of(shown, "SOPInstanceUID").new


def test_content_of_a_report_gives_way_to_one_dummy_item(ct: Dataset) -> None:
    ct.SOPClassUID = BasicTextSRStorage
    ct.ContentSequence = Sequence([item(TextValue="Jane Doe, born in May"), item(TextValue="x")])
    shown = plan(ct)
    row = row_of(shown, "ContentSequence")
    assert (row.action, row.old) == ("replace", "2 items")
    assert "ANONYMIZED" in row.new
    assert row_of(shown, "ContentSequence[0].TextValue").action == "remove"


def test_a_standard_sequence_written_as_un_is_opened() -> None:
    # An item that holds (0010,0020), implicit VR little endian as PS3.5 6.2.2 wants it.
    inner = b"\x10\0\x20\0\x04\0\0\0" + b"4711"
    value = b"\xfe\xff\0\xe0" + len(inner).to_bytes(4, "little") + inner
    row = row_of(plan(raw(0x00101002, "UN", value)), "OtherPatientIDsSequence[0].PatientID")
    assert (row.action, row.old) == ("remove", "4711")


def test_a_sequence_that_cannot_be_read_is_removed() -> None:
    dataset = Dataset()
    tag = Tag(0x00082218)
    dataset[tag] = RawDataElement(tag, "SQ", 4, b"\1\2\3\4", 0, False, True)
    row = row_of(plan(dataset), "AnatomicRegionSequence")
    assert row.action == "remove"
    assert "can't be checked" in row.why


def test_items_stand_in_the_tree_and_are_no_elements(ct: Dataset) -> None:
    ct.AnatomicRegionSequence = Sequence([item(CodeValue="1"), item(CodeValue="2")])
    shown = plan(ct)
    items = [row for row in shown.tree if row.is_item]
    assert [row.name for row in items] == ["Item 1", "Item 2"]
    assert len(shown.rows) == len(shown.tree) - 2
    child = row_of(shown, "AnatomicRegionSequence[1].CodeValue")
    assert shown.tree[child.parent] is items[1]


# The whole --------------------------------------------------------------------------------------


def test_counts_cover_every_row(ct_small: Dataset) -> None:
    shown = plan(ct_small)
    assert sum(shown.counts.values()) == len(shown.rows)
    assert list(shown.counts) == ["remove", "empty", "replace", "uid", "clean", "keep"]


def test_reprs_mask_until_revealed(ct: Dataset) -> None:
    shown = plan(ct)
    row = row_of(shown, "PatientName")
    assert "Doe" not in repr(shown) + repr(row)
    assert "PatientName" in repr(row)
    reveal()
    assert "Doe" in repr(row)


def test_an_unknown_profile_is_refused(ct: Dataset) -> None:
    with pytest.raises(ArgumentError, match="no profile"):
        plan(ct, "strict")


def test_it_works_without_numpy() -> None:
    code = (
        "import sys\n"
        "for name in ('numpy', 'PIL', 'matplotlib'): sys.modules[name] = None\n"
        "from pydicom.dataset import Dataset\n"
        "from dicomwidgets.deidentification import plan\n"
        "d = Dataset(); d.PatientName = 'Doe'; d.PatientID = '1'\n"
        "print([(r.keyword, r.action, r.new) for r in plan(d).rows if not r.added])\n"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert "('PatientName', 'replace', 'Anonymous^" in done.stdout


def test_references_that_can_t_be_read_to_their_end_do_not_stay() -> None:
    item_and_a_half = b"\xfe\xff\x00\xe0\0\0\0\0" + b"\xfe\xff\x00\xe0\x40"
    broken = raw(0x00081140, "SQ", item_and_a_half)
    row = row_of(plan(broken, key=SECRET), "ReferencedImageSequence")
    assert (row.action, row.code) == ("remove", "X/Z/U*")
    assert "can't be read" in row.why
