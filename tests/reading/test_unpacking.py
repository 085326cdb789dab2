"""Members of archives: no large one in memory; those that can't be had give the reason."""

from __future__ import annotations

import tracemalloc
import zipfile
from typing import TYPE_CHECKING

import pytest

from dicomwidgets.errors import ReadError
from dicomwidgets.reading import unpacking
from dicomwidgets.reading.origin import origin_of
from dicomwidgets.reading.source import source_of

if TYPE_CHECKING:
    from pathlib import Path

    from dicomwidgets.reading.origin import Origin

LARGE = 40 << 20


@pytest.fixture
def archive(tmp_path: Path) -> Path:
    path = tmp_path / "study.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr("large", bytes(LARGE))
        packed.writestr("small", b"first words, and the rest of it" * 99)
    return path


def origin(archive: Path, name: str) -> Origin:
    source = source_of(archive)
    return origin_of(source, next(item for item in source.items() if item.name == name))


def test_a_large_member_is_not_held_in_memory(archive: Path) -> None:
    where = origin(archive, "large")
    tracemalloc.start()
    with where.open() as file:
        assert file.seek(-1, 2) == LARGE - 1
        file.seek(LARGE // 2)
        assert file.read(4) == bytes(4)
    _, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert most < LARGE / 8


def test_first_bytes_unpack_no_more(archive: Path) -> None:
    assert origin(archive, "small").begins(5) == b"first"
    with origin(archive, "small").open() as file:
        assert file.read(11) == b"first words"


def test_an_encrypted_member_says_so(archive: Path) -> None:
    with zipfile.ZipFile(archive) as packed:
        info = packed.getinfo("small")
    data = bytearray(archive.read_bytes())
    data[info.header_offset + 6] |= 1
    central = data.index(b"PK\x01\x02", data.index(b"PK\x01\x02") + 1)
    data[central + 8] |= 1
    archive.write_bytes(data)
    where = origin(archive, "small")
    for read in (where.open, lambda: where.begins(5)):
        with pytest.raises(ReadError, match="encrypted"):
            read()


def test_a_damaged_member_says_so(archive: Path) -> None:
    with zipfile.ZipFile(archive) as packed:
        info = packed.getinfo("small")
    data = bytearray(archive.read_bytes())
    data[info.header_offset + 40 : info.header_offset + 50] = b"\xff" * 10
    archive.write_bytes(data)
    with pytest.raises(ReadError, match="damaged"):
        origin(archive, "small").open()


def test_what_would_fill_a_disk_is_refused(archive: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(unpacking, "_BOMB_BYTES", LARGE - 1)
    with pytest.raises(ReadError, match="200 times"):
        origin(archive, "large").open()
    origin(archive, "small").open().close()
