"""Files on servers: many headers at once, and what goes wrong named without its address."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Any, ClassVar

import fsspec
import pytest
from fsspec.implementations.memory import MemoryFileSystem
from pydicom import dcmread

import dicomwidgets as dw
from dicomwidgets import samples
from dicomwidgets.collection.columns import Columns
from dicomwidgets.collection.scanning import scan
from dicomwidgets.errors import MissingPackageError, SourceError
from dicomwidgets.reading.remote import RemoteSource
from dicomwidgets.reading.source import is_address, source_of

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

COUNT = 100
LATENCY = 0.02


class FarAway(MemoryFileSystem):  # type: ignore[misc]
    """Files in memory, each request for which takes its time."""

    protocol = "far"
    store: ClassVar[dict[str, Any]] = {}
    pseudo_dirs: ClassVar[list[str]] = [""]
    asked = 0
    broken = ""

    @classmethod
    def _strip_protocol(cls, path: str) -> str:
        return str(super()._strip_protocol(path.replace("far://", "memory://")))

    def cat_file(self, path: str, start: Any = None, end: Any = None, **kwargs: Any) -> Any:
        type(self).asked += 1
        time.sleep(LATENCY)
        if self.broken and path.endswith(self.broken):
            raise PermissionError("https://secret.example/Doe^John")
        return super().cat_file(path, start, end, **kwargs)

    def open(self, path: str, *args: Any, **kwargs: Any) -> Any:
        time.sleep(2 * LATENCY)  # what it is, and its bytes
        return super().open(path, *args, **kwargs)


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    fsspec.register_implementation("far", FarAway, clobber=True)
    system = fsspec.filesystem("far")
    files = samples.write_ct_folder(tmp_path_factory.mktemp("far"), 4, 16)
    content = [each.read_bytes() for each in sorted(files.iterdir())]
    for number in range(COUNT):
        with MemoryFileSystem.open(system, f"/archive/ct/{number:03}.dcm", "wb") as file:
            file.write(content[number % 4])
    yield "far://archive"
    FarAway.store.clear()


def test_a_hundred_headers_take_a_few_requests_of_time(server: str) -> None:
    source = source_of(server)
    assert isinstance(source, RemoteSource)
    columns = Columns()
    begin = time.perf_counter()
    rows = [row for batch in scan(source, columns) for row in batch.rows]
    ours = time.perf_counter() - begin
    system = fsspec.filesystem("far")
    begin = time.perf_counter()
    for number in range(10):
        with system.open(f"/archive/ct/{number:03}.dcm", "rb") as file:
            dataset = dcmread(file, stop_before_pixels=True)
    theirs = (time.perf_counter() - begin) * COUNT / 10
    assert len(rows) == COUNT
    assert rows[9][0] == "ct/009.dcm"
    assert rows[9][columns.place("SOPInstanceUID")] == dataset.SOPInstanceUID
    assert theirs >= 15 * ours  # 20 and more on a machine that does nothing else


def test_a_collection_of_a_server_has_series_to_look_at(server: str) -> None:
    collection = dw.load(f"{server}/ct/00*.dcm")
    assert len(collection.instances) == 10
    assert len(collection) == 1
    assert collection[0].frames().stored(0).shape == (16, 16)


def test_one_file_is_fetched_alone(server: str) -> None:
    source = source_of(f"{server}/ct/003.dcm")
    assert [item.name for item in source.items()] == ["003.dcm"]


def test_what_a_server_does_not_give_is_named(server: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(FarAway, "broken", "ct/005.dcm")
    batches = list(scan(source_of(server), Columns()))
    assert sum(len(batch.rows) for batch in batches) == COUNT - 1
    (problem,) = (each for batch in batches for each in batch.problems)
    assert problem.file == "ct/005.dcm"
    assert "Doe" not in str(problem)
    assert "secret" not in str(problem)


def test_an_address_with_nothing_says_so(server: str) -> None:
    with pytest.raises(SourceError, match=r"no file|does not list"):
        source_of(f"{server}/nothing/here")
    with pytest.raises(SourceError, match="can't be used"):
        source_of("nosuchkind://x")


def test_what_an_address_needs_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    def missing(_address: str) -> Any:
        raise ImportError("Install s3fs to access S3")

    monkeypatch.setattr(fsspec, "url_to_fs", missing)
    with pytest.raises(MissingPackageError, match="pip install s3fs"):
        source_of("s3://bucket/ct")


def test_a_path_is_no_address(tmp_path: Path) -> None:
    assert is_address("memory://x")
    assert is_address("simplecache::s3://x")
    assert not is_address(str(tmp_path))
    assert not is_address("C:\\archive")
