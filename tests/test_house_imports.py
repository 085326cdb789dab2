"""What is loaded, and when: nothing before it is used, and headers without any pixel package."""

from __future__ import annotations

import subprocess
import sys

import pytest
from pydicom.data import get_testdata_file

CT = get_testdata_file("CT_small.dcm", download=False)
BLOCKED = """
import sys

class Blocked:
    def find_spec(self, name, path=None, target=None):
        if name.split(".")[0] in {"numpy", "PIL", "matplotlib"}:
            raise ImportError(f"{name} is blocked in this test")

sys.meta_path.insert(0, Blocked())

import warnings
warnings.simplefilter("ignore")
from pydicom.data import get_testdata_file
file = get_testdata_file("CT_small.dcm", download=False)
"""


def run(code: str, *arguments: object) -> str:
    done = subprocess.run(
        [sys.executable, "-c", code, *map(str, arguments)],
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_importing_the_package_loads_nothing_heavy() -> None:
    heavy = "{'pydicom', 'numpy', 'anywidget', 'ipywidgets', 'matplotlib', 'PIL'}"
    assert run(f"import sys, dicomwidgets; print({heavy} & set(sys.modules))") == "set()\n"


def test_the_first_rows_of_a_header_wait_for_nothing_that_they_do_not_need() -> None:
    """The table's comm opens before pydicom is there; its first screen before what walks bytes."""
    code = """
import sys
from dicomwidgets.widgets.header_table import HeaderTable

def ours():
    return {name.partition(".")[2] for name in sys.modules if name.startswith("dicomwidgets.")}

print("pydicom" in sys.modules, sorted(name for name in ours() if not name.startswith("widgets")))
from dicomwidgets.reading.source import source_of
from dicomwidgets.widgets._first_rows import first_rows
rows = first_rows(source_of(sys.argv[1]), 30)
rooms = {name.partition(".")[0] for name in ours()}
print(len(rows), sorted(rooms), {"elements.rows", "encoding.walk", "reading.header"} & ours())
"""
    rooms = [
        *("elements", "encoding", "errors", "front_door", "privacy", "reading", "reference"),
        "widgets",
    ]
    assert run(code, CT).splitlines() == ["False ['errors', 'privacy']", f"30 {rooms} set()"]


def test_a_header_is_read_without_numpy() -> None:
    code = """
from dicomwidgets.elements.rows import RowTable
from dicomwidgets.reading.header import read_header
from dicomwidgets.reading.source import source_of
source = source_of(file)
header = read_header(source, source.items()[0])
found = {row["keyword"]: row["value"] for row in RowTable(header.dataset).rows()}
print(found["Modality"], found["Rows"], "numpy" in sys.modules)
"""
    assert run(BLOCKED + code) == "CT 128 False\n"


def test_an_anonymization_is_planned_without_numpy() -> None:
    code = """
from dicomwidgets.deidentification.planning import plan
from dicomwidgets.reading.header import read_header
from dicomwidgets.reading.source import source_of
source = source_of(file)
header = read_header(source, source.items()[0])
planned = {row.keyword: row.action for row in plan(header.dataset).rows}
print(planned["PatientName"], planned["Rows"], "numpy" in sys.modules)
"""
    assert run(BLOCKED + code) == "replace keep False\n"


def test_metadata_is_taken_out_without_numpy() -> None:
    code = """
import sys
from dicomwidgets.cli.main import main
main(["info", str(file), "--csv", "--tags", "Rows"])
print("numpy" in sys.modules)
"""
    assert run(BLOCKED + code).splitlines()[1:] == [f"{CT},128,", "False"]


def test_a_file_is_anonymized_without_numpy() -> None:
    code = """
import dicomwidgets, sys, tempfile
from pathlib import Path
target = Path(tempfile.mkdtemp(), "out.dcm")
report = dicomwidgets.deidentify(str(file), target, key="a key of the tests")
print(report.counts, target.stat().st_size > 30_000, "numpy" in sys.modules)
"""
    assert run(BLOCKED + code) == "{'written': 1} True False\n"


def test_a_worker_anonymizes_without_pydicom() -> None:
    """Its loading would be the longest part of a worker's start."""
    code = """
import io, sys
from dicomwidgets import front_door
front_door.is_shut = True
from dicomwidgets.deidentification.bulk.work import FileWork
from dicomwidgets.deidentification.engine.job import Job
from dicomwidgets.deidentification.engine.rewriting import rewrite
from dicomwidgets.deidentification.mapping.key import key_for
from dicomwidgets.deidentification.policy import policy_for
out = io.BytesIO()
with open(sys.argv[1], "rb") as file:
    rewrite(file, out, Job(policy_for(), key_for("a key of the tests, of 32 letters")))
print(len(out.getvalue()) > 30_000, {"pydicom", "numpy"} & set(sys.modules))
"""
    assert run(code, CT) == "True set()\n"


@pytest.mark.parametrize("times", [2, pytest.param(5, marks=pytest.mark.slow)])
def test_importing_goes_on_while_a_viewer_imports(times: int) -> None:
    """`view` imports on its own thread; the next cell imports what it needs on the main one."""
    code = """
import sys
import dicomwidgets
from pathlib import Path

sys.setswitchinterval(1e-5)
viewer = dicomwidgets.view(sys.argv[1])
dicomwidgets.inspect, dicomwidgets.anonymize, dicomwidgets.load
from dicomwidgets.deidentification import plan
print(viewer.frame.shape)
"""
    file = str(get_testdata_file("CT_small.dcm", download=False))
    for _ in range(times):
        done = subprocess.run(
            [sys.executable, "-c", code, file], capture_output=True, text=True, check=False
        )
        assert done.stdout == "(128, 128)\n", done.stderr
