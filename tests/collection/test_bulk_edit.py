"""One edit of many files: looked at, then written beside, or in place where that is asked for."""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING, Any

import numpy as np
import pydicom
import pytest

import dicomwidgets as dw
from dicomwidgets import samples
from dicomwidgets.editing.bulk import bulk_edit
from dicomwidgets.errors import ArgumentError
from dicomwidgets.jobs.target_folder import OWN_FOLDER

if TYPE_CHECKING:
    from pathlib import Path

    from support.catalogue import RealFiles

    from dicomwidgets.editing.bulk.edit_row import EditRow


@pytest.fixture(scope="module")
def archive(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("bulk") / "in"
    folder.mkdir()
    for number, dataset in enumerate(samples.ct(4, 32)):
        (folder / "ct").mkdir(exist_ok=True)
        dataset.save_as(folder / "ct" / f"{number}.dcm", enforce_file_format=True)
    broken = (folder / "ct/3.dcm").read_bytes()
    (folder / "broken.dcm").write_bytes(broken[: len(broken) - 400])
    (folder / "none.txt").write_text("no DICOM")
    return folder


def files(folder: Path) -> dict[str, bytes]:
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file() and OWN_FOLDER not in path.parts
    }


def of(rows: list[EditRow], file: str) -> list[EditRow]:
    return [row for row in rows if row.file == file]


def test_rows_say_what_changes_before_anything_is_written(archive: Path) -> None:
    before = files(archive)
    edits = dw.load(archive).edit(
        {"Manufacturer": "ACME", "StudyComments": "none"}, delete="StudyDate"
    )
    rows = list(edits)
    one = of(rows, "ct/1.dcm")
    assert [(row.path, row.new, row.status) for row in one] == [
        ("Manufacturer", "ACME", "change"),
        ("StudyDate", "", "change"),
        ("StudyComments", "", "left out"),
    ]
    assert one[1].old
    assert of(rows, "broken.dcm")[-1].status == "refused"
    assert "keep_tail=True" in of(rows, "broken.dcm")[-1].warnings[0]
    assert edits.count() == {"change": 4, "refused": 1}
    assert edits.to_pandas()["file"].nunique() == 5
    assert files(archive) == before


def test_reprs_mask_who_it_is(archive: Path) -> None:
    edits = dw.load(archive).edit({"PatientName": "Doe^Jane"})
    row = next(iter(edits))
    assert row.new == "Doe^Jane"
    assert "Doe" not in repr(row)
    assert ".dcm" not in repr(row)
    assert "Doe" not in repr(edits)


def test_edited_files_lie_beside_and_differ_in_the_edit_alone(
    archive: Path, tmp_path: Path
) -> None:
    before = files(archive)
    report = dw.load(archive).edit({"Manufacturer": "ACME"}).apply(tmp_path / "out")
    assert report.counts == {"written": 4, "refused": 1}
    assert report.problems[0].sources == ("broken.dcm",)
    after = pydicom.dcmread(tmp_path / "out/ct/2.dcm")
    old = pydicom.dcmread(archive / "ct/2.dcm")
    assert after.Manufacturer == "ACME"
    old.Manufacturer = "ACME"
    assert after == old
    assert files(archive) == before


def test_uids_are_the_same_in_dataset_and_file_meta(archive: Path, tmp_path: Path) -> None:
    collection = dw.load(archive)
    edits = collection.edit({"SOPInstanceUID": "1.2.3"}, files="ct/0.dcm")
    assert not any("own" in warning for row in edits for warning in row.warnings)
    edits.apply(tmp_path / "out", only_changed=True)
    assert [*files(tmp_path / "out")] == ["ct/0.dcm"]
    written = pydicom.dcmread(tmp_path / "out/ct/0.dcm")
    assert written.file_meta.MediaStorageSOPInstanceUID == written.SOPInstanceUID == "1.2.3"
    warned = next(iter(collection.edit({"SOPInstanceUID": "1.2.3"})))
    assert "must be each one's own" in warned.warnings[0]


def test_several_edits_each_in_its_files(archive: Path, tmp_path: Path) -> None:
    edits = (
        dw.load(archive)
        .edit()
        .also({"Manufacturer": "ACME"}, files=["ct/0.dcm"])
        .also({"Manufacturer": "B"}, files=["ct/1.dcm"])
    )
    edits.apply(tmp_path / "out", workers=0)
    told = [pydicom.dcmread(tmp_path / f"out/ct/{n}.dcm").Manufacturer for n in range(3)]
    assert told == ["ACME", "B", pydicom.dcmread(archive / "ct/2.dcm").Manufacturer]
    assert files(tmp_path / "out")["ct/2.dcm"] == files(archive)["ct/2.dcm"]
    with pytest.raises(ArgumentError, match="none of this collection"):
        edits.also({"Manufacturer": "C"}, files=["elsewhere.dcm"])


def test_changes_of_one_file_are_made_in_all(archive: Path, tmp_path: Path) -> None:
    one = dw.edit(archive / "ct/0.dcm").set("StudyDescription", "山田", widen=True)
    edits = dw.load(archive).edit(one.changes, widen=True)
    edits.apply(tmp_path / "out")
    written = pydicom.dcmread(tmp_path / "out/ct/3.dcm")
    assert written.StudyDescription == "山田"
    assert written.SpecificCharacterSet == "ISO_IR 192"


def test_a_run_is_continued_and_another_is_not(archive: Path, tmp_path: Path) -> None:
    collection = dw.load(archive / "ct")
    edits = collection.edit({"Manufacturer": "ACME"})
    asked = iter([False, False, True])
    first = edits.apply(tmp_path / "out", workers=0, cancelled=lambda: next(asked))
    assert first.counts == {"written": 2, "cancelled": 2}
    assert edits.apply(tmp_path / "out").counts == {"written": 2, "present": 2}
    with pytest.raises(ArgumentError, match="what differs: values"):
        collection.edit({"Manufacturer": "B"}).apply(tmp_path / "out")


def test_all_files_and_none_of_them_are_not_the_same_edit(archive: Path, tmp_path: Path) -> None:
    collection = dw.load(archive / "ct")
    none = collection.edit().also({"Manufacturer": "ACME"}, files=[])
    assert none.apply(tmp_path / "out", workers=0).counts == {"written": 4}
    with pytest.raises(ArgumentError, match="what differs: values"):
        collection.edit({"Manufacturer": "ACME"}).apply(tmp_path / "out")


def test_long_arrays_that_differ_in_their_middle_are_not_the_same_edit(
    archive: Path, tmp_path: Path
) -> None:
    lut = np.zeros(4096, np.uint16)
    collection = dw.load(archive / "ct")
    how = {"(0028,3006)": lut}
    collection.edit(insert=how).apply(tmp_path / "out", workers=0)
    collection.edit(insert={"(0028,3006)": lut.copy()}).apply(tmp_path / "out", workers=0)
    lut[2000] = 1
    with pytest.raises(ArgumentError, match="what differs: values"):
        collection.edit(insert=how).apply(tmp_path / "out")


def test_source_and_target_are_kept_apart(archive: Path, tmp_path: Path) -> None:
    edits = dw.load(archive).edit({"Manufacturer": "ACME"})
    with pytest.raises(ArgumentError, match="inside the source"):
        edits.apply(archive / "edited")
    with pytest.raises(ArgumentError, match="source is inside the target"):
        edits.apply(archive.parent)
    with pytest.raises(ArgumentError, match="one place to go"):
        edits.apply()
    with pytest.raises(ArgumentError, match="one place to go"):
        edits.apply(tmp_path / "out", in_place=True)


def test_in_place_only_where_it_is_said_and_repeated_without_harm(
    archive: Path, tmp_path: Path
) -> None:
    folder = tmp_path / "own"
    shutil.copytree(archive, folder)
    (folder / "link.dcm").symlink_to(folder / "ct/0.dcm")
    untouched = (folder / "broken.dcm").read_bytes()
    edits = dw.load(folder).edit({"Manufacturer": "ACME"}, insert={"StudyComments": "x"})
    report = edits.apply(in_place=True, workers=0)
    assert report.counts["refused"] == 1
    assert pydicom.dcmread(folder / "ct/3.dcm").StudyComments == "x"
    assert (folder / "link.dcm").is_symlink()
    assert (folder / "broken.dcm").read_bytes() == untouched
    once = files(folder)
    again = edits.apply(in_place=True, workers=0)
    assert again.counts == {"unchanged": 5, "refused": 1}
    assert files(folder) == once
    with pytest.raises(ArgumentError, match="would do it twice"):
        dw.load(folder).edit(insert={"RequestAttributesSequence[0]": None}).apply(in_place=True)


def test_a_file_with_two_names_is_written_once_or_not_at_all(tmp_path: Path) -> None:
    samples.ct(1, 16)[0].save_as(tmp_path / "a.dcm", enforce_file_format=True)
    (tmp_path / "z.dcm").symlink_to(tmp_path / "a.dcm")
    source = dw.load(tmp_path)
    different = source.edit({"Manufacturer": "A"}).also({"StationName": "Z"}, files="z.dcm")
    report = different.apply(in_place=True, workers=0)
    assert report.counts == {"refused": 2}
    assert "Several names" in report.problems[0].reason
    alike = source.edit({"Manufacturer": "A"}).apply(in_place=True, workers=0)
    assert alike.counts == {"written": 2}
    assert "one file with another name" in " ".join(alike.notes)
    assert pydicom.dcmread(tmp_path / "z.dcm").Manufacturer == "A"


def test_hard_links_are_told_of(tmp_path: Path) -> None:
    samples.ct(1, 16)[0].save_as(tmp_path / "a.dcm", enforce_file_format=True)
    (tmp_path / "kept").hardlink_to(tmp_path / "a.dcm")
    before = (tmp_path / "kept").read_bytes()
    report = dw.load([tmp_path / "a.dcm"]).edit({"Manufacturer": "A"}).apply(in_place=True)
    assert "hard link" in " ".join(report.notes)
    assert (tmp_path / "kept").read_bytes() == before


def test_what_became_no_dicom_is_skipped_in_the_plan_and_when_written(tmp_path: Path) -> None:
    (tmp_path / "in").mkdir()
    for number, dataset in enumerate(samples.ct(2, 16)):
        dataset.save_as(tmp_path / f"in/{number}.dcm", enforce_file_format=True)
    edits = dw.load(tmp_path / "in").edit({"Manufacturer": "A"})
    (tmp_path / "in/0.dcm").write_text("no DICOM at all, but some text in a file")
    assert edits.count() == {"skipped": 1, "change": 1}
    assert edits.apply(tmp_path / "out", workers=0).counts == {"written": 1, "skipped": 1}
    assert edits.apply(in_place=True, workers=0).counts == {"written": 1, "skipped": 1}


def test_what_is_no_file_is_not_written_over() -> None:
    report = dw.load(samples.ct(2, 32)).edit({"Manufacturer": "A"}).apply(in_place=True)
    assert report.counts == {"refused": 2}


def test_datasets_become_files(tmp_path: Path) -> None:
    edits = dw.load(samples.ct(2, 32)).edit({"Manufacturer": "A"})
    assert edits.apply(tmp_path / "out").counts == {"written": 2}
    assert all(name.endswith(".dcm") for name in files(tmp_path / "out"))


def test_a_value_that_does_not_fit_is_named_before(archive: Path, tmp_path: Path) -> None:
    edits = dw.load(archive / "ct").edit({"StudyDate": "yesterday"})
    assert {row.status for row in edits} == {"refused"}
    assert edits.apply(tmp_path / "out").counts == {"refused": 4}


def test_a_name_that_a_file_can_not_spell_is_refused_for_it_alone(tmp_path: Path) -> None:
    for number, dataset in enumerate(samples.ct(2, 16)):
        dataset.SpecificCharacterSet = ["ISO_IR 100", "ISO_IR 192"][number]
        dataset.PatientName = ["Doe^Jane", "山田^太郎"][number]
        dataset.save_as(tmp_path / f"{number}.dcm", enforce_file_format=True)
    edits = dw.load(tmp_path).edit(insert={"PatientName": "山田^太郎"})
    assert [row.status for row in edits] == ["refused", "unchanged"]
    assert edits.count() == {"refused": 1, "unchanged": 1}
    assert len(edits.to_pandas()) == 1


def test_one_odd_file_does_not_end_the_plan(archive: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    walk, odd = bulk_edit.walk_file, iter([True])

    def walked(file: Any) -> Any:
        if next(odd, False):
            raise ValueError("Doe^Jane")
        return walk(file)

    monkeypatch.setattr(bulk_edit, "walk_file", walked)
    rows = list(dw.load(archive / "ct").edit({"Manufacturer": "ACME"}))
    assert [row.status for row in rows] == ["refused", "change", "change", "change"]
    assert rows[0].warnings == ("It can't be done (ValueError).",)


@pytest.mark.parametrize(
    ("path", "text", "expected"),
    [
        ("Rows", "8", 8),
        ("ImagePositionPatient", "1\\2\\3.5", [1, 2, 3.5]),
        ("SelectorUSValue", "1\\2", [1, 2]),
        ("RecommendedDisplayFrameRateInFloat", "2.5", 2.5),
        ("FrameIncrementPointer", "(0018,1063)", 0x00181063),
        ("ICCProfile", "00 FF", b"\0\xff"),
    ],
)
def test_typed_values_are_read_by_their_vr(
    tmp_path: Path, path: str, text: str, expected: Any
) -> None:
    dataset = samples.ct(1, 16)[0]
    dataset.save_as(tmp_path / "0.dcm", enforce_file_format=True)
    how: dict[str, Any] = (
        {"insert": {path: text}} if path not in dataset else {"changes": {path: text}}
    )
    (row,) = dw.load(tmp_path).edit().also(**how, typed=True)
    assert row.status == "change", row.warnings
    dw.load(tmp_path).edit().also(**how, typed=True).apply(in_place=True, workers=0)
    assert pydicom.dcmread(tmp_path / "0.dcm")[path].value == expected


def test_a_folder_without_rights(archive: Path, tmp_path: Path) -> None:
    closed = tmp_path / "closed"
    closed.write_text("")
    with pytest.raises(ArgumentError, match="target is a file"):
        dw.load(archive).edit({"Manufacturer": "A"}).apply(closed)


def test_real_files_of_many_kinds(real_files: RealFiles, tmp_path: Path) -> None:
    paths = real_files.paths[::40] if real_files.whole else real_files.paths[:20]
    report = (
        dw.load(paths)
        .edit({"Manufacturer": "ACME"}, insert={"StudyComments": "checked"})
        .apply(tmp_path / "out", keep_tail=True, workers=0)
    )
    written = [file for file in report.files if file.status == "written"]
    assert len(written) >= 0.8 * len(report.files)
    for file in written:
        header = pydicom.dcmread(
            tmp_path / "out" / file.targets[0], force=True, stop_before_pixels=True
        )
        assert header.StudyComments == "checked"
