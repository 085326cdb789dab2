"""What a run into a folder has done, line by line, so that a rerun goes on where it ended.

Sources stand in it as keyed hashes of their names, so it names nobody. Where the key stands in it
as well (the salt of `FolderJob`), whoever has it can test guesses of names: such a manifest is not
to be passed on.
"""

from __future__ import annotations

import hmac
import json
import os
from contextlib import suppress
from typing import TYPE_CHECKING, Any, Generic, Protocol, TypeVar

from dicomwidgets.errors import ArgumentError

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from pathlib import Path

__all__ = ["Hasher", "Line", "Manifest", "first_line"]

_ENCODER = json.JSONEncoder(separators=(",", ":"))


class Line(Protocol):
    """What a manifest says of a source."""

    @property
    def source(self) -> str:
        """The keyed hash of its name."""

    def line(self) -> dict[str, Any]:
        """Return it as JSON has it."""


LineT = TypeVar("LineT", bound=Line)


class Hasher:
    """Hashes with a key, so that nobody without it can test a guess.

    Parameters
    ----------
    secret
        Derived from the run's key, or a salt.
    """

    def __init__(self, secret: bytes) -> None:
        self._secret = secret

    def of(self, what: str | bytes) -> str:
        """Return 24 hexadecimal digits."""
        data = what.encode("utf-8", "surrogateescape") if isinstance(what, str) else what
        return hmac.digest(self._secret, data, "sha256")[:12].hex()


class Manifest(Generic[LineT]):
    """The manifest of a folder, open to be added to.

    Parameters
    ----------
    path
        Its file; made if it is not there.
    terms
        How this run is made; a rerun into the same folder must be made in the same way.
    read
        Makes an entry of what its line says.

    Attributes
    ----------
    entries : dict
        What earlier runs have done, by source.

    Raises
    ------
    ArgumentError
        If an earlier run was made with other terms, or a line makes no sense.
    OSError
        If it can't be read or written.
    """

    def __init__(
        self, path: Path, terms: Mapping[str, Any], read: Callable[[dict[str, Any]], LineT]
    ) -> None:
        self.entries: dict[str, LineT] = {}
        self._entry = read
        there = path.exists()
        self._file = path.open("r+b" if there else "xb")
        try:
            if not (there and self._read(terms)):
                self._write(dict(terms))
        except BaseException:
            self._file.close()
            raise

    def _read(self, terms: Mapping[str, Any]) -> bool:
        """Read what is there, and cut off a last line that was not finished."""
        whole = 0
        for number, line in enumerate(self._file):
            if not line.endswith(b"\n"):
                break
            found = _object(line)
            if number == 0:
                _compare(found, terms)
            else:
                self._remember(found)
            whole += len(line)
        self._file.seek(whole)
        self._file.truncate()
        return whole > 0

    def _remember(self, found: dict[str, Any]) -> None:
        try:
            entry = self._entry(found)
            bytes.fromhex(entry.source)
        except (AttributeError, KeyError, TypeError, ValueError):
            raise unreadable() from None
        self.entries[entry.source] = entry

    def add(self, entry: LineT) -> None:
        """Write down that a file is there now."""
        self._write(entry.line())

    def _write(self, line: dict[str, Any]) -> None:
        self._file.write(_ENCODER.encode(line).encode() + b"\n")
        self._file.flush()

    def close(self) -> None:
        """Let it reach the disk; what can't be written any more a rerun finds out itself."""
        with suppress(OSError):
            self._file.flush()
            os.fsync(self._file.fileno())
        with suppress(OSError):
            self._file.close()


def first_line(path: Path) -> dict[str, Any] | None:
    """Return how an earlier run was made; ``None`` if there was none.

    Raises
    ------
    ArgumentError
        If it can't be read.
    """
    try:
        with path.open("rb") as file:
            line = file.readline()
    except FileNotFoundError:
        return None
    except OSError:
        raise unreadable() from None
    return _object(line) if line.endswith(b"\n") else None


def unreadable() -> ArgumentError:
    """Return what is said of a manifest that makes no sense."""
    return ArgumentError("The target's manifest can't be read.", remedy="Write to an empty folder.")


def _object(line: bytes) -> dict[str, Any]:
    try:
        found = json.loads(line)
    except ValueError:
        raise unreadable() from None
    if not isinstance(found, dict):
        raise unreadable()
    return found


def _compare(earlier: Mapping[str, Any], now: Mapping[str, Any]) -> None:
    different = sorted(
        name for name in {*earlier, *now} - {"program"} if earlier.get(name) != now.get(name)
    )
    if different == ["files"]:
        raise ArgumentError(
            "The target was begun with other files.",
            remedy="Write to an empty folder: names and numbers of two selections must not mix.",
        )
    if different:
        raise ArgumentError(
            "The target was begun in another way; what differs: " + ", ".join(different) + ".",
            remedy="Repeat the first call, or write to an empty folder.",
        )
