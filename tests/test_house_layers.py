"""The rooms of the package depend on each other in one direction, and hold what they should."""

from __future__ import annotations

from collections import defaultdict
from graphlib import CycleError, TopologicalSorter

from support.tree import imports, module_name, package_files

TIERS = (
    {
        *("errors", "privacy", "extras", "finding", "codecs", "codec_report", "reference"),
        *("front_door", "text_table"),
    },
    {"encoding"},
    {"reading", "elements"},
    {"display", "pixels"},
    {"series", "samples", "measurement"},
    {"jobs", "volumes"},
    {
        "collection",
        "checking",
        "editing",
        "creating",
        "transcoding",
        "exporting",
        "extraction",
        "teaching",
        "structured_report",
        "deidentification",
        "pacs",
    },
    {"browsing"},
    {"widgets"},
    {"cli", "__main__", ""},
)
NUMPY_ROOMS = {
    *("display", "pixels", "series", "volumes", "samples", "measurement", "transcoding"),
    *("creating", "browsing", "widgets"),
}
WIDGET_PACKAGES = {"anywidget", "ipywidgets", "traitlets", "comm", "IPython"}
NEVER_AT_MODULE_LEVEL = {
    *(
        "matplotlib",
        "PIL",
        "pylibjpeg",
        "openjpeg",
        "jpeg_ls",
        "rle",
        "libjpeg",
        "imagecodecs",
        "av",
        "rapidocr",
        "onnxruntime",
    ),
    *("pandas", "cryptography", "duckdb", "highdicom", "nibabel", "dask", "jupyterlab"),
    *("requests", "httpx", "urllib", "http", "aiohttp"),
}


def room(module: str) -> str:
    """Return the room of a module: the first name below the package, "" for the package."""
    return [*module.split("."), ""][1]


def tier(module: str) -> int:
    return next(place for place, rooms in enumerate(TIERS) if room(module) in rooms)


def test_every_room_has_its_tier() -> None:
    known = set().union(*TIERS)
    assert {room(module_name(file)) for file in package_files()} <= known


def test_rooms_import_only_from_their_own_tier_and_below() -> None:
    upward = [
        f"{module_name(file)}:{found.line} imports {found.module}"
        for file in package_files()
        for found in imports(file)
        if found.module.startswith("dicomwidgets.") and tier(found.module) > tier(module_name(file))
    ]
    assert upward == []


def test_no_import_cycles() -> None:
    """Types may look at each other; code, even inside a function, may not."""
    graph = defaultdict(set)
    for file in package_files():
        for found in imports(file):
            if found.module.startswith("dicomwidgets.") and not found.type_checking:
                graph[module_name(file)].add(found.module)
    try:
        TopologicalSorter(graph).prepare()
    except CycleError as cycle:
        raise AssertionError(" → ".join(cycle.args[1])) from None


def test_only_the_widgets_know_jupyter() -> None:
    strangers = [
        f"{module_name(file)}:{found.line} imports {found.module}"
        for file in package_files()
        for found in imports(file)
        if found.module.split(".")[0] in WIDGET_PACKAGES and room(module_name(file)) != "widgets"
    ]
    assert strangers == []


def test_heavy_packages_are_imported_where_they_are_used() -> None:
    early = [
        f"{module_name(file)}:{found.line} imports {found.module} at module level"
        for file in package_files()
        for found in imports(file)
        if found.top_level
        and not found.type_checking
        and (
            found.module.split(".")[0] in NEVER_AT_MODULE_LEVEL
            or (
                found.module.split(".")[0] == "numpy" and room(module_name(file)) not in NUMPY_ROOMS
            )
        )
    ]
    assert early == []


def test_pydicom_is_entered_by_its_front_door() -> None:
    """Two threads that enter it by different modules wait for each other or meet half of it."""
    door = "dicomwidgets.front_door"
    first: dict[str, str] = {}
    for file in package_files():
        for found in imports(file):
            if found.module.startswith(("pydicom", door)) and not found.type_checking:
                first.setdefault(room(module_name(file)), found.module)
    assert set(first.values()) == {"pydicom", door}
