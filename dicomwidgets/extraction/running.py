"""`dicomwidgets.metadata`: the header of one object or of many, as rows."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from dicomwidgets.extraction.columns import columns_of
from dicomwidgets.extraction.metadata_table import Metadata
from dicomwidgets.reading.source import source_of

if TYPE_CHECKING:
    from collections.abc import Iterable

    from dicomwidgets.reading.item import Item, Source

__all__ = ["metadata"]


def metadata(x: Any, tags: Iterable[Any] | str | None = None, *, masked: bool = False) -> Metadata:
    """Return the metadata of DICOM objects: one row an element, or one row a file.

    Files are read one by one as the rows are gone through, in the order of their names. Nothing
    is passed over: a file that can't be read, or is no DICOM, is a row with the reason.

    Parameters
    ----------
    x
        Whatever holds DICOM: path, folder, glob, zip, DICOMDIR, bytes, file object, `Dataset`,
        list of these, `Series`, `Collection`. A `Dataset` is never changed.
    tags
        Which elements, for one row a file: keywords, tags, paths of nested elements, such as
        ``"SharedFunctionalGroupsSequence[0].PixelMeasuresSequence[0].PixelSpacing"``. Without it
        there is one row for every element at every depth, items included.
    masked
        Whether values that may identify a person, a place, a date or an instance are masked, and
        files numbered in place of their names. It errs on the side of masking, and is no
        anonymization.

    Returns
    -------
    Metadata
        To be iterated, or taken as `Metadata.to_pandas`, `Metadata.to_json`, `Metadata.to_csv`.

    Raises
    ------
    ArgumentError, SourceError
        When there is nothing in `x`, or a tag is none.

    Examples
    --------
    >>> for row in dicomwidgets.metadata("CT/0001.dcm"):    # doctest: +SKIP
    ...     print(row.path, row.value)
    >>> dicomwidgets.metadata("CT/", ["Modality", "PixelSpacing"]).to_pandas()    # doctest: +SKIP
    """
    columns = None if tags is None else columns_of(tags)
    return Metadata([source_of(x)], columns, masked=masked, naming=_name)


def _name(_source: Source, item: Item) -> str:
    return item.name
