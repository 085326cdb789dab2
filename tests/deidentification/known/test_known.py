"""What is known of a patient is found in texts and bytes, however it is written."""

from __future__ import annotations

import random
from base64 import b64encode

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from dicomwidgets.deidentification.known import MASK, Known, clean_bytes
from dicomwidgets.deidentification.known.index import index_of

VALUES = {
    0x00100010: ["Doe^Jane"],
    0x00100020: ["4711-0815"],
    0x00100030: ["19610203"],
    0x00080020: ["20200302"],
    0x00080050: ["A123456"],
    0x00080090: ["Müller^Hans^^Dr"],
    0x00080080: ["General Hospital"],
    0x00081010: ["SCANNER7"],
    0x0020000D: ["1.2.3.4.5"],
}
KNOWN = Known.of(VALUES)


@pytest.mark.parametrize(
    ("text", "masked"),
    [
        ("JANE DOE", "*** ***"),
        ("doe,jane", "***,***"),
        ("jane_doe_scan", "***_***_scan"),
        ("JaneDoe", "***"),
        ("user jdoe", "user ***"),
        ("DR MUELLER/MÜLLER/muller", "DR ***/***/***"),
        ("ID 47110815", "ID ***"),
        ("ID 4711 0815 or PAT47110815X", "ID *** or PAT***X"),
        ("acc a123456", "acc ***"),
        ("born 3 Feb 1961, 02/03/61, 1961-02-03", "born ***, ***, ***"),
        ("at GENERAL_HOSPITAL", "at ***"),
        ("of study 1.2.3.4.5, not 1.2.3.4.56", "of study ***, not 1.2.3.4.56"),
        ("20200302101500", "***101500"),
        ("SCANNER7", "***"),
    ],
)
def test_texts(text: str, masked: str) -> None:
    assert KNOWN.masked(text) == masked


@pytest.mark.parametrize(
    "text",
    [
        *(
            "doesn't",
            "Hansen",
            "janitor",
            "471108",
            "1961",
            "T1 MPRAGE 3D 1.5mm",
            "CHEST PA 2 VIEWS",
        ),
        *("LUNG 5.0 B70f", "Series 3/4", "1.2.3", "", "general"),
    ],
)
def test_texts_that_only_look_like_it(text: str) -> None:
    assert KNOWN.masked(text) == text
    assert KNOWN.hits(text.encode()) == []


@pytest.mark.parametrize(
    ("option", "kept"),
    [
        ("retain_institution_identity", "General Hospital"),
        ("retain_device_identity", "SCANNER7"),
        ("retain_full_dates", "20200302"),
        ("retain_uids", "1.2.3.4.5"),
    ],
)
def test_what_an_option_keeps_is_not_looked_for(option: str, kept: str) -> None:
    known = Known.of(VALUES, options=[option])
    assert known.masked(f"{kept} Jane") == f"{kept} {MASK}"


SETS = {
    "Müller": ("ISO_IR 100", "latin-1"),
    "Łukasik": ("ISO_IR 101", "iso8859-2"),
    "Жданов": ("ISO_IR 144", "iso8859-5"),
    "Διονυσιος": ("ISO_IR 126", "iso8859-7"),
    "قباني": ("ISO_IR 127", "iso8859-6"),
    "שרון": ("ISO_IR 138", "iso8859-8"),
    "Çavuşoğlu": ("ISO_IR 148", "iso8859-9"),
    "นามสกุล": ("ISO_IR 166", "tis-620"),
    "ﾔﾏﾀﾞ": ("ISO_IR 13", "shift_jis"),
    "山田": ("ISO 2022 IR 87", "iso2022_jp"),
    "김희중": ("ISO 2022 IR 149", "euc_kr"),
    "王小东": ("GB18030", "gb18030"),
    "张小东": ("ISO 2022 IR 58", "gb2312"),
    "Buc^Jérôme": ("ISO_IR 192", "utf-8"),
}


@pytest.mark.parametrize("name", SETS)
def test_names_in_every_character_set(name: str) -> None:
    term, codec = SETS[name]
    known = Known.of({0x00100010: [name]}, [term])
    words = [word for word in name.split("^") if len(word) > 1]
    for word in words:
        for spelled in (word, word.upper(), word.lower()):
            for encoding in (codec, "utf-8", "utf-16-le", "utf-16-be"):
                data = b"\1\0" + f"a note: {spelled} .".encode(encoding, "ignore")
                assert clean_bytes(data, known) not in (None, data), (spelled, encoding)
        assert known.masked(f"({word.upper()})") == f"({MASK})"


def test_bytes_of_a_shifted_set_are_found_after_their_escape_only() -> None:
    known = Known.of({0x00100010: ["=山田^太郎"]}, ["", "ISO 2022 IR 87"])
    word = "山田".encode("iso2022_jp")
    assert [hit.kind for hit in known.hits(b"x" * 9 + word)] == ["name"]
    assert known.hits(b"x" * 9 + word[3:-3] + b"x" * 9) == []


TEXT = st.text(alphabet=st.characters(codec="utf-8", exclude_categories=("Cs",)), max_size=12)


@given(TEXT, TEXT, st.sampled_from(["utf-8", "utf-16-le", "utf-16-be"]))
def test_no_known_value_survives_in_any_encoding(before: str, after: str, codec: str) -> None:
    planted = "Jane^Doe 47110815 19610203"
    data = f"{before} {planted} {after}".encode(codec)
    low = (clean_bytes(data, KNOWN) or data).decode(codec).lower()
    assume(not {"jane", "doe", "4711"} & set(f"{before} {after}".lower().split()))
    assert not any(word in low for word in (" jane", "^doe ", "47110815", "19610203"))
    assert KNOWN.masked(f"{before} {planted} {after}").count(MASK) >= 4


def test_cleaned_bytes_are_as_long_as_before_and_zeros_stay() -> None:
    data = "\1\2Jane Doe\3".encode("utf-16-le")
    new = clean_bytes(data, KNOWN)
    assert new == "\1\2**** ***\3".encode("utf-16-le")


def test_numbers_hold_short_names_by_chance_only() -> None:
    data = random.Random(7).randbytes(2_000_000)  # noqa: S311 - no secrets
    assert KNOWN.hits(data) == []
    assert [hit.kind for hit in KNOWN.hits(data + b"\0\0\0Doe^Jane\0\0" + data)] == ["name", "name"]


def test_what_is_searched_first_is_in_everything_that_is_found() -> None:
    for text in KNOWN._index.kinds:
        for codec in ("utf-8", "utf-16-le"):
            bare = text.encode(codec).lower().replace(b"\0", b"")
            assert any(needle in bare for needle in KNOWN.needles)


def test_files_that_know_the_same_share_what_is_compiled() -> None:
    other = Known.of({**VALUES, 0x00080018: ["1.2.3.4.5.6"], 0x00080060: ["CT"]})
    assert other._index is Known.of(VALUES)._index  # KNOWN's own may be forgotten by now
    assert other.masked("1.2.3.4.5.6") == MASK
    assert index_of.cache_info().maxsize == 256


def test_nothing_known_finds_nothing() -> None:
    nothing = Known.of({})
    assert nothing.masked("Jane Doe") == "Jane Doe"
    assert nothing.hits(b"Jane Doe") == []


def test_the_repr_tells_how_much_and_not_what() -> None:
    assert repr(KNOWN).startswith("Known(")
    assert "doe" not in repr(KNOWN).lower()


@pytest.mark.parametrize("name", ["Miller", "SMITH", "Meyer", "tanaka", "Bianchi", "Garcia"])
@pytest.mark.parametrize("before", ["", "a", "ab"])
def test_a_name_in_base64_is_found_though_only_letters_stand_for_it(name: str, before: str) -> None:
    text = b64encode(f"{before}{name} and so on".encode()).decode()
    assert MASK in Known.of({0x00100010: [f"{name}^X"]}).masked(text)
