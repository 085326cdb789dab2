"""Files that only the user can read, written whole or not at all."""

from __future__ import annotations

import os
import secrets
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

__all__ = ["write_private"]


def write_private(file: Path, data: bytes) -> None:
    """Write a file (mode 0600) under a name of its own, then rename it.

    No reader sees half of it, and nobody else can read it at any time.

    Parameters
    ----------
    file
        Where to; its folder is there.
    data
        All of it.

    Raises
    ------
    OSError
        If it can't be written.
    """
    temporary = file.parent / f".{secrets.token_hex(8)}"
    handle = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with os.fdopen(handle, "wb") as out:
            out.write(data)
            out.flush()
            os.fsync(out.fileno())
        temporary.replace(file)
    finally:
        temporary.unlink(missing_ok=True)
