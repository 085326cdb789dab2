"""The messages by which a viewer exports what it shows; twin of ``export_messages.ts``."""

from __future__ import annotations

from typing import Literal, TypedDict

from dicomwidgets.errors import ErrorPayload

__all__ = [
    "ExportKind",
    "ExportState",
    "GetExportArgs",
    "GetExportResult",
    "GetPictureFileResult",
    "WriteExportArgs",
]

ExportKind = Literal[
    "picture", "values", "montage", "gif", "webp", "apng", "pages", "value-pages", "npy", "npz",
    "nifti",
]  # fmt: skip
"""The frame shown, as displayed or its values; the series as the rest says."""


class GetExportArgs(TypedDict):
    """Ask for a name to write under."""

    kind: ExportKind


class GetExportResult(TypedDict):
    """A path that is free, in the folder that Python works in."""

    path: str


class WriteExportArgs(TypedDict):
    """Write it to `path`; `overwrite` replaces a file that is there."""

    kind: ExportKind
    path: str
    overwrite: bool


class GetPictureFileResult(TypedDict):
    """The picture shown as a PNG in the first buffer, and a name for it."""

    name: str


class ExportState(TypedDict):
    """How far the writing is, or what it came to: `where`, so many `bytes`, what is to be known."""

    running: bool
    done: int
    total: int
    where: str
    bytes: int
    notes: list[str]
    error: ErrorPayload | None
