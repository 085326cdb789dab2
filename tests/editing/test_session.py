from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from pydicom import dcmread
from pydicom.dataelem import RawDataElement
from pydicom.dataset import Dataset
from pydicom.uid import ExplicitVRBigEndian, ImplicitVRLittleEndian

import dicomwidgets as dw
from dicomwidgets.errors import AbsentError, ArgumentError, EditError

if TYPE_CHECKING:
    from collections.abc import Callable

    Made = Callable[..., bytes]
    Read = Callable[[bytes], Dataset]

INNER = "ReferencedImageSequence[1].PurposeOfReferenceCodeSequence[0].CodeMeaning"
SYNTAXES = [ImplicitVRLittleEndian, "1.2.840.10008.1.2.1", ExplicitVRBigEndian]


@pytest.mark.parametrize("syntax", SYNTAXES)
def test_every_depth_is_edited(
    made: Made, read: Read, as_pydicom: Callable[[Dataset], bytes], syntax: str
) -> None:
    edit = dw.edit(made(syntax)).set("PatientName", "Doe^Jane").set(INNER, "New meaning")
    edit.insert("ReferencedImageSequence[0].(0019,1001)", [1.5, 2.5], vr="FD", creator="MAKER")
    edit.delete("ReferencedImageSequence[0].ReferencedSOPInstanceUID").set("Rows", 4)
    saved = read(edit.to_bytes())
    assert edit.to_bytes() == as_pydicom(edit.dataset)
    assert saved.PatientName == "Doe^Jane"
    first, second = saved.ReferencedImageSequence
    assert second.PurposeOfReferenceCodeSequence[0].CodeMeaning == "New meaning"
    assert edit.dataset.ReferencedImageSequence[0][0x00191001].value == [1.5, 2.5]
    assert first.private_block(0x19, "MAKER")[1].VR in ("FD", "UN")
    assert "ReferencedSOPInstanceUID" not in first
    assert saved.Rows == 4
    assert edit.get(INNER) == "New meaning"
    assert edit.get("PatientAge") is None


@pytest.mark.parametrize("syntax", SYNTAXES)
def test_items_are_put_in_replaced_appended_and_removed(
    made: Made, read: Read, syntax: str
) -> None:
    edit = dw.edit(made(syntax))
    edit.insert("ReferencedImageSequence[1]", {"ReferencedSOPInstanceUID": "1.2.9"})
    edit.append("ReferencedImageSequence").set(
        "ReferencedImageSequence[0]", {"ReferencedSOPInstanceUID": "1.2.8"}
    )
    edit.insert("ReferencedImageSequence[3].ReferencedSOPInstanceUID", "1.2.10")
    edit.delete("ReferencedImageSequence[2]")
    saved = read(edit.to_bytes())
    uids = [item.ReferencedSOPInstanceUID for item in saved.ReferencedImageSequence]
    assert uids == ["1.2.8", "1.2.9", "1.2.10"]
    assert saved == edit.dataset


def test_a_sequence_that_was_inserted_is_edited_on(made: Made, read: Read) -> None:
    edit = dw.edit(made()).insert("RequestAttributesSequence", [{"ScheduledProcedureStepID": "1"}])
    edit.set("RequestAttributesSequence[0].ScheduledProcedureStepID", "two")
    edit.append("RequestAttributesSequence", {"RequestedProcedureID": "3"})
    saved = read(edit.to_bytes())
    assert saved.RequestAttributesSequence[0].ScheduledProcedureStepID == "two"
    assert saved.RequestAttributesSequence[1].RequestedProcedureID == "3"


def test_rows_tell_what_was_and_what_is(made: Made) -> None:
    changes = dw.edit(made()).set("PatientName", "Doe^Jane").delete("PatientID").changes
    first, second = changes
    assert (first.action, first.path, first.tag, first.keyword, first.vr, first.old, first.new) == (
        *("set", "PatientName", 0x00100010, "PatientName", "PN"),
        *("Roe^Richard", "Doe^Jane"),
    )
    assert (second.action, second.old, second.new) == ("delete", "4711", None)
    with pytest.raises(AttributeError):
        first.path = "PatientID"  # type: ignore[misc]
    assert "Jane" not in repr(changes)
    assert "4711" not in repr(changes)


def test_edits_are_taken_back_and_made_again(made: Made) -> None:
    data = made()
    edit = dw.edit(data)
    states = [edit.to_bytes()]
    edit.set("PatientName", "A")
    states.append(edit.to_bytes())
    edit.insert("ReferencedImageSequence[0]", {"ReferencedSOPInstanceUID": "1.9"})
    states.append(edit.to_bytes())
    edit.set("ReferencedImageSequence[0].ReferencedSOPInstanceUID", "1.2.33")
    states.append(edit.to_bytes())
    assert states[0] == data
    for state in states[-2::-1]:
        assert edit.undo().to_bytes() == state
    assert not edit.can_undo
    for state in states[1:]:
        assert edit.redo().to_bytes() == state
    assert not edit.can_redo
    edit.undo().set("PatientName", "B")
    assert not edit.can_redo
    assert edit.undo().undo().undo().undo().undo().to_bytes() == data


def test_the_callers_dataset_stays_as_it_is(ct_path: str) -> None:
    dataset = dcmread(ct_path)
    before = {tag: dataset.get_item(tag) for tag in dataset.keys()}  # noqa: SIM118
    edit = dw.edit(dataset).set("PatientName", "Doe^Jane").delete("PatientID")
    edit.set("OtherPatientIDsSequence[0].PatientID", "X").set("SOPInstanceUID", "1.2.3")
    edited = edit.dataset
    assert all(dataset.get_item(tag) is element for tag, element in before.items())
    assert sum(isinstance(each, RawDataElement) for each in before.values()) > 50
    assert dataset.file_meta.MediaStorageSOPInstanceUID != "1.2.3"
    assert edited.file_meta.MediaStorageSOPInstanceUID == "1.2.3"
    assert edited.OtherPatientIDsSequence[0].PatientID == "X"
    assert dataset.OtherPatientIDsSequence[0].PatientID != "X"
    assert edited.PatientName == "Doe^Jane"
    assert "PatientID" not in edited


@pytest.mark.parametrize(
    ("path", "value", "why"),
    [
        ("PixelData", b"\0\0", "Pixels are no value"),
        ("TransferSyntaxUID", "1.2.840.10008.1.2", "encode them anew"),
        ("FileMetaInformationGroupLength", 5, "kept right"),
        ("(0010,0000)", 5, "kept right"),
        ("(FFFE,E000)", None, "no elements"),
        ("ReferencedImageSequence[0].MediaStorageSOPClassUID", "1.2", "at the top"),
        ("(0003,1001)", "x", "not used"),
        ("(0019,0001)", "x", "number"),
        ("PatientSex", "female", "does not fit VR CS"),
        ("PatientID", ["1", "2"], "the dictionary allows 1"),
    ],
)
def test_what_is_no_value_to_edit_is_refused_with_the_reason(
    made: Made, path: str, value: Any, why: str
) -> None:
    data = made(PatientSex="F")
    edit = dw.edit(data)
    with pytest.raises(EditError, match=why):
        edit.set(path, value)
    assert not edit.changes
    assert edit.to_bytes() == data


def test_a_refusal_names_the_element_and_not_the_value(made: Made) -> None:
    with pytest.raises(EditError) as caught:
        dw.edit(made()).set("PatientName", "Doe^" + "x" * 70)
    text = str(caught.value)
    assert "(0010,0010) PatientName" in text
    assert "Doe" not in text
    assert "at most 64" in text


def test_what_is_not_there_is_not_guessed(made: Made) -> None:
    edit = dw.edit(made())
    for call in (
        lambda: edit.set("PatientAge", "018Y"),
        lambda: edit.delete("PatientAge"),
        lambda: edit.set("ReferencedImageSequence[7].ReferencedSOPInstanceUID", "1"),
        lambda: edit.insert("ReferencedImageSequence[3]", {}),
        lambda: edit.insert("RequestAttributesSequence[0]", {}),
    ):
        with pytest.raises(AbsentError):
            call()
    with pytest.raises(EditError, match="there already"):
        edit.insert("PatientName", "x")
    with pytest.raises(ArgumentError, match="no keyword"):
        edit.set("PatientNme", "x")
    with pytest.raises(EditError, match="VR is not known"):
        edit.insert("(0019,1001)", "x", creator="MAKER")


def test_private_elements_are_found_by_their_creator(made: Made, read: Read) -> None:
    edit = dw.edit(made()).insert("(0019,1001)", "x", vr="LO", creator="ONE")
    edit.insert("(0019,1001)", "y", vr="LO", creator="TWO")
    edit.set("(0019,1001)", "z", creator="TWO")
    saved = read(edit.to_bytes())
    assert saved.private_block(0x19, "ONE")[1].value == "x"
    assert saved.private_block(0x19, "TWO")[1].value == "z"
    with pytest.raises(EditError, match="private creator"):
        edit.insert("(0021,1001)", "x", vr="LO")
    with pytest.raises(EditError, match="Elements stand in the block"):
        edit.delete("(0019,0010)")
    with pytest.raises(AbsentError):
        edit.set("(0019,1001)", "z", creator="THREE")
    edit.undo().undo().undo()
    assert (0x0019, 0x0010) not in read(edit.to_bytes())


def test_the_file_meta_follows_the_uids(made: Made, read: Read) -> None:
    edit = dw.edit(made()).set("SOPInstanceUID", "1.2.77").set("SOPClassUID", "1.2.840.10008.5.1")
    assert [row.follows for row in edit.changes] == [False, True, False, True]
    saved = read(edit.to_bytes())
    assert saved.file_meta.MediaStorageSOPInstanceUID == "1.2.77"
    assert saved.file_meta.MediaStorageSOPClassUID == "1.2.840.10008.5.1"
    edit.undo()
    assert edit.dataset.file_meta.MediaStorageSOPClassUID != "1.2.840.10008.5.1"
    assert len(edit.changes) == 2


def test_text_that_the_character_set_lacks_is_refused_or_widens_it(made: Made, read: Read) -> None:
    data = made(SpecificCharacterSet="ISO_IR 100", PatientComments="é")
    assert read(dw.edit(data).set("PatientName", "Müller").to_bytes()).PatientName == "Müller"
    with pytest.raises(EditError, match="can't spell") as caught:
        dw.edit(data).set("PatientName", "山田")
    assert "widen=True" in str(caught.value.remedy)
    edit = dw.edit(data).set("PatientName", "山田", widen=True)
    assert [row.path for row in edit.changes] == ["SpecificCharacterSet", "PatientName"]
    saved = read(edit.to_bytes())
    assert saved.SpecificCharacterSet == "ISO_IR 192"
    assert (saved.PatientName, saved.PatientComments) == ("山田", "é")
    assert edit.dataset.PatientComments == "é"
    assert edit.undo().to_bytes() == data


def test_without_a_character_set_there_is_ascii_only(made: Made, read: Read) -> None:
    with pytest.raises(EditError, match="can't spell"):
        dw.edit(made()).set("PatientName", "é")
    saved = read(dw.edit(made()).set(INNER, "é", widen=True).to_bytes())
    assert saved.SpecificCharacterSet == "ISO_IR 192"
    item = saved.ReferencedImageSequence[1].PurposeOfReferenceCodeSequence[0]
    assert item.CodeMeaning == "é"


def test_the_name_of_a_character_set_can_be_put_right(made: Made, read: Read) -> None:
    right = made(SpecificCharacterSet="ISO_IR 192", PatientComments="é")
    wrong = right.replace(b"ISO_IR 192", b"ISO_IR 100")
    edit = dw.edit(wrong).set("SpecificCharacterSet", "ISO_IR 192", reencode=False)
    assert edit.to_bytes() == right
    assert edit.get("PatientComments") == "é"
    assert read(dw.edit(right).set("SpecificCharacterSet", "ISO_IR 100").to_bytes()) == read(
        made(SpecificCharacterSet="ISO_IR 100", PatientComments="é")
    )
    with pytest.raises(EditError, match="can't spell"):
        dw.edit(right).set("SpecificCharacterSet", "ISO_IR 6")
    with pytest.raises(EditError, match="no such character set"):
        dw.edit(right).set("SpecificCharacterSet", "ISO_IR 999")


def test_a_dataset_without_a_file_is_written_by_pydicom(read: Read) -> None:
    dataset = Dataset()
    dataset.PatientName = "Roe"
    edit = dw.edit(dataset).set("PatientName", "Doe").insert("PatientID", "1")
    assert read(edit.to_bytes()) == edit.dataset
    assert dataset.PatientName == "Roe"


def test_edits_are_replayed_all_or_none(made: Made) -> None:
    changes = dw.edit(made()).set("PatientName", "Doe^Jane").set("Rows", 4).changes
    other = dw.edit(made(PatientName="Other"))
    assert other.replay(changes).get("PatientName") == "Doe^Jane"
    assert [row.old for row in other.changes] == ["Other", 2]
    lacking = Dataset()
    lacking.PatientName = "Other"
    edit = dw.edit(lacking)
    with pytest.raises(AbsentError):
        edit.replay(changes)
    assert edit.get("PatientName") == "Other"
    assert not edit.changes
