"""Patient IDs that stand for nobody, and would make one patient of many strangers."""

from __future__ import annotations

import re

__all__ = ["is_placeholder"]

_LIST = """
anon anonym anonyme anonymised anonymized anonymizedpatient anonymous anonymouspatient blank
default deidentified dummy empty hidden id leer missing na name nil no noid noname none
nopatientid notapplicable notavailable notgiven null pat patid patient patientid phantom
pseudonymized redacted removed tbd test testpatient unbekannt undefined unknown unknownpatient
unspecified x xx
"""
_WORDS = frozenset(_LIST.split())
_SEPARATORS = re.compile(r"[\W_]+")
_ONE_SIGN = re.compile(r"0+|9{3,}|x+|(.)\1{3,}")


def is_placeholder(patient_id: str) -> bool:
    """Whether a Patient ID says nothing about who the patient is.

    Empty ones, signs without letters and digits, zeros, one sign over and over, words such as
    ``ANONYMOUS``, ``UNKNOWN`` and ``N/A`` in any case, with a number of their own only when they
    have one (``ANON-0017`` may be a real pseudonym), and what can't be read in its character set.

    >>> is_placeholder("N/A"), is_placeholder("000"), is_placeholder("4711")
    (True, True, False)
    """
    bare = _SEPARATORS.sub("", patient_id).casefold()
    return (
        not bare
        or bare in _WORDS
        or "\N{REPLACEMENT CHARACTER}" in patient_id
        or _ONE_SIGN.fullmatch(bare) is not None
    )
