"""Forty and more things that DICOM is made of, and the values that have to come back."""

from __future__ import annotations

from dataclasses import dataclass, field
from io import BytesIO
from typing import TYPE_CHECKING, Any

import nibabel
import numpy as np
from PIL import Image

import dicomwidgets as dw
from dicomwidgets import samples

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from numpy.typing import NDArray

__all__ = ["CASES", "Case", "noise"]

LPS = np.array([[0, 0, 0.7, -60], [0, 0.8, 0, -50], [2.5, 0, 0, 10], [0, 0, 0, 1.0]])
"""Axial slices from the feet to the head."""
TURN = np.array([[0.8, 0, 0.6, 0], [0, 1, 0, 0], [-0.6, 0, 0.8, 0], [0, 0, 0, 1.0]])
DERIVATION = ("113085", "DCM", "Spatial resampling")


@dataclass(frozen=True)
class Case:
    """One call of `create`.

    Parameters
    ----------
    make
        Writes what it needs into a folder and returns what is given, and the values to come back,
        (frames, rows, columns) or with samples.
    keywords
        Of the call.
    objects
        How many are made.
    error
        How far values may be off, in steps of the file's slope.
    """

    make: Callable[[Path], tuple[Any, NDArray[Any]]]
    keywords: dict[str, Any] = field(default_factory=dict)
    objects: int = 1
    error: float = 0.0


def noise(dtype: str, *shape: int) -> NDArray[Any]:
    """Return numbers that use the whole range of their type."""
    random = np.random.default_rng(len(shape) + sum(shape))
    kind = np.dtype(dtype)
    if kind.kind == "b":
        return random.integers(0, 2, shape).astype(bool)
    if kind.kind == "f":
        return random.normal(10, 500, shape).astype(kind)
    info = np.iinfo(kind)
    return random.integers(info.min, info.max, shape, dtype=kind, endpoint=True)


def _array(dtype: str, *shape: int) -> Callable[[Path], Any]:
    def make(_folder: Path) -> Any:
        array = noise(dtype, *shape)
        colors = len(shape) > 2 and shape[-1] == 3 and dtype == "u1"
        frames = array if array.ndim == (4 if colors else 3) else array[np.newaxis]
        return array, frames

    return make


def _given(array: NDArray[Any]) -> Callable[[Path], Any]:
    return lambda _folder: (array, array if array.ndim > 2 else array[np.newaxis])


def _picture(array: NDArray[Any], name: str, **options: Any) -> Callable[[Path], Any]:
    def make(folder: Path) -> Any:
        path = folder / name
        Image.fromarray(array).save(path, **options)
        with Image.open(path) as image:
            back = np.array(image)
        return path, back[np.newaxis]

    return make


def _pages(arrays: list[NDArray[Any]], name: str, **options: Any) -> Callable[[Path], Any]:
    def make(folder: Path) -> Any:
        first, *rest = [Image.fromarray(each) for each in arrays]
        first.save(folder / name, save_all=True, append_images=rest, **options)
        return folder / name, np.stack(arrays)

    return make


def _list_of_files(folder: Path) -> Any:
    arrays = [noise("u2", 6, 7) // (at + 1) for at in range(3)]
    paths = [folder / f"slice{at}.png" for at in range(3)]
    for array, path in zip(arrays, paths, strict=True):
        Image.fromarray(array).save(path)
    return paths, np.stack(arrays)


def _opaque(_folder: Path) -> Any:
    array = noise("u1", 5, 7, 3)
    return np.dstack([array, np.full((5, 7), 255, np.uint8)]), array[np.newaxis]


def _palette(folder: Path) -> Any:
    image = Image.fromarray(noise("u1", 9, 11) // 16).convert("P")
    image.putpalette([value for at in range(256) for value in (at, 255 - at, at // 2)])
    image.save(folder / "palette.png")
    return folder / "palette.png", np.array(image.convert("RGB"))[np.newaxis]


def _gif(folder: Path) -> Any:
    colors = [(255, 0, 0), (0, 255, 0), (0, 0, 255)]
    frames = [Image.new("RGB", (8, 6), color) for color in colors]
    frames[0].save(folder / "a.gif", save_all=True, append_images=frames[1:], duration=80)
    return folder / "a.gif", np.stack([np.array(each) for each in frames])


def _bytes(_folder: Path) -> Any:
    array = noise("u1", 8, 8)
    file = BytesIO()
    Image.fromarray(array).save(file, "PNG")
    return file.getvalue(), array[np.newaxis]


def _jpeg(folder: Path, array: NDArray[Any], **options: Any) -> Any:
    Image.fromarray(array).save(folder / "photo.jpg", **options)
    with Image.open(folder / "photo.jpg") as image:
        return folder / "photo.jpg", np.array(image)[np.newaxis]


def _smooth() -> NDArray[Any]:
    y, x = np.mgrid[0:32, 0:40]
    return np.stack([x * 6, y * 7, (x + y) * 3], axis=-1).astype(np.uint8)


def _nifti(dtype: str, slope: float | None = None) -> Callable[[Path], Any]:
    def make(folder: Path) -> Any:
        stored = noise(dtype, 4, 5, 6)
        affine = np.diag([-0.7, -0.8, 2.5, 1])
        affine[:3, 3] = 60, 50, 10
        image = nibabel.Nifti1Image(stored, affine)
        image.header.set_data_dtype(dtype)
        if slope is not None:
            image.header.set_slope_inter(slope, 3)
        nibabel.save(image, folder / "v.nii.gz")
        values = stored * (slope or 1.0) + (3 if slope else 0)
        return folder / "v.nii.gz", values.transpose(2, 1, 0)

    return make


def _npy(folder: Path) -> Any:
    array = noise("i2", 3, 5, 7)
    np.save(folder / "a.npy", array)
    return folder / "a.npy", array


def _volume(make: Callable[..., Any]) -> Callable[[Path], Any]:
    def made(_folder: Path) -> Any:
        volume = dw.volume(make(3, 16))
        return volume, volume.array

    return made


CT = {"kind": "CT", "affine": LPS}
MR = {"kind": "MR", "affine": TURN @ LPS}
HEAD = samples.mr(3, 16)
CHEST = samples.ct(3, 16)

CASES = {
    "grey 8": Case(_array("u1", 5, 7)),
    "grey 16": Case(_array("u2", 5, 7)),
    "big endian": Case(_given(noise("u2", 5, 7).astype(">u2"))),
    "signed 8": Case(_array("i1", 5, 7)),
    "signed 16": Case(_array("i2", 5, 7)),
    "32 bits, narrow": Case(_given(noise("u1", 5, 7).astype("i4") + 100_000)),
    "32 bits, wide, with a slope": Case(_array("i4", 5, 7), {"slope": 70_000.0}, error=0.5),
    "64 bits": Case(_given(noise("i2", 5, 7).astype("i8"))),
    "not contiguous": Case(_given(noise("u2", 10, 14)[::2, ::-2])),
    "one bit": Case(_array("b1", 5, 7)),
    "one bit, frames": Case(_array("b1", 3, 5, 7)),
    "float": Case(_array("f4", 5, 7), error=0.5001),
    "double": Case(_array("f8", 5, 7), error=0.5001),
    "half": Case(_array("f2", 5, 7), error=0.5001),
    "whole floats": Case(_given(np.rint(noise("f8", 5, 7)))),
    "constant": Case(_given(np.full((5, 7), 0.25)), error=0.5001),
    "float, given slope": Case(_array("f8", 5, 7), {"slope": 0.5, "intercept": -7}, error=0.5001),
    "colour": Case(_array("u1", 5, 7, 3)),
    "opaque colour": Case(_opaque),
    "colour frames": Case(_array("u1", 2, 5, 7, 3), {"BurnedInAnnotation": "NO"}),
    "bytes, frames": Case(_array("u1", 3, 5, 7)),
    "bytes, separate": Case(_array("u1", 3, 5, 7), {"multiframe": False}, 3),
    "words, frames": Case(_array("u2", 3, 5, 7)),
    "signed frames": Case(_array("i2", 3, 5, 7), {}, 3),
    "list of arrays": Case(lambda _: ([*noise("u2", 3, 5, 7)], noise("u2", 3, 5, 7))),
    "png": Case(_picture(noise("u1", 8, 9), "a.png")),
    "png, 16 bits": Case(_picture(noise("u2", 8, 9), "b.png")),
    "png, colour": Case(_picture(noise("u1", 8, 9, 3), "c.png")),
    "png, palette": Case(_palette),
    "png, one bit": Case(_picture(noise("b1", 8, 9), "d.png")),
    "png, bytes": Case(_bytes),
    "png, list": Case(_list_of_files),
    "pillow": Case(lambda _: (Image.fromarray(noise("u1", 4, 6)), noise("u1", 4, 6)[None])),
    "jpeg, grey": Case(lambda f: _jpeg(f, _smooth()[..., 0])),
    "jpeg, 4:4:4": Case(lambda f: _jpeg(f, _smooth(), subsampling=0)),
    "jpeg, 4:2:2": Case(lambda f: _jpeg(f, _smooth(), subsampling=1), error=9),
    "jpeg, 4:2:0": Case(lambda f: _jpeg(f, _smooth(), subsampling=2)),
    "jpeg, decoded": Case(lambda f: _jpeg(f, _smooth(), subsampling=0), {"keep_jpeg": False}),
    "tiff": Case(_picture(noise("u1", 8, 9), "a.tif", compression="tiff_lzw")),
    "tiff, float": Case(_picture(noise("f4", 8, 9), "f.tif"), error=0.5001),
    "tiff, pages": Case(_pages([*noise("u1", 3, 8, 9)], "p.tif")),
    "tiff, 16 bits, pages": Case(_pages([*noise("u2", 3, 8, 9)], "w.tif")),
    "gif": Case(_gif),
    "npy": Case(_npy, CT, 3),
    "ct": Case(_array("i2", 3, 5, 7), {**CT, "thickness": 2}, 3),
    "ct of bytes": Case(_array("u1", 3, 5, 7), CT, 3),
    "ct of floats": Case(_array("f4", 3, 5, 7), CT, 3, error=0.5001),
    "ct by spacing": Case(_array("i2", 3, 5, 7), {"kind": "CT", "spacing": (2, 0.5, 0.5)}, 3),
    "ct, one slice": Case(_array("i2", 5, 7), {"kind": "CT", "spacing": (0.5, 0.5)}),
    "ct, uneven": Case(
        _array("i2", 3, 5, 7),
        {
            "kind": "CT",
            "spacing": (0.5, 0.5),
            "orientation": (1, 0, 0, 0, 0, -1),
            "positions": [(0, 0, 0), (0, 2, 0), (0, 5, 0)],
        },
        3,
    ),
    "mr": Case(_array("u2", 3, 5, 7), MR, 3),
    "mr of floats": Case(_array("f4", 3, 5, 7), MR, 3, error=0.5001),
    "mr of a mask": Case(_array("b1", 3, 5, 7), MR, 3),
    "a capture with a place": Case(_array("u1", 3, 5, 7), {"kind": "SC", "affine": LPS}, 3),
    "nifti": Case(_nifti("i2"), {"kind": "MR"}, 6),
    "nifti, scaled": Case(_nifti("i2", 0.25), {"kind": "CT"}, 6),
    "nifti, floats": Case(_nifti("f4"), {"kind": "MR"}, 6, error=0.5001),
    "volume of ct": Case(_volume(samples.ct), {}, 3),
    "volume of mr": Case(_volume(samples.mr), {"like": HEAD}, 3),
    "derived ct": Case(_volume(samples.ct), {"derived_from": CHEST, "derivation": DERIVATION}, 3),
    "derived mr": Case(
        lambda _: (v := dw.volume(HEAD).array * 2, v),
        {"derived_from": HEAD, "derivation": "Doubled"},
        3,
    ),
    "derived capture": Case(
        _array("u1", 9, 9, 3), {"derived_from": CHEST, "derivation": "Screenshot"}
    ),
    "of the same study": Case(_array("u1", 9, 9), {"like": HEAD, "SeriesDescription": "Größe"}),
}
