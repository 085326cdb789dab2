"""``dicomwidgets diff``: in what two files, folders or series differ, at every depth."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dicomwidgets.cli._command import Command, separated

if TYPE_CHECKING:
    from argparse import ArgumentParser, Namespace

    from dicomwidgets.cli._terminal import Terminal
    from dicomwidgets.elements.compared import Compared
    from dicomwidgets.widgets._difference_opening import Opened

__all__ = ["COMMAND"]

_TROUBLE = 2


def _arguments(parser: ArgumentParser) -> None:
    parser.add_argument("before", metavar="A", help="file, folder, pattern or archive")
    parser.add_argument("after", metavar="B", help="what it is held against")
    parser.add_argument(
        "--ignore",
        action="append",
        default=[],
        metavar="RULE,RULE",
        help="pass over uids, dates, private, group_lengths, a VR, keyword, tag or path, with * "
        "for any characters",
    )
    parser.add_argument("--all", action="store_true", help="show what is the same as well")
    form = parser.add_mutually_exclusive_group()
    form.add_argument("--json", action="store_true", help="print one JSON object")
    form.add_argument("--quiet", action="store_true", help="print nothing: the exit status tells")
    parser.add_argument("--mask", action="store_true", help="mask what may identify somebody")


def _run(arguments: Namespace, terminal: Terminal) -> int:
    opened, compared = _compared(arguments, terminal)
    for problem in opened.problems:
        if problem["kind"] != "info":
            terminal.note(problem["message"])
    if not arguments.quiet:
        _tell(arguments, terminal, opened, compared)
    unread = any(problem["kind"] in ("read", "source") for problem in opened.problems)
    return _TROUBLE if unread else int(any(line.counts for line in compared.lines))


def _compared(arguments: Namespace, terminal: Terminal) -> tuple[Opened, Compared]:
    from dicomwidgets.elements.ignoring import rules_of  # noqa: PLC0415 - loads pydicom
    from dicomwidgets.widgets._difference_opening import open_sides, sides_of  # noqa: PLC0415 - likewise

    rules = rules_of(separated(arguments.ignore))
    sides = sides_of([terminal.source(arguments.before), terminal.source(arguments.after)], None)
    with terminal.progress("Reading") as line:
        opened = open_sides(sides, line or _unseen, lambda: False)
        return opened, opened.make(rules)


def _unseen(_done: int, _total: int) -> None:
    """Nobody looks at the progress."""


def _tell(arguments: Namespace, terminal: Terminal, opened: Opened, compared: Compared) -> None:
    from dicomwidgets.cli.differences import difference_json, difference_lines  # noqa: PLC0415 - loads pydicom

    whole, mask = arguments.all, arguments.mask
    names = (arguments.before, arguments.after)
    if arguments.json:
        terminal.say_json(difference_json(compared, names, whole=whole, mask=mask))
        return
    sides = [
        f"{name}  {column['about']}" for name, column in zip(names, opened.columns, strict=True)
    ]
    terminal.stream(difference_lines(compared, sides, terminal, whole=whole, mask=mask))


COMMAND = Command(
    description="Say in what two DICOM files differ, or two folders or series by what is constant "
    "in each.",
    notes="""\
Compared is at every depth, items of sequences by what they stand for, values by what they mean:
1.0 and 1.00 are another spelling of the same, which is a difference and is called so. Pixels are
compared by their digest. One of the two may be -, standard input. The files are never touched.

Of a folder or series, each element is constant, varies or is missing in some files; two are held
against each other by that.

A line that begins with - is of A, one that begins with + of B. --json prints one object: a, b,
same, counts (of each kind), differences (path, tag, keyword, vr, kind, note, a, b). Kinds are
changed, removed, added, partial, moved, vr, spelling and varies.""",
    trouble=_TROUBLE,
    status="The exit status is that of diff: 0 where nothing differs but what is ignored, 1 where "
    "something does, 2 where something could not be read or the command can't be meant, or 130 "
    "where it was stopped.",
    examples=(
        "dicomwidgets diff scan.dcm other.dcm",
        "dicomwidgets diff scan.dcm other.dcm --ignore 'uids,dates,Patient*'",
        "dicomwidgets diff scans/ archive/CT/",
        "dicomwidgets diff scan.dcm other.dcm --json",
        "dicomwidgets diff scan.dcm scan.dcm --quiet && echo the same",
    ),
    arguments=_arguments,
    run=_run,
)
