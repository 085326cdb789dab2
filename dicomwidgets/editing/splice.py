"""An edited file: the bytes of the source, and new ones where something was edited."""

from __future__ import annotations

import io
import zlib
from typing import TYPE_CHECKING, Any, BinaryIO, NamedTuple

from dicomwidgets.editing.directory import keep_offsets
from dicomwidgets.editing.drafting import whole_draft
from dicomwidgets.editing.pieces import Reader
from dicomwidgets.editing.tree import Tree
from dicomwidgets.encoding.inflate import inflated
from dicomwidgets.encoding.walk import walk_file
from dicomwidgets.errors import EditError
from dicomwidgets.reading.kept_warnings import kept_warnings

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from dicomwidgets.editing.change import Change
    from dicomwidgets.editing.pieces import Part, Piece
    from dicomwidgets.encoding.walk import FileMap
    from dicomwidgets.reading.item import Item, Source

__all__ = ["Spliced", "deflated_anew", "edited_bytes", "joined", "spliced", "write_edited"]

_CHUNK = 1 << 20
_SIGNATURES = frozenset({0xFFFAFFFA, 0x4FFE0001})


def edited_bytes(
    source: Source, item: Item, changes: Sequence[Change], *, keep_tail: bool = False
) -> bytes:
    """Return an edited file; see `write_edited`."""
    out = io.BytesIO()
    write_edited(source, item, changes, out, keep_tail=keep_tail)
    return out.getvalue()


def write_edited(
    source: Source,
    item: Item,
    changes: Sequence[Change],
    out: BinaryIO,
    *,
    keep_tail: bool = False,
) -> tuple[str, ...]:
    """Write an object with its edits.

    Parameters
    ----------
    source, item
        The object. A file keeps the bytes of all that was not edited; a dataset in memory is
        written by pydicom.
    changes
        The edits, as they were found possible in this object.
    out
        Where to.
    keep_tail
        Whether a file that is broken is written all the same, from the break on as it is.

    Returns
    -------
    tuple of str
        What is to be known about the file written.

    Raises
    ------
    EditError
        If the file is broken, or an edit finds no place in its bytes.
    """
    if source.dataset(item) is not None:
        _write_dataset(source, item, changes, out)
        return ()
    with source.open(item) as file:
        if not changes:
            _copy(file, 0, None, out)
            return ()
        return _write_spliced(file, changes, out, keep_tail=keep_tail)


def _write_dataset(source: Source, item: Item, changes: Sequence[Change], out: BinaryIO) -> None:
    draft = whole_draft(source, item)
    for change in changes:
        draft.perform(change)
    body = draft.body
    has_syntax = "TransferSyntaxUID" in (draft.meta or ())
    implicit, little = body.original_encoding
    options: dict[str, Any] = {}
    if not has_syntax:
        options = {"implicit_vr": bool(implicit), "little_endian": little is not False}
    buffer = io.BytesIO()
    try:
        with kept_warnings():
            body.save_as(buffer, enforce_file_format=has_syntax, **options)
    except Exception as error:  # noqa: BLE001 - what is in a dataset fails in any way there is
        raise EditError(
            f"pydicom can't write this dataset ({type(error).__name__}).",
            remedy="Look at dataset.save_as(…), which says why.",
        ) from None
    out.write(buffer.getbuffer())


class Spliced(NamedTuple):
    """An edited file before it is written: its pieces, and what reads those of the source."""

    tree: Tree
    reader: Reader


def spliced(file: BinaryIO, changes: Iterable[Change], *, keep_tail: bool) -> Spliced:
    """Make edits in the pieces of a file; see `write_edited`.

    Raises
    ------
    EditError
        If the file is broken, or an edit finds no place in its bytes.
    """
    file_map = walk_file(file)
    if file_map.broken is not None and not keep_tail:
        raise EditError(
            f"The file is broken at offset {file_map.broken.offset:,}: {file_map.broken.why}",
            remedy="Give keep_tail=True to write it with the rest as it is.",
        )
    reader = _reader(file, file_map)
    tree = Tree(file_map, reader)
    for change in changes:
        tree.apply(change)
    _refuse_around_break(tree)
    keep_offsets(tree)
    return Spliced(tree, reader)


def _write_spliced(
    file: BinaryIO, changes: Iterable[Change], out: BinaryIO, *, keep_tail: bool
) -> tuple[str, ...]:
    tree, reader = spliced(file, changes, keep_tail=keep_tail)
    notes = _notes(tree)
    if tree.map.inflated is not None:
        deflated_anew(tree, reader, out)
        return (*notes, "The dataset was deflated anew.")
    for part in joined(part for _, part in tree.parts()):
        if isinstance(part, bytes):
            out.write(part)
        else:
            _copy(file, *part, out)
    return notes


def _refuse_around_break(tree: Tree) -> None:
    """Refuse an edit inside a sequence that the file breaks off in: its length is unknown."""
    broken = tree.map.broken
    for piece in tree.top.pieces if broken else ():
        span = piece.span
        if broken and span and piece.dirty and span.offset <= broken.offset < span.stop:
            raise EditError(
                "The file is broken inside the sequence that is edited.",
                remedy="Edit elements outside of it.",
            )


def _notes(tree: Tree) -> tuple[str, ...]:
    if any(piece.tag in _SIGNATURES for piece in tree.top.pieces):
        return ("Digital signatures in the file may no longer fit it.",)
    return ()


class _File(Reader):
    """A file that is read as it is."""

    def __init__(self, file: BinaryIO) -> None:
        self._file = file

    def read(self, start: int, stop: int) -> bytes:
        """Return the bytes from `start` to before `stop`."""
        self._file.seek(start)
        return self._file.read(stop - start)


class _Inflated(Reader):
    """A deflated file that is read as if it were not deflated."""

    def __init__(self, file: BinaryIO, begin: int) -> None:
        self.begin = begin
        self.stream, self.rest, _ = inflated(file, begin)
        file.seek(0)
        self._whole = file.read(begin) + self.stream + self.rest

    def read(self, start: int, stop: int) -> bytes:
        """Return the bytes from `start` to before `stop`, of the stream as inflated."""
        return self._whole[start:stop]


def _reader(file: BinaryIO, file_map: FileMap) -> Reader:
    if file_map.inflated is None:
        return _File(file)
    return _Inflated(file, file_map.inflated)


def deflated_anew(tree: Tree, reader: Reader, out: BinaryIO) -> None:
    """Write what stands before the stream, the stream deflated anew, and what follows it.

    Parameters
    ----------
    tree, reader
        Of a deflated file, from `spliced`.
    out
        Where to.
    """
    if not isinstance(reader, _Inflated):
        raise TypeError
    end = reader.begin + len(reader.stream)
    deflater = zlib.compressobj(wbits=-zlib.MAX_WBITS)
    size = 0
    for piece, part in tree.parts():
        data = part if isinstance(part, bytes) else reader.read(*part)
        if _is_before(piece, reader.begin):
            out.write(data)
        elif piece.span is None or piece.span.offset < end:
            size += out.write(deflater.compress(data))
    size += out.write(deflater.flush())
    # A stream of odd length is followed by one zero byte (PS3.5 A.5).
    rest = b"" if reader.rest.strip(b"\0") == b"" else reader.rest
    out.write(rest or b"\0" * (size % 2))


def _is_before(piece: Piece, begin: int) -> bool:
    if piece.span is not None:
        return piece.span.offset < begin
    return piece.tag >> 16 == 2


def joined(parts: Iterable[Part]) -> Iterator[Part]:
    """Join stretches of the source that follow one another: they are copied at once."""
    begin = end = 0
    for part in parts:
        if isinstance(part, bytes):
            if end > begin:
                yield begin, end
            begin = end = 0
            yield part
        elif part[0] == end and end > begin:
            end = part[1]
        else:
            if end > begin:
                yield begin, end
            begin, end = part
    if end > begin:
        yield begin, end


def _copy(file: BinaryIO, start: int, stop: int | None, out: BinaryIO) -> None:
    file.seek(start)
    left = stop - start if stop is not None else None
    while left is None or left:
        data = file.read(_CHUNK if left is None else min(_CHUNK, left))
        if not data:
            break
        out.write(data)
        left = None if left is None else left - len(data)
