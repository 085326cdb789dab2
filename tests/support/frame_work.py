"""What a check of frames does in worker processes, with accidents: these find it by its name."""

from __future__ import annotations

import os
import signal
import time
from typing import TYPE_CHECKING

from dicomwidgets.collection.checks.frame_look import look_at_frames

if TYPE_CHECKING:
    from dicomwidgets.collection.checks.frame_facts import FileFrames, FrameTask

__all__ = ["DEATH", "look_and_die_once", "look_slowly"]

DEATH = "DICOMWIDGETS_TEST_DEATH"
"""Variable of the environment: the file that says that a worker was killed already."""


def look_slowly(task: FrameTask) -> FileFrames:
    """Look at the frames of a file after a while, so that one can be in the middle of it."""
    time.sleep(0.02)
    return look_at_frames(task)


def look_and_die_once(task: FrameTask) -> FileFrames:
    """Look at the frames of a file; at the sixtieth its worker is killed, the first time."""
    if task.row == 60:
        try:
            os.close(os.open(os.environ[DEATH], os.O_CREAT | os.O_EXCL))
        except FileExistsError:
            pass
        else:
            os.kill(os.getpid(), signal.SIGKILL)
    return look_at_frames(task)
