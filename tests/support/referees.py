"""Independent decoders: what dcmtk and gdcm make of the pixels of a file."""

from __future__ import annotations

import subprocess
from typing import TYPE_CHECKING, Any

from pydicom import dcmread
from pydicom.pixels import pixel_array

if TYPE_CHECKING:
    from pathlib import Path

    from numpy.typing import NDArray

__all__ = ["REFEREES", "refereed"]

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
}
"""Transfer syntax → who decompresses it beside this package and pydicom."""


def refereed(path: Path, folder: Path) -> NDArray[Any]:
    """Return the stored samples of a file as an independent program decompresses them.

    Colours are not converted; the frames come first where there are several.
    """
    syntax = str(dcmread(path, stop_before_pixels=True).file_meta.TransferSyntaxUID)
    out = folder / f"{path.stem}.raw.dcm"
    out.unlink(missing_ok=True)
    done = subprocess.run(
        [*REFEREES[syntax], str(path), str(out)], capture_output=True, check=False, text=True
    )
    assert done.returncode == 0, f"{REFEREES[syntax][0]}: {done.stderr[-300:]}"
    return pixel_array(out, raw=True)
