"""Writing a file so that it is there whole or not at all, and nothing that is there is lost."""

from __future__ import annotations

from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

from dicomwidgets.errors import EditError
from dicomwidgets.jobs.atomic import atomic_file

if TYPE_CHECKING:
    import os
    from collections.abc import Iterator

__all__ = ["target_path", "written"]


def target_path(
    target: str | os.PathLike[str], name: str, source: Path | None, *, overwrite: bool
) -> Path:
    """Return the file to write.

    Parameters
    ----------
    target
        The file, or a folder that is there: then `name` in it.
    name
        Of the source's item.
    source
        The file that is edited, if it is one.
    overwrite
        Whether a file that is there may be replaced.

    Raises
    ------
    EditError
        If there is a file already, if it is the source, or its folder is missing.
    """
    path = Path(target).expanduser()
    if path.is_dir():
        path = path / Path(name).name
    if not path.parent.is_dir():
        raise EditError(
            "The folder to write to is not there.", file=str(path), remedy="Make it first."
        )
    if path.exists() and not overwrite:
        same = source is not None and source.exists() and path.samefile(source)
        what = "This is the file that is edited" if same else "There is a file already"
        raise _taken(what, path)
    return path


@contextmanager
def written(path: Path, *, overwrite: bool = True) -> Iterator[BinaryIO]:
    """Write a file beside its place, and move it there when it is whole and on the disk.

    Raises
    ------
    EditError
        If it can't be written, or one came to be there meanwhile that may not be replaced; what
        was there before stays.
    """
    try:
        with atomic_file(path, overwrite=overwrite) as file:
            yield file
    except FileExistsError:
        raise _taken("There is a file already", path) from None
    except OSError as error:
        why = error.strerror or type(error).__name__
        raise EditError(
            f"The file can't be written: {why}.", file=str(path), remedy="Choose another folder."
        ) from None


def _taken(what: str, path: Path) -> EditError:
    remedy = "Give another name, or overwrite=True to replace it."
    return EditError(f"{what}.", file=str(path), remedy=remedy)
