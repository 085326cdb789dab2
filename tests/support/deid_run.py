"""A run in a process of its own, to be killed: ``python -m support.deid_run SOURCE TARGET``."""

from __future__ import annotations

import sys
from pathlib import Path

from support.deid_stand_in import StandIn

from dicomwidgets.deidentification.bulk.folder_run import Manner, Order, into_folder
from dicomwidgets.deidentification.bulk.manifest import Terms
from dicomwidgets.deidentification.bulk.naming import Names
from dicomwidgets.reading.source import source_of

__all__ = ["order", "ordered"]


def order(pattern: str | None = None, *, key: bytes = b"key", seconds: float = 0) -> Order:
    """Return what a run with the stand-in is told."""
    names = Names(pattern) if pattern else Names()
    terms = Terms(key.hex(), {"profile": "basic", "options": []}, "0", names.pattern)
    return Order(StandIn(key, seconds), names, terms, b"secret" + key)


def ordered(_fingerprint: str | None) -> Order:
    """Return the same, as a run asks for it."""
    return order()


if __name__ == "__main__":
    into_folder(source_of(sys.argv[1]), Path(sys.argv[2]), ordered, Manner(workers=2), resume=True)
