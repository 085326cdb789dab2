"""The findings of `dciodvfy` (dicom3tools), where it is installed."""

from __future__ import annotations

import re
import shutil
import subprocess
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from pathlib import Path

    from dicomwidgets.finding import Severity

__all__ = ["Remark", "is_validator_installed", "parse_remarks", "validator_remarks"]

_TOOL = "dciodvfy"
_SECONDS = 20
_LARGEST = 1 << 30
_LINE = re.compile(r"^(Error|Warning) - (?:<(/[^>]*)> - )?(.*)$")
_NOISE = "Unrecognized tag - assuming explicit value representation OK"
"""Said of elements that are newer than the tool, without naming them."""

_STEP = re.compile(r"/(\w+)\(([0-9a-f]{4}),([0-9a-f]{4})\)(?:\[(\d+)\])?")


class Remark(NamedTuple):
    """A line of the tool: how bad, where (path, tag, keyword; empty if it does not say), what."""

    severity: Severity
    path: str
    tag: str
    keyword: str
    message: str


def is_validator_installed() -> bool:
    """Whether `dciodvfy` is on the path."""
    return shutil.which(_TOOL) is not None


def validator_remarks(file: Path) -> list[Remark]:
    """Run the tool on a file and return what it says; its messages may quote values.

    Runs for 20 seconds at most; files over 1 GiB are left out. Where the tool is missing, fails
    or takes longer, what it had said by then is returned, possibly nothing.
    """
    tool = shutil.which(_TOOL)
    if tool is None or file.stat().st_size > _LARGEST:
        return []
    command = [tool, "-new", str(file.resolve())]
    try:
        done = subprocess.run(command, capture_output=True, timeout=_SECONDS, check=False)  # noqa: S603
        said = done.stderr
    except subprocess.TimeoutExpired as late:
        said = late.stderr or b""
    except OSError:
        return []
    return parse_remarks(said.decode("utf-8", "replace"))


def parse_remarks(text: str) -> list[Remark]:
    """Return the remarks in the tool's output, each once."""
    found: dict[Remark, None] = {}
    for line in text.splitlines():
        match = _LINE.match(line)
        if match and not match[3].startswith(_NOISE):
            severity, place, message = match.groups()
            path, tag, keyword = _placed(place or "")
            severity_word: Severity = "error" if severity == "Error" else "warning"
            found[Remark(severity_word, path, tag, keyword, message.strip())] = None
    return list(found)


def _placed(place: str) -> tuple[str, str, str]:
    """Return path, tag and keyword of ``/Sequence(gggg,eeee)[1]/Element(gggg,eeee)[2]``."""
    steps = _STEP.findall(place)
    if not steps:
        return "", "", ""
    parts = [f"{name}[{int(item or 1) - 1}]" for name, _, _, item in steps[:-1]]
    name, group, element, _ = steps[-1]
    return ".".join([*parts, name]), f"({group.upper()},{element.upper()})", name
