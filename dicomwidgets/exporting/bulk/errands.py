"""A plan as errands."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from dicomwidgets.exporting.bulk.copy_work import CopyWork
from dicomwidgets.exporting.bulk.same_call import files_told, terms_of
from dicomwidgets.jobs.errand import Errand
from dicomwidgets.jobs.folder_job import FolderJob
from dicomwidgets.reading.origin import origin_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from dicomwidgets.exporting.bulk.plan import Asked, Holding, Planned
    from dicomwidgets.exporting.bulk.sidecar import Sidecar
    from dicomwidgets.series.series import Series

__all__ = ["errands_of"]


def errands_of(
    planned: Sequence[Planned],
    holding: Holding,
    asked: Asked,
    sidecar: Sidecar | None,
    *,
    alone: bool,
) -> FolderJob:
    """Return the job that an export is.

    Parameters
    ----------
    planned
        The plan; what is refused is passed over.
    holding
        What is exported.
    asked
        How.
    sidecar
        The table of metadata beside it.
    alone
        Whether this process does it by itself, and has all processors for one series.
    """
    writes = [each for each in planned if each.row.status == "write"]
    files = files_told(writes, holding.facts)
    if asked.form.unit == "nothing":
        writes = []
    errands = [
        Errand(number, each.row.sources, each.row.targets) for number, each in enumerate(writes)
    ]
    orders = _Orders(asked)

    def complete(errand: Errand) -> Errand:
        one = writes[errand.number]
        origins = tuple(origin_of(holding.source, item) for item in one.items)
        order, beside = orders.of(one)
        return errand._replace(origins=origins, order=order, beside=beside)

    work, terms = _work(asked, alone=alone), terms_of(asked, sidecar)
    return FolderJob(errands, complete, work, terms, {"files": files})


def _work(asked: Asked, *, alone: bool) -> Any:
    wish = asked.wish
    if wish.form.unit == "frame":
        from dicomwidgets.exporting.bulk.image_work import ImageWork  # noqa: PLC0415 - NumPy

        return ImageWork(wish.style, wish.form.name)
    if wish.is_volume:
        from dicomwidgets.exporting.bulk.volume_work import VolumeWork  # noqa: PLC0415 - NumPy

        return VolumeWork(asked.names.suffix, wish.volume, None if alone else 1)
    if wish.form.unit == "series":
        from dicomwidgets.exporting.bulk.whole_work import WholeWork  # noqa: PLC0415 - NumPy

        return WholeWork(wish)
    return CopyWork()


class _Orders:
    """What the work has to know of each file beside where it is."""

    def __init__(self, asked: Asked) -> None:
        style = asked.wish.style
        self._needs_mates = style.values == "display" and style.window_center is None
        self._wish = asked.wish
        self._last: tuple[int, Any, Any, bytes] = (0, None, None, b"")

    def of(self, one: Planned) -> tuple[Any, bytes]:
        """Return the order, and what stands for the state of other files that it depends on."""
        if one.series is None or self._wish.form.unit not in ("frame", "series"):
            return None, b""
        if self._wish.form.unit == "series":
            return self._of_series(one, one.series), b""
        from dicomwidgets.exporting.bulk.image_work import ImageOrder  # noqa: PLC0415 - NumPy
        from dicomwidgets.exporting.bulk.mates import mates_of  # noqa: PLC0415

        if not self._needs_mates:
            return ImageOrder(one.chosen), b""
        if self._last[0] != id(one.series):  # those of a series come one after the other
            mates, window = mates_of(one.series)
            state = mates.state if mates else repr(window).encode()
            self._last = (id(one.series), mates, window, state)
        return ImageOrder(one.chosen, *self._last[1:3]), self._last[3]

    def _of_series(self, one: Planned, series: Series) -> Any:
        if self._wish.is_volume:
            return one.chosen if self._wish.frames is not None else None
        from dicomwidgets.exporting.bulk.whole_work import WholeOrder  # noqa: PLC0415 - NumPy

        numbers = {item: number for number, item in enumerate(one.items)}
        places = tuple((numbers[each.item], each.frame) for each in series.locators)
        return WholeOrder(places, one.chosen)
