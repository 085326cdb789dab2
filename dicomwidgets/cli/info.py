"""``dicomwidgets info``: what stands in the headers of files, as text, JSON or CSV."""

from __future__ import annotations

import io
import os
import re
import sys
from argparse import RawDescriptionHelpFormatter
from pathlib import Path
from typing import TYPE_CHECKING, Any

from dicomwidgets.errors import ArgumentError, DicomWidgetsError, EditError, ReadError

if TYPE_CHECKING:
    from argparse import Namespace
    from collections.abc import Iterator, Sequence

    from dicomwidgets.extraction.metadata_table import Metadata
    from dicomwidgets.reading.item import Item, Source

__all__ = ["EXAMPLES", "add_command"]

EXAMPLES = (
    "dicomwidgets info scan.dcm",
    "dicomwidgets info scans/ --csv --tags PatientID,Modality,PixelSpacing",
    "dicomwidgets info 'scans/**/*.dcm' --json --output headers.json",
    "dicomwidgets info scan.dcm --mask --tags '(0028,0010),ProcedureCodeSequence[0].CodeValue'",
)
"""Shown by ``--help``; the tests run them."""

_AFTER = """\
Folders are read with all that is below them, zip archives and DICOMDIRs as well; - reads standard
input. A tag is a keyword, (gggg,eeee), or a path of these with items counted from 0; without --tags
there is a row for every element at every depth. A file that can't be read is a row with the reason.

Output is UTF-8 whatever the locale. In CSV, several values are joined by \\, and a text that a
spreadsheet would take for a formula (it begins with = + - @) gets an apostrophe in front; numbers
stay as they are.

The exit status is 0, or 1 where a file could not be read, or 2 where the command can't be meant.

examples:
"""
_COMMA = re.compile(r",(?![^(]*\))")
_DEFAULT_NAME = "metadata"


def add_command(commands: Any) -> None:
    """Add ``info`` to the sub-commands of an `argparse` parser."""
    parser = commands.add_parser(
        "info",
        help="print the headers of files as text, JSON or CSV",
        description="Print what stands in the headers of DICOM files.",
        epilog=_AFTER + "\n".join(f"  {line}" for line in EXAMPLES),
        formatter_class=RawDescriptionHelpFormatter,
    )
    parser.add_argument("files", nargs="+", metavar="FILE", help="file, folder, pattern or archive")
    form = parser.add_mutually_exclusive_group()
    for name, what in (("text", "text to be read"), ("json", "JSON"), ("csv", "CSV")):
        form.add_argument(
            f"--{name}", dest="form", action="store_const", const=name, help=f"as {what}"
        )
    parser.add_argument(
        "--tags", action="append", metavar="TAG,TAG", help="one row a file, with these elements"
    )
    parser.add_argument("--output", type=Path, metavar="F", help="write to this file")
    parser.add_argument("--force", action="store_true", help="replace the file if it is there")
    parser.add_argument(
        "--mask", action="store_true", help="mask what may identify somebody, and file names"
    )
    parser.set_defaults(run=_run, form="text")


def _run(arguments: Namespace) -> int:
    from dicomwidgets.extraction.columns import columns_of  # noqa: PLC0415 - loads pydicom
    from dicomwidgets.extraction.metadata_table import Metadata  # noqa: PLC0415

    try:
        tags = [tag for given in arguments.tags or () for tag in _COMMA.split(given) if tag.strip()]
        columns = None if arguments.tags is None else columns_of(tags)
    except ArgumentError as wrong:
        return _usage(wrong)
    parts = [_part(given) for given in arguments.files]
    found = Metadata(parts, columns, masked=arguments.mask, naming=_name)
    pieces = {"text": found.text_pieces, "json": found.json_pieces, "csv": found.csv_pieces}
    if arguments.output is None:
        _print(pieces[arguments.form]())
    elif (status := _write(pieces[arguments.form](), arguments, parts)) != 0:
        return status
    return _status(found)


def _usage(wrong: object) -> int:
    print(f"dicomwidgets info: {wrong}", file=sys.stderr)
    return 2


def _status(found: Metadata) -> int:
    if not found.unreadable:
        return 0
    files = "1 file" if found.unreadable == 1 else f"{found.unreadable} files"
    print(f"dicomwidgets info: {files} could not be read; the rows say why.", file=sys.stderr)
    return 1


def _part(given: str) -> Source | ReadError:
    """Return what is at a path, or why there is nothing."""
    from dicomwidgets.reading.source import source_of  # noqa: PLC0415 - loads pydicom

    try:
        return source_of(sys.stdin.buffer if given == "-" else given)
    except DicomWidgetsError as error:
        return ReadError(error.message, file=given, remedy=error.remedy)


def _name(source: Source, item: Item) -> str:
    path = source.path(item)
    return item.name if path is None else str(path)


def _print(pieces: Iterator[str]) -> None:
    """Print in UTF-8; a reader that has had enough (``| head``) is no error."""
    if isinstance(sys.stdout, io.TextIOWrapper):
        sys.stdout.reconfigure(encoding="utf-8", errors="backslashreplace", newline="\n")
    try:
        for piece in pieces:
            sys.stdout.write(piece)
        sys.stdout.flush()
    except BrokenPipeError:
        # What is left in the buffer has nowhere to go when the interpreter flushes it at its end.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def _write(pieces: Iterator[str], arguments: Namespace, parts: Sequence[Source | ReadError]) -> int:
    from dicomwidgets.editing.saving import target_path  # noqa: PLC0415 - loads pydicom
    from dicomwidgets.extraction.metadata_table import write_pieces  # noqa: PLC0415

    form = arguments.form
    name = f"{_DEFAULT_NAME}.{'txt' if form == 'text' else form}"
    try:
        path = target_path(arguments.output, name, None, overwrite=True)
        if path.exists() and not arguments.force:
            return _usage(f"{path} is there already; --force replaces it.")
        if path.exists() and any(_holds(part, path) for part in parts):
            return _usage(f"{path} is one of the files to be read.")
        write_pieces(pieces, path)
    except EditError as problem:
        return _usage(problem)
    return 0


def _holds(part: Source | ReadError, path: Path) -> bool:
    if isinstance(part, ReadError):
        return False
    places = filter(None, map(part.path, part.items()))
    return any(place.exists() and place.samefile(path) for place in places)
