"""The image of one file on its way: what is done to it, prepared before a byte is written."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from dicomwidgets.deidentification.pixels.drawing import can_be_drawn, shaped
from dicomwidgets.deidentification.pixels.encapsulated import Piece, Value, grouped
from dicomwidgets.deidentification.pixels.facts import facts_of_file
from dicomwidgets.deidentification.pixels.outcome import (
    CLEAN,
    FEATURES,
    PixelOutcome,
    nothing_drawn,
    outcome_for,
    written_by,
)
from dicomwidgets.deidentification.pixels.overlays import has_embedded
from dicomwidgets.deidentification.pixels.recoding import DecodedFrames, RecodedFrames, recoded
from dicomwidgets.deidentification.pixels.redaction import NOTHING, Redaction
from dicomwidgets.deidentification.pixels.way import way_for
from dicomwidgets.errors import DeidentifyError

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from numpy.typing import NDArray

    from dicomwidgets.deidentification.pixels.boxes import Box
    from dicomwidgets.deidentification.pixels.facts import PixelFacts, PixelFile
    from dicomwidgets.deidentification.pixels.layout import Layout
    from dicomwidgets.deidentification.policy import Policy
    from dicomwidgets.encoding.span import SpanRow

__all__ = ["NO_WORK", "PixelWork", "fragments_of", "pixel_work"]

_LOST = (
    "Something is to be blacked out, and nothing tells where the compressed frames begin: there "
    "are {} of them, and {:,} fragments."
)
_ODD = (
    "What is to be blacked out, or an overlay inside the cells, lies in pixels of {0.allocated} "
    "bits ({0.photometric}) that can't be drawn into."
)
_FOUND = "Text was found in {} places of the image."
_WHOLE = "Convert the file to whole bytes and full colours first, or leave it out."


class PixelWork(NamedTuple):
    """What is done to the image of one file.

    Parameters
    ----------
    outcome
        What was decided, and what is said of it.
    redaction
        What is blacked out, text that was found included.
    clear
        Whether an overlay lies in the cells of the pixels, and is taken out.
    recoded
        Compressed frames that are written anew.
    """

    outcome: PixelOutcome = PixelOutcome()
    redaction: Redaction = NOTHING
    clear: bool = False
    recoded: RecodedFrames | None = None

    def close(self) -> None:
        """Let go of what was prepared."""
        if self.recoded is not None:
            self.recoded.close()


NO_WORK = PixelWork()


def pixel_work(
    file: PixelFile, policy: Policy, boxes: tuple[Box, ...], *, prepare: bool = True
) -> PixelWork:
    """Return what is done to the image of a file, all of it prepared.

    Parameters
    ----------
    file
        On its way.
    policy, boxes
        What is asked for.
    prepare
        Whether frames are encoded anew; without it only what is decided is told.

    Raises
    ------
    DeidentifyError
        If it is to be refused, or what is to be done can't be.
    """
    image = file.place is not None
    clear = image and has_embedded(file.rows[: file.end], file.content, little=file.little)
    if not (clear or policy.options & {CLEAN, FEATURES}):
        return NO_WORK
    facts = facts_of_file(file, policy)
    outcome = outcome_for(facts, policy, boxes, pixels=image)
    if outcome.refused:
        raise DeidentifyError(outcome.refused, remedy=outcome.remedy)
    layout = facts.layout
    clear = clear and layout.stored < layout.allocated and layout.cells > 0
    if not image or not (outcome.draws or clear):
        return PixelWork(outcome)
    return _prepared(file, facts, PixelWork(outcome, outcome.redaction, clear), prepare=prepare)


def fragments_of(rows: Sequence[SpanRow], index: int) -> Value | None:
    """Return the items of a row; ``None`` where it has none."""
    found = []
    for row in rows[index + 1 :]:
        if row.parent != index:
            break
        if row.kind == "fragment":
            start = row.offset + row.header
            found.append(Piece(start, start + row.length))
    return Value(found[0], found[1:]) if found else None


def _prepared(file: PixelFile, facts: PixelFacts, work: PixelWork, *, prepare: bool) -> PixelWork:
    value, layout = fragments_of(file.rows, file.end), facts.layout
    if value is None:
        if not can_be_drawn(layout, file.rows[file.end].length):
            raise DeidentifyError(_ODD.format(layout), remedy=_WHOLE)
        return _with_text(work, _native_frames(file, layout), layout) if prepare else work
    way = way_for(facts)
    if way.why_not:
        raise DeidentifyError(way.why_not, remedy=way.remedy)
    groups = grouped(value, layout.frames, file.content)
    if len(groups) != layout.frames:
        raise DeidentifyError(_LOST.format(layout.frames, len(value.fragments)))
    if not prepare:
        return work._replace(outcome=written_by(work.outcome, facts, way, way.photometric))
    frames = DecodedFrames(groups, layout, facts.syntax, file.content)
    work = _with_text(work, (_seen(*frames.frame(n)) for n in range(len(groups))), layout)
    if not (work.redaction.touches_any or work.clear):
        return work._replace(outcome=nothing_drawn(work.outcome, facts))
    made = recoded(frames, way, work.redaction, clear=work.clear)
    outcome = written_by(work.outcome, facts, way, made.photometric)
    return work._replace(outcome=outcome, recoded=made)


def _with_text(work: PixelWork, frames: Iterator[NDArray[Any]], layout: Layout) -> PixelWork:
    """Return the work with boxes around all text that is found, where it is to be looked for."""
    if not work.outcome.ocr:
        return work
    from dicomwidgets.deidentification.pixels.text_finding import (  # noqa: PLC0415 - it needs much
        text_in_frames,
    )

    found = text_in_frames(frames, layout.frames or 1)
    boxes = (*work.redaction.boxes, *found)
    notes = (*work.outcome.notes, _FOUND.format(len(found)))
    outcome = work.outcome._replace(notes=notes)
    return work._replace(outcome=outcome, redaction=work.redaction._replace(boxes=boxes))


def _native_frames(file: PixelFile, layout: Layout) -> Iterator[NDArray[Any]]:
    start = file.rows[file.end].offset + file.rows[file.end].header
    size = layout.cells * layout.allocated // 8
    for number in range(layout.frames or 0):
        data = file.content.read(start + number * size, start + (number + 1) * size)
        yield _seen(shaped(data, layout), layout.photometric)


def _seen(image: NDArray[Any], photometric: str) -> NDArray[Any]:
    """Return what text is looked for in: brightness alone where colours are kept beside it."""
    return image[..., 0] if photometric.startswith("YBR") else image
