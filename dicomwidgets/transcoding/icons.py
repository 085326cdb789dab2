"""Pixels of items in sequences, such as icons: they stay or become uncompressed (PS3.5 A.4)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from pydicom import Dataset  # noqa: TC002 - by its front door
from pydicom.dataelem import DataElement
from pydicom.encaps import generate_frames

from dicomwidgets.display.tolerant import number
from dicomwidgets.errors import TranscodeError
from dicomwidgets.pixels.compressed import reason, samples_of
from dicomwidgets.pixels.pixel_format import PixelFormat
from dicomwidgets.reading.quick import value_or_none
from dicomwidgets.transcoding.encoders import packed

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = ["PlainIcons"]

_PIXELS = 0x7FE00010
_ITEM = b"\xfe\xff\x00\xe0"


@dataclass(frozen=True)
class PlainIcons:
    """Makes compressed pixels of items uncompressed.

    Parameters
    ----------
    syntax
        The transfer syntax that they have: that of the file.
    """

    syntax: str

    def __call__(self, item: Dataset) -> None:
        """Change an item that holds compressed pixels.

        Raises
        ------
        TranscodeError
            If they can't be decoded.
        """
        element: Any = item.get_item(_PIXELS)
        value = element.value or b""
        if not value.startswith(_ITEM):
            return
        try:
            fmt = _format(item, self.syntax)
            array, found = samples_of(next(generate_frames(value, number_of_frames=1)), fmt)
        except Exception as problem:  # noqa: BLE001 - decoders raise whatever damaged data provokes
            raise TranscodeError(
                f"Pixels in a sequence, such as an icon, can't be decoded: {reason(problem)}",
                tag="(7FE0,0010)",
                keyword="PixelData",
                remedy="Remove the icon first: dw.edit(x).delete('IconImageSequence').",
            ) from None
        words = array.astype(f"{array.dtype.kind}{max(8, fmt.bits_allocated) // 8}", copy=False)
        data = packed(words, 1 if fmt.bits_allocated == 1 else 0)
        vr = "OB" if fmt.bits_allocated <= 8 else "OW"
        item[_PIXELS] = DataElement(_PIXELS, vr, data + b"\0" * (len(data) % 2))
        if found.samples > 1:
            item.PhotometricInterpretation = found.photometric
            item.PlanarConfiguration = 0


def _format(item: Dataset, syntax: str) -> PixelFormat:
    told: Mapping[str, int] = {
        keyword: int(number(value_or_none(item, keyword)) or 0)
        for keyword in ("Rows", "Columns", "SamplesPerPixel", "BitsAllocated", "BitsStored")
    }
    allocated = told["BitsAllocated"] or 8
    stored = told["BitsStored"] or allocated
    return PixelFormat(
        transfer_syntax_uid=syntax,
        keyword="PixelData",
        rows=told["Rows"],
        columns=told["Columns"],
        samples=told["SamplesPerPixel"] or 1,
        frames=1,
        bits_allocated=allocated,
        bits_stored=stored,
        high_bit=stored - 1,
        signed=number(value_or_none(item, "PixelRepresentation")) == 1,
        photometric=str(value_or_none(item, "PhotometricInterpretation") or "").strip(),
        planar=0,
        offset=None,
    )
