"""Where the dirty archive is written: patients, their series, files and what is wrong with them."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from dicomwidgets.errors import ArgumentError
from dicomwidgets.samples.chest import ct
from dicomwidgets.samples.dirty.fault import Fault
from dicomwidgets.samples.head import mr
from dicomwidgets.samples.patient import sample_uid

if TYPE_CHECKING:
    import os
    from collections.abc import Iterable

    from numpy.typing import NDArray
    from pydicom.dataset import Dataset

__all__ = ["Desk", "as_patient", "as_series", "empty_folder", "pixels_of"]

_SIZE = 64


def empty_folder(folder: str | os.PathLike[str]) -> Path:
    """Return the folder, made where it is missing.

    Raises
    ------
    ArgumentError
        If it holds something already.
    """
    place = Path(folder)
    if place.exists() and (not place.is_dir() or any(place.iterdir())):
        raise ArgumentError(
            "There is something already where the files are to be written.",
            remedy="Name a folder that is empty, or none.",
        )
    place.mkdir(parents=True, exist_ok=True)
    return place


class Desk:
    """Writes files below a folder, and notes down what is wrong with them."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.faults: list[Fault] = []

    def note(self, rules: str, files: Iterable[str], what: str, *, in_pixels: bool = False) -> None:
        """Note a fault; `rules` stand apart with spaces, the fault itself first."""
        self.faults.append(Fault(tuple(rules.split()), tuple(files), what, in_pixels))

    def write(self, name: str, dataset: Dataset) -> str:
        """Write one file and return its name; its meta information follows the dataset."""
        if "SOPInstanceUID" in dataset:
            dataset.file_meta.MediaStorageSOPInstanceUID = dataset.SOPInstanceUID
        path = self._place(name)
        dataset.save_as(path, enforce_file_format=True)
        return name

    def write_all(self, folder: str, datasets: Iterable[Dataset]) -> list[str]:
        """Write a series, its files numbered from 1, and return their names."""
        return [
            self.write(f"{folder}/{number:02}.dcm", each) for number, each in enumerate(datasets, 1)
        ]

    def write_bytes(self, name: str, data: bytes) -> str:
        """Write a file that is whatever it is."""
        self._place(name).write_bytes(data)
        return name

    def read_bytes(self, name: str) -> bytes:
        """Return the bytes of a file that was written."""
        return (self.folder / name).read_bytes()

    def _place(self, name: str) -> Path:
        path = self.folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        return path

    def chest(
        self, patient: int, name: str, slices: int = 6, series: str = "chest"
    ) -> list[Dataset]:
        """Return a CT series of a patient, whose pixels no other one has."""
        made = ct(slices, _SIZE)
        for each in made:
            _own_noise(each, patient, *map(ord, series))
        return as_series(as_patient(made, patient, name), series)

    @staticmethod
    def head(patient: int, name: str, slices: int = 6) -> list[Dataset]:
        """Return an MR series of a patient."""
        made = mr(slices, _SIZE)
        for each in made:
            _own_noise(each, patient)
        return as_series(as_patient(made, patient, name), "head")


def as_patient(datasets: list[Dataset], patient: int, name: str) -> list[Dataset]:
    """Make it that patient's, in a study of their own."""
    for each in datasets:
        each.PatientName = name
        each.PatientID = f"DW-{patient:04}"
        each.PatientBirthDate = f"{1930 + patient}0{1 + patient % 9}17"
        each.StudyInstanceUID = sample_uid("dirty", "study", patient)
        each.AccessionNumber = f"ACC-{patient:04}"
    return datasets


def as_series(datasets: list[Dataset], series: str) -> list[Dataset]:
    """Give the UIDs of a series of its own."""
    patient = datasets[0].PatientID
    for number, each in enumerate(datasets, 1):
        each.SeriesInstanceUID = sample_uid("dirty", "series", patient, series)
        each.SOPInstanceUID = sample_uid("dirty", "instance", patient, series, number)
        if "FrameOfReferenceUID" in each:
            each.FrameOfReferenceUID = sample_uid("dirty", "frame", patient)
        each.file_meta.MediaStorageSOPInstanceUID = each.SOPInstanceUID
    return datasets


def pixels_of(dataset: Dataset) -> NDArray[np.uint16]:
    """Return the pixels of a slice, to be changed."""
    shape = (dataset.Rows, dataset.Columns)
    return np.frombuffer(dataset.PixelData, "<u2").reshape(shape).copy()


def _own_noise(dataset: Dataset, *seed: int) -> None:
    """Give the pixels a little noise: no two patients have the same."""
    pixels = pixels_of(dataset)
    noise = np.random.default_rng([*seed, int(dataset.InstanceNumber)]).integers(0, 4, pixels.shape)
    dataset.PixelData = np.clip(pixels + noise, 0, 4000).astype("<u2").tobytes()
