"""What can be had from a file that pydicom gives up on."""

from __future__ import annotations

import io
import zlib
from typing import TYPE_CHECKING, Any, BinaryIO

from pydicom.dataset import FileDataset, FileMetaDataset
from pydicom.filereader import data_element_generator, read_preamble
from pydicom.uid import UID, DeflatedExplicitVRLittleEndian, ExplicitVRBigEndian
from pydicom.valuerep import VR

from dicomwidgets.encoding.inflate import inflated
from dicomwidgets.reading.closing import closed_sequence
from dicomwidgets.reading.problems import Problem, problem_at
from dicomwidgets.reading.quick import quick_text

if TYPE_CHECKING:
    from collections.abc import Callable

    from pydicom.tag import BaseTag

__all__ = ["salvage"]

_VRS = frozenset(vr.encode() for vr in VR)


def salvage(
    file: BinaryIO, stop: Callable[[BaseTag, str | None, int], bool]
) -> tuple[FileDataset, list[Problem]]:
    """Read elements one by one until the first that can't be read.

    Of a sequence in which the file breaks off what stands before that is read too.

    Parameters
    ----------
    file
        A file with or without preamble and file meta; read from its beginning.
    stop
        As pydicom's ``stop_when``: ends the reading before the pixels.

    Returns
    -------
    dataset, problems
        What was read, possibly nothing, and where it ended.

    Raises
    ------
    zlib.error
        If the dataset is deflated and its very first block is damaged.
    """
    file.seek(0)
    preamble = read_preamble(file, force=True)
    meta, _ = _elements(file, lambda tag, *_: tag >> 16 != 2, implicit=False, little=True)
    file_meta = FileMetaDataset(meta)
    implicit, little, deflated = _encoding(file, UID(quick_text(file_meta, 0x00020010)))
    body: BinaryIO = _inflated(file) if deflated else file
    found, end = _elements(body, stop, implicit=implicit, little=little)
    opened = closed_sequence(file, body if deflated else None)
    if opened is not None:
        last, at = _elements(opened, stop, implicit=implicit, little=little)
        found, end = {**last, **found}, at if at and at not in found else end
    dataset = FileDataset(None, found, preamble, file_meta, implicit, little)  # type: ignore[arg-type]
    dataset.set_original_encoding(implicit, little)
    if end is None:
        return dataset, [Problem("The file is damaged or ends too soon.", severity="error")]
    text = "The file is damaged or ends after this element: the rest is lost."
    return dataset, [problem_at(end, text, "error")]


def _elements(
    file: BinaryIO, stop: Callable[..., bool], *, implicit: bool, little: bool
) -> tuple[dict[BaseTag, Any], BaseTag | None]:
    """Return the elements up to the end, and the tag of the last."""
    found: dict[BaseTag, Any] = {}
    last = None
    try:
        for element in data_element_generator(file, implicit, little, stop):
            found[element.tag] = element
            last = element.tag
    except Exception:  # noqa: BLE001 - the point is to keep what came before, whatever happened
        return found, last
    return found, last


def _encoding(file: BinaryIO, syntax: UID) -> tuple[bool, bool, bool]:
    """Return (implicit VR, little endian, deflated) of what follows."""
    if syntax.is_transfer_syntax:
        return (
            syntax.is_implicit_VR,
            syntax != ExplicitVRBigEndian,
            syntax == DeflatedExplicitVRLittleEndian,
        )
    place = file.tell()
    start = file.read(6)
    file.seek(place)
    big = start[:1] == b"\0" and start[4:6] in _VRS
    return start[4:6] not in _VRS, not big, False


def _inflated(file: BinaryIO) -> io.BytesIO:
    """Inflate as far as it goes (PS3.5 A.5)."""
    stream, _, why = inflated(file, file.tell())
    if why and not stream:
        raise zlib.error(why)
    return io.BytesIO(stream)
