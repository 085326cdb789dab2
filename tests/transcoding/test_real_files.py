"""Real files from each transfer syntax to each that is written, seen by independent decoders."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
import pytest
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

UNSEEN = {
    *((f"liver{end}.dcm", "RLELossless") for end in ("", "_deflate", "_nonbyte_aligned_j2k")),
    ("SC_rgb_16bit_2frame.dcm", "JPEG2000"),
}
"""Single bits in RLE, colours of 16 bits in several frames: neither dcmtk nor gdcm decodes them."""

NOT_OURS = (
    *("Illegal root for UID", "present when condition unsatisfied"),
    *("Unrecognized enumerated value = <YBR_FULL>", "PlanarConfiguration Unrecognized"),
)
"""Said of a UID of the source that is named as where the image comes from, of attributes of
acquisition that an enhanced image has, now that it is DERIVED, and of ultrasound in YBR_FULL_422,
which no lossless compression holds: it is YBR_FULL then."""

SEEN_BY_DCIODVFY = {*REFEREES} - {"1.2.840.10008.1.2.1.99"}
DECODERS_DIFFER = 2
"""By how much two decoders of one lossy stream may differ."""


class Outcome(NamedTuple):
    """What became of a file in a transfer syntax: a word, and what is wrong."""

    status: str
    wrong: str = ""


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
    wrong = [*differences(source, dw.frames(made), to, "dicomwidgets", row.notes)]
    if asked and to.uid in REFEREES and not wrong and (path.name, to.keyword) not in UNSEEN:
        try:
            seen = plain(made, folder)
        except AssertionError as refusal:
            return Outcome("wrong", str(refusal))
        wrong += differences(source, dw.frames(seen), to, REFEREES[to.uid][0], row.notes)
    if asked and {to.uid, source.header(0).transfer_syntax_uid} <= SEEN_BY_DCIODVFY:
        wrong += complaints(path, made)
    return Outcome("wrong" if wrong else "right", "; ".join(wrong))


def differences(
    source: FrameSource, made: FrameSource, to: Syntax, who: str, notes: tuple[str, ...]
) -> Iterator[str]:
    """Yield what is not as it should be in the frames that somebody sees."""
    if len(source) != len(made):
        yield f"{who} sees {len(made)} frames for {len(source)}"
        return
    for i in sorted({0, len(source) // 2, len(source) - 1}):
        one, other = source.stored(i), made.stored(i)
        if one.shape != other.shape:
            yield f"{who}: frame {i} has another shape"
        elif not to.lossy:
            if not np.array_equal(one, other, equal_nan=one.dtype.kind == "f"):
                yield f"{who}: frame {i} is another"
        else:
            off = np.abs(one.astype(np.int64) - other)
            stated = next(note for note in notes if note.startswith("Compressed"))
            most = int(stated.split("off by ")[1].split()[0])
            # What is stated of colours is about those that were encoded.
            if one.ndim == 2 and off.max() > most + DECODERS_DIFFER:
                yield f"{who}: frame {i} is off by {off.max()}, not {most}"
            if one.ndim > 2 and off.mean() > 12:
                yield f"{who}: frame {i} is off by {off.mean()} on the average"


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
