"""What can be sent of a source: for each file where its dataset begins, and what it is."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING, NamedTuple

from dicomwidgets.deidentification.bulk.naming import new_values
from dicomwidgets.encoding.walk import walk_file
from dicomwidgets.errors import ReadError
from dicomwidgets.reading.origin import Origin, origin_of
from dicomwidgets.reading.sniff import sniff
from dicomwidgets.reference.uids import uid_name

if TYPE_CHECKING:
    from dicomwidgets.encoding.span import FileMap
    from dicomwidgets.reading.item import Item, Source

__all__ = ["Sendable", "sendable"]

IMPLICIT, EXPLICIT = "1.2.840.10008.1.2", "1.2.840.10008.1.2.1"
BIG_ENDIAN, DEFLATED = "1.2.840.10008.1.2.2", "1.2.840.10008.1.2.1.99"
_NATIVE = {(True, True): IMPLICIT, (False, True): EXPLICIT, (False, False): BIG_ENDIAN}
_ENOUGH = 1 << 16
_KEYWORDS = ("SOPClassUID", "SOPInstanceUID", "StudyInstanceUID", "SeriesInstanceUID")
_NO_FILE = {
    "other": "This is not a DICOM file: it has neither the DICM prefix nor a first element.",
    "zip": "An archive in a folder is not opened: give it as a source of its own.",
    "dicomdir": "The directory of a medium: what it names is sent, it is not.",
}


class Sendable(NamedTuple):
    """A file that can be sent.

    Parameters
    ----------
    name
        In its source; it may hold identifiers.
    origin
        Where it is.
    start
        Where its dataset begins.
    syntax
        In which the dataset is.
    sop_class, instance, study, series
        UIDs.
    notes
        What is to be known of it.
    """

    name: str
    origin: Origin
    start: int
    syntax: str
    sop_class: str
    instance: str
    study: str
    series: str
    notes: tuple[str, ...] = ()

    def data(self) -> bytes:
        """Return the bytes of the dataset, as they are in the file; a deflated one padded.

        Raises
        ------
        OSError, ReadError
            If it can't be read, or has an odd number of bytes, as no dataset has.
        """
        with self.origin.open() as file:
            file.seek(self.start)
            data = file.read()
        if len(data) % 2 == 0:
            return data
        if self.syntax == DEFLATED:  # PS3.5 A.5
            return data + b"\0"
        raise ReadError(
            "Its dataset has an odd number of bytes: it is damaged, and can't be sent (PS3.8 E.2).",
            file=self.name,
            remedy="Export it again, or mend it: dw.edit(…).",
        )

    @property
    def what(self) -> str:
        """What it is, in words that hold no identifier."""
        names = [uid_name(uid) or uid for uid in (self.sop_class, self.syntax)]
        return " in ".join(names)

    def __repr__(self) -> str:
        return f"Sendable({self.what})"


def sendable(source: Source, item: Item) -> Sendable | str:
    """Return what can be sent of an item, or why it is no DICOM object.

    Raises
    ------
    ReadError
        If it is one, and can't be sent.
    OSError
        If it can't be read.
    """
    origin = origin_of(source, item)
    with origin.open() as file:
        head = file.read(_ENOUGH)
        if why := _NO_FILE.get(sniff(head) if head else "other"):
            return why
        found = walk_file(io.BytesIO(head))
        file.seek(0)
        kind, instance, study, series = new_values(file, _KEYWORDS)
    if not kind or not instance:
        raise ReadError(
            "It has no SOP Class UID or no SOP Instance UID: it can't be sent.",
            file=item.name,
            remedy="Set them: dw.edit(…).",
        )
    syntax, notes = _syntax(found, item)
    start = found.inflated if found.inflated is not None else found.dataset
    return Sendable(item.name, origin, start, syntax, kind, instance, study, series, notes)


def _syntax(found: FileMap, item: Item) -> tuple[str, tuple[str, ...]]:
    """Return the transfer syntax in which a dataset is, whatever its file says."""
    says, native = found.transfer_syntax_uid, _NATIVE.get((found.implicit, found.little))
    if says and says not in _NATIVE.values():
        return says, ()
    if native is None or (not says and _is_encapsulated(found)):
        raise ReadError(
            "Its transfer syntax is not known: it can't be sent.",
            file=item.name,
            remedy="Set the Transfer Syntax UID of its file meta information.",
        )
    if says == native:
        return native, ()
    return native, (f"It is sent as {uid_name(native)}, which it is, whatever its file says.",)


def _is_encapsulated(found: FileMap) -> bool:
    return any(span.kind == "fragment" for span in found.spans)
