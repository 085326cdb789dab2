"""From one file to one file."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

from dicomwidgets.deidentification.bulk.report import FileReport, Report
from dicomwidgets.deidentification.bulk.work import FileWork, Task
from dicomwidgets.jobs.one_file import hold_free, put_in_place
from dicomwidgets.reading.origin import origin_of

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from dicomwidgets.deidentification.bulk.folder_run import Order
    from dicomwidgets.reading.item import Source

__all__ = ["into_file"]


def into_file(source: Source, target: Path, order_for: Callable[[], Order]) -> Report:
    """Anonymize the one file of a source into a file that is not there yet.

    Raises
    ------
    ArgumentError
        If there is a file already, be it the source, or the folder is missing.
    """
    begin = time.monotonic()
    (item,) = source.items()
    hold_free(target)
    order = order_for()
    made = FileWork(order.rewrite, str(target.parent), None)(Task(0, origin_of(source, item)))
    if made.status == "made":
        put_in_place(target.parent / made.part, target)
        file = FileReport(item.name, target.name, "written", notes=made.notes)
    else:
        file = FileReport(item.name, None, made.status, made.reason)
    return Report(
        (file,),
        target.parent,
        dict(sorted(made.counts.items())),
        order.terms.policy,
        order.terms.key,
        (),
        time.monotonic() - begin,
        source,
    )
