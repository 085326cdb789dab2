"""Compressed frames are blacked out: what a box touches is encoded anew, losslessly."""

from __future__ import annotations

import shutil
import struct
import subprocess
from io import BytesIO
from typing import TYPE_CHECKING, Any

import imagecodecs
import numpy as np
import pytest
from deidentification.adversarial.canaries import identified, item
from deidentification.adversarial.places import part_10
from pydicom import dcmread
from pydicom.dataelem import DataElement
from pydicom.encaps import encapsulate, encapsulate_extended, generate_fragmented_frames
from pydicom.pixels import pixel_array
from pydicom.pixels.encoders.base import get_encoder
from pydicom.uid import UID_dictionary
from support.deidentified import job_for, rewritten

from dicomwidgets.deidentification.engine.job import Job
from dicomwidgets.deidentification.pixels.boxes import boxes_for
from dicomwidgets.errors import DeidentifyError
from dicomwidgets.pixels.compressed import components
from dicomwidgets.pixels.pixel_format import PixelFormat

if TYPE_CHECKING:
    from pathlib import Path

    from pydicom.dataset import Dataset

STEM = "1.2.840.10008.1.2.4."
RLE, JPEG, JPEG_LS, NEAR_LS = "1.2.840.10008.1.2.5", STEM + "50", STEM + "80", STEM + "81"
J2K, J2K_LOSSY, LOSSLESS_JPEG, SV1 = STEM + "90", STEM + "91", STEM + "57", STEM + "70"
HTJ2K, HTJ2K_LOSSY, JPEG_XL, MPEG = STEM + "201", STEM + "203", STEM + "110", STEM + "100"
DEFLATED_FRAME, WRAPPED = "1.2.840.10008.1.2.8.1", "1.2.840.10008.1.2.1.98"
ROWS, COLUMNS = 34, 37


def job(*boxes: object) -> Job:
    plain = job_for("clean_pixel_data")
    return Job(plain.policy, plain.key, boxes_for(boxes))


def frames_of(count: int, *, bits: int = 8, stored: int = 0, samples: int = 1) -> np.ndarray:
    """Return frames that no two pixels make alike."""
    shape = (count, ROWS, COLUMNS, samples)[: 3 + (samples > 1)]
    random = np.random.default_rng(bits + samples)
    return random.integers(1, 1 << (stored or bits), shape, dtype=f"u{bits // 8}")


def described(frames: np.ndarray, photometric: str, stored: int = 0) -> Dataset:
    dataset = identified("1.2.840.10008.5.1.4.1.1.7.4", "OT")
    bits = frames.dtype.itemsize * 8
    samples = frames.shape[3] if frames.ndim == 4 else 1
    dataset.update(
        item(
            SamplesPerPixel=samples,
            PhotometricInterpretation=photometric,
            NumberOfFrames=len(frames),
            Rows=ROWS,
            Columns=COLUMNS,
            BitsAllocated=bits,
            BitsStored=stored or bits,
            HighBit=(stored or bits) - 1,
            PixelRepresentation=int(frames.dtype.kind == "i"),
        )
    )
    if samples == 3:
        dataset.PlanarConfiguration = 0
    if photometric == "PALETTE COLOR":
        for color in ("Red", "Green", "Blue"):
            descriptor = f"{color}PaletteColorLookupTableDescriptor"
            setattr(dataset, descriptor, [256, 0, 16])
            table = np.arange(256, dtype="<u2") * 257
            setattr(dataset, f"{color}PaletteColorLookupTableData", table.tobytes())
    return dataset


def streams(frames: np.ndarray, syntax: str, photometric: str, stored: int) -> list[bytes]:
    """Return each frame as a stream of a transfer syntax, made by other means than ours."""
    if syntax in (RLE, JPEG_LS, J2K):
        given = {
            "rows": ROWS,
            "columns": COLUMNS,
            "number_of_frames": 1,
            "samples_per_pixel": frames.shape[3] if frames.ndim == 4 else 1,
            "bits_allocated": frames.dtype.itemsize * 8,
            "bits_stored": stored or frames.dtype.itemsize * 8,
            "pixel_representation": int(frames.dtype.kind == "i"),
            "photometric_interpretation": photometric,
            "planar_configuration": 0,
        }
        return [bytes(get_encoder(syntax).encode(frame, **given)) for frame in frames]
    return [bytes(ENCODERS[syntax](frame)) for frame in frames]


def lossless_jpeg(frame: np.ndarray, predictor: int) -> bytes:
    bits = 8 * frame.dtype.itemsize
    return imagecodecs.jpeg8_encode(frame, lossless=True, predictor=predictor, bitspersample=bits)


ENCODERS: dict[str, Any] = {
    LOSSLESS_JPEG: lambda frame: lossless_jpeg(frame, 4),
    SV1: lambda frame: lossless_jpeg(frame, 1),
    HTJ2K: imagecodecs.htj2k_encode,
    HTJ2K_LOSSY: imagecodecs.htj2k_encode,
    JPEG_XL: lambda frame: imagecodecs.jpegxl_encode(frame, lossless=True),
    JPEG: lambda frame: imagecodecs.jpeg8_encode(frame, level=80, subsampling="422"),
    NEAR_LS: lambda frame: imagecodecs.jpegls_encode(frame, level=3),
    J2K_LOSSY: lambda frame: imagecodecs.jpeg2k_encode(
        frame, level=30, reversible=False, codecformat="j2k"
    ),
    WRAPPED: lambda frame: frame.tobytes(),
}


def compressed(dataset: Dataset, value: bytes, syntax: str) -> bytes:
    element = DataElement(0x7FE00010, "OB", value)
    element.is_undefined_length = True
    dataset[0x7FE00010] = element
    if syntax in UID_dictionary:
        return part_10(dataset, syntax)
    data = part_10(dataset, JPEG)  # pydicom writes no syntax that it does not know
    old = struct.pack("<HH2sH", 2, 0x10, b"UI", len(JPEG)) + JPEG.encode()
    uid = syntax.encode() + b"\0" * (len(syntax) % 2)
    new = struct.pack("<HH2sH", 2, 0x10, b"UI", len(uid)) + uid
    length = struct.unpack("<L", data[140:144])[0] + len(new) - len(old)
    return data[:140] + struct.pack("<L", length) + data[144:].replace(old, new, 1)


def decoded(dataset: Dataset, syntax: str | None = None) -> np.ndarray:
    """Return all frames as coded, by the viewer's decoders: pydicom alone has not all of them."""
    uid = syntax or dataset.file_meta.TransferSyntaxUID
    fmt = PixelFormat(
        *(uid, "PixelData", dataset.Rows, dataset.Columns, dataset.SamplesPerPixel, 1),
        *(dataset.BitsAllocated, dataset.BitsStored, dataset.HighBit),
        bool(dataset.PixelRepresentation),
        *(dataset.PhotometricInterpretation, 0, None),
    )
    count = int(dataset.NumberOfFrames)
    pieces = generate_fragmented_frames(dataset.PixelData, number_of_frames=count)
    return np.stack([components(b"".join(each), fmt).array for each in pieces])


def expected(frames: np.ndarray, frame: int, box: tuple[int, int, int, int], black: Any) -> Any:
    x, y, width, height = box
    made = frames.copy()
    made[frame, y : y + height, x : x + width] = black
    return made


LOSSLESS = [
    (RLE, 8, 0, 1, "MONOCHROME2"),
    (RLE, 16, 12, 1, "MONOCHROME1"),
    (RLE, 8, 0, 3, "RGB"),
    (RLE, 8, 0, 3, "YBR_FULL"),
    (RLE, 8, 0, 1, "PALETTE COLOR"),
    (JPEG_LS, 8, 0, 1, "MONOCHROME2"),
    (JPEG_LS, 16, 12, 1, "MONOCHROME2"),
    (JPEG_LS, 8, 0, 3, "RGB"),
    (J2K, 8, 0, 1, "PALETTE COLOR"),
    (J2K, 16, 16, 1, "MONOCHROME2"),
    (J2K, 8, 0, 3, "YBR_RCT"),
    (J2K, 8, 0, 3, "RGB"),
    (LOSSLESS_JPEG, 8, 0, 1, "MONOCHROME2"),
    (SV1, 16, 12, 1, "MONOCHROME2"),
    (SV1, 8, 0, 3, "RGB"),
    (HTJ2K, 16, 12, 1, "MONOCHROME2"),
    (HTJ2K_LOSSY, 8, 0, 1, "MONOCHROME1"),
    (JPEG_XL, 8, 0, 3, "RGB"),
    (JPEG_XL, 16, 16, 1, "MONOCHROME2"),
]


@pytest.mark.parametrize(("syntax", "bits", "stored", "samples", "photometric"), LOSSLESS)
def test_lossless_frames_stay_in_their_syntax_and_only_the_touched_one_changes(
    syntax: str, bits: int, stored: int, samples: int, photometric: str
) -> None:
    frames = frames_of(3, bits=bits, stored=stored, samples=samples)
    coded = streams(frames, syntax, photometric, stored)
    source = compressed(described(frames, photometric, stored), encapsulate(coded), syntax)
    data, read, outcome = rewritten(source, job((1, 5, 4, 12, 8)))
    black = {3: [0, 128, 128] if photometric == "YBR_FULL" else 0}.get(samples, frames[1].min())
    if photometric == "MONOCHROME1":
        black = frames[1].max()
    assert np.array_equal(decoded(read), expected(frames, 1, (5, 4, 12, 8), black))
    assert read.file_meta.TransferSyntaxUID == syntax
    assert read.PhotometricInterpretation == photometric
    assert read.BurnedInAnnotation == "NO"
    assert any("all others keep their bytes" in note for note in outcome.notes)
    for number in (0, 2):
        assert coded[number] in data
    assert coded[1] not in data


@pytest.mark.parametrize("kind", [JPEG, NEAR_LS, J2K_LOSSY])
def test_lossy_frames_are_never_compressed_lossily_again(kind: str) -> None:
    frames = frames_of(2, samples=3)
    photometric = {JPEG: "YBR_FULL_422", NEAR_LS: "RGB", J2K_LOSSY: "YBR_ICT"}[kind]
    dataset = described(frames, photometric)
    dataset.LossyImageCompression = "01"
    dataset.LossyImageCompressionMethod, dataset.LossyImageCompressionRatio = "ISO_10918_1", "7"
    source = compressed(dataset, encapsulate(streams(frames, kind, photometric, 0)), kind)
    before, shown = decoded(dcmread(BytesIO(source))), pixel_array(dcmread(BytesIO(source)))
    data, read, outcome = rewritten(source, job((1, 5, 4, 12, 8)))
    written = "YBR_FULL" if kind == JPEG else "RGB"
    black = [0, 128, 128] if kind == JPEG else 0
    assert np.array_equal(decoded(read), expected(before, 1, (5, 4, 12, 8), black))
    assert (read.file_meta.TransferSyntaxUID, read.PhotometricInterpretation) == (RLE, written)
    assert read.PlanarConfiguration == int(kind == JPEG)
    assert (read.LossyImageCompression, read.LossyImageCompressionRatio) == ("01", 7)
    assert any("second time" in note for note in outcome.notes)
    theirs = pixel_array(dcmread(BytesIO(data)))
    assert np.array_equal(theirs, expected(shown, 1, (5, 4, 12, 8), theirs[1, 4, 5]))


def test_a_loss_that_the_header_kept_quiet_about_is_told() -> None:
    frames = frames_of(1)
    source = compressed(
        described(frames, "MONOCHROME2"),
        encapsulate(streams(frames, NEAR_LS, "MONOCHROME2", 0)),
        NEAR_LS,
    )
    _, read, _ = rewritten(source, job((0, 0, 3, 3)))
    assert (read.LossyImageCompression, read.LossyImageCompressionMethod) == ("01", "ISO_14495_1")


def test_signed_samples_keep_their_signs() -> None:
    frames = (frames_of(2, bits=16).astype("<i4") - 32768).astype("<i2")
    for syntax in (RLE, JPEG_LS, J2K):
        coded = streams(frames, syntax, "MONOCHROME2", 16)
        source = compressed(described(frames, "MONOCHROME2"), encapsulate(coded), syntax)
        _, read, _ = rewritten(source, job((0, 0, 0, 9, 9)))
        assert np.array_equal(decoded(read), expected(frames, 0, (0, 0, 9, 9), frames[0].min()))


# Offset tables and fragments ---------------------------------------------------------------------


def test_a_basic_offset_table_leads_to_the_frames_again() -> None:
    frames = frames_of(4)
    coded = streams(frames, RLE, "MONOCHROME2", 8)
    source = compressed(described(frames, "MONOCHROME2"), encapsulate(coded), RLE)
    _, read, _ = rewritten(source, job((1, 0, 0, COLUMNS, ROWS)))
    value = read.PixelData
    count = struct.unpack("<L", value[4:8])[0] // 4
    offsets = struct.unpack(f"<{count}L", value[8 : 8 + 4 * count])
    first = 8 + 4 * count
    assert count == 4
    assert all(value[first + at : first + at + 4] == b"\xfe\xff\x00\xe0" for at in offsets)
    sizes = [struct.unpack("<L", value[first + at + 4 : first + at + 8])[0] for at in offsets]
    assert [offsets[k] + 8 + sizes[k] for k in range(3)] == list(offsets[1:])


def test_no_table_stays_none() -> None:
    frames = frames_of(2)
    coded = streams(frames, RLE, "MONOCHROME2", 8)
    value = encapsulate(coded, has_bot=False)
    _, read, _ = rewritten(
        compressed(described(frames, "MONOCHROME2"), value, RLE), job((0, 0, 0, 4, 4))
    )
    assert read.PixelData[:8] == value[:8]
    assert np.array_equal(decoded(read)[1], frames[1])


def test_an_extended_offset_table_is_written_for_the_new_sizes() -> None:
    frames = frames_of(3)
    coded = streams(frames, JPEG_LS, "MONOCHROME2", 8)
    dataset = described(frames, "MONOCHROME2")
    value, dataset.ExtendedOffsetTable, dataset.ExtendedOffsetTableLengths = encapsulate_extended(
        coded
    )
    _, read, outcome = rewritten(compressed(dataset, value, JPEG_LS), job((0, 0, 0, 30, 20)))
    offsets = struct.unpack("<3Q", read.ExtendedOffsetTable)
    lengths = struct.unpack("<3Q", read.ExtendedOffsetTableLengths)
    body = read.PixelData[8:]
    found = [body[at + 8 : at + 8 + size] for at, size in zip(offsets, lengths, strict=True)]
    assert [each.rstrip(b"\0") for each in found[1:]] == coded[1:]
    assert found[0] != coded[0]
    assert not any("offset table" in note for note in outcome.notes)


@pytest.mark.parametrize("has_table", [True, False])
def test_frames_in_several_fragments_are_touched_and_left_alone(has_table: bool) -> None:
    frames = frames_of(3)
    coded = streams(frames, J2K, "MONOCHROME2", 8)
    value = encapsulate(coded, fragments_per_frame=3, has_bot=has_table)
    _, read, _ = rewritten(
        compressed(described(frames, "MONOCHROME2"), value, J2K), job((1, 0, 0, 9, 9))
    )
    assert np.array_equal(decoded(read), expected(frames, 1, (0, 0, 9, 9), frames[1].min()))
    assert read.PixelData.count(b"\xfe\xff\x00\xe0") == 1 + 3 + 1 + 3


# Items that hold uncompressed frames -------------------------------------------------------------


@pytest.mark.parametrize("syntax", [WRAPPED, DEFLATED_FRAME])
def test_frames_uncompressed_or_deflated_in_items(syntax: str) -> None:
    import zlib  # noqa: PLC0415 - of this test alone

    def deflate(data: bytes) -> bytes:
        deflater = zlib.compressobj(wbits=-15)
        return deflater.compress(data) + deflater.flush()

    frames = frames_of(2, bits=16)
    plain = [frame.tobytes() for frame in frames]
    value = encapsulate([deflate(each) for each in plain] if syntax == DEFLATED_FRAME else plain)
    source = compressed(described(frames, "MONOCHROME2"), value, syntax)
    _, read, _ = rewritten(source, job((1, 0, 0, 9, 9)))
    pieces = [
        b"".join(each) for each in generate_fragmented_frames(read.PixelData, number_of_frames=2)
    ]
    if syntax == DEFLATED_FRAME:
        pieces = [zlib.decompressobj(-15).decompress(each) for each in pieces]
    found = np.stack([np.frombuffer(each, "<u2").reshape(ROWS, COLUMNS) for each in pieces])
    assert np.array_equal(found, expected(frames, 1, (0, 0, 9, 9), frames[1].min()))


# What can't be done ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("syntax", "data", "said"),
    [
        (MPEG, b"\0\0\1\xb3" + bytes(60), "video"),
        (JPEG, b"\xff\xd8\xff\xdb" + bytes(40), "can't be decoded"),
        (STEM + "999", bytes(40), "decodes"),
    ],
)
def test_what_can_not_be_blacked_out_is_refused_with_the_reason(
    syntax: str, data: bytes, said: str
) -> None:
    frames = frames_of(1)
    source = compressed(described(frames, "MONOCHROME2"), encapsulate([data]), syntax)
    with pytest.raises(DeidentifyError, match=said) as refused:
        rewritten(source, job((0, 0, 4, 4)))
    assert refused.value.remedy


def test_an_overlay_in_compressed_cells_is_cleared_in_all_frames() -> None:
    frames = frames_of(2, bits=16, stored=12)
    drawn = frames | 0x8000
    coded = streams(drawn, RLE, "MONOCHROME2", 16)
    dataset = described(frames, "MONOCHROME2", 12)
    for tag, value in ((0x10, ROWS), (0x11, COLUMNS), (0x100, 16), (0x102, 15)):
        dataset.add_new(0x60000000 | tag, "US", value)
    _, read, outcome = rewritten(compressed(dataset, encapsulate(coded), RLE))
    raw = [
        b"".join(each) for each in generate_fragmented_frames(read.PixelData, number_of_frames=2)
    ]
    second = [struct.unpack("<L", each[8:12])[0] for each in raw]
    high = [imagecodecs.packbits_decode(one[64:at]) for one, at in zip(raw, second, strict=True)]
    assert all(max(each) < 16 for each in high)
    assert np.array_equal(decoded(read), frames)
    assert any("Bits Stored" in note for note in outcome.notes)


# Real files, and other readers -------------------------------------------------------------------

REAL = [
    ("pydicom+pydicom/src/pydicom/data/test_files/examples_ybr_color.dcm", RLE),
    ("pydicom+pydicom/src/pydicom/data/test_files/SC_rgb_jpeg_dcmtk.dcm", RLE),
    ("pydicom+pydicom/src/pydicom/data/test_files/SC_rgb_rle_16bit_2frame.dcm", RLE),
    ("pydicom+pydicom/src/pydicom/data/test_files/SC_rgb_rle_32bit_2frame.dcm", RLE),
    ("pydicom+pydicom/src/pydicom/data/test_files/J2K_pixelrep_mismatch.dcm", J2K),
    ("pydicom+pydicom/src/pydicom/data/test_files/693_J2KI.dcm", J2K_LOSSY),
    ("pydicom+pydicom/src/pydicom/data/test_files/examples_jpeg2k.dcm", J2K),
    ("pydicom+pydicom-data/data_store/data/US1_J2KI.dcm", RLE),
    ("pydicom+pydicom-data/data_store/data/emri_small_jpeg_ls_lossless.dcm", JPEG_LS),
    ("pydicom+pydicom-data/data_store/data/JLSL_16_15_1_1F.dcm", JPEG_LS),
    ("pydicom+pydicom-data/data_store/data/HTJ2KLossless_08_RGB.dcm", RLE),
    ("pydicom+pydicom-data/data_store/data/OBXXXX1A_rle_2frame.dcm", RLE),
    ("pydicom+pydicom/src/pydicom/data/test_files/JPEGLSNearLossless_16.dcm", RLE),
]


@pytest.mark.parametrize(("name", "syntax"), REAL)
def test_real_files_decode_as_before_outside_the_box(
    data_dir: Path, name: str, syntax: str
) -> None:
    source = (data_dir / "dicom" / name).read_bytes()
    read = dcmread(BytesIO(source), stop_before_pixels=True)
    count = int(read.get("NumberOfFrames", 1) or 1)
    height, width = read.Rows // 2, read.Columns // 2
    result, after, _ = rewritten(source, job((count - 1, 1, 2, width, height)))
    assert after.file_meta.TransferSyntaxUID == syntax
    for frame in {0, count - 1}:
        was, now = (pixel_array(BytesIO(each), index=frame) for each in (source, result))
        inside = np.zeros(was.shape[:2], bool)
        inside[2 : 2 + height, 1 : 1 + width] = frame == count - 1
        assert np.array_equal(was[~inside], now[~inside])
        assert (now[inside] == now[2, 1]).all() or frame != count - 1


DCMTK = {
    RLE: "dcmdrle",
    JPEG_LS: "dcmdjpls",
    NEAR_LS: "dcmdjpls",
    SV1: "dcmdjpeg",
    LOSSLESS_JPEG: "dcmdjpeg",
}
"""The tools that read a syntax; of JPEG 2000 and newer dcmtk has none."""


def by_dcmtk(data: bytes, folder: Path) -> np.ndarray:
    """Return the frames of a file as dcmtk decodes them."""
    name = DCMTK[str(dcmread(BytesIO(data), stop_before_pixels=True).file_meta.TransferSyntaxUID)]
    tool = shutil.which(name)
    if tool is None:
        pytest.skip("dcmtk is not installed: nothing else here reads lossless JPEG")
    (folder / "in.dcm").write_bytes(data)
    subprocess.run([tool, folder / "in.dcm", folder / "out.dcm"], check=True, timeout=30)
    return pixel_array(folder / "out.dcm", raw=True)


@pytest.mark.parametrize(
    ("syntax", "samples", "stored"),
    [
        *((SV1, 1, 12), (SV1, 3, 8), (LOSSLESS_JPEG, 1, 16)),
        *((RLE, 1, 8), (RLE, 1, 12), (RLE, 3, 8), (JPEG_LS, 1, 12), (JPEG_LS, 3, 8)),
    ],
)
def test_dcmtk_reads_what_was_encoded_anew_as_it_was_meant(
    tmp_path: Path, syntax: str, samples: int, stored: int
) -> None:
    bits = 8 if stored == 8 else 16
    frames = frames_of(3, bits=bits, stored=stored, samples=samples)
    name = "RGB" if samples == 3 else "MONOCHROME2"
    coded = streams(frames, syntax, name, stored)
    source = compressed(described(frames, name, stored), encapsulate(coded), syntax)
    result, _, _ = rewritten(source, job((1, 5, 4, 12, 8)))
    black = 0 if samples == 3 else frames[1].min()
    found = by_dcmtk(result, tmp_path)
    assert np.array_equal(found, expected(frames, 1, (5, 4, 12, 8), black))


@pytest.mark.parametrize("kind", [JPEG, NEAR_LS, J2K_LOSSY])
def test_dcmtk_reads_what_was_lossy_before(tmp_path: Path, kind: str) -> None:
    frames = frames_of(2, samples=3)
    photometric = {JPEG: "YBR_FULL_422", NEAR_LS: "RGB", J2K_LOSSY: "YBR_ICT"}[kind]
    dataset = described(frames, photometric)
    dataset.LossyImageCompression, dataset.LossyImageCompressionRatio = "01", "7"
    dataset.LossyImageCompressionMethod = "ISO_10918_1"
    source = compressed(dataset, encapsulate(streams(frames, kind, photometric, 0)), kind)
    result, read, _ = rewritten(source, job((1, 5, 4, 12, 8)))
    assert np.array_equal(by_dcmtk(result, tmp_path), decoded(read))


@pytest.mark.parametrize(("name", "syntax"), [each for each in REAL if each[1] in DCMTK])
def test_dcmtk_reads_real_files_as_we_do(
    data_dir: Path, tmp_path: Path, name: str, syntax: str
) -> None:
    source = (data_dir / "dicom" / name).read_bytes()
    read = dcmread(BytesIO(source), stop_before_pixels=True)
    result, _, _ = rewritten(source, job((1, 2, read.Columns // 2, read.Rows // 2)))
    ours = pixel_array(BytesIO(result), raw=True)
    assert np.array_equal(by_dcmtk(result, tmp_path), ours), syntax
