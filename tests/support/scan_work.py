"""What a scan does in worker processes, with accidents: these find it by its name."""

from __future__ import annotations

import os
import signal
import time
from dataclasses import dataclass

from dicomwidgets.collection.bundles import Bundle, BundleScan, Gathered

__all__ = ["DeadlyScan", "SlowScan"]


@dataclass(frozen=True, slots=True)
class DeadlyScan(BundleScan):
    """Dies of a file called ``killer.dcm``."""

    def __call__(self, bundle: Bundle) -> Gathered:
        if any(name.endswith("killer.dcm") for name in bundle.names):
            os.kill(os.getpid(), signal.SIGKILL)
        return BundleScan.__call__(self, bundle)


@dataclass(frozen=True, slots=True)
class SlowScan(BundleScan):
    """Takes its time for files of a folder called ``slow``."""

    def __call__(self, bundle: Bundle) -> Gathered:
        if any("slow/" in name for name in bundle.names):
            time.sleep(0.05)
        return BundleScan.__call__(self, bundle)
