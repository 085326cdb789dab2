"""Where a list of allowed skips is given, a skip that it does not name is a failure."""

from __future__ import annotations

import subprocess
import sys
from typing import TYPE_CHECKING

import pytest
from support.tree import ROOT

if TYPE_CHECKING:
    from pathlib import Path


@pytest.mark.parametrize(("listed", "status"), [("no moon *\n", 0), ("# nothing\n", 1)])
def test_only_listed_skips_pass(tmp_path: Path, listed: str, status: int) -> None:
    (tmp_path / "conftest.py").write_text((ROOT / "tests/conftest.py").read_text())
    (tmp_path / "test_it.py").write_text(
        "import pytest\ndef test_it(): pytest.skip('no moon tonight')\n"
    )
    (tmp_path / "allowed.txt").write_text(listed)
    command = [sys.executable, "-m", "pytest", "-q", "--no-unlisted-skips", "allowed.txt"]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)
    assert done.returncode == status, done.stdout
