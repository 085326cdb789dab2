"""A volume is the same from wherever its files come, or it is said how to ask for them."""

from __future__ import annotations

import io
import zipfile
from typing import TYPE_CHECKING, Any

import fsspec
import numpy as np
import pytest

import dicomwidgets as dw
from dicomwidgets import samples
from dicomwidgets.errors import DicomWidgetsError, SourceError
from dicomwidgets.pixels import kept_headers
from dicomwidgets.volumes import opening

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return samples.write_ct_folder(tmp_path_factory.mktemp("volume"), 6, 16)


@pytest.fixture(scope="module")
def archive(folder: Path) -> bytes:
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED) as made:
        for path in folder.iterdir():
            made.write(path, f"study/{path.name}")
    return held.getvalue()


@pytest.fixture(scope="module")
def server(folder: Path, archive: bytes) -> Iterator[str]:
    system = fsspec.filesystem("memory")
    for path in folder.iterdir():
        system.pipe(f"/volumes/ct/{path.name}", path.read_bytes())
    system.pipe("/volumes/study.zip", archive)
    yield "memory://volumes"
    system.rm("/volumes", recursive=True)


def test_archives_addresses_and_bytes(
    folder: Path, archive: bytes, server: str, tmp_path: Path
) -> None:
    (tmp_path / "study.zip").write_bytes(archive)
    here = dw.volume(folder)
    others: list[Any] = [
        tmp_path / "study.zip",
        archive,
        f"{server}/ct",
        f"zip://::{server}/study.zip",
        [path.read_bytes() for path in folder.iterdir()],
    ]
    for x in others:
        made = dw.volume(x)
        assert np.array_equal(made.array, here.array)
        assert made.dtype == here.dtype
        assert np.array_equal(made.affine, here.affine)
        assert np.array_equal(dw.volume(x, lazy=True).axial(2).array, here.axial(2).array)


def test_archives_and_addresses_are_asked_for_each_header_once(
    archive: bytes, server: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(kept_headers, "read_header", headers := Counted(kept_headers.read_header))
    for x in (archive, f"{server}/ct"):
        headers.count = 0
        dw.volume(x)
        assert headers.count <= 1  # whether it is a mosaic
        later: Any = dw.volume(x, lazy=True)._reader
        assert not any(each.known for each in later.frames.locators)  # they may be others then


def test_an_archive_at_an_address_is_refused_with_the_way_in(server: str) -> None:
    with pytest.raises(SourceError, match="a zip archive") as refused:
        dw.volume(f"{server}/study.zip")
    assert f"zip://::{server}/study.zip" in (refused.value.remedy or "")


def test_what_is_gone_from_a_server_is_named(server: str, folder: Path) -> None:
    made = dw.volume(f"{server}/ct", lazy=True)
    system = fsspec.filesystem("memory")
    name = sorted(folder.iterdir())[3].name
    system.rm(f"/volumes/ct/{name}")
    try:
        with pytest.raises(DicomWidgetsError) as problem:
            made.load()
        assert problem.value.file == name
    finally:
        system.pipe(f"/volumes/ct/{name}", (folder / name).read_bytes())


def test_a_series_of_a_collection_is_read_as_fast_as_its_folder(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    series = dw.load(folder).series[0]
    assert not any(each.known for each in series.instances)
    here = dw.volume(folder)
    monkeypatch.setattr(kept_headers, "read_header", headers := Counted(kept_headers.read_header))
    made = dw.volume(series)
    assert np.array_equal(made.array, here.array)
    assert (made.dtype, made.unit) == (here.dtype, here.unit)
    assert headers.count <= 1  # whether it is a mosaic
    assert dw.volume(series, frames=[4, 3, 2]).shape[0] == 3


def test_of_a_collections_series_the_chosen_headers_alone_are_read(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    series, asked = dw.load(folder).series[0], []
    once = opening.known_of

    def known_of(source: Any, items: Any, known: Any) -> Any:
        asked.extend(items)
        return once(source, items, known)

    monkeypatch.setattr(opening, "known_of", known_of)
    assert dw.volume(series, frames=[0, 1]).shape[0] == 2
    assert len(asked) == 2


class Counted:
    """A function whose calls are counted."""

    def __init__(self, work: Any) -> None:
        self.work, self.count = work, 0

    def __call__(self, *args: Any) -> Any:
        self.count += 1
        return self.work(*args)
