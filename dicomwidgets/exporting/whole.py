"""A series as one file, frame by frame."""

from __future__ import annotations

from typing import TYPE_CHECKING, BinaryIO

from dicomwidgets.exporting.arrays import write_array
from dicomwidgets.exporting.films.film import write_film
from dicomwidgets.exporting.image_encoding import image_of, write_jpeg
from dicomwidgets.exporting.montage import montage_of
from dicomwidgets.exporting.tiff import Page, TiffWriter
from dicomwidgets.exporting.tiff_pages import write_pages

if TYPE_CHECKING:
    from dicomwidgets.exporting.montage import Montage
    from dicomwidgets.exporting.pictures import Shots
    from dicomwidgets.exporting.wish import Wish

__all__ = ["write_whole"]


def write_whole(shots: Shots, wish: Wish, out: BinaryIO) -> None:
    """Write frames of a series as one file that is no volume; one at a time is in memory.

    Parameters
    ----------
    shots
        The frames.
    wish
        How.
    out
        Where to; it can seek.

    Raises
    ------
    DecodeError, DisplayError, VolumeError
        If a frame can't be decoded, or the file can't hold what is asked for.
    """
    name = wish.form.name
    if wish.montage is not None:
        _write_montage(shots, wish.montage, name, out)
    elif wish.form.making == "film":
        write_film(shots, name, wish.playing, out)
    elif wish.form.making == "array":
        write_array(shots, name, out)
    else:
        write_pages(shots, out)


def _write_montage(shots: Shots, montage: Montage, name: str, out: BinaryIO) -> None:
    sheet = montage_of(shots, montage)
    if name == "jpeg":
        write_jpeg(sheet, shots.style.quality, out)
    elif name == "png":
        image_of(sheet).save(out, "PNG")
    else:
        TiffWriter(out, sheet.nbytes).add(Page(sheet))
