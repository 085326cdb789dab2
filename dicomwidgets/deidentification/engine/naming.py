"""What a file that was just written is named by, without reading it again."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from dicomwidgets.deidentification.engine.content import Content
    from dicomwidgets.deidentification.engine.edits import Edits
    from dicomwidgets.encoding.span import SpanRow

__all__ = ["names_after"]

_NAMED = {
    0x00100020: "PatientID",
    0x0020000D: "StudyInstanceUID",
    0x0020000E: "SeriesInstanceUID",
    0x00080018: "SOPInstanceUID",
}
_HEADER = 8  # of an element in implicit VR, and of one whose length has two bytes (PS3.5 7.1)


def names_after(rows: Sequence[SpanRow], content: Content, edits: Edits) -> Mapping[str, str]:
    """Return the new values of what files are mostly named by, by keyword.

    Parameters
    ----------
    rows, content
        The dataset as it was.
    edits
        What becomes of it.

    Returns
    -------
    Mapping
        ``""`` for what is not there. Nothing at all where an element is there twice or is written
        in a strange way: then the file is to be read.
    """
    found = [row for row in rows if row[1] in _NAMED and not row[5]]
    new = edits.at({row[0] for row in found})
    names = dict.fromkeys(_NAMED.values(), "")
    if len({row[1] for row in found}) < len(found):
        return {}
    for offset, tag, _, header, length, *_ in found:
        keyword = _NAMED[tag]
        data = new.get(offset)
        if data is None:
            data = content.read(offset, offset + header + length)
        if header != _HEADER or not isinstance(data, bytes):
            return {}
        names[keyword] = data[_HEADER:].decode("latin-1").strip(" \0")
    return names
