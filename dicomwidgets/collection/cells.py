r"""What stands in the table for a value of a file, whoever has read it.

The bytes of a value are made a cell the same way after the flat scan and after pydicom's lenient
reader, by the decoding that the whole package has (`elements.decode`).
"""

from __future__ import annotations

import math
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from dicomwidgets.collection.columns import cell_of
from dicomwidgets.elements.characters import charset_of
from dicomwidgets.elements.decode import decode
from dicomwidgets.elements.values import bytes_text
from dicomwidgets.extraction.columns import ElementFinder, node_text, node_values
from dicomwidgets.reading.kept_warnings import kept_warnings
from dicomwidgets.reference.tags import tag_text
from dicomwidgets.reference.vrs import vr_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from dicomwidgets.collection.columns import Cell
    from dicomwidgets.elements.path import Step
    from dicomwidgets.reading.header import Header

__all__ = ["cell_of_bytes", "cell_of_values", "cells_of_header"]


def cell_of_bytes(vr: str, data: bytes, charset: bytes) -> Cell:
    """Return the cell for the bytes of a value, little endian.

    Parameters
    ----------
    vr
        Its value representation; not SQ.
    data
        As they stand in the file.
    charset
        The bytes of Specific Character Set (0008,0005).

    Raises
    ------
    ValueError
        If they are no whole number of values.
    """
    if data.isascii() and b"\x1b" not in data:
        values, _ = decode(vr, data, head=16 * len(data) + 16)
    else:
        with kept_warnings():
            values, _ = decode(vr, data, encodings=_encodings(charset), head=16 * len(data) + 16)
    return cell_of_values(vr, values)


def cells_of_header(header: Header, wanted: Iterable[Sequence[Step]]) -> list[Cell]:
    """Return the cells for some elements of a header that was read leniently.

    Parameters
    ----------
    header
        Of a file or of a dataset in memory.
    wanted
        Steps to each element.
    """
    finder = ElementFinder(header, None)
    return [_cell(finder, tuple(steps)) for steps in wanted]


def cell_of_values(vr: str, values: list[Any] | bytes) -> Cell:
    """Return the cell for values as `elements.decode.decode` gives them."""
    if isinstance(values, bytes):
        return bytes_text(values, vr)
    if vr == "PN":  # empty component groups at the end say nothing (PS3.5 6.2)
        values = [value.rstrip("=") for value in values]
    if vr == "AT":
        values = [tag_text(value) for value in values]
    if len(values) == 1 and isinstance(values[0], int | float):
        return values[0] if math.isfinite(values[0]) else str(values[0])
    return cell_of(vr, "\\".join(map(str, values)))


def _cell(finder: ElementFinder, steps: tuple[Step, ...]) -> Cell:
    node = finder.node(steps)
    if node is None:
        return None
    if node.element is None or vr_of(node.vr).kind in ("sequence", "bytes"):
        return node_text(node)
    with kept_warnings():
        try:
            return cell_of_values(node.vr, node_values(node))
        except Exception:  # noqa: BLE001 - values are wrong in any way there is; so it is shown
            return node_text(node)


@lru_cache(maxsize=64)
def _encodings(charset: bytes) -> tuple[str, ...]:
    values, _ = decode("LO", charset, encodings=("iso8859",))
    return charset_of(tuple(map(str, values))).encodings
