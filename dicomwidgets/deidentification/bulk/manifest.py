"""What a run into a folder has done, line by line, so that a rerun goes on where it ended.

It holds no identifiers: sources stand in it as keyed hashes of their names.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from dicomwidgets import __version__
from dicomwidgets.jobs.manifest import Manifest, first_line, unreadable

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

__all__ = ["Entry", "Terms", "fingerprint_in", "manifest_of"]

_FORMAT = 1


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

    def line(self) -> dict[str, Any]:
        """Return the entry as a line of the manifest."""
        return {
            "source": self.source,
            "stamp": self.stamp,
            "target": self.target,
            "status": self.status,
            "counts": dict(sorted(self.counts.items())),
            "notes": self.notes,
        }


def manifest_of(path: Path, terms: Terms) -> Manifest[Entry]:
    """Return the manifest of a folder, open to be added to.

    Raises
    ------
    ArgumentError
        If an earlier run was made with other terms.
    OSError
        If it can't be read or written.
    """
    return Manifest(path, terms.line(), _entry)


def _entry(found: dict[str, Any]) -> Entry:
    return Entry(**{**found, "notes": tuple(found["notes"])})


def fingerprint_in(path: Path) -> str | None:
    """Return the fingerprint of the key of an earlier run, ``None`` if there was none."""
    first = first_line(path)
    if first is None:
        return None
    if "key" not in first:
        raise unreadable()
    return str(first["key"])
