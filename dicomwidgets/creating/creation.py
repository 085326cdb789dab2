"""What `create` returns: datasets that are made when they are looked at, and written in one go."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from functools import partial
from itertools import accumulate
from typing import TYPE_CHECKING, BinaryIO, overload

from dicomwidgets.creating.compressing import compressed, write_compressed
from dicomwidgets.creating.wish import refuse_sources
from dicomwidgets.creating.writing import names_for, write
from dicomwidgets.errors import CreateError
from dicomwidgets.transcoding.writing import write_file

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

_PLAIN = ".plain"
"""A name that no file in the making has."""


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
        """Write the objects as DICOM files (PS3.10), a frame at a time in memory.

        What highdicom makes, enhanced objects and segmentations, is in memory whole.

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
        writers = (partial(self._write, at) for at in range(len(self)))
        done = write(
            writers, paths, overwrite=overwrite, on_progress=on_progress, cancelled=cancelled
        )
        self.files = tuple(paths) if done else ()
        return self

    def _made(self, at: int) -> Dataset:
        batch, index = self._place(at)
        made = batch.made(index, at + 1, self._uids[at], self._wish)
        return made if self._wish.choice is None else compressed(made, self._wish.choice)

    def _write(self, at: int, out: BinaryIO, room: Path) -> None:
        """Write an object; one that is compressed lies uncompressed beside its place meanwhile."""
        batch, index = self._place(at)
        made = batch.prepared(index, at + 1, self._uids[at], self._wish)
        try:
            if self._wish.choice is None:
                write_file(made, out)
                return
            with (room / _PLAIN).open("wb") as plain:
                write_file(made, plain)
        finally:
            made.close()
        write_compressed(room / _PLAIN, self._wish.choice, out)

    def _place(self, at: int) -> tuple[Batch | OneObject, int]:
        """Return what an object is made of, and which of these it is."""
        number = bisect_right(self._ends, at)
        return self._batches[number], at - (self._ends[number - 1] if number else 0)
