"""What was read of an archive is kept, used while it is true, and never trusted blindly."""

from __future__ import annotations

import errno
import os
import stat
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import dicomwidgets as dw
from dicomwidgets import samples
from dicomwidgets.collection import cache, cache_file, filling, stamps

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from dicomwidgets.collection.collection import Collection

FILES = 6
posix = pytest.mark.skipif(os.name != "posix", reason="file modes are those of POSIX")


@pytest.fixture(autouse=True)
def kept_in(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    monkeypatch.setattr(cache, "FROM_FILES", 2)
    monkeypatch.setattr(stamps, "_FRESH", -3_600_000_000_000)
    return cache.cache_folder()


@pytest.fixture
def archive(tmp_path: Path) -> Path:
    folder = samples.write_ct_folder(tmp_path / "Doe^Jane", FILES, 16)
    (folder / "notes.txt").write_text("nothing")
    return folder


@pytest.fixture
def read(monkeypatch: pytest.MonkeyPatch) -> Callable[..., tuple[Collection, list[str]]]:
    """Load, and say which files were read for it."""
    names: list[str] = []
    scan = filling.scan

    def watched(source: Any, *arguments: Any, **keywords: Any) -> Any:
        names.extend(item.name for item in source.items())
        return scan(source, *arguments, **keywords)

    monkeypatch.setattr(filling, "scan", watched)

    def load(x: Any, **keywords: Any) -> tuple[Collection, list[str]]:
        names.clear()
        return dw.load(x, **keywords), sorted(names)

    return load


def one(folder: Path) -> Path:
    (file,) = folder.iterdir()
    return file


def test_an_unchanged_archive_is_not_read_again(archive: Path, read: Any) -> None:
    first, names = read(archive)
    assert len(names) == FILES + 1
    again, names = read(archive)
    assert names == []
    assert again.instances.rows() == first.instances.rows()
    assert again.skipped == first.skipped == 1
    assert again.complete
    assert again.progress == (FILES + 1, FILES + 1)
    assert again[0].count == FILES


def test_what_is_new_or_changed_is_read_and_all_is_in_order(archive: Path, read: Any) -> None:
    first, _ = read(archive)
    changed, gone, *_ = sorted(archive.glob("*.dcm"))
    changed.write_bytes(changed.read_bytes() + b"\0")
    gone.unlink()
    (archive / "0_new.dcm").write_bytes(changed.read_bytes())
    again, names = read(archive)
    assert names == sorted(["0_new.dcm", changed.name])
    fresh, _ = read(archive, cache=False)
    assert again.instances.rows() == fresh.instances.rows()
    assert again.skipped == fresh.skipped == 1
    assert again.instances.column("File")[0] == "0_new.dcm"
    assert len(again.instances) == len(first.instances)
    assert read(archive)[1] == []


def test_the_same_size_and_time_of_content_do_not_deceive(archive: Path, read: Any) -> None:
    read(archive)
    file = min(archive.glob("*.dcm"))
    status = file.stat()
    file.write_bytes(file.read_bytes().replace(b"CT", b"MR"))
    os.utime(file, ns=(status.st_atime_ns, status.st_mtime_ns))
    again, names = read(archive)
    assert names == [file.name]
    assert again.where(Modality="MR").instances.rows(names=["File"]) == [(file.name,)]


def test_a_file_that_was_just_changed_is_read_again(
    archive: Path, read: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(stamps, "_FRESH", 3_600_000_000_000)
    read(archive)
    assert len(read(archive)[1]) == FILES + 1


def test_what_could_not_be_read_is_tried_again(archive: Path, read: Any) -> None:
    broken = archive / "broken.dcm"
    broken.write_bytes(min(archive.glob("*.dcm")).read_bytes()[:340])
    first, _ = read(archive)
    again, names = read(archive)
    assert names == [broken.name]
    assert [str(each) for each in again.problems] == [str(each) for each in first.problems]


def test_problems_of_files_that_have_rows_are_kept(archive: Path, read: Any) -> None:
    file = min(archive.glob("*.dcm"))
    file.write_bytes(file.read_bytes()[:-100])
    first, _ = read(archive)
    again, names = read(archive)
    assert names == []
    assert [each.payload() for each in again.problems] == [
        each.payload() for each in first.problems
    ]
    assert again.problems[0].file == file.name
    assert again.instances.where(Status="with problems").tolist() == [0]


def test_other_columns_are_read_for_themselves(archive: Path, read: Any) -> None:
    read(archive)
    other, names = read(archive, columns=["KVP"])
    assert len(names) == FILES + 1
    assert other.instances.names[-1] == "KVP"
    assert read(archive, columns=["KVP"])[1] == []
    assert read(archive)[1] == []


def test_members_of_a_zip_archive_are_kept_with_it(archive: Path, read: Any) -> None:
    import shutil  # noqa: PLC0415

    packed = shutil.make_archive(str(archive), "zip", archive)
    first, _ = read(packed)
    again, names = read(packed)
    assert names == []
    assert again.instances.rows() == first.instances.rows()
    os.utime(packed)
    assert len(read(packed)[1]) == FILES + 1


def test_cache_false_neither_uses_nor_writes(archive: Path, kept_in: Path, read: Any) -> None:
    read(archive, cache=False)
    assert not kept_in.exists()
    read(archive)
    assert len(read(archive, cache=False)[1]) == FILES + 1


def test_small_things_are_not_kept(archive: Path, kept_in: Path, read: Any) -> None:
    read(min(archive.glob("*.dcm")))
    read([archive])
    read(samples.ct(3, 16))
    assert not kept_in.exists()


@posix
def test_it_is_the_users_alone(archive: Path, kept_in: Path, read: Any) -> None:
    read(archive)
    assert stat.S_IMODE(kept_in.stat().st_mode) == 0o700
    assert stat.S_IMODE(one(kept_in).stat().st_mode) == 0o600
    assert "Doe" not in one(kept_in).name


def test_one_of_another_version_is_replaced_silently(
    archive: Path, kept_in: Path, read: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as older:
        older.setattr(cache_file, "VERSION", b"0 0.0.1")
        read(archive)
        old = one(kept_in).read_bytes()
    again, names = read(archive)
    assert len(names) == FILES + 1
    assert again.notes == ()
    assert one(kept_in).read_bytes() != old
    assert read(archive)[1] == []


@pytest.mark.parametrize(
    "damage",
    [
        lambda _: b"",
        lambda data: data[: len(data) // 2],
        lambda data: data[:-40] + bytes(40),
        lambda data: data + b"more",
        lambda _: b"something else",
        lambda data: data.replace(b'"rows": 6', b'"rows": 7'),
        lambda data: data.replace(b'"kinds": ["', b'"kinds": ["d'),
    ],
)
def test_one_that_is_damaged_is_named_and_replaced(
    damage: Callable[[bytes], bytes], archive: Path, kept_in: Path, read: Any
) -> None:
    first, _ = read(archive)
    file = one(kept_in)
    file.write_bytes(damage(file.read_bytes()))
    again, names = read(archive)
    assert len(names) == FILES + 1
    assert "damaged" in again.notes[0]
    assert again.instances.rows() == first.instances.rows()
    assert read(archive)[1] == []


@settings(max_examples=200)
@given(st.data())
def test_no_damage_is_taken_for_rows(data: st.DataObject) -> None:
    whole = _packed()
    place = data.draw(st.integers(0, len(whole) - 1))
    byte = data.draw(st.integers(0, 255))
    damaged = whole[:place] + bytes([byte]) + whole[place + 1 :]
    try:
        found = cache_file.unpacked(damaged)
    except cache_file.DamagedError:
        return
    if found is not None:
        assert found.table.rows() == _kept().table.rows()


def _kept() -> cache_file.Kept:
    from array import array  # noqa: PLC0415

    from dicomwidgets.collection.table import Table  # noqa: PLC0415

    table = Table(["File", "Size", "PatientName", "SliceThickness"])
    table.append([("a", 1, "é", 2.5), ("b\udcff", None, "", 10**20), ("c", 3, "é", None)])
    names = ["a", "b\udcff", "c", "d"]
    return cache_file.Kept("/x", table, names, array("q", range(12)), bytes([1, 1, 1, 2]))


def _packed() -> bytes:
    return cache_file.packed(_kept())


def test_names_in_bytes_that_are_no_text_come_back() -> None:
    again = cache_file.unpacked(_packed())
    assert again is not None
    assert (again.names, again.table.rows()) == (_kept().names, _kept().table.rows())


def test_a_full_disk_is_named_and_the_scan_goes_on(
    archive: Path, kept_in: Path, read: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(cache, "write_private", full)
    found, _ = read(archive)
    assert len(found.instances) == FILES
    assert found.complete
    assert "No space left on device" in found.notes[0]
    assert "No space left on device" in found._repr_html_()
    assert list(kept_in.iterdir()) == []


def test_what_was_read_before_a_cancel_is_kept(archive: Path, read: Any) -> None:
    looked: list[int] = []

    def cancelled() -> bool:
        looked.append(1)
        return len(looked) > 4

    first, _ = read(archive, cancelled=cancelled)
    assert not first.complete
    again, names = read(archive)
    assert again.complete
    assert len(names) == FILES + 1 - len(first.instances)
    assert again.instances.rows() == dw.load(archive, cache=False).instances.rows()


def test_many_at_once_leave_one_whole_file(archive: Path, kept_in: Path, read: Any) -> None:
    with ThreadPoolExecutor(4) as pool:
        found = list(pool.map(lambda _: dw.load(archive).instances.rows(), range(8)))
    assert all(rows == found[0] for rows in found)
    assert one(kept_in)
    assert read(archive)[1] == []


def test_what_lies_there_is_listed_and_forgotten(
    archive: Path, kept_in: Path, read: Any, tmp_path: Path
) -> None:
    read(archive)
    (kept_in / "0.index").write_bytes(b"damaged")
    damaged, whole = cache.entries()
    assert (damaged.place, damaged.files) == ("", 0)
    assert (whole.place, whole.files) == (str(archive), FILES + 1)
    assert cache.forget(tmp_path / "elsewhere") == 0
    assert cache.forget(tmp_path) == 1
    assert cache.forget() == 1
    assert cache.entries() == []
