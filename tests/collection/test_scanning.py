"""A scan of many files: all are told of once, whoever reads them, whatever is wrong with some."""

from __future__ import annotations

import os
import shutil
import sys
import weakref
import zipfile
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, Any

import pytest
from support import scan_work

import dicomwidgets as dw
from dicomwidgets import samples
from dicomwidgets.collection import bundles, file_scan, scanning
from dicomwidgets.collection.columns import WITH_PROBLEMS, Columns
from dicomwidgets.collection.scanning import Batch, scan
from dicomwidgets.errors import ArgumentError
from dicomwidgets.reading.source import source_of

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

FILES = 300
COLUMNS = Columns()


@pytest.fixture(scope="module")
def archive(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Three hundred files in three folders, of two kinds, and one that is no DICOM."""
    root = tmp_path_factory.mktemp("archive")
    ct = samples.write_ct_folder(root / "first", 4, 8)
    content = [each.read_bytes() for each in sorted(ct.iterdir())]
    shutil.rmtree(ct)
    for number in range(FILES):
        folder = root / ("a", "b", "slow")[number % 3]
        folder.mkdir(exist_ok=True)
        (folder / f"{number:04}.dcm").write_bytes(content[number % len(content)])
    (root / "notes.txt").write_text("no DICOM")
    return root


def rows_of(batches: Iterable[Batch]) -> dict[Any, tuple[Any, ...]]:
    return {row[0]: row for batch in batches for row in batch.rows}


@pytest.fixture(scope="module")
def expected(archive: Path) -> dict[Any, tuple[Any, ...]]:
    rows = rows_of(scan(source_of(archive), COLUMNS, workers=0))
    assert len(rows) == FILES
    return rows


def test_a_row_holds_what_the_file_says(archive: Path, expected: dict[Any, Any]) -> None:
    row = dict(zip(COLUMNS.names, expected["a/0000.dcm"], strict=True))
    header = dw.load(archive / "a" / "0000.dcm")[0].header(0).dataset
    status = (archive / "a" / "0000.dcm").stat()
    assert row["SOPInstanceUID"] == header.SOPInstanceUID
    assert row["Rows"] == 8
    assert row["PixelSpacing"] == "\\".join(map(str, header.PixelSpacing))
    assert (row["Size"], row["Modified"]) == (status.st_size, status.st_mtime_ns)
    assert (row["Status"], row["EchoTime"]) == ("", None)


def test_the_first_batch_is_small_and_all_are_told_of_once(archive: Path) -> None:
    told: list[tuple[int, int | None]] = []
    batches = list(
        scan(source_of(archive), COLUMNS, on_progress=lambda *numbers: told.append(numbers))
    )
    assert len(batches[0].rows) + batches[0].skipped == 16
    names = [row[0] for batch in batches for row in batch.rows]
    assert len(names) == len(set(names)) == FILES
    assert sum(batch.skipped for batch in batches) == 1
    assert told[-1] == (FILES + 1, FILES + 1)


def test_what_was_learned_is_let_go_of_at_the_end(archive: Path) -> None:
    batches = scan(source_of(archive), COLUMNS, workers=0)
    next(batches)
    learned = weakref.ref(bundles.scan_of(COLUMNS))
    assert learned() is bundles.scan_of(COLUMNS)
    batches.close()  # type: ignore[attr-defined]
    assert learned() is None


def test_who_reads_makes_no_difference(archive: Path, expected: dict[Any, Any]) -> None:
    with ThreadPoolExecutor(2) as threads:
        assert rows_of(scan(source_of(archive), COLUMNS, executor=threads)) == expected
    assert rows_of(scan(source_of(archive), COLUMNS, workers=2)) == expected
    with pytest.raises(ArgumentError):
        list(scan(source_of(archive), COLUMNS, executor=ThreadPoolExecutor(1), workers=2))


def test_a_file_that_kills_its_worker_is_named_and_the_rest_is_read(
    archive: Path, expected: dict[Any, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    killer = archive / "b" / "killer.dcm"
    killer.write_bytes((archive / "a" / "0000.dcm").read_bytes())
    monkeypatch.setattr(scanning, "BundleScan", scan_work.DeadlyScan)
    try:
        batches = list(scan(source_of(archive), COLUMNS, workers=2))
    finally:
        killer.unlink()
    assert rows_of(batches) == expected
    (problem,) = (each for batch in batches for each in batch.problems)
    assert problem.file == "b/killer.dcm"
    assert "died of it twice" in problem.message


@pytest.mark.parametrize("workers", [0, 1])
def test_cancel_ends_within_one_file(archive: Path, workers: int) -> None:
    done: list[int] = []

    def cancelled() -> bool:
        return bool(done)

    batches = scan(source_of(archive), COLUMNS, workers=workers, cancelled=cancelled)
    first = next(batches)
    done.append(1)
    rest = list(batches)
    assert len(first.rows) + first.skipped == 16
    # What came back from the worker before it could hear of it is not lost.
    most = 0 if workers == 0 else FILES
    assert sum(len(each.rows) for each in rest) <= most


def test_the_flag_ends_a_bundle_between_files(archive: Path) -> None:
    from dicomwidgets.collection.bundles import Bundle, BundleScan  # noqa: PLC0415
    from dicomwidgets.collection.stop_flag import StopFlag  # noqa: PLC0415

    flag, seen = StopFlag(), StopFlag()
    seen._path = flag._path
    places = [str(path) for path in sorted((archive / "a").iterdir())]
    work = BundleScan(COLUMNS, seen)
    assert len(work(Bundle(places, [*places])).rows) == len(places)
    flag.lift()
    seen._looked = 0.0
    assert work(Bundle(places, [*places])).rows == []
    flag.take_down()
    assert not os.path.exists(flag._path)  # noqa: PTH110


def test_members_of_an_archive_are_read_where_they_are(
    archive: Path, expected: dict[Any, Any], tmp_path: Path
) -> None:
    packed = tmp_path / "all.zip"
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as target:
        for path in sorted(archive.rglob("*.dcm")):
            target.write(path, path.relative_to(archive).as_posix())
    for source in (source_of(packed), source_of(packed.read_bytes())):
        rows = rows_of(scan(source, COLUMNS, workers=0))
        assert {name: row[4:] for name, row in rows.items()} == {
            name: row[4:] for name, row in expected.items()
        }
        assert {row[1] for row in rows.values()} == {row[1] for row in expected.values()}


def test_an_archive_made_to_fill_disks_is_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from dicomwidgets.reading import unpacking  # noqa: PLC0415

    monkeypatch.setattr(unpacking, "_BOMB_BYTES", 1 << 20)
    bomb = tmp_path / "bomb.zip"
    with zipfile.ZipFile(bomb, "w", zipfile.ZIP_DEFLATED) as target:
        target.writestr("bomb.dcm", bytes(128) + b"DICM" + bytes(4 << 20))
    (batch,) = (each for each in scan(source_of(bomb), COLUMNS, workers=0) if each.problems)
    assert not batch.rows
    assert batch.problems[0].file == "bomb.dcm"
    assert "fill disks" in batch.problems[0].message


def test_datasets_and_bytes_are_rows_too() -> None:
    dataset = samples.ct(1, 8)[0]
    rows = rows_of(scan(source_of([dataset, samples.sr()]), COLUMNS))
    assert {row[COLUMNS.place("Modality")] for row in rows.values()} == {"CT", "SR"}


@pytest.mark.skipif(sys.platform == "win32", reason="links and rights are of another kind there")
def test_bad_input_is_named_and_the_scan_goes_on(tmp_path: Path) -> None:
    folder = samples.write_ct_folder(tmp_path / "x", 2, 8)
    (folder / "loop.dcm").symlink_to(folder / "loop.dcm")
    (folder / "round").symlink_to(folder, target_is_directory=True)
    (folder / "gone.dcm").symlink_to(folder / "nowhere")
    (folder / "empty.dcm").write_bytes(b"")
    (folder / "cut.dcm").write_bytes(next(folder.glob("CT*")).read_bytes()[:-20])
    odd = os.fsencode(folder) + b"/caf\xe9.dcm"
    with open(odd, "wb") as file:  # noqa: PTH123 - a name that is no text
        file.write(next(folder.glob("CT*")).read_bytes())
    batches = list(scan(source_of(folder), COLUMNS, workers=1))
    rows = rows_of(batches)
    problems = {each.file: each.message for batch in batches for each in batch.problems}
    assert len(rows) == 4
    assert os.fsdecode(b"caf\xe9.dcm") in rows
    assert rows["cut.dcm"][3] == WITH_PROBLEMS
    assert set(problems) == {"loop.dcm", "gone.dcm", "cut.dcm"}
    assert sum(batch.skipped for batch in batches) == 1


def test_what_may_not_be_read_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = samples.write_ct_folder(tmp_path / "x", 2, 8)
    closed = min(folder.iterdir())

    def refuse(path: Any, *_: Any, **__: Any) -> Any:
        raise PermissionError(13, "Permission denied", path)

    monkeypatch.setattr(file_scan.os, "open", refuse)
    monkeypatch.setattr("builtins.open", refuse)
    problems = [p for batch in scan(source_of(folder), COLUMNS, workers=0) for p in batch.problems]
    assert len(problems) == 2
    assert "Permission denied" in problems[0].message
    assert str(closed) not in str(problems[0])


def test_a_file_that_changes_meanwhile_is_said_to(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = samples.write_ct_folder(tmp_path / "x", 1, 8)
    path = next(folder.iterdir())
    read = os.read

    def growing(file: int, size: int) -> bytes:
        with path.open("ab") as growing:
            growing.write(b"\0\0")
        return read(file, size)

    monkeypatch.setattr(file_scan.os, "read", growing)
    batches = list(scan(source_of(folder), COLUMNS, workers=0))
    assert batches[0].rows[0][3] == WITH_PROBLEMS
    assert any("changed while" in each.message for each in batches[0].problems)
