"""Peers for the tests of the PACS: a real one, for all files of a worker together."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from support.orthanc import Orthanc

if TYPE_CHECKING:
    from collections.abc import Iterator


@pytest.fixture(scope="session")
def running_orthanc(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Orthanc]:
    """Yield an Orthanc that runs as long as the tests; what it holds belongs to nobody."""
    with Orthanc(tmp_path_factory.mktemp("orthanc")) as server:
        yield server


@pytest.fixture
def orthanc(running_orthanc: Orthanc) -> Orthanc:
    """Return the running Orthanc, which holds nothing. Never kill it: start one of your own."""
    running_orthanc.empty()
    return running_orthanc
