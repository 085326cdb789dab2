"""The code of README and docs: its blocks, and the files and names that they speak of."""

from __future__ import annotations

import re
import shutil
from typing import TYPE_CHECKING

import numpy as np
from PIL import Image
from pydicom import Dataset
from support.tree import ROOT

from dicomwidgets import samples
from dicomwidgets.samples.patient import sample_uid

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

__all__ = ["GIVEN", "START", "code_blocks", "lay_out_pages", "pages"]

BLOCK = re.compile(r"^```python\n(.*?)^```", re.MULTILINE | re.DOTALL)
MADE = {"_build", "commands", "dicom", "jupyter_execute"}
"""Folders below docs/ that the build writes."""

START = """\
from pydicom import dcmread
import dicomwidgets as dw
from dicomwidgets import samples
from dicomwidgets.samples.patient import sample_uid
dataset = dcmread("scan.dcm")
"""
"""What every page may count on: it stands in the first lines of the docs."""

GIVEN = {
    "guide/view": "other = dw.view('2024/')",
    "guide/collections": "import re",
    "guide/color_and_overlays": "frames = dw.frames('CT/')\nviewer = dw.view('CT/')",
    "guide/display": "frames = dw.frames('adc.dcm')\nviewer = dw.view('adc.dcm')",
    "guide/volumes": "import shutil\nshutil.rmtree('CT')\nsamples.write_ct_folder('CT', 90)",
    "widgets/header_diff": "a, b, c = dataset, dcmread('a.dcm'), dcmread('after.dcm')\n"
    "diff = dw.compare(a, c)",
    "widgets/header_table": "table = dw.inspect('CT/')",
    "widgets/anonymization_preview": "secret = b'a secret of sixteen bytes or more'",
}
"""What a page takes for given besides, in words or in a block that it leaves to the reader."""


def pages() -> dict[str, Path]:
    """Return the pages that hold code, by name: README, and paths below docs/."""
    found = sorted((ROOT / "docs").rglob("*.md"))
    docs = {
        page.relative_to(ROOT / "docs").with_suffix("").as_posix(): page
        for page in found
        if page.relative_to(ROOT / "docs").parts[0] not in MADE
    }
    named = {"README": ROOT / "README.md", **docs}
    return {name: page for name, page in named.items() if code_blocks(page)}


def code_blocks(page: Path) -> list[str]:
    """Return the Python of a page, block by block."""
    return BLOCK.findall(page.read_text(encoding="utf-8"))


def lay_out_pages(folder: Path) -> None:
    """Put there what the pages speak of."""
    ct = samples.ct(120, 64)
    _write(folder / "CT", ct)
    for name in ("scan", "in", "a", "before"):
        shutil.copyfile(folder / "CT/060.dcm", folder / f"{name}.dcm")
    (folder / "CT/000.dcm").rename(folder / "CT/0001.dcm")
    (folder / "CT/001.dcm").rename(folder / "CT/1.dcm")
    after = ct[60]
    after.PatientName, after.KVP = "Doe^John", "100"
    for name in ("after", "b"):
        after.save_as(folder / f"{name}.dcm", enforce_file_format=True)
    _write(folder / "ct", samples.ct(6, 64))
    for name in ("scans", "us", "cr", "sc", "ultrasound", "series", "2024", "2026", "study/CT"):
        shutil.copytree(folder / "ct", folder / name)
    for kind, datasets in (("T1", samples.mr(8, 64)), ("T2", samples.mr(6, 64, weighting="T2"))):
        _write(folder / "study" / kind, datasets)
    _write(folder / "study/PET", samples.pet(6, 64))
    _write(folder / "study/NM", [samples.palette()])
    _write(folder / "PET", samples.pet(61, 96))
    _write(folder / "SR", [samples.sr()])
    _write(folder / "enhanced", [samples.multiframe(4, 64)])
    _echoes(folder / "ECHOES")
    _one_by_one(folder)
    _apparent_diffusion(folder / "adc.dcm")
    samples.dirty_archive(folder / "archive")
    shutil.copyfile(ROOT / "notebooks/02_pixels_and_windows.ipynb", folder / "lesson.ipynb")
    (folder / "study/T2/002.dcm").unlink()


def _write(folder: Path, datasets: Iterable[Dataset]) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    for number, each in enumerate(datasets):
        each.save_as(folder / f"{number:03}.dcm", enforce_file_format=True)


def _echoes(folder: Path) -> None:
    """Write a series of three echoes."""
    for number, echo in enumerate((20, 40, 60)):
        slices = samples.mr(14, 64)
        for each in slices:
            each.EchoTime, each.EchoNumbers = str(echo), number + 1
            each.SOPInstanceUID = sample_uid(each.SOPInstanceUID, number)
            each.file_meta.MediaStorageSOPInstanceUID = each.SOPInstanceUID
        _write(folder / str(echo), slices)


def _one_by_one(folder: Path) -> None:
    """Write the single files."""
    for name, each in (
        ("report", samples.sr()),
        ("ecg", samples.ecg()),
        ("letter", samples.pdf()),
        ("cine", samples.multiframe(4, 64)),
        ("echo", samples.us_color()),
        ("plan", samples.sr()),
    ):
        each.save_as(folder / f"{name}.dcm", enforce_file_format=True)
    Image.fromarray(np.zeros((8, 9, 3), np.uint8)).save(folder / "photo.png")


def _apparent_diffusion(file: Path) -> None:
    """Write an image whose Real World Value Map is labelled ADC (PS3.3 C.7.6.16.2.11)."""
    unit = Dataset()
    unit.CodeValue, unit.CodingSchemeDesignator, unit.CodeMeaning = "mm2/s", "UCUM", "mm2/s"
    mapped = Dataset()
    mapped.LUTLabel = "ADC"
    mapped.RealWorldValueFirstValueMapped, mapped.RealWorldValueLastValueMapped = 0, 4095
    mapped.RealWorldValueIntercept, mapped.RealWorldValueSlope = 0.0, 1e-6
    mapped.MeasurementUnitsCodeSequence = [unit]
    image = samples.mr(1, 64)[0]
    image.RealWorldValueMappingSequence = [mapped]
    image.save_as(file, enforce_file_format=True)
