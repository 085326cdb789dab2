"""The guide's code, run as it stands."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING, Any

import nibabel
import numpy as np
from PIL import Image
from pydicom import dcmread
from support.created import noise

if TYPE_CHECKING:
    import pytest

GUIDE = Path(__file__).parents[2] / "docs" / "guide" / "create.md"


def test_what_the_guide_shows_runs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    Image.fromarray(noise("u1", 8, 9, 3)).save("photo.png")
    np.save("voxels.npy", noise("i2", 3, 8, 9))
    nibabel.save(nibabel.Nifti1Image(noise("i2", 4, 5, 6), np.eye(4)), "brain.nii.gz")
    names: dict[str, Any] = {}
    for code in re.findall(r"```python\n(.*?)```", GUIDE.read_text("utf-8"), re.DOTALL):
        exec(code, names)  # noqa: S102 - what the guide says is what is held
    assert dcmread("again.dcm").PatientName == "Doe^Jane"
    assert len([*Path("mr").iterdir()]) == 6
    assert dcmread("smooth/IM_0002.dcm").SeriesDescription == "Fewer steps"
    assert names["more"].AnatomicRegionSequence[0].CodeMeaning == "Skull"
    assert names["scan"].AnatomicRegionSequence[0].CodeMeaning == "Head"
