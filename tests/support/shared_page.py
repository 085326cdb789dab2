"""A page that was handed out, read back by another reading of how it is kept."""

from __future__ import annotations

import json
import re
import zlib
from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Mapping

    from numpy.typing import NDArray

__all__ = ["contents", "everything", "from_base85", "pixels"]

ALPHABET = [chr(code) for code in range(ord("#"), ord("z")) if chr(code) not in "<\\"]


def from_base85(text: str) -> bytes:
    """Return the bytes; four of them are five digits to the base 85."""
    digits = [ALPHABET.index(each) for each in set(text)]
    of = dict(zip(set(text), digits, strict=True))
    missing = -len(text) % 5
    values = np.array([of[each] for each in text] + [84] * missing, np.int64).reshape(-1, 5)
    words = (values * [85**4, 85**3, 85**2, 85, 1]).sum(axis=1).astype(">u4").tobytes()
    return words[: len(words) - missing]


def contents(html: str) -> tuple[dict[str, Any], list[bytes]]:
    """Read a page back: its models and its buffers, inflated."""
    found = re.findall(r'<script type="text/plain" id="([^"]+)">([^<]*)</script>', html)
    texts = {name: zlib.decompress(from_base85(text)) for name, text in found}
    assert b"dwHost" in texts.pop("dw-host")
    page = json.loads(texts.pop("dw-page"))
    return page, [texts[f"dw-blob-{number}"] for number in range(len(texts))]


def pixels(kept: Mapping[str, Any], blobs: list[bytes]) -> NDArray[Any]:
    """Return an image: each sample from its neighbours and by how much it misses the guess."""
    described = kept["buffer"]
    dtype, shape = np.dtype(described["dtype"]).newbyteorder("<"), tuple(described["shape"])
    data = blobs[kept["blob"]]
    if kept["form"] == "deflate":
        return np.frombuffer(data, dtype).reshape(shape)
    rows, columns, samples = (*shape, 1)[:3]
    size, count, whole = rows * columns, samples, 1 << 8 * dtype.itemsize
    missed = [int(each) for each in data[-size * count :]]
    if dtype.itemsize == 2:
        missed = [low + 256 * high for low, high in zip(missed, data[: size * count], strict=True)]
    planes = [_plane(missed[at * size :][:size], rows, columns, whole) for at in range(count)]
    half = whole // 2
    if count == 3:
        first, middle, last = planes
        planes = [(first + middle + half) % whole, middle, (last + middle + half) % whole]
    image = np.stack(planes, axis=-1).reshape(shape)
    if dtype.kind == "i":
        image = image - half
    return image.astype(dtype)


def _plane(missed: list[int], rows: int, columns: int, whole: int) -> NDArray[np.int64]:
    image = np.zeros((rows + 1, columns + 1), np.int64)
    for row in range(1, rows + 1):
        for column in range(1, columns + 1):
            left, above = image[row, column - 1], image[row - 1, column]
            guess = sorted((left, above, left + above - image[row - 1, column - 1]))[1]
            twice = missed[(row - 1) * columns + column - 1]
            by = -(twice + 1) // 2 if twice % 2 else twice // 2
            image[row, column] = (guess + by) % whole
    return image[1:, 1:]


def everything(html: str) -> str:
    """Return all that a page tells: encoded or packed, the front end may spell any four letters."""
    page, blobs = contents(html)
    assert page.pop("bundles")
    plain = re.sub(r'(<script type="text/plain"[^>]*>)[^<]*', r"\1", html)
    told = json.dumps(page, ensure_ascii=False)
    return plain + told + "".join(blob.decode("latin-1") for blob in blobs)
