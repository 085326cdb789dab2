"""What is drawn of real files against pydicom's own functions and against dcmtk's dcm2pnm."""

from __future__ import annotations

import json
import shutil
import subprocess
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
from pydicom import dcmread
from pydicom.pixels.processing import apply_modality_lut, apply_voi_lut

from dicomwidgets.errors import DicomWidgetsError
from dicomwidgets.reading.kept_warnings import kept_warnings

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from numpy.typing import NDArray
    from pydicom.dataset import Dataset

    from dicomwidgets.pixels.frame_source import FrameSource

OVERLAYS = {"MR-SIEMENS-DICOM-WithOverlays.dcm", "examples_overlay.dcm"}
"""dcm2pnm draws the overlays of these, the frame itself has none."""


@pytest.fixture(scope="module")
def windowed(
    data_dir: Path, open_frames: Callable[..., FrameSource]
) -> list[tuple[Path, FrameSource]]:
    """Return every classic grey file that says how it is to be shown."""
    root = data_dir / "dicom"
    truth = json.loads((root / "truth.json").read_text(encoding="utf-8"))
    found = []
    for name, entry in truth.items():
        has = entry.get("has", {})
        named = entry.get("WindowCenter") or has.get("VOILUTSequence")
        if not named or has.get("PerFrameFunctionalGroupsSequence"):
            continue
        try:
            frames = open_frames(root / name)
            frames.stored(0)
            display = frames.info(0)["display"]
        except DicomWidgetsError:
            continue
        sources = [window["source"] for window in display["windows"]]
        if display["kind"] == "grey" and (display["voi_lut"] or "file" in sources):
            found.append((root / name, frames))
    return found


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


def by_pydicom(path: Path, stored: NDArray[Any], display: Any) -> NDArray[np.float64]:
    """Return the screen values before rounding."""
    with kept_warnings():
        ds = dcmread(path, force=True)
        low, high = output_range(ds)
        shown = apply_voi_lut(apply_modality_lut(stored, ds), ds).astype(np.float64)
    shown = (shown - low) / (high - low) * 255
    return 255 - shown if display["inverse"] else shown


def test_equals_pydicom_but_for_ties(
    windowed: list[tuple[Path, FrameSource]], capsys: pytest.CaptureFixture[str]
) -> None:
    pixels = ties = 0
    wrong = []
    for path, frames in windowed:
        stored, display = frames.stored(0), frames.info(0)["display"]
        exact = by_pydicom(path, stored, display)
        off = np.abs(np.clip(np.floor(exact + 0.5), 0, 255) - frames.render(0))
        if display["padding"]:
            low, high = display["padding"]
            off[(stored >= low) & (stored <= high)] = 0
        tie = np.abs(exact % 1 - 0.5) < 1e-9
        pixels += off.size
        ties += int((off > 0).sum())
        if off.max() > 1 or (off > 0)[~tie].any():
            wrong.append(path.name)
    with capsys.disabled():
        print(f"\n{len(windowed)} files, {pixels} pixels, {ties} differ at a tie")  # noqa: T201
    assert wrong == []
    assert len(windowed) > 300


@pytest.fixture(scope="module")
def dcm2pnm(tmp_path_factory: pytest.TempPathFactory) -> Callable[..., Any]:
    """Return dcmtk's rendering of a file's first frame, or ``None`` where it refuses."""
    tool = shutil.which("dcm2pnm")
    if tool is None:
        pytest.skip("dcm2pnm is not installed: no second opinion of dcmtk")
    out = tmp_path_factory.mktemp("dcmtk") / "frame.pgm"

    def render(path: Path, shape: tuple[int, ...], *options: str) -> NDArray[np.uint8] | None:
        out.unlink(missing_ok=True)
        command = [tool, "+op", "+F", "1", *options, str(path), str(out)]
        subprocess.run(command, capture_output=True, check=False)
        size = shape[0] * shape[1]
        data = out.read_bytes() if out.exists() else b""
        return np.frombuffer(data[-size:], np.uint8).reshape(shape) if len(data) > size else None

    return render


def whole_numbers(display: Any) -> bool:
    """Whether dcmtk keeps the modality values: it cuts them to integers."""
    return float(display["slope"]).is_integer() and float(display["intercept"]).is_integer()


def difference(frames: FrameSource, theirs: NDArray[np.uint8], **window: Any) -> int:
    """Return the largest difference outside padding, which dcmtk draws."""
    off = np.abs(frames.render(0, **window).astype(int) - theirs)
    display, stored = frames.info(0)["display"], frames.stored(0)
    if display["padding"]:
        low, high = display["padding"]
        off[(stored >= low) & (stored <= high)] = 0
    return int(off.max())


def test_is_within_one_of_dcmtk(
    windowed: list[tuple[Path, FrameSource]], dcm2pnm: Callable[..., Any]
) -> None:
    compared, wrong = 0, {}
    for path, frames in windowed[::5]:
        display = frames.info(0)["display"]
        if not whole_numbers(display) or path.name in OVERLAYS:
            continue
        theirs = dcm2pnm(
            path, frames.stored(0).shape, *(["+Wl", "1"] if display["voi_lut"] else ["+Wi", "1"])
        )
        if theirs is None:
            continue
        compared += 1
        if (off := difference(frames, theirs)) > 1:
            wrong[path.name] = off
    assert wrong == {}
    assert compared > 40


@pytest.mark.parametrize(("option", "function"), [("+Wfl", "LINEAR"), ("+Wfs", "SIGMOID")])
def test_any_window_is_within_one_of_dcmtk(
    option: str,
    function: str,
    windowed: list[tuple[Path, FrameSource]],
    dcm2pnm: Callable[..., Any],
) -> None:
    random = np.random.default_rng(7)
    compared, wrong = 0, {}
    for path, frames in windowed[3::17]:
        if not whole_numbers(frames.info(0)["display"]) or path.name in OVERLAYS:
            continue
        center, width = int(random.integers(-200, 1200)), int(random.integers(2, 3000))
        theirs = dcm2pnm(path, frames.stored(0).shape, option, "+Ww", str(center), str(width))
        if theirs is None:
            continue
        compared += 1
        chosen = {"window_center": center, "window_width": width, "voi_function": function}
        if (off := difference(frames, theirs, **chosen)) > 1:
            wrong[path.name] = (off, center, width)
    assert wrong == {}
    assert compared > 10
