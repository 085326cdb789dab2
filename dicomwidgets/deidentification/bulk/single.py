"""From one file to one file."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

from dicomwidgets.deidentification.bulk.report import FileReport, Report
from dicomwidgets.deidentification.bulk.work import FileWork, Task
from dicomwidgets.errors import ArgumentError
from dicomwidgets.jobs.atomic import place_file
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
    if target.exists():
        raise ArgumentError(
            "There is a file already, and nothing is overwritten.", remedy="Give another name."
        )
    if not target.parent.is_dir():
        raise ArgumentError("The folder to write to is not there.", remedy="Make it first.")
    order = order_for()
    made = FileWork(order.rewrite, str(target.parent), None)(Task(0, origin_of(source, item)))
    if made.status == "made":
        part = target.parent / made.part
        try:
            place_file(part, target, overwrite=False)
        except OSError as error:
            part.unlink(missing_ok=True)
            raise ArgumentError(
                f"The file can't be written: {error.strerror}.", remedy="Give another name."
            ) from None
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
