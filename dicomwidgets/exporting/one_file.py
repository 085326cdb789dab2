"""One series as one file."""

from __future__ import annotations

import shutil
import tempfile
import time
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO, cast

from dicomwidgets.editing.saving import target_path, written
from dicomwidgets.errors import ArgumentError, EditError, VolumeError
from dicomwidgets.exporting.choosing import frames_among
from dicomwidgets.exporting.formats import FORMATS
from dicomwidgets.exporting.image_files import write_image
from dicomwidgets.exporting.pictures import Shots
from dicomwidgets.exporting.whole import write_whole
from dicomwidgets.exporting.wish import or_in_order
from dicomwidgets.jobs.atomic import place_file
from dicomwidgets.jobs.progress import Teller
from dicomwidgets.jobs.run_report import RunFile, RunReport
from dicomwidgets.volumes.opening import volume
from dicomwidgets.volumes.saving import save

if TYPE_CHECKING:
    import os

    from dicomwidgets.exporting.subject import Subject
    from dicomwidgets.exporting.wish import Wish
    from dicomwidgets.jobs.manner import Manner

__all__ = ["OneFile", "export_one"]

_KEPT_IN_MEMORY = 1 << 25
_CANCELLED = "The export was cancelled: nothing was written."


class _CancelledError(Exception):
    """The export was cancelled."""


@dataclass(frozen=True)
class OneFile:
    """Where one file goes.

    Parameters
    ----------
    place
        A path, or a binary file object.
    overwrite
        Whether a file that is there may be replaced.
    suffix
        How its name ends, where it has one.
    """

    place: str | os.PathLike[str] | BinaryIO
    overwrite: bool = False
    suffix: str = ""


def export_one(subject: Subject, wish: Wish, to: OneFile, manner: Manner) -> RunReport:
    """Write one file of one series, whole or not at all.

    Parameters
    ----------
    subject
        The frames.
    wish
        How.
    to
        Where to.
    manner
        Who is told meanwhile.

    Raises
    ------
    ArgumentError
        If one file can't hold what is asked for.
    EditError
        If it can't be written, or is there already.
    DecodeError, DisplayError, VolumeError
        If frames can't be decoded, or are not what the format is made of.
    """
    begin = time.monotonic()
    wish, chosen = _settled(subject, wish)
    path = _path(subject, to)
    teller = Teller(manner.on_progress, len(chosen))

    def through() -> None:
        if manner.cancelled is not None and manner.cancelled():
            raise _CancelledError
        teller.count(failed=False)

    shots = Shots(subject.frames, chosen, wish.style, through)
    sources = subject.names(chosen)
    try:
        size = _written(subject, wish, shots, to, path)
    except _CancelledError:
        file = RunFile(sources, (), "cancelled", _CANCELLED)
        return RunReport((file,), path and path.parent, seconds=time.monotonic() - begin)
    teller.tell()
    file = RunFile(sources, (path.name,) if path else (), "written", notes=tuple(shots.notes))
    return RunReport((file,), path and path.parent, size, seconds=time.monotonic() - begin)


def _settled(subject: Subject, wish: Wish) -> tuple[Wish, list[int]]:
    """Return the wish and the frames, where a file is to hold one frame or may hold many."""
    if wish.form.making in ("copy", "table"):
        raise ArgumentError(
            f"{wish.form.name} is not written as one file.",
            remedy="Name a folder: 'out/'; or dw.metadata(x) for a table.",
        )
    asked, is_picture = wish.frames, wish.form.unit == "frame"
    if asked is None and is_picture and subject.shown is not None:
        asked = subject.shown
    chosen = frames_among(asked, len(subject.frames))
    if is_picture and len(chosen) > 1:
        if wish.form.name != "tiff":
            raise ArgumentError(
                f"There are {len(chosen)} frames, and a {wish.form.name.upper()} holds one.",
                remedy='Choose one: frames=0 or "middle"; put them side by side: montage=True; '
                "or name a folder: 'out/'.",
            )
        wish = replace(wish, form=FORMATS["tiff-stack"])
    return wish, chosen


def _path(subject: Subject, to: OneFile) -> Path | None:
    if hasattr(to.place, "write"):
        return None
    path = target_path(cast("str", to.place), "", None, overwrite=to.overwrite)
    if path.exists():
        for each in dict.fromkeys((each.source, each.item) for each in subject.frames.locators):
            place = each[0].path(each[1])
            if place is not None and place.exists() and place.samefile(path):
                raise EditError(
                    "The target is one of the files that are exported.",
                    file=str(path),
                    remedy="Give another name.",
                )
    return path


def _written(subject: Subject, wish: Wish, shots: Shots, to: OneFile, path: Path | None) -> int:
    """Write the file, and return its size."""
    if wish.is_volume:
        return _volume_written(subject, wish, shots, to, path)

    def write(out: BinaryIO) -> int:
        if wish.form.unit == "frame":
            write_image(shots, shots.chosen[0], wish.form.name, out)
            shots.through()
        else:
            write_whole(shots, wish, out)
        return out.seek(0, 2)

    if path is not None:
        with written(path, overwrite=to.overwrite) as out:
            return write(out)
    with tempfile.SpooledTemporaryFile(_KEPT_IN_MEMORY) as kept:
        size = write(cast("BinaryIO", kept))
        kept.seek(0)
        shutil.copyfileobj(kept, cast("BinaryIO", to.place))
    return size


def _volume_written(
    subject: Subject, wish: Wish, shots: Shots, to: OneFile, path: Path | None
) -> int:
    some = None if wish.frames is None else list(shots.chosen)
    try:
        made = volume(subject.whole, frames=some, lazy=True, **dict(wish.volume))
    except VolumeError as error:
        or_in_order(error, wish.form)
        raise
    for note in made.notes:
        shots.note(note)
    left = iter(shots.chosen)  # slices may be fewer than frames, or more

    def through() -> None:
        if next(left, None) is not None:
            shots.through()

    folder = None if path is None else path.parent
    try:
        with tempfile.TemporaryDirectory(dir=folder, prefix=".export.") as beside:
            whole = Path(beside, f"volume{to.suffix or wish.form.suffixes[0]}")
            save(made, whole, through=through)
            for _ in left:
                shots.through()
            size = whole.stat().st_size
            _give(whole, path, to)
    except FileExistsError:
        raise _taken(path) from None
    except OSError as error:
        raise EditError(
            f"The file can't be written: {error.strerror}.",
            file=str(path or ""),
            remedy="Choose another folder.",
        ) from None
    return size


def _give(whole: Path, path: Path | None, to: OneFile) -> None:
    if path is not None:
        place_file(whole, path, overwrite=to.overwrite)
        return
    with whole.open("rb") as file:
        shutil.copyfileobj(file, cast("BinaryIO", to.place))


def _taken(path: Path | None) -> EditError:
    return EditError(
        "There is a file already.",
        file=str(path or ""),
        remedy="Give another name, or overwrite=True to replace it.",
    )
