"""Independent decoders: what dcmtk and gdcm make of the pixels of a file."""

from __future__ import annotations

import subprocess
from typing import TYPE_CHECKING, Any

from pydicom import dcmread
from pydicom.pixels import pixel_array
from support.hand_decoded import BY_HAND, plain_by_hand

if TYPE_CHECKING:
    from pathlib import Path

    from numpy.typing import NDArray
    from pydicom.dataset import Dataset

__all__ = ["REFEREES", "plain", "refereed"]

_STEM = "1.2.840.10008.1.2.4."
_JPEG = ("dcmdjpeg", "+cn")
_GDCM = ("gdcmconv", "--raw")
REFEREES = {
    "1.2.840.10008.1.2": ("dcmconv", "+te"),
    "1.2.840.10008.1.2.1": ("dcmconv", "+te"),
    "1.2.840.10008.1.2.1.99": ("dcmconv", "+te"),
    "1.2.840.10008.1.2.5": ("dcmdrle",),
    **dict.fromkeys((_STEM + each for each in ("50", "51", "57", "70")), _JPEG),
    **dict.fromkeys((_STEM + "80", _STEM + "81"), ("dcmdjpls",)),
    **dict.fromkeys((_STEM + "90", _STEM + "91"), _GDCM),
    **dict.fromkeys(
        (
            *("1.2.840.10008.1.2.1.98", "1.2.840.10008.1.2.8.1"),
            *(_STEM + each for each in ("201", "202", "203", "110", "112")),
        ),
        ("by hand",),
    ),
}
"""Transfer syntax → who decompresses it beside this package and pydicom."""


def plain(path: Path, folder: Path) -> Path:
    """Return the file uncompressed, as an independent program makes it; colours are kept.

    Where dcmtk knows too little (JPEG-LS of 7 bits), gdcm is asked; what neither of them knows
    (single bits in RLE, colours of 16 bits in frames of JPEG 2000) is decoded by hand.
    """
    header = dcmread(path, stop_before_pixels=True)
    syntax = str(header.file_meta.TransferSyntaxUID)
    out = folder / f"{path.stem}.plain.dcm"
    out.unlink(missing_ok=True)
    said = ""
    wide = header.SamplesPerPixel == 3 and header.BitsAllocated == 16 and "NumberOfFrames" in header
    if REFEREES[syntax] == ("by hand",) or (syntax in BY_HAND and wide) or _is_rle_bits(header):
        return plain_by_hand(path, out)
    for command in dict.fromkeys((REFEREES[syntax], _GDCM)):
        done = subprocess.run(
            [*command, str(path), str(out)], capture_output=True, check=False, text=True
        )
        if done.returncode == 0:
            return out
        said += f"{command[0]}: {done.stderr[-200:]} "
    raise AssertionError(said)


def _is_rle_bits(header: Dataset) -> bool:
    return header.BitsAllocated == 1 and str(header.file_meta.TransferSyntaxUID).endswith(".1.2.5")


def refereed(path: Path, folder: Path) -> NDArray[Any]:
    """Return the stored samples of a file as an independent program decompresses them.

    Colours are not converted; the frames come first where there are several.
    """
    return pixel_array(plain(path, folder), raw=True)
