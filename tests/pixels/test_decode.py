"""Stored values against the independent truth that comes with the real files."""

from __future__ import annotations

import hashlib
import json
import os
from collections import Counter
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
import pytest
from pydicom import dcmread
from pydicom.data import get_testdata_file
from pydicom.dataelem import RawDataElement
from support.coverage import checked_in, real_cells, table, write

import dicomwidgets as dw
from dicomwidgets.errors import DicomWidgetsError
from dicomwidgets.pixels.decode import raw_frame
from dicomwidgets.pixels.frame_source import FrameSource
from dicomwidgets.pixels.pixel_format import pixel_format
from dicomwidgets.reading.kept_warnings import kept_warnings

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from support.catalogue import RealFiles

    from dicomwidgets.pixels.locator import FrameLocator

    Locators = Callable[[Any], list[FrameLocator]]

DIFFERENT = {
    "rtdose_expb.dcm": "the tools swap 32-bit big endian words wrongly",
    "rtdose_expb_1frame.dcm": "the tools swap 32-bit big endian words wrongly",
    "SC_ybr_full_uncompressed.dcm": "RGB here, YBR in the truth",
}
"""File → why its lossless frames differ from what dcmtk and gdcm decode."""

UNREADABLE = {
    "example3.dcm": "holds a dataset where the JPEG stream should be",
    "bad.dcm": "ends before its dataset",
    "JPEG2000-embedded-sequence-delimiter.dcm": "cut at a delimiter inside the codestream",
    "MR_truncated.dcm": "truncated",
    "DICOMDIR-empty.dcm": "names no file",
    "chrJapMulti.dcm": "no pixels",
    "chrJapMultiExplicitIR6.dcm": "no pixels",
    "chrKoreanMulti.dcm": "no pixels",
    "meta_missing_tsyntax.dcm": "no rows",
    "nested_priv_SQ.dcm": "no rows",
}
"""File → why nothing can be shown of it."""

NO_IMAGES = {".csv", ".json", ".md", ".txt"}


def sha1(array: np.ndarray[Any, Any]) -> str:
    return hashlib.sha1(np.ascontiguousarray(array, dtype="<i4").tobytes()).hexdigest()  # noqa: S324


def expected(entry: dict[str, Any], frame: str) -> set[str]:
    found = set()
    for tool in ("dcmtk", "gdcm"):
        made = entry.get(tool) or {}
        found |= {made.get("frame_sha_i32", {}).get(frame)}
        if frame == "0" and made.get("shape", [0])[0] == 1:
            found |= {made.get("sha_i32_masked")}  # stray bits above Bits Stored cleared
    return found - {None}


def outcome(place: FrameLocator, header: Any, entry: dict[str, Any], frames: list[int]) -> str:
    """Compare the frames whose truth is known."""
    with kept_warnings():
        fmt = pixel_format(header)
        compared = 0
        for frame in frames:
            if fmt.is_float or not (truth := expected(entry, str(frame))):
                continue
            compared += 1
            located = type(place)(place.source, place.item, frame)
            if sha1(raw_frame(located, header, fmt)) not in truth:
                return "lossy, differs" if entry["lossy"] else "differs"
    return "equal" if compared else "no truth"


def refusal(path: Path, problem: DicomWidgetsError) -> str:
    """Return how a file was refused: as listed, or wrongly."""
    return "refused" if path.name in UNREADABLE else f"refused: {problem.message}"


class Seen(NamedTuple):
    """What became of a file."""

    values: bool = False
    """There are values in its first frame."""
    words: str = ""
    """Why there is nothing to be shown."""
    result: str = ""
    """How its frames compare with the truth, where that is known."""


def look(path: Path, entry: dict[str, Any] | None, locators: Locators) -> Seen:
    """Open a file once, for all that is asked of it."""
    try:
        places = locators(path)
        frames = FrameSource(places)
        values = frames.values(0).array.size > 0
    except DicomWidgetsError as problem:
        return Seen(words=str(problem), result=refusal(path, problem))
    return Seen(values, "", result_of(path, entry, places, frames) if entry else "")


def result_of(
    path: Path, entry: dict[str, Any], places: list[FrameLocator], frames: FrameSource
) -> str:
    """Show the first frame, compare the first, the middle and the last."""
    try:
        shown, info = frames.render(0), frames.info(0)
        json.dumps(info, allow_nan=False)
        if shown.dtype != np.uint8 or shown.shape[:2] != (info["rows"], info["columns"]):
            return f"rendered as {shown.dtype} {shown.shape}"
        compared = sorted({0, len(places) // 2, len(places) - 1})
        with pytest.MonkeyPatch.context() as patch:
            # As stored: the tools give YBR as it was coded, too.
            patch.setattr("pydicom.pixels.decoders.base.PROCESSORS", [])
            result = outcome(places[0], frames.header(0), entry, compared)
    except DicomWidgetsError as problem:
        return refusal(path, problem)
    return "differs as listed" if result == "differs" and path.name in DIFFERENT else result


class Files(NamedTuple):
    """Real files, by name, and the names in the catalogue; whether these are all."""

    seen: dict[str, Seen]
    with_truth: set[str]
    catalogued: list[str]
    whole: bool


@pytest.fixture(scope="module")
def files(real_files: RealFiles, data_dir: Path, locators: Locators) -> Files:
    root = data_dir / "dicom"
    truth = json.loads((root / "truth.json").read_text(encoding="utf-8"))
    names = [path.relative_to(root).as_posix() for path in real_files.paths]
    known = {
        name: entry
        for name, entry in truth.items()
        if entry.get("image") and (real_files.whole or name in names) and (root / name).is_file()
    }
    seen = {name: look(root / name, known.get(name), locators) for name in {*known, *names}}
    return Files(seen, {*known}, names, real_files.whole)


def test_every_real_file_gives_its_stored_values_or_says_why_not(
    files: Files, data_dir: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    results = {name: files.seen[name].result for name in files.with_truth}
    with capsys.disabled():
        print(f"\nreal files: {dict(Counter(results.values()))}")  # noqa: T201 - the count is the point
    fine = {"equal", "no truth", "differs as listed", "refused"}
    assert {name: result for name, result in results.items() if result not in fine} == {}
    assert Counter(results.values())["equal"] > (700 if files.whole else 150)
    if not files.whole:
        return  # the table counts all of them
    decoded = {name for name, result in results.items() if result != "refused"}
    found = table(real_cells(data_dir / "dicom", decoded.__contains__))
    if os.environ.get("DICOMWIDGETS_WRITE"):
        write(found)
    assert checked_in() == found, "run this test with DICOMWIDGETS_WRITE=1"


def test_every_file_of_the_catalogue_ends_in_pixels_or_in_words(files: Files) -> None:
    seen = [(name, files.seen[name]) for name in files.catalogued]
    assert sum(each.values for _, each in seen) > (600 if files.whole else 150)
    words = [(name.rpartition("/")[2], each.words) for name, each in seen if not each.values]
    assert words
    assert [name for name, text in words if not text or name in text] == []


def test_frames_wrapped_in_items_equal_the_plain_ones(
    data_dir: Path, open_frames: Callable[..., FrameSource]
) -> None:
    folder = data_dir / "dicom" / "pydicom+pydicom-data" / "data_store" / "data"
    for name in ("liver_deflate", "liver_rle", "liver_nonbyte_aligned_deflate"):
        plain = open_frames(folder / f"{name.rpartition('_')[0]}.dcm")
        wrapped = open_frames(folder / f"{name}.dcm")
        assert len(wrapped) == len(plain)
        for i in range(len(plain)):
            np.testing.assert_array_equal(wrapped.stored(i), plain.stored(i))


def test_a_callers_dataset_keeps_its_raw_pixel_element() -> None:
    ds = dcmread(get_testdata_file("CT_small.dcm", download=False))
    assert isinstance(ds.get_item("PixelData"), RawDataElement)
    assert dw.frames(ds).stored(0).shape == (128, 128)
    assert isinstance(ds.get_item("PixelData"), RawDataElement)
