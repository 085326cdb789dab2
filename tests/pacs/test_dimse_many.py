"""Five hundred instances there and back, and a PACS that is killed in the middle of them."""

from __future__ import annotations

import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING

import pytest
from support.catalogue import catalogued
from support.dimse_peers import waits_for
from support.orthanc import Orthanc, free_port
from support.sent_files import STUDY, arrived, many

from dicomwidgets.pacs.dimse import Dimse
from dicomwidgets.pacs.receiver import Receiver
from dicomwidgets.pacs.sendable import sendable
from dicomwidgets.reading.source import source_of

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


def test_we_are_killed_ourselves(tmp_path: Path) -> None:
    given = many(tmp_path / "files", COUNT)
    folder = tmp_path / "in"
    with Orthanc(tmp_path / "orthanc") as server:
        pacs = Dimse(server.dicom)
        pacs.store(tmp_path / "files", resume=False)
        command = [sys.executable, "-m", "dicomwidgets", "pacs", "get", server.dicom, str(folder)]
        for part in (0.2, 0.6):
            with subprocess.Popen([*command, f"StudyInstanceUID={STUDY}"]) as running:
                waits_for(lambda part=part: len(list(folder.rglob("*.dcm"))) >= part * COUNT)
                running.kill()
        report = pacs.get(folder, StudyInstanceUID=STUDY)
    assert set(report.counts) == {"written", "present"}
    assert report.counts["present"] >= 0.6 * COUNT - 2
    assert arrived(folder) == given
    assert not [each for each in folder.rglob("*") if each.name.endswith(".part")]


def test_our_receiver_is_killed_and_sent_to_again(tmp_path: Path) -> None:
    given = many(tmp_path / "files", COUNT)
    port, folder = str(free_port()), tmp_path / "in"
    command = [sys.executable, "-m", "dicomwidgets", "pacs", "receive", str(folder), "--port", port]
    pacs = Dimse(f"dicom://DICOMWIDGETS@127.0.0.1:{port}", retries=0)
    for part in (0.3, 1.0):
        with (
            subprocess.Popen(command, stderr=subprocess.PIPE) as running,
            ThreadPoolExecutor(1) as threads,
        ):
            assert running.stderr is not None
            assert b"Listening" in running.stderr.readline()
            storing = threads.submit(pacs.store, tmp_path / "files", resume=False)
            waits_for(lambda part=part: len(list(folder.rglob("*.dcm"))) >= part * COUNT)
            if part == 1.0:
                assert storing.result().counts == {"written": COUNT}
            running.kill()
    assert arrived(folder) == given


def test_every_real_file_arrives_bit_by_bit(data_dir: Path, tmp_path: Path) -> None:
    paths = [path for path in catalogued(data_dir) if path.stat().st_size < 30_000_000]
    source = source_of(paths)
    items = source.items()
    with Receiver(tmp_path / "in", port=0) as receiver:
        pacs = Dimse(f"dicom://{receiver.title}@127.0.0.1:{receiver.port}")
        report = pacs.store(source, resume=False)
        came = receiver.report()
    written = 0
    here = {file.sources[0]: tmp_path / "in" / file.targets[0] for file in came.files}
    for item, file in zip(items, report.files, strict=False):
        if file.status == "written":
            written += 1
            sent, kept = sendable(source, item), source_of(here[file.targets[0]])
            got = sendable(kept, kept.items()[0])
            assert not isinstance(sent, str)
            assert not isinstance(got, str)
            assert (got.syntax, got.data()) == (sent.syntax, sent.data())
    assert came.counts == {"written": written}
    assert written > 600
    reasons = {file.reason for file in report.problems if "other content" not in file.reason}
    assert len(reasons) <= 5, reasons
