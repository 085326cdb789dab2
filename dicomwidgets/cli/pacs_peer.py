"""Which PACS ``dicomwidgets pacs`` speaks to, and with what one logs in: never in the arguments."""

from __future__ import annotations

import getpass
import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

from dicomwidgets.errors import ArgumentError

if TYPE_CHECKING:
    from argparse import ArgumentParser, Namespace

    from dicomwidgets.pacs.dicomweb import DicomWeb
    from dicomwidgets.pacs.dimse import Dimse

__all__ = [
    "add_deidentification",
    "add_peer",
    "asked_deidentification",
    "keys_in",
    "peer_of_command",
]

PASSWORD = "DICOMWIDGETS_PACS_PASSWORD"  # noqa: S105 - the name of a variable
TOKEN = "DICOMWIDGETS_PACS_TOKEN"  # noqa: S105 - likewise


def add_peer(parser: ArgumentParser) -> None:
    """Add what says which PACS it is."""
    parser.add_argument(
        "address", metavar="ADDRESS", help="dicom://AETITLE@host:port, or https://host/dicom-web"
    )
    parser.add_argument("--calling", metavar="AE", help="our AE title (default: DICOMWIDGETS)")
    parser.add_argument("--user", metavar="NAME", help="log in as; the password is asked for")
    parser.add_argument("--password-file", type=Path, metavar="F", help="read the password from F")
    parser.add_argument("--ca", type=Path, metavar="F", help="trust what is signed by these (PEM)")
    parser.add_argument(
        "--certificate", type=Path, metavar="F", help="say by this who we are (PEM, with its key)"
    )
    parser.add_argument(
        "--timeout", type=float, metavar="S", help="seconds without an answer (default: 30)"
    )


def peer_of_command(arguments: Namespace) -> DicomWeb | Dimse:
    """Return the PACS that the arguments name.

    Raises
    ------
    ArgumentError
        If it is none, or an option does not fit it.
    """
    from dicomwidgets.pacs.connecting import connect  # noqa: PLC0415 - the help needs none of it

    given: dict[str, Any] = {
        name: value
        for name in ("ca", "certificate", "timeout", "calling")
        if (value := getattr(arguments, name)) is not None
    }
    if "calling" in given and arguments.address.casefold().startswith("http"):
        raise ArgumentError("A web server knows no AE titles.", remedy="Leave --calling out.")
    credentials = _credentials(arguments)
    if credentials is not None:
        given["credentials"] = credentials
    return connect(arguments.address, **given)


def _credentials(arguments: Namespace) -> Any:
    """Return what one logs in with: from a file, the environment, or a prompt."""
    if arguments.user is None:
        if arguments.password_file is not None:
            raise ArgumentError("There is a password and no user.", remedy="Add --user NAME.")
        token = os.environ.get(TOKEN)
        return (lambda: token) if token else None
    return arguments.user, _password(arguments)


def _password(arguments: Namespace) -> str:
    if arguments.password_file is not None:
        try:
            lines = arguments.password_file.expanduser().read_text("utf-8").splitlines()
        except (OSError, ValueError) as error:
            why = getattr(error, "strerror", None) or "it is no text"
            raise ArgumentError(f"The password can't be read: {why}.") from None
        return lines[0] if lines else ""
    found = os.environ.get(PASSWORD)
    if found is not None:
        return found
    if not sys.stdin.isatty():
        raise ArgumentError(
            "Nothing says the password, and nobody can be asked.",
            remedy=f"Set {PASSWORD}, or give --password-file.",
        )
    return getpass.getpass("Password: ")


def keys_in(given: list[str]) -> dict[str, Any]:
    r"""Return what is searched by, of ``KEYWORD=VALUE`` each; a dot leads into a sequence.

    >>> keys_in(["PatientID=4711", "ProcedureCodeSequence.CodeValue=CT1"])
    {'PatientID': '4711', 'ProcedureCodeSequence': {'CodeValue': 'CT1'}}

    Raises
    ------
    ArgumentError
        If one is not of this form.
    """
    keys: dict[str, Any] = {}
    for text in given:
        path, is_given, value = text.partition("=")
        *outer, last = path.strip().split(".")
        if not (is_given and all((*outer, last))):
            raise ArgumentError(
                "What is searched by has the form KEYWORD=VALUE.", remedy="PatientID=4711"
            )
        inside = keys
        for name in outer:
            inside = inside.setdefault(name, {})
        inside[last] = value.split("\\") if "\\" in value else value
    return keys


def add_deidentification(parser: ArgumentParser) -> None:
    """Add what is done to files on the way in."""
    parser.add_argument(
        "--deidentify", action="store_true", help="de-identify before anything touches the disk"
    )
    parser.add_argument(
        "--option",
        action="append",
        default=[],
        metavar="NAME",
        help="with --deidentify, an option of the profile (see dicomwidgets anonymize)",
    )
    parser.add_argument(
        "--key-file", type=Path, metavar="F", help="with --deidentify, the secret, as a file"
    )
    parser.add_argument("--names", metavar="P", help="a pattern of file names")


def asked_deidentification(arguments: Namespace) -> dict[str, Any] | None:
    """Return what is done to files on the way in, as ``deidentify=`` takes it.

    Raises
    ------
    ArgumentError
        If it is half said, or the key can't be read.
    """
    if not arguments.deidentify:
        if arguments.option or arguments.key_file:
            raise ArgumentError("Nothing is to be de-identified.", remedy="Add --deidentify.")
        return None
    asked: dict[str, Any] = {"options": arguments.option}
    if arguments.key_file is not None:
        try:
            asked["key"] = arguments.key_file.expanduser().read_bytes().rstrip(b"\r\n")
        except OSError as error:
            raise ArgumentError(f"The key can't be read: {error.strerror}.") from None
    return asked
