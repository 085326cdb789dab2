"""``dicomwidgets index``: what is kept of archives for the next time, and how to be rid of it."""

from __future__ import annotations

import sys
from argparse import RawDescriptionHelpFormatter
from typing import TYPE_CHECKING, Any, TextIO

if TYPE_CHECKING:
    from argparse import Namespace

__all__ = ["EXAMPLES", "add_command"]

EXAMPLES = (
    "dicomwidgets index",
    "dicomwidgets index archive/",
    "dicomwidgets index --forget archive/",
    "dicomwidgets index --forget",
)
"""Shown by ``--help``; the tests run them."""

_AFTER = """\
What dicomwidgets.load reads of an archive of 1,000 files or more is kept in the cache
directory of the user, so that unchanged files are not read again. It holds patient data: the
directory is the user's alone (0700), and nothing of it enters an export. load(..., cache=False)
neither uses nor writes it.

Without an archive: print where it lies, and what is in it. With archives: read them, and keep what
was read.

examples:
"""


def add_command(commands: Any) -> None:
    """Add ``index`` to the sub-commands of an `argparse` parser."""
    parser = commands.add_parser(
        "index",
        help="show, fill or delete what is kept of archives",
        description="Show, fill or delete what is kept of archives for the next time.",
        epilog=_AFTER + "\n".join(f"  {line}" for line in EXAMPLES),
        formatter_class=RawDescriptionHelpFormatter,
    )
    parser.add_argument("archives", nargs="*", metavar="ARCHIVE", help="folder, pattern or archive")
    parser.add_argument(
        "--forget",
        action="store_true",
        help="delete what is kept of the archives, or of all where none is named",
    )
    parser.set_defaults(run=_run)


def _run(arguments: Namespace) -> int:
    if arguments.forget:
        return _forget(arguments.archives)
    notes = [note for archive in arguments.archives for note in _fill(archive)]
    for note in notes:
        _print(f"dicomwidgets: {note}", sys.stderr)
    _list()
    return 1 if notes else 0


def _forget(archives: list[str]) -> int:
    from dicomwidgets.collection.cache import cache_folder, forget  # noqa: PLC0415 - other commands need none of it
    from dicomwidgets.collection.stamps import place_named  # noqa: PLC0415 - as above

    gone = {archive: forget(place_named(archive)) for archive in archives}
    count = sum(gone.values()) if archives else forget()
    _print(f"{count} deleted from {cache_folder()}")
    missed = [archive for archive in archives if not gone[archive]]
    for archive in missed:
        _print(
            f"dicomwidgets: Nothing is kept of {archive}; dicomwidgets index lists what is.",
            sys.stderr,
        )
    return 1 if missed else 0


def _fill(archive: str) -> tuple[str, ...]:
    from dicomwidgets.collection.load import load  # noqa: PLC0415 - other commands need none of it

    collection = load(archive)
    _print(repr(collection)[1:-1])
    return collection.notes


def _list() -> None:
    from dicomwidgets.collection.cache import cache_folder, entries  # noqa: PLC0415 - other commands need none of it

    _print(f"Kept in {cache_folder()}:")
    found = entries()
    for entry in found:
        where = entry.place or "(damaged; is replaced)"
        _print(f"  {where}: {entry.files:,} files, {entry.size / 1e6:,.1f} MB")
    if not found:
        _print("  nothing")


def _print(text: str, to: TextIO | None = None) -> None:
    """Print a line, where names of files may be no text that the terminal can show."""
    to = to or sys.stdout
    encoding = to.encoding or "utf-8"
    print(text.encode(encoding, "backslashreplace").decode(encoding), file=to)
