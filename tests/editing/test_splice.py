from __future__ import annotations

import io
import random
from typing import TYPE_CHECKING

import pytest
from pydicom import dcmread
from pydicom.data import get_testdata_file
from pydicom.uid import (
    DeflatedExplicitVRLittleEndian,
    ExplicitVRBigEndian,
    ExplicitVRLittleEndian,
    ImplicitVRLittleEndian,
)

import dicomwidgets as dw
from dicomwidgets.encoding.walk import walk_file
from dicomwidgets.errors import DicomWidgetsError, EditError
from dicomwidgets.reading.kept_warnings import kept_warnings

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from pydicom.dataset import Dataset

    Made = Callable[..., bytes]

SYNTAXES = [
    ImplicitVRLittleEndian,
    ExplicitVRLittleEndian,
    ExplicitVRBigEndian,
    DeflatedExplicitVRLittleEndian,
]
NAME = "Somebody^Else^With a name"


@pytest.mark.parametrize("undefined", [False, True])
@pytest.mark.parametrize("syntax", SYNTAXES)
def test_lengths_keep_their_kind(made: Made, syntax: str, undefined: bool) -> None:
    dataset = dcmread(io.BytesIO(made(syntax)))
    dataset["ReferencedImageSequence"].is_undefined_length = undefined
    for item in dataset.ReferencedImageSequence:
        item.is_undefined_length_sequence_item = undefined
    buffer = io.BytesIO()
    dataset.save_as(buffer)
    edit = dw.edit(buffer.getvalue())
    edit.set("ReferencedImageSequence[0].ReferencedSOPInstanceUID", "1.2.3.4.5.6")
    edit.append("ReferencedImageSequence", {"ReferencedSOPInstanceUID": "1.2"})
    spans = [
        span
        for span in walk_file(edit.to_bytes()).spans
        if (span.kind == "item" and span.depth == 1) or span.tag == 0x00081140
    ]
    assert len(spans) == 4
    assert all((span.length == 0xFFFFFFFF) == undefined for span in spans)
    assert dcmread(io.BytesIO(edit.to_bytes())) == edit.dataset


def test_lengths_of_groups_are_put_right(made: Made) -> None:
    data = made()
    size = 8 + len("Roe^Richard ") + 8 + 4
    place = data.index(b"\x10\0\x10\0PN")
    counted = b"\x10\0\0\0UL\4\0" + size.to_bytes(4, "little")
    data = data[:place] + counted + data[place:]
    saved = dcmread(io.BytesIO(dw.edit(data).set("PatientID", "471100").to_bytes()))
    assert saved[0x00100000].value == size + 2
    meta = dw.edit(data).set("SOPInstanceUID", "1.2.3.4.5.6.7").to_bytes()
    length = dcmread(io.BytesIO(meta)).file_meta.FileMetaInformationGroupLength
    spans = [span for span in walk_file(meta).spans if span.tag >> 16 == 2]
    assert spans[0].stop + length == spans[-1].stop


def test_a_sequence_written_as_unknown_is_edited_in_implicit_vr() -> None:
    path = get_testdata_file("UN_sequence.dcm", download=False)
    edit = dw.edit(path)
    paths = list(_sequences(dcmread(path)))
    assert paths
    edit.append(paths[0], {"PatientID": "inside"})
    saved = dcmread(io.BytesIO(edit.to_bytes()))
    assert saved == edit.dataset
    assert walk_file(edit.to_bytes()).broken is None


def _sequences(dataset: Dataset) -> list[str]:
    from dicomwidgets.elements.path import path_name  # noqa: PLC0415

    return [path_name(element.tag) for element in dataset if element.VR == "SQ"]


def test_a_broken_file_is_written_only_when_its_tail_is_to_be_kept(
    made: Made, tmp_path: Path
) -> None:
    data = made()[:-5]
    edit = dw.edit(data).set("PatientName", NAME)
    target = tmp_path / "a.dcm"
    with pytest.raises(EditError, match="broken at offset"):
        edit.save(target)
    assert not list(tmp_path.iterdir())
    edit.save(target, keep_tail=True)
    whole = dw.edit(made()).set("PatientName", NAME).to_bytes()
    assert target.read_bytes() == whole[:-5]
    inside = data[: data.index(b"1.2.3.1") + 3]
    with pytest.raises(EditError, match="broken inside the sequence"):
        dw.edit(inside).set("ReferencedImageSequence[0].ReferencedSOPInstanceUID", "1").to_bytes(
            keep_tail=True
        )


def test_random_damage_is_refused_or_read_again(made: Made) -> None:
    data = made()
    dice = random.Random(4)  # noqa: S311 - damage, not secrets
    for _ in range(60):
        damaged = bytearray(data)
        for _ in range(3):
            damaged[dice.randrange(132, len(data))] = dice.randrange(256)
        with kept_warnings():
            try:
                edit = dw.edit(bytes(damaged)).set("PatientName", NAME)
                out = edit.to_bytes()
            except DicomWidgetsError:
                continue
        assert NAME.encode() in out


def test_records_of_a_directory_find_each_other_after_an_edit(data_dir: Path) -> None:
    folder = data_dir / "dicom/pydicom+pydicom/src/pydicom/data/test_files/dicomdirtests"
    data = (folder / "DICOMDIR").read_bytes()
    before = dcmread(io.BytesIO(data))
    edit = dw.edit(data).set("DirectoryRecordSequence[0].PatientID", "a much longer number")
    out = edit.to_bytes()
    spans = walk_file(out).spans
    starts = {span.offset for span in spans if span.kind == "item" and span.depth == 1}
    after = dcmread(io.BytesIO(out))
    for old, new in zip(before.DirectoryRecordSequence, after.DirectoryRecordSequence, strict=True):
        for tag in (0x00041400, 0x00041420):
            assert bool(old[tag].value) == bool(new[tag].value)
            assert not new[tag].value or new[tag].value in starts
    assert after[0x00041200].value in starts
    assert after.DirectoryRecordSequence[0].PatientID == "a much longer number"
    with pytest.raises(EditError, match="was deleted or replaced"):
        dw.edit(data).delete("DirectoryRecordSequence[1]").to_bytes()
