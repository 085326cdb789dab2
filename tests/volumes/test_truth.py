"""Every series with an independent truth agrees with it, or is listed here with the reason."""

from __future__ import annotations

import csv
from pathlib import Path
from typing import TYPE_CHECKING, Any

from support.geometry_truth import agrees_with_itk, agrees_with_nifti, truth

import dicomwidgets as dw
from dicomwidgets.errors import DicomWidgetsError, VolumeError

if TYPE_CHECKING:
    from dicomwidgets.series.series import Series

WAYS: dict[str, dict[str, Any]] = {
    "mosaic": {"mosaic": "unfold"},
    "tilt": {"tilt": "resample"},
}


def outcome(series: Series, entry: dict[str, Any]) -> str:
    """Return ``""`` where the volume agrees with a converter, else what stands against it."""
    asked: dict[str, Any] = {}
    try:
        try:
            volume = dw.volume(series, workers=1)
        except VolumeError as refused:
            asked = WAYS.get(refused.code, {})
            if not asked:
                raise
            volume = dw.volume(series, workers=1, **asked)
    except VolumeError as refused:
        return refused.code
    except DicomWidgetsError as problem:
        return type(problem).__name__
    if any(agrees_with_nifti(volume, image) for image in entry["nii"]):
        return ""
    if any(agrees_with_itk(volume, image) for image in entry["itk"]):
        return ""
    return "differs"


def found(data_dir: Path) -> dict[tuple[str, str], str]:
    """Return what stands against a converter, by folder and first file."""
    entries = truth(data_dir)
    against = {}
    for folder, entry in entries.items():
        for series in dw.load(data_dir / "dicom" / folder).series:
            file = series.instances[0].item.name
            own = f"{folder}/{file}".rpartition("/")[0]
            # What lies in a folder below that has its own truth is compared there.
            if own == folder or own not in entries:
                against[folder, file] = outcome(series, entry)
    return {place: why for place, why in against.items() if why}


def test_every_series_agrees_with_a_converter_or_is_explained(data_dir: Path) -> None:
    with (Path(__file__).parent / "explained.tsv").open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file, delimiter="\t"))
    assert all(row["reason"] for row in rows)
    explained = {(row["folder"], row["file"]): row["outcome"] for row in rows}
    assert found(data_dir) == explained
