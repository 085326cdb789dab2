"""What a plan goes through: a file as its bytes are walked, or as pydicom reads it."""

from __future__ import annotations

import io
from functools import partial
from typing import TYPE_CHECKING, NamedTuple

from dicomwidgets.deidentification.engine.foreseeing import Foresight
from dicomwidgets.deidentification.pixels.hidden import PIXEL_TAGS
from dicomwidgets.elements.scope import Scope
from dicomwidgets.elements.walk import walk
from dicomwidgets.elements.walked_nodes import walked_nodes
from dicomwidgets.errors import DicomWidgetsError

if TYPE_CHECKING:
    from collections.abc import Sequence
    from contextlib import ExitStack
    from typing import BinaryIO

    from dicomwidgets.deidentification.engine.job import Job
    from dicomwidgets.deidentification.planned_file import PlannedFile
    from dicomwidgets.elements.node import Node

__all__ = ["View", "view_of"]


class View(NamedTuple):
    """What a plan goes through.

    Parameters
    ----------
    nodes
        Of file meta information, dataset, and what follows the pixels.
    scope
        The dataset.
    preamble
        What stands before; empty where there is none.
    has_meta
        Whether there is file meta information.
    pixels
        The pixels' size in words, where their value was not read.
    ahead
        What is done to the bytes.
    """

    nodes: Sequence[Node]
    scope: Scope
    preamble: bytes
    has_meta: bool
    pixels: str
    ahead: Foresight


def view_of(file: PlannedFile, job: Job, until: ExitStack) -> View:
    """Return what a plan goes through; what is opened stays open up to the end of `until`.

    A file is walked once. What is odd in any way is read by pydicom.

    Raises
    ------
    DicomWidgetsError
        When the file can't be read.
    """
    ahead = None
    if file.is_whole and file.opened is not None:
        try:
            opened = until.enter_context(file.opened(()))
            ahead = Foresight(opened, job)
        except (OSError, DicomWidgetsError):
            ahead = None  # pydicom says why
        else:
            view = _walked(file, opened, ahead)
            if view is not None:
                return view
    return _parsed(file, job, until, ahead)


def _walked(file: PlannedFile, opened: BinaryIO, ahead: Foresight) -> View | None:
    """Return the view of a file as it was walked; ``None`` where anything is odd."""
    if ahead.walked is None or file.opened is None:
        return None
    file_map, rows, content = ahead.walked
    is_local = isinstance(getattr(opened, "raw", None), io.FileIO)
    again = partial(file.opened, ())
    found = walked_nodes(file_map, rows, content.read, again, defer=is_local)
    if found is None:
        return None
    preamble = content.read(0, rows[0].length)
    return View(found.nodes, found.dataset, preamble, True, found.pixels, ahead)


def _parsed(file: PlannedFile, job: Job, until: ExitStack, ahead: Foresight | None) -> View:
    """Return the view of a file, or a dataset, as pydicom reads it."""
    dataset, tail, pixels = file.parsed
    meta = getattr(dataset, "file_meta", None)
    preamble = bytes(getattr(dataset, "preamble", None) or b"")
    nodes = list(walk(meta, dataset, tail))
    ahead = ahead or _foresight(file, nodes, job, until)
    return View(nodes, Scope(dataset), preamble, bool(meta), pixels, ahead)


def _foresight(file: PlannedFile, nodes: Sequence[Node], job: Job, until: ExitStack) -> Foresight:
    """Look ahead at what is done to the bytes, up to the end of `until`."""
    if file.opened is None:
        return Foresight(None, job)
    found_in = () if file.is_whole else enumerate(nodes)
    nested = {_top(nodes, at) for at, node in found_in if node.tag in PIXEL_TAGS}
    try:
        return Foresight(until.enter_context(file.opened(nested)), job)
    except DicomWidgetsError as error:
        found = Foresight(None, job)
        found.refused = error
        return found


def _top(nodes: Sequence[Node], at: int) -> int:
    """Return the tag, at the top, of what a node is or stands in."""
    while nodes[at].parent >= 0:
        at = nodes[at].parent
    return nodes[at].tag
