"""What a check of frames does in worker processes, taking its time: these find it by its name."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

from dicomwidgets.collection.checks.frame_look import look_at_frames

if TYPE_CHECKING:
    from dicomwidgets.collection.checks.frame_facts import FileFrames, FrameTask

__all__ = ["look_slowly"]


def look_slowly(task: FrameTask) -> FileFrames:
    """Look at the frames of a file after a while, so that one can be in the middle of it."""
    time.sleep(0.02)
    return look_at_frames(task)
