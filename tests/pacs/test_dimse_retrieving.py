"""Fetched back identical by C-GET and by C-MOVE, each once, whatever happens meanwhile."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, Any

import pytest
from pydicom import dcmread
from pydicom.dataset import Dataset
from support.archive_peer import archive
from support.dimse_peers import speaking, waits_for
from support.orthanc import Orthanc, free_port
from support.real_files import pixels_of
from support.sent_files import STUDY, arrived, many, one_of_each_syntax

from dicomwidgets import load, samples
from dicomwidgets.errors import ArgumentError, PacsError
from dicomwidgets.pacs.dimse import Dimse
from dicomwidgets.pacs.dimse_wanted import Wanted, portions, requests

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

PORT = free_port()


@pytest.fixture(scope="module")
def peer(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Orthanc]:
    folder = tmp_path_factory.mktemp("retrieving")
    with Orthanc(folder, peers={"DICOMWIDGETS": PORT}) as server:
        yield server


@pytest.fixture
def holding(peer: Orthanc, tmp_path: Path) -> tuple[Dimse, list[bytes]]:
    peer.empty()
    given = many(tmp_path / "files", 40)
    pacs = Dimse(peer.dicom)
    assert pacs.store(tmp_path / "files", resume=False).counts == {"written": 40}
    return pacs, given


@pytest.mark.parametrize("by", ["get", "move"])
def test_what_was_stored_comes_back_identical_and_once(
    holding: tuple[Dimse, list[bytes]], tmp_path: Path, by: str
) -> None:
    pacs, given = holding
    told: list[int] = []
    report = pacs.retrieve(
        tmp_path / "in",
        by=by,
        port=PORT,
        StudyInstanceUID=STUDY,
        on_progress=lambda progress: told.append(progress.done),
    )
    assert report.counts == {"written": 40}
    assert arrived(tmp_path / "in") == given
    assert told[-1] == 40
    assert pacs.retrieve(tmp_path / "in", by=by, port=PORT, StudyInstanceUID=STUDY).counts == {
        "present": 40
    }
    assert report.target is not None
    assert len(load(report.target).series) == 2
    assert STUDY not in repr(report)


def test_what_is_missing_is_asked_for_by_its_uids(
    holding: tuple[Dimse, list[bytes]], tmp_path: Path
) -> None:
    pacs, given = holding
    report = pacs.get(tmp_path / "in", StudyInstanceUID=STUDY)
    gone = [report.files[number].targets[0] for number in (0, 7, 39)]
    for name in gone:
        (tmp_path / "in" / name).unlink()
    assert pacs.get(tmp_path / "in", StudyInstanceUID=STUDY).counts == {"written": 3, "present": 37}
    assert arrived(tmp_path / "in") == given
    one = pacs.get(tmp_path / "one", SOPInstanceUID=f"{STUDY}.9.5", StudyInstanceUID=STUDY)
    assert one.counts == {"written": 1}


def test_real_files_come_in_the_syntax_that_they_have(
    peer: Orthanc, data_dir: Path, tmp_path: Path
) -> None:
    """Orthanc writes headers anew; what it has of the pixels comes as it was."""
    peer.empty()
    files = one_of_each_syntax(data_dir)
    pacs = Dimse(peer.dicom)
    stored = pacs.store(list(files.values()), resume=False)
    taken = {
        file.targets[0]: (syntax, pixels_of(path.read_bytes()))
        for file, (syntax, path) in zip(stored.files, files.items(), strict=True)
        if file.status == "written"
    }
    assert len(taken) >= 12
    studies = [str(each.StudyInstanceUID) for each in pacs.find("study")]
    report = pacs.get(tmp_path / "in", StudyInstanceUID=studies)
    assert not report.problems
    came = {}
    for file in report.files:
        path = tmp_path / "in" / file.targets[0]
        syntax = str(dcmread(path, stop_before_pixels=True).file_meta.TransferSyntaxUID)
        came[file.sources[0]] = (syntax, pixels_of(path.read_bytes()))
    assert came == taken


def test_a_pacs_that_does_not_tell_the_classes(tmp_path: Path) -> None:
    given = many(tmp_path / "files", 6)
    port = free_port()
    with archive(tmp_path / "archive", port) as address:
        pacs = Dimse(address)
        pacs.store(tmp_path / "files")
        assert pacs.get(tmp_path / "got", StudyInstanceUID=STUDY).counts == {"written": 6}
        moved = pacs.retrieve(tmp_path / "moved", by="move", port=port, StudyInstanceUID=STUDY)
        assert moved.counts == {"written": 6}
        with pytest.raises(PacsError) as caught:
            pacs.move("NOBODY", StudyInstanceUID=STUDY)
    assert "does not know the AE title" in str(caught.value)
    assert arrived(tmp_path / "got") == arrived(tmp_path / "moved") == given


def test_others_are_sent_to(holding: tuple[Dimse, list[bytes]], tmp_path: Path) -> None:
    pacs, given = holding
    with pacs.receiver(tmp_path / "in", port=PORT) as receiver:
        report = pacs.move("DICOMWIDGETS", StudyInstanceUID=STUDY)
        assert receiver.report().counts == {"written": 40}
    assert report.counts == {"written": 40}
    assert report.target is None
    assert arrived(tmp_path / "in") == given


def test_nothing_identified_is_written(holding: tuple[Dimse, list[bytes]], tmp_path: Path) -> None:
    pacs, _ = holding
    how = {"key": b"k" * 32}
    report = pacs.get(tmp_path / "in", deidentify=how, StudyInstanceUID=STUDY)
    assert report.counts == {"written": 40}
    assert pacs.get(tmp_path / "in", deidentify=how, StudyInstanceUID=STUDY).counts == {
        "present": 40
    }
    everything = [path.read_bytes() for path in (tmp_path / "in").rglob("*") if path.is_file()]
    assert len(everything) > 40
    assert not any(STUDY.encode() in data for data in everything)
    assert all(STUDY not in str(path) for path in (tmp_path / "in").rglob("*"))
    with pytest.raises(ArgumentError):
        pacs.get(tmp_path / "in", StudyInstanceUID=STUDY)


def test_it_can_be_cancelled_and_gone_on_with(
    holding: tuple[Dimse, list[bytes]], tmp_path: Path
) -> None:
    pacs, given = holding

    def some() -> bool:
        return len(list((tmp_path / "in").rglob("*.dcm"))) >= 5

    report = pacs.get(tmp_path / "in", cancelled=some, StudyInstanceUID=STUDY)
    assert 5 <= report.counts["written"] < 40
    assert report.counts["cancelled"] == 40 - report.counts["written"]
    assert "repeat the call" in report.problems[0].reason
    pacs.get(tmp_path / "in", StudyInstanceUID=STUDY)
    assert arrived(tmp_path / "in") == given


def fetched_while_killed(server: Orthanc, folder: Path, given: list[bytes]) -> None:
    pacs = Dimse(server.dicom, retries=5)
    with ThreadPoolExecutor(1) as threads:
        fetching = threads.submit(pacs.get, folder, StudyInstanceUID=STUDY)
        waits_for(lambda: len(list(folder.rglob("*.dcm"))) >= len(given) // 4)
        server.restart()
        first = fetching.result()
    assert set(first.counts) <= {"written"}
    second = pacs.get(folder, StudyInstanceUID=STUDY)
    assert not second.problems
    assert arrived(folder) == given


def test_the_pacs_is_killed_in_the_middle_and_comes_back(tmp_path: Path) -> None:
    given = many(tmp_path / "files", 40)
    with Orthanc(tmp_path / "orthanc") as server:
        Dimse(server.dicom).store(tmp_path / "files")
        fetched_while_killed(server, tmp_path / "in", given)


def serving(bad: str, asked: list[str]) -> dict[str, Any]:
    """Return handlers of a peer that has four instances and breaks off when it sends one."""
    datasets = samples.ct(slices=4, size=16)
    for number, each in enumerate(datasets):
        each.SOPInstanceUID = each.file_meta.MediaStorageSOPInstanceUID = f"1.2.3.{number}"

    def find(event: Any) -> Any:
        keys = {"STUDY": ["StudyInstanceUID"], "SERIES": ["SeriesInstanceUID"]}
        level = event.identifier.QueryRetrieveLevel
        for each in datasets if level == "IMAGE" else datasets[:1]:
            answer = Dataset()
            for keyword in keys.get(level, ["SOPInstanceUID", "SOPClassUID"]):
                answer[keyword] = each[keyword]
            yield 0xFF00, answer
        yield 0, None

    def get(event: Any) -> Any:
        uids = event.identifier.get("SOPInstanceUID") or [str(d.SOPInstanceUID) for d in datasets]
        wanted = [uids] if isinstance(uids, str) else list(uids)
        asked.append(",".join(wanted))
        yield len(wanted)
        for each in datasets:
            if each.SOPInstanceUID in wanted:
                if each.SOPInstanceUID == bad:
                    event.assoc.abort(block=False)
                    return
                yield 0xFF00, each

    return {"EVT_C_FIND": find, "EVT_C_GET": get}


def test_an_object_on_which_the_pacs_breaks_off_keeps_no_other_back(tmp_path: Path) -> None:
    asked: list[str] = []
    pynetdicom = pytest.importorskip("pynetdicom")
    models = ("1.2.840.10008.5.1.4.1.2.2.1", "1.2.840.10008.5.1.4.1.2.2.3")
    contexts = [pynetdicom.build_context(model) for model in models]
    contexts.append(pynetdicom.build_context("1.2.840.10008.5.1.4.1.1.2"))
    with speaking(contexts=contexts, roles=True, **serving("1.2.3.1", asked)) as (port, _):
        pacs = Dimse(f"dicom://PEER@127.0.0.1:{port}", retries=1)
        report = pacs.get(tmp_path / "in", StudyInstanceUID="1.2")
    assert report.counts == {"written": 3, "failed": 1}
    assert "fails when it is asked for it" in report.problems[0].reason
    assert len(arrived(tmp_path / "in")) == 3


def test_what_cannot_be_meant(holding: tuple[Dimse, list[bytes]], tmp_path: Path) -> None:
    pacs, _ = holding
    with pytest.raises(ArgumentError, match="what is to be fetched"):
        pacs.get(tmp_path / "in")
    with pytest.raises(ArgumentError, match="two ways"):
        pacs.retrieve(tmp_path / "in", by="post", StudyInstanceUID=STUDY)
    assert pacs.get(tmp_path / "in", PatientID="nobody").counts == {}


def wanted(kind: str, number: int, *syntaxes: str) -> Wanted:
    return Wanted((("StudyInstanceUID", "1"),), f"1.{number}", kind, syntaxes)


def test_portions_hold_no_more_contexts_than_a_line_has() -> None:
    some = [wanted(f"1.2.{kind}", 10 * kind + number) for kind in range(7) for number in range(3)]
    found = list(portions(some))
    assert len(found) > 1
    assert all(len(each.contexts) <= 126 for each in found)
    assert sorted(each.instance for portion in found for each in portion.wanted) == sorted(
        each.instance for each in some
    )
    told = [wanted(f"1.2.{kind}", kind, "1.2.840.10008.1.2.4.90") for kind in range(50)]
    (first, *_) = portions(told)
    assert len(first.contexts) == 126 - 126 % 3
    assert {len(each.syntaxes) for each in first.contexts} == {1}


def test_classes_that_nobody_tells_are_guessed_in_portions() -> None:
    found = list(portions([wanted("", 1)]))
    assert all(len(each.contexts) <= 126 for each in found)
    classes = {each.abstract for portion in found for each in portion.contexts}
    assert len(classes) > 126
    again = list(portions([wanted("", 1)], again=True))
    assert {each.syntaxes for portion in again for each in portion.contexts} > {
        ("1.2.840.10008.1.2.5",)
    }


def test_whole_series_are_asked_for_as_such_and_others_by_lists() -> None:
    some = [wanted("1.2", number) for number in range(70)]
    ((keys, _),) = requests(some, {some[0].above: 70}, "study")
    assert keys["QueryRetrieveLevel"] == "SERIES"
    lists: list[Any] = [keys["SOPInstanceUID"] for keys, _ in requests(some, {}, "study")]
    assert [len(each) for each in lists] == [64, 6]
