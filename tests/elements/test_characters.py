"""Character sets: the standard's own examples (PS3.5 Annexes H to K), and what goes wrong."""

from __future__ import annotations

import io
import unicodedata
from functools import cache

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydicom import dcmread

from dicomwidgets.elements.characters import charset_of, decode_text, doubt
from dicomwidgets.elements.decode import decode
from dicomwidgets.elements.rows import RowTable
from dicomwidgets.elements.written import written
from dicomwidgets.reading.kept_warnings import kept_warnings
from dicomwidgets.reference.character_sets import CharacterSet, character_sets

LATIN_1 = "ISO_IR 100"
# Every byte below stands in the annex named; the text is what it prints beside them.
EXAMPLES = {
    "H.3.1 Kanji and Hiragana": (
        ("", "ISO 2022 IR 87"),
        b"Yamada^Tarou=\x1b$B;3ED\x1b(B^\x1b$BB@O:\x1b(B=\x1b$B$d$^$@\x1b(B^\x1b$B$?$m$&\x1b(B",
        "Yamada^Tarou=山田^太郎=やまだ^たろう",
    ),
    "H.3.2 Katakana in the first group": (
        ("ISO 2022 IR 13", "ISO 2022 IR 87"),
        (
            b"\xd4\xcf\xc0\xde^\xc0\xdb\xb3=\x1b$B;3ED\x1b(J^\x1b$BB@O:\x1b(J="
            b"\x1b$B$d$^$@\x1b(J^\x1b$B$?$m$&\x1b(J"
        ),
        "ﾔﾏﾀﾞ^ﾀﾛｳ=山田^太郎=やまだ^たろう",
    ),
    "I.2 Korean": (
        ("", "ISO 2022 IR 149"),
        b"Hong^Gildong=\x1b$)C\xfb\xf3^\x1b$)C\xd1\xce\xd4\xd7=\x1b$)C\xc8\xab^\x1b$)C\xb1\xe6\xb5\xbf",
        "Hong^Gildong=洪^吉洞=홍^길동",
    ),
    "J.3 UTF-8": (
        ("ISO_IR 192",),
        b"Wang^XiaoDong=\xe7\x8e\x8b^\xe5\xb0\x8f\xe6\x9d\xb1=",
        "Wang^XiaoDong=王^小東=",
    ),
    "J.4 GB 18030": (
        ("GB18030",),
        b"Wang^XiaoDong=\xcd\xf5^\xd0\xa1\xb6\xab=",
        "Wang^XiaoDong=王^小东=",
    ),
    "K.2 ISO 2022 IR 58": (
        ("", "ISO 2022 IR 58"),
        b"Zhang^XiaoDong=\x1b$)A\xd5\xc5^\x1b$)A\xd0\xa1\xb6\xab=",
        "Zhang^XiaoDong=张^小东=",
    ),
    "K.3 lines of ISO 2022 IR 58": (
        ("", "ISO 2022 IR 58"),
        (
            b"1.\x1b$)A\xb5\xda\xd2\xbb\xd0\xd0\xce\xc4\xd7\xd6\xa1\xa3\r\n"
            b"2.\x1b$)A\xb5\xda\xb6\xfe\xd0\xd0\xce\xc4\xd7\xd6\xa1\xa3\r\n"
        ),
        "1.第一行文字。\r\n2.第二行文字。\r\n",
    ),
    "Arabic": (("ISO_IR 127",), b"\xe2\xc8\xc7\xe6\xea^\xe4\xe6\xd2\xc7\xd1", "قباني^لنزار"),
    "French": ((LATIN_1,), b"Buc^J\xe9r\xf4me", "Buc^Jérôme"),
    "Greek": (("ISO_IR 126",), b"\xc4\xe9\xef\xed\xf5\xf3\xe9\xef\xf2", "Διονυσιος"),
    "Russian": (("ISO_IR 144",), b"\xbb\xee\xdace\xdc\xd1yp\xd3", "Люкceмбypг"),  # noqa: RUF001
    "Hebrew": (("ISO_IR 138",), b"\xf9\xf8\xe5\xef^\xe3\xe1\xe5\xf8\xe4", "שרון^דבורה"),
    "Thai": (("ISO_IR 166",), "นามสกุล".encode("tis-620"), "นามสกุล"),
    "Latin 2": (("ISO_IR 101",), "Wałęsa".encode("iso8859-2"), "Wałęsa"),
    "Latin 5": (("ISO_IR 148",), "Çavuşoğlu".encode("iso8859-9"), "Çavuşoğlu"),
    "Latin 9": (("ISO_IR 203",), "Šárka, 5 €".encode("iso8859-15"), "Šárka, 5 €"),
    "Latin 9 by escape": (("", "ISO 2022 IR 203"), b"x\x1b-b\xa4\\y", "x€\\y"),
    "GBK": (("GBK",), "王^小東".encode("gbk"), "王^小東"),
    "Cyrillic and Greek by escape": (
        ("ISO 2022 IR 100", "ISO 2022 IR 144", "ISO 2022 IR 126"),
        b"Dionysios is \x1b-F\xc4\xe9\xef, \x1b-L\xbb\xee\xda is \xbb\\J\xe9r\xf4me",
        "Dionysios is Διο, Люк is Л\\Jérôme",
    ),
    "supplementary Kanji": (
        ("ISO 2022 IR 6", "ISO 2022 IR 87", "ISO 2022 IR 159"),
        b"\x1b$(D0!\x1b$B;3\x1b(B",
        "丂山",
    ),
}


def file_with(names: tuple[str, ...], data: bytes, vr: bytes = b"LT") -> bytes:
    """Return the bytes of a dataset: character set, then Additional Patient History."""
    terms = "\\".join(names).encode()
    terms += b" " * (len(terms) % 2)
    data += b" " * (len(data) % 2)
    head = b"\x08\x00\x05\x00CS" + len(terms).to_bytes(2, "little") + terms if any(names) else b""
    return head + b"\x10\x00\xb0\x21" + vr + len(data).to_bytes(2, "little") + data


def table_with(names: tuple[str, ...], data: bytes, vr: bytes = b"LT") -> RowTable:
    return table_of(file_with(names, data, vr))


def table_of(data: bytes) -> RowTable:
    with kept_warnings():  # pydicom looks at the character set and says what it thinks of it
        return RowTable(dcmread(io.BytesIO(data), force=True))


@pytest.mark.parametrize("example", EXAMPLES)
def test_a_text_is_read_by_its_character_set(example: str) -> None:
    names, data, text = EXAMPLES[example]
    charset = charset_of(names)
    with kept_warnings() as kept:
        assert decode_text(data, charset.encodings, name="=" in text) == text
    assert (kept, charset.remark, doubt(data, charset)) == ([], "", None)


@pytest.mark.parametrize("example", EXAMPLES)
def test_rows_show_the_text_and_find_nothing_wrong(example: str) -> None:
    names, data, text = EXAMPLES[example]
    table = table_with(names, data, b"PN" if "=" in text else b"LT")
    row = table.rows()[-1]
    groups = " · ".join(filter(None, text.split("=")))
    assert (row["value"].rstrip(), row["problem"]) == (groups.rstrip(), None)
    assert written(table.nodes[-1]).rstrip() == text.rstrip()


@pytest.mark.parametrize("each", character_sets(), ids=lambda each: each.name)
def test_every_term_of_the_standard_is_known(each: CharacterSet) -> None:
    for term in each.terms:
        assert charset_of((term,)).remark == ""
        if term.startswith("ISO 2022"):
            assert charset_of(("", term)).remark == ""


@pytest.mark.parametrize(
    ("names", "data", "text", "problem"),
    [
        ((), b"Andr\xe9", "André", "No Specific Character Set"),
        (("ISO_IR 6",), b"Andr\xe9", "André", "goes beyond ASCII"),
        (("", "ISO 2022 IR 87"), b"Andr\xe9", "André", "goes beyond ASCII"),
        (("ISO_IR 999",), b"Andr\xe9", "André", "none of the standard's"),
        (("ISO-IR 144",), b"\xbb\xee\xda", "Люк", "none of the standard's: read as ISO8859-5"),
        (("utf-8",), "André".encode(), "André", "none of the standard's: read as UTF-8"),
        (("ISO_IR 192", LATIN_1), "André".encode(), "André", "can't be combined"),
        ((LATIN_1,), "André".encode(), "AndrÃ©", "are UTF-8"),
        (("ISO_IR 192",), b"Andr\xe9", "Andr\ufffd", "Not all bytes are characters"),
        ((LATIN_1,), b"\x93quoted\x94", "\x93quoted\x94", "control characters"),
        (("ISO_IR 13",), "山田".encode("shift_jis"), "山田", "Shift JIS"),
        (("", "ISO 2022 IR 87"), b"x\x1b-F\xc4", "xΔ", "not declared"),
        (("", "ISO 2022 IR 87"), b"x\x1b-Zy", "x\x1b-Zy", "names no character set"),
        (("ISO_IR 192",), b"x\x1b-Fy", "x\x1b-Fy", "in a character set that has none"),
    ],
)
def test_a_wrong_set_shows_the_text_with_a_problem(
    names: tuple[str, ...], data: bytes, text: str, problem: str
) -> None:
    row = table_with(names, data).rows()[-1]
    assert row["value"] == text
    assert problem in (row["problem"] or "")


def test_every_text_says_that_its_set_is_unknown_not_only_the_first() -> None:
    data = file_with(("ISO_IR 999",), b"Andr\xe9")
    more = b"\x10\x00\x00\x40LT\x02\x00\xe9 "
    rows = table_of(data + more).rows()
    assert [bool(row["problem"]) for row in rows[-2:]] == [True, True]


def test_an_item_has_the_character_set_around_it_unless_it_names_one() -> None:
    """PS3.3 C.12.1.1.2: the set of the dataset holds for its items."""
    item = file_with(("ISO_IR 126",), b"\xc4")
    plain = file_with((), b"\xc4")
    items = b"".join(
        b"\xfe\xff\x00\xe0" + len(each).to_bytes(4, "little") + each for each in (plain, item)
    )
    sequence = b"\x08\x00\x40\x11SQ\0\0" + len(items).to_bytes(4, "little") + items
    head = file_with(("ISO_IR 144",), b"")[:18]
    rows = table_of(head + sequence).rows()
    assert [row["value"] for row in rows if row["vr"] == "LT"] == ["Ф", "Δ"]


@given(
    st.lists(
        st.sampled_from([term for each in character_sets() for term in each.terms] + ["", "?"])
    ),
    st.lists(
        st.sampled_from([b"\x1b$B", b"\x1b(B", b"\x1b$)C", b"\x1b-", b"\\", b"^"]) | st.binary()
    ),
)
def test_no_bytes_make_reading_fail(names: list[str], parts: list[bytes]) -> None:
    charset = charset_of(tuple(names))
    data = b"".join(parts)
    with kept_warnings():
        decode_text(data, charset.encodings, name=True)
    doubt(data, charset)


UNPRINTED = ["Cc", "Cs", "Co", "Cn"]


def letters(codec: str) -> list[str]:
    """Return what one or two bytes spell in a codec, but for what is no letter or sign."""
    codes = [bytes([n]) for n in range(256)] + [n.to_bytes(2, "big") for n in range(256, 1 << 16)]
    spelled = {code.decode(codec, "ignore") for code in codes}
    return sorted(
        each for each in spelled if len(each) == 1 and unicodedata.category(each) not in UNPRINTED
    )


@cache
def texts(codec: str) -> st.SearchStrategy[str]:
    """Return texts in the letters of a set (hypothesis itself takes long to find out which)."""
    if codec == "shift_jis":
        return st.text(st.characters(min_codepoint=0xFF61, max_codepoint=0xFF9F), max_size=12)
    if codec in {"utf_8", "gb18030"}:
        return st.text(st.characters(exclude_categories=UNPRINTED), max_size=12)
    return st.text(st.sampled_from(letters(codec)), max_size=12)


@given(st.sampled_from([each for each in character_sets() if each.term]), st.data())
def test_what_a_set_spells_is_read_back_without_a_remark(
    each: CharacterSet, data: st.DataObject
) -> None:
    text = data.draw(texts(each.codec))
    with kept_warnings() as kept:
        encodings = charset_of((each.term,)).encodings
        assert decode_text(text.encode(each.codec), encodings) == text
    assert kept == []


@pytest.mark.parametrize(("term", "codec"), [("ISO_IR 192", "utf-8"), ("GB18030", "gb18030")])
@pytest.mark.parametrize("before", range(4))
def test_a_long_text_is_not_cut_within_a_character(term: str, codec: str, before: int) -> None:
    data = ("x" * before + "山" * 40_000).encode(codec)
    text = "x" * before + "山"
    with kept_warnings() as kept:
        values, _ = decode("LT", data, encodings=charset_of((term,)).encodings)
    assert kept == []
    assert str(values[0]).startswith(text)
    assert "\ufffd" not in str(values[0])
