from __future__ import annotations

import subprocess
import sys
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydicom import dcmread
from pydicom.dataset import Dataset
from pydicom.sequence import Sequence

from dicomwidgets.elements.rows import RowTable
from dicomwidgets.reading.kept_warnings import kept_warnings

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from support.catalogue import RealFiles

    MakeTable = Callable[[Path], RowTable | None]


def nested() -> Dataset:
    inner = Dataset()
    inner.CodeValue = "T-A0100"
    inner.CodingSchemeDesignator = "SRT"
    inner.CodeMeaning = "Brain"
    outer = Dataset()
    outer.AnatomicRegionSequence = [inner]
    outer.ReferencedSOPInstanceUID = "1.2.3"
    dataset = Dataset()
    dataset.PatientName = "Yamada^Tarou"
    dataset.ReferencedImageSequence = [outer, Dataset()]
    dataset.Rows = 512
    return dataset


def test_items_are_rows_below_their_sequence() -> None:
    rows = RowTable(nested()).rows()
    assert [(row["depth"], row["tag"], row["name"]) for row in rows] == [
        (0, "(0008,1140)", "Referenced Image Sequence"),
        (1, "(FFFE,E000)", "Item 1"),
        (2, "(0008,1155)", "Referenced SOP Instance UID"),
        (2, "(0008,2218)", "Anatomic Region Sequence"),
        (3, "(FFFE,E000)", "Item 1"),
        (4, "(0008,0100)", "Code Value"),
        (4, "(0008,0102)", "Coding Scheme Designator"),
        (4, "(0008,0104)", "Code Meaning"),
        (1, "(FFFE,E000)", "Item 2"),
        (0, "(0010,0010)", "Patient's Name"),
        (0, "(0028,0010)", "Rows"),
    ]
    assert [row["children"] for row in rows] == [2, 2, 0, 1, 3, 0, 0, 0, 0, 0, 0]
    assert rows[0]["value"] == "2 items"
    assert rows[4]["value"] == "T-A0100 (SRT) · Brain"


def test_a_row_tells_vr_vm_and_keyword() -> None:
    row = RowTable(nested()).rows()[-1]
    assert (row["vr"], row["vm"], row["keyword"], row["value"]) == ("US", "1", "Rows", "512")
    assert not row["private"]
    assert row["problem"] is None


@pytest.mark.parametrize(
    ("query", "tags"),
    [
        ("0010,0010", ["(0010,0010)"]),
        ("00100010", ["(0010,0010)"]),
        ("PATIENTNAME", ["(0010,0010)"]),
        ("patient's name", ["(0010,0010)"]),
        ("pn yamada", ["(0010,0010)"]),
        ("us 512", ["(0028,0010)"]),
        ("yamada 512", []),
        ("srt", ["(0008,0102)", "(FFFE,E000)"]),
    ],
)
def test_a_query_finds_by_tag_keyword_name_vr_and_value(query: str, tags: list[str]) -> None:
    table = RowTable(nested())
    found = table.search(query)
    assert sorted(table.row(index)["tag"] for index in found.matches) == tags


def test_a_match_keeps_its_parents_without_calling_them_matches() -> None:
    table = RowTable(nested())
    found = table.search("codemeaning")
    assert [table.row(index)["name"] for index in found.indices] == [
        "Referenced Image Sequence",
        "Item 1",
        "Anatomic Region Sequence",
        "Item 1",
        "Code Meaning",
    ]
    assert len(found.matches) == 1


def test_a_closed_row_stays_and_hides_what_is_below() -> None:
    table = RowTable(nested())
    closed = table.search("", [table.row(0)["id"]])
    assert [table.row(index)["keyword"] for index in closed.indices] == [
        "ReferencedImageSequence",
        "PatientName",
        "Rows",
    ]


def test_the_same_element_of_another_slice_has_the_same_id() -> None:
    first, second = nested(), nested()
    second.StudyDate = "20040119"
    second.ReferencedImageSequence[0].AnatomicRegionSequence[0].CodeMeaning = "Head"
    ids = {row["id"]: row["name"] for row in RowTable(second).rows()}
    for row in RowTable(first).rows():
        assert ids[row["id"]] == row["name"]
    assert all(0 <= each < 2**53 for each in ids)


datasets = st.recursive(
    st.builds(
        lambda name, comment: _dataset(PatientName=name, PatientComments=comment),
        st.sampled_from(["Doe^Jane", "Yamada^Tarou", ""]),
        st.text("ab \u00e9", max_size=4),
    ),
    lambda inner: st.builds(
        lambda items, label: _dataset(ReferencedStudySequence=Sequence(items), StudyID=label),
        st.lists(inner, max_size=3),
        st.text("ab", max_size=3),
    ),
    max_leaves=12,
)


def _dataset(**values: Any) -> Dataset:
    dataset = Dataset()
    for keyword, value in values.items():
        setattr(dataset, keyword, value)
    return dataset


@given(dataset=datasets, query=st.text("ab ,0doeSQ", max_size=4), data=st.data())
def test_search_and_closed_rows_leave_a_tree(dataset: Dataset, query: str, data: Any) -> None:
    table = RowTable(dataset)
    rows = table.rows()
    ids = [row["id"] for row in rows]
    assert len(set(ids)) == len(ids)
    collapsed = set(data.draw(st.lists(st.sampled_from(ids)))) if ids else set()
    everything = table.search(query)
    found = table.search(query, collapsed)
    kept = set(found.indices)

    assert list(found.indices) == sorted(kept)
    for index in kept:
        assert set(table.parents(index)) <= kept
        assert not {rows[parent]["id"] for parent in table.parents(index)} & collapsed
    hidden = set(everything.indices) - kept
    for index in hidden:
        assert {rows[parent]["id"] for parent in table.parents(index)} & collapsed
    for index in everything.matches:
        text = " ".join(str(value) for value in rows[index].values()).lower()
        assert all(word in text for word in query.lower().split())


@given(dataset=datasets, block=st.integers(1, 5))
def test_blocks_joined_are_the_whole(dataset: Dataset, block: int) -> None:
    table = RowTable(dataset)
    joined = [
        row for start in range(0, len(table), block) for row in table.rows(start, start + block)
    ]
    assert joined == table.rows()


def test_every_real_file_gives_all_its_rows(
    real_files: RealFiles, data_dir: Path, table_of: MakeTable, capfd: pytest.CaptureFixture[str]
) -> None:
    every = [path for path in (data_dir / "dicom").rglob("*") if path.is_file()]
    files = every if real_files.whole else real_files.paths
    tables = [table for path in files if (table := table_of(path)) is not None]
    assert len(tables) >= (850 if real_files.whole else len(files) - 2)
    rows = sum(len(table.rows()) for table in tables)
    assert rows > (100_000 if real_files.whole else 30_000)
    assert capfd.readouterr() == ("", "")


def test_bundled_files_have_the_elements_pydicom_has(
    bundled: list[Path], table_of: MakeTable
) -> None:
    compared = 0
    for path in bundled:
        table = table_of(path)
        if table is None or path.suffix != ".dcm":
            continue
        with kept_warnings():
            try:
                dataset = dcmread(path, force=True)
                theirs = sorted(str(element.tag) for element in dataset.iterall())
            except Exception:  # noqa: BLE001, S112 - what pydicom can't read proves nothing here
                continue
        rows = table.rows()
        ours = sorted(
            row["tag"] for row in rows if row["vr"] and not row["tag"].startswith("(0002")
        )
        assert ours == [tag.upper() for tag in theirs], path.name
        compared += 1
    assert compared >= 60


def test_headers_are_read_without_numpy(bundled: list[Path]) -> None:
    path = next(path for path in bundled if path.name == "CT_small.dcm")
    code = f"""
import sys
sys.modules["numpy"] = None
sys.modules["PIL"] = None
sys.modules["matplotlib"] = None
from dicomwidgets.elements.masking import masked_value
from dicomwidgets.elements.rows import RowTable
from dicomwidgets.elements.tail import read_tail
from dicomwidgets.reading.header import read_header
from dicomwidgets.reading.source import source_of
source = source_of({str(path)!r})
header = read_header(source, source.items()[0])
tail, pixels = read_tail(source, header)
table = RowTable(header.dataset, tail=tail, pixels=pixels)
print(len(table.rows()), len(table.search("patient").matches) > 5)
"""
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.split() == [str(int(done.stdout.split()[0])), "True"]
    assert done.stderr == ""
