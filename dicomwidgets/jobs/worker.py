"""The process that does the work of a `WorkerPool`: asks and answers through its pipes.

A message is its length in eight bytes and a pickle. It loads what the work needs and nothing else.
"""

from __future__ import annotations

import gc
import os
import pickle
import signal
import struct
import sys
import traceback
from functools import lru_cache
from typing import TYPE_CHECKING, Any, BinaryIO

if TYPE_CHECKING:
    from collections.abc import Callable

__all__ = ["BOOT", "read_message", "serve", "write_message"]

SPARED = ("requests", "tqdm")
"""What pydicom would load with itself, to download its test files: a fifth of its loading time."""

BOOT = f"""\
import gc, pickle, sys
gc.disable()
sys.path[:] = pickle.load(sys.stdin.buffer)
sys.modules.update(dict.fromkeys({SPARED}))
from dicomwidgets import front_door
front_door.is_shut = True
from dicomwidgets.jobs.worker import serve
serve()
"""
"""What the interpreter of a worker is started with: until the work is loaded nothing is
garbage, nothing is spared any more then, and pydicom is loaded only where it is asked for."""

_LENGTH = struct.Struct("<Q")


def write_message(stream: BinaryIO, message: bytes) -> None:
    """Write a message and see that it leaves."""
    stream.write(_LENGTH.pack(len(message)))
    stream.write(message)
    stream.flush()


def read_message(stream: BinaryIO) -> bytes:
    """Return the next message.

    Raises
    ------
    EOFError
        If the other side is gone.
    """
    head = stream.read(_LENGTH.size)
    if len(head) == _LENGTH.size:
        (length,) = _LENGTH.unpack(head)
        message = stream.read(length)
        if len(message) == length:
            return message
    raise EOFError


def serve() -> None:
    """Do what is asked until nobody asks any more.

    Ctrl+C in a terminal reaches the whole group of processes: it is for the one that asks, which
    then lets this one finish its item.
    """
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    asked, answers = sys.stdin.buffer, os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # what libraries print is no answer
    try:
        while True:
            work, item = pickle.loads(read_message(asked))  # noqa: S301 - our own parent's
            write_message(answers, _answer(work, item))
    except (EOFError, BrokenPipeError):
        # The one who asked is gone, perhaps killed: nothing is left to be flushed to it.
        os._exit(0)


def _answer(work: bytes, item: bytes) -> bytes:
    """Return the pickle of ``(value, None)`` or ``(None, error)``."""
    try:
        return pickle.dumps((_work(work)(pickle.loads(item)), None))  # noqa: S301
    except Exception as error:  # noqa: BLE001 - the one who asked decides
        return _pickled(error)


@lru_cache(maxsize=8)
def _work(pickled: bytes) -> Callable[[Any], Any]:
    """Return the same function, with what it has learned, for the same bytes."""
    work: Callable[[Any], Any] = pickle.loads(pickled)  # noqa: S301
    for name in SPARED:  # the work itself may need them
        if sys.modules.get(name, name) is None:
            del sys.modules[name]
    gc.freeze()  # what is loaded stays
    gc.enable()
    return work


def _pickled(error: Exception) -> bytes:
    error.add_note("In the worker:\n" + "".join(traceback.format_tb(error.__traceback__)).rstrip())
    try:
        answer = pickle.dumps((None, error))
        pickle.loads(answer)  # noqa: S301 - an error may be pickled and yet not come back
    except Exception:  # noqa: BLE001
        return pickle.dumps((None, RuntimeError(type(error).__name__)))
    return answer
