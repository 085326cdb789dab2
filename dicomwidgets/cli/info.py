"""``dicomwidgets info``: what stands in the headers of files, as text, JSON or CSV."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from dicomwidgets.cli._command import Command, separated
from dicomwidgets.errors import ArgumentError, DicomWidgetsError, EditError, ReadError

if TYPE_CHECKING:
    from argparse import ArgumentParser, Namespace
    from collections.abc import Sequence

    from dicomwidgets.cli._progress import ProgressLine
    from dicomwidgets.cli._terminal import Terminal
    from dicomwidgets.extraction.columns import Column
    from dicomwidgets.extraction.metadata_table import Metadata
    from dicomwidgets.reading.item import Item, Source

__all__ = ["COMMAND"]

_DEFAULT_NAME = "metadata"


def _arguments(parser: ArgumentParser) -> None:
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
    parser.set_defaults(form="text")


def _run(arguments: Namespace, terminal: Terminal) -> int:
    from dicomwidgets.extraction.metadata_table import Metadata, write_pieces  # noqa: PLC0415 - loads pydicom

    columns = _columns(arguments.tags)
    parts = [_part(given, terminal) for given in arguments.files]
    path = None if arguments.output is None else _target(arguments, parts)
    with terminal.progress("Reading", beside_output=path is None) as line:
        named = _Named(parts, line)
        found = Metadata(parts, columns, masked=arguments.mask, naming=named)
        forms = {"text": found.text_pieces, "json": found.json_pieces, "csv": found.csv_pieces}
        pieces = forms[arguments.form]()
        if path is None:
            terminal.stream(pieces)
        else:
            write_pieces(pieces, path)
    return _status(found, terminal)


def _columns(given: list[str] | None) -> tuple[Column, ...] | None:
    from dicomwidgets.extraction.columns import columns_of  # noqa: PLC0415 - loads pydicom

    return None if given is None else columns_of(separated(given))


def _status(found: Metadata, terminal: Terminal) -> int:
    if not found.unreadable:
        return 0
    files = "1 file" if found.unreadable == 1 else f"{found.unreadable} files"
    terminal.note(f"{files} could not be read; the rows say why.")
    return 1


def _part(given: str, terminal: Terminal) -> Source | ReadError:
    """Return what is at a path, or why there is nothing."""
    from dicomwidgets.reading.source import source_of  # noqa: PLC0415 - loads pydicom

    try:
        return source_of(terminal.source(given))
    except DicomWidgetsError as error:
        remedy = terminal.words.said(error.remedy or "")
        return ReadError(error.message, file=given, remedy=remedy)


class _Named:
    """Says what a file is called, which is asked once for each, and so how far it is."""

    def __init__(self, parts: Sequence[Source | ReadError], line: ProgressLine | None) -> None:
        self._line = line
        self._total = sum(len(part.items()) for part in parts if not isinstance(part, ReadError))
        self._begun = 0

    def __call__(self, source: Source, item: Item) -> str:
        if self._line is not None:
            self._line(self._begun, self._total)
        self._begun += 1
        path = source.path(item)
        return item.name if path is None else str(path)


def _target(arguments: Namespace, parts: Sequence[Source | ReadError]) -> Path:
    """Return where to write, before an hour's reading ends in a file that can't be written."""
    from dicomwidgets.editing.saving import target_path  # noqa: PLC0415 - loads pydicom

    form = arguments.form
    name = f"{_DEFAULT_NAME}.{'txt' if form == 'text' else form}"
    try:
        path = target_path(arguments.output, name, None, overwrite=True)
    except EditError as error:
        raise ArgumentError(error.message, file=error.file, remedy=error.remedy) from None
    if path.exists() and not arguments.force:
        raise ArgumentError(f"{path} is there already.", remedy="--force replaces it.")
    if path.exists() and any(_holds(part, path) for part in parts):
        raise ArgumentError(f"{path} is one of the files to be read.")
    return path


def _holds(part: Source | ReadError, path: Path) -> bool:
    if isinstance(part, ReadError):
        return False
    places = filter(None, map(part.path, part.items()))
    return any(place.exists() and place.samefile(path) for place in places)


COMMAND = Command(
    description="Print what stands in the headers of DICOM files.",
    notes="""\
Folders are read with all that is below them, zip archives and DICOMDIRs as well; - reads standard
input. A tag is a keyword, (gggg,eeee), or a path of these with items counted from 0; without --tags
there is a row for every element at every depth. A file that can't be read is a row with the reason.

Output is UTF-8 whatever the locale. --json prints one array of rows. In CSV, several values are
joined by \\, and a text that a spreadsheet would take for a formula (it begins with = + - @) gets
an apostrophe in front; numbers stay as they are.

The files that are read are never touched; a file that is there is replaced with --force only.""",
    fails="a file could not be read",
    examples=(
        "dicomwidgets info scan.dcm",
        "dicomwidgets info scans/ --csv --tags PatientID,Modality,PixelSpacing",
        "dicomwidgets info 'scans/**/*.dcm' --json --output headers.json",
        "dicomwidgets info scan.dcm --mask --tags '(0028,0010),ProcedureCodeSequence[0].CodeValue'",
        "cat scan.dcm | dicomwidgets info - --tags Modality",
    ),
    arguments=_arguments,
    run=_run,
)
