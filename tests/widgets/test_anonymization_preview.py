"""AnonymizationPreview without a browser: stops, rows, filters, the image, bad input."""

from __future__ import annotations

import json
import time
from typing import TYPE_CHECKING, Any

import pytest
from pydicom import dcmread
from pydicom.dataset import Dataset

import dicomwidgets as dw
from dicomwidgets import samples
from dicomwidgets.errors import ArgumentError, ProtocolError, SourceError
from dicomwidgets.widgets._preview_writing import _ended

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from pathlib import Path

    from dicomwidgets.widgets.anonymization_preview import AnonymizationPreview

NAME = "Canary^Cora"
SLICES = 4


def until(done: Callable[[], bool]) -> None:
    end = time.monotonic() + 30
    while not done():
        assert time.monotonic() < end, "waited in vain"
        time.sleep(0.01)


def ask(preview: AnonymizationPreview, query: str = "", show: str = "changed") -> dict[str, Any]:
    """Ask as the front end does."""
    args = {"start": 0, "stop": 1000, "query": query, "show": show}
    return dict(preview._get_preview(args)[0])


def keywords(answer: dict[str, Any]) -> list[str]:
    return [row["keyword"] for row in answer["rows"]]


@pytest.fixture(autouse=True)
def state(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return the user's state directory of the test."""
    place = tmp_path_factory.mktemp("state")
    monkeypatch.setattr("platformdirs.user_state_path", lambda *_, **__: place)
    return place


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Return a folder with a series, a report, a text file and a truncated file."""
    for number, dataset in enumerate(samples.ct(SLICES, 16)):
        dataset.PatientName = NAME
        dataset.save_as(tmp_path / f"ct{9 - number}.dcm", enforce_file_format=True)
    report = samples.sr()
    report.save_as(tmp_path / "report.dcm", enforce_file_format=True)
    (tmp_path / "notes.txt").write_text("no DICOM here")
    (tmp_path / "cut.dcm").write_bytes((tmp_path / "ct9.dcm").read_bytes()[:150])
    return tmp_path


@pytest.fixture
def preview(folder: Path) -> Iterator[AnonymizationPreview]:
    shown = dw.anonymize(folder)
    until(lambda: shown.count > 0)
    yield shown
    shown.close()


def test_stops_are_slices_in_order_then_other_files(preview: AnonymizationPreview) -> None:
    assert preview.count == SLICES + 1
    images = []
    for index in range(preview.count):
        preview.index = index
        answer = ask(preview)
        assert answer["index"] == index
        images.append(answer["image"])
    assert images == [*({"series": 0, "frame": n} for n in range(SLICES)), None]


def test_the_first_file_in_name_order_is_shown_and_its_number_put_right(folder: Path) -> None:
    first = dcmread(folder / "ct6.dcm").SOPInstanceUID
    preview = dw.anonymize(folder)
    (row,) = [r for r in ask(preview)["rows"] if r["keyword"] == "SOPInstanceUID"]
    assert row["before"] == first
    until(lambda: preview.count > 0)
    (row,) = [r for r in ask(preview)["rows"] if r["keyword"] == "SOPInstanceUID"]
    assert row["before"] == first
    preview.close()


def test_index_is_clamped_and_may_be_given(folder: Path) -> None:
    preview = dw.anonymize(folder, index=99)
    until(lambda: preview.count > 0)
    assert preview.index == SLICES
    preview.index = -3
    assert preview.index == 0
    preview.close()


def test_changed_rows_all_rows_and_their_counts(preview: AnonymizationPreview) -> None:
    changed, everything = ask(preview), ask(preview, show="all")
    assert {row["action"] for row in changed["rows"] if row["vr"] != "SQ" and row["vr"]} == {
        "remove",
        "empty",
        "replace",
        "uid",
    }
    assert "PatientName" in keywords(changed)
    assert "Rows" not in keywords(changed)
    assert "Rows" in keywords(everything)
    elements = [row for row in everything["rows"] if row["tag"] != "(FFFE,E000)"]
    assert sum(everything["counts"].values()) == len(elements)
    assert everything["edition"] == preview.plan.edition


def test_a_query_keeps_parents_and_an_action_filters(preview: AnonymizationPreview) -> None:
    assert keywords(ask(preview, "patient's name")) == ["PatientName"]
    assert keywords(ask(preview, "00100010")) == ["PatientName"]
    assert {row["action"] for row in ask(preview, "action:uid")["rows"]} == {"uid"}
    assert "Rows" in keywords(ask(preview, "action:keep rows"))
    preview.index = preview.count - 1
    rows = ask(preview, "ReferencedSOPInstanceUID action:uid")["rows"]
    depths = [row["depth"] for row in rows]
    assert depths[0] == 0
    assert max(depths) >= 4


def test_stretches_of_rows_fit_together(preview: AnonymizationPreview) -> None:
    whole = ask(preview, show="all")
    args = {"query": "", "show": "all"}
    parts = [
        row
        for start in range(0, whole["total"], 7)
        for row in preview._get_preview({**args, "start": start, "stop": start + 7})[0]["rows"]
    ]
    assert parts == whole["rows"]
    huge = preview._get_preview({**args, "start": 0, "stop": 10**9})[0]
    assert len(huge["rows"]) <= 1000


def test_the_pixels_and_what_follows_them_have_their_rows(tmp_path: Path) -> None:
    dataset = next(iter(samples.ct(1, 16)))
    dataset.DataSetTrailingPadding = b"\0" * 8
    dataset.save_as(tmp_path / "one.dcm", enforce_file_format=True)
    preview = dw.anonymize(tmp_path / "one.dcm")
    rows = {row["keyword"]: row for row in ask(preview, show="all")["rows"]}
    assert rows["PixelData"]["action"] == "keep"
    assert rows["PixelData"]["before"] == rows["PixelData"]["after"] == "512 bytes"
    assert "unchanged" in rows["PixelData"]["why"]
    assert rows["DataSetTrailingPadding"]["action"] == "remove"
    preview.close()


def test_slices_of_a_session_agree_about_uids(preview: AnonymizationPreview) -> None:
    new = set()
    for index in range(SLICES):
        preview.index = index
        (row,) = ask(preview, "StudyInstanceUID")["rows"]
        new.add(row["after"])
    assert len(new) == 1


def test_a_dataset_is_shown_and_not_changed() -> None:
    dataset = Dataset()
    dataset.PatientName = NAME
    preview = dw.anonymize(dataset)
    assert "PatientName" in keywords(ask(preview))
    assert list(dataset.keys()) == [0x00100010]
    assert str(dataset.PatientName) == NAME
    preview.close()


# What is decided ---------------------------------------------------------------------------------


def row_of(preview: AnonymizationPreview, keyword: str) -> dict[str, Any]:
    found = [row for row in ask(preview, keyword, "all")["rows"] if row["keyword"] == keyword]
    return dict(found[0])


def test_options_change_the_plan_at_once(preview: AnonymizationPreview) -> None:
    assert row_of(preview, "StudyInstanceUID")["action"] == "uid"
    preview.options = ["Retain UIDs", "retain-full-dates"]
    assert preview.options == ("retain_full_dates", "retain_uids")
    row = row_of(preview, "StudyInstanceUID")
    assert (row["action"], row["reason"]) == ("keep", "option")
    answer = ask(preview, "reason:option", "all")
    assert answer["total"] == answer["reasons"]["option"] > 0
    assert answer["changed"] == sum(row.changed for row in preview.plan.rows)


@pytest.mark.parametrize("options", [["retain_all"], 3, ["113106", "113107"]])
def test_options_that_can_t_be_meant_are_refused(folder: Path, options: Any) -> None:
    with pytest.raises(ArgumentError):
        dw.anonymize(folder, options=options)


def test_rows_are_found_again_after_a_switch(preview: AnonymizationPreview) -> None:
    wanted = row_of(preview, "PatientID")["id"]
    preview.options = ["retain_uids"]
    args = {"start": 0, "stop": 1000, "query": "", "show": "changed", "locate": [wanted, 10**9, -1]}
    answer = preview._get_preview(args)[0]
    place, *others = answer["places"]
    assert answer["rows"][place]["keyword"] == "PatientID"
    assert others == [-1, -1]


def test_rules_of_python_and_of_rows_stand_on_each_other(folder: Path) -> None:
    preview = dw.anonymize(folder / "ct9.dcm", rules={"PatientName": "remove"}, key="k" * 32)
    name, number = row_of(preview, "PatientName"), row_of(preview, "PatientID")
    assert (name["action"], name["reason"]) == ("remove", "own")
    assert "pseudonym" in number["can"]
    assert "shift" not in number["can"]
    policy = preview._put_override({"id": name["id"], "action": "replace", "value": "A^B"})[0]
    assert [rule["mine"] for rule in policy["rules"]] == [False, True]
    assert row_of(preview, "PatientName")["after"] == "A^B"
    assert [rule.pattern for rule in preview.rules] == ["PatientName"] * 2
    preview._undo_override({})
    assert row_of(preview, "PatientName")["action"] == "remove"
    with pytest.raises(ArgumentError, match="No rule was made"):
        preview._put_override({"id": name["id"], "action": None, "value": None})
    preview.rules = {"PatientID": "empty"}
    assert row_of(preview, "PatientID")["action"] == "empty"
    assert row_of(preview, "PatientName")["reason"] != "own"
    preview.close()


def test_an_own_rule_holds_for_its_row_and_is_taken_back(folder: Path) -> None:
    preview = dw.anonymize(folder / "report.dcm", options=["clean_structured_content"])
    row = next(
        each
        for each in ask(preview, show="all")["rows"]
        if each["depth"] > 1 and "empty" in each["can"] and each["action"] == "keep"
    )
    preview._put_override({"id": row["id"], "action": "empty", "value": None})
    (rule,) = preview.rules
    assert "]." in rule.pattern
    after = [each["id"] for each in ask(preview, show="all")["rows"] if each["reason"] == "own"]
    assert after == [row["id"]]
    preview._put_override({"id": row["id"], "action": None, "value": None})
    assert preview.rules == ()
    preview.close()


def test_what_is_not_open_to_rules_says_so(preview: AnonymizationPreview) -> None:
    rows = {row["keyword"]: row for row in ask(preview, show="all")["rows"]}
    assert rows["PixelData"]["can"] == []
    assert rows["PatientIdentityRemoved"]["can"] == []
    with pytest.raises(ArgumentError):
        preview._put_override({"id": rows["PixelData"]["id"], "action": "remove", "value": None})
    with pytest.raises(ArgumentError):
        preview._put_override({"id": rows["Rows"]["id"], "action": "explode", "value": None})
    with pytest.raises(ArgumentError):
        preview._put_override({"id": 10**9, "action": "keep", "value": None})
    assert preview.rules == ()


def test_the_python_of_a_preview_makes_what_it_shows(folder: Path, tmp_path: Path) -> None:
    rules = {"PatientID": {"action": "replace", "value": "S-1"}, "StudyID": "remove"}
    source = str(folder / "ct9.dcm")
    preview = dw.anonymize(source, options=["retain_uids"], rules=rules)
    code = preview._get_code({})[0]["code"]
    assert 'options=["retain_uids"]' in code
    target = tmp_path / "out"
    names: dict[str, Any] = {}
    exec(code.replace('"anonymized/"', repr(f"{target}/")), names)  # noqa: S102
    assert names["report"].counts == {"written": 1}
    (written,) = target.rglob("*.dcm")
    made = dcmread(written)
    assert made.PatientID == "S-1"
    assert "StudyID" not in made
    preview.close()
    memory = dw.anonymize(dcmread(source))
    assert "x: the FileDataset" in memory._get_code({})[0]["code"]
    memory.close()


# The key -----------------------------------------------------------------------------------------


def uids(files: Iterable[Path]) -> set[str]:
    return {dcmread(file).SOPInstanceUID for file in files}


def test_what_is_written_is_what_was_shown(folder: Path, tmp_path: Path, state: Path) -> None:
    preview = dw.anonymize(folder / "ct9.dcm")
    shown = {row["keyword"]: row["after"] for row in ask(preview)["rows"]}
    assert not preview._get_policy({})[0]["keyed"]
    assert list(state.iterdir()) == []
    preview.write(tmp_path / "out.dcm")
    written = dcmread(tmp_path / "out.dcm")
    names = ("SOPInstanceUID", "StudyInstanceUID", "PatientID", "PatientName")
    assert {name: str(written[name].value) for name in names} == {
        name: shown[name] for name in names
    }
    assert preview._get_policy({})[0]["keyed"]
    (file,) = state.rglob("*.key")
    assert file.stem == preview.key.fingerprint
    preview.close()


def test_the_copied_python_makes_the_same_and_holds_no_key(folder: Path, tmp_path: Path) -> None:
    preview = dw.anonymize(str(folder / "ct9.dcm"))
    shown = {row["keyword"]: row["after"] for row in ask(preview)["rows"]}
    code = preview._get_code({})[0]["code"]
    assert f'kept_key("{preview.key.fingerprint}")' in code
    exec(code.replace('"anonymized/"', repr(f"{tmp_path}/out/")), {})  # noqa: S102
    assert uids((tmp_path / "out").rglob("*.dcm")) == {shown["SOPInstanceUID"]}
    preview.close()
    given = dw.anonymize(str(folder / "ct9.dcm"), key="correct horse battery staple")
    code = given._get_code({})[0]["code"]
    assert "key=key" in code
    assert "correct" not in code
    given.close()


def test_a_folder_that_was_begun_is_gone_on_with_under_its_key(
    folder: Path, tmp_path: Path
) -> None:
    target = tmp_path.parent / f"{tmp_path.name}-begun"
    first = dw.anonymize(folder)
    first.write(target)
    again = dw.anonymize(folder)
    assert again.key != first.key
    assert again.write(target).counts["present"] == SLICES + 1
    assert again.key == first.key
    assert row_of(again, "SOPInstanceUID")["after"] in uids(target.rglob("*.dcm"))
    first.close()
    again.close()


# Writing -----------------------------------------------------------------------------------------


def test_writing_does_what_is_shown_and_reports(folder: Path, tmp_path: Path) -> None:
    preview = dw.anonymize(folder, options=["retain_uids"], key="k" * 32)
    until(lambda: preview.count > 0)
    target = tmp_path.parent / f"{tmp_path.name}-written"
    preview._write_anonymized({"target": f" {target} "})
    until(lambda: preview._get_policy({})[0]["writing"]["running"] is False)
    state = preview._get_policy({})[0]["writing"]
    report = preview.report
    assert report is not None
    assert state["error"] is None
    assert state["counts"]["written"] == SLICES + 1 == len(list(target.rglob("*.dcm")))
    assert state["where"] == str(target)
    assert [problem["file"] for problem in state["problems"]] == ["cut.dcm"]
    (row,) = [row for row in preview.plan.rows if row.path == "PatientID"]
    assert row.new in {dcmread(file).PatientID for file in target.rglob("*.dcm")}
    assert preview.write(target).counts["present"] == SLICES + 1
    preview.close()


def test_a_refused_target_is_said_in_place(preview: AnonymizationPreview, folder: Path) -> None:
    with pytest.raises(ArgumentError, match="no folder"):
        preview._write_anonymized({"target": "  "})
    preview._write_anonymized({"target": str(folder / "inside")})
    until(lambda: preview._get_policy({})[0]["writing"]["running"] is False)
    error = preview._get_policy({})[0]["writing"]["error"]
    assert "inside the source" in error["message"]
    assert error["remedy"]
    with pytest.raises(ArgumentError, match="inside the source"):
        preview.write(folder / "inside")
    assert not (folder / "inside").exists()
    assert preview.report is None


def test_a_stopped_run_leaves_the_rest_out(preview: AnonymizationPreview, tmp_path: Path) -> None:
    preview._begin("somewhere")
    with pytest.raises(ArgumentError, match="being written"):
        preview.write(tmp_path)
    preview._stop_writing({})
    report = preview._run(tmp_path.parent / f"{tmp_path.name}-none", preview.policy, {})
    assert report.counts["cancelled"] > 0
    assert _ended(report)["problems"] == []
    assert "written" not in report.counts


# The image ---------------------------------------------------------------------------------------


def test_the_image_is_made_once_follows_and_leads(preview: AnonymizationPreview) -> None:
    ref = preview._open_pane({"kind": "series_viewer"})[0]["ref"]
    assert preview._open_pane({"kind": "series_viewer"})[0]["ref"] == ref
    viewer: Any = preview.panes["series_viewer"]
    until(lambda: viewer.count == SLICES)
    preview.index = 2
    until(lambda: viewer.index == 2)
    viewer.index = 1
    until(lambda: preview.index == 1)
    preview.close()
    assert viewer.comm is None


def test_another_series_gets_another_image(folder: Path) -> None:
    for dataset in samples.mr(2, 16):
        dataset.save_as(folder / f"mr{dataset.InstanceNumber}.dcm", enforce_file_format=True)
    preview = dw.anonymize(folder)
    until(lambda: preview.count > 0)
    preview.index = 0
    first = preview._open_pane({"kind": "series_viewer"})[0]["ref"]
    old: Any = preview.panes["series_viewer"]
    preview.index = SLICES
    assert preview._open_pane({"kind": "series_viewer"})[0]["ref"] != first
    assert old.comm is None
    preview._close_pane({"kind": "series_viewer"})
    until(lambda: preview.panes == {})
    preview.close()


def test_a_file_without_an_image_has_no_pane(preview: AnonymizationPreview) -> None:
    preview.index = preview.count - 1
    with pytest.raises(SourceError, match="no image"):
        preview._open_pane({"kind": "series_viewer"})
    with pytest.raises(ProtocolError):
        preview._open_pane({"kind": "header_table"})


# Bad input ---------------------------------------------------------------------------------------


def test_what_is_passed_by_is_counted_and_named(preview: AnonymizationPreview) -> None:
    said = preview._get_series({})[0]
    assert said["skipped"] == 1
    assert [problem["file"] for problem in said["problems"]] == ["cut.dcm"]
    assert said["count"] == SLICES + 1


@pytest.mark.parametrize("kind", ["empty folder", "text file", "truncated file", "nothing there"])
def test_bad_input_is_said_in_place_with_a_remedy(folder: Path, tmp_path: Path, kind: str) -> None:
    paths = {
        "empty folder": tmp_path / "void",
        "text file": folder / "notes.txt",
        "truncated file": folder / "cut.dcm",
        "nothing there": tmp_path / "missing.dcm",
    }
    paths["empty folder"].mkdir()
    preview = dw.anonymize(paths[kind])
    sent: list[dict[str, Any]] = []
    preview.send = lambda content, _buffers=None: sent.append(content)  # type: ignore[method-assign]
    args = {"start": 0, "stop": 10, "query": "", "show": "changed"}
    preview._receive(preview, {"v": 1, "id": "p-1", "command": "get_preview", "args": args}, [])
    until(lambda: any(each.get("id") == "p-1" for each in sent))
    (answer,) = [each for each in sent if each.get("id") == "p-1"]
    assert not answer["ok"]
    assert answer["error"]["message"]
    assert answer["error"]["remedy"]
    assert preview.count == 0
    preview.close()


def test_what_cannot_be_meant_is_refused(folder: Path) -> None:
    with pytest.raises(ArgumentError, match="speed"):
        dw.anonymize(folder, speed=2)
    with pytest.raises(ArgumentError):
        dw.anonymize(3.5)


# Privacy -----------------------------------------------------------------------------------------


def test_no_trait_and_no_repr_holds_a_value_a_uid_or_a_path(
    preview: AnonymizationPreview, folder: Path
) -> None:
    ask(preview)
    preview._open_pane({"kind": "series_viewer"})
    viewer = preview.panes["series_viewer"]
    for widget in (preview, viewer):
        state = {k: v for k, v in widget.get_state().items() if k not in {"_esm", "_css"}}
        text = json.dumps(state, default=str) + repr(widget)
        for secret in (NAME, "1.2.826", "2.25.", str(folder), "ct9"):
            assert secret not in text
    own = {name for name in preview.own_names() if not name.startswith("_")}
    assert own == {"index", "count", "show", "profile", "options", "layout"}


def test_nothing_is_written(preview: AnonymizationPreview, folder: Path) -> None:
    before = {file.name: file.read_bytes() for file in folder.iterdir()}
    for index in range(preview.count):
        preview.index = index
        ask(preview, show="all")
    assert {file.name: file.read_bytes() for file in folder.iterdir()} == before
