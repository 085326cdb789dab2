"""A filling loses nothing without a word, ends when it is told to, and counts right."""

from __future__ import annotations

import shutil
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, Any

import pytest
from pydicom.data import get_testdata_file
from support.executors import Cancelling

import dicomwidgets as dw
from dicomwidgets import samples
from dicomwidgets.collection import cache, filling, stamps
from dicomwidgets.reading import folder as folder_module

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

FILES = 40
Told = list[tuple[int, "int | None"]]


@pytest.fixture(autouse=True)
def kept_in(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    monkeypatch.setattr(cache, "FROM_FILES", 2)
    monkeypatch.setattr(stamps, "_FRESH", -3_600_000_000_000)
    return cache.cache_folder()


@pytest.fixture(scope="module")
def content(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    (file,) = samples.write_ct_folder(tmp_path_factory.mktemp("content"), 1, 8).iterdir()
    return file.read_bytes()


@pytest.fixture
def archive(tmp_path: Path, content: bytes) -> Path:
    root = tmp_path / "archive"
    root.mkdir()
    for number in range(FILES):
        (root / f"{number:03}.dcm").write_bytes(content)
    return root


def test_files_of_work_that_an_executor_cancels_are_read_all_the_same(archive: Path) -> None:
    with Cancelling(lambda sent: sent == 2) as executor:
        found = dw.load(archive, executor=executor)
    assert (len(found.instances), found.complete, found.problems) == (FILES, True, ())


def test_files_that_nobody_read_are_named_and_read_the_next_time(archive: Path) -> None:
    with Cancelling(lambda sent: sent > 1) as executor:
        found = dw.load(archive, executor=executor)
    assert len(found.instances) + len(found.problems) == FILES
    assert "cancelled" in found.problems[0].message
    assert found.skipped == 0
    assert len(dw.load(archive).instances) == FILES


@pytest.mark.parametrize("after", [1, 3, 20])
def test_who_says_once_that_it_is_cancelled_has_said_it(archive: Path, after: int) -> None:
    answers = iter([*[False] * after, True])
    found = dw.load(archive, cancelled=lambda: next(answers, False))
    assert len(found.instances) < FILES
    assert (found.complete, found.skipped) == (False, 0)
    again = dw.load(archive)
    assert (len(again.instances), again.complete) == (FILES, True)


@pytest.fixture
def listings(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    listed: list[str] = []
    listing = folder_module._Walk._listing

    def watched(self: Any, folder: Any) -> Iterator[Any]:
        listed.append(folder.path)
        return listing(self, folder)

    monkeypatch.setattr(folder_module._Walk, "_listing", watched)
    return listed


@pytest.fixture
def wide(tmp_path: Path, content: bytes) -> Path:
    """Many folders of a few files each."""
    for number in range(30 * 8):
        folder = tmp_path / "wide" / f"{number // 8:02}"
        folder.mkdir(parents=True, exist_ok=True)
        (folder / f"{number}.dcm").write_bytes(content)
    return tmp_path / "wide"


@pytest.fixture
def unlooked(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(filling, "stamps_of", lambda *_: pytest.fail("files are looked at"))


@pytest.mark.usefixtures("unlooked")
def test_who_cancels_while_folders_are_listed_lists_no_more(
    wide: Path, listings: list[str], kept_in: Path
) -> None:
    done: list[int] = []
    found = dw.load(
        wide, on_progress=lambda at, _: done.append(at), cancelled=lambda: done[-1] >= 16
    )
    assert (found.complete, found.progress) == (False, (16, None))
    assert len(found.instances) == 16
    assert "incomplete, 16 files" in repr(found)
    assert len(listings) < 10
    assert not kept_in.exists()


@pytest.mark.usefixtures("unlooked")
def test_who_interrupts_while_folders_are_listed_waits_for_none(
    wide: Path, listings: list[str], kept_in: Path
) -> None:
    def on_progress(done: int, _: int | None) -> None:
        if done >= 16:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        dw.load(wide, on_progress=on_progress)
    assert len(listings) < 10
    assert not kept_in.exists()


def test_a_filling_that_is_called_off_looks_at_no_file_for_what_is_kept(
    archive: Path, kept_in: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    dw.load(archive)
    (file,) = kept_in.iterdir()
    before = file.read_bytes()
    looked: list[str] = []
    monkeypatch.setattr(stamps, "_stamps", lambda paths, _: looked.extend(paths) or iter(()))
    found = dw.load(archive, cancelled=lambda: True)
    assert (found.complete, len(found.instances), looked) == (False, 0, [])
    assert file.read_bytes() == before


def test_progress_counts_up_from_what_is_kept(archive: Path, content: bytes) -> None:
    for file in sorted(archive.iterdir())[5:]:
        file.unlink()
    dw.load(archive)
    for number in range(10):
        (archive / f"new{number}.dcm").write_bytes(content)
    told: Told = []
    found = dw.load(archive, on_progress=lambda *numbers: told.append(numbers))
    assert told[0] == (5, 15)
    assert told[-1] == found.progress == (15, 15)
    assert [done for done, _ in told] == sorted(done for done, _ in told)


def test_how_many_there_are_is_told_as_soon_as_they_are_listed(archive: Path) -> None:
    told: Told = []
    with ThreadPoolExecutor(2) as executor:
        dw.load(archive, executor=executor, on_progress=lambda *numbers: told.append(numbers))
    assert told[0] == (0, None)
    assert told[1][0] < told[1][1] == FILES  # type: ignore[operator]
    told.clear()
    dw.load(samples.ct(3, 8), on_progress=lambda *numbers: told.append(numbers))
    assert told[0] == (0, 3)


def test_what_is_no_dicom_is_counted_as_long_as_it_is_there(archive: Path) -> None:
    for number in range(3):
        (archive / f"{number}.txt").write_text("nothing")
    assert [dw.load(archive).skipped for _ in range(2)] == [3, 3]
    (archive / "0.txt").unlink()
    assert [dw.load(archive).skipped for _ in range(2)] == [2, 2]
    for number in (1, 2):
        (archive / f"{number}.txt").unlink()
    (archive / "000.dcm").unlink()
    found = dw.load(archive)
    assert (found.skipped, found.progress) == (0, (FILES - 1, FILES - 1))


def test_a_dicomdir_is_counted_from_what_is_kept_as_at_first(archive: Path) -> None:
    shutil.copy(str(get_testdata_file("DICOMDIR", download=False)), archive / "DICOMDIR")
    (archive / "notes.txt").write_text("nothing")
    for _ in range(3):
        found = dw.load(archive)
        assert (found.skipped, found.progress) == (1, (FILES + 2, FILES + 2))
    (archive / "new.txt").write_text("nothing")
    assert dw.load(archive).skipped == 2


def test_a_broken_file_does_not_have_all_written_again(
    archive: Path, content: bytes, kept_in: Path
) -> None:
    (archive / "broken.dcm").write_bytes(content[:340])
    first = dw.load(archive)
    (file,) = kept_in.iterdir()
    before = file.stat()
    again = dw.load(archive)
    assert len(again.problems) == len(first.problems) == 1
    assert again.complete
    assert (file.stat().st_ino, file.stat().st_mtime_ns) == (before.st_ino, before.st_mtime_ns)


def test_nothing_stays_of_files_that_are_gone(archive: Path) -> None:
    dw.load(archive)
    (archive / "000.dcm").unlink()
    dw.load(archive)
    (entry,) = cache.entries()
    assert entry.files == FILES - 1
    for file in sorted(archive.iterdir())[1:]:
        file.unlink()
    dw.load(archive)
    assert cache.entries() == []


def test_two_dots_after_a_link_lead_where_the_system_says(
    tmp_path: Path, content: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, kind in (("here", b"CT"), ("there", b"MR")):
        (tmp_path / name / "scans").mkdir(parents=True)
        (tmp_path / name / "scans" / "1").write_bytes(
            content.replace(b"CS\x02\0CT", b"CS\x02\0" + kind)
        )
    (tmp_path / "there" / "deep").mkdir()
    (tmp_path / "here" / "link").symlink_to(tmp_path / "there" / "deep")
    monkeypatch.chdir(tmp_path / "here")
    assert dw.load("link/../scans").instances.column("Modality")[0] == "MR"
