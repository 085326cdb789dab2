from __future__ import annotations

import io
import os
import sys
import zipfile
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import pydicom
import pytest
from pydicom.data import get_testdata_file

from dicomwidgets.errors import ArgumentError, SourceError
from dicomwidgets.reading.header import try_header
from dicomwidgets.reading.item import Item, Source
from dicomwidgets.reading.kept_warnings import kept_warnings
from dicomwidgets.reading.source import source_of


def names(source: Source) -> list[str]:
    return [item.name for item in source.items()]


def modalities(source: Source) -> list[str]:
    headers = [try_header(source, item) for item in source.items()]
    return [header.dataset.Modality for header in headers if header]


def test_file(ct_small: Path) -> None:
    for given in (ct_small, str(ct_small)):
        source = source_of(given)
        assert (source.kind, names(source)) == ("file", ["CT_small.dcm"])
        assert source.path(source.items()[0]) == ct_small
        assert modalities(source) == ["CT"]


def test_home_is_expanded(ct_small: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOME", str(ct_small.parent))
    assert names(source_of("~/CT_small.dcm")) == ["CT_small.dcm"]


def test_folder_is_listed_below_in_plain_name_order_with_any_suffix(scans: Path) -> None:
    source = source_of(scans)
    assert source.kind == "folder"
    assert names(source) == [".hidden", "a/image.IMA", "b/deep/10", "b/deep/2", "notes.txt"]
    assert modalities(source) == ["MR", "MR", "CT", "CT"]


def test_listing_opens_no_file(scans: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise AssertionError("a file was opened")

    monkeypatch.setattr("builtins.open", refuse)
    monkeypatch.setattr(io, "open", refuse)
    assert len(source_of(scans).items()) == 5
    assert len(source_of(str(scans / "**")).items()) == 5


def test_links_that_loop_end(scans: Path) -> None:
    (scans / "a" / "up").symlink_to(scans, target_is_directory=True)
    (scans / "b" / "again").symlink_to(scans / "b", target_is_directory=True)
    expected = [".hidden", "a/image.IMA", "b/deep/10", "b/deep/2", "notes.txt"]
    assert names(source_of(scans)) == expected
    assert names(source_of(str(scans / "**" / "*"))) == expected


def test_a_folder_is_named_by_its_own_path_before_any_link(scans: Path) -> None:
    (scans / "a" / "also").symlink_to(scans / "b", target_is_directory=True)
    assert names(source_of(scans))[1:4] == ["a/image.IMA", "b/deep/10", "b/deep/2"]


def test_linked_folders_and_files_are_followed(scans: Path, tmp_path: Path) -> None:
    other = tmp_path / "other"
    other.mkdir()
    (other / "folder").symlink_to(scans / "a", target_is_directory=True)
    (other / "file").symlink_to(scans / "b" / "deep" / "10")
    assert names(source_of(other)) == ["file", "folder/image.IMA"]


def test_dead_links_are_items_and_pipes_are_not(tmp_path: Path) -> None:
    (tmp_path / "dead").symlink_to(tmp_path / "nowhere")
    os.mkfifo(tmp_path / "pipe")
    assert names(source_of(tmp_path)) == ["dead"]


def test_closed_folders_are_reported(scans: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    scandir = os.scandir

    def refuse(path: str) -> object:
        if path.endswith("deep"):
            raise PermissionError(13, "Permission denied", path)
        return scandir(path)

    monkeypatch.setattr(os, "scandir", refuse)
    source = source_of(scans)
    assert names(source) == [".hidden", "a/image.IMA", "notes.txt"]
    [missing] = source.missing()
    assert missing.file == "b/deep"
    assert "Permission denied" in missing.message


@pytest.mark.parametrize(
    ("pattern", "expected"),
    [
        ("a/*", ["a/image.IMA"]),
        ("**/*.IMA", ["a/image.IMA"]),
        ("**/1?", ["b/deep/10"]),
        ("b/**/[0-9]", ["b/deep/2"]),
        ("b*", ["b/deep/10", "b/deep/2"]),
        ("**", [".hidden", "a/image.IMA", "b/deep/10", "b/deep/2", "notes.txt"]),
        ("*.txt", ["notes.txt"]),
    ],
)
def test_glob(scans: Path, pattern: str, expected: list[str]) -> None:
    source = source_of(str(scans / pattern))
    assert source.kind == "glob"
    inner = "b/" if pattern.startswith("b/") else "a/" if pattern.startswith("a/") else ""
    assert [inner + name for name in names(source)] == expected


def test_relative_glob(scans: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(scans)
    assert names(source_of("**/*.IMA")) == ["a/image.IMA"]
    assert modalities(source_of("*/*.IMA")) == ["MR"]


def test_a_path_with_wildcards_in_its_name_is_itself(tmp_path: Path, ct_small: Path) -> None:
    odd = tmp_path / "scan[1].dcm"
    odd.write_bytes(ct_small.read_bytes())
    assert source_of(odd).kind == "file"


def zipped(tmp_path: Path, scans: Path) -> Path:
    path = tmp_path / "scans.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.mkdir("empty")
        for file in sorted(scans.rglob("*")):
            if file.is_file():
                archive.write(file, Path("study") / file.relative_to(scans))
    return path


def test_zip_is_read_without_extracting(tmp_path: Path, scans: Path) -> None:
    path = zipped(tmp_path, scans)
    for given in (path, path.read_bytes(), path.open("rb")):
        with given if isinstance(given, io.BufferedReader) else io.BytesIO():
            source = source_of(given)
        assert source.kind == "zip"
        assert names(source)[1] == "study/a/image.IMA"
        assert modalities(source) == ["MR", "MR", "CT", "CT"]
        assert source.path(source.items()[0]) is None


def test_zip_handles_are_independent(tmp_path: Path, scans: Path) -> None:
    source = source_of(zipped(tmp_path, scans))
    first, second = source.items()[:2]
    with source.open(first) as a, source.open(second) as b, source.open(first) as again:
        start = a.read(200)
        b.read(50)
        assert again.read(200) == start


def test_zip_in_many_threads(tmp_path: Path, scans: Path) -> None:
    source = source_of(zipped(tmp_path, scans))
    with ThreadPoolExecutor(8) as pool:
        found = list(pool.map(lambda item: try_header(source, item), source.items() * 40))
    assert [header is None for header in found] == [False] * 4 + [True] + (
        [False] * 4 + [True]
    ) * 39


@pytest.mark.filterwarnings("ignore:Duplicate name")
def test_of_equal_names_in_a_zip_the_last_counts(tmp_path: Path, mr_small: Path) -> None:
    path = tmp_path / "twice.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("a", "old")
        archive.write(mr_small, "a")
    assert modalities(source_of(path)) == ["MR"]


def test_damaged_zip_is_named(tmp_path: Path, scans: Path) -> None:
    path = zipped(tmp_path, scans)
    path.write_bytes(path.read_bytes()[:-100])
    with pytest.raises(SourceError, match="zip archive can't be read"):
        source_of(path)


def test_dicomdir_of_pydicom() -> None:
    folder = Path(str(get_testdata_file("DICOMDIR", download=False))).parent
    source = source_of(folder / "DICOMDIR")
    assert source.kind == "dicomdir"
    assert len(source.items()) == 31
    assert not source.missing()
    assert set(modalities(source)) == {"CR", "CT", "MR"}


def dicomdir(folder: Path, *file_ids: list[str]) -> Path:
    """Write a directory that names these files and nothing else."""
    from pydicom.dataset import Dataset, FileMetaDataset  # noqa: PLC0415
    from pydicom.uid import ExplicitVRLittleEndian, MediaStorageDirectoryStorage  # noqa: PLC0415

    dataset = Dataset()
    dataset.file_meta = FileMetaDataset()
    dataset.file_meta.MediaStorageSOPClassUID = MediaStorageDirectoryStorage
    dataset.file_meta.MediaStorageSOPInstanceUID = "1.2.3"
    dataset.file_meta.TransferSyntaxUID = ExplicitVRLittleEndian
    dataset.DirectoryRecordSequence = []
    for file_id in file_ids:
        record = Dataset()
        record.DirectoryRecordType = "IMAGE"
        with kept_warnings():  # '..' is no file ID
            record.ReferencedFileID = file_id
        dataset.DirectoryRecordSequence.append(record)
    with kept_warnings():
        dataset.save_as(folder / "DICOMDIR", enforce_file_format=True)
    return folder / "DICOMDIR"


def test_dicomdir_ignores_case_and_names_what_is_missing(tmp_path: Path, ct_small: Path) -> None:
    (tmp_path / "images").mkdir()
    (tmp_path / "images" / "ct1;1").write_bytes(ct_small.read_bytes())
    source = source_of(
        dicomdir(tmp_path, ["IMAGES", "CT1"], ["IMAGES", "CT2"], ["..", "OUTSIDE"], ["IMAGES"])
    )
    assert names(source) == ["IMAGES/CT1"]
    assert modalities(source) == ["CT"]
    assert [error.file for error in source.missing()] == ["IMAGES/CT2", "../OUTSIDE", "IMAGES"]
    assert "IMAGES" not in str(source.missing()[0])


def test_dicomdir_without_files_is_an_error(tmp_path: Path) -> None:
    path = dicomdir(tmp_path)
    with pytest.raises(SourceError, match="names no file"):
        source_of(path)


def test_bytes_of_any_kind(ct_small: Path) -> None:
    data = ct_small.read_bytes()
    for given in (data, bytearray(data), memoryview(data)):
        source = source_of(given)
        assert (source.kind, names(source)) == ("bytes", ["bytes"])
        assert modalities(source) == ["CT"]


def test_bytearray_may_change_afterwards(ct_small: Path) -> None:
    data = bytearray(ct_small.read_bytes())
    source = source_of(data)
    data[:] = b""
    assert modalities(source) == ["CT"]


def test_file_object_is_read_from_where_it_stands_and_left_there(ct_small: Path) -> None:
    stream = io.BytesIO(b"junk" + ct_small.read_bytes())
    stream.seek(4)
    source = source_of(stream)
    assert stream.tell() == 4
    assert not stream.closed
    assert source.kind == "stream"
    assert modalities(source) == ["CT"]
    with ct_small.open("rb") as file:
        assert modalities(source_of(file)) == ["CT"]


def test_text_file_object_is_refused(scans: Path) -> None:
    with (scans / "notes.txt").open() as file, pytest.raises(ArgumentError, match="'rb'"):
        source_of(file)


def test_dataset_is_shared_and_stays_as_it_is(ct_small: Path) -> None:
    dataset = pydicom.dcmread(ct_small)
    before = {tag: dataset.get_item(tag) for tag in dataset.keys()}  # noqa: SIM118
    source = source_of(dataset)
    [item] = source.items()
    assert source.dataset(item) is dataset
    header = try_header(source, item)
    assert header is not None
    assert header.dataset.PatientName == "CompressedSamples^CT1"
    header.dataset.PatientName = "Changed"
    assert {tag: dataset.get_item(tag) for tag in dataset.keys()} == before  # noqa: SIM118
    assert "PixelData" in dataset
    assert pydicom.dcmread(source.open(item)) == dataset


def test_dataset_without_file_meta_has_bytes_too() -> None:
    dataset = pydicom.Dataset()
    dataset.PatientID = "1"
    source = source_of(dataset)
    assert pydicom.dcmread(source.open(source.items()[0]), force=True).PatientID == "1"


def test_list_of_anything_keeps_its_order(scans: Path, ct_small: Path, tmp_path: Path) -> None:
    dataset = pydicom.dcmread(ct_small)
    given = [scans / "b", ct_small.read_bytes(), dataset, zipped(tmp_path, scans)]
    for many in (given, tuple(given), iter(given), (each for each in given)):
        source = source_of(many)
        assert source.kind == "list"
        assert modalities(source) == ["CT", "CT", "CT", "CT", "MR", "MR", "CT", "CT"]
        assert len(set(names(source))) == len(source.items())


def test_list_names_what_it_can_not_use(ct_small: Path, tmp_path: Path) -> None:
    source = source_of([ct_small, tmp_path / "gone.dcm"])
    assert names(source) == ["CT_small.dcm"]
    [missing] = source.missing()
    assert missing.file
    assert missing.file.endswith("gone.dcm")


def test_items_with_equal_names_in_a_list_stay_apart(ct_small: Path, mr_small: Path) -> None:
    datasets = [pydicom.dcmread(ct_small), pydicom.dcmread(mr_small)]
    source = source_of(datasets)
    assert names(source) == ["1 dataset", "2 dataset"]
    assert source.dataset(source.items()[1]) is datasets[1]


def test_source_and_objects_that_have_one(ct_small: Path) -> None:
    class Holder:
        source = source_of(ct_small)

    assert source_of(Holder()) is Holder.source
    assert source_of(Holder.source) is Holder.source


def nothing(tmp_path: Path) -> list[tuple[object, str]]:
    (tmp_path / "empty" / "inner").mkdir(parents=True)
    with zipfile.ZipFile(tmp_path / "empty.zip", "w"):
        pass
    return [
        (tmp_path / "empty", "hold no file"),
        (tmp_path / "empty.zip", "holds no file"),
        (tmp_path / "empty" / "*.dcm", "matches no file"),
        (tmp_path / "gone" / "deeper.dcm", "its last 2 parts don't exist"),
        (tmp_path / "gone.dcm", "is there, with 2 entries"),
        ([], "list is empty"),
        ([tmp_path / "gone"], "None of the 1 elements"),
        ("", "path is empty"),
        (b"", "no bytes"),
        (io.BytesIO(), "no bytes"),
    ]


@pytest.mark.parametrize("number", range(9))
def test_nothing_there_says_what_was_found_and_what_to_do(tmp_path: Path, number: int) -> None:
    given, message = nothing(tmp_path)[number]
    with pytest.raises(SourceError, match=message) as caught:
        source_of(given)
    assert caught.value.remedy
    assert str(tmp_path) not in str(caught.value)


@pytest.mark.parametrize("given", [3, None, object(), 1.5, np.zeros((4, 4))])
def test_what_holds_no_dicom_is_refused_with_what_does(given: object) -> None:
    with pytest.raises(ArgumentError, match=r"holds no DICOM\. Give a path"):
        source_of(given)


def test_item_masks_its_name() -> None:
    assert "Doe" not in repr(Item("Doe^John.dcm"))


def test_large_folder_is_listed_fast(tmp_path: Path) -> None:
    for number in range(2000):
        (tmp_path / f"{number:05}").touch()
    import time  # noqa: PLC0415

    start = time.process_time()
    source = source_of(tmp_path)
    taken = time.process_time() - start
    assert len(source.items()) == 2000
    assert taken < 0.5
    assert sys.getsizeof(source.items()[0]) <= 64


@pytest.mark.parametrize("pattern", ["", "/**/*"])
def test_a_link_to_itself_costs_the_others_nothing(scans: Path, pattern: str) -> None:
    (scans / "a" / "loop").symlink_to("loop")
    assert "a/loop" in names(source_of(f"{scans}{pattern}"))
    assert "a/image.IMA" in names(source_of(f"{scans}{pattern}"))


def test_what_the_system_says_about_a_path_is_told_without_it() -> None:
    with pytest.raises(SourceError, match="File name too long") as caught:
        source_of("Doe_Jane" * 600)
    assert "Doe_Jane" not in str(caught.value)
    assert caught.value.__suppress_context__


def test_a_closed_file_object_is_refused_in_words(ct_small: Path) -> None:
    with ct_small.open("rb") as file:
        pass
    with pytest.raises(SourceError, match="closed"):
        source_of(file)
