r"""A query as one line of text, in the words of pandas: ``"Modality == 'CT' and Rows < 512"``.

It is Python's own grammar, of which only what is named here is taken; nothing is executed.
"""

from __future__ import annotations

import ast
import operator
import re
from typing import TYPE_CHECKING, Any

from dicomwidgets.collection.masks import both, either, neither, rows_of
from dicomwidgets.errors import ArgumentError

if TYPE_CHECKING:
    from collections.abc import Callable

    from dicomwidgets.collection.column import Column
    from dicomwidgets.collection.columns import Cell

__all__ = ["queried"]

_COMPARE: dict[type[ast.cmpop], Callable[[Any, Any], Any]] = {
    ast.Eq: operator.eq,
    ast.NotEq: operator.ne,
    ast.Lt: operator.lt,
    ast.LtE: operator.le,
    ast.Gt: operator.gt,
    ast.GtE: operator.ge,
    ast.In: lambda value, values: value in values,
    ast.NotIn: lambda value, values: value not in values,
}
_OF_VALUE: dict[str, Callable[..., Any]] = {
    "isna": lambda value: value is None,
    "notna": lambda value: value is not None,
    "isin": lambda value, values: value in values,
    "between": lambda value, low, high: low <= value <= high,
}
_OF_TEXT: dict[str, Callable[..., Any]] = {
    "contains": lambda value, pattern: re.search(pattern, value) is not None,
    "match": lambda value, pattern: re.match(pattern, value) is not None,
    "fullmatch": lambda value, pattern: re.fullmatch(pattern, value) is not None,
    "startswith": str.startswith,
    "endswith": str.endswith,
}
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
        (or ``&``, ``|``, ``~`` between parentheses). What is not there equals nothing and is
        neither less nor more. Paths that are no plain names stand between backticks.
    column_of
        Returns the column of a name, as it stands now; an `ArgumentError` where there is none.

    Raises
    ------
    ArgumentError
        If it can't be read, or holds anything else.
    """
    paths: list[str] = []

    def named(found: re.Match[str]) -> str:
        if found[1] is None:
            return found[0]
        paths.append(found[1])
        return f"_path_{len(paths) - 1}_"

    try:
        tree = ast.parse(_QUOTED.sub(named, text.strip()), mode="eval")
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        raise ArgumentError("The query can't be read.", remedy=_REMEDY) from None
    columns: dict[str, Column] = {}

    def known(name: str) -> Column:
        if name not in columns:
            is_path = name.startswith("_path_")
            columns[name] = column_of(paths[int(name[6:-1])] if is_path else name)
        return columns[name]

    return _Reader(known).mask(tree.body)


class _Reader:
    """Turns the tree of a query into masks."""

    def __init__(self, column_of: Callable[[str], Column]) -> None:
        self._column = column_of

    def mask(self, node: ast.expr) -> Any:
        if isinstance(node, ast.BoolOp):
            join = both if isinstance(node.op, ast.And) else either
            first, *others = map(self.mask, node.values)
            for other in others:
                first = join(first, other)
            return first
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
            compare = _COMPARE.get(type(kind))
            if compare is None:
                raise _refused(node)
            mask = self._pair(left, compare, right)
            found = mask if found is None else both(found, mask)
        return found

    def _pair(self, left: ast.expr, compare: Callable[[Any, Any], Any], right: ast.expr) -> Any:
        if isinstance(left, ast.Name) and isinstance(right, ast.Name):
            return _row_by_row(self._column(left.id), compare, self._column(right.id))
        if isinstance(left, ast.Name):
            literal = _literal(right)
            return self._asked(left.id, lambda value: compare(value, literal))
        if isinstance(right, ast.Name):
            literal = _literal(left)
            return self._asked(right.id, lambda value: compare(literal, value))
        raise _refused(left)

    def _call(self, node: ast.Call) -> Any:
        function = node.func
        if node.keywords or not isinstance(function, ast.Attribute):
            raise _refused(node)
        owner, known = function.value, _OF_VALUE
        if isinstance(owner, ast.Attribute) and owner.attr == "str":
            owner, known = owner.value, _OF_TEXT
        if not isinstance(owner, ast.Name) or function.attr not in known:
            raise _refused(node)
        ask = known[function.attr]
        given = [_literal(each) for each in node.args]
        try:
            return self._asked(owner.id, lambda value: ask(value, *given))
        except re.error:
            raise ArgumentError(
                f"The pattern for {owner.id} is no regular expression.", remedy=_REMEDY
            ) from None

    def _asked(self, name: str, ask: Callable[[Cell], Any]) -> Any:
        column = self._column(name)
        return rows_of(column, [_holds(ask, value) for value in column.values])


def _holds(ask: Callable[..., Any], *values: Cell) -> bool:
    try:
        return bool(ask(*values))
    except TypeError:  # what is not there, or a text among numbers, is neither less nor more
        return False


def _row_by_row(left: Column, compare: Callable[[Any, Any], Any], right: Column) -> Any:
    """Compare two columns: each pair of values once."""
    known: dict[tuple[Cell, Cell], bool] = {}
    found: list[bool] = []
    for pair in zip(left, right, strict=True):
        holds = known.get(pair)
        if holds is None:
            holds = known[pair] = None not in pair and _holds(compare, *pair)
        found.append(holds)
    plain = type(left)(left.name, [], range(len(found)), len(found))
    return rows_of(plain, found)


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
