"""The dirty archive: `dirty_archive`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dicomwidgets.samples.dirty.desk import Desk, empty_folder
from dicomwidgets.samples.dirty.in_files import write_file_faults
from dicomwidgets.samples.dirty.in_identity import write_identity_faults
from dicomwidgets.samples.dirty.in_pixels import write_pixel_faults
from dicomwidgets.samples.dirty.in_series import write_series_faults

if TYPE_CHECKING:
    import os

    from dicomwidgets.samples.dirty.fault import Fault

__all__ = ["dirty_archive"]


def dirty_archive(folder: str | os.PathLike[str]) -> tuple[Fault, ...]:
    """Write an archive of some 200 files in which much is wrong, and return what.

    Its patients are invented. The same version writes the same bytes; they are less than 5 MB.

    Parameters
    ----------
    folder
        Made where missing; what is in it must be nothing.

    Returns
    -------
    tuple of Fault
        Each with its files, what was done, and the rules by which `dicomwidgets.check` finds it.

    Raises
    ------
    ArgumentError
        If the folder holds something already.

    Examples
    --------
    >>> faults = dicomwidgets.samples.dirty_archive("archive")    # doctest: +SKIP
    >>> dicomwidgets.load("archive").check(pixels=True).counts    # doctest: +SKIP
    """
    desk = Desk(empty_folder(folder))
    desk.write_all("P01/chest", desk.chest(1, "Sample^Alex", slices=10))
    desk.write_all("P01/head", desk.head(1, "Sample^Alex"))
    write_identity_faults(desk)
    write_series_faults(desk)
    write_file_faults(desk)
    write_pixel_faults(desk)
    return tuple(desk.faults)
