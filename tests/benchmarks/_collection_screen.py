"""The browser of a collection on the screen of a bare host page, in a real Chromium."""

from __future__ import annotations

import gc
import os
import sys
import time
import tracemalloc
from contextlib import contextmanager
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any

from _collection_table import FILES, ROWS, RUNS, archive_rows
from browser.chromium import find_browser
from browser.host import HostPages
from browser.tabs import Tabs
from playwright.sync_api import sync_playwright

import dicomwidgets as dw
from dicomwidgets import samples
from dicomwidgets.collection.collection import Collection
from dicomwidgets.collection.columns import Columns
from dicomwidgets.collection.filling import Found
from dicomwidgets.collection.table import Table
from dicomwidgets.reading.several import ListSource
from dicomwidgets.widgets._group_feed import GroupFeed

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from playwright.sync_api import Page

__all__ = ["browser_figures"]

_PICTURES = 240
_SCREEN = 60
_ARGS = ("--no-sandbox", "--disable-gpu", "--enable-unsafe-swiftshader", "--no-first-run")
_ASKED: dict[str, Any] = {
    "level": "series",
    "tree": True,
    "query": "",
    "facets": {},
    "sort": None,
    "closed": [],
}
# A row is on the screen when it has been drawn, not when it is in the document.
_DRAWN = """() => document.querySelector(".dw-shelf-title")
  && new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(() => done(true))))"""
_WATCH = """() => {
  window.longest = 0;
  new PerformanceObserver((list) => {
    for (const each of list.getEntries()) window.longest = Math.max(window.longest, each.duration);
  }).observe({ entryTypes: ["longtask"] });
}"""


@contextmanager
def pages(folder: Path) -> Iterator[Callable[..., Page]]:
    """Open live pages in one Chromium."""
    with sync_playwright() as driver:
        chromium = driver.chromium.launch(executable_path=find_browser(), args=list(_ARGS))
        tabs = Tabs(chromium)

        @contextmanager
        def shown(widget: Any) -> Iterator[Page]:
            host = HostPages(tabs, folder)
            yield host.open([widget], live=True, width=1400, height=900)
            host.close()

        yield shown
        tabs.close()
        chromium.close()


def browser_figures() -> dict[str, Any]:
    """Measure rows, pictures, cancelling and the kernel's part."""
    with TemporaryDirectory() as place, pages(Path(place)) as shown:
        figures = _first_rows(Path(place), shown) | _cancelled(Path(place))
        figures |= _pictures(Path(place), shown)
    return figures | _kernel()


def _many(folder: Path, count: int) -> Path:
    """Write one small file and give it `count` names."""
    folder.mkdir()
    (dataset,) = samples.ct(1, 16)
    for number in range(count):
        path = folder / f"{number:06}.dcm"
        if number % 1000:
            path.hardlink_to(folder / f"{number // 1000 * 1000:06}.dcm")
        else:
            dataset.save_as(path, enforce_file_format=True)
    return folder


def _first_rows(root: Path, shown: Callable[..., Any]) -> dict[str, Any]:
    """Measure from the call to the first row on the screen."""
    folders = {count: _many(root / f"flat{count}", count) for count in (1000, FILES)}
    times: dict[int, list[float]] = {count: [] for count in folders}
    for _ in range(RUNS):
        for count, folder in folders.items():
            begin = time.perf_counter()
            widget = dw.browse(dw.load(folder, wait=False, cache=False))
            with shown(widget) as page:
                page.wait_for_function(_DRAWN)
                times[count].append(time.perf_counter() - begin)
            widget.collection.cancel()
            widget.collection.wait()
            widget.close()
    few, many = (median(each) for each in times.values())
    return {
        "screen_rows_ms_of_1000": round(1000 * few),
        f"screen_rows_ms_of_{FILES}": round(1000 * many),
        "screen_rows_many_over_1000": round(many / few, 2),
    }


def _cancelled(root: Path) -> dict[str, Any]:
    """Measure how long reading goes on after it was ended."""
    taken, files = [], []
    for _ in range(RUNS):
        widget = dw.browse(dw.load(root / f"flat{FILES}", wait=False, cache=False))
        while widget.collection.progress[0] < FILES // 50:
            time.sleep(0.001)
        before, begin = widget.collection.progress[0], time.perf_counter()
        widget._cancel_loading({})
        widget.collection.wait()
        taken.append(time.perf_counter() - begin)
        files.append(widget.collection.progress[0] - before)
        widget.close()
    return {"cancel_ms": round(1000 * median(taken), 1), "files_told_after_cancel": max(files)}


def _pictures(root: Path, shown: Callable[..., Any]) -> dict[str, Any]:
    """Scroll through a gallery while its pictures load."""
    folder = root / "pictures"
    folder.mkdir()
    (dataset,) = samples.ct(1, 256)
    for number in range(_PICTURES):
        dataset.SeriesInstanceUID = f"1.2.3.{number}"
        dataset.SOPInstanceUID = dataset.file_meta.MediaStorageSOPInstanceUID = f"1.2.4.{number}"
        dataset.save_as(folder / f"{number:04}.dcm", enforce_file_format=True)
    widget = dw.browse(dw.load(folder), tree=False)
    with shown(widget) as page:
        page.wait_for_function(_DRAWN)
        page.evaluate(_WATCH)
        page.get_by_role("button", name="Gallery").click()
        seen = 0
        while seen < _PICTURES // 2:
            page.locator(".dw-tile").first.locator("xpath=ancestor::*[@tabindex][1]").evaluate(
                "(el) => { el.scrollTop += 300; }"
            )
            page.wait_for_timeout(400)
            seen = max(seen + 6, page.locator(".dw-thumb img").count())
        longest = page.evaluate("() => window.longest")
        figures = {
            "pictures_made": len(widget._thumbnails._kept),
            "pictures_longest_task_ms": round(longest) or "below 50",
            "page_MB_with_pictures": _page_megabytes(),
        }
    widget.close()
    return figures


def _page_megabytes() -> int:
    """Return the memory of the largest page of this Chromium: code, heap, pictures and all."""
    pages = [each for each in _below(os.getpid()) if b"--type=renderer" in _read(each, "cmdline")]
    sizes = [
        int(line.split()[1])
        for each in pages
        for line in _read(each, "smaps_rollup").splitlines()
        if line.startswith(b"Pss:")
    ]
    return max(sizes, default=0) // 1000


def _below(pid: int) -> list[int]:
    """Return the processes that a process has started, and those that they have."""
    above: dict[int, list[int]] = {}
    for each in Path("/proc").iterdir():
        stat = (
            _read(int(each.name), "stat").rpartition(b")")[2].split() if each.name.isdigit() else []
        )
        if stat:
            above.setdefault(int(stat[1]), []).append(int(each.name))
    found = [pid]
    for one in found:
        found += above.get(one, [])
    return found[1:]


def _read(pid: int, name: str) -> bytes:
    try:
        return Path(f"/proc/{pid}/{name}").read_bytes()
    except OSError:  # it has ended
        return b""


def _kernel() -> dict[str, Any]:
    """Measure the rows of a screen over many files, and what a file costs in memory."""
    gc.collect()
    count = min(ROWS, 100_000)
    tracemalloc.start()
    feed = _feed(count)
    feed.get_groups({**_ASKED, "start": 0, "stop": _SCREEN})
    used = tracemalloc.get_traced_memory()[0]
    tracemalloc.stop()
    feed = _feed(ROWS, series=10)
    asked = {**_ASKED, "start": 0, "stop": _SCREEN}
    first = _ms(lambda: feed.get_groups(asked))
    again = [
        _ms(lambda at=at: feed.get_groups({**asked, "start": at, "stop": at + _SCREEN}))
        for at in range(0, 50 * _SCREEN, _SCREEN)
    ]
    searched = _ms(lambda: feed.get_groups({**asked, "query": "InstanceNumber:7"}))
    facets = _ms(lambda: feed.get_browser_facets({"query": "", "facets": {}}))
    return {
        "browser_bytes_a_row": round(used / count),
        "browser_rows": ROWS,
        "groups_ms_first": round(first),
        "groups_ms_a_screen": round(median(again), 1),
        "groups_ms_a_screen_worst": round(max(again), 1),
        "groups_ms_searched": round(searched),
        "facets_ms": round(facets),
    }


def _ms(action: Callable[[], object]) -> float:
    begin = time.perf_counter()
    action()
    return 1000 * (time.perf_counter() - begin)


def _feed(count: int, series: int = 200) -> GroupFeed:
    """Return the feed of a collection that is there already."""
    names = Columns().names
    place = names.index("SeriesInstanceUID")
    table = Table(names)
    for start in range(0, count, 1000):
        rows = [
            (*row[:place], f"{row[place]}.{number // series}", *row[place + 1 :])
            for number, row in enumerate(archive_rows(start, start + 1000), start)
        ]
        table.append(rows)
    feed = GroupFeed(Collection(ListSource(()), Found(table, count, count, complete=True)))
    feed.advance()
    return feed


if __name__ == "__main__":
    sys.exit(print(browser_figures()))
