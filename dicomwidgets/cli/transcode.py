"""``dicomwidgets transcode``: files compressed or decompressed, with headers that are true."""

from __future__ import annotations

import shutil
from argparse import ArgumentTypeError
from tempfile import SpooledTemporaryFile
from typing import TYPE_CHECKING, cast

from dicomwidgets.cli._command import Command
from dicomwidgets.cli._stop import STOPPED
from dicomwidgets.cli.converted import report_lines, report_row
from dicomwidgets.cli.losses import add_losses, losses_of
from dicomwidgets.errors import ArgumentError, TranscodeError

if TYPE_CHECKING:
    from argparse import ArgumentParser, Namespace
    from typing import BinaryIO

    from dicomwidgets.cli._terminal import Terminal
    from dicomwidgets.transcoding.choice import Choice

__all__ = ["COMMAND"]

_DONE = frozenset({"written", "present", "duplicate"})
_IN_MEMORY = 64 << 20


def _arguments(parser: ArgumentParser) -> None:
    parser.add_argument(
        "source", nargs="+", metavar="SRC", help="file, folder, pattern or archive; - reads a pipe"
    )
    parser.add_argument(
        "target", metavar="DST", help="an empty folder; for one file, a file, or - for a pipe"
    )
    parser.add_argument(
        "--to", required=True, metavar="NAME", help="the transfer syntax, by keyword, UID or name"
    )
    add_losses(parser)
    parser.add_argument(
        "--no-verify", action="store_true", help="don't decode again what is lossless"
    )
    parser.add_argument(
        "--new-uid", action="store_true", help="new SOP Instance UIDs even where nothing is lost"
    )
    parser.add_argument("--workers", type=_workers, metavar="N", help="processes; 0: only this one")
    parser.add_argument("--json", action="store_true", help="print what was done as JSON")


def _run(arguments: Namespace, terminal: Terminal) -> int:
    from dicomwidgets.transcoding.choice import choice_for  # noqa: PLC0415 - loads pydicom

    choice = choice_for(arguments.to, **losses_of(arguments))
    if arguments.target == "-":
        return _pipe(arguments, terminal, choice)
    from dicomwidgets.transcoding.running import transcode  # noqa: PLC0415

    sources = [terminal.source(each) for each in arguments.source]
    with terminal.stop() as stop, terminal.progress("Transcoding") as line:
        report = transcode(
            sources[0] if len(sources) == 1 else sources,
            arguments.target,
            to=choice,
            verify=not arguments.no_verify,
            new_uid=arguments.new_uid,
            workers=arguments.workers,
            on_progress=line,
            cancelled=stop,
        )
        stopped = stop()
    if arguments.json:
        terminal.say_json(report_row(report, terminal.words))
    else:
        for text in report_lines(report, terminal.words):
            terminal.say(text)
    if stopped:
        return STOPPED
    is_done = any(file.status in _DONE for file in report.files)
    return int(not is_done or bool(report.problems))


def _pipe(arguments: Namespace, terminal: Terminal, choice: Choice) -> int:
    """Write one file on standard output, once it is whole."""
    from dicomwidgets.jobs.errand import SkippedError  # noqa: PLC0415 - loads pydicom
    from dicomwidgets.reading.source import source_of  # noqa: PLC0415
    from dicomwidgets.transcoding.preparing import Way  # noqa: PLC0415
    from dicomwidgets.transcoding.work import transcoded_to  # noqa: PLC0415

    if arguments.json:
        raise ArgumentError("Bytes and JSON would be mixed.", remedy="Leave --json out.")
    sources = [source_of(terminal.source(each)) for each in arguments.source]
    items = [(source, item) for source in sources for item in source.items()]
    if len(items) != 1:
        raise ArgumentError(
            f"A pipe takes one file, and these are {len(items)}.", remedy="Name a folder as DST."
        )
    with terminal.binary() as out, SpooledTemporaryFile(max_size=_IN_MEMORY) as kept:
        part = cast("BinaryIO", kept)
        try:
            notes = transcoded_to(
                part, *items[0], choice, Way(not arguments.no_verify, arguments.new_uid)
            )
        except SkippedError as error:
            raise TranscodeError(str(error)) from None
        kept.seek(0)
        shutil.copyfileobj(part, out)
    for note in notes:
        terminal.note(terminal.words.said(note))
    return 0


def _workers(text: str) -> int:
    if text.isdecimal():
        return int(text)
    raise ArgumentTypeError("it is a number, from 0 on")


COMMAND = Command(
    description="Write DICOM files in another transfer syntax: compressed, or uncompressed.",
    notes="""\
NAME is ExplicitVRLittleEndian, ImplicitVRLittleEndian, DeflatedExplicitVRLittleEndian, RLELossless,
JPEGLosslessSV1, JPEGLossless, JPEGLSLossless, JPEG2000Lossless, HTJ2KLossless, HTJ2KLosslessRPCL,
JPEGXLLossless or DeflatedImageFrameCompression; with a loss JPEGBaseline8Bit, JPEGExtended12Bit,
JPEGLSNearLossless, JPEG2000, HTJ2K or JPEGXL. dicomwidgets doctor tells which have an encoder here.

Nothing is lost unless a lossy one is named, and how much may be lost. Such images are marked as
lossy and derived, and get SOP Instance UIDs of their own; what was lost is measured and told.
Frames that are compressed without loss are decoded again and compared before they are kept.

The source is never touched and nothing is overwritten. A folder is empty, or was begun by the same
command, which then goes on. Files without pixels, and those that are in the transfer syntax
already, are copied as they are. Stop it with Ctrl+C: a file is there whole or not at all.""",
    examples=(
        "dicomwidgets transcode scan.dcm small.dcm --to JPEGLSLossless",
        "dicomwidgets transcode scans/ plain/ --to ExplicitVRLittleEndian",
        "dicomwidgets transcode scans/ small/ --to JPEG2000 --ratio 10 --json",
        "dicomwidgets transcode scans/ near/ --to JPEGLSNearLossless --near 2",
        "cat scan.dcm | dicomwidgets transcode - - --to RLELossless > rle.dcm",
    ),
    fails="a file could not be written, which is named, or there is none",
    arguments=_arguments,
    run=_run,
)
