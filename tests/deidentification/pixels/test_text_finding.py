"""Text in pictures is found, blacked out and no longer legible; no network is asked for it."""

from __future__ import annotations

import socket
from functools import cache
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
from deidentification.adversarial.canaries import identified, item
from deidentification.adversarial.places import part_10
from PIL import Image, ImageDraw, ImageFont
from pydicom import dcmread
from support.deidentified import job_for, rewritten

from dicomwidgets import extras
from dicomwidgets.deidentification.engine.job import Job
from dicomwidgets.deidentification.pixels import text_finding
from dicomwidgets.deidentification.pixels.text_finding import find_text, text_in_frames
from dicomwidgets.deidentification.policy import policy_for
from dicomwidgets.errors import MissingPackageError

if TYPE_CHECKING:
    from pathlib import Path

    from pydicom.dataset import Dataset

CANARY = "QUILLFEATHER ZEBEDEE 19610412"
BOX = (8, 10, 372, 40)


def job() -> Job:
    return Job(policy_for(ocr=True), job_for().key)


def drawn_on(background: np.ndarray) -> np.ndarray:
    """Return an image with the canary burned into its upper left corner."""
    mask = Image.new("L", background.shape[1::-1], 0)
    font = ImageFont.load_default(size=22)
    ImageDraw.Draw(mask).text((10, 15), CANARY, fill=255, font=font)
    drawn = background.copy()
    drawn[np.asarray(mask) > 127] = 255 if background.dtype == np.uint8 else 1023
    return drawn


@cache
def reader() -> Any:
    from rapidocr import RapidOCR  # noqa: PLC0415 - it takes a second to load

    return RapidOCR(
        params={
            "Global.log_level": "critical",
            "EngineConfig.onnxruntime.intra_op_num_threads": 1,
        }
    )


def read_out(image: np.ndarray) -> str:
    """Return what recognition reads in the upper part of an image.

    It stands in a square: recognition enlarges what is low until it is 736 pixels high.
    """
    values = image.astype(float)
    scaled = (255 * (values - values.min()) / max(1, np.ptp(values))).astype(np.uint8)
    picture = scaled if scaled.ndim == 3 else np.stack([scaled] * 3, -1)
    square = np.zeros((picture.shape[1], picture.shape[1], 3), np.uint8)
    square[:80] = picture[:80]
    return " ".join(reader()(square).txts or ()).upper()


def described(image: np.ndarray) -> Dataset:
    dataset = identified("1.2.840.10008.5.1.4.1.1.7", "OT")
    samples, bits = (3 if image.ndim == 3 else 1), image.dtype.itemsize * 8
    dataset.update(
        item(
            SamplesPerPixel=samples,
            PhotometricInterpretation="RGB" if samples == 3 else "MONOCHROME2",
            Rows=image.shape[0],
            Columns=image.shape[1],
            BitsAllocated=bits,
            BitsStored=bits,
            HighBit=bits - 1,
            PixelRepresentation=0,
        )
    )
    if samples == 3:
        dataset.PlanarConfiguration = 0
    dataset.add_new(0x7FE00010, "OW", image.tobytes())
    return dataset


@pytest.fixture
def no_network(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: Any, **__: Any) -> Any:
        raise AssertionError("the network was asked")

    monkeypatch.setattr(socket.socket, "connect", refuse)
    monkeypatch.setattr(socket, "getaddrinfo", refuse)


@pytest.mark.usefixtures("no_network")
@pytest.mark.parametrize("kind", ["US", "CR"])
def test_burned_in_text_is_not_legible_afterwards(data_dir: Path, kind: str) -> None:
    name = {
        "US": "pydicom+pydicom/src/pydicom/data/test_files/examples_rgb_color.dcm",
        "CR": "pydicom+pydicom-data/data_store/data/RG3_J2KI.dcm",
    }[kind]
    source = dcmread(data_dir / "dicom" / name).pixel_array
    source = source if kind == "US" else source[500:920, 500:920] // 2
    if kind == "US":
        source = np.pad(source, ((60, 0), (0, 140), (0, 0)))
    image = drawn_on(np.ascontiguousarray(source))
    assert "ZEBEDEE" in read_out(image)
    _, read, outcome = rewritten(part_10(described(image)), job())
    after = read.pixel_array
    said = read_out(after)
    assert not any(part in said for part in ("QUILL", "FEATHER", "ZEBED", "1961"))
    x, y, width, height = BOX
    letters = (image != source)[y : y + height, x : x + width]
    letters = letters.any(-1) if letters.ndim == 3 else letters
    inside = after[y : y + height, x : x + width][letters]
    darkest = 0 if kind == "US" else image.min()
    assert (inside == darkest).mean() > 0.995
    codes = [each.CodeValue for each in read.DeidentificationMethodCodeSequence]
    assert (read.BurnedInAnnotation, "113101" in codes) == ("NO", True)
    assert any("optical character recognition" in note for note in outcome.notes)
    unchanged = (after == image).all(-1) if after.ndim == 3 else after == image
    assert unchanged.mean() > 0.5


def test_a_picture_without_text_stays() -> None:
    smooth = np.add.outer(np.arange(300), np.arange(200)).astype("<u2")
    assert find_text(smooth) == []
    assert find_text(np.zeros((64, 64), np.uint8)) == []


def test_many_frames_are_looked_at_together(monkeypatch: pytest.MonkeyPatch) -> None:
    seen: list[np.ndarray] = []
    monkeypatch.setattr(text_finding, "find_text", lambda frame: seen.append(frame) or [])
    frames = np.arange(20, dtype="u1").reshape(20, 1, 1)
    assert text_in_frames(iter(frames), 20) == ()
    assert len(seen) == 8 + 2
    assert [int(each[0, 0]) for each in seen[-2:]] == [19, 0]
    assert {0, 19} <= {int(each[0, 0]) for each in seen[:8]}


def test_without_the_extra_the_install_line_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    def missing(name: str) -> Any:
        raise ImportError(name)

    monkeypatch.setattr(extras, "import_module", missing)
    with pytest.raises(MissingPackageError, match=r"dicomwidgets\[ocr\]"):
        text_finding.require_ocr()
