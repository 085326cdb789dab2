"""Comments by which encoders sign their streams: the same for all patients, so they stay."""

from __future__ import annotations

import re

__all__ = ["is_signature"]

_NUMBER = rb"[v ]*[\d.]{1,12}"
_LAYERS = (
    rb"Kdu-Layer-Info: log_2\{Delta-D\([A-Z]+\)/\[2\^16\*Delta-L\(bytes\)\]\}, L\(bytes\)\n"
    rb"[-+ .,e\d\n]*"
)
_SIGNATURES = re.compile(
    rb"(?:(?:Created by )?(?:GDCM/)?OpenJPEG version "
    + _NUMBER
    + rb"|Kakadu-?"
    + _NUMBER
    + rb"|"
    + _LAYERS
    + rb"|(?:Creator: )?JasPer Version "
    + _NUMBER
    + rb"|OpenJPH Ver "
    + _NUMBER
    + rb"|Created by: JJ2000 version "
    + _NUMBER
    + rb"|AVLT_\d{3}|Pegasus Imaging Corp"
    + rb"|Lavc"
    + _NUMBER
    + rb"|LEAD Technologies Inc\. V"
    + _NUMBER
    + rb"|CREATOR: gd-jpeg v1\.0 \(using IJG JPEG v\d{2}\)(?:, (?:default )?quality(?: = \d+)?)?\n?"
    + rb"|Created with (?:The )?GIMP|JPEG Pro|MITRA_DICOM_STANDARD"
    + rb")[\0 ]*"
)


def is_signature(comment: bytes) -> bool:
    r"""Whether a comment is only the name and version of an encoder, or its layers.

    >>> is_signature(b"Kakadu-v7.3.3"), is_signature(b"Kakadu of J. Doe")
    (True, False)
    """
    return _SIGNATURES.fullmatch(comment) is not None
