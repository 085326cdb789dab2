"""The way back, on request only and encrypted: which pseudonym stands for whom."""

from __future__ import annotations

import csv
import io
import secrets
from base64 import urlsafe_b64encode
from hashlib import scrypt
from pathlib import Path
from typing import TYPE_CHECKING, Any

from dicomwidgets.errors import ArgumentError
from dicomwidgets.extras import require
from dicomwidgets.jobs.atomic import atomic_file
from dicomwidgets.reading.header import try_header
from dicomwidgets.reading.quick import quick_text
from dicomwidgets.reference.tags import keyword_tag

if TYPE_CHECKING:
    import os
    from collections.abc import Iterable

__all__ = ["KEYWORDS", "MappingRow", "read_mapping", "write_mapping"]

KEYWORDS = (
    *("IssuerOfPatientID", "PatientID", "PatientName"),
    *("StudyInstanceUID", "SeriesInstanceUID", "SOPInstanceUID"),
)
"""What is told of each file: old and new."""

MappingRow = dict[str, str]
"""``old_PatientID``, ``new_PatientID`` …"""

_MAGIC = b"dicomwidgets mapping 1\n"
_SHORTEST = 12
_WHY = "A mapping file"


def write_mapping(
    path: str | os.PathLike[str], password: str, pairs: Iterable[tuple[Any, Path]], target: Path
) -> Path:
    """Write which old value became which new one, encrypted (AES-128-CBC and HMAC, by Fernet).

    Parameters
    ----------
    path
        The file; it must not lie in the target, and must not be there.
    password
        Twelve characters at least. Without it nobody can read the file, its owner included.
    pairs
        Source and item of each file, and the file that was written.
    target
        The folder that is passed on.

    Raises
    ------
    ArgumentError
        If the file would lie in the target or is there, or the password is too short.
    MissingPackageError
        Where ``cryptography`` is not installed.
    """
    fernet = require("cryptography.fernet", why=_WHY)
    place = Path(path).expanduser()
    if place.resolve().is_relative_to(target.resolve()):
        raise ArgumentError(
            "The mapping would lie in the folder that is passed on.",
            remedy="Write it somewhere else.",
        )
    if len(password) < _SHORTEST:
        raise ArgumentError(
            f"The password is shorter than {_SHORTEST} characters.",
            remedy="Anyone who finds the file can try passwords: take a longer one.",
        )
    text = io.StringIO()
    fields = [f"{when}_{keyword}" for keyword in KEYWORDS for when in ("old", "new")]
    writer = csv.DictWriter(text, fields)
    writer.writeheader()
    writer.writerows(_row(old, new) for old, new in pairs)
    salt = secrets.token_bytes(16)
    sealed = fernet.Fernet(_key(password, salt)).encrypt(text.getvalue().encode())
    try:
        with atomic_file(place, overwrite=False) as file:
            file.write(_MAGIC + salt + sealed)
    except OSError as error:
        raise ArgumentError(
            f"The mapping can't be written: {error.strerror}.", remedy="Give another name."
        ) from None
    place.chmod(0o600)
    return place


def read_mapping(path: str | os.PathLike[str], password: str) -> list[MappingRow]:
    """Return the rows of a mapping file: old and new values, file by file.

    Raises
    ------
    ArgumentError
        If it is none, or the password is another.
    MissingPackageError
        Where ``cryptography`` is not installed.
    """
    fernet = require("cryptography.fernet", why=_WHY)
    data = Path(path).expanduser().read_bytes()
    if not data.startswith(_MAGIC):
        raise ArgumentError("This is no mapping file.", remedy="Report.save_mapping writes it.")
    salt, sealed = data[len(_MAGIC) :][:16], data[len(_MAGIC) + 16 :]
    try:
        text = fernet.Fernet(_key(password, salt)).decrypt(sealed).decode()
    except fernet.InvalidToken:
        raise ArgumentError(
            "The password is another one, or the file was changed.", remedy="Try again."
        ) from None
    return list(csv.DictReader(io.StringIO(text)))


def _key(password: str, salt: bytes) -> bytes:
    key = scrypt(password.encode(), salt=salt, n=2**15, r=8, p=1, maxmem=2**26, dklen=32)
    return urlsafe_b64encode(key)


def _row(old: Any, new: Path) -> MappingRow:
    from dicomwidgets.reading.source import source_of  # noqa: PLC0415 - only where it is asked for

    source = source_of(new)
    found: MappingRow = {}
    for when, (where, item) in (("old", old), ("new", (source, source.items()[0]))):
        header = try_header(where, item)
        for keyword in KEYWORDS:
            tag = keyword_tag(keyword) or 0
            found[f"{when}_{keyword}"] = quick_text(header.dataset, tag) if header else ""
    return found
