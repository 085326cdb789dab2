"""Rows, columns, bits, frames and palettes against the pixels that are there (PS3.3 C.7.6.3)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dicomwidgets.checking.subject import Mark, Subject
from dicomwidgets.codecs import is_native, is_video
from dicomwidgets.reference.modules import iod_of

if TYPE_CHECKING:
    from collections.abc import Iterator

__all__ = ["check_pixels", "fragments_fault"]

_PIXELS = ("PixelData", "FloatPixelData", "DoubleFloatPixelData")
_ONE_SAMPLE = ("MONOCHROME1", "MONOCHROME2", "PALETTE COLOR")
_COLORS = ("Red", "Green", "Blue")
_UNTOLD = "1.2.840.10008.1.2.4.9"


def check_pixels(subject: Subject) -> Iterator[Mark]:
    """Yield where the description of the pixels contradicts itself, or the pixels."""
    pixels = next((index for each in _PIXELS if (index := subject.find(each)) >= 0), -1)
    if pixels < 0:
        yield from _without_pixels(subject)
    if subject.find("Rows") < 0 or subject.find("BitsAllocated") < 0:
        return
    yield from _bits(subject)
    yield from _samples(subject)
    yield from _palettes(subject)
    if pixels >= 0:
        yield from _length(subject, pixels)


def _without_pixels(subject: Subject) -> Iterator[Mark]:
    iod = iod_of(subject.text("SOPClassUID"))
    names = [use.module.name for use in iod.modules if use.usage == "M"] if iod else []
    if "Image Pixel" in names and subject.find("PixelDataProviderURL") < 0:
        text = "An image of this kind has pixels, and there are none."
        yield Mark("pixels-missing", text, -1, "PixelData")


def _bits(subject: Subject) -> Iterator[Mark]:
    allocated, stored = subject.number("BitsAllocated"), subject.number("BitsStored")
    high, sign = subject.number("HighBit"), subject.number("PixelRepresentation")
    if allocated is not None and allocated != 1 and (allocated % 8 or not 8 <= allocated <= 64):
        text = f"Bits Allocated is {allocated}: 1 or a multiple of 8 is expected."
        yield Mark("pixels-bits", text, subject.find("BitsAllocated"))
    elif allocated is not None and stored is not None and not 0 < stored <= allocated:
        text = f"Bits Stored is {stored}, of {allocated} allocated."
        yield Mark("pixels-bits", text, subject.find("BitsStored"))
    elif high is not None and stored is not None and high != stored - 1:
        text = f"High Bit is {high}, Bits Stored {stored}: {stored - 1} is expected."
        yield Mark("pixels-bits", text, subject.find("HighBit"))
    if sign not in (None, 0, 1):
        text = f"Pixel Representation is {sign}: 0 or 1 is expected."
        yield Mark("pixels-bits", text, subject.find("PixelRepresentation"))


def _samples(subject: Subject) -> Iterator[Mark]:
    meaning, samples = subject.text("PhotometricInterpretation"), subject.number("SamplesPerPixel")
    if not meaning or samples is None:
        return
    expected = 1 if meaning in _ONE_SAMPLE else 3
    known = meaning in _ONE_SAMPLE or meaning == "RGB" or meaning.startswith("YBR")
    if known and samples != expected:
        text = f"{meaning} has {expected} sample{'s' * (expected > 1)} a pixel, not {samples}."
        yield Mark("pixels-samples", text, subject.find("SamplesPerPixel"))


def _palettes(subject: Subject) -> Iterator[Mark]:
    for color in _COLORS:
        name = f"{color}PaletteColorLookupTable"
        data = subject.find(f"{name}Data")
        length = subject.length(data) if data >= 0 else None
        try:
            entries, _, bits = map(int, subject.texts(f"{name}Descriptor"))
        except ValueError:
            continue
        entries = entries or 1 << 16
        if length is None or bits not in (8, 16):
            continue
        # Of 8 bits an entry may stand in a byte or in a word.
        sizes = {entries * 2} if bits == 16 else {entries + entries % 2, entries * 2}
        if length not in sizes:
            text = f"{length:,} bytes; {entries:,} entries of {bits} bits are {min(sizes):,}."
            yield Mark("palette-length", text, data)


def _length(subject: Subject, pixels: int) -> Iterator[Mark]:
    header, node = subject.header, subject.nodes[pixels]
    syntax = header.transfer_syntax_uid if header else subject.text("TransferSyntaxUID")
    length = subject.length(pixels)
    if length is None or not syntax or not is_native(syntax):
        return
    expected = _expected(subject, node.tag)
    if expected is None:
        return
    even = expected + expected % 2
    words = f"{length:,} bytes; the header describes {expected:,}."
    if length < expected:
        yield Mark("pixels-short", words, pixels)
    elif length > even:
        yield Mark("pixels-long", words, pixels)


def _expected(subject: Subject, tag: int) -> int | None:
    """Return how many bytes uncompressed pixels must have, where the header tells."""
    rows, columns = subject.number("Rows"), subject.number("Columns")
    samples = subject.number("SamplesPerPixel") or 1
    bits = subject.number("BitsAllocated")
    frames = subject.number("NumberOfFrames") if subject.find("NumberOfFrames") >= 0 else 1
    if rows is None or columns is None or frames is None or bits not in (1, 8, 16, 32, 64):
        return None
    meaning = subject.text("PhotometricInterpretation")
    pixels = rows * columns * frames
    if meaning.endswith("_422"):
        samples = 2
    elif meaning.endswith("_420"):
        return None
    if tag != 0x7FE00010:
        bits = 64 if tag == 0x7FE00009 else 32
    return -(-pixels * samples * bits // 8)


def fragments_fault(frames: int, fragments: int, syntax: str) -> str:
    """Say that compressed pixels have fewer fragments than frames; empty where they have not."""
    if is_video(syntax) or syntax.startswith(_UNTOLD) or fragments >= frames:
        return ""
    return f"{fragments:,} fragments for {frames:,} frames."
