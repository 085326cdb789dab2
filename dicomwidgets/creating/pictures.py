"""Image files and images of Pillow as frames."""

from __future__ import annotations

import io
import os
import warnings
from contextlib import contextmanager
from dataclasses import replace
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from dicomwidgets.creating.arrays import opaque, raster_of_array
from dicomwidgets.creating.jpeg_stream import METHOD, jpeg_facts
from dicomwidgets.creating.profile import with_profile
from dicomwidgets.creating.raster import Lossy, Raster, changed
from dicomwidgets.errors import CreateError, DicomWidgetsError
from dicomwidgets.extras import require
from dicomwidgets.pixels.streams.jpeg2000 import read_jpeg2000

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from numpy.typing import NDArray

__all__ = ["is_picture", "rasters_of_picture"]

_WHY = "Reading an image file"
_ORIENTATION = 0x0112
_BITS, _PHOTOMETRIC, _WHITE_IS_ZERO = 258, 262, 0
_MOST_BITS = 8
_SAMPLE_FORMAT, _SIGNED = 339, 2
_WHOLE_WORDS = frozenset({"I;16", "I;16L", "I;16B", "I;16N", "I", "F", "L", "RGB"})
_WITH_ALPHA = frozenset({"RGBA", "LA", "PA"})
_ROTATED = "It was turned as its EXIF orientation says."


def is_picture(x: Any) -> bool:
    """Whether something is an image of Pillow."""
    return hasattr(x, "getbands") and hasattr(x, "mode")


def rasters_of_picture(x: Any, name: str = "") -> list[Raster]:
    """Return the pages of a picture, each by itself.

    Parameters
    ----------
    x
        Path, bytes, or an image of Pillow.
    name
        Of the file, for errors.

    Raises
    ------
    CreateError
        If it can't be read, or holds pixels that DICOM can't.
    MissingPackageError
        Where Pillow is not installed, with the install line.
    """
    require("PIL", why=_WHY)
    opening = _opening(x)
    with _told(name), opening() as image:
        pages = getattr(image, "n_frames", 1)
        whole = _read(x)
        found = []
        for page in range(pages):
            if pages > 1:
                image.seek(page)
            found.append(_read_later(_page(image, opening, page, whole), x, name))
        return found


def _page(image: Any, opening: Callable[[], Any], page: int, whole: bytes) -> Raster:
    """Return one page; it is decoded again when it is asked for, so that many need no memory."""
    _refuse_lost(image)  # before anything is read: then Pillow forgets what it was
    turned = image.getexif().get(_ORIENTATION, 1) != 1
    first = _pixels(image)
    duration = image.info.get("duration")
    raster = raster_of_array(first, color=first.ndim == 3)
    lossy, stream = _compressed(image, whole, raster)

    def frame(_index: int) -> NDArray[Any]:
        with opening() as again:
            if page:
                again.seek(page)
            return _pixels(again)

    made = replace(
        raster,
        frame=frame,
        lossy=(lossy,),
        streams=() if stream is None or turned or page else (stream,),
        durations=(float(duration),) if duration and _is_movie(image) else (),
        notes=(_ROTATED,) if turned else (),
    )
    return with_profile(made, image.info.get("icc_profile"))


def _read_later(raster: Raster, x: Any, name: str) -> Raster:
    """Let codestreams of a file be read when they are written: those of many are not held."""
    if not raster.streams or not isinstance(x, (str, os.PathLike)):
        return raster

    (stream,) = raster.streams
    known = sha256(stream.read()).digest()

    def read() -> bytes:
        with _told(name):
            _, again = jpeg_facts(Path(x).read_bytes())
        data = again.read() if again is not None else b""
        if sha256(data).digest() != known:
            raise changed(name)
        return data

    return replace(raster, streams=(stream._replace(read=read),))


def _compressed(image: Any, whole: bytes, raster: Raster) -> tuple[Lossy | None, Any]:
    """Return what the pixels lost before, by the format of the file."""
    if image.format in ("JPEG", "MPO") and whole:
        return jpeg_facts(whole)
    size = raster.rows * raster.columns * raster.samples * raster.dtype.itemsize
    ratio = size / len(whole) if whole else 1.0
    if image.format == "TIFF" and image.info.get("compression") in ("jpeg", "old-jpeg"):
        return Lossy(METHOD, ratio), None
    if image.format == "JPEG2000":
        facts = read_jpeg2000(whole)
        return (None if facts is None or facts.lossless else Lossy("ISO_15444_1", ratio)), None
    if image.format == "WEBP" and b"VP8 " in whole[:4096]:
        return Lossy("WEBP", ratio), None
    return None, None


def _pixels(image: Any) -> NDArray[Any]:
    from PIL import ImageOps  # noqa: PLC0415 - an optional package

    _refuse_lost(image)
    movie, signed, unsigned = _is_movie(image), _is_signed(image), _is_unsigned(image)
    image = ImageOps.exif_transpose(image)
    if image.mode == "1":
        return np.array(image, dtype=bool)
    if movie:
        # Its frames come in grey or in colour as it happens, and are one object.
        return _without_alpha(image.convert("RGBA"))
    if image.mode == "P":
        return _looked_up(image)
    if image.mode in _WITH_ALPHA or (image.mode in ("L", "RGB") and "transparency" in image.info):
        return _without_alpha(image)
    if image.mode == "YCbCr":
        image = image.convert("RGB")
    if image.mode not in _WHOLE_WORDS:
        raise CreateError(
            f"An image of Pillow's mode {image.mode} has no pixels of DICOM.",
            remedy="Convert it to L, RGB, I;16 or F first.",
        )
    array: NDArray[Any] = np.array(image)
    if signed and array.dtype == np.uint8:
        array = array.view(np.int8)
    if unsigned and array.dtype == np.int32:
        array = array.view(np.uint32)
    return array.astype(array.dtype.newbyteorder("="), copy=False)


def _looked_up(image: Any) -> NDArray[Any]:
    """Return a picture with a palette in its colours, or in grey where all of them are."""
    colors = _without_alpha(image.convert("RGBA"))
    grey = (colors[..., 0] == colors[..., 1]).all() and (colors[..., 1] == colors[..., 2]).all()
    return colors[..., 0].copy() if grey else colors


def _is_signed(image: Any) -> bool:
    """Whether a TIFF has signed values, which Pillow does not say of those of 8 bits."""
    return _SIGNED in _as_tuple((getattr(image, "tag_v2", None) or {}).get(_SAMPLE_FORMAT))


def _is_unsigned(image: Any) -> bool:
    """Whether a TIFF has whole numbers of 32 bits without a sign, which Pillow reads with one."""
    tags = getattr(image, "tag_v2", None) or {}
    return tags.get(_BITS) in (32, (32,)) and tags.get(_SAMPLE_FORMAT, 1) in (1, (1,))


def _as_tuple(value: Any) -> tuple[Any, ...]:
    return value if isinstance(value, tuple) else (value,)


def _is_movie(image: Any) -> bool:
    return image.format in ("GIF", "PNG", "WEBP") and getattr(image, "n_frames", 1) > 1


def _without_alpha(image: Any) -> NDArray[Any]:
    grey = image.mode in ("L", "LA")
    array = np.array(image.convert("LA" if grey else "RGBA"))
    found = opaque(array)
    return found[..., 0].copy() if grey else found.copy()


def _refuse_lost(image: Any) -> None:
    """Refuse what Pillow would read with less than there is, or upside down."""
    tags = getattr(image, "tag_v2", None) or {}
    deep = any(each > _MOST_BITS for each in _as_tuple(tags.get(_BITS, 1)))
    for tile in getattr(image, "tile", None) or ():
        mode = tile[3] if isinstance(tile[3], str) else next(iter(tile[3] or ("",)), "")
        deep = deep or ";16" in str(mode)
    if deep and image.mode in ("RGB", "RGBA", "LA"):
        raise CreateError(
            "Its colours have 16 bits a sample, and an image in colour has 8.",
            remedy="Convert it to 8 bits first, or give its channels as grey images.",
        )
    white = tags.get(_PHOTOMETRIC) == _WHITE_IS_ZERO
    if white and image.mode not in ("1", "L"):
        raise CreateError(
            "Its lowest values are white (TIFF, WhiteIsZero) and have more than 8 bits.",
            remedy="Invert it first.",
        )


def _opening(x: Any) -> Callable[[], Any]:
    """Return what opens a picture, as often as one likes."""
    from PIL import Image  # noqa: PLC0415 - an optional package

    if is_picture(x):
        return lambda: _Borrowed(x)
    if isinstance(x, (bytes, bytearray, memoryview)):
        return lambda: Image.open(io.BytesIO(x))
    return lambda: Image.open(x)


class _Borrowed:
    """An image of the user's, which stays open and on its page."""

    def __init__(self, image: Any) -> None:
        self._image = image
        self._page = image.tell() if hasattr(image, "tell") else 0

    def __enter__(self) -> Any:
        return self._image

    def __exit__(self, *_: object) -> None:
        if getattr(self._image, "n_frames", 1) > 1:
            self._image.seek(self._page)


def _read(x: Any) -> bytes:
    """Return the whole file, where there is one: its size tells how much it was compressed."""
    if isinstance(x, (str, os.PathLike)):
        return Path(x).read_bytes()
    return bytes(x) if isinstance(x, (bytes, bytearray, memoryview)) else b""


@contextmanager
def _told(name: str) -> Iterator[None]:
    """Say of which file what is that Pillow can't read."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            yield
        except DicomWidgetsError as error:
            raise CreateError(error.message, file=name or None, remedy=error.remedy) from None
        except FileNotFoundError:
            raise CreateError("There is no such file.", file=name or None) from None
        except OSError as error:
            unknown = type(error).__name__ == "UnidentifiedImageError"
            why = "It is no image that Pillow reads" if unknown else "It can't be read"
            raise CreateError(
                f"{why}{'' if unknown or not error.strerror else f': {error.strerror}'}.",
                file=name or None,
                remedy="DICOM files are given as dicomwidgets.volume(…), or as derived_from=."
                if unknown
                else None,
            ) from None
        except Exception as error:  # noqa: BLE001 - whatever damaged pictures make Pillow raise
            raise CreateError(
                f"It can't be decoded ({type(error).__name__}).", file=name or None
            ) from None
