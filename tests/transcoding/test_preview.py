"""One frame before and after, in every transfer syntax that is written."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
from pydicom.uid import ExplicitVRLittleEndian

import dicomwidgets as dw
from dicomwidgets import samples
from dicomwidgets.errors import TranscodeError
from dicomwidgets.transcoding.choice import choice_for
from dicomwidgets.transcoding.preview import trial
from dicomwidgets.transcoding.syntaxes import WRITABLE

if TYPE_CHECKING:
    from pathlib import Path

    from numpy.typing import NDArray
    from pydicom.dataset import Dataset

LOSSLESS = [each.keyword for each in WRITABLE.values() if not each.lossy]
LOSSY: dict[str, dict[str, Any]] = {
    "JPEGBaseline8Bit": {"quality": 90},
    "JPEGExtended12Bit": {"quality": 90},
    "JPEGLSNearLossless": {"near": 2},
    "JPEG2000": {"ratio": 6},
    "HTJ2K": {"psnr": 50},
    "JPEGXL": {"quality": 90},
}
RNG = np.random.default_rng(3)
RAMP = np.add.outer(np.arange(40), np.arange(41)) / 80


def image(array: NDArray[Any], stored: int, photometric: str = "MONOCHROME2") -> Dataset:
    ds = samples.ct(slices=1, size=16)[0]
    ds.Rows, ds.Columns = array.shape[:2]
    ds.SamplesPerPixel = 3 if array.ndim > 2 else 1
    ds.PhotometricInterpretation = photometric
    if array.ndim > 2:
        ds.PlanarConfiguration = 0
    ds.BitsAllocated, ds.BitsStored, ds.HighBit = 8 * array.itemsize, stored, stored - 1
    ds.PixelRepresentation = int(array.dtype.kind == "i")
    ds.PixelData = array.tobytes() + b"\0" * (array.nbytes % 2)
    ds["PixelData"].VR = "OW"
    ds.file_meta.TransferSyntaxUID = ExplicitVRLittleEndian
    return ds


def noisy(low: int, high: int, kind: str, *samples_: int) -> NDArray[Any]:
    smooth = low + (high - low) * RAMP.reshape(*RAMP.shape, *(1 for _ in samples_))
    noise = RNG.normal(0, (high - low) / 200, (*RAMP.shape, *samples_))
    return np.clip(smooth + noise, low, high).astype(kind)


KINDS = {
    "8 bit": (noisy(0, 255, "u1"), 8, "MONOCHROME2"),
    "6 in 8 bit": (noisy(0, 63, "u1"), 6, "MONOCHROME1"),
    "8 in 16 bit": (noisy(0, 255, "u2"), 8, "MONOCHROME2"),
    "12 in 16 bit": (noisy(0, 4095, "u2"), 12, "MONOCHROME2"),
    "signed 12 in 16 bit": (noisy(-2000, 2000, "i2"), 12, "MONOCHROME2"),
    "signed 16 bit": (noisy(-32000, 32000, "i2"), 16, "MONOCHROME2"),
    "signed 8 bit": (noisy(-120, 120, "i1"), 8, "MONOCHROME2"),
    "24 in 32 bit": (noisy(0, (1 << 24) - 1, "u4"), 24, "MONOCHROME2"),
    "RGB": (noisy(0, 255, "u1", 3), 8, "RGB"),
    "YBR_FULL": (noisy(0, 255, "u1", 3), 8, "YBR_FULL"),
    "RGB of 16 bit": (noisy(0, 65535, "u2", 3), 16, "RGB"),
    "tiny": (noisy(0, 4095, "u2")[:3, :5], 12, "MONOCHROME2"),
}
NOT_HELD = {
    ("signed 12 in 16 bit", "JPEGXLLossless"),
    ("signed 16 bit", "JPEGXLLossless"),
    ("signed 8 bit", "JPEGXLLossless"),
    ("YBR_FULL", "JPEGXLLossless"),
    *(("24 in 32 bit", f"HTJ2KLossless{end}") for end in ("", "RPCL")),
    *(("24 in 32 bit", f"JPEG{end}") for end in ("Lossless", "LosslessSV1", "LSLossless")),
    ("24 in 32 bit", "JPEGXLLossless"),
}


@pytest.mark.parametrize("to", LOSSLESS)
@pytest.mark.parametrize("kind", KINDS)
def test_lossless_syntaxes_give_back_what_they_were_given(kind: str, to: str) -> None:
    array, stored, photometric = KINDS[kind]
    frames = dw.frames(image(array, stored, photometric))
    if (kind, to) in NOT_HELD:
        with pytest.raises(TranscodeError) as caught:
            trial(frames, 0, choice_for(to))
        assert caught.value.remedy
        return
    made = trial(frames, 0, choice_for(to))
    assert made.lossless
    assert made.max_error == 0
    assert np.array_equal(made.before, frames.stored(0))
    assert np.array_equal(made.after, made.before)
    assert made.after.dtype == made.before.dtype


@pytest.mark.parametrize("to", LOSSY)
@pytest.mark.parametrize("kind", ["8 bit", "12 in 16 bit", "RGB", "YBR_FULL"])
def test_lossy_syntaxes_tell_what_is_lost(kind: str, to: str) -> None:
    array, stored, photometric = KINDS[kind]
    frames = dw.frames(image(array, stored, photometric))
    if kind == "12 in 16 bit" and to == "JPEGBaseline8Bit":
        with pytest.raises(TranscodeError, match="12 bits stored"):
            trial(frames, 0, choice_for(to, **LOSSY[to]))
        return
    made = trial(frames, 0, choice_for(to, **LOSSY[to]))
    if array.ndim == 2:
        off = np.abs(made.after.astype(int) - made.before)
        assert (off.max(), off.mean()) == (made.max_error, pytest.approx(made.mean_error))
    assert made.mean_error < 0.03 * (1 << stored)
    assert made.encoded_bytes < made.stored_bytes
    assert made.lossless == (made.max_error == 0)


@pytest.mark.parametrize(
    ("to", "given"),
    [
        ("JPEG2000", {"max_error": 5}),
        ("HTJ2K", {"max_error": 5}),
        ("JPEGXL", {"max_error": 60}),
        ("JPEGExtended12Bit", {"max_error": 20}),
    ],
)
def test_a_largest_error_is_kept_by_the_smallest_frame_that_keeps_it(
    to: str, given: dict[str, Any]
) -> None:
    array, stored, photometric = KINDS["12 in 16 bit"]
    made = trial(dw.frames(image(array, stored, photometric)), 0, choice_for(to, **given))
    assert 0 < made.max_error <= given["max_error"]


def test_a_ratio_and_a_noise_level_are_kept_by_htj2k() -> None:
    array, stored, photometric = KINDS["12 in 16 bit"]
    frames = dw.frames(image(np.tile(array, (4, 4)), stored, photometric))
    small = trial(frames, 0, choice_for("HTJ2K", ratio=6))
    assert 6 <= small.ratio < 15
    assert trial(frames, 0, choice_for("HTJ2K", psnr=45)).psnr >= 45


def test_a_ratio_is_that_of_the_bytes_as_they_are_stored() -> None:
    ct = samples.ct(slices=1, size=256)[0]
    assert (ct.BitsStored, ct.BitsAllocated) == (12, 16)
    for to in ("JPEG2000", "HTJ2K"):
        frames = dw.frames(ct)
        assert trial(frames, 0, choice_for(to, ratio=10)).ratio == pytest.approx(10, rel=0.1), to
        made = dw.transcode(ct, to=to, ratio=10)
        assert float(made.LossyImageCompressionRatio) == pytest.approx(10, rel=0.1), to


def test_a_ratio_is_kept_by_a_frame_too_small_for_the_usual_encoder() -> None:
    array, stored, photometric = KINDS["12 in 16 bit"]
    frames = dw.frames(image(array[:24, :30].copy(), stored, photometric))
    made = trial(frames, 0, choice_for("JPEG2000", ratio=4))
    assert made.ratio >= 4


def test_a_bound_that_is_not_kept_is_refused() -> None:
    array, stored, photometric = KINDS["8 bit"]
    frames = dw.frames(image(array, stored, photometric))
    with pytest.raises(TranscodeError, match=r"off by .*, and 1 is allowed"):
        trial(frames, 0, choice_for("JPEGBaseline8Bit", quality=5, max_error=1))


def test_a_palette_is_never_compressed_with_a_loss() -> None:
    frames = dw.frames(samples.palette())
    kept = trial(frames, 0, choice_for("JPEGLSLossless"))
    assert np.array_equal(kept.after, kept.before)
    assert kept.photometric == "PALETTE COLOR"
    with pytest.raises(TranscodeError, match="palette"):
        trial(frames, 0, choice_for("JPEG2000", ratio=4))


def test_a_small_compressed_file_says_how_large_its_frame_is(data_dir: Path) -> None:
    path = next(data_dir.glob("dicom/**/JPEG2000.dcm"))
    made = trial(dw.frames(path), 0, choice_for("RLELossless"))
    assert 0 < made.source_bytes < made.encoded_bytes
