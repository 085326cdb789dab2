"""What takes the place of an encapsulated document: an empty one of its kind (PS3.3 A.45, A.85)."""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = ["DOCUMENT", "DOCUMENT_LENGTH", "dummy_document"]

DOCUMENT, DOCUMENT_LENGTH = 0x00420011, 0x00420015
"""Encapsulated Document, and Encapsulated Document Length: its bytes without padding."""

_STEM = "1.2.840.10008.5.1.4.1.1.104."
_WORDS = "Removed by de-identification"


def _pdf() -> bytes:
    """Return a document of one empty page (ISO 32000-1, 7.5)."""
    objects = (
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Resources<<>>>>",
    )
    data, table = b"%PDF-1.4\n", b"0000000000 65535 f \n"
    for number, each in enumerate(objects, 1):
        table += b"%010d 00000 n \n" % len(data)
        data += b"%d 0 obj\n%s\nendobj\n" % (number, each)
    trailer = b"trailer\n<</Size 4/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF\n" % len(data)
    return data + b"xref\n0 4\n" + table + trailer


def _cda() -> bytes:
    """Return a clinical document without content (HL7 CDA Release 2)."""
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n<ClinicalDocument xmlns="urn:hl7-org:v3">'
        f"<title>{_WORDS}</title></ClinicalDocument>\n"
    ).encode()


def _even(data: bytes) -> bytes:
    return data + b"\n" * (len(data) % 2)


_DOCUMENTS: Mapping[str, bytes] = MappingProxyType(
    {
        f"{_STEM}1": _even(_pdf()),
        f"{_STEM}2": _even(_cda()),
        f"{_STEM}3": bytes(84),  # a binary STL of no triangles
        f"{_STEM}4": _even(f"# {_WORDS}\n".encode()),  # OBJ
        f"{_STEM}5": _even(f"# {_WORDS}\n".encode()),  # MTL
    }
)


def dummy_document(sop_class_uid: str) -> bytes:
    """Return the document that takes the place of one in an object of this class.

    Two zero bytes in an object whose documents are of no known kind.

    >>> dummy_document("1.2.840.10008.5.1.4.1.1.104.1")[:8]
    b'%PDF-1.4'
    """
    return _DOCUMENTS.get(sop_class_uid, b"\0\0")
