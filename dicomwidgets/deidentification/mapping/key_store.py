"""Where keys are kept: files of the user's own, named by fingerprint, outside every target."""

from __future__ import annotations

import os
import re
import stat
from typing import TYPE_CHECKING

from dicomwidgets.errors import ArgumentError
from dicomwidgets.jobs.private_file import write_private

if TYPE_CHECKING:
    from pathlib import Path

__all__ = ["keep_secret", "kept_secret", "keys_folder", "refuse_inside"]

_FINGERPRINT = re.compile(r"[0-9a-f]{16}")
_OTHERS = stat.S_IRWXG | stat.S_IRWXO
_POSIX = os.name == "posix"


def keys_folder() -> Path:
    """Return the folder of the keys, which need not exist (on Linux ~/.local/state/…)."""
    from platformdirs import user_state_path  # noqa: PLC0415 - workers are sent their key

    return user_state_path("dicomwidgets", appauthor=False) / "keys"


def refuse_inside(target: Path | None) -> None:
    """Refuse a target that the folder of the keys lies in.

    Raises
    ------
    ArgumentError
        A key beside what was made with it would be passed on together with it.
    """
    if target is not None and keys_folder().resolve().is_relative_to(target.resolve()):
        raise ArgumentError(
            "The target holds the folder in which keys are kept.",
            remedy="Choose a folder of its own as target, or pass key=.",
        )


def keep_secret(fingerprint: str, secret: bytes) -> Path:
    """Keep a secret (file 0600, folder 0700), whole or not at all.

    Several processes may do so at once: who comes second finds the file and leaves it.

    Raises
    ------
    ArgumentError
        Where the folder can't be written, or others could read what is in it.
    """
    folder, file = keys_folder(), _file(fingerprint)
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        if _POSIX:
            folder.chmod(0o700)
        if not file.exists():
            write_private(file, f"{secret.hex()}\n".encode("ascii"))
    except OSError as error:
        raise ArgumentError(
            f"A fresh key can't be kept in the user's state directory ({error.strerror}).",
            remedy="Pass key=, and keep it yourself.",
        ) from None
    _refuse_open(file)
    return file


def kept_secret(fingerprint: str) -> bytes | None:
    """Return a secret that was kept, ``None`` where there is none of this fingerprint.

    Raises
    ------
    ArgumentError
        Where others can read it.
    """
    if not _FINGERPRINT.fullmatch(fingerprint):
        return None
    file = _file(fingerprint)
    try:
        text = file.read_text("ascii")
        _refuse_open(file)
        return bytes.fromhex(text)
    except (OSError, ValueError):
        return None


def _file(fingerprint: str) -> Path:
    return keys_folder() / f"{fingerprint}.key"


def _refuse_open(file: Path) -> None:
    if _POSIX and file.stat().st_mode & _OTHERS:
        raise ArgumentError(
            "The kept key can be read by others on this machine.",
            remedy="Take the rights away (chmod 600 on the key's file), or pass key=.",
        )
