"""Datasets with overlays and shutters."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from dicomwidgets import samples

if TYPE_CHECKING:
    from pydicom.dataset import Dataset

__all__ = ["marked", "packed", "with_overlay", "with_supplement"]

ROWS, COLUMNS = 48, 64


def packed(bits: Any) -> bytes:
    data = np.packbits(np.asarray(bits, dtype=np.uint8).ravel(), bitorder="little").tobytes()
    return data + b"\0" * (len(data) % 2)


def with_overlay(ds: Dataset, bits: Any, *, group: int = 0x6000, **elements: Any) -> Dataset:
    bits = np.asarray(bits)
    rows, columns = bits.shape[-2:]
    values = {
        0x0010: ("US", rows),
        0x0011: ("US", columns),
        0x0040: ("CS", elements.get("kind", "G")),
        0x0050: ("SS", elements.get("origin", [1, 1])),
        0x0100: ("US", elements.get("allocated", 1)),
        0x0102: ("US", elements.get("bit", 0)),
        0x1500: ("LO", elements.get("label", "Marks")),
        0x3000: ("OW", elements.get("data", packed(bits))),
    }
    if "planes" in elements:
        values[0x0015] = ("IS", elements["planes"])
    if "first" in elements:
        values[0x0051] = ("US", elements["first"])
    for element, (vr, value) in values.items():
        if value is not None:
            ds.add_new((group, element), vr, value)
    return ds


def with_supplement(dataset: Dataset, first: int, count: int) -> Dataset:
    """Return a grey dataset whose values from `first` on have `count` colours."""
    dataset.PixelPresentation = "COLOR"
    for k, color in enumerate(("Red", "Green", "Blue")):
        ramp = (np.arange(count) * (k + 2) * 7 % 256).astype("<u2") << 8
        setattr(dataset, f"{color}PaletteColorLookupTableDescriptor", [count, first, 16])
        setattr(dataset, f"{color}PaletteColorLookupTableData", ramp.tobytes())
    return dataset


def marked(*, overlays: int = 1) -> Any:
    """Return slices with overlays that reach over the edge, and a coloured shutter."""
    datasets = samples.ct(24, 64)
    random = np.random.default_rng(4)
    for dataset in datasets:
        dataset.Rows, dataset.Columns = ROWS, COLUMNS
        dataset.PixelData = random.integers(0, 1000, (ROWS, COLUMNS), dtype=np.int16).tobytes()
        for k in range(overlays):
            marks = random.random((20, 30)) > 0.6
            label = f"Marks {k + 1}" if k else "Marks"
            origin = [-3 + 20 * k, 40 - 30 * k]
            with_overlay(dataset, marks, group=0x6000 + 2 * k, origin=origin, label=label)
        dataset.ShutterShape = "CIRCULAR"
        dataset.CenterOfCircularShutter = [20, 30]
        dataset.RadiusOfCircularShutter = 18
        dataset.ShutterPresentationColorCIELabValue = [20000, 30000, 15000]
    return datasets
