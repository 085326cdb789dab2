"""What is known of the patient, spelled and encoded in ways that nobody asked for."""

from __future__ import annotations

import unicodedata
from struct import pack

import pytest
from deidentification.adversarial.raw import MULLER, Patient, element, raw_file
from support.deidentified import rewritten

from dicomwidgets.deidentification.known.escaped import widened

CONNOR = Patient("O'Connor-Smythe^Siobhán^Mary".encode("latin-1"))
IVANOV = Patient("Ivanov^P=Иванов^Пётр".encode("iso8859-5"), charset="ISO_IR 144")
YAMADA = Patient("Yamada^Tarou=山田^太郎=やまだ^たろう".encode(), charset="ISO_IR 192")
YILDIRIM = Patient("Y\u0131ld\u0131r\u0131m^İbrahim".encode("iso8859-9"), charset="ISO_IR 148")
UNDECLARED = Patient("Müller^Jürgen".encode(), charset="")
WRONG = Patient("Müller^Jürgen".encode("latin-1"), charset="ISO_IR 192")
OTHER = Patient("Müller^Jürgen".encode("latin-1"), charset="ISO_IR 144")
BERG = Patient(b"van der Berg^Jan-Willem^^Dr^Jr", "ABC-12")
DONALD = Patient("MacDonald de la Cruz^María José".encode("latin-1"))
WANG = Patient("Wang^XiaoDong=王^小东".encode("gb18030"), charset="GB18030")
LI = Patient(b"Li^Bo", "17")
GROSS = Patient("Großmann^Åke".encode("latin-1"))
DASHED = Patient("Yamada^Tarou=山田^太郎".encode(), "AB-12345-X", charset="ISO_IR 192")
NGUYEN = Patient(b"Nguyen, Thi Minh Khai", "0000123456")

SPELLED: list[tuple[Patient, list[str | bytes]]] = [
    (CONNOR, ["OConnor", "O Connor", "Connor Smythe", "SMYTHE's", "smythes", "oconnorsmythe"]),
    (CONNOR, ["SiobhanOConnor", "MarySmythe42", "Siobh%C3%A1n", "Siobh&aacute;n", "O&#39;Connor"]),
    (CONNOR, ["MRN-0047.1123/9", "MRN 0047 1123 9", "0047-1123", "4711239", "MRN-0047.1123-9"]),
    (CONNOR, ["ID00471123", "MRN=00471123 / 9", "20231105-77", "A20231105_77", "0142685300"]),
    (CONNOR, ["1957-08-14T00:00", "14th of August 1957", "August 14th, 1957", "14. 8. 1957"]),
    (CONNOR, ["14 / 08 / 1957", "14.VIII.1957", "1957-226", "14 de agosto de 1957", "Aug-14-1957"]),
    (CONNOR, ["05-NOV-23", "5.11.23", "11/5/23", "5 Nov 2023"]),
    (CONNOR, ["St. Mary's", "St Marys", "Springfield", "Hospital Springfield", "ELM STREET"]),
    (MULLER, ["MüllerJ", "JMÜLLER", "M%FCller", "M=C3=BCller", "M&uuml;ller", "M?ller"]),
    (MULLER, ["Müller".encode(codec) for codec in ("utf-8", "cp437", "mac-roman", "utf-16-le")]),
    (MULLER, [unicodedata.normalize("NFD", "Müller").encode(), "Müller".encode("utf-32-le")]),
    (UNDECLARED, ["Mueller", "Muller", "Müller", "Jürgen".encode("utf-16-be")]),
    (WRONG, ["Mueller", "Muller", "Müller".encode(), "Jürgen"]),
    (OTHER, ["Mueller", "Muller", "Müller".encode()]),
    (IVANOV, ["Иванов".encode(codec) for codec in ("koi8-r", "cp1251", "cp866", "utf-8")]),
    (IVANOV, ["Иванова".encode("iso8859-5"), "ИВАНОВЫМ".encode("iso8859-5")]),
    (
        YAMADA,
        ["ヤマダ".encode(), "ﾔﾏﾀﾞ".encode(), widened("Yamada").encode(), "山田　太郎".encode()],
    ),
    (YAMADA, ["山田".encode("shift_jis"), "山田".encode("euc_jp"), "太郎".encode("utf-16-le")]),
    (
        YILDIRIM,
        ["Yildirim", "YILDIRIM", "İbrahim".encode("iso8859-9"), "İBRAHİM".encode("iso8859-9")],
    ),
    (BERG, ["Vanderberg", "VAN DER BERG", "JanWillem", "Jan Willem", "ABC12"]),
    (DONALD, ["Mac Donald", "McDonald", "delaCruz", "MariaJose"]),
    (WANG, ["Xiao Dong", "xiao-dong", "王小东".encode(), "小东".encode("utf-16-be")]),
    (LI, ["LiBo", "Bo.Li", "L. Bo"]),
    (GROSS, ["Grossmann", "GROSZMANN", "Ake", "Aake"]),
    (NGUYEN, ["00123456", "nguyenkhai", "Minh Khai"]),
]
CASES = [(patient, text) for patient, texts in SPELLED for text in texts]


@pytest.mark.parametrize(("patient", "text"), CASES)
def test_a_kept_text_says_it_in_no_spelling(patient: Patient, text: str | bytes) -> None:
    said = text.encode("latin-1") if isinstance(text, str) else text
    kept = element(0x00080070, "LO", b"by " + said + b" here")
    data, _, _ = rewritten(raw_file({0x00080070: kept}, patient))
    assert said not in data
    assert b"by " in data


BROKEN = [
    (CONNOR, "Smy-\r\nthe"),
    (CONNOR, "Siob\r\nh\u00e1n"),
    (CONNOR, "MRN-\r\n0047.\n1123/\r9"),
    (CONNOR, "14.\r\nAugust 1957"),
    (CONNOR, "14.08.\n1957"),
    (YAMADA, "\u5c71\n\u7530\u592a\u90ce"),
    (YAMADA, "Ya\u200bma\u00adda"),
    (CONNOR, "Smy=\r\nthe"),
    (CONNOR, "14\u00a0August\u00a01957"),
    (CONNOR, "14\fAugust\v1957"),
    (YAMADA, "\uff39\uff41\uff4d\uff41\uff44\uff41"),
    (YAMADA, "Yama\u200fda\u202eTarou"),
    (YAMADA, "Ya\x1b(Bma\x1b(Bda"),
    (DASHED, "AB\u201312345\u2011X"),
]


@pytest.mark.parametrize(("patient", "text"), BROKEN)
def test_a_line_break_or_an_unseen_sign_hides_nothing(patient: Patient, text: str) -> None:
    said = text.encode("latin-1" if patient is CONNOR else "utf-8")
    kept = element(0x00187062, "LT", b"by " + said + b" here")
    short = element(0x00080070, "LO", b"by " + said + b" here")
    data, _, _ = rewritten(raw_file({0x00080070: short, 0x00187062: kept}, patient))
    assert said not in data
    assert data.count(b"by *** here") == 2


def test_lines_that_say_nothing_of_the_patient_stay() -> None:
    text = b"Line one,\r\nwell-\r\nknown words\nand a soft\xadhyphen"
    data, _, _ = rewritten(raw_file({0x00187062: element(0x00187062, "LT", text)}, CONNOR))
    assert text in data


@pytest.mark.parametrize(
    ("tag", "vr"),
    [
        (0x00282000, "OB"),
        (0x00283006, "US"),
        (0x00189087, "FD"),
        (0x00280009, "AT"),
        (0x00720074, "FL"),
    ],
)
@pytest.mark.parametrize("codec", ["ascii", "utf-16-le", "utf-16-be", "utf-32-le"])
def test_numbers_and_bytes_say_it_in_no_encoding(tag: int, vr: str, codec: str) -> None:
    said = "SMYTHE SIOBHAN".encode(codec)
    value = pack("<8B", *range(128, 136)) + said
    kept = element(tag, vr, value + bytes(-len(value) % 8))
    data, _, _ = rewritten(raw_file({tag: kept}, CONNOR))
    assert said[:10] not in data


@pytest.mark.parametrize(
    "text",
    [
        "General Hospital",
        "Department of Radiology",
        "SIEMENS",
        "Street",
        "Chest PA",
        "1123",
        "Mac OS",
    ],
)
def test_what_says_nothing_of_the_patient_stays(text: str) -> None:
    kept = element(0x00080070, "LO", text)
    data, _, _ = rewritten(raw_file({0x00080070: kept}, CONNOR))
    assert text.encode() in data
