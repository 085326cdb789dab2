r"""A query as one line of text, in the words of pandas: ``"Modality == 'CT' and Rows < 512"``.

It is Python's own grammar, of which only what is named here is taken; nothing is executed.
"""

from __future__ import annotations

import ast
import operator
import re
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from dicomwidgets.collection.masks import both, either, neither, rows_of
from dicomwidgets.collection.mismatch import hold_to_kind, incomparable, may_be_number
from dicomwidgets.errors import ArgumentError

if TYPE_CHECKING:
    from dicomwidgets.collection.column import Column
    from dicomwidgets.collection.columns import Cell

__all__ = ["queried"]

_Ask = Callable[[Any], Any]

_COMPARE: dict[type[ast.cmpop], Callable[[Any, Any], Any]] = {
    ast.Eq: operator.eq,
    ast.NotEq: operator.ne,
    ast.Lt: operator.lt,
    ast.LtE: operator.le,
    ast.Gt: operator.gt,
    ast.GtE: operator.ge,
}
_TURNED = {
    operator.lt: operator.gt,
    operator.le: operator.ge,
    operator.gt: operator.lt,
    operator.ge: operator.le,
}
_IN = (ast.In, ast.NotIn)
_EQUAL = (operator.eq, operator.ne)
_OF_TEXT: dict[str, Callable[[str], _Ask]] = {
    "contains": lambda pattern: re.compile(pattern).search,
    "match": lambda pattern: re.compile(pattern).match,
    "fullmatch": lambda pattern: re.compile(pattern).fullmatch,
    "startswith": lambda text: lambda value: str.startswith(value, text),
    "endswith": lambda text: lambda value: str.endswith(value, text),
}
_OF_VALUE = ("isna", "notna", "isin", "between")
_QUOTED = re.compile(r"""'(?:[^'\\]|\\.)*'|"(?:[^"\\]|\\.)*"|`([^`]*)`""")
_REMEDY = (
    "Write it as \"Modality == 'CT' and 1 < SliceThickness <= 3\": columns, numbers and texts in "
    "quotes, == != < <= > >= in, and or not, .isna() .notna() .isin([…]) .between(a, b) "
    ".str.contains('…') .str.startswith('…'); a path in backticks."
)


def queried(text: str, column_of: Callable[[str], Column]) -> Any:
    """Return the mask of the rows that fit a query.

    Parameters
    ----------
    text
        Comparisons of columns with values, or with each other, joined by ``and``, ``or``, ``not``
        (or ``&``, ``|``, ``~`` between parentheses). What is not there equals nothing but ``None``,
        so that ``!=`` and ``not in`` take it, and is neither less nor more. Paths that are no plain
        names stand between backticks.
    column_of
        Returns the column of a name, as it stands now; an `ArgumentError` where there is none.

    Raises
    ------
    ArgumentError
        If it can't be read, holds anything else, or asks what no value of a column can answer:
        for numbers among texts, or texts among numbers.
    """
    paths: dict[str, str] = {}
    prefix = "_path"
    while prefix in text:  # or a query could name what it has not written
        prefix += "_"

    def named(found: re.Match[str]) -> str:
        if found[1] is None:
            return found[0]
        name = f"{prefix}{len(paths)}"
        paths[name] = found[1]
        return name

    try:
        tree = ast.parse(_QUOTED.sub(named, text.strip()), mode="eval")
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        raise ArgumentError("The query can't be read.", remedy=_REMEDY) from None
    columns: dict[str, Column] = {}

    def known(name: str) -> Column:
        if name not in columns:
            columns[name] = column_of(paths.get(name, name))
        return columns[name]

    return _Reader(known).mask(tree.body)


class _Reader:
    """Turns the tree of a query into masks."""

    def __init__(self, column_of: Callable[[str], Column]) -> None:
        self._column = column_of

    def mask(self, node: ast.expr) -> Any:
        if isinstance(node, ast.BoolOp):
            join = both if isinstance(node.op, ast.And) else either
            return join(*map(self.mask, node.values))
        if isinstance(node, ast.BinOp) and isinstance(node.op, (ast.BitAnd, ast.BitOr)):
            join = both if isinstance(node.op, ast.BitAnd) else either
            return join(self.mask(node.left), self.mask(node.right))
        if isinstance(node, ast.UnaryOp) and isinstance(node.op, (ast.Not, ast.Invert)):
            return neither(self.mask(node.operand))
        if isinstance(node, ast.Compare):
            return self._comparison(node)
        if isinstance(node, ast.Call):
            return self._call(node)
        raise _refused(node)

    def _comparison(self, node: ast.Compare) -> Any:
        terms = [node.left, *node.comparators]
        found: Any = None
        for left, kind, right in zip(terms, node.ops, terms[1:], strict=False):
            mask = self._pair(left, kind, right)
            found = mask if found is None else both(found, mask)
        return found

    def _pair(self, left: ast.expr, kind: ast.cmpop, right: ast.expr) -> Any:
        if isinstance(kind, _IN):
            mask = self._among(left, right)
            return mask if isinstance(kind, ast.In) else neither(mask)
        compare = _COMPARE.get(type(kind))
        if compare is None or not (isinstance(left, ast.Name) or isinstance(right, ast.Name)):
            raise _refused(left)
        if not isinstance(left, ast.Name):
            left, right, compare = right, left, _TURNED.get(compare, compare)
        assert isinstance(left, ast.Name)  # noqa: S101 - one of them is
        column = self._column(left.id)
        if isinstance(right, ast.Name):
            return _row_by_row(column, compare, self._column(right.id))
        literal = _value(right, is_ordered=compare not in _EQUAL)
        if compare in _EQUAL:
            hold_to_kind(column.name, (literal,), column.values)
        return _asked(column, lambda value: compare(value, literal), literal)

    def _among(self, left: ast.expr, right: ast.expr) -> Any:
        """Return the rows whose value is one of several."""
        if not isinstance(left, ast.Name):
            raise ArgumentError("What comes before in has to be a column.", remedy=_REMEDY)
        members = _members(right)
        column = self._column(left.id)
        hold_to_kind(column.name, members, column.values)
        return _asked(column, lambda value: value in members)

    def _call(self, node: ast.Call) -> Any:
        function = node.func
        if node.keywords or not isinstance(function, ast.Attribute):
            raise _refused(node)
        owner, name = function.value, function.attr
        is_text = isinstance(owner, ast.Attribute) and owner.attr == "str"
        if is_text and isinstance(owner, ast.Attribute):
            owner = owner.value
        if not isinstance(owner, ast.Name) or name not in (_OF_TEXT if is_text else _OF_VALUE):
            raise _refused(node)
        if is_text:
            return self._text(owner, name, node.args)
        return self._value(owner, name, node.args)

    def _value(self, owner: ast.Name, name: str, args: list[ast.expr]) -> Any:
        if name == "isin":
            return self._among(owner, *_given(name, args, 1))
        column = self._column(owner.id)
        if name == "between":
            low, high = (_value(each, is_ordered=True) for each in _given(name, args, 2))
            return _asked(column, lambda value: low <= value <= high, low)
        _given(name, args, 0)
        absent = _asked(column, lambda value: value is None)
        return absent if name == "isna" else neither(absent)

    def _text(self, owner: ast.Name, name: str, args: list[ast.expr]) -> Any:
        (given,) = map(_value, _given(name, args, 1))
        if not isinstance(given, str):
            raise ArgumentError(f".str.{name}() takes a text in quotes.", remedy=_REMEDY)
        try:
            ask = _OF_TEXT[name](given)
        except (re.error, OverflowError, RecursionError):
            raise ArgumentError(
                f"The pattern for {owner.id} is no regular expression.", remedy=_REMEDY
            ) from None
        return _asked(self._column(owner.id), ask, given)


def _asked(column: Column, ask: _Ask, literal: Any = None) -> Any:
    """Return the rows whose value answers with yes; an error where no value can answer."""
    found: list[bool] = []
    failures = tried = 0
    for value in column.values:
        try:
            found.append(bool(ask(value)))
        except TypeError:  # what is not there, or a text among numbers, is neither less nor more
            found.append(False)
            failures += value is not None and value != ""
        tried += value is not None and value != ""
    if tried and failures == tried:
        is_text = not isinstance(literal, str)
        if not (is_text and may_be_number(column.name)):
            raise incomparable(column.name, is_text=is_text)
    return rows_of(column, found)


def _row_by_row(left: Column, compare: Callable[[Any, Any], Any], right: Column) -> Any:
    """Compare two columns: each pair of values once."""
    known: dict[tuple[Cell, Cell], bool | None] = {}
    found: list[bool] = []
    for pair in zip(left, right, strict=True):
        if pair not in known:
            known[pair] = _pair_holds(compare, *pair)
        found.append(bool(known[pair]))
    present = [holds for (one, other), holds in known.items() if None not in (one, other)]
    if present and all(holds is None for holds in present):
        raise ArgumentError(
            f"{left.name} and {right.name} can't be compared: one holds texts, one numbers.",
            remedy="Compare columns of one kind.",
        )
    plain = type(left)(left.name, [], range(len(found)), len(found))
    return rows_of(plain, found)


def _pair_holds(compare: Callable[[Any, Any], Any], one: Cell, other: Cell) -> bool | None:
    """Return whether two values compare so; ``None`` where they can't."""
    if one is None or other is None:
        return compare is operator.ne
    try:
        return bool(compare(one, other))
    except TypeError:
        return None


def _given(name: str, args: list[ast.expr], count: int) -> list[ast.expr]:
    if len(args) == count and not any(isinstance(each, ast.Starred) for each in args):
        return args
    takes = {0: "nothing", 1: "one argument", 2: "two arguments"}[count]
    if name == "isin":
        takes = "a list in brackets"
    raise ArgumentError(f".{name}() takes {takes}.", remedy=_REMEDY)


def _value(node: ast.expr, *, is_ordered: bool = False) -> Any:
    """Return a number, a text, or, where nothing is less or more, ``None``."""
    value = _literal(node)
    if isinstance(value, (str, int, float)) or (value is None and not is_ordered):
        return value
    raise ArgumentError("The query compares with what is no value.", remedy=_REMEDY)


def _members(node: ast.expr) -> frozenset[Any]:
    """Return the values of a list."""
    if not isinstance(node, (ast.List, ast.Tuple, ast.Set)):
        raise ArgumentError("What comes after in has to be a list in brackets.", remedy=_REMEDY)
    return frozenset(map(_value, node.elts))


def _literal(node: ast.expr) -> Any:
    try:
        return ast.literal_eval(node)
    except (ValueError, TypeError, SyntaxError, RecursionError, MemoryError):
        raise _refused(node) from None


def _refused(node: ast.expr) -> ArgumentError:
    what = {
        ast.Name: "a column by itself",
        ast.Call: "such a call",
        ast.BinOp: "arithmetic, or & and | without parentheses around their sides",
        ast.Attribute: "such an attribute",
    }.get(type(node), "something else than comparisons")
    return ArgumentError(f"The query holds {what}.", remedy=_REMEDY)
