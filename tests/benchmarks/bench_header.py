"""The header table beside pydicom, and beside a floor widget of thirty rows, in one JupyterLab.

A header of 5,000 elements: rows with their offsets in the file, all rows decoded. One of 100,000:
a search. Then the first screen of the table, and scrolling it. Prints one JSON object as its last
line; ratios are medians of `DICOMWIDGETS_BENCH_RUNS` (5) runs that take turns with their peer, in
seconds of this process, which others on the machine can't lengthen as much as those of the clock;
searches that are typed while a thread reads on are taken by the clock.
`DICOMWIDGETS_BENCH_BROWSER=0` leaves the browser out.
"""

from __future__ import annotations

import json
import os
import sys
import tempfile
import threading
import time
from io import BytesIO
from pathlib import Path
from statistics import median
from typing import TYPE_CHECKING, Any

from _headers import header_file
from pydicom import dcmread

from dicomwidgets.elements.rows import RowTable
from dicomwidgets.elements.tail import read_tail
from dicomwidgets.encoding.located import locate
from dicomwidgets.encoding.walk import walk_file
from dicomwidgets.reading.header import read_header
from dicomwidgets.reading.source import source_of

if TYPE_CHECKING:
    from collections.abc import Callable

RUNS = int(os.environ.get("DICOMWIDGETS_BENCH_RUNS", "5"))
ELEMENTS = int(os.environ.get("DICOMWIDGETS_BENCH_ELEMENTS", "5000"))
SEARCHED = int(os.environ.get("DICOMWIDGETS_BENCH_SEARCHED", "100000"))
WITH_BROWSER = os.environ.get("DICOMWIDGETS_BENCH_BROWSER", "1") != "0"
SHOWN = 30
OPEN = 1.0
"""Seconds that a table has been open when somebody has typed a word."""

TYPED = ("first", "brain", "t-a0100", "0020,0032", "no-such-word")
WORDS = ("brain", "0020,0032", "framelaterality", "vr:SH", "125.5", "value:t-a0100", "no such word")


def seconds(action: Callable[[], object]) -> float:
    """Time one call."""
    start = time.process_time()
    action()
    return time.process_time() - start


def ratios(ours: Callable[[], object], peer: Callable[[], object], runs: int = RUNS) -> float:
    """Return the median of `ours` over `peer`, in turns, after one of each to warm up."""
    ours(), peer()
    return median(seconds(ours) / seconds(peer) for _ in range(runs))


def read_and_walk(path: Path) -> int:
    """Let pydicom read a file and go to everything that is in it."""
    return sum(1 for _ in dcmread(path).iterall())


def offset_rows(path: Path) -> RowTable:
    """Open a file to the point where every row knows its bytes and the shown ones their values."""
    source = source_of(path)
    header = read_header(source, source.items()[0])
    tail, pixels = read_tail(source, header)
    table = RowTable(header.dataset, tail=tail, pixels=pixels)
    with source.open(source.items()[0]) as file:
        places = locate(table.nodes, walk_file(file, table.nodes.sequences))
    assert min(places) >= 0
    table.rows(0, SHOWN)
    return table


def python_figures(folder: Path) -> dict[str, float]:
    """Measure what needs no browser."""
    data = header_file(ELEMENTS)
    path, passed_over = folder / "header.dcm", folder / "with_lengths.dcm"
    path.write_bytes(data)
    passed_over.write_bytes(header_file(ELEMENTS, undefined=False))
    odd = [folder / "odd.dcm", folder / "odd_with_lengths.dcm"]
    for each, undefined in zip(odd, (True, False), strict=True):
        each.write_bytes(header_file(ELEMENTS, undefined=undefined, alike=False))
    print(f"{offset_rows(path).elements:,} elements, {len(data):,} bytes", file=sys.stderr)
    return {
        "offset_rows_over_dcmread": ratios(lambda: offset_rows(path), lambda: dcmread(path)),
        # dcmread passes over sequences with a length: what is in them it reads when asked for.
        "offset_rows_with_lengths_over_dcmread": ratios(
            lambda: offset_rows(passed_over), lambda: dcmread(passed_over)
        ),
        "offset_rows_with_lengths_over_dcmread_and_iterall": ratios(
            lambda: offset_rows(passed_over), lambda: read_and_walk(passed_over)
        ),
        "offset_rows_not_alike_over_dcmread": ratios(
            lambda: offset_rows(odd[0]), lambda: dcmread(odd[0])
        ),
        "offset_rows_not_alike_with_lengths_over_dcmread": ratios(
            lambda: offset_rows(odd[1]), lambda: dcmread(odd[1])
        ),
        "walk_over_dcmread": ratios(lambda: walk_file(data), lambda: dcmread(BytesIO(data))),
        "all_rows_over_iterall": decoding(data),
        **searching(),
    }


def decoding(data: bytes) -> float:
    """Decode every value, each time from a dataset that was just read."""
    found = []
    for _ in range(RUNS + 1):
        one, other = dcmread(BytesIO(data)), dcmread(BytesIO(data))
        ours = seconds(lambda one=one: RowTable(one).rows())
        found.append(ours / seconds(lambda other=other: [each.repval for each in other.iterall()]))
    return median(found[1:])


def searching() -> dict[str, float]:
    """Search many rows: at first in their bytes, then, once they are decoded, in what they say.

    A table decodes them once, while one reads the first screen; so does pydicom, on its first walk.
    The first search is taken twice: of a table that was made right now, and of one that has been
    open for a second, with the thread that a widget starts behind it.
    """
    data = header_file(SEARCHED)
    dataset = dcmread(BytesIO(data))
    table = RowTable(dcmread(BytesIO(data)))
    print(f"{len(table):,} rows are searched", file=sys.stderr)

    def walking() -> int:
        return sum("brain" in f"{each.name} {each.repval}".lower() for each in dataset.iterall())

    first = seconds(lambda: table.search("first"))
    decoding = seconds(table.index.read)
    first_walk, *walks = [seconds(walking) for _ in range(4)]
    # Each word once: the same again would come from a cache.
    times = [seconds(lambda word=word: table.search(word)) for word in WORDS]
    return {
        "search_over_walking": median(times) / median(walks),
        "slowest_search_over_walking": max(times) / median(walks),
        "first_search_over_first_walk": first / first_walk,
        "first_search_over_walking": first / median(walks),
        "decoding_over_first_walk": decoding / first_walk,
        **typing(data, walking),
    }


def typing(data: bytes, walking: Callable[[], int]) -> dict[str, float]:
    """Search tables that are open, each for one word: by the clock, as somebody waits for it."""
    walk = median(elapsed(walking) for _ in range(3))
    words = [elapsed_when_open(data, word) / walk for word in TYPED]
    return {
        "first_typed_search_over_walking": median(words),
        "slowest_first_typed_search_over_walking": max(words),
        "first_typed_number_over_walking": elapsed_when_open(data, "125") / walk,
    }


def elapsed(action: Callable[[], object]) -> float:
    """Time one call by the clock."""
    start = time.perf_counter()
    action()
    return time.perf_counter() - start


def elapsed_when_open(data: bytes, word: str) -> float:
    """Time the first search of a table that has been open for a while."""
    table, closed = RowTable(dcmread(BytesIO(data))), threading.Event()
    table.rows(0, SHOWN)
    reading = threading.Thread(target=lambda: table.index.read(lambda: not closed.is_set()))
    reading.start()
    time.sleep(OPEN)
    taken = elapsed(lambda: table.search(word))
    closed.set()
    reading.join()
    return taken


def main() -> None:
    """Run everything and print the figures."""
    with tempfile.TemporaryDirectory() as folder:
        figures: dict[str, Any] = python_figures(Path(folder))
        if WITH_BROWSER:
            from _header_screen import screen_figures  # noqa: PLC0415 - it needs a browser

            figures |= screen_figures(Path(folder))
    print(json.dumps({name: round(value, 4) for name, value in figures.items()}))


if __name__ == "__main__":
    main()
