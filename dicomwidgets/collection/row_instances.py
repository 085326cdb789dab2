"""What the series know of their files, told by the rows of a table instead of by the headers.

Rows have all that grouping, sorting and the findings of a series look at. Only a file of several
frames says within sequences where each of them lies, and of one that has lost something a reader
has to say what is left: the headers of these are read.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Generic, TypeVar

from dicomwidgets.errors import ReadError
from dicomwidgets.reading.header import try_header
from dicomwidgets.series.facts import FACTS, Facts, number_or_text, plain_text
from dicomwidgets.series.instance import Instance, instance_of
from dicomwidgets.series.marks import MARKS, first_told

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from dicomwidgets.collection.columns import Cell
    from dicomwidgets.collection.table import Table
    from dicomwidgets.reading.item import Item, Source
    from dicomwidgets.series.facts import Kind
    from dicomwidgets.series.instance import Vector
    from dicomwidgets.series.marks import Mark

__all__ = ["ReadInstances", "RowInstances"]

_AT_ONCE = 1 << 13
_LARGEST = 1e12
_KEPT_FRAMES = 1 << 16
_ODD = ("Status", "(2001,1003)", "(0019,100C)")
_T = TypeVar("_T")


class _Made(dict[Any, _T], Generic[_T]):
    """What is made of each different value, once."""

    __slots__ = ("_make",)

    def __init__(self, make: Callable[[Any], _T]) -> None:
        super().__init__()
        self._make = make

    def __missing__(self, value: Any) -> _T:
        made = self[value] = self._make(value)
        return made


class ReadInstances:
    """Keeps what headers said that had to be read, of some 65,000 frames in all."""

    def __init__(self) -> None:
        self._kept: dict[str, Instance] = {}
        self._frames = 0

    def get(self, item: Item) -> Instance | None:
        """Return what is kept of a file."""
        return self._kept.get(item.name)

    def keep(self, instance: Instance) -> None:
        """Keep what a header said, while there is room."""
        frames = self._frames + max(instance.frames, 1)
        if frames <= _KEPT_FRAMES:
            self._frames = frames
            self._kept[instance.item.name] = instance


class RowInstances:
    """Makes instances of rows.

    Parameters
    ----------
    source
        Where the files lie, for headers that have to be read.
    table
        With the columns that every collection has.
    read
        What the headers said that were read before; it takes up what the others say.

    Attributes
    ----------
    problems : list of ReadError
        Files whose headers had to be read, and can't be any more.
    """

    def __init__(self, source: Source, table: Table, read: ReadInstances) -> None:
        self.problems: list[ReadError] = []
        self._source = source
        self._table = table
        self._before = read
        self._shared: dict[Facts, Facts] = {}
        self._facts = _Made[Facts](self._fact)
        self._marks = _Made[tuple[Any, ...]](tuple)

    def of(self, numbers: Sequence[int], items: Iterable[Item | None]) -> Iterator[Instance]:
        """Yield the instances of some rows, without those whose files are not there any more.

        Parameters
        ----------
        numbers
            Of the rows.
        items
            Their files, one a row.
        """
        files = iter(items)
        for start in range(0, len(numbers), _AT_ONCE):
            yield from self._some(numbers[start : start + _AT_ONCE], files)

    def _some(self, numbers: Sequence[int], items: Iterator[Item | None]) -> Iterator[Instance]:
        table = self._table
        odd = map(_is_odd, *(table.column(name).cells(numbers) for name in _ODD))
        frames = table.column("Frames").cells(numbers)
        facts = [self._told(fact.path, _BY_KIND[fact.kind], numbers) for fact in FACTS.values()]
        marks = [self._mark(mark, numbers) for mark in MARKS]
        plain = [self._told(path, make, numbers) for path, make in _PLAIN]
        rows = zip(
            odd,
            frames,
            zip(*plain, strict=True),
            map(self._facts.__getitem__, zip(*facts, strict=True)),
            map(self._marks.__getitem__, zip(*marks, strict=True)),
            strict=True,
        )
        for is_odd, count, row, fact, mark in rows:
            item = next(items)
            if item is None:
                continue
            if is_odd or not isinstance(count, int) or count > 1:
                read = self._read(item)
                if read is not None:
                    yield read
            else:
                yield _instance(item, count, row, fact, mark)

    def _fact(self, told: tuple[Any, ...]) -> Facts:
        made = Facts._make(told)
        return self._shared.setdefault(made, made)

    def _told(
        self, path: str, make: Callable[[Cell], Any], numbers: Sequence[int]
    ) -> Iterator[Any]:
        made = _Made[Any](make)
        return map(made.__getitem__, self._table.column(path).cells(numbers))

    def _mark(self, mark: Mark, numbers: Sequence[int]) -> Iterator[Any]:
        cells = [self._table.column(path).cells(numbers) for path in mark.paths]
        made = _Made[Any](lambda values: first_told(mark, values))
        return map(made.__getitem__, zip(*cells, strict=True))

    def _read(self, item: Item) -> Instance | None:
        """Read the header of a file, once; ``None`` where it is gone by now."""
        known = self._before.get(item)
        if known is not None:
            return known
        try:
            header = try_header(self._source, item)
        except ReadError as error:
            error.__cause__ = error.__context__ = None  # let go of the frames it came through
            self.problems.append(error.with_traceback(None))
            return None
        if header is None:
            return None
        made = instance_of(header, self._shared)
        self._before.keep(made)
        return made


def _instance(
    item: Item,
    frames: int,
    plain: tuple[Any, ...],
    facts: Facts,
    marks: tuple[Any, ...],
) -> Instance:
    series, study, kind, modality, rows, columns, number, position, orientation, frame, uid = plain
    return Instance(
        item,
        series,
        study,
        kind,
        modality,
        rows or 0,
        columns or 0,
        frames,
        number,
        position,
        orientation,
        "LOCALIZER" in facts.image_type.upper().split("\\"),
        frame_of_reference_uid=frame,
        marks=marks if frames == 1 else (),
        sop_uid=uid,
        facts=facts,
    )


def _is_odd(status: Cell, *b_values: Cell) -> bool:
    """Whether a file has lost something, or nobody says how a b-value of its vendor is written."""
    return bool(status) or any(isinstance(each, str) for each in b_values)


def _text(cell: Cell) -> str:
    return "" if cell is None else plain_text(str(cell))


def _number(cell: Cell) -> float | str:
    return float(cell) if isinstance(cell, int | float) else number_or_text(_text(cell))


def _integer(cell: Cell) -> int | None:
    if cell is None:
        return None
    try:
        return int(float(cell.split("\\")[0]) if isinstance(cell, str) else cell)
    except (ValueError, OverflowError):
        return None


def _vector(count: int) -> Callable[[Cell], Vector | None]:
    def made(cell: Cell) -> Vector | None:
        if not isinstance(cell, str):
            return None
        try:
            numbers = tuple(map(float, cell.split("\\")))
        except ValueError:
            return None
        right = len(numbers) == count and all(-_LARGEST < each < _LARGEST for each in numbers)
        return numbers if right else None

    return made


_BY_KIND: dict[Kind, Callable[[Cell], Any]] = {
    "text": _text,
    "number": _number,
    "integer": _integer,
    "presence": lambda cell: cell is not None,
}
_PLAIN: tuple[tuple[str, Callable[[Cell], Any]], ...] = (
    ("SeriesInstanceUID", _text),
    ("StudyInstanceUID", _text),
    ("SOPClassUID", _text),
    ("Modality", _text),
    ("Rows", _integer),
    ("Columns", _integer),
    ("InstanceNumber", _integer),
    ("ImagePositionPatient", _vector(3)),
    ("ImageOrientationPatient", _vector(6)),
    ("FrameOfReferenceUID", _text),
    ("SOPInstanceUID", _text),
)
