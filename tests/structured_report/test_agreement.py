"""Every report of the data folder against dcmtk's ``dsrdump``: item by item, the same tree."""

from __future__ import annotations

import re
import shutil
import subprocess
from typing import TYPE_CHECKING

import numpy as np
import pydicom
import pytest

from dicomwidgets.structured_report.content import Code, Coordinates, Measured, Times
from dicomwidgets.structured_report.tree import read_tree

if TYPE_CHECKING:
    from pathlib import Path

    from dicomwidgets.structured_report.content import ContentItem, Reference

REPORTS = (
    "QIICR+dcmqi/data/sr-example/sr.dcm",
    "ImagingDataCommons+highdicom/data/test_files/sr_document.dcm",
    "ImagingDataCommons+highdicom/data/test_files/sr_document_with_multiple_groups.dcm",
    "cornerstonejs+cornerstone3D/packages/dicomImageLoader/testImages/no-pixel-data.dcm",
    "dcmjs-org+dcmjs/test/sample-sr.dcm",
    "nipy+heudiconv/heudiconv/tests/data/Phoenix/99+PhoenixDocument/99+PhoenixDocument+00001.dcm",
    "pydicom+pydicom/src/pydicom/data/test_files/reportsi.dcm",
    "pydicom+pydicom/src/pydicom/data/test_files/reportsi_with_empty_number_tags.dcm",
    "pydicom+pydicom/src/pydicom/data/test_files/test-SR.dcm",
)
OPTIONS = ("-q", "-Er", "-Ec", "-Ee", "-Ev", "+U8", "-Ph", "+Pn", "+Pl", "+Pu", "+Psu", "+Pc")
LINE = re.compile(r"^(\d[\d.]*) +<(.*)>(?: \{([^{}]*)\})?$")


def dumped(file: Path) -> dict[str, str]:
    """Return what dcmtk says of each item, by its number."""
    done = subprocess.run(["dsrdump", *OPTIONS, str(file)], capture_output=True, check=False)
    lines = done.stdout.decode("utf-8", "replace").splitlines()
    return {found[1]: found[2] for line in lines if (found := LINE.match(line))}


def line_of(item: ContentItem) -> str:
    """Write an item as dcmtk does."""
    before = f"{item.relationship.lower()} " if item.relationship else ""
    if item.target:
        return before + ".".join(map(str, item.target))
    concept = coded(item.concept) if item.concept else ""
    return f"{before}{item.value_type}:{concept}={value_of(item)}"


def coded(code: Code) -> str:
    scheme = f"{code.scheme}[{code.version}]" if code.version else code.scheme
    return f'({code.value},{scheme},"{code.meaning}")'


def value_of(item: ContentItem) -> str:
    value = item.value
    if isinstance(value, str):
        quoted = item.value_type != "CONTAINER"
        text = value.replace("\r", "\\r").replace("\n", "\\n")
        return f'"{text}"' if quoted else text
    if isinstance(value, Code):
        return coded(value)
    if isinstance(value, Measured):
        told = (
            coded(value.unit) if value.unit else coded(value.qualifier) if value.qualifier else ""
        )
        return f'"{value.values[0]}" {told}' if value.values else f"empty {told}"
    if isinstance(value, Coordinates):
        points = ["/".join(f"{np.float32(each):.9g}" for each in point) for point in value.points]
        place = [f'"{value.frame_of_reference_uid}"'] if value.frame_of_reference_uid else []
        return f"({','.join([value.graphic_type, *place, *points])})"
    if isinstance(value, Times):
        return f"({','.join([value.range_type, *(f'{each:g}' for each in value.offsets)])})"
    assert isinstance(value, tuple)
    return ",".join(map(reference_of, value))


def reference_of(reference: Reference) -> str:
    parts = [f'"{reference.sop_class_uid}"', f'"{reference.sop_instance_uid}"']
    parts += [str(number) for number in (*reference.frames, *reference.segments)]
    parts += [f"{group}/{channel}" for group, channel in reference.channels]
    return ",".join([f"({','.join(parts)})", *map(reference_of, reference.shown_with)])


@pytest.mark.parametrize("name", REPORTS, ids=lambda name: name.rpartition("/")[2])
def test_dcmtk_reads_the_same_tree(name: str, data_dir: Path) -> None:
    if not shutil.which("dsrdump"):
        pytest.skip("dsrdump is not installed")
    file = data_dir / "dicom" / name
    root = read_tree(pydicom.dcmread(file))
    assert root is not None
    ours = {item.number: line_of(item) for item in root}
    assert ours == dumped(file)


def test_these_are_all_reports_of_the_data_folder(data_dir: Path) -> None:
    rows = (data_dir / "dicom/catalogue.csv").read_text("utf-8").splitlines()
    assert sum(" SR Storage," in row for row in rows) == len(REPORTS)
