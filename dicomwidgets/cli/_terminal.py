"""Where a command reads and says things: standard input, output and error, whatever they are."""

from __future__ import annotations

import io
import json
import os
import shutil
import sys
import time
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO, TextIO

from dicomwidgets.cli._progress import ProgressLine
from dicomwidgets.cli._stop import Stop
from dicomwidgets.errors import ArgumentError

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from dicomwidgets.cli._words import Words

__all__ = ["Terminal", "speak_utf8"]

_FLUSH_EVERY = 0.5
_COLORS = {"red": 31, "green": 32, "yellow": 33, "blue": 34, "cyan": 36, "bold": 1, "dim": 2}


def speak_utf8() -> None:
    """Write UTF-8 whatever the locale is; names of files that are no text are escaped."""
    for name in ("stdout", "stderr"):
        stream = getattr(sys, name)
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(encoding="utf-8", errors="backslashreplace", newline="\n")
        elif stream is None:
            # It was closed by whoever started the command.
            nowhere = Path(os.devnull).open("w", encoding="utf-8")  # noqa: SIM115 - to the end
            setattr(sys, name, nowhere)


class Terminal:
    """What a command says and reads. A reader that has had enough (``| head``) is no error.

    Parameters
    ----------
    prog
        How the command is typed; it stands before what is said on standard error.
    words
        How the command calls things.

    Attributes
    ----------
    is_read : bool
        Whether somebody still reads standard output; what only prints may end where not.
    """

    def __init__(self, prog: str, words: Words) -> None:
        self._prog = prog
        self.words = words
        self._line: ProgressLine | None = None
        self._flushed = 0.0
        self.is_read = True

    @property
    def width(self) -> int:
        """Columns of the terminal, 80 where there is none."""
        return shutil.get_terminal_size().columns

    @property
    def is_shown(self) -> bool:
        """Whether standard output is a terminal."""
        return _is_terminal(sys.stdout)

    def say(self, text: str = "") -> None:
        """Print a line, or several, on standard output."""
        self._write(f"{text}\n", flush=self.is_shown)

    def say_json(self, value: object) -> None:
        """Print a value as one line of JSON on standard output."""
        self.say(json.dumps(value, ensure_ascii=False))

    def stream(self, pieces: Iterable[str]) -> None:
        """Print pieces of text as they come, and take no more when nobody reads them."""
        for piece in pieces:
            self._write(piece, flush=time.monotonic() - self._flushed > _FLUSH_EVERY)
            if not self.is_read:
                return
        self.flush()

    def note(self, text: str, *, plain: bool = False) -> None:
        """Print what is to be known on standard error; unless `plain`, after the command's name."""
        self._clear()
        with suppress(BrokenPipeError):
            print(_escaped(text if plain else f"{self._prog}: {text}"), file=sys.stderr, flush=True)

    def flush(self) -> None:
        """Hand on what was printed."""
        self._write("", flush=True)

    def paint(self, text: str, color: str) -> str:
        """Return text in a colour (``red``, ``green``, ``yellow``, ``dim`` …) where one is seen."""
        if not (text and _has_colors(sys.stdout)):
            return text
        return f"\x1b[{_COLORS[color]}m{text}\x1b[0m"

    @contextmanager
    def progress(self, doing: str, *, beside_output: bool = False) -> Iterator[ProgressLine | None]:
        """Show a line of progress on standard error, if it is a terminal, and take it away again.

        Parameters
        ----------
        doing
            What is done, as "Converting".
        beside_output
            Whether standard output runs all the while: on the same terminal there is no line then.

        Yields
        ------
        ProgressLine or None
            For ``on_progress=``, whether that is told a `jobs.Progress` or a count and a total;
            ``None`` where nobody would see it.
        """
        is_seen = _is_terminal(sys.stderr) and os.environ.get("TERM") != "dumb"
        if not is_seen or (beside_output and self.is_shown):
            yield None
            return
        self._line = ProgressLine(doing, sys.stderr, colored=_has_colors(sys.stderr))
        try:
            yield self._line
        finally:
            self._clear()
            self._line = None

    def stop(self) -> Stop:
        """Return what takes Ctrl+C as a wish, for ``with`` and ``cancelled=``."""
        return Stop(self.note)

    def source(self, given: str) -> Any:
        """Return what was given as a source: a path, or standard input for ``-``."""
        return given if given != "-" else io.BytesIO(sys.stdin.buffer.read())

    @contextmanager
    def binary(self) -> Iterator[BinaryIO]:
        """Yield standard output for bytes, for a target ``-``.

        Raises
        ------
        ArgumentError
            If it is a terminal, which bytes would confuse.
        """
        if self.is_shown:
            raise ArgumentError(
                "Bytes would be printed on the terminal.", remedy="Send them on: | or > file."
            )
        self.flush()
        with self._reader():
            yield sys.stdout.buffer
            sys.stdout.buffer.flush()

    def _write(self, text: str, *, flush: bool) -> None:
        if not self.is_read:
            return
        if text and self.is_shown:
            self._clear()
        with self._reader():
            sys.stdout.write(_escaped(text))
            if flush:
                sys.stdout.flush()
                self._flushed = time.monotonic()

    @contextmanager
    def _reader(self) -> Iterator[None]:
        """Write to one who may read no more; what can't be written at all is an error, once."""
        try:
            yield
        except OSError as error:
            self.is_read = False
            # What is left in the buffer would fail once more when the interpreter ends.
            with suppress(OSError, ValueError):
                os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
            if not isinstance(error, BrokenPipeError):
                raise

    def _clear(self) -> None:
        if self._line is not None:
            self._line.clear()


def _escaped(text: str) -> str:
    """Return text that any stream takes, though names of files may be none."""
    return text.encode("utf-8", "backslashreplace").decode("utf-8")


def _is_terminal(stream: TextIO) -> bool:
    return stream.isatty()


def _has_colors(stream: TextIO) -> bool:
    if os.environ.get("NO_COLOR") or os.environ.get("TERM") == "dumb" or os.name == "nt":
        return False
    return _is_terminal(stream)
