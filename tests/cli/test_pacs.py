"""``dicomwidgets pacs``, as it is typed, against a real Orthanc."""

from __future__ import annotations

import csv
import io
import json
import shlex
import subprocess
import sys
from typing import TYPE_CHECKING, Any

import pytest
from support.dimse_peers import speaking
from support.orthanc import LOGIN, Orthanc, free_port
from support.sent_files import arrived

from dicomwidgets import samples
from dicomwidgets.cli.main import main
from dicomwidgets.cli.pacs import COMMAND, SUBCOMMANDS
from dicomwidgets.cli.pacs_peer import keys_in
from dicomwidgets.errors import ArgumentError
from dicomwidgets.pacs.dimse import Dimse

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

NAME = "Yamada^Tarou=山田^太郎=やまだ^たろう"
PORT = free_port()
LINES = [line for each in SUBCOMMANDS.values() for line in each.examples]


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Orthanc]:
    folder = tmp_path_factory.mktemp("command")
    options = {"DefaultEncoding": "Utf8"}
    with Orthanc(folder, peers={"DICOMWIDGETS": PORT}, options=options) as running:
        Dimse(running.dicom).store(samples.ct(slices=3, size=16, patient_name=NAME))
        yield running


@pytest.fixture(autouse=True)
def _there(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    samples.write_ct_folder(tmp_path / "scans", slices=3, size=16, patient_name=NAME)
    first = min((tmp_path / "scans").iterdir())
    (tmp_path / "scan.dcm").write_bytes(first.read_bytes())
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    monkeypatch.delenv("DICOMWIDGETS_PACS_TOKEN", raising=False)


def typed(line: str, server: Orthanc) -> int:
    """Do what a line says, with the ports that the server has here."""
    for shown, real in (
        ("127.0.0.1:4242", f"127.0.0.1:{server.dicom_port}"),
        ("127.0.0.1:8042", f"127.0.0.1:{server.http_port}"),
        ("11112", str(PORT)),
    ):
        line = line.replace(shown, real)
    words = shlex.split(line)
    if "receive" in words and "--port" not in words:
        words += ["--port", "0"]
    return main(words[1:])


@pytest.mark.parametrize("line", LINES)
def test_the_examples_of_the_help_do_what_they_say(
    line: str, server: Orthanc, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert typed(line, server) == 0
    out, error = capsys.readouterr()
    name = line.split()[2]
    assert "Traceback" not in error
    if name == "echo":
        assert "answers" in out or json.loads(out)["seconds"] > 0
    elif name == "find" and "--csv" in line:
        assert [row["PatientName"] for row in csv.DictReader(io.StringIO(out))] == [NAME]
    elif name == "find" and "--json" in line:
        assert [json.loads(each)["Modality"] for each in out.splitlines()] == ["CT"]
    elif name == "find":
        assert NAME in out
    elif name == "get":
        target = tmp_path / line.split()[4]
        assert len(arrived(target)) == 3
        is_bare = b"Yamada" not in b"".join(arrived(target))
        assert is_bare == ("--deidentify" in line)
    elif name == "store":
        assert "present" in out
    else:
        assert "Listening as" in error


def test_the_help_shows_the_examples(capsys: pytest.CaptureFixture[str]) -> None:
    for name, each in SUBCOMMANDS.items():
        with pytest.raises(SystemExit) as left:
            main(["pacs", name, "--help"])
        assert left.value.code == 0
        shown = capsys.readouterr().out
        assert all(line in shown for line in each.examples)
    assert set(COMMAND.examples) <= set(LINES)


@pytest.mark.parametrize(
    ("arguments", "status", "told"),
    [
        (["echo", "dicom://A@127.0.0.1:1"], 1, "Nobody listens"),
        (["echo", "127.0.0.1:4242"], 2, "no address of a PACS"),
        (["echo", "dicom://me:secret@127.0.0.1:1"], 2, "no user and no password"),
        (["echo", "http://127.0.0.1:1", "--calling", "ME"], 2, "no AE titles"),
        (["echo", "dicom://A@127.0.0.1:1", "--password-file", "x"], 2, "no user"),
        (["find", "dicom://A@127.0.0.1:1", "PatientNam=x"], 2, "Did you mean"),
        (["find", "dicom://A@127.0.0.1:1", "PatientName"], 2, "KEYWORD=VALUE"),
        (["get", "dicom://A@127.0.0.1:1", "x", "PatientID=1", "--port", "1"], 2, "--by-move"),
        (["get", "dicom://A@127.0.0.1:1", "x", "PatientID=1", "--option", "x"], 2, "--deidentify"),
        (["get", "dicom://A@127.0.0.1:1", "scans", "PatientID=1"], 2, "holds files"),
        (["store", "dicom://A@127.0.0.1:1", "nowhere"], 1, "nothing at this path"),
        (["store", "http://127.0.0.1:1/x", "scans", "--transcode"], 2, "over the web"),
        (["receive", "x", "--host", "0.0.0.0"], 2, "nothing says who may"),  # noqa: S104
    ],
)
def test_what_goes_wrong_is_one_line_and_a_status(
    arguments: list[str], status: int, told: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert (
        main(["pacs", *arguments, *(["--timeout", "1"] if arguments[0] != "receive" else [])])
        == status
    )
    error = capsys.readouterr().err
    assert told in error
    assert "secret" not in error


def test_values_are_masked_on_request_and_names_of_files_unless_revealed(
    server: Orthanc, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["pacs", "find", server.dicom, "PatientName=Yamada*", "--mask"]) == 0
    out = capsys.readouterr().out
    assert "Yamada" not in out
    assert "•••" in out
    assert main(["pacs", "store", server.dicom, "scans", "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert {file["sources"][0] for file in told["files"]} == {"•••"}
    assert told["counts"] == {"present": 3}


def test_it_is_said_where_nothing_was_found(
    server: Orthanc, capsys: pytest.CaptureFixture[str]
) -> None:
    for peer in (server.dicom, server.web):
        assert main(["pacs", "find", peer, "PatientName=Nobody*"]) == 0
        told = capsys.readouterr()
        assert told.out == ""
        assert "Nothing was found." in told.err
        assert main(["pacs", "find", peer, "Modality=CT", "--json"]) == 0
        told = capsys.readouterr()
        assert told.out == ""
        assert "ModalitiesInStudy, or --level series" in told.err
    assert main(["pacs", "find", server.dicom, "ModalitiesInStudy=CT"]) == 0
    assert "Nothing" not in capsys.readouterr().err


def test_passwords_come_from_a_file_or_the_environment(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def check(event: Any) -> tuple[bool, None]:
        return event.secondary_field == LOGIN[1].encode(), None

    (tmp_path / "secret").write_text(f"{LOGIN[1]}\n", "utf-8")
    with speaking(EVT_USER_ID=check) as (port, _):
        echo = ["pacs", "echo", f"dicom://PEER@127.0.0.1:{port}", "--user", LOGIN[0]]
        assert main([*echo, "--password-file", "secret"]) == 0
        monkeypatch.setenv("DICOMWIDGETS_PACS_PASSWORD", LOGIN[1])
        assert main(echo) == 0
        monkeypatch.setenv("DICOMWIDGETS_PACS_PASSWORD", "wrong")
        assert main(echo) == 1
        monkeypatch.delenv("DICOMWIDGETS_PACS_PASSWORD")
        monkeypatch.setattr(sys, "stdin", io.StringIO())
        assert main(echo) == 2
    out, error = capsys.readouterr()
    assert LOGIN[1] not in out + error
    with pytest.raises(SystemExit):
        main([*echo, "--password", "x"])


def test_what_is_refused_is_a_problem_and_transcoded_on_request(
    capsys: pytest.CaptureFixture[str],
) -> None:
    syntaxes = ["1.2.840.10008.1.2"]
    with speaking(EVT_C_STORE=lambda _: 0, syntaxes=syntaxes) as (port, _):
        store = ["pacs", "store", f"dicom://PEER@127.0.0.1:{port}", "scans"]
        assert main(store) == 1
        assert "does not take it" in capsys.readouterr().out
        assert main([*store, "--transcode"]) == 0
    assert "3 written" in capsys.readouterr().out


def test_a_search_that_a_limit_has_cut(server: Orthanc, capsys: pytest.CaptureFixture[str]) -> None:
    keys = ["PatientName=*", "--level", "instance", "--limit", "2"]
    assert main(["pacs", "find", server.dicom, *keys]) == 0
    out, error = capsys.readouterr()
    assert len(out.splitlines()) == 2
    assert "There is more" in error


def test_it_is_a_process_that_receives_until_it_is_stopped(tmp_path: Path) -> None:
    port = str(free_port())
    command = [sys.executable, "-m", "dicomwidgets", "pacs", "receive", "in", "--port", port]
    with subprocess.Popen(command, stderr=subprocess.PIPE, stdout=subprocess.PIPE) as running:
        assert running.stderr is not None
        assert b"Listening" in running.stderr.readline()
        peer = Dimse(f"dicom://DICOMWIDGETS@127.0.0.1:{port}")
        assert peer.store(tmp_path / "scans").counts == {"written": 3}
        running.terminate()
        out, error = running.communicate(timeout=20)
    assert (running.returncode, b"3 files" in out) == (0, True), error
    assert len(arrived(tmp_path / "in")) == 3


def test_keys_lead_into_sequences() -> None:
    assert keys_in(["A.B.C=1", "A.B.D=2", "E="]) == {"A": {"B": {"C": "1", "D": "2"}}, "E": ""}
    assert keys_in(["StudyInstanceUID=1.2\\1.3"]) == {"StudyInstanceUID": ["1.2", "1.3"]}
    for wrong in ("=x", "A..B=1", "nothing"):
        with pytest.raises(ArgumentError):
            keys_in([wrong])
