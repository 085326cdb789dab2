"""A search in the bytes of the values, against one in all of them decoded."""

from __future__ import annotations

import contextlib
import csv
import re
import warnings
from io import BytesIO
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydicom import dcmread
from pydicom.dataset import Dataset, FileMetaDataset
from pydicom.errors import BytesLengthException
from pydicom.uid import ExplicitVRLittleEndian
from support.written import explicit, item, meta

from dicomwidgets.elements import search_index
from dicomwidgets.elements.raw_search import may_be_raw
from dicomwidgets.elements.rows import RowTable

if TYPE_CHECKING:
    from pathlib import Path

VRS = [
    b"PN",
    b"LO",
    b"UT",
    b"UN",
    b"OB",
    b"US",
    b"FD",
    b"UI",
    b"DA",
    b"AS",
    b"DS",
    b"IS",
    b"TM",
    b"DT",
]
SQ, NAME, ID = 0x00081140, 0x00100010, 0x00100020


def same(dataset: Dataset, words: list[str]) -> int:
    """Search for words in both ways; return how many were found without decoding all."""
    decoded = RowTable(dataset)
    decoded.index.read()
    raw = 0
    for word in words:
        for query in (word, f"value:{word}"):
            table = RowTable(dataset)
            assert [*table.search(query).matches] == [*decoded.search(query).matches], query
            raw += not table.index.has_values
    return raw


@pytest.fixture(autouse=True)
def _always(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let no table be too short, and no word be too common."""
    monkeypatch.setattr(search_index, "_STEP", 1 << 30)


def read(data: bytes) -> Dataset:
    return dcmread(BytesIO(data))


def test_what_no_bytes_say_is_found_all_the_same() -> None:
    """Names of UIDs and tags, coded items, wrong values, other character sets."""
    code = explicit(0x00080100, b"SH", b"T-A0100 ") + explicit(0x00080104, b"LO", b"Brain ")
    dataset = read(
        meta()
        + explicit(0x00080005, b"CS", b"ISO_IR 100")
        + explicit(0x00080016, b"UI", b"1.2.840.10008.5.1.4.1.1.2\0")
        + explicit(SQ, b"SQ", item(code) + item(explicit(NAME, b"PN", b"Yamada^Tarou")))
        + explicit(NAME, b"PN", "Buñuel=Luis".encode("latin-1") + b" ")
        + explicit(0x00280009, b"AT", b"\x18\0\x63\x10")
        + explicit(0x00280010, b"US", b"abc")
        + explicit(0x00290010, b"LO", b"SIEMENS CSA HEADER")
        + explicit(0x00291008, b"CS", b"WORD")
    )
    words = ["ct1", "1.2.840", "0018,1063", "t-a0100", "yamada^tarou", "840.10008.5.1.4.1.1.2"]
    words += ["image", "storage", "brain", "yamada", "uel", "luis", "frame", "time", "abc", "csa"]
    assert same(dataset, [*words, "item", "items", "bytes", "word", "nowhere", "patient"]) > 20


def test_a_dataset_in_memory_is_searched_too() -> None:
    dataset = Dataset()
    dataset.PatientName, dataset.PatientComments = "Doe^Jane", "seen again"
    dataset.file_meta = FileMetaDataset()
    dataset.file_meta.TransferSyntaxUID = ExplicitVRLittleEndian
    same(dataset, ["jane", "again", "little", "comments"])


@settings(max_examples=60, deadline=None)
@given(
    st.lists(
        st.tuples(
            st.sampled_from(VRS),
            st.binary(max_size=6).map(lambda b: b + b"abc\\1.2.840.10008.1.2"[: len(b)])
            | st.text("0123456789.-+eEDY:", max_size=14).map(str.encode),
        ),
        max_size=8,
    ),
    st.text("abcdeforlitn", min_size=3, max_size=6)
    | st.text("0123456789.ed-", min_size=3, max_size=5).filter(may_be_raw),
)
def test_any_bytes_are_searched_alike(values: list[tuple[bytes, bytes]], word: str) -> None:
    body = b"".join(
        explicit(0x00100010 + 2 * number, vr, value) for number, (vr, value) in enumerate(values)
    )
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(search_index, "_STEP", 1 << 30)
        same(read(meta() + body), [word, "abc", "implicit"])


def test_real_files_are_searched_alike(data_dir: Path) -> None:
    root = data_dir / "dicom"
    with (root / "catalogue.csv").open(encoding="utf-8", newline="") as listed:
        paths = [root / row["repo"] / row["path"] for row in csv.DictReader(listed)]
    raw = 0
    for path in [each for each in paths if each.stat().st_size < 20_000][::12]:
        dataset = dcmread(path, force=True)
        table = RowTable(dataset)
        said = {each for text in table.index.texts for each in re.findall("[a-z0-9.^_-]{3,}", text)}
        words = [each for each in sorted(said) if may_be_raw(each)]
        raw += same(dataset, words[:: max(1, len(words) // 8)])
    assert raw > 100


def long_sequence(values: list[tuple[bytes, bytes]], items: int) -> bytes:
    """Return a file with a long sequence of items that are alike, and one that is not."""
    body = b"".join(
        explicit(0x00100010 + 2 * number, vr, value) for number, (vr, value) in enumerate(values)
    )
    code = explicit(0x00080100, b"SH", b"T-A0100 ") + explicit(0x00080102, b"SH", b"SRT ")
    padding = explicit(0x00200010, b"UT", b"ab " * 1500 + b" ")
    nested = explicit(0x00081140, b"SQ", item(code) + item(body))
    return meta() + explicit(SQ, b"SQ", item(nested + body) * items + item(padding))


@settings(max_examples=40, deadline=None)
@given(
    st.lists(
        st.tuples(
            st.sampled_from([*VRS, b"FL", b"SL", b"UL", b"AT", b"CS"]),
            st.binary(max_size=6)
            | st.text("0123456789.-+eEkKİ\x1b", max_size=14).map(str.encode)
            | st.sampled_from(
                [b"\0\0\x20\x41", b"1.2.840.10008.1.2", b"\x0c\0\xd2\x04", b"12\\345"]
            ),
        ),
        max_size=6,
    ),
    st.integers(1, 13),
    st.text("0123456789.", min_size=1, max_size=3).filter(may_be_raw)
    | st.sampled_from(["t-a0100", "srt", "implicit", "ki0", "0x0", "1234"]),
    st.sampled_from(["walked", "parsed", "made"]),
)
def test_what_is_in_a_long_sequence_is_searched_alike(
    values: list[tuple[bytes, bytes]], items: int, word: str, state: str
) -> None:
    dataset = read(long_sequence(values, items))
    if state != "walked":
        parsed = dataset[SQ].value
    if state == "made":
        with warnings.catch_warnings(), contextlib.suppress(ValueError, BytesLengthException):
            warnings.simplefilter("ignore")
            [*parsed[0].iterall()]
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(search_index, "_STEP", 1 << 30)
        same(dataset, [word, "ab0", "1"])


def test_digits_are_found_in_numbers_and_counts() -> None:
    """What no bytes say: numbers in binary, items by their number, sequences by their count."""
    values = [(b"US", b"\x7d\0\x39\x30"), (b"FL", b"\0\0\xc8\x42"), (b"OB", b"\x12" * 1250)]
    dataset = read(long_sequence(values, 124))
    table = RowTable(dataset)
    assert table.nodes.sequences
    found = table.search("125")
    shown = [table.row(row) for row in found.matches]
    assert not table.index.has_values
    assert {row["vr"] for row in shown} == {"US", "SQ", ""}
    assert same(dataset, ["125", "345", "100", "1,25", "250"]) >= 8


@pytest.mark.parametrize("query", ["name:t", "name:item", "name:e", "name:breaks", "item", "tag:f"])
def test_names_of_items_and_breaks_do_not_depend_on_what_is_decoded(query: str) -> None:
    dataset = read(meta() + explicit(SQ, b"SQ", item(explicit(NAME, b"PN", b"Doe "))))
    found = []
    for decoded in (False, True):
        table = RowTable(dataset)
        table.break_off(1234, "too few bytes")
        if decoded:
            table.index.read()
        found.append([*table.search(query).matches])
    assert found[0] == found[1]
    assert (len(table) - 1 in found[0]) == (query in ("name:t", "name:e", "name:breaks"))
