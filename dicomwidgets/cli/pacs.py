"""``dicomwidgets pacs``: ask, search, fetch and store at a PACS, and receive from one."""

from __future__ import annotations

import csv
import io
from typing import TYPE_CHECKING, Any

from dicomwidgets.cli._command import Command, separated
from dicomwidgets.cli.converted import report_lines, report_row
from dicomwidgets.cli.pacs_peer import (
    add_deidentification,
    add_peer,
    asked_deidentification,
    keys_in,
    peer_of_command,
)
from dicomwidgets.errors import ArgumentError

if TYPE_CHECKING:
    from argparse import ArgumentParser, Namespace
    from collections.abc import Iterable, Iterator

    from dicomwidgets.cli._terminal import Terminal
    from dicomwidgets.jobs.run_report import RunReport
    from dicomwidgets.pacs.found import Found

__all__ = ["COMMAND", "SUBCOMMANDS"]

_NOTHING = "Nothing was found."
_KEYS = "KEYWORD=VALUE; * and ? stand for others, 20240101- and 20240101-20240131 are ranges"
_DIMSE, _WEB = "dicom://ORTHANC@127.0.0.1:4242", "http://127.0.0.1:8042/dicom-web"
_LOGIN = """\
An address is dicom://AETITLE@host:port (dicoms:// with TLS), or the root of DICOMweb services such
as https://host/dicom-web. With --user the password comes from --password-file, from
DICOMWIDGETS_PACS_PASSWORD or from a prompt, never from the arguments; DICOMWIDGETS_PACS_TOKEN holds
a token for the web."""


def _peer_and_json(parser: ArgumentParser) -> None:
    add_peer(parser)
    parser.add_argument("--json", action="store_true", help="print JSON")


def _echo(arguments: Namespace, terminal: Terminal) -> int:
    seconds = peer_of_command(arguments).echo()
    if arguments.json:
        terminal.say_json({"seconds": round(seconds, 4)})
    else:
        terminal.say(f"It answers, after {seconds * 1000:,.0f} ms.")
    return 0


def _find_arguments(parser: ArgumentParser) -> None:
    add_peer(parser)
    parser.add_argument("keys", nargs="*", metavar="KEY=VALUE", help=_KEYS)
    parser.add_argument(
        "--level",
        choices=("patient", "study", "series", "instance"),
        default="study",
        help="what is searched for (default: study)",
    )
    parser.add_argument(
        "--fields", action="append", default=[], metavar="TAG,TAG", help="more elements to be told"
    )
    parser.add_argument("--limit", type=int, metavar="N", help="how many are enough")
    form = parser.add_mutually_exclusive_group()
    form.add_argument("--json", action="store_true", help="print a JSON object an answer")
    form.add_argument("--csv", action="store_true", help="print a row an answer")
    parser.add_argument("--mask", action="store_true", help="mask what may identify somebody")


def _find(arguments: Namespace, terminal: Terminal) -> int:
    keys, fields = keys_in(arguments.keys), separated(arguments.fields)
    with terminal.progress("Searching"):
        found = peer_of_command(arguments).find(
            arguments.level, fields=fields, limit=arguments.limit, **keys
        )
    rows = _masked(found) if arguments.mask else found.rows()
    if arguments.csv:
        terminal.stream(_csv(rows))
    else:
        for row in rows:
            if arguments.json:
                terminal.say_json(row)
            else:
                told = (f"{name} {_plain(text)}" for name, text in row.items() if text)
                terminal.say(" · ".join(told))
    for note in (*_nothing(rows, keys, arguments.level), *found.notes):
        terminal.note(note)
    if not found.complete:
        terminal.note("There is more: --limit has cut it.")
    return 0


def _nothing(rows: list[dict[str, str]], keys: Iterable[str], level: str) -> list[str]:
    """Return what is to be said where nothing was found."""
    if rows:
        return []
    if level in ("patient", "study") and "Modality" in keys:  # an element of series (PS3.4 C.6.2)
        return [
            "Nothing was found. Modality is told of series: ModalitiesInStudy, or --level series."
        ]
    return ["Nothing was found."]


def _masked(found: Found) -> list[dict[str, str]]:
    from dicomwidgets.elements.masking import masked_value  # noqa: PLC0415 - the help needs none of it
    from dicomwidgets.reference.tags import keyword_tag, tag_info  # noqa: PLC0415 - likewise

    def shown(name: str, text: str) -> str:
        keyword = name.rpartition(".")[2]
        try:
            return masked_value(keyword, tag_info(keyword_tag(keyword)).vr, text) if text else text
        except KeyError:
            return "•••" if text else text

    return [{name: shown(name, text) for name, text in row.items()} for row in found.rows()]


def _csv(rows: list[dict[str, str]]) -> Iterator[str]:
    from dicomwidgets.extraction.cells import safe_cell  # noqa: PLC0415 - the help needs none of it

    columns = list(dict.fromkeys(name for row in rows for name in row))
    for cells in (columns, *([row.get(name, "") for name in columns] for row in rows)):
        line = io.StringIO()
        csv.writer(line, lineterminator="\n").writerow(map(safe_cell, cells))
        yield line.getvalue()


def _plain(text: str) -> str:
    """Return text that can't command a terminal."""
    return "".join(
        each if each.isprintable() else each.encode("unicode_escape").decode() for each in text
    )


def _get_arguments(parser: ArgumentParser) -> None:
    add_peer(parser)
    parser.add_argument("folder", metavar="DST", help="an empty folder, or one of this command")
    parser.add_argument("keys", nargs="+", metavar="KEY=VALUE", help=_KEYS)
    parser.add_argument(
        "--by-move",
        action="store_true",
        help="let the PACS connect to us (C-MOVE); it must know our AE title, host and port",
    )
    parser.add_argument(
        "--port", type=int, metavar="N", help="with --by-move, where we listen (default: 11112)"
    )
    add_deidentification(parser)
    parser.add_argument("--json", action="store_true", help="print the report as JSON")


def _get(arguments: Namespace, terminal: Terminal) -> int:
    keys, how = keys_in(arguments.keys), _how_to_get(arguments)
    pacs: Any = peer_of_command(arguments)
    with terminal.stop() as stop, terminal.progress("Fetching") as line:
        report = pacs.retrieve(
            arguments.folder,
            deidentify=asked_deidentification(arguments),
            names=arguments.names,
            on_progress=line,
            cancelled=stop,
            **how,
            **keys,
        )
    if not report.files:
        terminal.note("Nothing matches.")
    return stop.status or _told(report, arguments, terminal)


def _how_to_get(arguments: Namespace) -> dict[str, Any]:
    if not arguments.by_move:
        if arguments.port is not None:
            raise ArgumentError("Nobody connects to us.", remedy="--port goes with --by-move.")
        return {}
    if arguments.address.casefold().startswith("http"):
        raise ArgumentError("A web server connects to nobody.", remedy="Leave --by-move out.")
    return {"by": "move", "port": 11112 if arguments.port is None else arguments.port}


def _store_arguments(parser: ArgumentParser) -> None:
    add_peer(parser)
    parser.add_argument("files", nargs="+", metavar="FILE", help="file, folder, pattern or archive")
    parser.add_argument("--again", action="store_true", help="send also what the PACS has already")
    parser.add_argument(
        "--transcode",
        action="store_true",
        help="decode files whose transfer syntax the PACS refuses (DIMSE)",
    )
    parser.add_argument("--json", action="store_true", help="print the report as JSON")


def _store(arguments: Namespace, terminal: Terminal) -> int:
    pacs: Any = peer_of_command(arguments)
    if arguments.transcode and arguments.address.casefold().startswith("http"):
        raise ArgumentError(
            "Files are not decoded to be sent over the web.", remedy="Use dicomwidgets transcode."
        )
    how = {"transcode": True} if arguments.transcode else {}
    sources = [terminal.source(each) for each in arguments.files]
    with terminal.stop() as stop, terminal.progress("Storing") as line:
        report = pacs.store(
            sources[0] if len(sources) == 1 else sources,
            resume=not arguments.again,
            **how,
            on_progress=line,
            cancelled=stop,
        )
    return stop.status or _told(report, arguments, terminal)


def _receive_arguments(parser: ArgumentParser) -> None:
    parser.add_argument("folder", metavar="DST", help="an empty folder, or one of this command")
    parser.add_argument("--title", default="DICOMWIDGETS", metavar="AE", help="our AE title")
    parser.add_argument("--port", type=int, default=11112, metavar="N", help="default: 11112")
    parser.add_argument("--host", default="127.0.0.1", metavar="IP", help="where to listen")
    parser.add_argument(
        "--address", action="append", metavar="NET", help="who may connect, such as 10.1.0.0/16"
    )
    parser.add_argument(
        "--caller", action="append", default=[], metavar="AE", help="AE titles that may send"
    )
    parser.add_argument("--count", type=int, metavar="N", help="end when so many have come")
    parser.add_argument("--seconds", type=float, metavar="S", help="end after so long")
    add_deidentification(parser)
    parser.add_argument("--json", action="store_true", help="print the report as JSON")


def _receive(arguments: Namespace, terminal: Terminal) -> int:
    from dicomwidgets.pacs.receiver import Receiver  # noqa: PLC0415 - the help needs none of it

    receiver = Receiver(
        arguments.folder,
        title=arguments.title,
        port=arguments.port,
        host=arguments.host,
        addresses=arguments.address,
        callers=arguments.caller,
        deidentify=asked_deidentification(arguments),
        names=arguments.names,
    )
    with terminal.stop() as stop, receiver:
        terminal.note(
            f"Listening as {receiver.title} at {arguments.host}:{receiver.port}. Ctrl+C ends it.",
            plain=True,
        )
        receiver.wait(arguments.count, timeout=arguments.seconds, stopped=stop)
        report = receiver.report()
    return _told(report, arguments, terminal)


def _told(report: RunReport, arguments: Namespace, terminal: Terminal) -> int:
    if arguments.json:
        terminal.say_json(report_row(report, terminal.words))
    else:
        terminal.stream(f"{line}\n" for line in report_lines(report, terminal.words))
    return int(bool(report.problems))


SUBCOMMANDS = {
    "echo": Command(
        description="Ask whether a PACS is there and talks to us.",
        notes=_LOGIN,
        examples=(
            f"dicomwidgets pacs echo {_DIMSE}",
            f"dicomwidgets pacs echo {_WEB} --json",
        ),
        fails="it is not, or does not; why is said",
        arguments=_peer_and_json,
        run=_echo,
        reveal="",
    ),
    "find": Command(
        description="Search for patients, studies, series or instances.",
        notes=f"{_LOGIN}\n\nKeys stand before the options. Output holds the values, unless --mask "
        "is given.",
        examples=(
            f"dicomwidgets pacs find {_DIMSE} 'PatientName=Yamada*'",
            f"dicomwidgets pacs find {_DIMSE} StudyDate=20200101- --csv",
            f"dicomwidgets pacs find {_WEB} Modality=CT --level series --json --limit 20",
        ),
        fails="the PACS can't be asked",
        arguments=_find_arguments,
        run=_find,
        reveal="",
    ),
    "get": Command(
        description="Fetch what matches into a folder, as it is or de-identified.",
        notes=f"{_LOGIN}\n\nNothing is overwritten. Stop it, and repeat it: what is there is not "
        "fetched again.",
        examples=(
            f"dicomwidgets pacs get {_DIMSE} fetched/ 'PatientName=Yamada*'",
            f"dicomwidgets pacs get {_WEB} shared/ StudyDate=20200101- --deidentify",
            f"dicomwidgets pacs get {_DIMSE} moved/ Modality=CT --by-move --port 11112",
        ),
        fails="something that was found did not come",
        arguments=_get_arguments,
        run=_get,
    ),
    "store": Command(
        description="Send files, each as it is.",
        notes=f"{_LOGIN}\n\nWhat the PACS has already is not sent again: repeat a command that was "
        "stopped.",
        examples=(
            f"dicomwidgets pacs store {_DIMSE} scans/",
            f"dicomwidgets pacs store {_WEB} scan.dcm --json",
        ),
        fails="a file was refused or could not be sent",
        arguments=_store_arguments,
        run=_store,
    ),
    "receive": Command(
        description="Listen, and write what is sent to us into a folder.",
        notes="Only this machine can connect, unless --host and --address say otherwise. Nothing "
        "is overwritten: the same object is kept once, another one under the same UID gets a name "
        "of its own. Ctrl+C ends it in order.",
        examples=(
            "dicomwidgets pacs receive incoming/ --seconds 1",
            "dicomwidgets pacs receive incoming/ --port 0 --title ME --caller ORTHANC --seconds 1",
            "dicomwidgets pacs receive shared/ --deidentify --count 100 --seconds 1 --json",
        ),
        fails="something that was sent could not be kept",
        arguments=_receive_arguments,
        run=_receive,
    ),
}
"""Name → the command."""

_SUMMARIES = {
    "echo": "ask whether a PACS is there",
    "find": "search for patients, studies, series or instances",
    "get": "fetch what matches into a folder",
    "store": "send files",
    "receive": "listen, and keep what is sent to us",
}


def _arguments(parser: ArgumentParser) -> None:
    commands = parser.add_subparsers(required=True, metavar="COMMAND")
    for name, each in SUBCOMMANDS.items():
        each.add_to(commands, name, _SUMMARIES[name])


COMMAND = Command(
    description="Find, fetch and store at a PACS, by DICOM's own protocol or over the web.",
    notes=_LOGIN,
    examples=tuple(line for each in SUBCOMMANDS.values() for line in each.examples[:1]),
    arguments=_arguments,
    run=None,
)
