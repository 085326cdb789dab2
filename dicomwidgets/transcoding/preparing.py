"""What a file becomes in another transfer syntax: its header made true, its frames encoded."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any, NamedTuple

from pydicom import Dataset  # noqa: TC002 - by its front door

from dicomwidgets.codecs import is_native, is_video
from dicomwidgets.display.tolerant import number
from dicomwidgets.errors import DecodeError, TranscodeError
from dicomwidgets.pixels.codestream import read_codestream
from dicomwidgets.reading.head import PIXEL_KEYWORDS
from dicomwidgets.reading.header import read_dataset
from dicomwidgets.reading.kept_warnings import kept_warnings
from dicomwidgets.reading.quick import value_or_none
from dicomwidgets.transcoding.coded_frames import CodedFrames
from dicomwidgets.transcoding.elements import recoded
from dicomwidgets.transcoding.frame_codec import FrameCodec
from dicomwidgets.transcoding.icons import PlainIcons
from dicomwidgets.transcoding.image_header import say_pixels
from dicomwidgets.transcoding.lossy_marks import is_lossy, mark_lossy, mark_lost, renamed
from dicomwidgets.transcoding.meta import file_meta
from dicomwidgets.transcoding.native_frames import copied, native_length, native_pieces
from dicomwidgets.transcoding.overlays_out import moved_overlays
from dicomwidgets.transcoding.prepared import Pixels, Prepared
from dicomwidgets.transcoding.stored_frames import StoredFrames
from dicomwidgets.transcoding.tail import SIGNATURES, tail_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numpy.typing import NDArray

    from dicomwidgets.pixels.pixel_format import PixelFormat
    from dicomwidgets.reading.header import Header
    from dicomwidgets.reading.item import Item, Source
    from dicomwidgets.transcoding.choice import Choice

__all__ = ["UnchangedError", "Way", "prepared"]

_BIG_ENDIAN = "1.2.840.10008.1.2.2"
_IMPLICIT = "1.2.840.10008.1.2"
_KEEPS_WORDS = frozenset({"native", "wrapped", "rle"})
_NO_PIXELS = "It has no pixels, and {} is for pixels: it stays as it is."
_SAME = "It is in this transfer syntax already: it stays as it is."
_RGB = "Colours were turned from {} into RGB."
_BY_STREAM = "The header said other things of the pixels than their codestreams, and was put right."
_SIGNED = "Digital signatures were kept: one over pixels or what is said of them holds no more."


class Way(NamedTuple):
    """How files are written beside what is chosen.

    Parameters
    ----------
    verify
        Whether each frame is decoded again and compared; with a loss it always is.
    new_uid
        Whether an image gets a SOP Instance UID of its own even where nothing is lost.
    """

    verify: bool = True
    new_uid: bool = False


class UnchangedError(Exception):
    """There is nothing to do with a file; says why."""


def prepared(source: Source, item: Item, header: Header, choice: Choice, way: Way) -> Prepared:
    """Return what a file becomes.

    Parameters
    ----------
    source, item, header
        The file.
    choice
        What it becomes.
    way
        How.

    Raises
    ------
    UnchangedError
        If it is so already, or has no pixels to be compressed.
    DecodeError
        If its pixels can't be read.
    TranscodeError
        If the transfer syntax can't hold them, or they lose more than is allowed.
    """
    _refuse_unchanged(header, choice)
    with kept_warnings():  # they may quote values
        return _prepared(source, item, header, choice, way)


def _prepared(source: Source, item: Item, header: Header, choice: Choice, way: Way) -> Prepared:
    dataset = _header(header, choice)
    tail, notes = tail_of(source, item, header)
    tail = recoded(tail, implicit=choice.uid == _IMPLICIT)
    made = Prepared(dataset, choice.syntax, None, tail)
    try:
        _fill(made, (source, item, header), choice, way, notes)
    except BaseException:
        made.close()
        raise
    made.notes = tuple(dict.fromkeys(notes))
    return made


def _fill(
    made: Prepared,
    file: tuple[Source, Item, Header],
    choice: Choice,
    way: Way,
    notes: list[str],
) -> None:
    source, item, header = file
    dataset, tail = made.dataset, made.tail
    if header.pixel_keyword is not None:
        if _is_copied(header, choice):
            made.pixels = _copy(source, item, header, choice)
        else:
            notes += _recode(StoredFrames(source, item, header), made, choice, way)
    if way.new_uid and not choice.lossy:
        renamed(dataset)
    if SIGNATURES in dataset or SIGNATURES in tail:
        notes.append(_SIGNED)
    dataset.file_meta = file_meta(header.dataset, dataset, choice.uid)


def _refuse_unchanged(header: Header, choice: Choice) -> None:
    if header.pixel_keyword is None and not choice.syntax.is_native:
        raise UnchangedError(_NO_PIXELS.format(choice.syntax.name))
    if header.transfer_syntax_uid == choice.uid and not choice.lossy:
        raise UnchangedError(_SAME)
    if header.pixel_keyword is not None and header.transfer_syntax_uid is None:
        raise DecodeError(
            "The pixels are compressed, and the file does not say how.",
            tag="(0002,0010)",
            keyword="TransferSyntaxUID",
        )


def _header(header: Header, choice: Choice) -> Dataset:
    icons = PlainIcons(header.transfer_syntax_uid or "")
    dataset = header.dataset
    tags = [tag for tag in dataset.keys() if tag.group != 0x0002]  # noqa: SIM118 - of a Dataset
    return recoded(dataset, implicit=choice.uid == _IMPLICIT, tags=tags, pixel_item=icons)


def _is_copied(header: Header, choice: Choice) -> bool:
    """Whether the value of the pixels stays byte for byte."""
    syntax = header.transfer_syntax_uid or ""
    return choice.syntax.is_native and is_native(syntax) and syntax != _BIG_ENDIAN


def _copy(source: Source, item: Item, header: Header, choice: Choice) -> Pixels:
    tag = _pixel_tag(header)
    bits = int(number(value_or_none(header.dataset, "BitsAllocated")) or 16)
    vr = _native_vr(tag, bits, choice)
    offset, length = header.pixel_offset, header.pixel_length
    if offset is not None and length is not None:
        at, size = offset, length

        def pieces() -> Iterator[bytes]:
            with source.open(item) as file:
                yield from copied(file, at, size)

        return Pixels(tag, vr, length + length % 2, pieces)
    element: Any = read_dataset(source, item).get_item(tag)
    value = bytes(element.value or b"")
    value += b"\0" * (len(value) % 2)
    return Pixels(tag, vr, len(value), lambda: iter([value]))


def _recode(stored: StoredFrames, made: Prepared, choice: Choice, way: Way) -> list[str]:
    """Encode all frames, and make the header true; return what is to be known."""
    work = _Work(stored, choice, str(value_or_none(made.dataset, "SOPClassUID") or ""))
    dataset = made.dataset
    notes = [] if work.words else moved_overlays(dataset, stored)
    layout = work.codec.layout._replace(frames=len(stored))
    if work.codec.photometric != work.fmt.photometric and work.fmt.samples > 1:
        notes.append(_RGB.format(work.fmt.photometric))
    if _differs(stored.format, work.fmt) and not work.words:
        notes.append(_BY_STREAM)
    if not layout.is_float:
        say_pixels(dataset, layout, words=work.words)
    if lossy := work.lossy_syntax():
        mark_lost(dataset, lossy, work.source_ratio)
    tag = _pixel_tag(stored.header)
    made.stored_size = (work.fmt.frame_bytes) * len(stored)
    if choice.syntax.is_native:
        length = native_length(layout)
        vr = _native_vr(tag, layout.bits_allocated, choice)
        made.pixels = Pixels(tag, vr, length, partial(native_pieces, work.frames(), layout))
        made.coded_size = length
        return notes
    coded = CodedFrames()
    made.pixels = Pixels(tag, "OB", None, coded.items, coded)
    work.encode(coded, verify=way.verify)
    made.coded_size = coded.size
    if choice.lossy:
        made.loss = coded.loss
        ratio = made.stored_size / max(1, coded.size)
        notes += mark_lossy(dataset, choice, ratio, coded.loss)
        if SIGNATURES in made.tail:
            del made.tail[SIGNATURES]
    return notes


class _Work:
    """The frames of one file on their way."""

    def __init__(self, stored: StoredFrames, choice: Choice, sop_class: str) -> None:
        self.stored = stored
        fmt = stored.format
        whole = fmt.samples == 1 and not fmt.is_float and fmt.bits_allocated in (8, 16, 32)
        family = choice.syntax.family
        self.words = stored.is_plain and whole and family in _KEEPS_WORDS
        self._first = stored.samples(0, words=self.words)
        self.fmt = self._first.fmt
        self.codec = FrameCodec(self.fmt, choice, sop_class=sop_class)

    def frames(self) -> Iterator[NDArray[Any]]:
        """Yield the samples of all frames as they are encoded."""
        for i in range(len(self.stored)):
            found = self._first if i == 0 else self.stored.samples(i, words=self.words)
            yield self.codec.samples(found)

    def encode(self, coded: CodedFrames, *, verify: bool) -> None:
        """Encode all frames."""
        for i, array in enumerate(self.frames()):
            try:
                frame = self.codec.coded(array, verify=verify)
            except TranscodeError as problem:
                if len(self.stored) > 1:
                    problem.message = f"Frame {i + 1}: {problem.message}"
                raise
            coded.add(frame.data, frame.loss)

    def source_ratio(self) -> float:
        """Return how many times smaller the frames are as they lie in the file; 0 if unknown."""
        coded = self.stored.coded_size
        return self.fmt.frame_bytes * len(self.stored) / coded if coded else 0.0

    def lossy_syntax(self) -> str:
        """Return the transfer syntax in which the pixels have lost something; empty if in none."""
        fmt = self.stored.format
        syntax = fmt.transfer_syntax_uid
        stream = None
        if not (self.stored.is_plain or is_video(syntax)):
            stream = read_codestream(self.stored.coded(0))
        if stream is not None and stream.lossless is False:
            return stream.syntax or syntax
        return syntax if is_lossy(syntax, fmt.photometric) else ""


def _differs(said: PixelFormat, found: PixelFormat) -> bool:
    names = ("rows", "columns", "samples", "bits_stored")
    return any(getattr(said, name) != getattr(found, name) for name in names)


def _pixel_tag(header: Header) -> int:
    return next(tag for tag, name in PIXEL_KEYWORDS.items() if name == header.pixel_keyword)


def _native_vr(tag: int, bits: int, choice: Choice) -> str:
    """Return the VR of uncompressed pixels (PS3.5 8.1.2, A.1, A.2)."""
    if tag != 0x7FE00010:
        return "OF" if tag == 0x7FE00008 else "OD"
    return "OB" if bits <= 8 and choice.uid != _IMPLICIT else "OW"
