from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import imagecodecs
import numpy as np
import pytest
from pydicom.data import get_testdata_file
from pydicom.encaps import encapsulate
from pydicom.uid import JPEG2000Lossless, JPEGLSLossless
from support.damaged import BAD, FRAMES, multiframe
from support.encoded import ENCODERS

from dicomwidgets import codecs
from dicomwidgets.errors import DecodeError, DicomWidgetsError
from dicomwidgets.pixels import compressed

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from pydicom.dataset import Dataset

    from dicomwidgets.pixels.frame_source import FrameSource

KINDS_OF_JPEG = (50, 51, 57, 70, 80, 81, 90, 91, 201, 203, 110, 111, 112)


@pytest.fixture
def no_plugins(monkeypatch: pytest.MonkeyPatch) -> None:
    """Leave no decoder, and no package that brings one."""
    monkeypatch.setattr(compressed, "decoders_for", lambda _syntaxes: [])
    monkeypatch.setattr(codecs, "is_installed", lambda _module: False)


def test_frames_of_an_rle_file_one_at_a_time(
    tmp_path: Path,
    make_image: Callable[..., Dataset],
    open_frames: Callable[..., FrameSource],
) -> None:
    stored = np.random.default_rng(3).integers(-2000, 2000, (4, 16, 20), dtype=np.int16)
    ds = make_image(stored)
    ds.compress("1.2.840.10008.1.2.5", generate_instance_uid=False)
    ds.save_as(tmp_path / "x.dcm", enforce_file_format=True)
    for frames in (open_frames(tmp_path / "x.dcm"), open_frames(ds)):
        for i in (3, 0, 2):
            np.testing.assert_array_equal(frames.stored(i), stored[i])


@pytest.mark.parametrize("allocated", [8, 16, 32])
@pytest.mark.parametrize("syntax", [JPEGLSLossless, JPEG2000Lossless])
def test_words_are_as_wide_as_the_header_says_however_few_bits_were_coded(
    syntax: str, allocated: int, make_image: Callable[..., Dataset], open_frames: Callable[..., Any]
) -> None:
    stored = np.arange(64, dtype=np.uint8).reshape(1, 8, 8)
    ds = make_image(stored, syntax=syntax)
    encode = imagecodecs.jpegls_encode if syntax == JPEGLSLossless else imagecodecs.jpeg2k_encode
    ds.PixelData = encapsulate([bytes(encode(stored[0], level=0))])
    ds.BitsAllocated = allocated
    frames = open_frames(ds)
    assert frames.stored(0).dtype == f"u{allocated // 8}"
    np.testing.assert_array_equal(frames.stored(0), stored[0])


def test_uncompressed_frames_in_items(
    make_image: Callable[..., Dataset], open_frames: Callable[..., FrameSource]
) -> None:
    stored = np.arange(3 * 20, dtype=np.uint16).reshape(3, 4, 5)
    ds = make_image(stored, syntax="1.2.840.10008.1.2.1.98")
    ds.PixelData = encapsulate([frame.tobytes() for frame in stored])
    ds["PixelData"].VR = "OB"
    ds["PixelData"].is_undefined_length = True
    frames = open_frames(ds)
    np.testing.assert_array_equal(frames.stored(2), stored[2])


@pytest.mark.usefixtures("no_plugins")
@pytest.mark.parametrize(
    ("name", "remedy"),
    [
        ("693_J2KI.dcm", 'pip install "dicomwidgets[codecs]"'),
        ("examples_jpeg2k.dcm", 'pip install "dicomwidgets[codecs]"'),
        ("examples_ybr_color.dcm", 'pip install "dicomwidgets[codecs]"'),
    ],
)
def test_without_a_decoder_the_error_says_so(
    name: str, remedy: str, open_frames: Callable[..., FrameSource]
) -> None:
    frames = open_frames(get_testdata_file(name, download=False))
    syntax: Any = frames.header(0).dataset.file_meta.TransferSyntaxUID
    with pytest.raises(DecodeError) as caught:
        frames.stored(0)
    assert caught.value.tag == "(0002,0010)"
    assert caught.value.file == name
    assert syntax.name in caught.value.message
    assert remedy in (caught.value.remedy or "")


def test_a_stream_that_no_decoder_reads_says_why(
    make_image: Callable[..., Dataset], open_frames: Callable[..., FrameSource]
) -> None:
    ds = make_image(np.zeros((4, 5), np.uint8), syntax="1.2.840.10008.1.2.4.90")
    ds.PixelData = encapsulate([b"this is no codestream", b"nor is this.."])
    ds["PixelData"].VR = "OB"
    with pytest.raises(DecodeError, match="JPEG 2000") as caught:
        open_frames(ds).stored(0)
    assert " at 0x" not in caught.value.message
    assert "\n" not in caught.value.message
    assert caught.value.message.startswith("The image (")


def test_several_decoders_speak_one_after_the_other(
    make_image: Callable[..., Dataset], open_frames: Callable[..., FrameSource]
) -> None:
    ds = make_image(np.zeros((4, 5), np.uint8), syntax="1.2.840.10008.1.2.5")
    ds.PixelData = encapsulate([b"this is no codestream"])
    with pytest.raises(DecodeError, match=r"The image \(RLE") as caught:
        open_frames(ds).stored(0)
    assert "exceptions were raised" not in caught.value.message
    assert "  " not in caught.value.message
    assert not re.search(r"[a-z)] [a-z]+: ", caught.value.message.partition("decoded: ")[2])


def test_an_unknown_syntax_is_named(
    make_image: Callable[..., Dataset], open_frames: Callable[..., FrameSource]
) -> None:
    ds = make_image(np.zeros((4, 5), np.uint8), syntax="1.2.840.10008.1.2.4.61")
    ds.PixelData = encapsulate([b"a hierarchy"])
    with pytest.raises(DecodeError, match="Hierarchical") as caught:
        open_frames(ds).stored(0)
    assert "another transfer syntax" in (caught.value.remedy or "")


def test_one_bad_frame_of_140_names_itself_and_costs_no_other(
    tmp_path: Path, open_frames: Callable[..., FrameSource]
) -> None:
    multiframe(tmp_path / "cine.dcm")
    frames = open_frames(tmp_path / "cine.dcm")
    assert len(frames) == FRAMES
    with pytest.raises(DecodeError) as caught:
        frames.stored(BAD)
    problem = caught.value
    assert problem.message.startswith(f"Frame {BAD + 1} (JPEG 2000 Image Compression (Lossless")
    assert problem.file == "cine.dcm"
    assert problem.remedy
    assert problem.__cause__ is None
    for i in range(FRAMES):
        if i != BAD:
            assert (frames.stored(i) == i).all()
    assert frames.info(BAD)["rows"] == frames.info(0)["rows"]
    with pytest.raises(DecodeError):
        frames.picture(BAD)


@pytest.mark.parametrize("kind", ["zeros", "noise", "cut", "swapped", "empty"])
@pytest.mark.parametrize(
    "syntax", ["1.2.840.10008.1.2.5", *(f"1.2.840.10008.1.2.4.{k}" for k in KINDS_OF_JPEG)]
)
def test_damage_of_any_kind_ends_in_pixels_or_in_words(
    syntax: str,
    kind: str,
    make_image: Callable[..., Dataset],
    open_frames: Callable[..., FrameSource],
) -> None:
    """Nothing that a plugin raises gets through, whatever the bytes are."""
    array = (np.arange(40 * 56) % 251).astype(np.uint8).reshape(40, 56)
    stream = bytearray(ENCODERS[syntax](array, 8, "MONOCHROME2"))
    half = len(stream) // 2
    if kind == "zeros":
        stream[half:] = bytes(len(stream) - half)
    elif kind == "noise":
        stream[20:] = np.random.default_rng(5).bytes(len(stream) - 20)
    elif kind == "cut":
        del stream[half:]
    elif kind == "swapped":
        stream[half:], stream[20:half] = stream[20:half], stream[half:]
    else:
        stream[:] = b"\0\0"
    ds = make_image(array, syntax=syntax)
    ds.PixelData = encapsulate([bytes(stream)])
    frames = open_frames(ds)
    try:
        found = frames.stored(0)
    except DicomWidgetsError as problem:
        assert problem.message.endswith(".")  # noqa: PT017 - either way is right
        assert "Traceback" not in problem.message  # noqa: PT017
    else:
        assert found.dtype.kind in "ui"
