"""What a codestream says of itself."""

from __future__ import annotations

from typing import Literal, NamedTuple

__all__ = ["Codestream", "Colors", "Kind", "Subsampling"]

Kind = Literal["jpeg", "jpeg_ls", "jpeg_2000", "htj2k", "jpeg_xl", "rle", "video"]
"""Families of codestreams, each with decoders of its own."""

Colors = Literal["grey", "RGB", "YBR", "ICT", "RCT", "XYB"]
"""What the samples of a codestream are; those of ICT, RCT and XYB are RGB once decoded."""

Subsampling = Literal["4:4:4", "4:2:2", "4:2:0", "4:4:0", "4:1:1", "other"]
"""How often colour was sampled (ITU-T T.81 A.1.1); decoders fill in what was left out."""


class Codestream(NamedTuple):
    """The facts of one codestream, ``None`` where it does not say or is cut off before.

    Parameters
    ----------
    kind
        Its family.
    process
        What it is in words, as ``"JPEG Baseline"``.
    syntax
        The transfer syntax that it would belong under; ``None`` where it can't be told.
    rows, columns
        Its size in pixels.
    components
        Samples a pixel.
    precision
        Bits a sample.
    signed
        Whether its samples are signed; only JPEG 2000 can say.
    lossless
        Whether the samples come back as they went in, as far as the stream tells: JPEG 2000 and
        JPEG XL may have thrown away data before a lossless coder.
    subsampling
        Of three components.
    colors
        What it says its samples are; ``None`` where only the DICOM header can tell.
    component_ids
        Of a JPEG frame: ``(82, 71, 66)`` is "RGB".
    adobe_transform
        Of JPEG's APP14 marker: 0 no transform, 1 YCbCr.
    jfif
        Whether JPEG's APP0 marker is there: by its rules, colour is YCbCr.
    note
        A fault in the stream: ``"Se"``, a spectral selection that ends before the last
        coefficient of a sequential scan; ``"cut"``, no mark at the end.
    """

    kind: Kind
    process: str
    syntax: str | None = None
    rows: int | None = None
    columns: int | None = None
    components: int | None = None
    precision: int | None = None
    signed: bool | None = None
    lossless: bool | None = None
    subsampling: Subsampling | None = None
    colors: Colors | None = None
    component_ids: tuple[int, ...] = ()
    adobe_transform: int | None = None
    jfif: bool = False
    note: str | None = None
