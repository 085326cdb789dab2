"""Headers read by the layout of another are what pydicom reads."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from pydicom.dataset import Dataset

from dicomwidgets import samples
from dicomwidgets.errors import ReadError
from dicomwidgets.reading.header import read_header, try_header
from dicomwidgets.reading.like_before import LikeBefore
from dicomwidgets.reading.source import source_of

if TYPE_CHECKING:
    from pathlib import Path

    from dicomwidgets.reading.header import Header
    from dicomwidgets.reading.item import Source


def same(ours: Header, theirs: Header) -> None:
    assert list(ours.dataset.keys()) == list(theirs.dataset.keys())
    for tag in ours.dataset.keys():  # noqa: SIM118 - of a Dataset
        assert ours.dataset.get_item(tag) == theirs.dataset.get_item(tag), tag
    assert list(ours.dataset.file_meta) == list(theirs.dataset.file_meta)
    assert ours.dataset.original_encoding == theirs.dataset.original_encoding
    assert ours.dataset.original_character_set == theirs.dataset.original_character_set
    for name in ("item", "problems", "transfer_syntax_uid", "pixel_offset", "pixel_length"):
        assert getattr(ours, name) == getattr(theirs, name), name
    assert (ours.pixel_keyword, ours.stamp) == (theirs.pixel_keyword, theirs.stamp)


def compared(source: Source) -> int:
    """Return how many headers were read by the layout of others, all of them right."""
    like, count = LikeBefore(), 0
    for item in source.items():
        try:
            theirs = try_header(source, item)
        except ReadError:
            assert like.header(source, item) is None
            continue
        ours = like.header(source, item)
        if ours is not None:
            assert theirs is not None
            same(ours, theirs)
            count += 1
        elif theirs is not None:
            like.learn(theirs)
    return count


FOLDERS = {
    "neurolabusc+dcm_qa_ct": 27,
    "neurolabusc+dcm_qa_nih": 100,
    "QIICR+dcmqi": 10,
}


@pytest.mark.parametrize("folder", FOLDERS)
def test_real_files_are_read_as_pydicom_reads_them(folder: str, data_dir: Path) -> None:
    assert compared(source_of(data_dir / "dicom" / folder)) >= FOLDERS[folder]


@pytest.fixture
def slices(tmp_path: Path) -> Any:
    def write(**edits: Any) -> Source:
        for number, dataset in enumerate(samples.ct(6, 16)):
            item = Dataset()
            item.CodeValue, item.CodeMeaning = "1", "one"
            dataset.ProcedureCodeSequence = [item]
            dataset["ProcedureCodeSequence"].is_undefined_length = True
            dataset.PatientComments = "x" * (2 * number)
            if number == 4:
                for keyword, value in edits.items():
                    setattr(dataset, keyword, value)
            dataset.save_as(tmp_path / f"{number}.dcm", enforce_file_format=True)
        return source_of(tmp_path)

    return write


def test_a_series_is_read_by_its_first_file(slices: Any) -> None:
    assert compared(slices()) == 5


@pytest.mark.parametrize(
    ("edits", "count"),
    [
        ({"SpecificCharacterSet": "ISO_IR 100"}, 4),
        ({"EchoTime": "3"}, 4),
        ({"ProcedureCodeSequence": []}, 4),
        ({"PatientComments": "y" * 5000}, 4),
        ({"PatientComments": ""}, 5),
    ],
)
def test_what_differs_goes_to_pydicom(edits: dict[str, Any], count: int, slices: Any) -> None:
    assert compared(slices(**edits)) == count


def test_a_cut_file_goes_to_who_tells_of_it(slices: Any, tmp_path: Path) -> None:
    source = slices()
    file = tmp_path / "3.dcm"
    file.write_bytes(file.read_bytes()[:-10])
    like = LikeBefore()
    items = source.items()
    like.learn(read_header(source, items[0]))
    assert like.header(source, items[2]) is not None
    assert like.header(source, items[3]) is None
    file.unlink()
    assert like.header(source, items[3]) is None
