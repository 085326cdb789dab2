"""What may be done twice is tried again, after a while that doubles."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

from dicomwidgets.pacs.dimse_line import StoppedError

if TYPE_CHECKING:
    from collections.abc import Callable

    from dicomwidgets.errors import PacsError

__all__ = ["Patience", "is_passing"]

_FIRST_WAIT = 0.5
_STEP = 0.1
_PASSING = frozenset({"refused", "aborted", "busy"})


def is_passing(error: PacsError) -> bool:
    """Whether an obstacle may go by itself: nobody listens, it was broken off, it is busy."""
    return error.code in _PASSING


class Patience:
    """How often something is tried again.

    Parameters
    ----------
    retries
        In a row, without anything done between.
    stopped
        Asked while waiting.
    """

    def __init__(self, retries: int, stopped: Callable[[], bool]) -> None:
        self._retries = retries
        self._stopped = stopped
        self._failed = 0

    def renew(self) -> None:
        """Something was done: the next obstacle is a new one."""
        self._failed = 0

    def wait(self, error: PacsError) -> None:
        """Wait before the next try, or raise the error if there is to be none.

        Raises
        ------
        PacsError
            The error, where it does not go by itself or came too often.
        StoppedError
            If the user has stopped.
        """
        if not is_passing(error) or self._failed >= self._retries:
            raise error
        until = time.monotonic() + _FIRST_WAIT * 2**self._failed
        self._failed += 1
        while time.monotonic() < until:
            if self._stopped():
                raise StoppedError from None
            time.sleep(_STEP)
