"""What is sent of a source, whatever way it goes: each file is settled once, and named."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from dicomwidgets.errors import DicomWidgetsError
from dicomwidgets.jobs.progress import Teller
from dicomwidgets.jobs.reasons import reason_of, said
from dicomwidgets.jobs.run_report import RunFile, RunReport
from dicomwidgets.pacs.sendable import Sendable, sendable

if TYPE_CHECKING:
    from collections.abc import Callable

    from dicomwidgets.jobs.progress import Progress
    from dicomwidgets.jobs.run_report import FileStatus
    from dicomwidgets.reading.item import Item, Source

__all__ = ["CANCELLED", "THERE", "UNASKED", "Sending", "is_same"]

CANCELLED = "The run was cancelled: repeat the call, and what is missing is sent."
THERE = "The PACS has an object of this SOP Instance UID; what is in it was not compared."
UNASKED = "The PACS answers no queries: what it has already is sent again."
_TWICE = "It is in the source twice: it is sent once."
_OTHER = (
    "Another file of the source has its SOP Instance UID and other content, and a PACS keeps one "
    "of them: it is not sent. Give it a UID of its own, or send it by itself."
)
_ENDED = "It ended early, and what was not sent is named: repeat the call to go on. {}"


class Sending:
    """The files of a source on their way.

    Parameters
    ----------
    source
        What is sent.
    on_progress
        As for `jobs.run`.

    Attributes
    ----------
    size : int
        Bytes sent.
    remarks : dict
        What is to be known of the run as a whole, in its order.
    """

    def __init__(self, source: Source, on_progress: Callable[[Progress], None] | None) -> None:
        self.source = source
        self.items = source.items()
        self.size = 0
        self.remarks: dict[str, None] = {}
        self._teller = Teller(on_progress, len(self.items))
        self._files: dict[str, RunFile] = {}
        self._seen: dict[str, Sendable] = {}

    def settle(  # noqa: PLR0913 - what there is to say of a file
        self,
        name: str,
        status: FileStatus,
        reason: str = "",
        *,
        instance: str = "",
        notes: tuple[str, ...] = (),
        size: int = 0,
    ) -> None:
        """Say what became of a file, once and for all."""
        file = RunFile((name,), (instance,) if instance else (), status, reason, notes)
        if name not in self._files:
            self._teller.count(failed=file.is_problem)
            self.size += size
        self._files[name] = file

    def is_settled(self, each: Sendable) -> bool:
        """Whether it is known what became of a file."""
        return each.name in self._files

    @property
    def settled(self) -> int:
        """How many files are settled."""
        return len(self._files)

    def prepared(self, item: Item) -> Sendable | None:
        """Return what can be sent of an item; settle what can't, and what is there twice."""
        try:
            found = sendable(self.source, item)
        except (DicomWidgetsError, OSError) as error:
            self.settle(item.name, "failed", reason_of(error))
            return None
        except Exception as error:  # noqa: BLE001 - whatever a damaged file makes pydicom raise
            self.settle(item.name, "refused", reason_of(error))
            return None
        if isinstance(found, str):
            self.settle(item.name, "skipped", found)
            return None
        other = self._seen.setdefault(found.instance, found)
        if other is found:
            return found
        if is_same(found, other):
            self.settle(item.name, "duplicate", instance=found.instance, notes=(_TWICE,))
        else:
            self.settle(item.name, "refused", _OTHER)
        return None

    def report(self, why: str = "") -> RunReport:
        """Return what became of each file; of those that are not settled it is `why`."""
        self._teller.tell()
        status: Any = "cancelled" if why == CANCELLED else "failed"
        if why and status == "failed":
            self.remarks[_ENDED.format(why)] = None
        files = [
            self._files.get(each.name) or RunFile((each.name,), (), status, why)
            for each in self.items
        ]
        files += [
            RunFile((error.file or "",), (), "failed", said(error))
            for error in self.source.missing()
        ]
        return RunReport(tuple(files), None, self.size, tuple(self.remarks))


def is_same(one: Sendable, other: Sendable) -> bool:
    """Whether the datasets of two files are the same byte for byte, as far as they can be read."""
    try:
        return one.syntax == other.syntax and one.data() == other.data()
    except (DicomWidgetsError, OSError):
        return False
