"""``dicomwidgets convert``: images as pictures, films, TIFF, arrays and volumes."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from dicomwidgets.cli._command import Command
from dicomwidgets.cli._stop import STOPPED
from dicomwidgets.cli.convert_options import add_arguments, asked_of
from dicomwidgets.cli.converted import report_lines, report_row
from dicomwidgets.errors import ArgumentError

if TYPE_CHECKING:
    from argparse import Namespace
    from collections.abc import Callable

    from dicomwidgets.cli._terminal import Terminal
    from dicomwidgets.jobs.run_report import RunReport

__all__ = ["COMMAND"]

_DONE = frozenset({"written", "present", "duplicate"})
_VOLUME = (
    *("gaps", "tilt", "duplicates", "incomplete", "mosaic", "spacing", "fill", "max_bytes", "step"),
)
_WORDS = {
    'a range, slice(0, 100, 10), "every 10th", "first", "middle" or "last"': "a stretch "
    "(0:100:10), first, middle or last",
    'montage={"width": 128, "step": 5}': "--cell-width 128 --frames 0::5",
    "montage=True": "--montage",
    "takes the first of load(x).series": "takes the first",
    "spacing=(slice, row, column)": "--volume spacing=SLICE,ROW,COLUMN",
    "pattern=": "--names ",
    "Name a folder: 'out/'; or dw.metadata(x) for a table.": "Name a folder: out/; or take "
    "dicomwidgets info for a table.",
    "as dw.volume does": "each as --volume WHAT=HOW",
    **{f"{name}=": f"--volume {name}=" for name in _VOLUME},
}
"""What messages of `dicomwidgets.export` are called here."""


def _run(arguments: Namespace, terminal: Terminal) -> int:
    from dicomwidgets.exporting.running import export  # noqa: PLC0415 - loads pydicom

    sources = [terminal.source(each) for each in arguments.source]
    options = asked_of(arguments)
    how: dict[str, Any] = {"series": arguments.series, "workers": arguments.workers, **options}

    def write(target: Any) -> RunReport:
        with terminal.stop() as stop, terminal.progress("Converting") as line:
            report = export(
                sources[0] if len(sources) == 1 else sources,
                target,
                arguments.format,
                overwrite=arguments.force and target == arguments.target,
                on_progress=line,
                cancelled=stop,
                **how,
            )
            stopped.append(stop())
        return report

    stopped: list[bool] = []
    if arguments.target == "-" and arguments.json:
        raise ArgumentError("Bytes and JSON would be mixed.", remedy="Leave --json out.")
    if arguments.target == "-":
        with terminal.binary() as out:
            report = write(out)
    else:
        _refuse_taken(arguments)
        report = write(arguments.target)
    _tell(report, arguments, terminal)
    if stopped[0]:
        return STOPPED
    is_done = any(file.status in _DONE for file in report.files)
    return int(not is_done or bool(report.problems))


def _tell(report: RunReport, arguments: Namespace, terminal: Terminal) -> None:
    if arguments.json:
        terminal.say_json(report_row(report, terminal.words, telling=arguments.identifiers))
        return
    say: Callable[[str], None] = terminal.note if arguments.target == "-" else terminal.say
    for line in report_lines(report, terminal.words):
        if arguments.target != "-" or report.problems or report.notes:
            say(line)


def _refuse_taken(arguments: Namespace) -> None:
    place = Path(arguments.target).expanduser()
    if place.is_file() and not arguments.force:
        raise ArgumentError(f"{arguments.target} is there already.", remedy="--force replaces it.")
    if place.is_dir() and arguments.force:
        raise ArgumentError(
            "In a folder nothing is ever replaced.", remedy="Name an empty one, without --force."
        )


COMMAND = Command(
    description="Make pictures, films, TIFF, arrays and volumes of DICOM images.",
    notes="""\
The name of DST says the format: .png .jpg .tif .gif .webp .apng .npy .npz .nii.gz .nii. One file
holds one series; a folder (a name that ends in / or has none of these endings) gets all there is,
and needs --format. A folder is empty, or was begun by the same command, which then goes on.

By default it is as displayed, at native size: the file's window, overlays, colours. --values writes
the values of the file, and what a format can't hold is refused. Montages and films are as
displayed.

The source is never touched; a file that is there is replaced with --force only, in a folder none.
Stop it with Ctrl+C: a file is there whole or not at all.""",
    examples=(
        "dicomwidgets convert scan.dcm scan.png --window 40,400",
        "dicomwidgets convert scans/ middle.jpg --frames middle --window Lung",
        "dicomwidgets convert scans/ stack.tif --values modality",
        "dicomwidgets convert scans/ scans.nii.gz",
        "dicomwidgets convert scans/ film.gif --fps 12 --frames 0::2",
        "dicomwidgets convert scans/ sheet.png --montage 4 --cell-width 128 --labels",
        "dicomwidgets convert scans/ pictures/ --format png --names '{Modality}/{file}' --json",
        "cat scan.dcm | dicomwidgets convert - - --format png > piped.png",
    ),
    fails="an image could not be converted, which is named, or there is none",
    arguments=add_arguments,
    words=_WORDS,
    run=_run,
)
