"""One errand whose file goes to a file that is not there yet."""

from __future__ import annotations

import os
import time
from pathlib import Path
from typing import TYPE_CHECKING

from dicomwidgets.errors import ArgumentError
from dicomwidgets.jobs.atomic import place_file
from dicomwidgets.jobs.errand import Errand, ErrandWork
from dicomwidgets.jobs.run_report import RunFile, RunReport
from dicomwidgets.reading.origin import origin_of

if TYPE_CHECKING:
    from collections.abc import Callable

    from dicomwidgets.jobs.errand import Parts
    from dicomwidgets.reading.item import Source

__all__ = ["hold_free", "into_file", "is_one_file", "put_in_place"]


def is_one_file(source: Source, target: str | os.PathLike[str]) -> bool:
    """Whether a file is to be written, not a folder."""
    text = os.fspath(target)
    ends = (os.sep, os.altsep or os.sep, "/")
    one = source.kind in ("file", "bytes", "stream", "dataset") and len(source.items()) == 1
    return one and not text.endswith(ends) and not Path(text).expanduser().is_dir()


def hold_free(target: Path) -> None:
    """Refuse a target that is there, or whose folder is not.

    Raises
    ------
    ArgumentError
        If there is a file already, be it the source, or its folder is missing.
    """
    if target.exists():
        raise ArgumentError(
            "There is a file already, and nothing is overwritten.", remedy="Give another name."
        )
    if not target.parent.is_dir():
        raise ArgumentError("The folder to write to is not there.", remedy="Make it first.")


def put_in_place(part: Path, target: Path) -> None:
    """Give a file that was made its name, or take it away.

    Raises
    ------
    ArgumentError
        If it can't get that name, which may be taken by now.
    """
    try:
        place_file(part, target, overwrite=False)
    except OSError as error:
        part.unlink(missing_ok=True)
        raise ArgumentError(
            f"The file can't be written: {error.strerror}.", remedy="Give another name."
        ) from None


def into_file(
    source: Source, target: Path, make: Callable[[Errand, Parts], tuple[str, ...] | None]
) -> RunReport:
    """Make a file of the one file of a source.

    Parameters
    ----------
    source
        Of one file.
    target
        The file to be written.
    make
        Writes it (`errand.ErrandWork`).

    Raises
    ------
    ArgumentError
        If there is a file already, be it the source, or its folder is missing.
    """
    begin = time.monotonic()
    (item,) = source.items()
    hold_free(target)
    errand = Errand(0, (item.name,), (target.name,), origins=(origin_of(source, item),))
    made = ErrandWork(make, str(target.parent))(errand)
    names, seconds = (item.name,), time.monotonic() - begin
    if made.status != "made":
        file = RunFile(names, (), made.status, made.reason, made.notes)
        return RunReport((file,), target.parent, seconds=seconds)
    put_in_place(target.parent / made.parts[0], target)
    file = RunFile(names, (target.name,), "written", notes=made.notes)
    return RunReport((file,), target.parent, made.size, seconds=seconds)
