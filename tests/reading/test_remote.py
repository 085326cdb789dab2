"""Files on servers: many headers at once, and what goes wrong named without its address."""

from __future__ import annotations

import threading
import time
import traceback
from io import BytesIO
from typing import TYPE_CHECKING, Any, ClassVar

import fsspec
import pytest
from fsspec.implementations.memory import MemoryFileSystem
from pydicom import dcmread
from support.far_away import FarAway, put_far_away

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


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    files = samples.write_ct_folder(tmp_path_factory.mktemp("far"), 4, 16)
    yield put_far_away([each.read_bytes() for each in sorted(files.iterdir())], COUNT)
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


class Silent(MemoryFileSystem):  # type: ignore[misc]
    """A server that ignores which part is asked for, and lists no sizes, as HTTP may."""

    protocol = "silent"
    store: ClassVar[dict[str, Any]] = {}
    pseudo_dirs: ClassVar[list[str]] = [""]
    length: ClassVar[Any] = None
    sized: ClassVar[list[str]] = []
    now: ClassVar[int] = 0
    most: ClassVar[int] = 0
    lock: ClassVar[Any] = threading.Lock()

    @classmethod
    def _strip_protocol(cls, path: str) -> str:
        return str(super()._strip_protocol(path.replace("silent://", "memory://")))

    def find(self, path: str, *args: Any, **kwargs: Any) -> Any:
        found = super().find(path, *args, **kwargs)
        return {name: info | {"size": None} for name, info in found.items()}

    def size(self, path: str) -> Any:
        self.sized.append(path)
        if self.length == "broken":
            raise OSError("https://secret.example/Doe^John")
        return super().size(path) if self.length == "told" else None

    def cat_file(self, path: str, start: Any = None, end: Any = None, **kwargs: Any) -> Any:  # noqa: ARG002
        with self.lock:
            Silent.now += 1
            Silent.most = max(Silent.most, Silent.now)
        time.sleep(0.005)
        with self.lock:
            Silent.now -= 1
        return super().cat_file(path, **kwargs)


@pytest.fixture
def silent(tmp_path: Path) -> Iterator[str]:
    fsspec.register_implementation("silent", Silent, clobber=True)
    system = fsspec.filesystem("silent")
    files = [*samples.write_ct_folder(tmp_path / "small", 2, 16).iterdir()]
    files += [*samples.write_ct_folder(tmp_path / "large", 20, 128).iterdir()]
    for number, path in enumerate(files):
        with MemoryFileSystem.open(system, f"/archive/{number:02}.dcm", "wb") as file:
            file.write(path.read_bytes())
    Silent.sized.clear()
    Silent.most = 0
    yield "silent://archive"
    Silent.store.clear()


@pytest.mark.parametrize("length", [None, "told", "broken"])
def test_a_server_that_says_no_sizes_is_read_all_the_same(
    silent: str, length: str | None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Silent, "length", length)
    batches = list(scan(source_of(silent), Columns()))
    rows = [row for batch in batches for row in batch.rows]
    assert [problem for batch in batches for problem in batch.problems] == []
    system = fsspec.filesystem("silent")
    assert [row[1] for row in rows] == [
        len(MemoryFileSystem.cat_file(system, f"/archive/{number:02}.dcm")) for number in range(22)
    ]
    assert len(Silent.sized) == 20  # of the two that are short all is there


def test_a_server_that_gives_whole_files_is_asked_for_few_at_a_time(silent: str) -> None:
    source = source_of(silent)
    assert isinstance(source, RemoteSource)
    begun = source.beginnings(source.items(), 4096)
    assert all(isinstance(data, bytes) and len(data) <= 4096 for data in begun)
    assert Silent.most <= 4
    assert len(source.begins(source.items()[-1], 5000)) == 5000


class Wholes(MemoryFileSystem):  # type: ignore[misc]
    """A server that gives no parts, and an error where a part of nothing is asked for."""

    protocol = "wholes"
    store: ClassVar[dict[str, Any]] = {}
    pseudo_dirs: ClassVar[list[str]] = [""]

    @classmethod
    def _strip_protocol(cls, path: str) -> str:
        return str(super()._strip_protocol(path.replace("wholes://", "memory://")))

    def cat_file(self, path: str, start: Any = None, end: Any = None, **kwargs: Any) -> Any:
        if end is not None and not self.size(path):
            raise OSError(22, "The requested range is not satisfiable")
        return super().cat_file(path, start, end, **kwargs)

    def open(self, path: str, *_args: Any, **_kwargs: Any) -> Any:
        return OfWholes(super().cat_file(path))


class OfWholes(BytesIO):
    """What fsspec opens at such a server: only its beginning can be read."""

    def read(self, size: int | None = -1) -> bytes:
        if self.tell() > 0:
            raise ValueError("https://secret.example/Doe^John does not support range requests")
        return super().read(size)


def test_a_server_without_ranges_and_an_empty_file_are_no_trouble(tmp_path: Path) -> None:
    fsspec.register_implementation("wholes", Wholes, clobber=True)
    system = fsspec.filesystem("wholes")
    for number, path in enumerate(samples.write_ct_folder(tmp_path / "ct", 4, 16).iterdir()):
        for name in (f"{number}", f"{number}-again"):
            with MemoryFileSystem.open(system, f"/ct/{name}.dcm", "wb") as file:
                file.write(path.read_bytes())
    with MemoryFileSystem.open(system, "/ct/empty.dcm", "wb"):
        pass
    found = dw.load("wholes://ct").check(pixels=True)
    rules = {each.rule for each in found if each.severity == "error"}
    assert rules == {"file-empty"}
    assert "instance-copied" in {each.rule for each in found}
    source = source_of("wholes://ct")
    with source.open(source.items()[0]) as file:
        assert file.read(128) + file.read() == source.whole(source.items()[0])


def test_no_signature_becomes_a_name() -> None:
    system = fsspec.filesystem("memory")
    address = "https://host/ct/a.dcm?X-Amz-Signature=SECRET/x"
    source = RemoteSource(system, "https://host/ct", {address: {}, address + "y": {}})
    assert [item.name for item in source.items()] == ["a.dcm", "a.dcm (2)"]
    assert [item.key.path for item in source.items()] == [address, address + "y"]


def test_no_signature_stands_in_an_error(monkeypatch: pytest.MonkeyPatch) -> None:
    class Nothing:
        def glob(self, _root: str, **_kwargs: Any) -> dict[str, Any]:
            return {}

    address = "https://host/a.dcm?X-Amz-Signature=SECRET"
    for answer in (lambda _: (Nothing(), address), lambda _: 1 / 0, lambda _: (None, address)):
        monkeypatch.setattr(fsspec, "url_to_fs", answer)
        with pytest.raises(SourceError) as caught:
            source_of(address)
        assert caught.value.file == "https://host/a.dcm"
        assert "SECRET" not in "".join(traceback.format_exception(caught.value))


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
