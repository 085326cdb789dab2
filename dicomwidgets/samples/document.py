"""A letter as PDF in a DICOM object: `pdf`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pydicom.sequence import Sequence
from pydicom.uid import EncapsulatedPDFStorage

from dicomwidgets.samples.patient import DEFAULT_PATIENT, code, new_dataset

if TYPE_CHECKING:
    from pydicom.dataset import Dataset

__all__ = ["pdf"]

_LINES = ("Sample Hospital", "The chest CT shows one nodule of 17 mm in the right lung.")

_BOX = "/MediaBox [0 0 595 842]"
_FONTS = "<< /Font << /F1 5 0 R >> >>"


def pdf(*, patient_name: str = DEFAULT_PATIENT) -> Dataset:
    """Return a letter of one page (PS3.3 A.45.1, Encapsulated PDF).

    Parameters
    ----------
    patient_name
        With up to three groups.

    Returns
    -------
    Dataset
        With a PDF of less than 1 kB, which any reader opens.
    """
    dataset = new_dataset(EncapsulatedPDFStorage, "DOC", kind="Letter", patient_name=patient_name)
    del dataset.RequestAttributesSequence, dataset.OperatorsName  # of images only
    dataset.AcquisitionDateTime = ""
    dataset.ConversionType = "WSD"
    dataset.BurnedInAnnotation = "YES"
    dataset.DocumentTitle = "Letter to the referring physician"
    dataset.ConceptNameCodeSequence = Sequence([code("11488-4", "LN", "Consult note")])
    dataset.MIMETypeOfEncapsulatedDocument = "application/pdf"
    document = _page(_LINES)
    dataset.EncapsulatedDocumentLength = len(document)
    dataset.EncapsulatedDocument = document + b"\0" * (len(document) % 2)
    return dataset


def _page(lines: tuple[str, ...]) -> bytes:
    """Return a PDF with these lines on one page (ISO 32000)."""
    text = " T* ".join(f"({line}) Tj" for line in lines)
    drawn = f"BT /F1 12 Tf 60 780 Td 18 TL {text} ET"
    objects = (
        "<< /Type /Catalog /Pages 2 0 R >>",
        "<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        f"<< /Type /Page /Parent 2 0 R {_BOX} /Contents 4 0 R /Resources {_FONTS} >>",
        f"<< /Length {len(drawn)} >>\nstream\n{drawn}\nendstream",
        "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
    )
    body = "%PDF-1.4\n"
    places = []
    for number, content in enumerate(objects, 1):
        places.append(len(body))
        body += f"{number} 0 obj\n{content}\nendobj\n"
    table = "".join(f"{place:010} 00000 n \n" for place in places)
    end = f"trailer\n<< /Size {len(objects) + 1} /Root 1 0 R >>\nstartxref\n{len(body)}\n%%EOF\n"
    return f"{body}xref\n0 {len(objects) + 1}\n0000000000 65535 f \n{table}{end}".encode("ascii")
