"""Images that are too small for their pixels: without any, or cut short."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dicomwidgets.codecs import is_native
from dicomwidgets.collection.checks.archive import Mark
from dicomwidgets.errors import ReadError
from dicomwidgets.reading.header import read_header

if TYPE_CHECKING:
    from collections.abc import Iterator

    from dicomwidgets.collection.checks.archive import Archive

__all__ = ["check_empty_series"]

_PIXELS = (
    *("Size", "TransferSyntaxUID", "Rows", "Columns", "SamplesPerPixel", "NumberOfFrames"),
    "BitsAllocated",
)
_MOST_COMPRESSED = 500
"""No still image is compressed to less than a 500th and has anything to show."""


def check_empty_series(archive: Archive) -> Iterator[Mark]:
    """Yield series without pixels, and single images without them (PS3.3 C.7.6.3).

    Only files are opened that are smaller than their pixels can be.
    """
    bare = {row for row in _too_small(archive) if _has_no_pixels(archive, row)}
    if not bare:
        return
    series = archive.texts("SeriesInstanceUID")
    counted: dict[str, list[int]] = {}
    for row in archive.images():
        counted.setdefault(series[row], []).append(row)
    for rows in counted.values():
        without = [row for row in rows if row in bare]
        if without and len(without) == len(rows) and len(rows) > 1:
            text = f"None of the {len(rows)} images of a series has pixels."
            yield Mark("series-empty", text, rows, numbers={"files": len(rows)})
        elif without:
            files = "1 image has" if len(without) == 1 else f"{len(without)} images have"
            yield Mark(
                "pixels-missing", f"{files} no pixels.", without, numbers={"files": len(without)}
            )


def _too_small(archive: Archive) -> Iterator[int]:
    images = list(archive.images())
    sizes, syntaxes, *factors = (archive.column(name).cells(images) for name in _PIXELS)
    native = {syntax: is_native(str(syntax or "")) for syntax in set(syntaxes)}
    for row, size, syntax, each in zip(
        images, sizes, syntaxes, zip(*factors, strict=True), strict=True
    ):
        bits = 1
        for factor in each:
            bits *= factor if isinstance(factor, int) and factor > 0 else 1
        least = bits / 8 if native[syntax] else bits / 8 / _MOST_COMPRESSED
        if not isinstance(size, int) or size < least or not size:
            yield row


def _has_no_pixels(archive: Archive, row: int) -> bool:
    try:
        header = read_header(archive.source, archive.item(row))
    except ReadError:
        return False
    return header.pixel_keyword is None and "PixelDataProviderURL" not in header.dataset
