"""What is in memory already: bytes of a file, or a dataset."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING, BinaryIO

from dicomwidgets.reading.item import Item

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from pydicom.dataset import Dataset

    from dicomwidgets.errors import ReadError

__all__ = ["BytesSource", "DatasetSource"]


class BytesSource:
    """The bytes of one file.

    Parameters
    ----------
    data
        The whole file.
    kind
        ``"bytes"``, or ``"stream"`` if they came from a file object.
    """

    def __init__(self, data: bytes, *, kind: str = "bytes") -> None:
        self.kind = kind
        self.label = {"bytes": "bytes", "stream": "file object"}[kind]
        self._data = data
        self._items = (Item(self.label),)

    def items(self) -> Sequence[Item]:
        """Return the one item."""
        return self._items

    def missing(self) -> Sequence[ReadError]:
        """Return nothing."""
        return ()

    def open(self, item: Item) -> BinaryIO:  # noqa: ARG002 - the protocol's signature
        """Return a handle on the bytes, which it shares."""
        return io.BytesIO(self._data)

    def path(self, item: Item) -> Path | None:  # noqa: ARG002 - the protocol's signature
        """Return ``None``: this is no local file."""
        return None

    def dataset(self, item: Item) -> Dataset | None:  # noqa: ARG002 - the protocol's signature
        """Return ``None``: bytes are read like a file."""
        return None


class DatasetSource:
    """One dataset of the caller's, which stays as it is.

    Parameters
    ----------
    dataset
        A pydicom dataset, with or without file meta.
    """

    kind = "dataset"
    label = "dataset"

    def __init__(self, dataset: Dataset) -> None:
        self._dataset = dataset
        self._items = (Item("dataset"),)

    def items(self) -> Sequence[Item]:
        """Return the one item."""
        return self._items

    def missing(self) -> Sequence[ReadError]:
        """Return nothing."""
        return ()

    def open(self, item: Item) -> BinaryIO:  # noqa: ARG002 - the protocol's signature
        """Return the dataset as the bytes of a file, encoded as it was read or little endian."""
        buffer = io.BytesIO()
        copy = self._dataset.copy()
        implicit, little = self._dataset.original_encoding
        if hasattr(copy, "file_meta") and copy.file_meta.get("TransferSyntaxUID"):
            copy.save_as(buffer, enforce_file_format=False)
        else:
            copy.save_as(buffer, implicit_vr=bool(implicit), little_endian=little is not False)
        buffer.seek(0)
        return buffer

    def path(self, item: Item) -> Path | None:  # noqa: ARG002 - the protocol's signature
        """Return ``None``: a dataset is no local file."""
        return None

    def dataset(self, item: Item) -> Dataset:  # noqa: ARG002 - the protocol's signature
        """Return the caller's own dataset."""
        return self._dataset
