"""`dicomwidgets.connect`: a PACS by its address."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from dicomwidgets.errors import ArgumentError

if TYPE_CHECKING:
    from dicomwidgets.pacs.dicomweb import DicomWeb
    from dicomwidgets.pacs.dimse import Dimse

__all__ = ["connect"]


def connect(address: str, **keywords: Any) -> DicomWeb | Dimse:
    """Return a PACS by its address; nothing is sent before something is asked of it.

    Parameters
    ----------
    address
        ``"https://host/dicom-web"`` for DICOMweb (PS3.18), or ``"dicom://AETITLE@host:port"`` for
        DIMSE (PS3.7); ``dicoms://`` with TLS.
    keywords
        As for `pacs.dicomweb.DicomWeb` or `pacs.dimse.Dimse`: ``credentials=``, ``ca=``,
        ``timeout=``, of DIMSE ``calling=`` …

    Returns
    -------
    DicomWeb or Dimse
        Both have ``echo``, ``find``, ``retrieve`` and ``store``.

    Raises
    ------
    ArgumentError
        If it is no such address, or a keyword is not known.
    MissingPackageError
        If what it needs is not installed, with the install line.

    Examples
    --------
    >>> pacs = dicomwidgets.connect("https://pacs.example/dicom-web")      # doctest: +SKIP
    >>> pacs.find("study", PatientID="4711").to_pandas()                   # doctest: +SKIP
    >>> pacs = dicomwidgets.connect("dicom://ORTHANC@127.0.0.1:4242")      # doctest: +SKIP
    """
    scheme = str(address).partition("://")[0].casefold()
    made: Any
    if scheme in ("http", "https"):
        from dicomwidgets.pacs.dicomweb import DicomWeb  # noqa: PLC0415 - when asked

        made = DicomWeb
    elif scheme in ("dicom", "dicoms"):
        from dicomwidgets.pacs.dimse import Dimse  # noqa: PLC0415 - when asked

        made = Dimse
    else:
        raise ArgumentError(
            "This is no address of a PACS.",
            remedy="Give https://host/dicom-web, or dicom://AETITLE@host:port.",
        )
    try:
        found: DicomWeb | Dimse = made(str(address), **keywords)
    except TypeError as error:
        if isinstance(error, ArgumentError):
            raise
        raise ArgumentError(
            f"A keyword does not fit: {error}.", remedy=f"See help({made.__name__})."
        ) from None
    return found
