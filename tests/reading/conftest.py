"""What the reading tests share."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from pydicom.data import get_testdata_file

if TYPE_CHECKING:
    from pathlib import Path

SMALL = ("CT_small.dcm", "MR_small.dcm", "rtplan.dcm", "test-SR.dcm")


def bundled(name: str) -> Path:
    """Return a file that pydicom carries."""
    from pathlib import Path  # noqa: PLC0415 - at run time only here

    found = get_testdata_file(name, download=False)
    assert isinstance(found, str), f"pydicom no longer carries {name}"
    return Path(found)


@pytest.fixture(scope="session")
def ct_small() -> Path:
    return bundled("CT_small.dcm")


@pytest.fixture(scope="session")
def mr_small() -> Path:
    return bundled("MR_small.dcm")


@pytest.fixture
def scans(tmp_path: Path, ct_small: Path, mr_small: Path) -> Path:
    """Return a folder with sub-folders, odd suffixes, a hidden file and files that are no DICOM."""
    root = tmp_path / "scans"
    (root / "b" / "deep").mkdir(parents=True)
    (root / "a").mkdir()
    (root / "b" / "deep" / "10").write_bytes(ct_small.read_bytes())
    (root / "b" / "deep" / "2").write_bytes(ct_small.read_bytes())
    (root / "a" / "image.IMA").write_bytes(mr_small.read_bytes())
    (root / ".hidden").write_bytes(mr_small.read_bytes())
    (root / "notes.txt").write_text("no DICOM here")
    return root
