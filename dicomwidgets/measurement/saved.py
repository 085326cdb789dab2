"""Measurements in a file: JSON without identifiers, loadable onto the same series.

A frame is known by a mark: the SHA-256 of its SOP Instance UID and its number in the file. Who has
the images can find it again; who has only the JSON learns no UID.
"""

from __future__ import annotations

import json
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING, Any

from dicomwidgets.errors import ArgumentError, DicomWidgetsError, MeasurementError
from dicomwidgets.measurement.drawn import checked
from dicomwidgets.reading.quick import value_or_none

if TYPE_CHECKING:
    import os
    from collections.abc import Mapping, Sequence

    from dicomwidgets.measurement.row import MeasurementRow, MeasurementShape
    from dicomwidgets.pixels.frame_source import FrameSource

    File = str | os.PathLike[str]

__all__ = ["VERSION", "frame_mark", "read_shapes", "write_rows"]

VERSION = 1
_FORMAT = "dicomwidgets measurements"
_SHAPE = ("id", "kind", "index", "points", "label")


def frame_mark(frames: FrameSource, index: int) -> str | None:
    """Return what a frame is known by, or ``None`` where its file has no SOP Instance UID."""
    uid = value_or_none(frames.header(index).dataset, "SOPInstanceUID")
    if not uid:
        return None
    return sha256(f"{uid}#{frames.locators[index].frame}".encode()).hexdigest()


def write_rows(
    path: File, rows: Sequence[MeasurementRow], frames: FrameSource, *, overwrite: bool
) -> Path:
    """Write measurements and return the path.

    Raises
    ------
    MeasurementError
        When there is such a file and `overwrite` is not set, or it can't be written.
    """
    target = Path(path)
    entries = [_entry(row, frames) for row in rows]
    document = {"format": _FORMAT, "version": VERSION, "measurements": entries}
    text = json.dumps(document, indent=1, ensure_ascii=False, allow_nan=False) + "\n"
    try:
        if overwrite:
            fresh = target.with_name(f"{target.name}.part")
            fresh.write_text(text, encoding="utf-8")
            return fresh.replace(target)
        with target.open("x", encoding="utf-8") as file:
            file.write(text)
    except FileExistsError:
        raise MeasurementError(
            "There is such a file already.",
            file=target.name,
            remedy="Give another name, or overwrite=True.",
        ) from None
    except OSError as problem:
        raise MeasurementError(
            f"The file can't be written: {problem.strerror}.",
            file=target.name,
            remedy="Check its folder: it has to be there, and open to you.",
        ) from None
    return target


def read_shapes(path: File, frames: FrameSource, *, by_index: bool) -> list[MeasurementShape]:
    """Return the shapes of a file, each with the number that its frame has now.

    Parameters
    ----------
    path
        Written by `write_rows`.
    frames
        Of the series they are loaded onto.
    by_index
        Take frames by their number, whatever they are.

    Raises
    ------
    MeasurementError
        When the file can't be read, holds no measurements, or those of other frames.
    """
    file = Path(path).name
    entries = _entries(_bytes(Path(path)), file)
    places = [_place(entry, frames, by_index=by_index) for entry in entries]
    if None in places:
        lost = places.count(None)
        raise MeasurementError(
            f"{lost} of {len(places)} measurements were made on frames that this series does not "
            "have.",
            file=file,
            remedy="Load them onto the series they were made on. To take frames by their number "
            "all the same (of an anonymized copy, say): load(path, by_index=True).",
        )
    try:
        return [
            checked({**entry, "index": place}, len(frames))
            for entry, place in zip(entries, places, strict=True)
        ]
    except ArgumentError as problem:
        raise _broken(file, problem.message) from problem


def _entry(row: MeasurementRow, frames: FrameSource) -> dict[str, Any]:
    fields: Mapping[str, Any] = row
    measured = {name: fields[name] for name in fields if name not in (*_SHAPE, "problem")}
    problem = row["problem"]
    return {
        **{name: fields[name] for name in _SHAPE},
        "frame": _mark_or_none(frames, row["index"]),
        "measured": {**measured, "problem": problem and problem["message"]},
    }


def _bytes(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as problem:
        raise MeasurementError(
            f"The file can't be read: {problem.strerror}.",
            file=path.name,
            remedy="Check the path, and the folder that Python works in (os.getcwd()).",
        ) from None


def _entries(text: bytes, file: str) -> list[dict[str, Any]]:
    try:
        document = json.loads(text)
    except ValueError as problem:
        raise _broken(file, "It is no JSON.") from problem
    if not isinstance(document, dict) or document.get("format") != _FORMAT:
        raise _broken(file, f"Its format is not {_FORMAT!r}.")
    if document.get("version") != VERSION:
        raise MeasurementError(
            f"The file has version {document.get('version')!r}; this dicomwidgets reads {VERSION}.",
            file=file,
            remedy="Update dicomwidgets: pip install -U dicomwidgets",
        )
    entries = document.get("measurements")
    if not isinstance(entries, list) or not all(isinstance(each, dict) for each in entries):
        raise _broken(file, "It has no list of measurements.")
    return entries


def _place(entry: Mapping[str, Any], frames: FrameSource, *, by_index: bool) -> int | None:
    """Return the number of the entry's frame, or ``None`` where the series does not have it."""
    index, mark = entry.get("index"), entry.get("frame")
    if by_index or not isinstance(index, int):
        return index
    if 0 <= index < len(frames) and _mark_or_none(frames, index) == mark:
        return index
    if mark is None:
        return None
    return next((i for i in range(len(frames)) if _mark_or_none(frames, i) == mark), None)


def _mark_or_none(frames: FrameSource, index: int) -> str | None:
    try:
        return frame_mark(frames, index)
    except DicomWidgetsError:
        return None


def _broken(file: str, why: str) -> MeasurementError:
    return MeasurementError(
        f"The file holds no measurements for this series. {why}",
        file=file,
        remedy="Give a file that viewer.measurements.save() wrote.",
    )
