"""Five hundred instances there and back, and a PACS that is killed in the middle of them."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING

import pytest
from support.dimse_peers import waits_for
from support.orthanc import Orthanc, free_port
from support.sent_files import STUDY, arrived, many

from dicomwidgets.pacs.dimse import Dimse

if TYPE_CHECKING:
    from pathlib import Path

COUNT = 500

pytestmark = pytest.mark.slow


def test_stored_found_and_fetched_back_by_both_ways(tmp_path: Path) -> None:
    given = many(tmp_path / "files", COUNT)
    port = free_port()
    with Orthanc(tmp_path / "orthanc", peers={"DICOMWIDGETS": port}) as server:
        pacs = Dimse(server.dicom)
        assert pacs.store(tmp_path / "files").counts == {"written": COUNT}
        assert server.count() == COUNT
        assert len(pacs.find("instance", StudyInstanceUID=STUDY)) == COUNT
        report = pacs.get(tmp_path / "got", StudyInstanceUID=STUDY)
        assert report.counts == {"written": COUNT}
        moved = pacs.retrieve(tmp_path / "moved", by="move", port=port, StudyInstanceUID=STUDY)
        assert moved.counts == {"written": COUNT}
    assert arrived(tmp_path / "got") == given
    assert arrived(tmp_path / "moved") == given


def test_a_pacs_that_is_killed_thrice(tmp_path: Path) -> None:
    given = many(tmp_path / "files", COUNT)
    with Orthanc(tmp_path / "orthanc") as server, ThreadPoolExecutor(1) as threads:
        pacs = Dimse(server.dicom, retries=5)
        storing = threads.submit(pacs.store, tmp_path / "files")
        for part in (0.2, 0.5, 0.8):
            waits_for(lambda part=part: server.count() >= part * COUNT)
            server.restart()
        assert set(storing.result().counts) <= {"written", "present"}
        assert not pacs.store(tmp_path / "files").problems
        assert server.count() == COUNT
        fetching = threads.submit(pacs.get, tmp_path / "in", StudyInstanceUID=STUDY)
        for part in (0.2, 0.5, 0.8):
            waits_for(lambda part=part: len(list((tmp_path / "in").rglob("*.dcm"))) >= part * COUNT)
            server.restart()
        assert fetching.result().counts == {"written": COUNT}
        assert pacs.get(tmp_path / "in", StudyInstanceUID=STUDY).counts == {"present": COUNT}
    assert arrived(tmp_path / "in") == given
