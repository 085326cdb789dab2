"""Our call on a frame beside the bare call of the codec library; bulk in two processes beside one.

Frames of 1 MiB and more, grey in 12 bits (8 for JPEG). Ours is `encoders.encode`, and what decodes
a frame of a file; the peer's is the call of its package on the same array or bytes. Each ratio is
the median of `DICOMWIDGETS_BENCH_RUNS` (7) runs that take turns. Names of codecs as arguments run
these alone, ``bulk`` the folder; by default all. Prints one JSON object as its last line.
"""

from __future__ import annotations

import json
import os
import sys
import tempfile
import time
from pathlib import Path
from statistics import median
from typing import TYPE_CHECKING, Any, NamedTuple

import imagecodecs
import jpeg_ls
import numpy as np
from openjpeg.utils import encode_array
from rle.rle import decode_frame as decode_rle
from rle.rle import encode_frame as encode_rle

import dicomwidgets as dw
from dicomwidgets import samples
from dicomwidgets.pixels.compressed import samples_of
from dicomwidgets.pixels.pixel_format import PixelFormat
from dicomwidgets.transcoding.encoders import LOSSLESS, Knob, encode

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray

RUNS = int(os.environ.get("DICOMWIDGETS_BENCH_RUNS", "7"))
SIDE = int(os.environ.get("DICOMWIDGETS_BENCH_SIDE", "1024"))
FILES = int(os.environ.get("DICOMWIDGETS_BENCH_FILES", "48"))
STEM = "1.2.840.10008.1.2.4."


class Codec(NamedTuple):
    """One codec: its transfer syntax, bits, and the bare calls."""

    uid: str
    bits: int
    encode: Callable[[NDArray[Any]], Any]
    decode: Callable[[Any], Any]
    knob: Knob = LOSSLESS


CODECS = {
    "rle": Codec(
        "1.2.840.10008.1.2.5",
        12,
        lambda a: encode_rle(a.tobytes(), *a.shape, 1, 16, "<"),
        lambda d: np.frombuffer(decode_rle(d, SIDE * SIDE, 16, "<"), np.uint16),
    ),
    "jpegls": Codec(
        f"{STEM}80",
        12,
        lambda a: jpeg_ls.encode_buffer(a.tobytes(), *a.shape, 1, 12, interleave_mode=0),
        imagecodecs.jpegls_decode,
    ),
    "jpeg2000": Codec(
        f"{STEM}90",
        12,
        lambda a: encode_array(a, bits_stored=12, photometric_interpretation=2, use_mct=False),
        lambda d: imagecodecs.jpeg2k_decode(d, numthreads=1),
    ),
    "jpeg": Codec(
        f"{STEM}50",
        8,
        lambda a: imagecodecs.jpeg8_encode(a, level=90, bitspersample=8),
        imagecodecs.jpeg8_decode,
        Knob("quality", 90),
    ),
    "jpeg_lossless": Codec(
        f"{STEM}70",
        12,
        lambda a: imagecodecs.jpeg8_encode(a, lossless=True, predictor=1, bitspersample=12),
        imagecodecs.jpeg8_decode,
    ),
    "htj2k": Codec(
        f"{STEM}201",
        12,
        lambda a: imagecodecs.htj2k_encode(a, reversible=True, resolutions=5),
        lambda d: imagecodecs.jpeg2k_decode(d, numthreads=1),
    ),
    "jpegxl": Codec(
        f"{STEM}110",
        12,
        lambda a: imagecodecs.jpegxl_encode(a, lossless=True, bitspersample=12, numthreads=1),
        lambda d: imagecodecs.jpegxl_decode(d, numthreads=1),
    ),
}


def frame(bits: int) -> NDArray[Any]:
    """Return an image with edges, slopes and noise."""
    rng = np.random.default_rng(1)
    y, x = np.mgrid[:SIDE, :SIDE] / SIDE
    image = 0.4 + 0.3 * np.sin(9 * x) * np.cos(7 * y) + 0.2 * (np.hypot(x - 0.5, y - 0.5) < 0.3)
    image += rng.normal(0, 0.004, image.shape)
    values = np.clip(image, 0, 1) * ((1 << bits) - 1)
    return values.astype("u1" if bits == 8 else "u2")


def ratio_of(ours: Callable[[], Any], theirs: Callable[[], Any]) -> tuple[float, float]:
    """Return the median ratio of two calls that take turns, and ours in seconds."""
    ours(), theirs()
    pairs = [(_seconds(ours), _seconds(theirs)) for _ in range(RUNS)]
    return median(one / other for one, other in pairs), median(one for one, _ in pairs)


def _seconds(call: Callable[[], Any]) -> float:
    begin = time.perf_counter()
    call()
    return time.perf_counter() - begin


def of_codec(name: str) -> dict[str, float]:
    """Return the ratios of one codec."""
    codec = CODECS[name]
    image = frame(codec.bits)
    bits = {"bits": codec.bits, "photometric": "MONOCHROME2", "knob": codec.knob}
    data = encode(image, codec.uid, **bits)
    allocated = 8 * image.itemsize
    fmt = PixelFormat(
        *(codec.uid, "PixelData", SIDE, SIDE, 1, 1, allocated, codec.bits, codec.bits - 1),
        *(False, "MONOCHROME2", 0, None),
    )
    encoding = ratio_of(lambda: encode(image, codec.uid, **bits), lambda: codec.encode(image))
    decoding = ratio_of(lambda: samples_of(data, fmt), lambda: codec.decode(data))
    return {
        f"encode_{name}_over_library": round(encoding[0], 3),
        f"decode_{name}_over_library": round(decoding[0], 3),
        f"encode_{name}_ms": round(1000 * encoding[1], 1),
        f"decode_{name}_ms": round(1000 * decoding[1], 1),
    }


def of_bulk() -> dict[str, float]:
    """Return how long two processes take beside one, for a folder of CT slices."""
    with tempfile.TemporaryDirectory() as place:
        source = Path(place, "scans")
        samples.write_ct_folder(source, slices=FILES, size=512)
        times: dict[int, list[float]] = {1: [], 2: []}
        for run in range(max(3, RUNS // 2)):
            for workers, spent in times.items():
                target = Path(place, f"out-{run}-{workers}")
                begin = time.perf_counter()
                report = dw.transcode(source, target, to="JPEG2000Lossless", workers=workers)
                spent.append(time.perf_counter() - begin)
                assert report.counts == {"written": FILES}, report
    pairs = zip(times[2], times[1], strict=True)
    return {
        "bulk_2_processes_over_1_process": round(median(two / one for two, one in pairs), 3),
        "bulk_files_a_second_2_processes": round(FILES / median(times[2]), 1),
    }


if __name__ == "__main__":
    wanted = sys.argv[1:] or [*CODECS, "bulk"]
    found: dict[str, float] = {"side": SIDE, "runs": RUNS, "processors": os.cpu_count() or 0}
    for each in wanted:
        found |= of_bulk() if each == "bulk" else of_codec(each)
        print(f"{each} done", file=sys.stderr)
    print(json.dumps(found))
