"""Fixtures for all tests."""

from __future__ import annotations

import gc
import os
import sys
from fnmatch import fnmatch
from pathlib import Path
from typing import TYPE_CHECKING, Any

import hypothesis
import pytest

if TYPE_CHECKING:
    from collections.abc import Generator

    from support.catalogue import RealFiles

# Collecting makes hundreds of thousands of objects that all stay: nothing to be looked for there.
gc.disable()

# nbformat's jsonschema asks it, where there is one, about IRIs, of which a notebook has none; it
# compiles a grammar each time that it is loaded, which takes longer than all other imports.
sys.modules.setdefault("rfc3987_syntax", None)  # type: ignore[arg-type]

# The time that an example takes says more about the machine than about the code; what is found in
# CI must be found again.
hypothesis.settings.register_profile("house", deadline=None, derandomize="CI" in os.environ)
hypothesis.settings.load_profile("house")

# What runs long without a browser: files that look at every real image, or run notebooks.
LONG = {
    "tests/pixels/test_render_oracles.py",
    "tests/test_house_notebooks.py",
    "tests/pixels/test_decode.py",
    "tests/deidentification/engine/test_real_files.py",
    "tests/deidentification/bulk/test_killed.py",
    "tests/deidentification/test_plan_of_files.py",
    "tests/browser/test_demo.py",
    "tests/elements/test_rows.py",
}


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--no-unlisted-skips",
        metavar="FILE",
        type=Path,
        help="a skip fails unless FILE lists its reason (one pattern a line, # for remarks)",
    )


def _hold_to_list(config: pytest.Config, report: Any) -> None:
    """Turn a skip into a failure when the list that was given does not know its reason."""
    listed = config.getoption("--no-unlisted-skips")
    if listed is None or not report.skipped or not isinstance(report.longrepr, tuple):
        return
    reason = report.longrepr[2].removeprefix("Skipped: ")
    patterns = [line.strip() for line in listed.read_text(encoding="utf-8").splitlines()]
    if not any(fnmatch(reason, text) for text in patterns if text and not text.startswith("#")):
        report.outcome = "failed"
        report.longrepr = f"skipped, and {listed} does not list the reason: {reason}"


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(
    item: pytest.Item,
) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    report = yield
    _hold_to_list(item.config, report)
    return report


@pytest.hookimpl(wrapper=True)
def pytest_make_collect_report(
    collector: pytest.Collector,
) -> Generator[None, pytest.CollectReport, pytest.CollectReport]:
    report = yield
    _hold_to_list(collector.config, report)
    return report


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_collection_modifyitems(
    config: pytest.Config, items: list[pytest.Item]
) -> Generator[None, None, None]:
    """Where several processes share the work, keep together what shares something expensive.

    A file's tests share what its module sets up, those of JupyterLab a server. What takes longest
    comes first, so that no process has a long file left when the others are done.
    """
    if "CI" in os.environ:
        _give_another_try(items)
    if hasattr(config, "workerinput"):
        for item in items:
            group = "lab" if item.get_closest_marker("lab") else item.nodeid.split("::")[0]
            item.add_marker(pytest.mark.xdist_group(group))
        items.sort(key=_weight)
    yield
    if config.getoption("loadgroup", False) and not all("@" in item.nodeid for item in items):
        raise pytest.UsageError("this pytest and this pytest-xdist do not keep groups together")


@pytest.hookimpl(trylast=True)
def pytest_collection_finish() -> None:
    """Let the garbage collector pass over thousands of tests, which stay: a tenth of the time."""
    gc.freeze()
    gc.enable()


def _give_another_try(items: list[pytest.Item]) -> None:
    """Let what drives a real browser run once more where it failed; the summary says so.

    A browser on a busy machine of strangers fails now and then by itself. Nothing else may.
    """
    for item in items:
        if item.get_closest_marker("browser") or item.get_closest_marker("lab"):
            item.add_marker(pytest.mark.flaky(reruns=1))


def _weight(item: pytest.Item) -> int:
    if item.get_closest_marker("lab"):
        return 0
    if item.nodeid.split("::")[0] in LONG:
        return 1
    return 2 if item.get_closest_marker("browser") else 3


@pytest.fixture(scope="session")
def data_dir() -> Path:
    """Return the folder of real DICOM files; tests that need it skip by name without it."""
    folder = os.environ.get("DICOMWIDGETS_TEST_DATA")
    if not folder or not Path(folder, "dicom").is_dir():
        pytest.skip("DICOMWIDGETS_TEST_DATA is not set: no real DICOM files here")
    return Path(folder)


@pytest.fixture(scope="module", params=["kinds", pytest.param("all", marks=pytest.mark.slow)])
def real_files(request: pytest.FixtureRequest, data_dir: Path) -> RealFiles:
    """Return one real file of each kind and, among the slow tests, once more all of them."""
    from support.catalogue import RealFiles, catalogued, of_each_kind  # noqa: PLC0415 - tests alone

    whole = request.param == "all"
    return RealFiles(catalogued(data_dir) if whole else of_each_kind(data_dir), whole)


@pytest.fixture(autouse=True)
def _masked_again() -> object:
    """Every test starts, and leaves, with identifiers masked."""
    from dicomwidgets.privacy import reveal  # noqa: PLC0415 - import cost belongs to the test

    reveal(False)
    yield
    reveal(False)
