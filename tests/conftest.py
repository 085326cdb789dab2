"""Fixtures for all tests."""

from __future__ import annotations

import os
from pathlib import Path

import pytest


@pytest.fixture(scope="session")
def data_dir() -> Path:
    """Return the folder of real DICOM files; tests that need it skip by name without it."""
    folder = os.environ.get("DICOMWIDGETS_TEST_DATA")
    if not folder or not Path(folder, "dicom").is_dir():
        pytest.skip("DICOMWIDGETS_TEST_DATA is not set: no real DICOM files here")
    return Path(folder)


@pytest.fixture(autouse=True)
def _masked_again() -> object:
    """Every test starts, and leaves, with identifiers masked."""
    from dicomwidgets.privacy import reveal  # noqa: PLC0415 - import cost belongs to the test

    reveal(False)
    yield
    reveal(False)
