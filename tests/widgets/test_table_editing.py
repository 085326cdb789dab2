from __future__ import annotations

import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from pydicom import dcmread
from pydicom.data import get_testdata_file

import dicomwidgets as dw
from dicomwidgets.errors import ArgumentError
from dicomwidgets.samples import write_ct_folder

if TYPE_CHECKING:
    from collections.abc import Generator

    from dicomwidgets.widgets.header_table import HeaderTable


@pytest.fixture
def source(tmp_path: Path) -> Path:
    path = tmp_path / "in.dcm"
    path.write_bytes(Path(str(get_testdata_file("CT_small.dcm", download=False))).read_bytes())
    return path


@pytest.fixture
def table(source: Path) -> Generator[HeaderTable]:
    made = dw.inspect(source, editable=True)
    yield made
    made.close()


def ask(table: HeaderTable, command: str, **args: Any) -> Any:
    return getattr(table, table.commands[command])(args)[0]


def rows(table: HeaderTable) -> dict[str, Any]:
    found = ask(table, "get_rows", start=0, stop=1000, query="", collapsed=[])["rows"]
    return {row["path"]: row for row in found}


def put(table: HeaderTable, path: str, action: str = "set", **args: Any) -> Any:
    row = rows(table)[path]["id"] if path else 0
    return ask(table, "put_edit", action=action, id=row, **args)


def test_what_is_typed_is_judged_and_then_made(table: HeaderTable) -> None:
    told = ask(table, "get_edit", id=rows(table)["PatientName"]["id"])
    assert (told["kind"], told["vr"], told["text"]) == ("value", "PN", "CompressedSamples^CT1")
    assert "Person Name" in told["allowed"]
    wrong = put(table, "Rows", text="many", check=True)
    assert not wrong["ok"]
    assert "whole numbers" in wrong["message"]
    assert put(table, "Rows", text="64", check=True)["ok"]
    assert not table.changes
    assert put(table, "PatientName", text="Doe^Jane")["ok"]
    assert rows(table)["PatientName"]["value"] == "Doe^Jane"
    (change,) = table.changes
    assert (change.path, change.new) == ("PatientName", "Doe^Jane")
    state = ask(table, "get_changes")
    assert state["touched"] == [rows(table)["PatientName"]["id"]]
    assert state["rows"][0]["old"] == "CompressedSamples^CT1"
    assert "dw.edit(x)" in state["code"]
    assert ask(table, "undo_edit")["redo"]
    assert rows(table)["PatientName"]["value"] == "CompressedSamples^CT1"
    ask(table, "redo_edit")
    assert rows(table)["PatientName"]["value"] == "Doe^Jane"


def test_elements_are_found_inserted_and_deleted(table: HeaderTable) -> None:
    found = put(table, "", "insert", element="patient age", text="", check=True)
    assert found["suggestions"][0]["element"] == "PatientAge"
    assert not found["ok"]
    assert put(table, "PatientName", "delete")["ok"]
    assert put(table, "PatientID", "insert", element="PatientComments", text="x")["ok"]
    inside = "OtherPatientIDsSequence[0]"
    assert put(table, inside, "insert", element="IssuerOfPatientID", text="y")["ok"]
    assert put(table, "OtherPatientIDsSequence", "append")["ok"]
    assert put(table, inside, "insert")["ok"]
    assert put(table, "OtherPatientIDsSequence[0]", "delete")["ok"]
    shown = rows(table)
    assert "PatientName" not in shown
    assert shown["PatientComments"]["value"] == "x"
    assert shown["OtherPatientIDsSequence[0].IssuerOfPatientID"]["value"] == "y"
    assert "OtherPatientIDsSequence[2]" in shown


def test_a_private_element_needs_creator_and_vr(table: HeaderTable) -> None:
    asked = put(table, "", "insert", element="(0077,1001)", text="x", check=True)
    assert (asked["ok"], asked["needs_vr"], asked["needs_creator"]) == (False, True, True)
    done = put(table, "", "insert", element="(0077,1001)", text="x", vr="LO", creator="ME")
    assert done["ok"]
    assert rows(table)["(0077,0010)"]["value"] == "ME"


def test_text_beyond_the_character_set_may_widen_it(table: HeaderTable) -> None:
    asked = put(table, "PatientName", text="山田", check=True)
    assert not asked["ok"]
    assert asked["widen"]
    assert put(table, "PatientName", text="山田", widen=True)["ok"]
    assert rows(table)["SpecificCharacterSet"]["value"].startswith("ISO_IR 192")


def test_what_is_not_edited_says_why(table: HeaderTable) -> None:
    told = ask(table, "get_edit", id=rows(table)["PixelData"]["id"])
    assert told["kind"] == "fixed"
    assert "Pixels" in told["refused"]
    for args in ({"action": "burn", "id": 0}, {"action": "set", "id": 5}, {}):
        if args.get("action") == "set":
            assert not ask(table, "put_edit", **args)["ok"]
        else:
            with pytest.raises(ArgumentError):
                ask(table, "put_edit", **args)


def test_a_table_that_does_not_edit_refuses(source: Path) -> None:
    table = dw.inspect(source)
    with pytest.raises(ArgumentError, match="does not edit"):
        ask(table, "get_changes")
    table.close()


def saved(table: HeaderTable) -> Any:
    for _ in range(3000):
        state = ask(table, "get_changes")["saving"]
        if state and not state["running"]:
            return state
        time.sleep(0.01)
    raise AssertionError


def test_this_file_is_saved_beside(table: HeaderTable, source: Path) -> None:
    put(table, "PatientName", text="Doe^Jane")
    state = ask(table, "get_changes")
    assert state["names"] == ["in_edited.dcm", f"{source.parent.name}_edited"]
    ask(table, "save_edits", scope="this", name="in_edited.dcm")
    told = saved(table)
    assert told["where"] == str(source.parent / "in_edited.dcm")
    assert dcmread(told["where"]).PatientName == "Doe^Jane"
    ask(table, "save_edits", scope="this", name="in.dcm")
    assert "the file that is edited" in saved(table)["errors"][0]
    with pytest.raises(ArgumentError, match="no name"):
        ask(table, "save_edits", scope="this", name=" ")


def test_edits_go_along_to_other_slices_and_into_the_series(tmp_path: Path) -> None:
    write_ct_folder(tmp_path / "CT", slices=3)
    table = dw.inspect(tmp_path / "CT", editable=True)
    rows(table)
    for _ in range(3000):
        if table.count == 3:
            break
        time.sleep(0.01)
    assert put(table, "PatientName", text="Doe^Jane")["ok"]
    first = rows(table)["InstanceNumber"]["value"]
    table.index = 2 if table.index != 2 else 0
    for _ in range(3000):
        if rows(table)["InstanceNumber"]["value"] != first:
            break
        time.sleep(0.01)
    assert rows(table)["PatientName"]["value"] == "Doe^Jane"
    ask(table, "save_edits", scope="series", name="out")
    told = saved(table)
    assert told["counts"] == {"written": 3}
    names = {str(dcmread(path).PatientName) for path in (tmp_path / "out").rglob("*.dcm")}
    assert names == {"Doe^Jane"}
    own = {name: value for name, value in table.get_state().items() if name[0] != "_"}
    assert "Doe" not in str(own)
    table.close()


def test_a_broken_file_is_edited_up_to_where_it_breaks(tmp_path: Path) -> None:
    path = tmp_path / "in.dcm"
    whole = Path(str(get_testdata_file("CT_small.dcm", download=False))).read_bytes()
    path.write_bytes(whole[:-1000])
    table = dw.inspect(path, editable=True)
    last = ask(table, "get_rows", start=0, stop=1000, query="", collapsed=[])["rows"][-1]
    told = ask(table, "get_edit", id=last["id"])
    assert told["kind"] == "fixed"
    assert not ask(table, "put_edit", action="delete", id=last["id"])["ok"]
    assert put(table, "PatientName", text="Doe^Jane")["ok"]
    ask(table, "save_edits", scope="this", name="out.dcm")
    assert "broken at offset" in saved(table)["errors"][0]
    ask(table, "save_edits", scope="this", name="out.dcm", keep_tail=True)
    assert saved(table)["counts"] == {"written": 1}
    assert (tmp_path / "out.dcm").read_bytes()[-500:] == whole[-1500:-1000]
    table.close()


def test_the_bytes_are_those_that_would_be_written_and_the_source_is_a_step_away(
    table: HeaderTable, source: Path
) -> None:
    assert ask(table, "get_file_map")["shown"] == "file"
    before = source.read_bytes()
    put(table, "PatientID", text="4711")
    assert ask(table, "get_file_map")["shown"] == "written"
    row = rows(table)["PatientID"]["id"]
    found, [data] = table._get_bytes({"id": row})
    assert bytes(data).endswith(b"LO\x04\x004711")
    assert found["span"]["edited"]
    assert found["span"]["row"] == row
    assert not ask(table, "get_bytes", id=rows(table)["PatientName"]["id"])["span"]["edited"]
    assert ask(table, "get_file_map", source=True)["shown"] == "source"
    found, [data] = table._get_bytes({"id": row, "source": True})
    assert bytes(data).endswith(b"1CT1")
    assert not found["span"]["edited"]
    put(table, "", "insert", element="PatientComments", text="new")
    comments = rows(table)["PatientComments"]["id"]
    assert ask(table, "get_bytes", id=comments)["span"]["edited"]
    with pytest.raises(ArgumentError, match="not in the file"):
        ask(table, "get_bytes", id=comments, source=True)
    ask(table, "undo_edit")
    ask(table, "undo_edit")
    assert ask(table, "get_file_map", source=True)["shown"] == "file"
    assert source.read_bytes() == before


def test_saving_many_files_can_be_stopped(tmp_path: Path) -> None:
    write_ct_folder(tmp_path / "CT", slices=20)
    table = dw.inspect(tmp_path / "CT", editable=True)
    rows(table)
    assert put(table, "PatientName", text="Doe^Jane")["ok"]
    ask(table, "save_edits", scope="all", name="out")
    ask(table, "stop_saving")
    told = saved(table)
    assert told["counts"].get("cancelled", 0) > 0
    assert told["counts"].get("written", 0) == len([*(tmp_path / "out").rglob("*.dcm")])
    ask(table, "save_edits", scope="all", name="again")
    assert saved(table)["counts"] == {"written": 20}
    table.close()
