"""Errands that tests have worker processes do: these find them by their name."""

from __future__ import annotations

import os
import signal
import time
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from dicomwidgets.errors import EditError
from dicomwidgets.jobs.errand import Errand
from dicomwidgets.jobs.folder_job import FolderJob
from dicomwidgets.reading.origin import Origin

if TYPE_CHECKING:
    from collections.abc import Sequence

    from dicomwidgets.jobs.errand import Parts

__all__ = ["Upper", "job_of"]


@dataclass(frozen=True)
class Upper:
    """Writes files in capitals, two of each; it dies of one, once, and refuses another."""

    trace: str = ""
    dies_of: str = ""
    refuses: str = ""
    seconds: float = 0

    def __call__(self, errand: Errand, parts: Parts) -> tuple[str, ...] | None:
        (name,) = errand.names
        time.sleep(self.seconds)
        if name == self.dies_of and not Path(self.trace).exists():
            Path(self.trace).touch()
            os.kill(os.getpid(), signal.SIGKILL)
        (origin,) = errand.origins
        with origin.open() as file:
            data = file.read()
        if not data:
            return None
        for _ in errand.targets:
            with parts.file() as out:
                out.write(data.upper())
        if name == self.refuses:
            raise EditError("It can't be.", file=name, remedy="Leave it out.")
        return (f"{len(data)} letters",)


def job_of(files: Sequence[Path], work: Upper = Upper(), **terms: str) -> FolderJob:
    """Return the job of writing two capitals of each file."""
    errands = [
        Errand(number, (file.name,), (f"a/{file.name}", f"b/{file.name}"))
        for number, file in enumerate(files)
    ]
    return FolderJob(
        errands,
        lambda errand: errand._replace(origins=(Origin(str(files[errand.number])),)),
        work,
        terms or {"job": "upper"},
    )
