"""Documents that travel in a DICOM object: PDF, CDA, STL and their like (PS3.3 A.45, C.24.2)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from pydicom.dataelem import RawDataElement

from dicomwidgets.errors import ArgumentError
from dicomwidgets.reference.uids import sop_class_name
from dicomwidgets.structured_report.fields import Fields

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pydicom.dataset import Dataset

    from dicomwidgets.reading.header import Header
    from dicomwidgets.reading.item import Source

__all__ = ["Document", "has_document", "read_document"]

CHUNK_BYTES = 1024 * 1024
"""How much of a document is in memory at a time."""

_KEYWORD = "EncapsulatedDocument"
_SUFFIXES = {
    "application/pdf": "pdf",
    "text/xml": "xml",
    "application/xml": "xml",
    "model/stl": "stl",
    "application/sla": "stl",
    "model/obj": "obj",
    "model/mtl": "mtl",
    "text/plain": "txt",
    "image/jpeg": "jpg",
    "image/png": "png",
}
_BEGINNINGS = ((b"%PDF-", "pdf"), (b"<?xml", "xml"), (b"\xef\xbb\xbf<?xml", "xml"))
_TEXTS = frozenset({"xml", "obj", "mtl", "txt"})


@dataclass(frozen=True, slots=True, repr=False)
class Document:
    """A document in an object, read piece by piece.

    Parameters
    ----------
    kind
        What it is, in words: ``"Encapsulated PDF"``.
    title
        Document Title (0042,0010); it may hold identifiers.
    mime_type
        As the file says; ``""`` where it does not.
    suffix
        Of a file that holds it, by its MIME type or its first bytes: ``"pdf"``; else ``"bin"``.
    length
        In bytes, without the byte that makes the value's length even.
    """

    kind: str
    title: str
    mime_type: str
    suffix: str
    length: int
    _bytes: bytes | None
    _place: tuple[Source, Any, int] | None

    def __repr__(self) -> str:
        return f"<Document {self.kind}: {self.length:,} bytes>"

    @property
    def is_text(self) -> bool:
        """Whether it can be read as text."""
        return self.suffix in _TEXTS

    def read(self, start: int, stop: int) -> bytes:
        """Return the bytes from `start` to `stop`, of a file only these.

        Raises
        ------
        ArgumentError
            When they do not lie in the document.
        """
        if not 0 <= start <= stop <= self.length:
            raise ArgumentError(f"The document has bytes 0 to {self.length:,}.")
        if self._bytes is not None:
            return self._bytes[start:stop]
        if self._place is None:
            return b""
        source, item, offset = self._place
        with source.open(item) as file:
            file.seek(offset + start)
            return file.read(stop - start)

    def chunks(self) -> Iterator[bytes]:
        """Yield the document in pieces of at most 1 MiB."""
        for start in range(0, self.length, CHUNK_BYTES):
            yield self.read(start, min(start + CHUNK_BYTES, self.length))

    def text(self) -> str:
        """Return a document that is text as such, its byte order mark left out."""
        return b"".join(self.chunks()).decode("utf-8-sig", errors="replace")


def has_document(dataset: Dataset) -> bool:
    """Whether an object holds a document."""
    return _KEYWORD in Fields(dataset)


def read_document(header: Header, source: Source) -> Document:
    """Return the document in an object; of a file only its first bytes are read now.

    Parameters
    ----------
    header
        Of the object, with an Encapsulated Document (0042,0011).
    source
        Where it lies.
    """
    fields = Fields(header.dataset)
    element = fields.element(_KEYWORD)
    held: bytes | None = None
    place: tuple[Source, Any, int] | None = None
    if isinstance(element, RawDataElement) and element.value is None:
        place = (source, header.item, element.value_tell)
        length = element.length
    else:
        held = fields.data(_KEYWORD)
        length = len(held)
    mime = fields.text("MIMETypeOfEncapsulatedDocument")
    whole = Document("", "", mime, "", length, held, place)
    return Document(
        _kind(fields),
        fields.text("DocumentTitle"),
        mime,
        _SUFFIXES.get(mime.lower()) or _by_beginning(whole.read(0, min(8, length))),
        _true_length(fields, whole),
        held,
        place,
    )


def _kind(fields: Fields) -> str:
    name = sop_class_name(fields.text("SOPClassUID"))
    return name.removesuffix(" Storage") if name else "Document"


def _by_beginning(first: bytes) -> str:
    return next((suffix for start, suffix in _BEGINNINGS if first.startswith(start)), "bin")


def _true_length(fields: Fields, whole: Document) -> int:
    """Leave out the byte that makes the length even (PS3.5 8.1.1), where there is one."""
    said = fields.integer("EncapsulatedDocumentLength")
    length = whole.length
    if said is not None and length - 1 <= said <= length:
        return said
    padded = length > 0 and whole.read(length - 1, length) == b"\0"
    return length - 1 if padded else length
