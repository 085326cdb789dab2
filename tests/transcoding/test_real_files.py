"""Real files from each transfer syntax to each that is written, seen by independent decoders."""

from __future__ import annotations

import math
from collections import Counter
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
import pytest
from pydicom import dcmread
from support.catalogue import catalogued, of_each_kind
from support.referees import REFEREES, plain

import dicomwidgets as dw
from dicomwidgets.checking.validator import validator_remarks
from dicomwidgets.errors import DicomWidgetsError
from dicomwidgets.transcoding.lossy_marks import is_lossy
from dicomwidgets.transcoding.syntaxes import WRITABLE, Syntax

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from numpy.typing import NDArray
    from pydicom.dataset import Dataset

    from dicomwidgets.pixels.frame_source import FrameSource

GIVEN: dict[str, dict[str, Any]] = {
    "JPEGBaseline8Bit": {"quality": 90},
    "JPEGExtended12Bit": {"quality": 90},
    "JPEGLSNearLossless": {"near": 3},
    "JPEG2000": {"psnr": 55},
    "HTJ2K": {"psnr": 55},
    "JPEGXL": {"quality": 90},
}
TARGETS = tuple(WRITABLE.values())
SMALL, MIDDLING = 40_000, 400_000
"""Bytes of a file up to which it is taken for the small matrix, and for the whole one."""
LOOKED_THROUGH = 8_000_000
"""Bytes of frames up to which all of a file are looked at."""

NOT_OURS = (
    *("Illegal root for UID", "present when condition unsatisfied"),
    *("Unrecognized enumerated value = <YBR_FULL>", "PlanarConfiguration Unrecognized"),
)
"""Said of a UID of the source that is named as where the image comes from, of attributes of
acquisition that an enhanced image has, now that it is DERIVED, and of ultrasound in YBR_FULL_422,
which no lossless compression holds: it is YBR_FULL then."""

SEEN_BY_DCIODVFY = {each for each, who in REFEREES.items() if who != ("by hand",)} - {
    "1.2.840.10008.1.2.1.99"
}
DECODERS_DIFFER = 2
"""By how much two decoders of one lossy stream may differ."""


class Outcome(NamedTuple):
    """What became of a file in a transfer syntax: a word, and what is wrong."""

    status: str
    wrong: str = ""


class Told(NamedTuple):
    """What is said of a file that was written, and of what was lost in it."""

    to: Syntax
    header: Dataset
    notes: tuple[str, ...]

    @property
    def asked(self) -> dict[str, Any]:
        """How much was to be lost at most."""
        return GIVEN.get(self.to.keyword, {})

    def shares(self, *, colored: bool) -> float:
        """Return how many times as far RGB of 8 bits is off as the samples that were encoded.

        Where these were YBR_FULL, R is Y + 1.402 Cr and B is Y + 1.772 Cb.
        """
        if not colored:
            return 1
        told = 2.772 if self.header.PhotometricInterpretation.startswith("YBR_FULL") else 1
        return told * 255 / ((1 << self.header.BitsStored) - 1)

    def loss(self, *, colored: bool) -> tuple[int, float]:
        """Return by how much values are off at most and on the average, as the notes have it."""
        note = next(each for each in self.notes if each.startswith("Compressed"))
        most, mean = note.split("off by ")[1].split(" at most, by ")
        share = self.shares(colored=colored)
        return math.ceil(int(most) * share), float(mean.split()[0]) * share


def tried(path: Path, to: Syntax, folder: Path, *, asked: bool) -> Outcome:
    """Write a file in a transfer syntax, and compare what everybody sees."""
    made = folder / "made.dcm"
    made.unlink(missing_ok=True)
    (row,) = dw.transcode(path, made, to=to.keyword, **GIVEN.get(to.keyword, {})).files
    if row.status != "written":
        assert row.reason
        assert not made.exists()
        return Outcome(row.status)
    try:
        source = dw.frames(path)
    except DicomWidgetsError:
        return Outcome("no image")
    told = Told(to, dcmread(made, stop_before_pixels=True), row.notes)
    wrong = [*differences(source, dw.frames(made), told, "dicomwidgets")]
    if asked and not wrong:
        try:
            seen = plain(made, folder)
        except AssertionError as refusal:
            return Outcome("wrong", str(refusal))
        wrong += differences(source, dw.frames(seen), told, REFEREES[to.uid][0])
    if asked and {to.uid, source.header(0).transfer_syntax_uid} <= SEEN_BY_DCIODVFY:
        wrong += complaints(path, made)
    return Outcome("wrong" if wrong else "right", "; ".join(wrong))


def differences(source: FrameSource, made: FrameSource, told: Told, who: str) -> Iterator[str]:
    """Yield what is not as it should be in the frames that somebody sees."""
    if len(source) != len(made):
        yield f"{who} sees {len(made)} frames for {len(source)}"
        return
    whole = len(source) * source.frame_bytes(0) <= LOOKED_THROUGH
    means = []
    for i in range(len(source)) if whole else sorted({0, len(source) // 2, len(source) - 1}):
        one, other = source.stored(i), made.stored(i)
        if one.shape != other.shape:
            yield f"{who}: frame {i} has another shape"
        elif not told.to.lossy:
            if not np.array_equal(one, other, equal_nan=one.dtype.kind == "f"):
                yield f"{who}: frame {i} is another"
        else:
            off = np.abs(one.astype(np.int64) - other)
            if told.to.family == "htj2k" and who == "by hand":
                # OpenJPH clips nothing: what is beyond one end comes back at the other.
                off = np.minimum(off, (1 << told.header.BitsStored) - off)
            means.append(off.mean())
            yield from (f"{who}: frame {i} {each}" for each in too_far(off, told))
    if means and whole:
        _, mean = told.loss(colored=one.ndim > 2)
        if np.mean(means) > mean + 1:
            yield f"{who}: values are off by {np.mean(means):.2f} on the average, not {mean}"


def too_far(off: NDArray[np.int64], told: Told) -> Iterator[str]:
    """Yield what a frame has lost beyond what is said of it, and beyond what was asked."""
    colored = off.ndim > 2
    most, _ = told.loss(colored=colored)
    if off.max() > most + DECODERS_DIFFER:
        yield f"is off by {off.max()}, not {most}"
    near, psnr = told.asked.get("near"), told.asked.get("psnr")
    if near is not None and off.max() > math.ceil(near * told.shares(colored=colored)):
        yield f"is off by {off.max()}, and {near} was asked for"
    if psnr is not None and off.any() and not colored:
        peak = (1 << told.header.BitsStored) - 1
        noise = 20 * math.log10(peak) - 10 * math.log10(float((off**2).mean()))
        if noise < psnr - 1:
            yield f"has {noise:.1f} dB, and {psnr} were asked for"


def complaints(path: Path, made: Path) -> Iterator[str]:
    """Yield the errors that dciodvfy has for what was made, and not for its source."""
    known = {(each.path, each.message) for each in validator_remarks(path)}
    for each in validator_remarks(made):
        new = each.severity == "error" and not any(
            words in f"{each.keyword} {each.message}" for words in NOT_OURS
        )
        if new and (each.path, each.message) not in known:
            yield f"dciodvfy: {each.path} {each.message}"


def gone_over(pairs: list[tuple[Path, Syntax]], folder: Path, *, every: int) -> Counter[str]:
    found: Counter[str] = Counter()
    wrong = []
    for number, (path, to) in enumerate(pairs):
        if "DICOMDIR" in path.name:
            continue
        outcome = tried(path, to, folder, asked=number % every == 0)
        found[outcome.status] += 1
        if outcome.wrong:
            wrong.append(f"{path.name} → {to.keyword}: {outcome.wrong}")
    assert not wrong, "\n".join(wrong)
    return found


@pytest.mark.parametrize(
    ("largest", "every"), [(SMALL, 4), pytest.param(MIDDLING, 1, marks=pytest.mark.slow)]
)
def test_each_transfer_syntax_becomes_each_other(
    largest: int, every: int, data_dir: Path, tmp_path: Path
) -> None:
    """One small file of each transfer syntax, in all that are written."""
    files = [each for each in of_each_kind(data_dir, ("ts",)) if each.stat().st_size < largest]
    found = gone_over([(path, to) for path in files for to in TARGETS], tmp_path, every=every)
    assert found["right"] > 60


def test_each_kind_of_pixels_becomes_something_else(data_dir: Path, tmp_path: Path) -> None:
    kinds = of_each_kind(data_dir, ("ts", "bits_alloc", "bits_stored", "pixrep", "pi"))
    files = [each for each in kinds if each.stat().st_size < MIDDLING]
    pairs = [(path, TARGETS[k % len(TARGETS)]) for k, path in enumerate(files)]
    assert gone_over(pairs, tmp_path, every=4)["right"] > 30


@pytest.mark.slow
def test_all_real_files_become_something_else(data_dir: Path, tmp_path: Path) -> None:
    files = [each for each in catalogued(data_dir) if each.stat().st_size < 1_500_000]
    pairs = [(path, TARGETS[k % len(TARGETS)]) for k, path in enumerate(files)]
    assert gone_over(pairs, tmp_path, every=1)["right"] > 200


def test_what_is_lossy_by_name_is_known() -> None:
    assert is_lossy("1.2.840.10008.1.2.4.50", "YBR_FULL_422")
    assert is_lossy("1.2.840.10008.1.2.4.91", "YBR_ICT")
    assert not is_lossy("1.2.840.10008.1.2.4.90", "YBR_RCT")
