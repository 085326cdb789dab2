"""What takes the place of a value that must stay non-empty (action D, PS3.15 E.1)."""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = ["DUMMY_ITEMS", "FOLLOWS_TABLE", "SAME", "dummy_item_text", "dummy_value"]

_TEXT = "ANONYMIZED"
_DATE = "19000101"
_DATE_TIME = f"{_DATE}000000"

_VALUES: Mapping[str, str | bytes] = MappingProxyType(
    {
        "AS": "000D",
        "DA": _DATE,
        "DT": _DATE_TIME,
        "TM": "000000",
        "PN": "Anonymous",
        "UR": "https://example.invalid/",
        "DS": "0",
        "IS": "0",
        "AT": b"\0" * 4,
        "FD": b"\0" * 8,
        "FL": b"\0" * 4,
        "SL": b"\0" * 4,
        "SS": b"\0" * 2,
        "SV": b"\0" * 8,
        "UL": b"\0" * 4,
        "US": b"\0" * 2,
        "UV": b"\0" * 8,
        "OB": b"\0\0",
        "OD": b"\0" * 8,
        "OF": b"\0" * 4,
        "OL": b"\0" * 4,
        "OV": b"\0" * 8,
        "OW": b"\0\0",
        "UN": b"\0\0",
    }
)

_CODE = {"CodeValue": _TEXT, "CodingSchemeDesignator": "99ANON", "CodeMeaning": "Anonymized"}

SAME = "="
"""In `DUMMY_ITEMS`: the value of the original's first item, a name that other places refer to."""

DUMMY_ITEMS: Mapping[str, Mapping[str, Any]] = MappingProxyType(
    {
        "InstitutionCodeSequence": _CODE,
        "PersonIdentificationCodeSequence": _CODE,
        "OperatorIdentificationSequence": {
            "PersonIdentificationCodeSequence": [_CODE],
            "InstitutionName": _TEXT,
        },
        "VerifyingObserverSequence": {
            "VerifyingObserverName": _VALUES["PN"],
            "VerifyingObserverIdentificationCodeSequence": [],
            "VerifyingOrganization": _TEXT,
            "VerificationDateTime": _DATE_TIME,
        },
        "ContentSequence": {
            "RelationshipType": "CONTAINS",
            "ValueType": "TEXT",
            "ConceptNameCodeSequence": [
                {"CodeValue": "121106", "CodingSchemeDesignator": "DCM", "CodeMeaning": "Comment"}
            ],
            "TextValue": _TEXT,
        },
        "GraphicAnnotationSequence": {
            "GraphicLayer": SAME,
            "TextObjectSequence": [
                {
                    "AnchorPointAnnotationUnits": "DISPLAY",
                    "UnformattedTextValue": _TEXT,
                    "AnchorPoint": [0.0, 0.0],
                    "AnchorPointVisibility": "N",
                }
            ],
        },
        "WaveformAnnotationSequence": {
            "ReferencedWaveformChannels": [1, 0],
            "UnformattedTextValue": _TEXT,
        },
    }
)
"""Sequence → the one item that replaces all of its items, with the attributes of Type 1 and 2
that PS3.3 asks for there."""

FOLLOWS_TABLE = frozenset(
    {
        "FlowIdentifierSequence",
        "ReferencedImageSequence",
        "ReferencedPerformedProcedureStepSequence",
        "ReferencedStudySequence",
        "SourceImageSequence",
    }
)
"""Sequences of nothing but references, or of attributes that the table lists one by one: where
they must not be empty their items stay, and each attribute in them has its own action."""


def dummy_value(vr: str) -> str | bytes:
    """Return a non-empty value that is valid for `vr` and tells nothing (PS3.5 6.2).

    Text becomes ``"ANONYMIZED"``, names ``"Anonymous"``, dates 1 January 1900, times midnight,
    ages 0 days, numbers 0 and bytes zeros. What is no text is given as the bytes of one value,
    which are the same in either byte order.
    """
    return _VALUES.get(vr, _TEXT)


def dummy_item_text(item: Mapping[str, Any]) -> str:
    """Return a dummy item as one line, its sequences left out."""
    parts = (f"{key} {value}" for key, value in item.items() if isinstance(value, str))
    return ", ".join(part for part in parts if not part.endswith(f" {SAME}"))
