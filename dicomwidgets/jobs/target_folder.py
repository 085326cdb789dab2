"""The folder that is written to: one run at a time, parts first, nothing overwritten."""

from __future__ import annotations

import errno
import filecmp
import os
import shutil
import sys
import tempfile
from hashlib import blake2b
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO, Literal, Self

from dicomwidgets.errors import ArgumentError
from dicomwidgets.jobs.atomic import name_file
from dicomwidgets.jobs.names import numbered
from dicomwidgets.reading.folder import OWN_FOLDER

if TYPE_CHECKING:
    from types import TracebackType

__all__ = ["MANIFEST", "OWN_FOLDER", "Placed", "TargetFolder", "not_writable"]

MANIFEST = "manifest.jsonl"
_NO_FOLDER = "a file of the target has the name of a folder that is needed; remove or rename it"

Placed = tuple[str, Literal["written", "present", "duplicate"]]


class TargetFolder:
    """A folder to be written to, locked while it is.

    Parameters
    ----------
    path
        Made if it is not there; a relative one is that of the folder one is in now.
    resume
        Whether it may hold what an earlier run has written.

    Raises
    ------
    ArgumentError
        If it holds anything else, if another run writes to it, or if it can't be made.
    """

    def __init__(self, path: Path, *, resume: bool) -> None:
        self.path = Path(os.path.abspath(path))  # noqa: PTH100 - the name that the user sees
        self._own = self.path / OWN_FOLDER
        self.manifest = self._own / MANIFEST
        self._owners: dict[bytes, bytes] = {}
        self._folders: set[str] = set()
        self._check(resume=resume)
        try:
            self._own.mkdir(parents=True, exist_ok=True)
            self._lock = (self._own / "lock").open("ab")
        except OSError as error:
            raise not_writable(error) from None
        self._take_lock()
        self._sweep()
        try:
            self.parts = Path(tempfile.mkdtemp(dir=self._own, prefix="parts-"))
        except OSError as error:
            self._lock.close()
            raise not_writable(error) from None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._sweep()
        self._lock.close()

    def _check(self, *, resume: bool) -> None:
        if self.path.exists() and not self.path.is_dir():
            raise ArgumentError(
                "The target is a file, and the source is more than one.", remedy="Name a folder."
            )
        if self.manifest.exists():
            if not resume:
                raise ArgumentError(
                    "There is a run in the target already.",
                    remedy="resume=True goes on with it; or write to an empty folder.",
                )
        elif self.path.is_dir() and any(not name.startswith(".") for name in os.listdir(self.path)):  # noqa: PTH208
            raise ArgumentError(
                "The target holds files that no earlier run has written there.",
                remedy="Write to an empty folder: originals and results must not be mixed.",
            )

    def _take_lock(self) -> None:
        try:
            _lock(self._lock)
        except BlockingIOError:
            self._lock.close()
            raise ArgumentError(
                "Another run is writing to the target.", remedy="Wait for its end, or stop it."
            ) from None
        except OSError:  # a file system that knows no locks
            pass

    def _sweep(self) -> None:
        """Remove the parts of runs that are over; a worker left over from one fails there."""
        for folder in self._own.glob("parts-*"):
            shutil.rmtree(folder, ignore_errors=True)

    def claim(self, target: str, source: str) -> None:
        """Remember whose a file is that an earlier run has written."""
        self._owners.setdefault(_short(target), bytes.fromhex(source))

    def place(self, part: str, wanted: str, source: str) -> Placed:
        """Give a part its final name, or another where something else has that.

        Parameters
        ----------
        part
            Its name.
        wanted
            The name that it should have.
        source
            The hash of its source, in hexadecimal digits.

        Returns
        -------
        tuple of str
            The name that it has, and ``"written"``, ``"present"`` if the file was there, or
            ``"duplicate"`` if it is there for another source, which gave just the same.

        Raises
        ------
        FileExistsError
            If the source's earlier file is there and is another.
        OSError
            If it can't be placed.
        """
        made, whose = f"{self.parts}{os.sep}{part}", bytes.fromhex(source)
        for name in numbered(wanted):
            final, short = f"{self.path}{os.sep}{name}", _short(name)
            owner = self._owners.get(short)
            if owner in (None, whose) and self._named(made, name):
                self._owners[short] = whose
                return name, "written"
            if not (Path(final).is_file() and filecmp.cmp(made, final, shallow=False)):
                if owner == whose:
                    os.unlink(made)  # noqa: PTH108
                    raise FileExistsError
                continue
            os.unlink(made)  # noqa: PTH108
            self._owners.setdefault(short, whose)
            return name, "present" if owner in (None, whose) else "duplicate"
        raise AssertionError

    def _named(self, made: str, name: str) -> bool:
        """Give a part its final name; return whether no other file has it."""
        self._make(name.rpartition("/")[0])
        try:
            name_file(made, f"{self.path}{os.sep}{name}")
        except FileExistsError:
            return False
        return True

    def _make(self, folder: str) -> None:
        if folder not in self._folders:
            try:
                (self.path / folder).mkdir(parents=True, exist_ok=True)
            except (FileExistsError, NotADirectoryError):
                raise NotADirectoryError(errno.ENOTDIR, _NO_FOLDER) from None
            self._folders.add(folder)


def not_writable(error: OSError) -> ArgumentError:
    """Return what is said of a target that nothing can be written to."""
    return ArgumentError(
        f"The target can't be written to: {error.strerror}.", remedy="Choose another folder."
    )


def _short(name: str) -> bytes:
    """Return what stands for a name, however it is spelt: there are many, and they are long."""
    return blake2b(name.casefold().encode("utf-8", "surrogateescape"), digest_size=12).digest()


def _lock(file: BinaryIO) -> None:
    """Take a lock that ends with this process, however it ends."""
    if sys.platform == "win32":
        import msvcrt  # noqa: PLC0415 - where it is

        msvcrt.locking(file.fileno(), msvcrt.LK_NBLCK, 1)
    else:
        import fcntl  # noqa: PLC0415

        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
