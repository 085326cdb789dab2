"""Files sent as they are: every syntax, once each, through refusals, warnings and broken lines."""

from __future__ import annotations

import io
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
from pydicom import dcmread
from support.dimse_peers import dataset_bytes, program, speaking, waits_for
from support.orthanc import Orthanc
from support.sent_files import many, one_of_each_syntax

import dicomwidgets as dw
from dicomwidgets import samples
from dicomwidgets.errors import PacsError
from dicomwidgets.pacs.dimse import Dimse
from dicomwidgets.pacs.sendable import sendable
from dicomwidgets.reading.source import source_of

if TYPE_CHECKING:
    from pathlib import Path

IMPLICIT, EXPLICIT = "1.2.840.10008.1.2", "1.2.840.10008.1.2.1"


def sent(source: Any) -> bytes:
    found = source_of(source)
    each = sendable(found, found.items()[0])
    assert not isinstance(each, str)
    return each.data()


def test_real_files_of_every_syntax_arrive_bit_by_bit(data_dir: Path, tmp_path: Path) -> None:
    files = one_of_each_syntax(data_dir)
    assert len(files) >= 10
    command = ("/usr/bin/storescp", "+xa", "+B", "-od", str(tmp_path), "--fork", "{port}")
    with program(*command, folder=tmp_path) as port:
        report = Dimse(f"dicom://ANY@127.0.0.1:{port}").store(list(files.values()))
    (tmp_path / "log.txt").unlink()
    came = {dataset_bytes(path) for path in tmp_path.iterdir()}
    taken = {}
    for file, (syntax, path) in zip(report.files, files.items(), strict=True):
        if file.status == "written":
            data = dataset_bytes(path)
            taken[syntax] = data + bytes(len(data) % 2)  # PS3.5 A.5
        else:
            assert "does not take it" in file.reason, file.reason
    assert came == set(taken.values())
    assert {IMPLICIT, EXPLICIT, "1.2.840.10008.1.2.4.70", "1.2.840.10008.1.2.5"} <= set(taken)
    assert any("sent again" in remark for remark in report.remarks)


def test_a_kind_of_object_that_is_not_taken_is_no_matter_of_its_syntax(tmp_path: Path) -> None:
    _, slice_ = samples.ct(slices=2, size=16)
    slice_.SOPClassUID = slice_.file_meta.MediaStorageSOPClassUID = "1.2.826.0.1.3680043.8.498.99"
    with program("/usr/bin/storescp", "-od", str(tmp_path), "{port}", folder=tmp_path) as port:
        pacs = Dimse(f"dicom://ANY@127.0.0.1:{port}")
        report = pacs.store(slice_)
    assert report.counts == {"refused": 1}
    reason = "The PACS takes no objects of this kind: 1.2.826.0.1.3680043.8.498.99."
    assert report.files[0].reason == reason


def test_a_refused_syntax_is_said_and_transcoded_on_request_only(
    data_dir: Path, tmp_path: Path
) -> None:
    files = one_of_each_syntax(data_dir)
    lossless, jpeg = (files[f"1.2.840.10008.1.2.4.{each}"] for each in (90, 70))
    native, _ = samples.ct(slices=2, size=16)
    with program(
        "/usr/bin/storescp", "+xi", "+B", "-od", str(tmp_path), "{port}", folder=tmp_path
    ) as port:
        pacs = Dimse(f"dicom://ANY@127.0.0.1:{port}")
        report = pacs.store([lossless, native])
        assert report.counts == {"refused": 2}
        assert "JPEG 2000" in report.files[0].reason
        assert "transcode=True" in report.files[0].reason
        report = pacs.store([lossless, jpeg, native], transcode=True)
    assert report.counts == {"written": 3}
    assert all("Implicit VR" in file.notes[0] for file in report.files)
    came = {each.SOPInstanceUID: each for each in map(dcmread, tmp_path.glob("*.*.*"))}
    for source in (dcmread(lossless), dcmread(jpeg), native):
        each = came[source.SOPInstanceUID]
        assert each.file_meta.TransferSyntaxUID == IMPLICIT
        assert np.array_equal(dw.frames(each).stored(0), dw.frames(source).stored(0))
        assert each.PhotometricInterpretation == source.PhotometricInterpretation


def test_what_the_pacs_has_is_not_sent_again(orthanc: Orthanc, tmp_path: Path) -> None:
    many(tmp_path / "files", 6)
    pacs = Dimse(orthanc.dicom)
    some = sorted((tmp_path / "files").iterdir())
    assert pacs.store(some[:2]).counts == {"written": 2}
    changed = dcmread(some[5])
    changed.PatientComments = "other"
    report = pacs.store([*some, some[0], changed])
    assert report.counts == {"written": 4, "present": 2, "duplicate": 1, "refused": 1}
    assert "other content" in report.files[-1].reason
    assert orthanc.count() == 6
    assert pacs.store(some[0], resume=False).counts == {"written": 1}
    assert report.to_pandas()["status"].tolist().count("written") == 4


def test_a_source_of_any_kind_and_no_caller_is_changed(orthanc: Orthanc, tmp_path: Path) -> None:
    bare = io.BytesIO()
    dataset = samples.ct(slices=1, size=16)[0]
    dataset.save_as(bare, enforce_file_format=True)
    before = dataset.to_json()
    without_head = bare.getvalue()[144 + int.from_bytes(bare.getvalue()[140:144], "little") :]
    assert sent(without_head) == without_head
    assert sent(bare.getvalue()) == without_head
    (tmp_path / "notes.txt").write_text("no DICOM")
    (tmp_path / "x").write_bytes(without_head)
    nameless = samples.ct(slices=2, size=16)[1]
    del nameless.SOPInstanceUID
    report = Dimse(orthanc.dicom).store([tmp_path, dataset, nameless])
    assert [file.status for file in report.files] == ["skipped", "written", "duplicate", "failed"]
    assert "no SOP Instance UID" in report.files[3].reason
    assert dataset.to_json() == before


def test_a_wrong_transfer_syntax_in_the_head_is_not_believed() -> None:
    out = io.BytesIO()
    samples.ct(slices=1, size=16)[0].save_as(out, enforce_file_format=True)
    lying = out.getvalue().replace(b"1.2.840.10008.1.2.1\0", b"1.2.840.10008.1.2\0\0\0", 1)
    source = source_of(lying)
    each = sendable(source, source.items()[0])
    assert not isinstance(each, str)
    assert each.syntax == EXPLICIT
    assert "whatever its file says" in each.notes[0]
    assert "1.2.826" not in repr(each)


def storing(*statuses: int) -> Any:
    waiting = list(statuses)

    def store(event: Any) -> int:
        got.append(event.request.AffectedSOPInstanceUID)
        return waiting.pop(0) if waiting else 0

    got: list[str] = []
    store.got = got  # type: ignore[attr-defined]
    return store


def test_every_status_is_told_with_what_it_means(tmp_path: Path) -> None:
    many(tmp_path / "files", 5)
    handler = storing(0, 0xB000, 0xA700, 0xC123, 0x0124)
    with speaking(EVT_C_STORE=handler) as (port, _):
        report = Dimse(f"dicom://PEER@127.0.0.1:{port}").store(tmp_path / "files")
    statuses = [file.status for file in report.files]
    assert statuses == ["written", "written", "refused", "refused", "refused"]
    assert "changed elements of the object [status B000]" in report.files[1].notes[0]
    reasons = " ".join(file.reason for file in report.files)
    for text in ("out of resources [status A700]", "[status C123]", "may not do this"):
        assert text in reasons
    assert len(report.problems) == 3


def test_a_line_that_breaks_is_opened_again_and_nothing_is_lost(tmp_path: Path) -> None:
    many(tmp_path / "files", 8)
    got: list[str] = []

    def store(event: Any) -> int:
        got.append(event.request.AffectedSOPInstanceUID)
        if len(got) in (3, 4):
            event.assoc.abort(block=False)
        return 0

    with speaking(EVT_C_STORE=store) as (port, _):
        report = Dimse(f"dicom://PEER@127.0.0.1:{port}").store(tmp_path / "files", resume=False)
    assert report.counts == {"written": 8}
    assert len(set(got)) == 8


def test_more_kinds_than_a_line_has_contexts_for(tmp_path: Path) -> None:
    (made,) = samples.ct(slices=1, size=16)
    pynetdicom = pytest.importorskip("pynetdicom")
    kinds = [each.abstract_syntax for each in pynetdicom.AllStoragePresentationContexts][:140]
    for number, kind in enumerate(kinds):
        made.SOPClassUID = made.file_meta.MediaStorageSOPClassUID = kind
        made.SOPInstanceUID = made.file_meta.MediaStorageSOPInstanceUID = f"1.2.3.{number}"
        made.save_as(tmp_path / f"{number:03}", enforce_file_format=True)
    handler = storing()
    with speaking(EVT_C_STORE=handler) as (port, _):
        report = Dimse(f"dicom://PEER@127.0.0.1:{port}").store(tmp_path, resume=False)
    assert report.counts == {"written": 140}
    assert len(handler.got) == 140


def test_it_can_be_cancelled_and_gone_on_with(orthanc: Orthanc, tmp_path: Path) -> None:
    many(tmp_path / "files", 8)
    told: list[int] = []
    pacs = Dimse(orthanc.dicom)
    report = pacs.store(
        tmp_path / "files",
        on_progress=lambda progress: told.append(progress.done),
        cancelled=lambda: orthanc.count() >= 3,
    )
    assert 3 <= report.counts["written"] < 8
    assert report.counts["cancelled"] == 8 - report.counts["written"]
    assert told[-1] == report.counts["written"]
    assert set(pacs.store(tmp_path / "files").counts) == {"written", "present"}
    assert orthanc.count() == 8


def killed_in_the_middle(server: Orthanc, files: Path, count: int) -> None:
    pacs = Dimse(server.dicom, retries=5)
    # The server belongs to the thread that has started it.
    with ThreadPoolExecutor(1) as threads:
        sending = threads.submit(pacs.store, files)
        waits_for(lambda: server.count() >= count // 4)
        server.restart()
        first = sending.result()
    second = pacs.store(files)
    assert set(first.counts) <= {"written", "present"}
    assert not second.problems
    assert len(second.files) == count
    assert server.count() == count


def test_the_pacs_is_killed_in_the_middle_and_comes_back(tmp_path: Path) -> None:
    many(tmp_path / "files", 40)
    with Orthanc(tmp_path / "orthanc") as server:
        killed_in_the_middle(server, tmp_path / "files", 40)


def test_a_pacs_that_stays_away(tmp_path: Path) -> None:
    many(tmp_path / "files", 3)
    with speaking(EVT_C_STORE=lambda event: event.assoc.ae.shutdown() or 0) as (port, _):
        report = Dimse(f"dicom://PEER@127.0.0.1:{port}", retries=1).store(
            tmp_path / "files", resume=False
        )
    assert report.counts.get("failed", 0) >= 2
    assert any("go on" in remark for remark in report.remarks)
    with pytest.raises(PacsError):
        Dimse(f"dicom://PEER@127.0.0.1:{port}", retries=0).store(tmp_path / "files")
