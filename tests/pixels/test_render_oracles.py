"""What is drawn of real files against pydicom's own functions and against dcmtk's dcm2pnm.

Every file of the catalogue is either compared or stands in the table that the test prints, with the
reason why it is not.
"""

from __future__ import annotations

import json
import shutil
import subprocess
from collections import defaultdict
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
import pytest
from pydicom import dcmread
from pydicom.dataset import Dataset, FileMetaDataset
from pydicom.pixels.processing import apply_modality_lut, apply_voi_lut
from pydicom.uid import ExplicitVRLittleEndian, SecondaryCaptureImageStorage, generate_uid

from dicomwidgets.errors import DicomWidgetsError
from dicomwidgets.reading.functional_groups import group_item
from dicomwidgets.reading.kept_warnings import kept_warnings

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from numpy.typing import NDArray
    from support.catalogue import RealFiles

    from dicomwidgets.pixels.frame_source import FrameSource

CHAIN: Any = {"overlays": False, "shutter": False}
"""The chain alone: what the file wants over its pixels is held by other tests."""


GREY = (
    "Rows",
    "Columns",
    "PhotometricInterpretation",
    "BitsStored",
    "PixelRepresentation",
    "RescaleSlope",
    "RescaleIntercept",
    "ModalityLUTSequence",
    "WindowCenter",
    "WindowWidth",
    "VOILUTFunction",
    "VOILUTSequence",
)


class Shown(NamedTuple):
    """A grey file that says how it is to be shown."""

    path: Path
    frames: FrameSource

    def some(self) -> list[int]:
        """Return its first, middle and last frame."""
        count = len(self.frames)
        return sorted({0, count // 2, count - 1})


class Found(NamedTuple):
    """What there is to compare, and by reason the files that are not compared."""

    shown: list[Shown]
    left: dict[str, list[str]]
    whole: bool


@pytest.fixture(scope="module")
def found(real_files: RealFiles, data_dir: Path, open_frames: Callable[..., FrameSource]) -> Found:
    """Look through the files whose truth is known."""
    root = data_dir / "dicom"
    truth = json.loads((root / "truth.json").read_text(encoding="utf-8"))
    shown: list[Shown] = []
    left: dict[str, list[str]] = defaultdict(list)
    paths = [root / name for name in truth] if real_files.whole else real_files.paths
    for path in paths:
        if not truth[path.relative_to(root).as_posix()]["image"]:
            left["no image"].append(path.name)
            continue
        try:
            frames = open_frames(path)
            reason = why_not(frames.info(0)["display"])
            if reason is None and frames.stored(0).dtype.kind == "f":
                reason = "floating-point pixels, for which pydicom and dcmtk have no VOI stage"
        except DicomWidgetsError as problem:
            reason = f"not decoded: {problem.message[:70]}"
        if reason:
            left[reason].append(path.name)
        else:
            shown.append(Shown(path, frames))
    return Found(shown, left, real_files.whole)


def why_not(display: Any) -> str | None:
    if display["kind"] == "color":
        return "colour, which has no grey chain"
    if display.get("palette"):
        return "a supplemental palette colours it"
    sources = {window["source"] for window in display["windows"]}
    if display["voi_lut"] is None and "file" not in sources:
        return "names neither window nor VOI LUT"
    return None


def of_frame(path: Path, frame: int) -> Dataset:
    """Return the header with what the functional groups say of one frame at its top level."""
    ds = dcmread(path, force=True, stop_before_pixels=True)
    for group in ("PixelValueTransformationSequence", "FrameVOILUTSequence"):
        for element in group_item(ds, frame, group) or ():
            ds[element.tag] = element
    return ds


def output_range(ds: Dataset) -> tuple[float, float]:
    """Return what pydicom scales its output to."""
    if ds.get("VOILUTSequence"):
        return 0.0, 2.0 ** ds.VOILUTSequence[0].LUTDescriptor[2] - 1
    if ds.get("ModalityLUTSequence"):
        return 0.0, 2.0 ** ds.ModalityLUTSequence[0].LUTDescriptor[2] - 1
    half = 2.0 ** (ds.BitsStored - 1)
    low, high = (-half, half - 1) if ds.PixelRepresentation else (0.0, 2 * half - 1)
    if ds.get("RescaleSlope") is None or ds.get("RescaleIntercept") is None:
        return low, high
    slope, intercept = float(ds.RescaleSlope), float(ds.RescaleIntercept)
    return low * slope + intercept, high * slope + intercept


def by_pydicom(ds: Dataset, stored: NDArray[Any], *, inverse: bool) -> NDArray[np.float64]:
    """Return the screen values before rounding."""
    low, high = output_range(ds)
    shown = apply_voi_lut(apply_modality_lut(stored, ds), ds).astype(np.float64)
    shown = (shown - low) / (high - low) * 255
    return 255 - shown if inverse else shown


def outside(stored: NDArray[Any], display: Any) -> NDArray[np.bool_]:
    """Return where there is image, not padding, which pydicom and dcmtk draw."""
    low, high = display["padding"] or (1, 0)
    return ~((stored >= low) & (stored <= high))


def told(title: str, left: dict[str, list[str]]) -> str:
    lines = [f"\n{title}"]
    for reason, names in sorted(left.items(), key=lambda each: -len(each[1])):
        some = ", ".join(sorted({*names})[:3])
        lines.append(f"{len(names):5}  {reason}: {some}{' …' if len(names) > 3 else ''}")
    return "\n".join(lines)


def test_equals_pydicom_but_for_ties(found: Found, capsys: pytest.CaptureFixture[str]) -> None:
    files = frames_seen = pixels = ties = 0
    left = defaultdict(list, {reason: list(names) for reason, names in found.left.items()})
    wrong = []
    for path, frames in found.shown:
        files += 1
        for i in Shown(path, frames).some():
            stored, display = frames.stored(i), frames.info(i)["display"]
            with kept_warnings():
                try:
                    exact = by_pydicom(of_frame(path, i), stored, inverse=display["inverse"])
                except (ValueError, AttributeError, TypeError, KeyError) as problem:
                    left[f"pydicom refuses: {problem}"].append(path.name)
                    break
            off = np.abs(np.clip(np.floor(exact + 0.5), 0, 255) - frames.render(i, **CHAIN))
            off[~outside(stored, display)] = 0
            tie = np.abs(exact % 1 - 0.5) < 1e-9
            frames_seen += 1
            pixels += off.size
            ties += int((off > 0).sum())
            if off.max() > 1 or (off > 0)[~tie].any():
                wrong.append((path.name, i, float(off.max())))
    with capsys.disabled():
        print(told("Not compared with pydicom:", left))  # noqa: T201
        print(  # noqa: T201
            f"Compared: {files} files, {frames_seen} frames, {pixels} pixels; "
            f"{ties} differ by 1 at a tie of .5"
        )
    assert wrong == []
    assert files > (340 if found.whole else 70)
    assert [reason for reason in left if reason.startswith("pydicom refuses")] == []


class Dcmtk:
    """dcm2pnm, at work on one file at a time."""

    def __init__(self, tool: str, folder: Path) -> None:
        self.tool, self.folder = tool, folder

    def render(self, shown: Shown, *options: str) -> NDArray[np.uint8] | None:
        """Return the first frame, or ``None`` where dcmtk can't: neither it nor its pixels."""
        stored = shown.frames.stored(0)
        got = self._run(shown.path, stored.shape, options)
        return got if got is not None else self._run(self._native(shown), stored.shape, options)

    def _run(
        self, path: Path, shape: tuple[int, ...], options: tuple[str, ...]
    ) -> NDArray[np.uint8] | None:
        out = self.folder / f"{generate_uid()}.pgm"
        command = [self.tool, "+op", "-O", "+F", "1", *options, str(path), str(out)]
        subprocess.run(command, capture_output=True, check=False)
        size = shape[0] * shape[1]
        data = out.read_bytes() if out.exists() else b""
        out.unlink(missing_ok=True)
        return np.frombuffer(data[-size:], np.uint8).reshape(shape) if len(data) > size else None

    def _native(self, shown: Shown) -> Path:
        """Write the first frame as decoded: dcm2pnm has no decoder for it."""
        header = of_frame(shown.path, 0)
        stored = np.ascontiguousarray(shown.frames.stored(0))
        ds = Dataset()
        for keyword in GREY:
            if keyword in header:
                element = header[keyword]
                ds[element.tag] = element
        ds.file_meta = FileMetaDataset()
        ds.file_meta.TransferSyntaxUID = ExplicitVRLittleEndian
        ds.SOPClassUID = ds.file_meta.MediaStorageSOPClassUID = SecondaryCaptureImageStorage
        ds.SOPInstanceUID = ds.file_meta.MediaStorageSOPInstanceUID = generate_uid()
        ds.SamplesPerPixel = 1
        ds.BitsAllocated = 8 * stored.itemsize
        ds.HighBit = ds.BitsStored - 1
        ds.add_new("PixelData", "OW", stored.tobytes() + b"\0" * (stored.nbytes % 2))
        path = self.folder / f"{generate_uid()}.dcm"
        ds.save_as(path, enforce_file_format=True)
        return path


@pytest.fixture(scope="module")
def dcmtk(tmp_path_factory: pytest.TempPathFactory) -> Dcmtk:
    tool = shutil.which("dcm2pnm")
    if tool is None:
        pytest.skip("dcm2pnm is not installed: no second opinion of dcmtk")
    return Dcmtk(tool, tmp_path_factory.mktemp("dcmtk"))


def not_by_dcmtk(shown: Shown) -> str | None:
    """Return why dcmtk is no judge of this file (CAVEATS.md beside the data)."""
    display = shown.frames.info(0)["display"]
    if not (float(display["slope"]).is_integer() and float(display["intercept"]).is_integer()):
        return "rescale is not whole, and dcmtk cuts modality values to integers"
    return None


def difference(shown: Shown, theirs: NDArray[np.uint8], **window: Any) -> int:
    """Return the largest difference outside padding."""
    off = np.abs(shown.frames.render(0, **CHAIN, **window).astype(int) - theirs)
    off[~outside(shown.frames.stored(0), shown.frames.info(0)["display"])] = 0
    return int(off.max())


def compared(
    dcmtk: Dcmtk,
    some: list[Shown],
    options: Callable[[Shown], tuple[tuple[str, ...], dict[str, Any]]],
) -> tuple[dict[str, int], dict[str, list[str]], int]:
    """Return by how much files differ by more than 1, those not compared, and how many were."""
    left: dict[str, list[str]] = defaultdict(list)
    judged = []
    for shown in some:
        if reason := not_by_dcmtk(shown):
            left[reason].append(shown.path.name)
        else:
            judged.append((shown, *options(shown)))
    wrong, count = {}, 0
    with ThreadPoolExecutor(2) as pool:
        made = pool.map(lambda each: dcmtk.render(each[0], *each[1]), judged)
        for (shown, _, window), theirs in zip(judged, made, strict=True):
            if theirs is None:
                left["dcmtk refuses it, decoded too"].append(shown.path.name)
                continue
            count += 1
            if (off := difference(shown, theirs, **window)) > 1:
                wrong[shown.path.name] = off
    return wrong, left, count


def test_is_within_one_of_dcmtk(
    found: Found, dcmtk: Dcmtk, capsys: pytest.CaptureFixture[str]
) -> None:
    def as_the_file_says(shown: Shown) -> tuple[tuple[str, ...], dict[str, Any]]:
        display = shown.frames.info(0)["display"]
        return ("+Wl" if display["voi_lut"] is not None else "+Wi", "1"), {}

    wrong, left, count = compared(dcmtk, found.shown, as_the_file_says)
    with capsys.disabled():
        print(told("Not compared with dcmtk:", left))  # noqa: T201
        print(f"Compared: {count} files, none differs by more than 1")  # noqa: T201
    assert wrong == {}
    assert count > (250 if found.whole else 50)


@pytest.mark.parametrize(("option", "function"), [("+Wfl", "LINEAR"), ("+Wfs", "SIGMOID")])
def test_any_window_is_within_one_of_dcmtk(
    option: str, function: str, found: Found, dcmtk: Dcmtk
) -> None:
    random = np.random.default_rng(7)

    def any_window(_shown: Shown) -> tuple[tuple[str, ...], dict[str, Any]]:
        center, width = int(random.integers(-200, 1200)), int(random.integers(2, 3000))
        chosen = {"window_center": center, "window_width": width, "voi_function": function}
        return (option, "+Ww", str(center), str(width)), chosen

    wrong, _, count = compared(dcmtk, found.shown[::4], any_window)
    assert wrong == {}
    assert count > (60 if found.whole else 12)
