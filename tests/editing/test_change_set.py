from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest
from pydicom import dcmread
from pydicom.dataset import Dataset

import dicomwidgets as dw
from dicomwidgets.editing.bulk.targets import inside
from dicomwidgets.errors import ArgumentError, EditError

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    Made = Callable[..., bytes]


@pytest.fixture
def changes(made: Made) -> dw.ChangeSet:
    edit = dw.edit(made()).set("PatientName", "Doe^Jane=山^花", widen=True)
    edit.insert("SliceThickness", "0.50").insert("FrameIncrementPointer", [0x00100010, 0x00100020])
    edit.insert("(0019,1001)", b"\0\1\2\3", vr="OB", creator="MAKER").delete("PatientID")
    edit.insert("(0019,1002)", float("nan"), vr="FD").insert("(0019,1003)", [1, 2], vr="US")
    edit.set("ReferencedImageSequence[0]", {"ReferencedSOPInstanceUID": "1.9"})
    return edit.delete("ReferencedImageSequence[1]").changes


def test_json_brings_every_kind_of_value_back(changes: dw.ChangeSet, made: Made) -> None:
    text = changes.to_json()
    again = dw.ChangeSet.from_json(text)
    assert [*map(repr, again)] == [*map(repr, changes)]
    assert again.to_json() == text
    assert dw.edit(made()).replay(again).to_bytes() == dw.edit(made()).replay(changes).to_bytes()
    rows = {row["path"]: row for row in json.loads(text)["changes"]}
    assert rows["PatientName"]["new"]["Value"] == [
        {"Alphabetic": "Doe^Jane", "Ideographic": "山^花"}
    ]
    assert rows["(0019,1001)"]["new"]["InlineBinary"] == "AAECAw=="
    assert "4711" not in changes.to_json(old=False)


def test_python_makes_the_same_edits(changes: dw.ChangeSet, made: Made) -> None:
    code = changes.to_python("data")
    again = eval(code, {"dw": dw, "data": made()})  # noqa: S307 - what a user would paste
    assert again.to_bytes() == dw.edit(made()).replay(changes).to_bytes()


def form(**row: object) -> str:
    rows = [{"action": "set", "path": "Rows", "vr": "US", **row}]
    return json.dumps({"form": "dicomwidgets changes", "version": 1, "changes": rows})


def test_python_spells_items_that_no_mapping_can(made: Made) -> None:
    item = Dataset()
    item.private_block(0x19, "MAKER", create=True).add_new(1, "FD", 1.5)
    edit = dw.edit(made()).append("ReferencedImageSequence", item)
    again = eval(edit.changes.to_python("data"), {"dw": dw, "data": made()})  # noqa: S307 - pasted
    assert again.to_bytes() == edit.to_bytes()


@pytest.mark.parametrize(
    "text",
    [
        "",
        "[]",
        "{}",
        '{"form": "dicomwidgets changes", "version": 9, "changes": []}',
        '{"form": "dicomwidgets changes", "version": 1, "changes": [5]}',
        form(new={"vr": "US", "Value": ["x"]}),
        form(new={"vr": "US", "Value": [99999]}),
        form(new={"vr": "US", "Value": [1]}, action="burn"),
        form(new={"vr": "US", "Value": [1]}, path=5),
        form(),
    ],
)
def test_other_json_is_refused_with_a_remedy(text: str) -> None:
    with pytest.raises(ArgumentError) as caught:
        dw.ChangeSet.from_json(text)
    assert caught.value.remedy


def test_a_series_is_edited_into_a_folder_and_what_is_missing_is_told(
    made: Made, tmp_path: Path
) -> None:
    source = tmp_path / "in"
    (source / "sub").mkdir(parents=True)
    for number in range(3):
        name = "sub/c.dcm" if number == 2 else f"{number}.dcm"
        extra = {"StudyDescription": "x"} if number == 1 else {}
        (source / name).write_bytes(made(InstanceNumber=number, **extra))
    changes = (
        dw.edit(source / "1.dcm").set("PatientName", "Doe").set("StudyDescription", "y").changes
    )
    applied = changes.apply(source, tmp_path / "out")
    assert applied.counts == {"written": 3}
    assert applied.missing == {"StudyDescription": 2}
    saved = [dcmread(tmp_path / "out" / name) for name in ("0.dcm", "1.dcm", "sub/c.dcm")]
    assert [each.PatientName for each in saved] == ["Doe"] * 3
    assert [each.get("StudyDescription") for each in saved] == [None, "y", None]
    assert "Doe" not in repr(applied)
    assert "c.dcm" not in repr(applied[2])
    again = changes.apply(source, tmp_path / "out")
    assert again.counts == {"failed": 3}
    assert "already" in str(again[0].error)
    whole = dw.edit(source).set("PatientName", "Roe").save(tmp_path / "all")
    assert len(whole) == 3  # type: ignore[arg-type]
    (source / "0 notes.txt").write_text("not DICOM")
    mixed = dw.edit(source).set("PatientName", "Roe").save(tmp_path / "mixed")
    assert mixed.counts == {"skipped": 1, "written": 3}  # type: ignore[union-attr]
    assert dcmread(tmp_path / "all/sub/c.dcm").PatientName == "Roe"


def test_datasets_in_memory_are_edited_without_being_written(made: Made) -> None:
    changes = dw.edit(made()).set("PatientName", "Doe").changes
    dataset = Dataset()
    dataset.PatientName = "Roe"
    applied = changes.apply([dataset, Dataset()])
    assert [each.status for each in applied] == ["edited", "unchanged"]
    assert applied.datasets[0].PatientName == "Doe"
    assert dataset.PatientName == "Roe"


def test_private_blocks_are_found_where_they_are_in_each_file(made: Made) -> None:
    edit = dw.edit(made()).insert("(0019,1001)", "x", vr="LO", creator="OTHER")
    edit.insert("(0019,1001)", "y", vr="LO", creator="MAKER")
    (change,) = dw.edit(edit.to_bytes()).set("(0019,1101)", "new").changes
    assert change.creator == "MAKER"
    alone = dw.edit(made()).insert("(0019,1001)", "y", vr="LO", creator="MAKER").to_bytes()
    (outcome,) = dw.ChangeSet([change]).apply(alone)
    assert outcome.changes[0].path == "(0019,1001)"
    assert outcome.dataset()[0x00191001].value == "new"


def test_names_do_not_lead_out_of_the_folder(made: Made, tmp_path: Path) -> None:
    assert inside("../../etc/x") == "etc/x"
    with pytest.raises(EditError):
        dw.edit(made()).set("PatientName", "x").save(tmp_path / "no folder" / "x.dcm")
