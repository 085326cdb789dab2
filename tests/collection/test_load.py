from __future__ import annotations

import subprocess
import sys
from typing import TYPE_CHECKING

from pydicom.data import get_testdata_file

import dicomwidgets as dw
from dicomwidgets import samples

if TYPE_CHECKING:
    from pathlib import Path


def test_collection_lists_series_and_others() -> None:
    collection = dw.load([*samples.ct(3, 16), samples.sr(), samples.us_color()])
    assert len(collection) == 2
    assert [series.modality for series in collection] == ["CT", "US"]
    assert collection[1] is collection.series[1]
    assert [other.modality for other in collection.others] == ["SR"]
    assert collection.complete


def test_repr_counts_and_names_nothing(tmp_path: Path) -> None:
    folder = samples.write_ct_folder(tmp_path / "Doe^John", 3, 16)
    (folder / "x.txt").write_text("nothing")
    (folder / "Doe.dcm").write_bytes(next(folder.glob("CT*")).read_bytes()[:340])
    collection = dw.load([folder, samples.sr()])
    assert repr(collection) == (
        "<Collection: 1 series (1 CT), 1 other (1 SR), 1 skipped, 1 with problems>"
    )


def test_a_text_file_is_an_empty_collection(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("nothing")
    collection = dw.load(tmp_path / "a.txt")
    assert (len(collection), collection.skipped) == (0, 1)
    assert repr(collection) == "<Collection: 0 series, 1 skipped>"


def test_cancelled_collection_says_so() -> None:
    collection = dw.load(samples.ct(3, 16), cancelled=lambda: True)
    assert not collection.complete
    assert "incomplete" in repr(collection)


def test_dicomdir_of_pydicom() -> None:
    collection = dw.load(str(get_testdata_file("DICOMDIR", download=False)))
    assert sum(len(each.instances) for each in (*collection, *collection.others)) == 31
    assert not collection.problems


def test_collection_can_be_opened_again() -> None:
    collection = dw.load(samples.ct(3, 16))
    assert dw.load(collection)[0].count == 3
    assert dw.load(collection[0])[0].count == 3


def test_headers_and_order_work_without_numpy(tmp_path: Path) -> None:
    folder = samples.write_ct_folder(tmp_path / "ct", 3, 16)
    program = (
        "import sys; sys.modules['numpy'] = None\n"
        "import dicomwidgets as dw\n"
        "series = dw.load(sys.argv[1])[0]\n"
        "print(series, series.header(1).dataset.Modality, series.dataset(1).PatientID)"
    )
    done = subprocess.run(
        [sys.executable, "-W", "error", "-c", program, str(folder)],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.stdout == (
        "<Series CT: 3 frames of 16 × 16, 3 files, sorted by position along the slice normal> "
        "CT DW-0001\n"
    ), done.stderr
