"""What `create` returns: datasets that are made when they are looked at, and written in one go."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import accumulate
from typing import TYPE_CHECKING, overload

from dicomwidgets.creating.compressing import compressed
from dicomwidgets.creating.wish import refuse_sources
from dicomwidgets.creating.writing import names_for, write
from dicomwidgets.errors import CreateError

if TYPE_CHECKING:
    import os
    from collections.abc import Callable
    from pathlib import Path

    from pydicom.dataset import Dataset

    from dicomwidgets.creating.batch import Batch
    from dicomwidgets.creating.by_highdicom import OneObject
    from dicomwidgets.creating.wish import Wish
    from dicomwidgets.jobs.progress import Progress

__all__ = ["Creation"]


class Creation(Sequence["Dataset"]):
    """DICOM objects of one series, each a plain dataset of pydicom made when it is asked for.

    Parameters
    ----------
    batches
        What they are made of.
    wish
        What was asked for.

    Attributes
    ----------
    notes : tuple of str
        What was assumed, rounded or left out.
    files : tuple of Path
        What has been written.

    Examples
    --------
    >>> made = dicomwidgets.create(array, PatientName="Doe^Jane")   # doctest: +SKIP
    >>> made.dataset.SOPClassUID.name                               # doctest: +SKIP
    'Secondary Capture Image Storage'
    """

    def __init__(self, batches: Sequence[Batch | OneObject], wish: Wish) -> None:
        self._batches = [*batches]
        self._wish = wish
        self._ends = [*accumulate(each.count for each in batches)]
        self._uids = [wish.uids.new("instance", number) for number in range(self._ends[-1])]
        origin = wish.origin.notes if wish.origin else ()
        told = [note for each in batches for note in each.notes]
        self.notes: tuple[str, ...] = tuple(dict.fromkeys([*told, *origin]))
        self.files: tuple[Path, ...] = ()

    def __len__(self) -> int:
        return self._ends[-1]

    @overload
    def __getitem__(self, index: int) -> Dataset: ...
    @overload
    def __getitem__(self, index: slice) -> list[Dataset]: ...
    def __getitem__(self, index: int | slice) -> Dataset | list[Dataset]:
        if isinstance(index, slice):
            return [self._made(at) for at in range(*index.indices(len(self)))]
        if not -len(self) <= index < len(self):
            raise IndexError(f"There are {len(self)} objects, from 0.")
        return self._made(index % len(self))

    def __repr__(self) -> str:
        return f"<Creation: {'; '.join(each.shown for each in self._batches)}>"

    @property
    def dataset(self) -> Dataset:
        """The one object that there is.

        Raises
        ------
        CreateError
            If there are several.
        """
        if len(self) > 1:
            raise CreateError(
                f"There are {len(self)} objects.", remedy="Take one by its number, or .datasets."
            )
        return self[0]

    @property
    def datasets(self) -> list[Dataset]:
        """All objects, in a list."""
        return [*self]

    def save(
        self,
        target: str | os.PathLike[str],
        *,
        overwrite: bool = False,
        on_progress: Callable[[Progress], None] | None = None,
        cancelled: Callable[[], bool] | None = None,
    ) -> Creation:
        """Write the objects as DICOM files (PS3.10), one at a time in memory.

        Parameters
        ----------
        target
            A folder, in which files are called ``IM_0001.dcm`` and so on; or the name of the file,
            where there is one object.
        overwrite
            Whether files that are there may be replaced.
        on_progress
            Called with a `jobs.Progress` between objects.
        cancelled
            Asked between objects; if it says so, none is written.

        Returns
        -------
        Creation
            This one; `files` are the files.

        Raises
        ------
        CreateError
            If a file is there, is one of the sources, or can't be written: then no new file is
            left.
        """
        paths = names_for(target, len(self))
        refuse_sources(paths, self._wish)
        done = write(self, paths, overwrite=overwrite, on_progress=on_progress, cancelled=cancelled)
        self.files = tuple(paths) if done else ()
        return self

    def _made(self, at: int) -> Dataset:
        before = 0
        for batch, end in zip(self._batches, self._ends, strict=True):
            if at < end:
                made = batch.made(at - before, at + 1, self._uids[at], self._wish)
                return made if self._wish.choice is None else compressed(made, self._wish.choice)
            before = end
        raise IndexError(at)
