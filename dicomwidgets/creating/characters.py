"""The Specific Character Set that the texts of a dataset need (PS3.3 C.12.1.1.2)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dicomwidgets.reference.vrs import vr_of

if TYPE_CHECKING:
    from pydicom.dataset import Dataset

__all__ = ["settle"]


def settle(dataset: Dataset) -> Dataset:
    """Name UTF-8 where a text is not ASCII, else nothing; the dataset is ours, and returned."""
    if _is_ascii(dataset):
        dataset.pop("SpecificCharacterSet", None)
    else:
        dataset.SpecificCharacterSet = "ISO_IR 192"
    return dataset


def _is_ascii(dataset: Dataset) -> bool:
    for element in dataset:
        if element.VR == "SQ":
            if not all(map(_is_ascii, element.value)):
                return False
        elif vr_of(element.VR).kind == "text":
            several = element.value if element.VM > 1 else [element.value]
            if not all(str(each or "").isascii() for each in several):
                return False
    return True
