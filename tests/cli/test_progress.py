"""The line that says how far something is, at every width."""

from __future__ import annotations

import io
import os
import re
import signal
import time
from typing import TYPE_CHECKING

import pytest
from support.terminals import in_terminal

from dicomwidgets import samples
from dicomwidgets.cli._progress import ProgressLine, duration
from dicomwidgets.jobs import Progress

if TYPE_CHECKING:
    from pathlib import Path


def lines(columns: int, monkeypatch: pytest.MonkeyPatch, *told: Progress, colored: bool) -> str:
    """Return what is written to a terminal that wide."""
    stream = io.StringIO()
    monkeypatch.setattr(stream, "fileno", lambda: 2)
    monkeypatch.setattr(os, "get_terminal_size", lambda _: os.terminal_size((columns, 24)))
    line = ProgressLine("Converting", stream, colored=colored)
    for each in told:
        monkeypatch.setattr(line, "_told", 0)
        line(each)
    line.clear()
    return stream.getvalue()


@pytest.mark.parametrize(
    ("columns", "shown"),
    [
        (
            95,
            (
                "Converting ━━━━━━──────────────────── "
                "250 of 1,000 · 2 with problems · 25 a second · 30 s left"
            ),
        ),
        (72, "Converting 250 of 1,000 · 2 with problems · 25 a second · 30 s left"),
        (60, "Converting 250 of 1,000 · 2 with problems · 30 s left"),
        (40, "Converting ━━━━─────────── 250 of 1,000"),
        (30, "Converting 250 of 1,000"),
        (10, "250 of 1,"),
    ],
)
def test_a_line_is_never_wider_than_the_terminal(
    columns: int, shown: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    written = lines(columns, monkeypatch, Progress(250, 1000, 2, 10.0), colored=False)
    first, second = written.split("\r")[1:3]
    assert first == "Converting …"[: columns - 1]
    assert second.rstrip() == shown
    assert all(len(each) < columns for each in written.split("\r"))


def test_the_line_is_taken_away_whatever_stood_there(monkeypatch: pytest.MonkeyPatch) -> None:
    long, short = Progress(999_999, 1_000_000, 0, 1000), Progress(1, None, 0, 0.1)
    written = lines(80, monkeypatch, long, short, colored=True)
    seen = re.sub(r"\x1b\[\d*m", "", written).split("\r")[1:]
    screen = ""
    for piece in seen:
        screen = piece + screen[len(piece) :]
    assert screen.strip() == ""
    assert seen[2].rstrip() == "Converting 1"
    assert "\x1b[36m" in written


@pytest.mark.parametrize(
    ("seconds", "told"), [(0.4, "0 s"), (59.7, "1:00"), (185, "3:05"), (7385, "2:03:05")]
)
def test_a_time_is_said_as_people_say_it(seconds: float, told: str) -> None:
    assert duration(seconds) == told


def test_a_terminal_sees_a_line_that_is_gone_at_the_end(tmp_path: Path) -> None:
    samples.write_ct_folder(tmp_path / "scans", 4, 16)
    target = tmp_path / "headers.json"
    line = ["info", str(tmp_path / "scans"), "--json", "--output", str(target)]
    with in_terminal(line, columns=40) as running:
        shown = running.rest()
    assert running.process.returncode == 0
    assert shown.startswith("\rReading …")
    assert shown.split("\r")[-1] == ""
    assert target.exists()


def test_ctrl_c_takes_the_line_away_and_leaves_nothing_half_written(tmp_path: Path) -> None:
    samples.write_ct_folder(tmp_path / "scans", 6, 16)
    target = tmp_path / "headers.csv"
    scans = [str(tmp_path / "scans")] * 100
    with in_terminal(["info", *scans, "--csv", "--output", str(target)]) as running:
        running.wait_for(" of 600")
        time.sleep(0.05)
        running.process.send_signal(signal.SIGINT)
        shown = running.rest()
    assert running.process.returncode == 130
    assert shown.endswith("\rdicomwidgets info: Stopped.\n")
    assert sorted(each.name for each in tmp_path.iterdir()) == ["scans"]
