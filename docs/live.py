"""Widgets in the docs that live without a kernel: each in a page of its own, shown in a frame.

The pages lie in ``live/`` beside the others, and are fetched from the disk when a reader scrolls to
them. `kept` runs in the kernel of a notebook, `Live` is the directive of the pages in Markdown.
"""

from __future__ import annotations

import hashlib
import os
import re
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar

from docutils import nodes
from docutils.parsers.rst import directives
from sphinx.util.docutils import SphinxDirective

from dicomwidgets import errors
from dicomwidgets.widgets._base import DicomWidget
from dicomwidgets.widgets.collection_browser import CollectionBrowser

if TYPE_CHECKING:
    from collections.abc import Iterator

HERE = Path(__file__).parent
FOLDER = HERE / "_live/live"
"""Where the pages are written: Sphinx copies what lies in ``_live`` beside its own pages."""

MOST_BYTES = 1_500_000
"""Of a page; of a series that needs more every second frame is kept, every fourth …"""

MOST_FRAMES = 1024
"""Of a series of so many, one frame is left in the end: a page that is larger yet can't be made."""

HEIGHTS = {
    "AnonymizationPreview": 940,
    "CollectionBrowser": 560,
    "DisplayLab": 860,
    "HeaderDiff": 600,
    "HeaderTable": 600,
    "QuizCard": 900,
    "ReportViewer": 720,
    "SeriesViewer": 780,
    "TranscodePreview": 980,
}
HIDDEN = "position:absolute;width:1px;height:1px;overflow:hidden;clip-path:inset(50%)"


def frame(name: str, kind: str, up: str = "../", height: int | None = None) -> str:
    """Return the HTML that shows a page of `live/` where it stands."""
    tall = height or HEIGHTS.get(kind, 700)
    place = f"{up}live/{name}.html"
    return (
        f'<iframe class="live" src="{place}" title="{kind}, live" loading="lazy" '
        f'style="height: {tall}px"></iframe>'
        f'<p class="live-link"><a href="{place}">{kind} on a page of its own</a></p>'
    )


def write(widget: DicomWidget, name: str, *, mark: str = "") -> None:
    """Write the page of a widget; `mark` is its last line."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    if isinstance(widget, CollectionBrowser):
        widget.collection.wait(60)
    every = 1
    while True:
        # The samples are invented: nobody is named by them.
        options: dict[str, Any] = {"frames": slice(None, None, every)} if every > 1 else {}
        try:
            page = widget.to_html(
                title=type(widget).__name__, identifiers=True, max_bytes=MOST_BYTES, **options
            )
            break
        except errors.TooLargeError:
            every *= 2
            if every > MOST_FRAMES:
                raise
    text = page.html.replace("<h1>", f'<h1 style="{HIDDEN}">', 1)
    text = re.sub(r"<footer>.*?</footer>", "", text, count=1)
    (FOLDER / f"{name}.html").write_text(f"{text}{mark}\n", encoding="utf-8")


class Kept:
    """The widgets that a notebook displays, to be written when it has run.

    Parameters
    ----------
    prefix
        What the names of their pages begin with.
    up
        From the page of the notebook to the root of the site.
    """

    def __init__(self, prefix: str, up: str) -> None:
        self._prefix, self._up = prefix, up
        self._widgets: list[DicomWidget] = []

    def watch(self, formatter: Any) -> None:
        """Have `formatter`, IPython's, show a frame in place of each widget."""
        before = formatter.format

        def shown(thing: Any, *args: Any, **options: Any) -> Any:
            if not isinstance(thing, DicomWidget):
                return before(thing, *args, **options)
            text = frame(self._name(thing), type(thing).__name__, self._up)
            return {"text/html": text, "text/plain": repr(thing)}, {}

        formatter.format = shown

    def _name(self, widget: DicomWidget) -> str:
        if not any(each is widget for each in self._widgets):
            self._widgets.append(widget)
        number = next(at for at, each in enumerate(self._widgets, 1) if each is widget)
        return f"{self._prefix}-{number}"

    def write(self) -> None:
        """Write all pages, of the widgets as they are by now."""
        for widget in self._widgets:
            write(widget, self._name(widget))


class Live(SphinxDirective):
    """Run a few lines, show them, and below them the widget that the last one makes."""

    has_content = True
    option_spec: ClassVar = {"height": directives.nonnegative_int, "hidden": directives.flag}

    def run(self) -> list[nodes.Node]:
        """Return the code and the frame."""
        code = "\n".join(self.content)
        name = f"{Path(self.env.docname).name}-{hashlib.sha256(code.encode()).hexdigest()[:8]}"
        kind, stamp = _last_line(FOLDER / f"{name}.html"), stamp_of(code)
        if kind.partition(" ")[2] != stamp:
            widget = value_of(code)
            write(widget, name, mark=f"<!-- {type(widget).__name__} {stamp} -->")
            kind = f"{type(widget).__name__} {stamp}"
        kind = kind.partition(" ")[0]
        up = "../" * self.env.docname.count("/")
        shown = nodes.raw("", frame(name, kind, up, self.options.get("height")), format="html")
        if "hidden" in self.options:
            return [shown]
        block = nodes.literal_block(code, code, language="python")
        return [block, shown]


def _last_line(page: Path) -> str:
    """Return what the mark of a page says, nothing where there is no page."""
    if not page.is_file():
        return ""
    lines = page.read_text(encoding="utf-8").rstrip().rsplit("\n", 1)
    return lines[-1].removeprefix("<!-- ").removesuffix(" -->")


def value_of(code: str) -> Any:
    """Run lines of Python, and return what the last one says."""
    *lines, last = code.rstrip().splitlines()
    names: dict[str, Any] = {}
    exec("\n".join(lines), names)  # noqa: S102 - our own pages
    return eval(last, names)  # noqa: S307 - likewise


def stamp_of(text: str) -> str:
    """Return what stands for a text, and for the package that it runs in."""
    package = HERE.parent / "dicomwidgets"
    made = hashlib.sha256(text.encode())
    for file in _sources(package):
        made.update(file.read_bytes())
    made.update(Path(__file__).read_bytes())
    return made.hexdigest()


def _sources(package: Path) -> Iterator[Path]:
    for root, folders, names in os.walk(package):
        folders[:] = sorted(set(folders) - {"__pycache__"})
        yield from (Path(root) / name for name in sorted(names))


def setup(app: Any) -> dict[str, bool]:
    """Tell Sphinx about the directive."""
    app.add_directive("live", Live)
    return {"parallel_read_safe": False, "parallel_write_safe": True}
