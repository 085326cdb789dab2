"""Fixtures for the tests of elements/."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pydicom.data
import pytest

from dicomwidgets.elements.rows import RowTable
from dicomwidgets.elements.tail import read_tail
from dicomwidgets.errors import ReadError
from dicomwidgets.reading.folder import FileSource
from dicomwidgets.reading.header import try_header

if TYPE_CHECKING:
    from collections.abc import Callable


@pytest.fixture(scope="session")
def bundled() -> list[Path]:
    """Return the files that pydicom's wheel brings."""
    root = Path(pydicom.data.__file__).parent
    return sorted(path for path in root.rglob("*") if path.is_file())


@pytest.fixture(scope="session")
def table_of() -> Callable[[Path], RowTable | None]:
    """Return what makes the row table of a file; ``None`` for what is no readable DICOM."""

    def make(path: Path) -> RowTable | None:
        source = FileSource(path)
        try:
            header = try_header(source, source.items()[0])
        except ReadError:
            return None
        if header is None:
            return None
        tail, pixels = read_tail(source, header)
        return RowTable(header.dataset, tail=tail, pixels=pixels)

    return make
