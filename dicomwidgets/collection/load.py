"""`dicomwidgets.load`: read the headers of all that is in a source."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from dicomwidgets.collection.collection import Collection
from dicomwidgets.collection.columns import Columns
from dicomwidgets.collection.filling import Filling
from dicomwidgets.reading.source import source_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from concurrent.futures import Executor

__all__ = ["load"]


def load(  # noqa: PLR0913 - keywords
    x: Any,
    *,
    columns: Iterable[str] | None = None,
    wait: bool = True,
    cache: bool = True,
    executor: Executor | None = None,
    on_progress: Callable[[int, int | None], None] | None = None,
    cancelled: Callable[[], bool] | None = None,
) -> Collection:
    """Read the headers of all that is in `x` into a table, from which series are made.

    Parameters
    ----------
    x
        A path, folder, glob pattern, zip archive, DICOMDIR, bytes, file object, `Dataset`, a list
        of these, a `Series` or a `Collection`.
    columns
        Elements to be read beside those that are always read
        (`dicomwidgets.collection.columns.DEFAULT_ELEMENTS`): keywords, tags, paths of nested ones
        such as ``"SharedFunctionalGroupsSequence[0].PixelMeasuresSequence[0].PixelSpacing"``.
    wait
        Whether to return when all is read. With ``False`` the collection comes at once and fills
        while it is used: its repr says how far it is, `Collection.wait` waits, `Collection.cancel`
        ends it.
    cache
        Whether what is read of an archive of 1,000 files or more is kept in the user's cache
        directory, and what was kept is not read again. Files whose size or time has changed are.
        It holds patient data, and is the user's alone: ``dicomwidgets index`` says where it lies,
        ``dicomwidgets index --forget`` deletes it.
    executor
        Where headers are read: any `concurrent.futures.Executor`, such as
        ``dask.distributed.Client(…).get_executor()``; by default processes of this machine.
    on_progress
        Called now and then with (files done, files in all), the latter ``None`` while they are
        still being listed; on the thread that reads.
    cancelled
        Asked now and then; once it says ``True``, what was found so far is returned.

    Returns
    -------
    Collection
        Its tables (`Collection.patients`, `Collection.studies`, `Collection.instances`), its
        `Collection.series`, and what was skipped or could not be read.

    Raises
    ------
    SourceError
        If there is nothing at all. Files that are not DICOM, or damaged, raise nothing: they are
        counted in ``skipped`` and named in ``problems``.
    ArgumentError
        If `x` holds no DICOM, or one of `columns` names no element.

    Examples
    --------
    >>> found = dicomwidgets.load("archive/")                       # doctest: +SKIP
    >>> found.where("Modality == 'CT' and SliceThickness < 2")      # doctest: +SKIP
    """
    chosen = Columns.chosen(columns)
    source = source_of(x)
    filling = Filling(source, chosen, cache, executor, on_progress, cancelled)
    collection = Collection(source, filling)
    collection.begin(wait=wait)
    return collection
