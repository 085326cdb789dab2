"""The messages of `TranscodePreview`; twin of ``js/src/sync/transcode_messages.ts``."""

from __future__ import annotations

from typing import Literal, TypedDict

from dicomwidgets.display.description import BufferInfo

__all__ = ["GetSyntaxesResult", "GetTrialArgs", "GetTrialResult", "SyntaxInfo", "TrialParameter"]


class TrialParameter(TypedDict):
    """A number that says how much may be lost in a transfer syntax.

    `least` and `most` are the ends of its slider, `usual` is where it begins, `whole` whether it is
    a whole number, `unit` what it is counted in.
    """

    name: Literal["quality", "near", "ratio", "psnr", "max_error"]
    title: str
    least: float
    most: float
    usual: float
    whole: bool
    unit: str


class SyntaxInfo(TypedDict):
    """A transfer syntax that files can be written in.

    `parameters` is empty where nothing is lost; `install` is the line that brings an encoder,
    empty where one is there.
    """

    keyword: str
    name: str
    uid: str
    parameters: list[TrialParameter]
    install: str


class GetSyntaxesResult(TypedDict):
    """All of them, in the order of the standard."""

    syntaxes: list[SyntaxInfo]


class GetTrialArgs(TypedDict):
    """A frame, and how to encode it; `pixels` says whether it is wanted back, or only the facts."""

    index: int
    to: str
    parameter: Literal["quality", "near", "ratio", "psnr", "max_error"] | None
    amount: float | None
    pixels: bool


class GetTrialResult(TypedDict):
    """What became of the frame.

    Bytes of the frame in this syntax, uncompressed, and in its file. `max_error` and `mean_error`
    are in stored values; `psnr`, in decibels, is ``None`` where nothing is lost. `written` tells
    what else the file would say of it. The one buffer, where asked for, is the frame decoded again,
    of the same kind as `get_frames` gives it.
    """

    index: int
    numbering: int
    encoded_bytes: int
    stored_bytes: int
    source_bytes: int
    max_error: int
    mean_error: float
    psnr: float | None
    lossless: bool
    photometric: str
    written: list[str]
    milliseconds: float
    buffers: list[BufferInfo]
