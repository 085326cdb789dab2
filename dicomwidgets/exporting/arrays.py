"""The frames of a series as an array of NumPy, written one after the other."""

from __future__ import annotations

import zipfile
from typing import IO, TYPE_CHECKING, Any, BinaryIO, cast

if TYPE_CHECKING:
    from dicomwidgets.exporting.pictures import Shots

__all__ = ["write_array"]


def write_array(shots: Shots, kind: str, out: BinaryIO) -> None:
    """Write frames as an array (frames, rows, columns), in their order; colours have a last axis.

    Parameters
    ----------
    shots
        The frames: values of one type, or uint8 as on the screen.
    kind
        ``"npy"``, or ``"npz"``: there the array is called ``array``.
    out
        Where to.

    Raises
    ------
    DecodeError, DisplayError, VolumeError
        If a frame can't be decoded, if frames differ in size or unit.
    """
    if kind == "npy":
        _write(shots, out)
        return
    # Stored, as by numpy.savez.
    with (
        zipfile.ZipFile(out, "w") as archive,
        archive.open("array.npy", "w", force_zip64=True) as member,
    ):
        _write(shots, member)


def _write(shots: Shots, out: IO[bytes]) -> None:
    from numpy.lib import format as npy  # noqa: PLC0415 - this room has no pixels of its own

    is_begun = False
    for _, array in shots.each():
        if not is_begun:
            told = {
                "descr": npy.dtype_to_descr(array.dtype),
                "fortran_order": False,
                "shape": (len(shots.chosen), *array.shape),
            }
            npy.write_array_header_1_0(cast("Any", out), told)
            is_begun = True
        out.write(array.tobytes())
