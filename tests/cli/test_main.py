"""``dicomwidgets``, as it is typed: help, mistakes, and all that can go wrong with any command."""

from __future__ import annotations

import signal
import subprocess
import sys
from pathlib import Path

import pytest
from support.terminals import in_terminal

from dicomwidgets import samples
from dicomwidgets.cli import info
from dicomwidgets.cli.main import COMMANDS, command, main

EVERY = sorted(COMMANDS)


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Path:
    place = tmp_path_factory.mktemp("work")
    samples.write_ct_folder(place / "scans", slices=3, size=16)
    (place / "scan.dcm").write_bytes(min((place / "scans").iterdir()).read_bytes())
    return place


@pytest.fixture(autouse=True)
def _there(place: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(place)


def test_a_command_is_loaded_when_it_is_named() -> None:
    code = """
import sys
from dicomwidgets.cli.main import main
for line in (["--help"], ["info", "--help"], ["anonymize", "--help"], ["diff", "--help"]):
    try:
        main(line)
    except SystemExit:
        pass
    loaded = {name.partition(".")[0] for name in sys.modules}
    assert not {"pydicom", "numpy", "anywidget"} & loaded, line
    assert ("dicomwidgets.cli.info" in sys.modules) == (line[0] != "--help"), line
"""
    subprocess.run([sys.executable, "-c", code], check=True, stdout=subprocess.DEVNULL)


def test_the_help_lists_every_command(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as left:
        main(["--help"])
    shown = capsys.readouterr().out
    assert left.value.code == 0
    assert all(f"\n  {name} " in shown for name in COMMANDS)
    assert {path.stem for path in Path(info.__file__).parent.glob("*.py")} >= set(COMMANDS)


@pytest.mark.parametrize("name", EVERY)
def test_the_help_of_a_command_has_examples_and_exit_status(
    name: str, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", "40")
    with pytest.raises(SystemExit) as left:
        main([name, "--help"])
    shown = capsys.readouterr().out
    assert left.value.code == 0
    assert len(command(name).examples) > 1
    assert all(f"\n  {line}\n" in shown for line in command(name).examples)
    assert "The exit status is" in shown
    prose, _, _ = shown.partition("\nexamples:")
    words = prose.partition("\n\n")[2]
    assert all(len(line) <= 40 for line in words.splitlines())


@pytest.mark.parametrize(
    ("line", "told"),
    [
        (["inof"], "dicomwidgets: There is no command inof. Did you mean info?\n"),
        (["zzz"], "dicomwidgets: There is no command zzz.\nHelp: dicomwidgets --help\n"),
        (
            ["info", "x", "--jsno"],
            "There is no --jsno here. Did you mean --json?",
        ),
        (["info"], "dicomwidgets info: The following arguments are required: FILE.\n"),
        (["--versoin"], "Did you mean --version?"),
        ([], "commands:\n"),
    ],
)
def test_a_slip_is_status_2_and_says_what_was_meant(
    line: list[str], told: str, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit) as left:
        main(line)
    out, error = capsys.readouterr()
    assert (left.value.code, out) == (2, "")
    assert told in error


def broken(*_: object) -> None:
    raise ValueError("Doe^John is no number")


def test_a_failure_that_nobody_foresaw_names_no_patient(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("dicomwidgets.codec_report.doctor", broken)
    assert main(["doctor"]) == 1
    error = capsys.readouterr().err
    assert error.startswith("dicomwidgets doctor: An error that was not foreseen: ValueError in ")
    assert error.count("\n") == 1
    assert "Doe" not in error
    monkeypatch.setenv("DICOMWIDGETS_DEBUG", "1")
    assert main(["doctor"]) == 1
    assert "Traceback" in capsys.readouterr().err


@pytest.mark.parametrize("name", ["a file", "scan.dcm"])
def test_a_file_is_named_where_it_was_typed(
    name: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def absent(*_: object, **__: object) -> None:
        raise PermissionError(13, "Permission denied", name)

    monkeypatch.setattr("dicomwidgets.extraction.metadata_table.Metadata", absent)
    assert main(["info", "scan.dcm"]) == 1
    shown = name if name == "scan.dcm" else "•••"
    assert capsys.readouterr().err == f"dicomwidgets info: Permission denied. File: {shown}.\n"
    assert main(["info", "scan.dcm", "--reveal"]) == 1
    assert f"File: {name}." in capsys.readouterr().err


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="no full disk to write to here")
def test_a_full_disk_is_said_once() -> None:
    with Path("/dev/full").open("w") as full:
        done = subprocess.run(
            [sys.executable, "-m", "dicomwidgets", "info", "scan.dcm"],
            stdout=full,
            stderr=subprocess.PIPE,
            check=False,
        )
    assert done.returncode == 1
    assert done.stderr == b"dicomwidgets info: No space left on device.\n"


def test_a_closed_output_is_no_error() -> None:
    line = f"{sys.executable} -m dicomwidgets info scan.dcm >&-"
    done = subprocess.run(["sh", "-c", line], stderr=subprocess.PIPE, check=False)
    assert (done.returncode, done.stderr) == (0, b"")


def test_ctrl_c_is_one_line_and_status_130() -> None:
    with in_terminal(["info", *["scans"] * 60]) as running:
        running.wait_for("# scans")
        running.process.send_signal(signal.SIGINT)
        shown = running.rest()
    assert running.process.returncode == 130
    assert shown.endswith("dicomwidgets info: Stopped.\n")
    assert "Traceback" not in shown


def test_what_a_terminal_shows_has_colours() -> None:
    samples.write_ct_folder("second", slices=1, size=16)
    line = ["diff", "scan.dcm", "second", "--ignore", "SOPInstanceUID"]
    with in_terminal(line) as running:
        assert "\x1b[31m- " in running.rest()
