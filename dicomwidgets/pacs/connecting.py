"""`dicomwidgets.connect`: a PACS by its address."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from dicomwidgets.errors import ArgumentError

if TYPE_CHECKING:
    from dicomwidgets.pacs.dicomweb import DicomWeb

__all__ = ["connect"]


def connect(address: str, **keywords: Any) -> DicomWeb:
    """Return a PACS by its address; nothing is sent before something is asked of it.

    Parameters
    ----------
    address
        ``"https://host/dicom-web"`` for DICOMweb (PS3.18).
    keywords
        As for `pacs.dicomweb.DicomWeb`: ``credentials=``, ``ca=``, ``timeout=`` …

    Returns
    -------
    DicomWeb
        It has ``echo``, ``find``, ``retrieve`` …

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
    """
    scheme = str(address).partition("://")[0].casefold()
    made: Any
    if scheme in ("http", "https"):
        from dicomwidgets.pacs.dicomweb import DicomWeb as made  # noqa: N813, PLC0415 - when asked
    else:
        raise ArgumentError(
            "This is no address of a PACS.",
            remedy="Give https://host/dicom-web.",
        )
    try:
        found: DicomWeb = made(str(address), **keywords)
    except TypeError as error:
        if isinstance(error, ArgumentError):
            raise
        raise ArgumentError(
            f"A keyword does not fit: {error}.", remedy=f"See help({made.__name__})."
        ) from None
    return found
