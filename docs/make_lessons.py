"""The quick start and the lessons, run when the docs are built, with widgets that live.

A notebook runs again when it, or the package, has changed, and when a page of its widgets is gone.
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
import tempfile
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import nbformat
from live import FOLDER, HERE, stamp_of

ROOT = HERE.parent
PAGE = re.compile(r"\blive/([\w-]+\.html)")
"""The page of a widget, as the notebook that was run shows it."""
START = """\
import sys
sys.path.insert(0, {here!r})
from live import Kept
_kept = Kept({prefix!r}, {up!r})
_kept.watch(get_ipython().display_formatter)
"""
END = "_kept.write()"


def notebooks() -> dict[Path, Path]:
    """Return where each notebook lies, and where it is shown."""
    shown = {ROOT / "dicomwidgets/cli/quickstart.ipynb": HERE / "quickstart.ipynb"}
    lessons = sorted((ROOT / "notebooks").glob("*.ipynb"))
    return shown | {file: HERE / "lessons" / file.name for file in lessons}


def write() -> None:
    """Run those that have changed, two at a time, each in a process of its own."""
    wanted = notebooks()
    for old in set((HERE / "lessons").glob("*.ipynb")) - set(wanted.values()):
        old.unlink()
    stale = [file for file, target in wanted.items() if not _is_new(file, target)]
    with ThreadPoolExecutor(max_workers=min(2, os.cpu_count() or 1)) as pool:
        list(pool.map(_in_process, stale))


def _is_new(file: Path, target: Path) -> bool:
    if not target.is_file():
        return False
    pages = PAGE.findall(target.read_text(encoding="utf-8"))
    made = nbformat.read(target, as_version=4).metadata.get("stamp")
    there = all((FOLDER / page).is_file() for page in pages)
    return there and bool(made == stamp_of(file.read_text(encoding="utf-8")))


def _in_process(file: Path) -> None:
    command = [sys.executable, __file__, str(file)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)  # noqa: S603
    if done.returncode:
        raise RuntimeError(f"{file.name} does not run:\n{done.stderr[-3000:]}")


def run(file: Path) -> None:
    """Run one notebook, and write it and the pages of its widgets."""
    from nbclient import NotebookClient  # noqa: PLC0415 - in the process that needs it

    target = notebooks()[file]
    text = file.read_text(encoding="utf-8")
    notebook = nbformat.reads(text, as_version=4)
    prefix = "quickstart" if target.parent == HERE else f"lesson-{target.stem[:2]}"
    for old in FOLDER.glob(f"{prefix}-*.html"):
        old.unlink()
    up = "" if target.parent == HERE else "../"
    first = START.format(here=str(HERE), prefix=prefix, up=up)
    own = list(notebook.cells)
    cell = nbformat.v4.new_code_cell
    notebook.cells = [cell(first), *own, cell(END)]
    with tempfile.TemporaryDirectory() as place:
        resources = {"metadata": {"path": place}}
        NotebookClient(notebook, timeout=300, kernel_name="python3", resources=resources).execute()
    notebook.cells = own
    notebook.metadata.pop("widgets", None)
    notebook.metadata["stamp"] = stamp_of(text)
    target.parent.mkdir(exist_ok=True)
    nbformat.write(notebook, target)


if __name__ == "__main__":
    run(Path(sys.argv[1]))
