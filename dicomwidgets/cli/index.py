"""``dicomwidgets index``: what is kept of archives for the next time, and how to be rid of it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from dicomwidgets.cli._command import Command

if TYPE_CHECKING:
    from argparse import ArgumentParser, Namespace

    from dicomwidgets.cli._terminal import Terminal

__all__ = ["COMMAND"]


def _arguments(parser: ArgumentParser) -> None:
    parser.add_argument("archives", nargs="*", metavar="ARCHIVE", help="folder, pattern or archive")
    parser.add_argument(
        "--forget",
        action="store_true",
        help="delete what is kept of the archives, or of all where none is named",
    )
    parser.add_argument("--json", action="store_true", help="print one JSON object")


def _run(arguments: Namespace, terminal: Terminal) -> int:
    if arguments.forget:
        return _forget(arguments, terminal)
    read: list[str] = []
    notes: list[str] = []
    for archive in arguments.archives:
        found, said = _fill(archive, terminal)
        read.append(found)
        notes += said
        if not arguments.json:
            terminal.say(found)
    for note in notes:
        terminal.note(note)
    _list(terminal, {"read": read, "notes": notes} if arguments.json else None)
    return 1 if notes else 0


def _forget(arguments: Namespace, terminal: Terminal) -> int:
    from dicomwidgets.collection.cache import cache_folder, forget  # noqa: PLC0415 - other commands need none of it
    from dicomwidgets.collection.stamps import place_named  # noqa: PLC0415 - as above

    archives = arguments.archives
    gone = {archive: forget(place_named(archive)) for archive in archives}
    count = sum(gone.values()) if archives else forget()
    missed = [archive for archive in archives if not gone[archive]]
    if arguments.json:
        folder = str(cache_folder())
        terminal.say_json({"folder": folder, "deleted": count, "not_kept": missed})
    else:
        terminal.say(f"{count} deleted from {cache_folder()}")
    for archive in missed:
        terminal.note(f"Nothing is kept of {archive}; dicomwidgets index lists what is.")
    return 1 if missed else 0


def _fill(archive: str, terminal: Terminal) -> tuple[str, tuple[str, ...]]:
    """Read an archive; return what it is, and what is to be said."""
    from dicomwidgets.collection.load import load  # noqa: PLC0415 - other commands need none of it

    with terminal.progress("Reading") as line:
        collection = load(archive, on_progress=line)
    return repr(collection)[1:-1], collection.notes


def _list(terminal: Terminal, told: dict[str, Any] | None) -> None:
    from dicomwidgets.collection.cache import cache_folder, entries  # noqa: PLC0415 - other commands need none of it

    found = entries()
    if told is not None:
        kept = [
            {"place": entry.place or None, "files": entry.files, "bytes": entry.size}
            for entry in found
        ]
        terminal.say_json({"folder": str(cache_folder()), "kept": kept, **told})
        return
    terminal.say(f"Kept in {cache_folder()}:")
    for entry in found:
        where = entry.place or "(damaged; is replaced)"
        terminal.say(f"  {where}: {entry.files:,} files, {entry.size / 1e6:,.1f} MB")
    if not found:
        terminal.say("  nothing")


COMMAND = Command(
    description="Show, fill or delete what is kept of archives for the next time.",
    notes="""\
What dicomwidgets.load reads of an archive of 1,000 files or more is kept in the cache
directory of the user, so that unchanged files are not read again. It holds patient data: the
directory is the user's alone (0700), and nothing of it enters an export. load(..., cache=False)
neither uses nor writes it.

Without an archive: print where it lies, and what is in it. With archives: read them, and keep what
was read.

--json prints one object: folder, kept (place, files, bytes), read (a line an archive) and notes;
with --forget folder, deleted, not_kept.""",
    fails="an archive could not be read or kept, or nothing was kept of one to be forgotten",
    examples=(
        "dicomwidgets index",
        "dicomwidgets index archive/",
        "dicomwidgets index --json",
        "dicomwidgets index --forget archive/",
        "dicomwidgets index --forget",
    ),
    arguments=_arguments,
    run=_run,
)
