"""What edited files are called: as their sources."""

from __future__ import annotations

from pathlib import PurePosixPath
from typing import TYPE_CHECKING

from dicomwidgets.jobs.target_folder import OWN_FOLDER

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from dicomwidgets.reading.item import Item, Source

__all__ = ["inside", "target_names"]


def target_names(source: Source, items: Iterable[Item]) -> Iterator[str]:
    """Yield the name of each file below the target: what was in memory becomes a file."""
    for item in items:
        name = inside(item.name)
        is_file = source.path(item) is not None or PurePosixPath(name).suffix
        yield name if is_file else f"{name}.dcm"


def inside(name: str) -> str:
    """Return a name that leads nowhere but below the target, and not to what is kept there.

    >>> inside("../a/./b.dcm"), inside("/c.dcm"), inside("")
    ('a/b.dcm', 'c.dcm', 'edited.dcm')
    """
    parts = [part for part in PurePosixPath(name).parts if part not in ("/", "..", ".")]
    if parts and parts[0] == OWN_FOLDER:
        parts[0] = f"_{OWN_FOLDER}"
    return "/".join(parts) or "edited.dcm"
