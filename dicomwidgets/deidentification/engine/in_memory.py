"""A dataset in memory: written by pydicom, rewritten as a file is, and read back."""

from __future__ import annotations

from copy import copy
from io import BytesIO
from typing import TYPE_CHECKING, Any

from pydicom import dcmread

from dicomwidgets.deidentification.engine.rewriting import rewrite
from dicomwidgets.errors import DeidentifyError
from dicomwidgets.reading.kept_warnings import kept_warnings

if TYPE_CHECKING:
    from pydicom.dataset import Dataset

    from dicomwidgets.deidentification.engine.job import Job

__all__ = ["dataset_bytes", "deidentify_dataset"]


def deidentify_dataset(dataset: Dataset, job: Job) -> Dataset:
    """Return a new dataset without what identifies the patient; the one given stays as it is.

    Parameters
    ----------
    dataset
        With or without file meta information; without it, it is taken to be encoded as it was
        read, or in explicit VR little endian.
    job
        What is to be done.

    Raises
    ------
    DeidentifyError
        If pydicom can't write the dataset, or it is refused as its file would be.
    """
    out = BytesIO()
    rewrite(BytesIO(dataset_bytes(dataset)), out, job)
    out.seek(0)
    with kept_warnings():
        return dcmread(out)


def dataset_bytes(dataset: Dataset) -> bytes:
    """Return a dataset as a file, written by pydicom in the encoding that it has.

    Raises
    ------
    DeidentifyError
        If pydicom can't write it.
    """
    buffer = BytesIO()
    written: Any = copy(dataset)
    meta = getattr(dataset, "file_meta", None)
    written.file_meta = copy(meta) if meta is not None else None
    options: dict[str, Any] = {}
    if "TransferSyntaxUID" not in (meta or ()):
        implicit, little = dataset.original_encoding
        options = {"implicit_vr": bool(implicit), "little_endian": little is not False}
        if meta is None:
            del written.file_meta
    try:
        with kept_warnings():
            written.save_as(buffer, enforce_file_format=False, **options)
    except Exception as error:  # noqa: BLE001 - what is in a dataset fails in any way there is
        raise DeidentifyError(
            f"pydicom can't write this dataset ({type(error).__name__}).",
            remedy="Look at dataset.save_as(…), which says why.",
        ) from None
    return buffer.getvalue()
