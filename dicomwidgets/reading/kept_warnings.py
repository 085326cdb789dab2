"""What pydicom warns about, kept for the Problems panel instead of printed.

`warnings.catch_warnings` swaps the state of the whole process and so can't be used where several
threads read at once. Here one filter, put in front of the others, asks the thread it runs in
whether somebody listens: then the warning is kept and ignored, else it takes its usual way.
"""

from __future__ import annotations

import logging
import threading
import warnings
from typing import Any

__all__ = ["kept_warnings"]


class _Listeners(threading.local):
    """The lists that the current thread's warnings go to, innermost last."""

    def __init__(self) -> None:
        self.stack: list[list[str]] = []

    def keep(self, text: str) -> bool:
        """Keep `text` for the innermost listener; say whether there is one."""
        if not self.stack:
            return False
        if text not in self.stack[-1]:
            self.stack[-1].append(text)
        return True


_listeners = _Listeners()


class _KeptMessage:
    """Stands where a warnings filter has its message pattern."""

    def match(self, text: str) -> bool:
        """Whether the warning is kept, and so to be ignored by everyone else."""
        return _listeners.keep(str(text))


class _KeptRecord(logging.Filter):
    """Stands in pydicom's logger, which repeats every warning."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Whether the record goes on to the user's handlers."""
        if record.levelno < logging.WARNING:
            return not _listeners.stack
        return not _listeners.keep(record.getMessage())


_WARNING_FILTER: Any = ("ignore", _KeptMessage(), Warning, None, 0)
_LOG_FILTER = _KeptRecord()


def _stand_in_front() -> None:
    """See to it that no filter of the user's decides before ours."""
    filters: list[Any] = warnings.filters  # type: ignore[assignment]
    if filters and filters[0] is _WARNING_FILTER:
        return
    filters[:] = [_WARNING_FILTER, *(each for each in filters if each is not _WARNING_FILTER)]


_stand_in_front()
# A logger's filter does not see the records of the loggers below it.
for _name in ("", ".pixels.decoders.base", ".pixels.encoders.base", ".pixels.utils"):
    logging.getLogger(f"pydicom{_name}").addFilter(_LOG_FILTER)


class kept_warnings:  # noqa: N801 - used as the function that `contextmanager` would make
    """Keep the warnings that this thread causes, and print none.

    Entering it gives the list of messages, each once, in the order they came. They may hold
    values of the dataset.

    Notes
    -----
    Other threads' warnings are neither kept nor silenced.
    """

    __slots__ = ()

    def __enter__(self) -> list[str]:
        _stand_in_front()
        kept: list[str] = []
        _listeners.stack.append(kept)
        return kept

    def __exit__(self, *_: object) -> None:
        _listeners.stack.pop()
