from __future__ import annotations

from typing import TYPE_CHECKING, Any

from hypothesis import given, settings
from hypothesis import strategies as st
from pydicom.uid import (
    DeflatedExplicitVRLittleEndian,
    ExplicitVRBigEndian,
    ExplicitVRLittleEndian,
    ImplicitVRLittleEndian,
)

import dicomwidgets as dw
from dicomwidgets.encoding.walk import walk_file
from dicomwidgets.errors import DicomWidgetsError
from dicomwidgets.reading.kept_warnings import kept_warnings

if TYPE_CHECKING:
    from collections.abc import Callable

    from pydicom.dataset import Dataset

    Made = Callable[..., bytes]

SYNTAXES = [
    ImplicitVRLittleEndian,
    ExplicitVRLittleEndian,
    ExplicitVRBigEndian,
    DeflatedExplicitVRLittleEndian,
]
PATHS = [
    "PatientName",
    "PatientID",
    "Rows",
    "ImageType",
    "SliceThickness",
    "PatientBirthDate",
    "ReferencedImageSequence",
    "ReferencedImageSequence[0]",
    "ReferencedImageSequence[1]",
    "ReferencedImageSequence[2]",
    "ReferencedImageSequence[0].ReferencedSOPInstanceUID",
    "ReferencedImageSequence[1].PurposeOfReferenceCodeSequence[0].CodeMeaning",
    "ReferencedImageSequence[1].PurposeOfReferenceCodeSequence[0]",
    "ReferencedImageSequence[0].(0019,1001)",
    "(0019,1001)",
    "SpecificCharacterSet",
    "SOPInstanceUID",
    "RedPaletteColorLookupTableData",
]
ITEM = {"ReferencedSOPInstanceUID": "1.2.3.4", "PurposeOfReferenceCodeSequence": [{}]}
VALUES = st.sampled_from(
    ["", "x", "Doe^Jane", "é", "ISO_IR 192", "ISO_IR 100", "1.2.99", "20260102", 7, b"\1\0\2\0"]
) | st.sampled_from([1.5, [1, 2], ["A", "B"], [ITEM], [{}, ITEM], ITEM, {}, None])
SCRIPTS = st.lists(
    st.tuples(st.sampled_from(["set", "insert", "delete"]), st.sampled_from(PATHS), VALUES),
    min_size=1,
    max_size=12,
)


def play(edit: dw.Edit, script: list[tuple[str, str, Any]]) -> list[bytes]:
    """Make the edits that can be made; return the file after each."""
    states = [edit.to_bytes()]
    for action, path, value in script:
        creator = "MAKER" if "(0019" in path and action == "insert" else ""
        options: dict[str, Any] = {"creator": creator} if action != "delete" or creator else {}
        if action != "delete":
            options |= {"vr": "LO" if creator else "", "widen": len(script) % 2 == 0}
        try:
            getattr(edit, action)(path, *([] if action == "delete" else [value]), **options)
        except DicomWidgetsError:
            assert edit.to_bytes() == states[-1]
            continue
        states.append(edit.to_bytes())
    return states


@settings(max_examples=200)
@given(syntax=st.sampled_from(SYNTAXES), charset=st.booleans(), script=SCRIPTS)
def test_any_script_is_taken_back_to_the_very_bytes(
    made: Made,
    as_pydicom: Callable[[Dataset], bytes],
    syntax: str,
    charset: bool,
    script: list[tuple[str, str, Any]],
) -> None:
    extra = {"SpecificCharacterSet": "ISO_IR 100", "PatientComments": "é"} if charset else {}
    data = made(syntax, ImageType=["ORIGINAL", "PRIMARY"], SliceThickness="0.50", **extra)
    edit = dw.edit(data)
    with kept_warnings():
        states = play(edit, script)
        # pydicom wrote the source too, so it is to write the very same bytes.
        assert states[-1] == as_pydicom(edit.dataset)
    assert walk_file(states[-1]).broken is None
    assert not walk_file(states[-1]).remarks
    replayed = dw.edit(data).replay(dw.ChangeSet.from_json(edit.changes.to_json()))
    assert replayed.to_bytes() == states[-1]
    for state in reversed(states[:-1]):
        assert edit.undo().to_bytes() == state
    assert states[0] == data
