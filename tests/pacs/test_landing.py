"""Where instances arrive: each once, whole, on the disk, and as it was asked for."""

from __future__ import annotations

import io
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, Any

import pytest
from pydicom import config, dcmread
from pydicom.datadict import dictionary_VR
from pydicom.dataelem import DataElement

from dicomwidgets import samples
from dicomwidgets.errors import ArgumentError
from dicomwidgets.jobs.errand import Parts
from dicomwidgets.pacs.landing import Landing
from dicomwidgets.reading.folder import OWN_FOLDER
from dicomwidgets.reading.kept_warnings import kept_warnings

if TYPE_CHECKING:
    from pathlib import Path

NAME = "Yamada^Tarou=山田^太郎=やまだ^たろう"


def files(count: int = 3, **changes: Any) -> list[bytes]:
    made = []
    for dataset in samples.ct(slices=count, size=16, patient_name=NAME):
        for keyword, value in changes.items():
            vr = dictionary_VR(keyword)
            dataset[keyword] = DataElement(keyword, vr, value, validation_mode=config.IGNORE)
        out = io.BytesIO()
        with kept_warnings():
            dataset.save_as(out, enforce_file_format=True)
        made.append(out.getvalue())
    return made


def uid(data: bytes) -> str:
    return str(dcmread(io.BytesIO(data), stop_before_pixels=True).SOPInstanceUID)


def kept(folder: Path) -> dict[str, bytes]:
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file() and OWN_FOLDER not in path.parts
    }


def test_files_are_kept_as_they_came_by_study_series_and_instance(tmp_path: Path) -> None:
    given = files()
    with Landing(tmp_path / "in") as landing:
        taken = [landing.take(data, uid(data)) for data in given]
    assert [file.status for file in taken] == ["written"] * 3
    head = dcmread(io.BytesIO(given[0]))
    names = [f"{head.StudyInstanceUID}/{head.SeriesInstanceUID}/{uid(each)}.dcm" for each in given]
    assert kept(tmp_path / "in") == dict(sorted(zip(names, given, strict=True)))
    assert landing.report().counts == {"written": 3}
    assert landing.report().size == sum(map(len, given))


def test_what_comes_twice_is_there_once_and_what_differs_is_named(tmp_path: Path) -> None:
    first, other = files(1)[0], files(1, PatientComments="another")[0]
    with Landing(tmp_path / "in") as landing:
        statuses = [landing.take(data).status for data in (first, first, other, other, first)]
        notes = landing.report().notes
    assert statuses == ["written", "present", "written", "present", "present"]
    assert sorted(kept(tmp_path / "in").values()) == sorted([first, other])
    assert any("both are kept" in note for note in notes)


def test_a_later_run_knows_what_is_there_and_what_was_taken_away(tmp_path: Path) -> None:
    given = files()
    with Landing(tmp_path / "in") as landing:
        targets = [landing.take(data).targets[0] for data in given[:2]]
    (tmp_path / "in" / targets[0]).unlink()
    with Landing(tmp_path / "in") as landing:
        assert [landing.has(uid(data)) for data in given] == [False, True, False]
        assert [landing.skip(uid(data)) for data in given] == [False, True, False]
        assert landing.take(given[0]).status == "written"
        assert landing.report().counts == {"written": 1, "present": 1}
    with pytest.raises(ArgumentError, match="a run in the target"):
        Landing(tmp_path / "in", resume=False)


def test_a_file_whose_line_was_never_written_is_found_again(tmp_path: Path) -> None:
    given = files(1)[0]
    with Landing(tmp_path / "in") as landing:
        landing.take(given)
    manifest = tmp_path / "in" / OWN_FOLDER / "manifest.jsonl"
    manifest.write_text(manifest.read_text("utf-8").splitlines()[0] + "\n", "utf-8")
    with Landing(tmp_path / "in") as landing:
        assert not landing.has(uid(given))
        assert landing.take(given).status == "present"
    assert len(kept(tmp_path / "in")) == 1


def test_nothing_identified_touches_the_disk(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    written: list[bytes] = []
    wait = Parts.wait

    def looked_at(self: Parts) -> None:
        written.extend(self.path().parent.joinpath(name).read_bytes() for name in self.names[:1])
        self.names[1:] = []
        wait(self)

    monkeypatch.setattr(Parts, "wait", looked_at)
    given = files(2)
    with Landing(tmp_path / "in", deidentify={"key": b"k" * 32}) as landing:
        for data in given:
            landing.take(data, uid(data))
    assert len(written) == 2
    everything = b"".join([*written, *kept(tmp_path / "in").values()])
    everything += (tmp_path / "in" / OWN_FOLDER / "manifest.jsonl").read_bytes()
    for secret in ("Yamada", "山田", uid(given[0])):
        assert secret.encode() not in everything
    with Landing(tmp_path / "in", deidentify={"key": b"k" * 32}) as landing:
        assert all(landing.has(uid(data)) for data in given)
        assert [landing.take(data).status for data in given] == ["present"] * 2
    for other in ({"key": b"l" * 32}, {"key": b"k" * 32, "options": "retain_uids"}, None):
        with pytest.raises(ArgumentError):
            Landing(tmp_path / "in", deidentify=other)


def test_a_fresh_key_is_kept_and_used_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    given = files(2)
    for data in given:
        with Landing(tmp_path / "in", deidentify=True) as landing:
            assert landing.take(data).status == "written"
    patients = {dcmread(io.BytesIO(data)).PatientID for data in kept(tmp_path / "in").values()}
    assert len(patients) == 1


def test_what_is_not_what_it_was_announced_as_is_refused(tmp_path: Path) -> None:
    given = files(1)[0]
    with Landing(tmp_path / "in") as landing:
        assert landing.take(given, "1.2.3").status == "refused"
        assert landing.take(b"\0" * 128 + b"DICM", "1.2.3").status == "refused"
        assert landing.take(b"rubbish", "").status == "refused"
        cut = landing.take(given[:-7], uid(given))
    assert cut.status == "written"
    assert "ends in the middle" in cut.notes[0]
    assert list(kept(tmp_path / "in").values()) == [given[:-7]]
    assert uid(given) not in repr(cut)


def test_names_lead_nowhere_else(tmp_path: Path) -> None:
    given = files(1, StudyInstanceUID="../../outside", SeriesInstanceUID="")[0]
    with Landing(tmp_path / "in") as landing:
        (target,) = landing.take(given).targets
    assert (tmp_path / "in").resolve() in (tmp_path / "in" / target).resolve().parents
    assert not (tmp_path / "outside").exists()


def test_many_threads_bring_many_files(tmp_path: Path) -> None:
    given = files(24) * 3
    with Landing(tmp_path / "in") as landing, ThreadPoolExecutor(8) as threads:
        statuses = [file.status for file in threads.map(landing.take, given)]
    assert statuses.count("written") == 24
    assert statuses.count("present") == 48
    assert len(kept(tmp_path / "in")) == 24


def test_a_full_disk_is_said_and_leaves_nothing_behind(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(_: Parts) -> None:
        raise OSError(28, "No space left on device")

    given = files(1)[0]
    with Landing(tmp_path / "in") as landing:
        monkeypatch.setattr(Parts, "wait", full)
        file = landing.take(given)
        assert (file.status, bool(landing.ended)) == ("failed", True)
        assert not list(landing._folder.parts.iterdir())
        assert any("Make room" in remark for remark in landing.report().remarks)
    assert kept(tmp_path / "in") == {}


def test_another_folder_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "mine.dcm").write_bytes(b"mine")
    with pytest.raises(ArgumentError, match="holds files"):
        Landing(tmp_path)
    with pytest.raises(ArgumentError, match="knows no"):
        Landing(tmp_path / "in", deidentify={"option": "x"})
