"""A search in the bytes of the values, against one in all of them decoded."""

from __future__ import annotations

import csv
import re
from io import BytesIO
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydicom import dcmread
from pydicom.dataset import Dataset, FileMetaDataset
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
