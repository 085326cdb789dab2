"""Files that are whole or not there, and never in the place of another unasked."""

from __future__ import annotations

import os
import tempfile
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

from dicomwidgets.errors import SourceError

if TYPE_CHECKING:
    from collections.abc import Iterable

    from dicomwidgets.structured_report.documents import Document
    from dicomwidgets.structured_report.waveforms import MultiplexGroup

    Place = str | os.PathLike[str]

__all__ = ["save_document", "save_waveform", "write_whole"]

_CSV_SAMPLES = 20_000


def save_document(document: Document, path: Place, *, overwrite: bool = False) -> Path:
    """Write a document as a file of its own.

    Parameters
    ----------
    document
        From `read_document`.
    path
        Of the file, or of a folder that is there: the file is then called ``document.pdf``.
    overwrite
        Replace a file that is there.

    Returns
    -------
    Path
        Of the file.

    Raises
    ------
    SourceError
        When there is such a file, or it can't be written.
    """
    return write_whole(
        _file(path, f"document.{document.suffix}"), document.chunks(), overwrite=overwrite
    )


def save_waveform(group: MultiplexGroup, path: Place, *, overwrite: bool = False) -> Path:
    """Write the samples of a multiplex group as CSV: seconds, then a column a channel.

    Parameters
    ----------
    group
        From `read_waveforms`.
    path
        Of the file, or of a folder that is there: the file is then called ``waveform.csv``.
    overwrite
        Replace a file that is there.

    Raises
    ------
    SourceError
        When there is such a file, or it can't be written.
    """
    return write_whole(_file(path, "waveform.csv"), _csv(group), overwrite=overwrite)


def _file(path: Place, name: str) -> Path:
    given = Path(path).expanduser()
    return given / name if given.is_dir() else given


def _csv(group: MultiplexGroup) -> Iterable[bytes]:
    heads = (f"{each.name} ({each.unit})" if each.unit else each.name for each in group.channels)
    yield (",".join(["seconds", *map(_quoted, heads)]) + "\r\n").encode()
    for start in range(0, group.samples, _CSV_SAMPLES):
        stop = min(start + _CSV_SAMPLES, group.samples)
        columns = group.values(start, stop).T.tolist()
        lines = (
            ",".join([f"{(start + at) / group.frequency:.9g}", *(_csv_number(n) for n in row)])
            for at, row in enumerate(columns)
        )
        yield ("\r\n".join(lines) + "\r\n").encode()


def _csv_number(number: float) -> str:
    return "" if number != number else f"{number:.9g}"  # noqa: PLR0124 - NaN, without numpy


def _quoted(text: str) -> str:
    return '"' + text.replace('"', '""') + '"' if set(text) & set(',"\r\n') else text


def write_whole(target: Path, chunks: Iterable[bytes], *, overwrite: bool) -> Path:
    """Write beside, then give it its name: nobody ever sees half a file.

    Raises
    ------
    SourceError
        When there is a file of that name and `overwrite` is not set, or the system refuses.
    """
    if not overwrite and target.exists():
        raise _taken(target)
    try:
        number, name = tempfile.mkstemp(prefix=".", suffix=".part", dir=target.parent)
    except OSError as error:
        raise _refused(error, target) from None
    beside = Path(name)
    try:
        with os.fdopen(number, "wb") as file:
            for chunk in chunks:
                file.write(chunk)
        _let_others_read(beside)
        _name(beside, target, overwrite=overwrite)
    except FileExistsError:
        raise _taken(target) from None
    except OSError as error:
        raise _refused(error, target) from None
    finally:
        with suppress(OSError):
            beside.unlink(missing_ok=True)
    return target


def _let_others_read(file: Path) -> None:
    """Give it the rights of any new file: a temporary one is closed to everybody else."""
    mask = os.umask(0)
    os.umask(mask)
    file.chmod(0o666 & ~mask)


def _name(beside: Path, target: Path, *, overwrite: bool) -> None:
    if overwrite:
        beside.replace(target)
        return
    try:
        os.link(beside, target)  # refuses a name that somebody took meanwhile
    except FileExistsError:
        raise
    except OSError:  # a file system without links
        if target.exists():
            raise FileExistsError from None
        beside.replace(target)


def _taken(target: Path) -> SourceError:
    return SourceError(
        "There is a file of this name already.",
        file=str(target),
        remedy="Choose another name, or pass overwrite=True.",
    )


def _refused(error: OSError, target: Path) -> SourceError:
    return SourceError(
        f"The file can't be written: {error.strerror or type(error).__name__}.",
        file=str(target),
        remedy="Check that the folder is there and that you may write to it.",
    )
