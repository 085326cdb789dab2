"""One file, rewritten: who the patient is, what becomes of each element, the bytes."""

from __future__ import annotations

import zlib
from functools import cached_property
from itertools import chain
from typing import TYPE_CHECKING, BinaryIO

from dicomwidgets.deidentification.deciding import decider_for
from dicomwidgets.deidentification.engine.body import Body
from dicomwidgets.deidentification.engine.content import LARGE, Content
from dicomwidgets.deidentification.engine.declared import declared_in
from dicomwidgets.deidentification.engine.edits import Drawn
from dicomwidgets.deidentification.engine.facts import facts_of
from dicomwidgets.deidentification.engine.job import Job, Outcome
from dicomwidgets.deidentification.engine.kept import masked_texts, new_instance
from dicomwidgets.deidentification.engine.level import Level
from dicomwidgets.deidentification.engine.meta import (
    file_head,
    kept_meta,
    meta_values,
    named_syntax,
    syntax_of,
)
from dicomwidgets.deidentification.engine.naming import names_after
from dicomwidgets.deidentification.engine.soundness import PIXELS, refuse_directory, sound_rows
from dicomwidgets.deidentification.engine.stamping import changed_by_pixels, stamp_bytes
from dicomwidgets.deidentification.engine.steps import steps_for
from dicomwidgets.deidentification.known import Known
from dicomwidgets.deidentification.mapping.mapping import mapping_of
from dicomwidgets.deidentification.meta import MEDIA_INSTANCE
from dicomwidgets.deidentification.pixels.decided import CLEAN, NO_WORK, PixelWork
from dicomwidgets.deidentification.pixels.pixel_file import PixelFile
from dicomwidgets.deidentification.pixels.work import pixel_work
from dicomwidgets.editing.encode import Style
from dicomwidgets.elements.characters import UNDECLARED
from dicomwidgets.encoding.walk import walk_file

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from dicomwidgets.deidentification.deciding import Decider
    from dicomwidgets.deidentification.engine.edits import Part
    from dicomwidgets.deidentification.mapping.transform import Transform
    from dicomwidgets.encoding.span import SpanRow

__all__ = ["Rewriting", "rewrite"]

_SOP_INSTANCE = 0x00080018
_NAMED = frozenset({0x00020002, 0x00080016, _SOP_INSTANCE})
"""What an object is and how it is called: SOP Class and SOP Instance UID."""
_NO_META = "The file had no file meta information: it is written with one (PS3.10 7.1)."
_NO_PREAMBLE = "The file had no preamble: it is written with one (PS3.10 7.1)."
_PIXELS_UNSEEN = "The pixels are copied as they are: nobody has looked at what is drawn in them."


def rewrite(file: BinaryIO, out: BinaryIO, job: Job) -> Outcome:
    """Write a file without what identifies the patient, in the transfer syntax that it has.

    Where something is blacked out in lossy frames, it is RLE Lossless (`pixels.way`).

    Parameters
    ----------
    file
        A handle that can seek, on a DICOM file (PS3.10) or a dataset without file meta
        information; it is only read.
    out
        Where to. Nothing is written before all is decided.
    job
        What is to be done.

    Returns
    -------
    Outcome
        What was done, without identifiers.

    Raises
    ------
    DeidentifyError
        If the file is not understood to its end, or is a directory of other files.
    OSError
        If it can't be read, or the output can't be written.
    """
    return Rewriting(file, job).write(out)


class Rewriting:
    """One file on its way.

    Parameters
    ----------
    file, job
        As for `rewrite`.
    ahead
        Whether only `look` and `meta` will be asked, which need to know what the file is, and
        nothing of the patient.

    Attributes
    ----------
    map, rows, end, content, facts
        What the file is made of: its dataset up to offset `end`.
    notes
        What is to be known of what is written, each once.
    work
        What is done to the image.

    Raises
    ------
    DeidentifyError
        If the file is not understood to its end, or is a directory of other files.
    """

    def __init__(self, file: BinaryIO, job: Job, *, ahead: bool = False) -> None:
        self._job = job
        self.map = walk_file(file)
        self.rows, self.end, trailing = sound_rows(self.map)
        self.notes = dict.fromkeys([trailing] if trailing else [])
        self.content = Content(file, self.map, _head_end(self.rows, self.end))
        rows = self.rows
        if ahead:
            rows = [row for row in rows if row[1] in _NAMED and not row.depth]
        self.facts = facts_of(rows, self.content)
        refuse_directory(self.rows, self.facts.sop_class)
        self.work: PixelWork = NO_WORK
        self._has_pixels = False

    def write(self, out: BinaryIO) -> Outcome:
        """Decide about everything, then write."""
        self.look()
        try:
            return self._write(out)
        finally:
            self.work.close()

    def _write(self, out: BinaryIO) -> Outcome:
        rows, file_map, policy = self.rows, self.map, self._job.policy
        facts, options = self.facts, policy.options
        first = self.first
        known = Known.of(facts.known, facts.charsets, options)
        transform = mapping_of(self._job.key).subject(*facts.identity).with_file(known, options)
        safe = declared_in(rows, self.content, file_map, policy)
        decider = decider_for(policy, facts.sop_class, safe)
        body = self._pass(first, decider, transform)
        verdict = decider.verdict("", _SOP_INSTANCE, "UI")
        instance = new_instance(verdict, facts.instance, transform)
        head = file_head(self.meta(first, decider, instance))
        self._write_parts(head, body.edits.parts(file_map.dataset, self.end), out)
        self.notes |= dict.fromkeys((*body.notes, *transform.notes))
        names = names_after(rows[first:], self.content, body.edits)
        return Outcome(instance, dict(body.counts), tuple(self.notes), names)

    def _pass(self, first: int, decider: Decider, transform: Transform) -> Body:
        """Go over the dataset, and again if something known was kept."""
        body = self._body(first, decider, transform, frozenset())
        suspects = body.kept.suspects(transform.known, self.content)
        return self._body(first, decider, transform, suspects) if suspects else body

    def _body(
        self, first: int, decider: Decider, transform: Transform, suspects: frozenset[int]
    ) -> Body:
        style = Style(self.map.implicit, self.map.little)
        steps = steps_for(decider, little=style.little)
        earlier = self.facts.earlier
        if earlier.methods:
            earlier = earlier._replace(methods=masked_texts(earlier.methods, transform.known))
        outcome = self.work.outcome
        self.notes |= dict.fromkeys(outcome.notes)
        stamps = stamp_bytes(decider.policy, earlier, outcome.done, style)
        stamps = changed_by_pixels(stamps, outcome.changes, style)
        body = Body(self.rows, self.content, transform, self.end, suspects)
        body.hidden.work = self.work
        body.run(first, Level(steps, 0, first, style.little, UNDECLARED, list(stamps)))
        return body

    def look(self, *, prepare: bool = True) -> None:
        """Decide what is done to the image, if there is one, and prepare it unless told not to.

        Raises
        ------
        DeidentifyError
            If the file is refused for its image.
        """
        rows, file_map = self.rows, self.map
        at = next((k for k, row in enumerate(rows) if row[1] in PIXELS and not row.depth), None)
        self._has_pixels = at is not None
        syntax = named_syntax(file_map)
        file = PixelFile(rows, self.content, at, syntax, file_map.implicit, file_map.little)
        self.work = pixel_work(file, self._job.policy, self._job.boxes, prepare=prepare)

    @cached_property
    def first(self) -> int:
        """Index of the first row of the dataset."""
        start = self.map.dataset
        return next((at for at, row in enumerate(self.rows) if row[0] >= start), 0)

    def meta(self, first: int, decider: Decider, instance: str) -> dict[int, str | bytes]:
        """Return the file meta information that is written, and note what is to be said of it.

        It is asked for after `look`.

        Raises
        ------
        DeidentifyError
            If the file does not say how its pixels are compressed.
        """
        rows = self.rows
        encapsulated = any(row.kind == "fragment" and row.depth == 1 for row in rows[-2:])
        syntax, note = syntax_of(self.map, encapsulated=encapsulated)
        if self.work.outcome.recoding == "all":
            syntax = self.work.outcome.way.syntax
        meta = rows[:first]
        unseen = self._has_pixels and CLEAN not in self._job.policy.options
        notes = (
            note,
            "" if any(row.tag for row in meta) else _NO_META,
            "" if not meta or meta[0].kind == "preamble" else _NO_PREAMBLE,
            _PIXELS_UNSEEN if unseen else "",
        )
        self.notes |= dict.fromkeys(filter(None, notes))
        kept = kept_meta(meta, self.content, decider)
        if instance != self.facts.instance:
            kept.pop(MEDIA_INSTANCE, None)
        return meta_values(kept, syntax, self.facts.sop_class, instance)

    def _write_parts(self, head: bytes, parts: Iterable[Part], out: BinaryIO) -> None:
        out.write(head)
        data = self._bytes(parts)
        if self.map.inflated is None:
            out.writelines(data)
            return
        deflater = zlib.compressobj(wbits=-zlib.MAX_WBITS)
        size = 0
        for part in chain(map(deflater.compress, data), (deflater.flush() for _ in range(1))):
            out.write(part)
            size += len(part)
        out.write(b"\0" * (size % 2))  # PS3.5 A.5

    def _bytes(self, parts: Iterable[Part]) -> Iterator[bytes]:
        for part in parts:
            if isinstance(part, bytes):
                yield part
            elif isinstance(part, Drawn):
                yield from part.make(self.content, part.start, part.stop)
            else:
                yield from self.content.parts(*part)


def _head_end(rows: Sequence[SpanRow], end: int) -> int:
    """Return where the first value begins that is not loaded with the rest: pixels, or large."""
    for index, (offset, tag, _, header, length, depth, _, _) in enumerate(rows):
        if tag in PIXELS and not depth:
            return offset + header
        if length >= LARGE and (index + 1 == len(rows) or rows[index + 1].parent != index):
            return offset + header
    return end
