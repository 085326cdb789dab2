"""What is done to the image of a dataset, told by its header alone."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dicomwidgets.deidentification.pixels.facts import PixelFacts
from dicomwidgets.deidentification.pixels.layout import Layout
from dicomwidgets.deidentification.pixels.outcome import outcome_for
from dicomwidgets.reading.kept_warnings import kept_warnings

if TYPE_CHECKING:
    from pydicom.dataset import Dataset

    from dicomwidgets.deidentification.pixels.boxes import Box
    from dicomwidgets.deidentification.pixels.decided import PixelOutcome
    from dicomwidgets.deidentification.policy import Policy

__all__ = ["pixel_outcome"]


def _layout_of(dataset: Dataset) -> Layout:
    """Return how the pixels are laid out, as the header says."""
    allocated = int(dataset.get("BitsAllocated", 0))
    stored = int(dataset.get("BitsStored", allocated))
    frames = str(dataset.get("NumberOfFrames") or 1)
    return Layout(
        rows=int(dataset.get("Rows", 0)),
        columns=int(dataset.get("Columns", 0)),
        samples=int(dataset.get("SamplesPerPixel", 1)),
        allocated=allocated,
        stored=stored,
        high_bit=int(dataset.get("HighBit", stored - 1)),
        frames=int(frames) if frames.isdecimal() else None,
        photometric=str(dataset.get("PhotometricInterpretation", "")),
        planar=int(dataset.get("PlanarConfiguration", 0)),
        little=True,
        kind="i" if dataset.get("PixelRepresentation") else "u",
    )


def pixel_outcome(
    dataset: Dataset, policy: Policy, boxes: tuple[Box, ...] = (), *, pixels: bool = True
) -> PixelOutcome:
    """Return what writing would do to the image."""
    meta = getattr(dataset, "file_meta", None)
    syntax = str((meta or {}).get("TransferSyntaxUID", ""))
    with kept_warnings():
        facts = PixelFacts(dataset, _layout_of(dataset), syntax)
    return outcome_for(facts, policy, boxes, pixels=pixels)
