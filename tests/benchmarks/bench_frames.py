"""Any frame of a long file beside the same frame alone; drawing it; the memory that it takes.

A file of 1,000 frames of 512 × 512 16 bit, native and RLE with every kind of offset table, and a
native file of 1 GB. Prints one JSON object as its last line; ratios are medians of
`DICOMWIDGETS_BENCH_RUNS` (7) runs that take turns with their peer.
"""

from __future__ import annotations

import json
import os
import random
import subprocess
import sys
import tempfile
import time
from itertools import cycle
from pathlib import Path
from statistics import median
from typing import TYPE_CHECKING, Any

import numpy as np
from pydicom.dataset import Dataset, FileMetaDataset
from pydicom.encaps import encapsulate, encapsulate_extended, generate_frames
from pydicom.pixels import apply_modality_lut, apply_voi_lut, pixel_array
from pydicom.uid import (
    ExplicitVRLittleEndian,
    RLELossless,
    SecondaryCaptureImageStorage,
    generate_uid,
)

import dicomwidgets as dw
from dicomwidgets.pixels.frame_source import FrameSource

if TYPE_CHECKING:
    from collections.abc import Callable

RUNS = int(os.environ.get("DICOMWIDGETS_BENCH_RUNS", "7"))
FRAMES = int(os.environ.get("DICOMWIDGETS_BENCH_FRAMES", "1000"))
SIDE = int(os.environ.get("DICOMWIDGETS_BENCH_SIDE", "512"))
GIGABYTES = float(os.environ.get("DICOMWIDGETS_BENCH_GIGABYTES", "1"))
A_RUN = 40
_MEMORY = """
import json, sys, tracemalloc
import dicomwidgets as dw
frames = dw.frames(sys.argv[1])
size = frames.frame_bytes(0)
frames.render(0)
peaks = []
tracemalloc.start()
for call in (frames.stored, frames.render):
    tracemalloc.reset_peak()
    before = tracemalloc.get_traced_memory()[0]
    call(len(frames) // 2)
    peaks.append((tracemalloc.get_traced_memory()[1] - before) / size)
print(json.dumps(peaks))
"""


def dataset(frames: int, rows: int = SIDE) -> Dataset:
    """Return a windowed grey image without pixels."""
    ds = Dataset()
    ds.file_meta = FileMetaDataset()
    ds.file_meta.TransferSyntaxUID = ExplicitVRLittleEndian
    ds.SOPClassUID, ds.SOPInstanceUID = SecondaryCaptureImageStorage, generate_uid()
    ds.StudyInstanceUID, ds.SeriesInstanceUID = generate_uid(), generate_uid()
    ds.Modality = "CT"
    ds.Rows, ds.Columns, ds.NumberOfFrames = rows, SIDE, frames
    ds.SamplesPerPixel, ds.PhotometricInterpretation = 1, "MONOCHROME2"
    ds.BitsAllocated, ds.BitsStored, ds.HighBit, ds.PixelRepresentation = 16, 12, 11, 0
    ds.RescaleSlope, ds.RescaleIntercept = "1", "-1024"
    ds.WindowCenter, ds.WindowWidth = "40", "400"
    return ds


def picture(number: int) -> np.ndarray[Any, np.dtype[np.uint16]]:
    """Return one frame with the noise of a scanner."""
    noise = np.random.default_rng(number).normal(1060, 60, (SIDE, SIDE))
    y, x = np.mgrid[-1 : 1 : SIDE * 1j, -1 : 1 : SIDE * 1j]
    return np.where(np.hypot(x, y) < 0.9, noise, 24).astype(np.uint16)


def native(path: Path, frames: int, pictures: list[bytes]) -> Path:
    """Write a native file, frame by frame."""
    ds = dataset(frames)
    ds.add_new("PixelData", "OW", b"\0\0")
    ds.save_as(path, enforce_file_format=True)
    with path.open("r+b") as file:
        start = file.seek(0, 2) - 2
        file.seek(start - 4)
        file.write((frames * len(pictures[0])).to_bytes(4, "little"))
        for _, data in zip(range(frames), cycle(pictures), strict=False):
            file.write(data)
    return path


def compressed(path: Path, frames: list[bytes], table: str) -> Path:
    """Write an RLE file with a basic offset table, an extended one, or none."""
    ds = dataset(len(frames))
    ds.file_meta.TransferSyntaxUID = RLELossless
    if table == "extended":
        ds.PixelData, ds.ExtendedOffsetTable, ds.ExtendedOffsetTableLengths = encapsulate_extended(
            frames
        )
    else:
        ds.PixelData = encapsulate(frames, has_bot=table == "basic")
    ds["PixelData"].VR = "OB"
    ds["PixelData"].is_undefined_length = True
    ds.save_as(path, enforce_file_format=True)
    return path


def encoded(pictures: list[bytes]) -> list[bytes]:
    """Return the frames as RLE."""
    ds = dataset(len(pictures))
    ds.PixelData = b"".join(pictures)
    ds["PixelData"].VR = "OW"
    ds.compress(RLELossless, generate_instance_uid=False)
    return list(generate_frames(ds.PixelData, number_of_frames=len(pictures)))


def seconds(call: Callable[[int], Any], numbers: list[int]) -> float:
    """Return what one call takes."""
    started = time.perf_counter()
    for number in numbers:
        call(number)
    return (time.perf_counter() - started) / len(numbers)


def compared(
    ours: Callable[[int], Any], peer: Callable[[int], Any], count: int, peers: int
) -> tuple[float, float]:
    """Return the median ratio of random calls among `count` to the peer's, and our seconds."""
    draw = random.Random(1)  # noqa: S311 - the same numbers each time
    ours(0)
    peer(0)
    ratios, took = [], []
    for _ in range(RUNS):
        numbers = draw.sample(range(1, count), min(A_RUN, count - 1))
        turn = [k % peers for k in range(len(numbers))]
        ours_took, peer_took = seconds(ours, numbers), seconds(peer, turn)
        ratios.append(ours_took / peer_took)
        took.append(ours_took)
    return median(ratios), median(took)


def unkept(path: Path) -> FrameSource:
    """Return frames of which only the newest stays decoded."""
    frames = dw.frames(path)
    frames.budget = 0
    return frames


def random_access(folder: Path, figures: dict[str, float]) -> None:
    """Compare a frame of a long file with the same frame in a file of its own."""
    pictures = [picture(k).tobytes() for k in range(8)]
    rle = encoded(pictures)
    for name, write in {
        "native": lambda path, many: native(path, many, pictures),
        **{
            f"rle_{table}": lambda path, many, table=table: compressed(
                path, [rle[k % len(rle)] for k in range(many)], table
            )
            for table in ("basic", "extended", "none")
        },
    }.items():
        path = write(folder / f"{name}.dcm", FRAMES)
        alone = folder / f"{name}_alone"
        alone.mkdir()
        for k in range(2):
            write(alone / f"{k}.dcm", 1)
        ours, peer = unkept(path), unkept(alone)
        if len(peer) != 2:
            peer = FrameSource(
                [*dw.frames(alone / "0.dcm").locators, *dw.frames(alone / "1.dcm").locators],
                budget=0,
            )
        ratio, took = compared(ours.stored, peer.stored, FRAMES, 2)
        figures[f"random_{name}_over_alone"] = ratio
        by_pydicom, _ = compared(
            ours.stored, lambda k, path=path: pixel_array(path, index=k), FRAMES, FRAMES
        )
        figures[f"random_{name}_over_pydicom"] = by_pydicom
        print(
            f"{name}: {1000 * took:.2f} ms a frame, {ratio:.2f} × alone, {by_pydicom:.2f} × pydicom"
        )
        path.unlink()


def display(folder: Path, figures: dict[str, float]) -> None:
    """Compare drawing a frame with pydicom's chain: of decoded pixels, and with reading them."""
    pictures = [picture(k).tobytes() for k in range(8)]
    path = native(folder / "shown.dcm", 8, pictures)
    ds = dataset(8)
    ds.PixelData = b"".join(pictures)
    ds["PixelData"].VR = "OW"
    kept, read = dw.frames(ds), dw.frames(path)
    decoded = [kept.stored(k) for k in range(8)]

    def chain(stored: Any) -> Any:
        values = apply_voi_lut(apply_modality_lut(stored, ds), ds)
        low, high = values.min(), values.max()
        return ((values - low) / (high - low) * 255 + 0.5).astype(np.uint8)

    for name, ours, peer in (
        ("render", kept.render, lambda k: chain(decoded[k])),
        ("read_and_render", read.render, lambda k: chain(pixel_array(path, index=k))),
    ):
        ratio, took = compared(ours, peer, 8, 8)
        figures[f"{name}_over_pydicom"] = ratio
        print(f"{name}: {1000 * took:.2f} ms a frame, {ratio:.3f} × pydicom")


def memory(folder: Path, figures: dict[str, float]) -> None:
    """Measure, in a process of its own, the peak for one frame of a large native file."""
    size = 2 * SIDE * SIDE
    frames = int(GIGABYTES * 2**30) // size
    path = native(folder / "large.dcm", 0, [bytes(size)])
    with path.open("r+b") as file:
        data = file.read()
    ds = dataset(frames)
    ds.add_new("PixelData", "OW", b"\0\0")
    ds.save_as(path, enforce_file_format=True)
    with path.open("r+b") as file:
        start = file.seek(0, 2) - 2
        file.seek(start - 4)
        file.write((frames * size).to_bytes(4, "little"))
        file.truncate(start + frames * size)
    del data
    peaks = [
        json.loads(
            subprocess.run(
                [sys.executable, "-c", _MEMORY, str(path)],
                capture_output=True,
                check=True,
                text=True,
            ).stdout
        )
        for _ in range(5)
    ]
    for k, name in enumerate(("stored", "render")):
        figures[f"memory_{name}_over_frame"] = median(peak[k] for peak in peaks)
    print(f"memory of a {GIGABYTES:g} GB file: {peaks[0][0]:.2f} and {peaks[0][1]:.2f} frames")


def main() -> None:
    """Measure and print."""
    figures: dict[str, float] = {}
    with tempfile.TemporaryDirectory() as folder:
        random_access(Path(folder), figures)
        display(Path(folder), figures)
        memory(Path(folder), figures)
    print(json.dumps({name: round(value, 4) for name, value in figures.items()}))


if __name__ == "__main__":
    main()
