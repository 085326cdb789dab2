"""Values survive: what Pillow, tifffile, NumPy and nibabel read back are those of the file."""

from __future__ import annotations

import json
from io import BytesIO
from typing import TYPE_CHECKING, Any

import nibabel
import numpy as np
import tifffile
from PIL import Image

import dicomwidgets as dw
from dicomwidgets.errors import DicomWidgetsError, DisplayError, VolumeError

if TYPE_CHECKING:
    from pathlib import Path

    from numpy.typing import NDArray
    from support.catalogue import RealFiles

    from dicomwidgets.pixels.frame_source import FrameSource

_BY_PILLOW = {"uint8", "uint16", "int16", "int32", "float32"}


def decoded(path: Path, most: int) -> FrameSource | None:
    """Return the frames of a file, if there are any of this size that can be decoded."""
    try:
        frames = dw.frames(path)
        if frames.frame_bytes(0) > most:
            return None
        frames.stored(0)
    except DicomWidgetsError:
        return None
    return frames


def test_stored_and_modality_values_of_real_files(real_files: RealFiles) -> None:
    looked = pngs = volumes = 0
    for path in real_files.paths:
        frames = decoded(path, 2 << 20 if real_files.whole else 300_000)
        if frames is None:
            continue
        looked += 1
        chosen = sorted({0, len(frames) - 1})
        stored = [frames.stored(i) for i in chosen]
        check_tiff(frames, chosen, stored)
        check_array(frames, chosen, stored)
        pngs += check_png(frames, stored[0])
        volumes += len(frames) < 40 and check_nifti(frames)
    assert looked > (700 if real_files.whole else 60)
    assert pngs > looked * 0.8
    assert volumes > looked * 0.2


def made(source: FrameSource, form: str, **asked: Any) -> BytesIO:
    out = BytesIO()
    dw.export(source, out, form, **asked)
    out.seek(0)
    return out


def check_tiff(frames: FrameSource, chosen: list[int], stored: list[NDArray[Any]]) -> None:
    data = made(frames, "tiff", frames=chosen, values="stored")
    with tifffile.TiffFile(data) as file:
        pages = [page.asarray() for page in file.pages]
    assert len(pages) == len(chosen)
    for page, expected in zip(pages, stored, strict=True):
        np.testing.assert_array_equal(page, expected)
    if pages[0].dtype.name in _BY_PILLOW:
        np.testing.assert_array_equal(np.asarray(Image.open(data)), stored[0])
    values = made(frames, "tiff", frames=0, values="modality")
    np.testing.assert_array_equal(tifffile.imread(values), frames.values(0).array)


def check_array(frames: FrameSource, chosen: list[int], stored: list[NDArray[Any]]) -> None:
    data = made(frames, "npy", frames=chosen, arrays="frames", values="stored")
    np.testing.assert_array_equal(np.load(data), np.stack(stored))


def check_png(frames: FrameSource, stored: NDArray[Any]) -> bool:
    """Return whether the values are such that a PNG holds them; else they have to be refused."""
    fits = stored.dtype.kind != "f" and int(stored.max()) - min(0, int(stored.min())) < 1 << 16
    try:
        image: Any = Image.open(made(frames, "png", frames=0, values="stored"))
    except DisplayError:
        assert not fits or stored.dtype.itemsize > 2
        return False
    offset = json.loads(image.text.get("dicomwidgets", '{"offset": 0}'))["offset"]
    np.testing.assert_array_equal(np.asarray(image).astype(np.int64) - offset, stored)
    return True


def check_nifti(frames: FrameSource) -> bool:
    """Return whether the frames are a volume."""
    try:
        data = made(frames, "nifti", values="stored")
    except VolumeError:
        return False
    values = made(frames, "npy", values="stored")
    image: Any = nibabel.Nifti1Image.from_bytes(unpacked(data.getvalue()))
    found, expected = np.asarray(image.dataobj), np.load(values)
    if expected.ndim == found.ndim + 1:
        found = np.ascontiguousarray(found).view(np.uint8).reshape(*found.shape, 3)
        found = found.transpose(2, 1, 0, 3)
    else:
        found = found.T
    np.testing.assert_array_equal(found, expected)
    return True


def unpacked(data: bytes) -> bytes:
    import gzip  # noqa: PLC0415 - here alone

    return gzip.decompress(data)
