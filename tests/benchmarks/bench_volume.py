"""A series as a volume: beside stacking pydicom's arrays, beside its bytes; memory; two cores.

300 slices of 512 × 512, 16 bit native, with the headers of a scanner; the same in JPEG-LS and JPEG
2000. Every run is a process of its own but for imports, on files that the system has at hand.
Prints one JSON object as its last line; figures are medians of `DICOMWIDGETS_BENCH_RUNS` (5) runs
that take turns.
"""

from __future__ import annotations

import gc
import json
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from statistics import median
from typing import TYPE_CHECKING, Any

import numpy as np
from pydicom import dcmread
from pydicom.dataset import Dataset
from pydicom.encaps import encapsulate
from pydicom.uid import JPEG2000Lossless, JPEGLSLossless, generate_uid

import dicomwidgets as dw
from dicomwidgets import samples
from dicomwidgets.pixels.plugins.decoders import decoders_for

if TYPE_CHECKING:
    from collections.abc import Callable

RUNS = int(os.environ.get("DICOMWIDGETS_BENCH_RUNS", "5"))
SLICES = int(os.environ.get("DICOMWIDGETS_BENCH_SLICES", "300"))
SIDE = int(os.environ.get("DICOMWIDGETS_BENCH_SIDE", "512"))
_PEAK = """
import json, resource, sys
import numpy as np
import dicomwidgets as dw
dw.volume(sys.argv[2]).array.sum()  # what reading brings along, but for the array
if sys.argv[3] == "file":
    out = sys.argv[4]
else:
    out = None
with open("/proc/self/clear_refs", "w") as file:
    file.write("5")
def status(name):
    lines = open("/proc/self/status").read().splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith(name)) / 1024
before = status("VmRSS")
made = dw.volume(sys.argv[1], out=out)
print(json.dumps([status("VmHWM") - before, made.nbytes / 2**20]))
"""


def headers() -> Dataset:
    """Return a header with as many elements, and sequences, as a scanner writes."""
    ds = samples.ct(2, 16)[0]
    for number in range(40):
        ds.add_new(0x00091010 + number, "LO" if number % 2 else "DS", str(number))
    ds.add_new(0x00090010, "LO", "BENCH")
    code = Dataset()
    code.CodeValue, code.CodingSchemeDesignator, code.CodeMeaning = "T-D3000", "SRT", "Chest"
    ds.ProcedureCodeSequence = [code]
    ds.Rows = ds.Columns = SIDE
    ds.PixelSpacing = [0.7, 0.7]
    return ds


def picture(number: int) -> np.ndarray[Any, np.dtype[np.uint16]]:
    """Return one slice with the noise of a scanner."""
    noise = np.random.default_rng(number).normal(1060, 30, (SIDE, SIDE))
    y, x = np.mgrid[-1 : 1 : SIDE * 1j, -1 : 1 : SIDE * 1j]
    return np.where(np.hypot(x, y) < 0.9, noise, 24).astype(np.uint16)


def written(folder: Path, count: int, encoded: list[bytes] | None = None, uid: str = "") -> Path:
    """Write a series whose names are in another order than its slices."""
    folder.mkdir()
    ds, pictures = headers(), [picture(k) for k in range(8)]
    for number in range(count):
        ds.SOPInstanceUID = ds.file_meta.MediaStorageSOPInstanceUID = generate_uid()
        ds.InstanceNumber, ds.SliceLocation = number + 1, 1.25 * number
        ds.ImagePositionPatient = [-180.0, -180.0, 1.25 * number]
        if encoded is None:
            ds.PixelData = pictures[number % 8].tobytes()
        else:
            ds.file_meta.TransferSyntaxUID = uid
            ds.PixelData = encapsulate([encoded[number % 8]])
            ds["PixelData"].is_undefined_length = True
        ds.save_as(folder / f"{number * 7 % count:04}.dcm", enforce_file_format=True)
    return folder


def compressed(uid: str) -> list[bytes]:
    """Return eight slices, compressed."""
    import imagecodecs  # noqa: PLC0415 - an extra

    encode: Callable[..., bytes] = {
        JPEGLSLossless: imagecodecs.jpegls_encode,
        JPEG2000Lossless: lambda array: imagecodecs.jpeg2k_encode(
            array, codecformat="J2K", level=0, reversible=True
        ),
    }[uid]
    return [bytes(encode(picture(k))) for k in range(8)]


def stacked(folder: Path) -> Any:
    """Return what people write by hand."""
    datasets = sorted(map(dcmread, folder.iterdir()), key=lambda ds: ds.ImagePositionPatient[2])
    return np.stack([ds.pixel_array * ds.RescaleSlope + ds.RescaleIntercept for ds in datasets])


def seconds(call: Callable[[], Any]) -> float:
    """Return what one call takes; what it made is let go of before the next."""
    gc.collect()
    started = time.perf_counter()
    made = call()
    took = time.perf_counter() - started
    del made
    return took


def turns(**calls: Callable[[], Any]) -> dict[str, list[float]]:
    """Return the seconds of each call, in runs that take turns."""
    for call in calls.values():
        call()
    took: dict[str, list[float]] = {name: [] for name in calls}
    for _ in range(RUNS):
        for name, call in calls.items():
            took[name].append(seconds(call))
    return took


def ratio(over: list[float], under: list[float]) -> float:
    """Return the median of the ratios of runs beside each other."""
    return median(a / b for a, b in zip(over, under, strict=True))


def native(folder: Path, figures: dict[str, float]) -> None:
    """Compare with stacking by hand and with reading the bytes."""
    files = sorted(folder.iterdir())
    took = turns(
        ours=lambda: dw.volume(folder),
        bytes=lambda: [file.read_bytes() for file in files],
        floats=lambda: dw.volume(folder, dtype="float32"),
        stored=lambda: dw.volume(folder, values="stored"),
    )
    peer = turns(peer=lambda: stacked(folder), ours=lambda: dw.volume(folder))
    figures["seconds"] = median(took["ours"])
    figures["bytes_seconds"] = median(took["bytes"])
    figures["stack_over_ours"] = ratio(peer["peer"], peer["ours"])
    figures["ours_over_bytes"] = ratio(took["ours"], took["bytes"])
    figures["float32_over_bytes"] = ratio(took["floats"], took["bytes"])
    figures["stored_over_bytes"] = ratio(took["stored"], took["bytes"])
    print(
        f"native: {figures['seconds']:.3f} s, {figures['ours_over_bytes']:.2f} × reading the bytes,"
        f" stacking by hand {figures['stack_over_ours']:.1f} ×"
    )


def memory(folder: Path, small: Path, figures: dict[str, float]) -> None:
    """Measure how much more than the array a process holds at its peak."""
    for name in ("array", "file"):
        peaks = []
        for run in range(RUNS):
            out = folder.parent / f"volume{run}.npy"
            done = subprocess.run(
                [sys.executable, "-c", _PEAK, str(folder), str(small), name, str(out)],
                capture_output=True,
                check=True,
                text=True,
            )
            peak, array = json.loads(done.stdout)
            peaks.append(peak - array)
            out.unlink(missing_ok=True)
        figures[f"memory_{name}_over_array_mb"] = median(peaks)
    print(f"memory: {figures['memory_array_over_array_mb']:.1f} MB beside the array")


def cores(folder: Path, figures: dict[str, float]) -> None:
    """Compare two cores with one, by threads or processes."""
    for uid, name in ((JPEGLSLossless, "jpeg_ls"), (JPEG2000Lossless, "jpeg2000")):
        place = written(folder / name, SLICES, compressed(uid), uid)
        took = turns(
            one=lambda place=place: dw.volume(place, workers=1),
            two=lambda place=place: dw.volume(place, workers=2),
        )
        figures[f"{name}_two_cores"] = ratio(took["one"], took["two"])
        figures[f"{name}_seconds"] = median(took["two"])
        figures[f"{name}_by_pydicoms_decoders"] = without_imagecodecs(place)
        plugin = decoders_for([uid])[0].available_plugins[0]
        print(
            f"{name} by {plugin}: {figures[f'{name}_two_cores']:.2f} × on two cores; by pydicom's "
            f"decoders, in processes, {figures[f'{name}_by_pydicoms_decoders']:.2f} ×"
        )


def without_imagecodecs(folder: Path) -> float:
    """Return the same ratio where imagecodecs is not installed."""
    code = f"""
import sys, os, json
sys.path.insert(0, {str(Path(__file__).parent)!r})
sys.modules["imagecodecs"] = None
import bench_volume as bench
import dicomwidgets as dw
took = bench.turns(
    one=lambda: dw.volume({str(folder)!r}, workers=1),
    two=lambda: dw.volume({str(folder)!r}, workers=2),
)
print(json.dumps(bench.ratio(took["one"], took["two"])))
"""
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, check=True, text=True)
    return float(json.loads(done.stdout.splitlines()[-1]))


def main() -> None:
    """Measure and print."""
    figures: dict[str, float] = {}
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        series, small = written(folder / "native", SLICES), written(folder / "small", 2)
        native(series, figures)
        memory(series, small, figures)
        cores(folder, figures)
    print(json.dumps({name: round(value, 4) for name, value in figures.items()}))


if __name__ == "__main__":
    main()
