"""Files that tests send and fetch: many small ones, and real ones in every transfer syntax."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING

from pydicom import dcmread
from support.catalogue import of_each_kind
from support.dimse_peers import dataset_bytes

from dicomwidgets import samples
from dicomwidgets.reading.folder import OWN_FOLDER
from dicomwidgets.reading.kept_warnings import kept_warnings

if TYPE_CHECKING:
    from pathlib import Path

__all__ = ["STUDY", "arrived", "many", "one_of_each_syntax"]

STUDY = "1.2.392.200036.9999.1"

_NEEDED = ("SOPInstanceUID", "SOPClassUID", "PatientID", "StudyInstanceUID", "SeriesInstanceUID")


def many(folder: Path, count: int) -> list[bytes]:
    """Write instances of one study, in two series; return their datasets' bytes, sorted."""
    folder.mkdir(parents=True)
    (made,) = samples.ct(slices=1, size=16)
    for number in range(1, count + 1):
        made.StudyInstanceUID = STUDY
        made.SeriesInstanceUID = f"{STUDY}.{number % 2}"
        made.SOPInstanceUID = made.file_meta.MediaStorageSOPInstanceUID = f"{STUDY}.9.{number}"
        made.InstanceNumber = number
        out = io.BytesIO()
        made.save_as(out, enforce_file_format=True)
        (folder / f"{number:05}.dcm").write_bytes(out.getvalue())
    return sorted(dataset_bytes(path) for path in folder.iterdir())


def arrived(folder: Path) -> list[bytes]:
    """Return the bytes of the datasets of all files in a folder, sorted."""
    files = [each for each in folder.rglob("*") if each.is_file() and OWN_FOLDER not in each.parts]
    return sorted(map(dataset_bytes, files))


def one_of_each_syntax(data_dir: Path, largest: int = 400_000) -> dict[str, Path]:
    """Return a small real file for each transfer syntax: with a head, and UIDs of its own."""
    found: dict[str, Path] = {}
    seen: set[str] = set()
    for path in sorted(of_each_kind(data_dir, ("ts", "sop_name")), key=_size):
        if _size(path) > largest:
            break
        with kept_warnings():
            try:
                dataset = dcmread(path, stop_before_pixels=True)
                syntax = str(dataset.file_meta.get("TransferSyntaxUID", ""))
                uids = [str(dataset.get(name, "")) for name in _NEEDED]
                has_head = dataset.file_meta.get("FileMetaInformationGroupLength")
            except Exception:  # noqa: BLE001, S112 - the damaged are for other tests
                continue
        if syntax and syntax not in found and all(uids) and has_head and uids[0] not in seen:
            seen.add(uids[0])
            found[syntax] = path
    return found


def _size(path: Path) -> int:
    return path.stat().st_size
