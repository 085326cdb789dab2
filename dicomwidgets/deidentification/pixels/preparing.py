"""What is done to the image of one file, prepared before a byte is written."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from dicomwidgets.deidentification.pixels.decided import PixelWork
from dicomwidgets.deidentification.pixels.drawing import can_be_drawn
from dicomwidgets.deidentification.pixels.encapsulated import fragments_of, grouped
from dicomwidgets.deidentification.pixels.facts import facts_of_file
from dicomwidgets.deidentification.pixels.native_frames import native_groups
from dicomwidgets.deidentification.pixels.outcome import nothing_drawn, outcome_for, written_by
from dicomwidgets.deidentification.pixels.recoding import DecodedFrames, recoded
from dicomwidgets.deidentification.pixels.way import way_for
from dicomwidgets.errors import DeidentifyError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numpy.typing import NDArray

    from dicomwidgets.deidentification.pixels.boxes import Box
    from dicomwidgets.deidentification.pixels.facts import PixelFacts
    from dicomwidgets.deidentification.pixels.layout import Layout
    from dicomwidgets.deidentification.pixels.pixel_file import PixelFile
    from dicomwidgets.deidentification.policy import Policy

__all__ = ["prepared_work"]

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


def prepared_work(
    file: PixelFile, policy: Policy, boxes: tuple[Box, ...], *, clear: bool, prepare: bool
) -> PixelWork:
    """Return what is done to the image of a file, all of it prepared.

    Parameters
    ----------
    file, policy, boxes, prepare
        As for `work.pixel_work`.
    clear
        Whether an overlay is declared to lie in the cells of the pixels.

    Raises
    ------
    DeidentifyError
        If it is to be refused, or what is to be done can't be.
    """
    image = file.place is not None
    facts = facts_of_file(file, policy)
    outcome = outcome_for(facts, policy, boxes, pixels=image)
    if outcome.refused:
        raise DeidentifyError(outcome.refused, remedy=outcome.remedy)
    layout = facts.layout
    clear = clear and layout.stored < layout.allocated and layout.cells > 0
    if not image or not (outcome.draws or clear):
        return PixelWork(outcome)
    return _prepared(file, facts, PixelWork(outcome, outcome.redaction, clear), prepare=prepare)


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
    notes = (*work.outcome.notes, _FOUND.format(len(found)))
    redaction = work.redaction._replace(boxes=(*work.redaction.boxes, *found))
    if layout.paired:
        redaction = redaction.by_pairs()
    return work._replace(outcome=work.outcome._replace(notes=notes), redaction=redaction)


def _native_frames(file: PixelFile, layout: Layout) -> Iterator[NDArray[Any]]:
    start = file.rows[file.end].offset + file.rows[file.end].header
    for group in native_groups(file.content, start, start + (layout.size or 0), layout):
        for frame in group.frames:
            image = group.take(frame)
            if layout.paired:
                yield image[..., :2].reshape(layout.rows, layout.columns)
            else:
                yield _seen(image, layout.photometric)


def _seen(image: NDArray[Any], photometric: str) -> NDArray[Any]:
    """Return what text is looked for in: brightness alone where colours are kept beside it."""
    return image[..., 0] if photometric.startswith("YBR") else image
