"""Pixels and bytes as the text of a page: small, exact, and quick to read in a browser.

Twin of ``js/src/sync/folding.ts``.
"""

from __future__ import annotations

import zlib
from typing import TYPE_CHECKING, Any, Literal

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

__all__ = ["Form", "base85", "folded", "from_base85", "smaller_form"]

Form = Literal["deflate", "predicted"]
"""How pixels are kept: as they are, or as what a guess from their neighbours left."""

_PREDICTABLE = frozenset({"uint8", "int8", "uint16", "int16"})
_FIRST, _SKIPPED = 35, (60, 92)
_ALPHABET = np.array([code for code in range(_FIRST, 122) if code not in _SKIPPED], np.uint8)
_POWERS = np.array([85**4, 85**3, 85**2, 85, 1], np.uint32)


def smaller_form(stored: NDArray[Any]) -> Form:
    """Return the form in which an image takes fewer bytes."""
    if stored.dtype.name not in _PREDICTABLE or stored.ndim not in (2, 3):
        return "deflate"
    forms: tuple[Form, ...] = ("predicted", "deflate")
    return min(forms, key=lambda form: len(folded(stored, form)))


def folded(stored: NDArray[Any], form: Form) -> bytes:
    """Return the pixels of an image in `form`, compressed (RFC 1950).

    Parameters
    ----------
    stored
        Of shape (rows, columns) or (rows, columns, 3).
    form
        ``"predicted"`` only for integers of 8 and 16 bits.

    Notes
    -----
    The guess is the median edge detector of LOCO-I, as in JPEG-LS (ITU-T T.87 4.2.1); what it
    missed by is interleaved in sign, and its high bytes are kept before all the low ones. Of three
    samples, the outer two are kept as differences from the middle one.
    """
    little = np.ascontiguousarray(stored, stored.dtype.newbyteorder("<"))
    strategy = zlib.Z_DEFAULT_STRATEGY
    if form == "predicted":
        little, strategy = _missed(little), zlib.Z_FILTERED
    packing = zlib.compressobj(9, zlib.DEFLATED, 15, 9, strategy)
    return packing.compress(little.data.cast("B")) + packing.flush()


def _missed(image: NDArray[Any]) -> NDArray[np.uint8]:
    """Return by how much each sample misses its guess, high bytes first."""
    bits = 8 * image.itemsize
    samples = image.view(f"u{image.itemsize}")
    if image.dtype.kind == "i":
        # Values around zero are neighbours only so.
        samples = samples ^ samples.dtype.type(1 << bits - 1)
    if image.ndim == 2:
        planes = [samples]
    else:
        first, middle, last = np.moveaxis(samples, 2, 0)
        half = samples.dtype.type(1 << bits - 1)
        planes = [first - middle + half, middle, last - middle + half]
    missed = np.stack([_zigzag(plane, bits) for plane in planes])
    if bits == 8:
        return missed.astype(np.uint8)
    return np.stack([(missed >> 8).astype(np.uint8), (missed & 255).astype(np.uint8)])


def _zigzag(plane: NDArray[Any], bits: int) -> NDArray[Any]:
    signed = np.dtype(f"i{bits // 8}")
    missed = (plane.astype(np.int32) - _guess(plane)).astype(signed)
    doubled: NDArray[Any] = ((missed << 1) ^ (missed >> bits - 1)).view(plane.dtype)
    return doubled


def _guess(plane: NDArray[Any]) -> NDArray[np.int32]:
    """Return the median of left, above, and the plane through both; outside there are zeros."""
    padded = np.pad(plane.astype(np.int32), ((1, 0), (1, 0)))
    left, above, corner = padded[1:, :-1], padded[:-1, 1:], padded[:-1, :-1]
    low, high = np.minimum(left, above), np.maximum(left, above)
    guess: NDArray[np.int32] = np.clip(left + above - corner, low, high)
    return guess


def base85(data: bytes) -> str:
    """Return bytes as text that HTML carries as it is: twin of ``js/src/ahead/base85.ts``."""
    missing = -len(data) % 4
    words = np.frombuffer(data + bytes(missing), ">u4").astype(np.uint32)
    digits = words[:, None] // _POWERS % 85
    text: str = _ALPHABET[digits].tobytes().decode("ascii")
    return text[: len(text) - missing]


def from_base85(text: str) -> bytes:
    """Return the bytes of a text that `base85` made."""
    missing = -len(text) % 5
    codes = np.frombuffer(text.encode("ascii") + bytes([_ALPHABET[-1]]) * missing, np.uint8)
    digits = np.searchsorted(_ALPHABET, codes).astype(np.uint32).reshape(-1, 5)
    words: bytes = (digits * _POWERS).sum(axis=1, dtype=np.uint32).astype(">u4").tobytes()
    return words[: len(words) - missing]
