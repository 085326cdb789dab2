"""Nothing of what is asked of a server gets into the logs of the packages that ask it."""

from __future__ import annotations

import logging
import threading
from contextlib import contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

__all__ = ["unlogged"]

_TALKATIVE = ("dicomweb_client.web", "dicomweb_client.uri", "urllib3.connectionpool", "retrying")
"""They write addresses with UIDs and names of patients to their logs."""


class _Quiet(logging.Filter):
    """Drops what is logged on a thread while it asks for us."""

    def __init__(self) -> None:
        super().__init__()
        self.asking = threading.local()

    def filter(self, record: logging.LogRecord) -> bool:  # noqa: ARG002 - the base's signature
        return not getattr(self.asking, "depth", 0)


_QUIET = _Quiet()


@contextmanager
def unlogged() -> Iterator[None]:
    """Keep what other packages log on this thread out of their logs."""
    for name in _TALKATIVE:
        logging.getLogger(name).addFilter(_QUIET)  # once: it knows its filters
    depth = getattr(_QUIET.asking, "depth", 0)
    _QUIET.asking.depth = depth + 1
    try:
        yield
    finally:
        _QUIET.asking.depth = depth
