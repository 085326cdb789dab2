"""What a saved notebook tells of a patient: searched before it is handed out."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from dicomwidgets.errors import ReadError
from dicomwidgets.reading.header import try_header
from dicomwidgets.reading.item import listed
from dicomwidgets.reading.source import source_of
from dicomwidgets.widgets.sharing.secrets import Secrets

if TYPE_CHECKING:
    import os
    from collections.abc import Iterator

__all__ = ["NotebookHit", "search_notebook"]

_PICTURES = re.compile(r"image/(?!svg)")
_INLINE = re.compile(r"data:image/(?!svg)")
"""A picture that is written in HTML or Markdown."""
_FORMAT = frozenset(
    {
        *("attachments", "cell_type", "data", "ename", "evalue", "execution_count", "id"),
        *("metadata", "name", "output_type", "source", "state", "text", "traceback"),
    }
)
"""Names of the format, which are in every notebook."""


@dataclass(frozen=True, slots=True)
class NotebookHit:
    """A place of a notebook that names somebody, or may: the place alone, not what stands there.

    Parameters
    ----------
    cell
        Number of the cell, from 0; ``None``: the widgets that are saved with the notebook.
    place
        ``"source"``, with what is attached to the cell, ``"output"`` or ``"widgets"``.
    kinds
        What is named, such as ``"name"``, ``"id"``, ``"date"``, ``"uid"``; ``"picture"`` for an
        image, whose pixels are not read.
    """

    cell: int | None
    place: str
    kinds: tuple[str, ...]

    def __str__(self) -> str:
        where = self.place if self.cell is None else f"cell {self.cell}, {self.place}"
        return f"{where}: {', '.join(self.kinds)}"


def search_notebook(notebook: str | os.PathLike[str], x: Any) -> list[NotebookHit]:
    """Search a saved notebook for the identifiers of the files that it shows.

    Parameters
    ----------
    notebook
        The ``.ipynb`` file; it is not changed.
    x
        What the notebook shows, as for `view`: its headers say what to look for.

    Returns
    -------
    list of NotebookHit
        Cell by cell. Names are found in any spelling; pictures are listed, and not looked into.

    Raises
    ------
    ReadError
        If the file is no notebook.
    SourceError
        If there is no DICOM in `x`.
    """
    try:
        saved = json.loads(Path(notebook).read_text(encoding="utf-8"))
        cells = [(number, dict(cell)) for number, cell in enumerate(saved["cells"])]
    except (OSError, ValueError, KeyError, TypeError) as problem:
        raise ReadError(
            f"This is no notebook: {type(problem).__name__}.", file=str(notebook)
        ) from None
    secrets = Secrets()
    source = source_of(x)
    for item in listed(source):
        header = try_header(source, item)
        if header is not None:
            secrets.take_dataset(header.dataset)
    return [*_hits(cells, saved.get("metadata", {}), secrets)]


def _hits(cells: list[tuple[int, Any]], metadata: Any, secrets: Secrets) -> Iterator[NotebookHit]:
    known = secrets.known()

    def named(told: Any) -> set[str]:
        texts = [*_texts(told)]
        kinds: set[str] = {hit.kind for text in texts for hit in known.text_hits(text)}
        return kinds | ({"picture"} if any(map(_is_picture, texts)) else set())

    for number, cell in cells:
        outputs = cell.pop("outputs", [])
        if kinds := named({**cell, "cell_type": None, "id": None}):
            yield NotebookHit(number, "source", tuple(sorted(kinds)))
        if kinds := named(outputs):
            yield NotebookHit(number, "output", tuple(sorted(kinds)))
    if kinds := named(metadata):
        yield NotebookHit(None, "widgets", tuple(sorted(kinds)))


def _is_picture(text: str) -> bool:
    return bool(_PICTURES.match(text) or _INLINE.search(text))


def _texts(told: Any) -> Iterator[str]:
    """Yield the texts in a cell, and their names; of a picture the name alone.

    A text may be a list of its lines.
    """
    if isinstance(told, dict):
        for name, value in told.items():
            if name not in _FORMAT:
                yield name
            if not _PICTURES.match(name):
                yield from _texts(value)
    elif isinstance(told, list) and not all(isinstance(each, str) for each in told):
        for each in told:
            yield from _texts(each)
    elif told is not None:
        yield "".join(told) if isinstance(told, list) else str(told)
