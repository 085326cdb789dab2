"""What tells cheaply where to look closely never passes over a hit."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from dicomwidgets.deidentification.known import Known

VALUES = {
    0x00100010: ["Müller^Hans-Peter^^Dr.=山田^太郎", "Ильюшин^Иван"],
    0x00100020: ["PX-0047 11"],
    0x00100030: ["19610203"],
    0x00080080: ["Städtisches Klinikum"],
    0x0020000D: ["1.2.3.4.5"],
}
PIECES = (
    *(
        "müller",
        "Mueller",
        "MULLER",
        "hans",
        "peter",
        "Hans-Peter",
        "山田",
        "太郎",
        "ильюшин",
        "ИЛЬЮШИН",
    ),
    *("px-0047 11", "PX004711", "19610203", "3.2.1961", "Feb 3, 1961", "03FEB61", "1.2.3.4.5"),
    *("städtisches klinikum", "Stadtisches_Klinikum", "hmüller", "\x00", " ", "^", "x", "7"),
)
CODECS = ("utf-8", "latin-1", "iso8859-5", "utf-16-le", "utf-16-be", "shift_jis", "iso2022_jp")


@settings(max_examples=300)
@given(st.lists(st.sampled_from(PIECES), max_size=4), st.sampled_from(CODECS))
def test_every_hit_has_a_needle_in_it(pieces: list[str], codec: str) -> None:
    known = Known.of(VALUES, ["ISO_IR 192"])
    text = "".join(pieces)
    data = text.encode(codec, "ignore")
    low = data.lower().replace(b"\0", b"")
    if not any(needle in low for needle in known.needles):
        assert known.hits(data) == []
        assert known.text_hits(data.decode(codec)) == []
