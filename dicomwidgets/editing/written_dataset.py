"""A dataset in memory as the file that saving it would write."""

from __future__ import annotations

import io
import threading
from typing import TYPE_CHECKING, BinaryIO

from dicomwidgets.editing.splice import edited_bytes
from dicomwidgets.reading.source import source_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pydicom.dataset import Dataset

    from dicomwidgets.editing.change import Change

__all__ = ["WrittenDataset"]


class WrittenDataset:
    """What saving would write, as pydicom writes it; made when it is first asked for.

    Parameters
    ----------
    dataset
        Never changed.
    changes
        Its edits, as they were found possible in it.
    """

    def __init__(self, dataset: Dataset, changes: Sequence[Change] = ()) -> None:
        self._dataset = dataset
        self._changes = changes
        self._data: bytes | None = None
        self._lock = threading.Lock()

    def open(self) -> BinaryIO:
        """Return a handle that can seek.

        Raises
        ------
        EditError
            When pydicom can't write the dataset.
        """
        with self._lock:
            if self._data is None:
                source = source_of(self._dataset)
                self._data = edited_bytes(source, source.items()[0], self._changes)
        return io.BytesIO(self._data)

    def is_new(self, _start: int, _stop: int) -> bool:
        """Return ``False``: there is no file that it differs from."""
        return False
