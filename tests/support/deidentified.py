"""Files to anonymize, in every encoding, and what becomes of them."""

from __future__ import annotations

import zlib
from io import BytesIO
from typing import TYPE_CHECKING, Any

from pydicom import dcmread
from pydicom.dataset import Dataset, FileMetaDataset
from pydicom.uid import CTImageStorage

from dicomwidgets.deidentification.engine.job import Job
from dicomwidgets.deidentification.engine.rewriting import rewrite
from dicomwidgets.deidentification.mapping.key import key_for
from dicomwidgets.deidentification.policy import policy_for
from dicomwidgets.encoding.walk import walk_file
from dicomwidgets.reading.kept_warnings import kept_warnings

if TYPE_CHECKING:
    from collections.abc import Iterable

    from dicomwidgets.deidentification.engine.job import Outcome

__all__ = [
    "BIG",
    "DEFLATED",
    "EXPLICIT",
    "IMPLICIT",
    "SYNTAXES",
    "ct_like",
    "job_for",
    "meta_for",
    "plain",
    "rewritten",
    "undefined_lengths",
    "written",
]

IMPLICIT, EXPLICIT = "1.2.840.10008.1.2", "1.2.840.10008.1.2.1"
BIG, DEFLATED = "1.2.840.10008.1.2.2", "1.2.840.10008.1.2.1.99"
SYNTAXES = (IMPLICIT, EXPLICIT, BIG, DEFLATED)
_KEY = b"the key of the tests, of 32 bytes"


def job_for(options: str | Iterable[str] = (), rules: Any = None) -> Job:
    """Return what is to be done, always under the same key."""
    return Job(policy_for(options=options, rules=rules), key_for(_KEY))


def ct_like() -> Dataset:
    """Return a CT image object with little in it."""
    dataset = Dataset()
    dataset.SOPClassUID, dataset.SOPInstanceUID = CTImageStorage, "1.2.3.4"
    dataset.StudyInstanceUID, dataset.SeriesInstanceUID = "1.2.3.1", "1.2.3.2"
    dataset.Modality = "CT"
    dataset.PatientName, dataset.PatientID = "Quillfeather^Zebedee", "QX-004711"
    return dataset


def meta_for(syntax: str = EXPLICIT) -> FileMetaDataset:
    """Return file meta information that tells more than it must."""
    meta = FileMetaDataset()
    meta.MediaStorageSOPClassUID, meta.MediaStorageSOPInstanceUID = CTImageStorage, "1.2.3.4"
    meta.TransferSyntaxUID = syntax
    meta.SourceApplicationEntityTitle = "QUILLFEATHER"
    meta.ImplementationClassUID, meta.ImplementationVersionName = "1.2.3.99", "SOMEBODY"
    return meta


def written(dataset: Dataset, syntax: str = EXPLICIT, preamble: bytes = b"\0" * 128) -> bytes:
    """Return a dataset as the bytes of a file; it is left as it is but for its file meta."""
    dataset.file_meta = meta_for(syntax)
    out = BytesIO()
    with kept_warnings():
        dataset.save_as(out, enforce_file_format=True)
    return preamble + out.getvalue()[128:]


def undefined_lengths(dataset: Dataset) -> Dataset:
    """Let all sequences and items in a dataset be closed by delimiters."""
    for element in dataset:
        if element.VR == "SQ":
            element.is_undefined_length = True
            for item in element.value:
                item.is_undefined_length_sequence_item = True
                undefined_lengths(item)
    return dataset


def rewritten(data: bytes, job: Job | None = None) -> tuple[bytes, Dataset, Outcome]:
    """Return a file anonymized, read back, and what was done; the file must be sound."""
    out = BytesIO()
    outcome = rewrite(BytesIO(data), out, job or job_for())
    result = out.getvalue()
    file_map = walk_file(result)
    assert file_map.broken is None
    assert file_map.remarks == ()
    with kept_warnings():
        dataset = dcmread(BytesIO(result))
        for _ in dataset.iterall():
            pass
    return result, dataset, outcome


def plain(data: bytes) -> bytes:
    """Return a file, and what is deflated in it as it is before."""
    begin = walk_file(data).inflated
    return data if begin is None else data[:begin] + zlib.decompress(data[begin:], -zlib.MAX_WBITS)
