"""A server whose every request takes its time, through fsspec."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Any, ClassVar

import fsspec
from fsspec.implementations.memory import MemoryFileSystem

if TYPE_CHECKING:
    from collections.abc import Sequence

__all__ = ["LATENCY", "FarAway", "put_far_away"]

LATENCY = 0.02


class FarAway(MemoryFileSystem):  # type: ignore[misc]
    """Files in memory, each request for which takes its time."""

    protocol = "far"
    store: ClassVar[dict[str, Any]] = {}
    pseudo_dirs: ClassVar[list[str]] = [""]
    asked = 0
    broken = ""

    @classmethod
    def _strip_protocol(cls, path: str) -> str:
        return str(super()._strip_protocol(path.replace("far://", "memory://")))

    def cat_file(self, path: str, start: Any = None, end: Any = None, **kwargs: Any) -> Any:
        type(self).asked += 1
        time.sleep(LATENCY)
        if self.broken and path.endswith(self.broken):
            raise PermissionError("https://secret.example/Doe^John")
        return super().cat_file(path, start, end, **kwargs)

    def open(self, path: str, *args: Any, **kwargs: Any) -> Any:
        time.sleep(2 * LATENCY)  # what it is, and its bytes
        return super().open(path, *args, **kwargs)


def put_far_away(content: Sequence[bytes], count: int) -> str:
    """Store files, one content after the other, and return the address of their folder."""
    fsspec.register_implementation("far", FarAway, clobber=True)
    system = fsspec.filesystem("far")
    for number in range(count):
        with MemoryFileSystem.open(system, f"/archive/ct/{number:03}.dcm", "wb") as file:
            file.write(content[number % len(content)])
    return "far://archive"
