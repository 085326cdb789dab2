"""`dicomwidgets.profile`: what is in an archive."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from dicomwidgets.collection.checks.frames import Manner
from dicomwidgets.collection.checks.running import archive_of, check_archive
from dicomwidgets.collection.collection import Collection
from dicomwidgets.collection.columns import DEFAULT_ELEMENTS, FIXED
from dicomwidgets.collection.load import load
from dicomwidgets.collection.profile.elements import PROFILED_ELEMENTS
from dicomwidgets.collection.profile.making import made

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from concurrent.futures import Executor

    from dicomwidgets.collection.profile.profile import Profile
    from dicomwidgets.jobs import Progress

__all__ = ["profile"]


def profile(  # noqa: PLR0913 - keywords
    x: Any,
    *,
    elements: Iterable[str] = (),
    pixels: bool = False,
    executor: Executor | None = None,
    on_progress: Callable[[Progress], None] | None = None,
    cancelled: Callable[[], bool] | None = None,
) -> Profile:
    """Say what is in an archive: numbers, values of its elements, series and findings.

    Parameters
    ----------
    x
        Whatever holds DICOM: path, folder, glob, zip, DICOMDIR, bytes, file object, `Dataset`,
        list of these, `Series`, `Collection`.
    elements
        Which ones get a facet beside the usual ones
        (`dicomwidgets.collection.profile.elements.PROFILED_ELEMENTS`); nested paths too. Those
        that a `Collection` was loaded with are among them.
    pixels
        Whether every frame is decoded and checked as well.
    executor
        Where headers are read and frames decoded; by default processes of this machine.
    on_progress
        Called with a `dicomwidgets.jobs.Progress` while frames are decoded.
    cancelled
        Asked now and then; the profile of what was read so far is returned.

    Returns
    -------
    Profile
        `Profile.to_html` is one page that needs no network; identifiers are masked in it until
        `dicomwidgets.reveal`.

    Raises
    ------
    ArgumentError, SourceError
        When there is no file in `x`, or an element is none.

    Examples
    --------
    >>> dicomwidgets.profile("archive/").to_html("archive.html")    # doctest: +SKIP
    """
    chosen = [elements] if isinstance(elements, str) else list(elements)
    collection = x
    if not isinstance(x, Collection) or not set(chosen) <= set(x.instances.names):
        held = [*x.instances.names[len(FIXED) :]] if isinstance(x, Collection) else []
        collection = load(
            x,
            columns=[*held, *chosen],
            executor=executor,
            cancelled=cancelled,
        )
    manner = Manner(executor, None, on_progress, cancelled)
    archive = archive_of(collection)
    known = {*FIXED, *DEFAULT_ELEMENTS, *PROFILED_ELEMENTS}
    own = [name for name in collection.instances.names if name not in known]
    archive.series  # noqa: B018 - all are shown: they are made once, for the checks as well
    findings = check_archive(archive, pixels=pixels, manner=manner)
    return made(archive, [*PROFILED_ELEMENTS, *own], findings)
