"""What a run into a folder has done, line by line, so that a rerun goes on where it ended.

It holds no identifiers: sources stand in it as keyed hashes of their names.
"""

from __future__ import annotations

import hmac
import json
import os
from contextlib import suppress
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from dicomwidgets import __version__
from dicomwidgets.errors import ArgumentError

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

__all__ = ["Entry", "Hasher", "Manifest", "Terms", "fingerprint_in"]

_FORMAT = 1
_ENCODER = json.JSONEncoder(separators=(",", ":"))


@dataclass(frozen=True, slots=True)
class Terms:
    """What a run is made with; a rerun into the same folder must be made with the same.

    Parameters
    ----------
    key
        The fingerprint of its key.
    policy
        Profile, edition, options, and the number of own rules, as they are shown.
    rules
        A keyed hash of the whole policy: own rules may hold values.
    names
        The pattern of the names.
    """

    key: str
    policy: Mapping[str, Any]
    rules: str
    names: str

    def line(self) -> dict[str, Any]:
        """Return the first line of the manifest."""
        return {
            "format": _FORMAT,
            "program": f"dicomwidgets {__version__}",
            "key": self.key,
            **self.policy,
            "rules": self.rules,
            "names": self.names,
        }


@dataclass(frozen=True, slots=True)
class Entry:
    """A file that was written, and what for.

    Parameters
    ----------
    source, stamp
        Keyed hashes of the source's name and state.
    target
        The file, relative to the folder.
    status
        ``"written"``, or ``"duplicate"`` where another source gave the same file.
    counts, notes
        What the engine said.
    """

    source: str
    stamp: str
    target: str
    status: str
    counts: Mapping[str, int] = field(default_factory=dict)
    notes: tuple[str, ...] = ()


class Hasher:
    """Hashes with a key, so that nobody without it can test a guess.

    Parameters
    ----------
    secret
        Derived from the run's key.
    """

    def __init__(self, secret: bytes) -> None:
        self._secret = secret

    def of(self, what: str | bytes) -> str:
        """Return 24 hexadecimal digits."""
        data = what.encode("utf-8", "surrogateescape") if isinstance(what, str) else what
        return hmac.digest(self._secret, data, "sha256")[:12].hex()


class Manifest:
    """The manifest of a folder, open to be added to.

    Parameters
    ----------
    path
        Its file; made if it is not there.
    terms
        Of this run.

    Attributes
    ----------
    entries : dict
        What earlier runs have done, by source.

    Raises
    ------
    ArgumentError
        If an earlier run was made with other terms.
    OSError
        If it can't be read or written.
    """

    def __init__(self, path: Path, terms: Terms) -> None:
        self.entries: dict[str, Entry] = {}
        there = path.exists()
        self._file = path.open("r+b" if there else "xb")
        try:
            if not (there and self._read(terms)):
                self._write(terms.line())
        except BaseException:
            self._file.close()
            raise

    def _read(self, terms: Terms) -> bool:
        """Read what is there, and cut off a last line that was not finished."""
        whole = 0
        for number, line in enumerate(self._file):
            if not line.endswith(b"\n"):
                break
            found = json.loads(line)
            if number == 0:
                _compare(found, terms.line())
            else:
                entry = Entry(**{**found, "notes": tuple(found["notes"])})
                self.entries[entry.source] = entry
            whole += len(line)
        self._file.seek(whole)
        self._file.truncate()
        return whole > 0

    def add(self, entry: Entry) -> None:
        """Write down that a file is there now."""
        self._write(
            {
                "source": entry.source,
                "stamp": entry.stamp,
                "target": entry.target,
                "status": entry.status,
                "counts": dict(sorted(entry.counts.items())),
                "notes": entry.notes,
            }
        )

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


def fingerprint_in(path: Path) -> str | None:
    """Return the fingerprint of the key of an earlier run, ``None`` if there was none."""
    try:
        with path.open("rb") as file:
            line = file.readline()
        return str(json.loads(line)["key"]) if line.endswith(b"\n") else None
    except FileNotFoundError:
        return None
    except (KeyError, TypeError, ValueError):
        raise ArgumentError(
            "The target's manifest can't be read.", remedy="Write to an empty folder."
        ) from None


def _compare(earlier: dict[str, Any], now: dict[str, Any]) -> None:
    different = sorted(
        name for name in {*earlier, *now} - {"program"} if earlier.get(name) != now.get(name)
    )
    if different:
        raise ArgumentError(
            "The target was begun in another way; what differs: " + ", ".join(different) + ".",
            remedy="Repeat the first call, or write to an empty folder.",
        )
