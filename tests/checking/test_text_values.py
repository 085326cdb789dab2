"""What a text may be, VR by VR."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydicom.valuerep import STR_VR

from dicomwidgets.checking.text_values import text_fault

RIGHT = {
    "AE": ["STORE_SCP", "a b"],
    "AS": ["018M", "099Y"],
    "CS": ["HEAD FIRST", "A_1"],
    "DA": ["20240229", "19000101"],
    "DS": ["1", "-1.5", "+.5", "1.", "1e-10", "0.00000000000001"],
    "DT": ["2024", "202401", "20240131120000.123456+0100", "2024-0500", "2024+1400"],
    "IS": ["0", "-2147483648", "+12"],
    "LO": ["anything goes, Ümlaute too"],
    "LT": ["two\r\nlines"],
    "PN": ["Doe^Jane", "a=b=c", "^^^^", ""],
    "TM": ["12", "1230", "123059.999999", "235960"],
    "UI": ["0", "1.2.840.10008.1.2", "2.25.0"],
    "UR": ["https://example.org/a?b=c"],
}
WRONG = {
    "AE": ["\x07bell", "a" * 17],
    "AS": ["18M", "018m", "018Y "],
    "CS": ["head", "A-B", "A" * 17],
    "DA": ["2024", "2024-02-29", "20230229", "20241301", "00000101"],
    "DS": ["1,5", "1 5", "one", "1e", ".", "12345678901234567"],
    "DT": ["202413", "20240230", "2024013125", "+0100", "2024+2500", "2024-1201", "2024+0160"],
    "IS": ["1.0", "2147483648", "", "0x10"][:2],
    "LO": ["a\tb", "a" * 65],
    "LT": ["a\x00b"],
    "PN": ["a=b=c=d", "a^b^c^d^e^f", "a" * 65],
    "TM": ["1", "12:30", "2400", "1260", "123061", "1230.5"],
    "UI": ["1.02", "1..2", ".1", "1.", "1.a", "1." + "2" * 63],
    "UR": ["two words"],
}


@pytest.mark.parametrize(
    ("vr", "value"), [(vr, each) for vr, all_ in RIGHT.items() for each in all_]
)
def test_what_is_right_has_no_fault(vr: str, value: str) -> None:
    assert text_fault(vr, value) is None


@pytest.mark.parametrize(
    ("vr", "value"), [(vr, each) for vr, all_ in WRONG.items() for each in all_]
)
def test_what_is_wrong_has_one(vr: str, value: str) -> None:
    fault = text_fault(vr, value)
    assert fault is not None
    assert fault.message.endswith(".")


@given(vr=st.sampled_from(sorted(STR_VR)), value=st.text(max_size=100))
def test_nothing_makes_it_fail(vr: str, value: str) -> None:
    fault = text_fault(vr, value)
    assert fault is None or fault.message
