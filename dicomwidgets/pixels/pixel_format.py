"""How the pixels of one file are stored (PS3.3 C.7.6.3), reduced to what decoding needs."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from dicomwidgets.display.description import OVERLAY_GROUPS
from dicomwidgets.display.tolerant import number
from dicomwidgets.errors import DecodeError
from dicomwidgets.reading.quick import value_or_none
from dicomwidgets.reading.served import server_of

if TYPE_CHECKING:
    from numpy.typing import NDArray
    from pydicom.dataset import Dataset

    from dicomwidgets.reading.header import Header

__all__ = ["Decoded", "PixelFormat", "pixel_format"]


class PixelFormat(NamedTuple):
    """The Image Pixel Module of one file, checked.

    `drawn_bits` is how many bits of a word, from the lowest, overlays within the pixels reach to.
    `offset` is where the value of the pixel element begins in the file, ``None`` where the file
    has to be read whole to know (deflated, in memory); `length` is that of the value in bytes,
    ``None`` where it is undefined or not known.
    """

    transfer_syntax_uid: str
    keyword: str
    rows: int
    columns: int
    samples: int
    frames: int
    bits_allocated: int
    bits_stored: int
    high_bit: int
    signed: bool
    photometric: str
    planar: int
    offset: int | None
    length: int | None = None
    drawn_bits: int = 0

    @property
    def is_float(self) -> bool:
        """Whether the stored values are floating-point numbers."""
        return self.keyword != "PixelData"

    @property
    def is_color(self) -> bool:
        """Whether a frame is shown in its own colours."""
        return self.samples > 1 or self.photometric == "PALETTE COLOR"

    @property
    def frame_bytes(self) -> int:
        """Length of one uncompressed frame, rounded up to whole bytes."""
        return (self.rows * self.columns * self.samples * self.bits_allocated + 7) // 8


class Decoded(NamedTuple):
    """The samples of a frame, and how they are stored by header and codestream together."""

    array: NDArray[Any]
    fmt: PixelFormat


def pixel_format(header: Header) -> PixelFormat:
    """Return how the pixels of a file are stored.

    Raises
    ------
    DecodeError
        Where an element that decoding can't do without is missing or senseless.
    """
    ds = header.dataset
    keyword = _keyword(header)
    default = {"FloatPixelData": 32, "DoubleFloatPixelData": 64}.get(keyword)
    allocated = default or _number(header, "BitsAllocated", "(0028,0100)")
    if allocated != 1 and allocated not in (8, 16, 32, 64):
        raise _senseless(header, "BitsAllocated", "(0028,0100)", allocated)
    stored = default or _optional(ds, "BitsStored", allocated)
    if not 1 <= stored <= allocated:
        raise _senseless(header, "BitsStored", "(0028,0101)", stored)
    samples = _optional(ds, "SamplesPerPixel", 1)
    if samples not in (1, 3):
        raise _senseless(header, "SamplesPerPixel", "(0028,0002)", samples)
    return PixelFormat(
        transfer_syntax_uid=_syntax(header),
        keyword=keyword,
        rows=_number(header, "Rows", "(0028,0010)"),
        columns=_number(header, "Columns", "(0028,0011)"),
        samples=samples,
        frames=max(1, _optional(ds, "NumberOfFrames", 1)),
        bits_allocated=allocated,
        bits_stored=stored,
        high_bit=_optional(ds, "HighBit", stored - 1),
        signed=_optional(ds, "PixelRepresentation", 0) == 1,
        photometric=str(value_or_none(ds, "PhotometricInterpretation") or "").strip(),
        planar=_optional(ds, "PlanarConfiguration", 0),
        offset=header.pixel_offset,
        length=header.pixel_length,
        drawn_bits=_drawn_bits(ds),
    )


def _drawn_bits(ds: Dataset) -> int:
    tags = ds.keys()
    if not any((group << 16) + 0x0102 in tags for group in OVERLAY_GROUPS):
        return 0
    from dicomwidgets.display.overlays import embedded_bits  # noqa: PLC0415 - few images have any

    return embedded_bits(ds)


def _syntax(header: Header) -> str:
    if header.transfer_syntax_uid is None:
        server = server_of(header.source, header.item) if header.source is not None else None
        if server is not None:
            holder, item = server
            return holder.syntax(item)
        raise DecodeError(
            "The pixels are compressed, and the file does not say how.",
            tag="(0002,0010)",
            keyword="TransferSyntaxUID",
            file=header.item.name,
        )
    return header.transfer_syntax_uid


def _keyword(header: Header) -> str:
    """Return the pixel element of the file; a header read without pixels may not hold it."""
    if header.pixel_keyword is None:
        raise DecodeError(
            "The file holds no pixels.",
            tag="(7FE0,0010)",
            keyword="PixelData",
            file=header.item.name,
        )
    return header.pixel_keyword


def _number(header: Header, keyword: str, tag: str) -> int:
    value = _optional(header.dataset, keyword, 0)
    if value <= 0:
        raise DecodeError(
            "The element is missing or not a positive number; without it the pixels mean nothing.",
            tag=tag,
            keyword=keyword,
            file=header.item.name,
        )
    return value


def _optional(ds: Dataset, keyword: str, default: int) -> int:
    try:
        value = number(ds.get(keyword))
    except Exception:  # noqa: BLE001 - pydicom raises whatever a broken value provokes
        return default
    return default if value is None else int(value)


def _senseless(header: Header, keyword: str, tag: str, value: int) -> DecodeError:
    return DecodeError(
        f"The value {value} is none that this program can decode.",
        tag=tag,
        keyword=keyword,
        file=header.item.name,
    )
