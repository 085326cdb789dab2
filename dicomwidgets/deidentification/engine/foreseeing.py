"""What the engine does to a file beside its elements, told beforehand: pixels, stamps, the rest."""

from __future__ import annotations

from typing import TYPE_CHECKING, BinaryIO, NamedTuple

from dicomwidgets.deidentification.deciding import PIXELS, decider_for
from dicomwidgets.deidentification.engine.edits import Edits
from dicomwidgets.deidentification.engine.level import Level
from dicomwidgets.deidentification.engine.rewriting import Rewriting
from dicomwidgets.deidentification.engine.steps import steps_for
from dicomwidgets.deidentification.pixels.decided import NO_WORK, PixelWork
from dicomwidgets.deidentification.pixels.hidden import PIXEL_TAGS, HiddenBytes
from dicomwidgets.elements.characters import UNDECLARED
from dicomwidgets.errors import DeidentifyError, DicomWidgetsError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from dicomwidgets.deidentification.engine.content import Content
    from dicomwidgets.deidentification.engine.job import Job
    from dicomwidgets.deidentification.pixels.redaction import Redaction
    from dicomwidgets.encoding.span import FileMap, SpanRow

__all__ = ["Foresight", "PixelsSeen"]


class PixelsSeen(NamedTuple):
    """What becomes of one element of `PIXEL_TAGS`.

    Parameters
    ----------
    fate
        ``"keep"``: its bytes stay; ``"clean"``: some are overwritten; ``"remove"``.
    why
        The reasons, a sentence each.
    """

    fate: str = "keep"
    why: tuple[str, ...] = ()


class Foresight:
    """Looks ahead at what `rewrite` will do, by the same hands. Nothing is written.

    Parameters
    ----------
    file
        As for `rewrite`; it must stay open while it is asked. ``None``: nothing can be told.
    job
        What is to be done.

    Attributes
    ----------
    refused
        Why the file will not be anonymized, ``None`` if it will be.
    image
        What is done to the image.
    """

    def __init__(self, file: BinaryIO | None, job: Job) -> None:
        self.refused: DicomWidgetsError | None = None
        self.image: PixelWork = NO_WORK
        self._work: Rewriting | None = None
        self._job = job
        self._said: dict[str, None] = {}
        self._places: list[int] = []
        if file is not None:
            self._begin(file)

    def _begin(self, file: BinaryIO) -> None:
        try:
            work = self._work = Rewriting(file, self._job, ahead=True)
            work.look(prepare=False)
            self.image = work.work
        except DeidentifyError as error:
            self.refused = error
            return
        self._places = [at for at, row in enumerate(work.rows) if row.tag in PIXEL_TAGS]

    @property
    def walked(self) -> tuple[FileMap, Sequence[SpanRow], Content] | None:
        """The file as it was walked, its rows, its bytes; ``None`` where it is refused."""
        work = self._work
        return None if work is None else (work.map, work.rows, work.content)

    @property
    def redaction(self) -> Redaction:
        """What is blacked out in the image, and how that was decided."""
        return self.image.outcome.redaction

    @property
    def done(self) -> frozenset[str]:
        """Of the options about pixels, those that are done in this file."""
        return self.image.outcome.done

    @property
    def notes(self) -> tuple[str, ...]:
        """What will be said of the file, as far as it has been asked about."""
        before = self._work.notes if self._work else {}
        return tuple(dict.fromkeys(filter(None, (*before, *self.image.outcome.notes, *self._said))))

    def pixels(self, number: int) -> PixelsSeen:
        """Return what becomes of one of the file's elements of `PIXEL_TAGS`, if it is kept.

        Parameters
        ----------
        number
            Which of them, in the order of the file.
        """
        if self._work is None or number >= len(self._places):
            return PixelsSeen()
        index, work = self._places[number], self._work
        edits, notes = Edits(), dict[str, None]()
        hidden = HiddenBytes(work.rows, work.content, edits, notes)
        hidden.work = self.image
        row = work.rows[index]
        first = work.first if row.parent < 0 else row.parent + 1
        decider = decider_for(self._job.policy, work.facts.sop_class)
        steps = steps_for(decider, little=work.map.little)
        try:
            level = Level(steps, row.depth, first, work.map.little, UNDECLARED)
            hidden.clean(index, work.map.spans.stop(index), level)
        except DeidentifyError as error:
            self.refused = error
        self._said |= notes
        outcome = self.image.outcome
        if outcome.recoding and not row.depth:
            return PixelsSeen("clean", (*outcome.notes, *notes))
        if not len(edits):
            return PixelsSeen()
        drawn = outcome.notes if outcome.draws and not row.depth else ()
        return PixelsSeen("clean" if row.tag in PIXELS else "remove", (*drawn, *notes))

    def meta(self, instance: str) -> dict[int, str | bytes]:
        """Return the file meta information that is written.

        Parameters
        ----------
        instance
            The new SOP Instance UID.
        """
        work = self._work
        if work is None:
            return {}
        try:
            decider = decider_for(self._job.policy, work.facts.sop_class)
            return work.meta(work.first, decider, instance)
        except DeidentifyError as error:
            self.refused = error
            return {}
