"""A series as one array, wherever that is done."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from dicomwidgets.reading.header import read_header
from dicomwidgets.reading.located import LocatedSource
from dicomwidgets.series.instance import instance_of
from dicomwidgets.series.series import Series
from dicomwidgets.volumes.opening import volume
from dicomwidgets.volumes.saving import save

if TYPE_CHECKING:
    from dicomwidgets.jobs.errand import Errand, Parts

__all__ = ["VolumeWork"]


@dataclass(frozen=True)
class VolumeWork:
    """Writes a series as one file of an array. It pickles.

    Parameters
    ----------
    suffix
        Of the file.
    options
        As for `dicomwidgets.volume`.
    workers
        How many slices are read at a time.
    """

    suffix: str
    options: tuple[tuple[str, Any], ...] = ()
    workers: int | None = None

    def __call__(self, errand: Errand, parts: Parts) -> tuple[str, ...]:
        """Write the array of a series."""
        source = LocatedSource(errand.names, errand.origins)
        instances = [instance_of(read_header(source, item)) for item in source.items()]
        made = volume(
            Series(source, instances),
            frames=errand.order,
            lazy=True,
            **dict(self.options),
        )
        save(made, parts.path(self.suffix), workers=self.workers)
        return tuple(made.notes)
