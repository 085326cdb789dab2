"""Files copied as they are."""

from __future__ import annotations

import shutil
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from dicomwidgets.jobs.errand import Errand, Parts

__all__ = ["CopyWork"]

_CHUNK = 1 << 20


@dataclass(frozen=True)
class CopyWork:
    """Copies files byte for byte."""

    def __call__(self, errand: Errand, parts: Parts) -> tuple[str, ...]:
        """Write a copy."""
        (origin,) = errand.origins
        with origin.open() as file, parts.file() as out:
            shutil.copyfileobj(file, out, _CHUNK)
        return ()
