from __future__ import annotations

from io import BytesIO
from typing import TYPE_CHECKING

import numpy as np
import pydicom
import pytest
from pydicom.data import get_testdata_file
from pydicom.dataset import Dataset

from dicomwidgets import samples
from dicomwidgets.errors import ArgumentError, ReadError, SourceError
from dicomwidgets.reading.header import read_header
from dicomwidgets.reading.source import source_of
from dicomwidgets.structured_report.documents import Document, read_document
from dicomwidgets.structured_report.saving import save_document, save_waveform
from dicomwidgets.structured_report.waveforms import read_annotations, read_waveforms

if TYPE_CHECKING:
    from pathlib import Path


def document_in(x: object) -> Document:
    source = source_of(x)
    return read_document(read_header(source, source.items()[0]), source)


def large_pdf() -> tuple[Dataset, bytes]:
    """Return a document of which the reader leaves the value in the file."""
    dataset = samples.pdf()
    whole = b"%PDF-1.4\n" + bytes(range(256)) * 12_000 + b"%%EOF"
    dataset.EncapsulatedDocument = whole + b"\0" * (len(whole) % 2)
    dataset.EncapsulatedDocumentLength = len(whole)
    return dataset, whole


def test_a_document_is_read_from_the_file_piece_by_piece(tmp_path: Path) -> None:
    dataset, whole = large_pdf()
    dataset.save_as(tmp_path / "letter.dcm", enforce_file_format=True)
    document = document_in(tmp_path / "letter.dcm")
    assert document._bytes is None
    assert (document.kind, document.suffix, document.length) == (
        "Encapsulated PDF",
        "pdf",
        len(whole),
    )
    assert document.read(100, 200) == whole[100:200]
    assert next(len(chunk) for chunk in document.chunks()) == 1024 * 1024
    assert save_document(document, tmp_path) == tmp_path / "document.pdf"
    assert (tmp_path / "document.pdf").read_bytes() == whole
    assert len(list(tmp_path.iterdir())) == 2
    with pytest.raises(ArgumentError, match="bytes 0 to"):
        document.read(0, len(whole) + 1)


def test_nothing_is_overwritten_unasked(tmp_path: Path) -> None:
    document = document_in(samples.pdf())
    target = tmp_path / "letter.pdf"
    target.write_bytes(b"mine")
    with pytest.raises(SourceError, match="already"):
        save_document(document, target)
    assert target.read_bytes() == b"mine"
    save_document(document, target, overwrite=True)
    assert target.read_bytes().startswith(b"%PDF")
    with pytest.raises(SourceError, match="can't be written"):
        save_document(document, tmp_path / "nowhere" / "letter.pdf")
    assert [file.name for file in tmp_path.iterdir()] == ["letter.pdf"]


@pytest.mark.parametrize("said", [None, 3, 4])
def test_the_byte_that_makes_the_length_even_is_no_part_of_it(said: int | None) -> None:
    dataset = Dataset()
    dataset.SOPClassUID = "1.2.840.10008.5.1.4.1.1.104.2"
    dataset.EncapsulatedDocument = b"<a>\0" if said != 4 else b"<a/>"
    dataset.MIMETypeOfEncapsulatedDocument = "text/XML"
    if said is not None:
        dataset.EncapsulatedDocumentLength = said
    document = document_in(dataset)
    assert document.text() == ("<a/>" if said == 4 else "<a>")
    assert (document.is_text, document.suffix) == (True, "xml")


def test_a_document_without_a_type_is_known_by_its_beginning() -> None:
    dataset = samples.pdf()
    del dataset.MIMETypeOfEncapsulatedDocument
    assert document_in(dataset).suffix == "pdf"
    dataset.EncapsulatedDocument = b"\1\2"
    assert document_in(dataset).suffix == "bin"


@pytest.mark.parametrize("make", [samples.ecg, lambda: pydicom.dcmread(ECG)], ids=["own", "real"])
def test_values_are_pydicom_s(make: object) -> None:
    dataset = make()  # type: ignore[operator]
    for number, group in enumerate(read_waveforms(dataset)):
        assert np.allclose(group.values(), dataset.waveform_array(number).T, rtol=1e-12)
        assert group.problems == ()


ECG = get_testdata_file("waveform_ecg.dcm", download=False)


def test_channels_are_named_with_units_and_filters() -> None:
    group = read_waveforms(pydicom.dcmread(ECG))[0]
    first = group.channels[0]
    assert (first.name, first.unit, first.sensitivity) == ("Lead I (Einthoven)", "µV", 1.25)
    assert first.filters == "0.05 to 300 Hz"
    assert (group.label, group.frequency, group.seconds) == ("RHYTHM", 1000, 10)
    assert [each.text for each in read_annotations(pydicom.dcmread(ECG))][:2] == [
        "RITMO SINUSALE",
        "ECG NORMALE",
    ]


def changed(**elements: object) -> Dataset:
    dataset = samples.ecg(1, 100)
    for keyword, value in elements.items():
        setattr(dataset.WaveformSequence[0], keyword, value)
    return dataset


def test_samples_in_big_endian_and_of_each_kind() -> None:
    file = BytesIO()
    little = samples.ecg(1, 100)
    little.file_meta.TransferSyntaxUID = pydicom.uid.ExplicitVRBigEndian
    swapped = np.frombuffer(little.WaveformSequence[0].WaveformData, "<i2").byteswap()
    little.WaveformSequence[0].WaveformData = swapped.tobytes()
    little.save_as(file, enforce_file_format=True)
    big = read_waveforms(pydicom.dcmread(BytesIO(file.getvalue())))[0]
    assert np.array_equal(big.values(), read_waveforms(samples.ecg(1, 100))[0].values())
    for kind, bits, type_ in [("UB", 8, "u1"), ("SL", 32, "<i4"), ("UV", 64, "<u8")]:
        data = (np.arange(1200).reshape(100, 12) % 200).astype(type_)
        dataset = changed(
            WaveformSampleInterpretation=kind,
            WaveformBitsAllocated=bits,
            WaveformData=data.tobytes(),
        )
        assert np.array_equal(read_waveforms(dataset)[0].stored(), data.T)


@pytest.mark.parametrize(
    ("kind", "pairs"),
    [
        ("MB", {0xFF: 0, 0x7F: 0, 0x80: 32124, 0x00: -32124, 0xF0: 120}),
        ("AB", {0xD5: 8, 0x55: -8, 0xAA: 32256, 0x2A: -32256}),
    ],
)
def test_telephone_companding_is_undone(kind: str, pairs: dict[int, int]) -> None:
    """The ends and the middle of the tables of ITU-T G.711, at 16 bits."""
    dataset = changed(WaveformSampleInterpretation=kind, WaveformBitsAllocated=8)
    group = dataset.WaveformSequence[0]
    del group.ChannelDefinitionSequence[1:]
    del group.ChannelDefinitionSequence[0].ChannelSensitivity
    group.WaveformData = bytes(pairs)
    group.NumberOfWaveformSamples = len(pairs)
    assert read_waveforms(dataset)[0].values()[0].tolist() == list(pairs.values())


def test_what_was_not_recorded_is_no_number() -> None:
    dataset = changed(WaveformPaddingValue=b"\x00\x80")
    data = np.frombuffer(dataset.WaveformSequence[0].WaveformData, "<i2").copy()
    data[:12] = -32768
    dataset.WaveformSequence[0].WaveformData = data.tobytes()
    values = read_waveforms(dataset)[0].values()
    assert np.isnan(values[:, 0]).all()
    assert not np.isnan(values[:, 1:]).any()


@pytest.mark.parametrize(
    ("elements", "said"),
    [
        ({"NumberOfWaveformSamples": 200}, "It declares 200 samples and has 100"),
        ({"NumberOfWaveformChannels": 3}, "It declares 3 channels and defines 12."),
        ({"SamplingFrequency": None}, "It has no Sampling Frequency"),
        ({"NumberOfWaveformSamples": None}, "It has no Number of Waveform Samples"),
    ],
)
def test_what_is_odd_about_a_recording_is_said(elements: dict[str, object], said: str) -> None:
    group = read_waveforms(changed(**elements))[0]
    assert any(problem.startswith(said) for problem in group.problems)
    assert group.values().shape[1] == group.samples == 100


def test_samples_that_nobody_knows_are_refused() -> None:
    with pytest.raises(ReadError, match="Samples of 16 bits stored as XX"):
        read_waveforms(changed(WaveformSampleInterpretation="XX"))[0].values()
    with pytest.raises(ArgumentError, match="samples 0 to 100"):
        read_waveforms(changed())[0].values(50, 200)


def test_samples_as_csv(tmp_path: Path) -> None:
    group = read_waveforms(samples.ecg(1, 100))[0]
    file = save_waveform(group, tmp_path)
    lines = file.read_text("utf-8").splitlines()
    assert lines[0].startswith("seconds,Lead I (µV),Lead II (µV)")
    assert len(lines) == 101
    assert np.allclose([float(each) for each in lines[51].split(",")[1:]], group.values()[:, 50])
    assert lines[51].startswith("0.5,")
