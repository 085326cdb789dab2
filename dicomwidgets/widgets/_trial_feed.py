"""What answers for a transfer syntax that is tried on a frame."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Any

from dicomwidgets.codecs import encoding_for
from dicomwidgets.transcoding.choice import choice_for
from dicomwidgets.transcoding.preview import trial
from dicomwidgets.transcoding.syntaxes import WRITABLE
from dicomwidgets.widgets._frame_feed import packed

if TYPE_CHECKING:
    from collections.abc import Mapping

    from dicomwidgets.pixels.frame_source import FrameSource
    from dicomwidgets.transcoding.choice import Choice
    from dicomwidgets.transcoding.preview import Trial
    from dicomwidgets.widgets._transcode_commands import (
        GetSyntaxesResult,
        GetTrialResult,
        SyntaxInfo,
        TrialParameter,
    )

__all__ = ["PARAMETERS", "syntaxes", "trial_of"]

PARAMETERS: dict[str, TrialParameter] = {
    "quality": {
        "name": "quality",
        "title": "Quality",
        "least": 1,
        "most": 100,
        "usual": 75,
        "whole": True,
        "unit": "",
    },
    "near": {
        "name": "near",
        "title": "Off by at most",
        "least": 1,
        "most": 64,
        "usual": 2,
        "whole": True,
        "unit": "stored",
    },
    "ratio": {
        "name": "ratio",
        "title": "Times smaller",
        "least": 2,
        "most": 100,
        "usual": 10,
        "whole": False,
        "unit": "×",
    },
    "psnr": {
        "name": "psnr",
        "title": "Signal to noise",
        "least": 20,
        "most": 120,
        "usual": 60,
        "whole": False,
        "unit": "dB",
    },
    "max_error": {
        "name": "max_error",
        "title": "Off by at most",
        "least": 1,
        "most": 64,
        "usual": 4,
        "whole": True,
        "unit": "stored",
    },
}
"""Numbers that say how much may be lost (`dicomwidgets.transcoding.choice`)."""


def syntaxes() -> GetSyntaxesResult:
    """Return the transfer syntaxes that can be written, in the order of the standard."""
    found: list[SyntaxInfo] = []
    for each in WRITABLE.values():
        encoding = encoding_for(each.uid)
        found.append(
            {
                "keyword": each.keyword,
                "name": each.name,
                "uid": each.uid,
                "parameters": [PARAMETERS[name] for name in each.lossy],
                "install": "" if encoding.available else encoding.install or "",
            }
        )
    return {"syntaxes": found}


def trial_of(
    frames: FrameSource, numbering: int, args: Mapping[str, Any]
) -> tuple[GetTrialResult, list[Any]]:
    """Encode a frame and decode it again.

    Parameters
    ----------
    frames
        Of the series.
    numbering
        As for a `FrameFeed`.
    args
        `GetTrialArgs`.

    Raises
    ------
    DicomWidgetsError
        If it can't be encoded so, with the reason.
    """
    started = time.perf_counter()
    name, amount = args["parameter"], args["amount"]
    given: dict[str, Any] = {}
    if name is not None and amount is not None:
        given[name] = _number(name, amount)
    choice = choice_for(args["to"], **given)
    index = args["index"]
    found = trial(frames, index, choice)
    described, buffers = [], []
    if args["pixels"]:
        info, buffer = packed(found.after, ["raw", "deflate"])
        described, buffers = [info], [buffer]
    was = str(frames.header(index).dataset.get("PhotometricInterpretation", ""))
    result: GetTrialResult = {
        "index": index,
        "numbering": numbering,
        "encoded_bytes": found.encoded_bytes,
        "stored_bytes": found.stored_bytes,
        "source_bytes": found.source_bytes,
        "max_error": int(found.max_error),
        "mean_error": float(found.mean_error),
        "psnr": None if found.lossless else float(found.psnr),
        "lossless": bool(found.lossless),
        "photometric": found.photometric,
        "written": _written(choice, found, was),
        "milliseconds": round(1000 * (time.perf_counter() - started), 1),
        "buffers": described,
    }
    return result, buffers


def _number(name: str, amount: float) -> float:
    return round(amount) if PARAMETERS[name]["whole"] else float(amount)


def _written(choice: Choice, found: Trial, was: str) -> list[str]:
    """Return in words what else a file in this transfer syntax says of its pixels."""
    told = [f"Transfer Syntax UID {choice.uid}"]
    if found.photometric != was:
        told.append(f"Photometric Interpretation {found.photometric}, from {was or 'nothing'}")
    if not choice.lossy:
        return [*told, "The same SOP Instance UID: the pixels are the same"]
    return [
        *told,
        f"Lossy Image Compression 01, at a ratio of about {found.ratio:.1f}, and by which method",
        "Image Type DERIVED, a SOP Instance UID of its own, and which image it was made from",
    ]
