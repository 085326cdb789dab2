"""A plan as errands."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from dicomwidgets.exporting.bulk.copy_work import CopyWork
from dicomwidgets.jobs.errand import Errand
from dicomwidgets.jobs.folder_job import FolderJob
from dicomwidgets.reading.origin import origin_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from dicomwidgets.exporting.bulk.plan import Asked, Planned
    from dicomwidgets.reading.item import Source

__all__ = ["errands_of"]


def errands_of(
    planned: Sequence[Planned], source: Source, asked: Asked, *, alone: bool
) -> FolderJob:
    """Return the job that an export is.

    Parameters
    ----------
    planned
        The plan; what is refused is passed over.
    source
        Of the files.
    asked
        How they are exported.
    alone
        Whether this process does it by itself, and has all processors for one series.
    """
    writes = [each for each in planned if each.row.status == "write"]
    if asked.form.unit == "nothing":
        writes = []
    errands = [
        Errand(number, each.row.sources, each.row.targets) for number, each in enumerate(writes)
    ]
    orders = _Orders(asked)

    def complete(errand: Errand) -> Errand:
        one = writes[errand.number]
        origins = tuple(origin_of(source, item) for item in one.items)
        return errand._replace(origins=origins, order=orders.of(one))

    terms: dict[str, Any] = {
        "job": "export",
        "form": asked.form.name,
        "names": asked.names.pattern,
        "identifiers": not asked.names.hidden,
        "suffix": asked.names.suffix,
    }
    if asked.form.unit == "frame":
        terms["style"] = asdict(asked.style)
    if asked.form.unit == "series":
        terms["volume"] = [f"{name}={value!r}" for name, value in asked.volume]
    return FolderJob(errands, complete, _work(asked, alone=alone), terms)


def _work(asked: Asked, *, alone: bool) -> Any:
    if asked.form.unit == "frame":
        from dicomwidgets.exporting.bulk.image_work import ImageWork  # noqa: PLC0415 - NumPy

        return ImageWork(asked.style, asked.form.name)
    if asked.form.unit == "series":
        from dicomwidgets.exporting.bulk.volume_work import VolumeWork  # noqa: PLC0415 - NumPy

        return VolumeWork(asked.names.suffix, asked.volume, None if alone else 1)
    return CopyWork()


class _Orders:
    """What the work has to know of each file beside where it is."""

    def __init__(self, asked: Asked) -> None:
        self._is_windowed = asked.style.window_center is not None
        self._is_image = asked.form.unit == "frame" and asked.style.values == "display"
        self._unit = asked.form.unit
        self._last: tuple[int, Any, Any] = (0, None, None)

    def of(self, one: Planned) -> Any:
        if self._unit != "frame" or one.series is None:
            return None
        from dicomwidgets.exporting.bulk.image_work import ImageOrder  # noqa: PLC0415 - NumPy
        from dicomwidgets.exporting.bulk.mates import mates_of  # noqa: PLC0415

        if self._is_windowed or not self._is_image:
            return ImageOrder(one.frames)
        if self._last[0] != id(one.series):  # those of a series come one after the other
            self._last = (id(one.series), *mates_of(one.series))
        return ImageOrder(one.frames, *self._last[1:])
