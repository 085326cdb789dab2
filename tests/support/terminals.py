"""Commands in a terminal of their own: what somebody sees who types them."""

from __future__ import annotations

import os
import struct
import subprocess
import sys
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

__all__ = ["InTerminal", "in_terminal"]


@dataclass
class InTerminal:
    """A command that runs in a terminal, and what it has shown so far."""

    process: subprocess.Popen[bytes]
    end: int
    shown: str = ""

    def wait_for(self, text: str) -> None:
        """Read until this is shown, or fail when the command ends before."""
        while text not in self.shown:
            piece = self._read()
            assert piece, f"{text!r} was not shown: {self.shown!r}"
            self.shown += piece.decode("utf-8", "replace")

    def rest(self) -> str:
        """Read to the end, and return all that was shown."""
        while piece := self._read():
            self.shown += piece.decode("utf-8", "replace")
        self.process.wait()
        return self.shown.replace("\r\n", "\n")

    def _read(self) -> bytes:
        try:
            return os.read(self.end, 65536)
        except OSError:
            # Nobody writes to the terminal any more.
            return b""


@contextmanager
def in_terminal(
    line: Sequence[str], *, columns: int = 80, output: int | None = None, **environment: str
) -> Iterator[InTerminal]:
    """Run ``dicomwidgets`` with these arguments in a terminal.

    Parameters
    ----------
    line
        The arguments.
    columns
        How wide the terminal is.
    output
        Where standard output goes, if not there as well.
    environment
        Variables beside those of this process.
    """
    import fcntl  # noqa: PLC0415 - not on Windows
    import pty  # noqa: PLC0415 - likewise
    import termios  # noqa: PLC0415 - likewise

    ours, theirs = pty.openpty()
    fcntl.ioctl(theirs, termios.TIOCSWINSZ, struct.pack("HHHH", 24, columns, 0, 0))
    path = os.pathsep.join(filter(None, sys.path))
    kept = {name: value for name, value in os.environ.items() if name not in ("COLUMNS", "LINES")}
    with subprocess.Popen(
        [sys.executable, "-m", "dicomwidgets", *line],
        stdin=theirs,
        stdout=theirs if output is None else output,
        stderr=theirs,
        env={**kept, "TERM": "xterm-256color", "PYTHONPATH": path, **environment},
    ) as process:
        os.close(theirs)
        try:
            yield InTerminal(process, ours)
        finally:
            process.kill()
            os.close(ours)
