"""What a value is asked: to be equal, one of several, in a range, or to please a function.

Every condition is put to each different value of a column once, not to each row.
"""

from __future__ import annotations

import re
from collections.abc import Collection as Values
from typing import TYPE_CHECKING, Any

from dicomwidgets.collection.columns import cell_of
from dicomwidgets.collection.mismatch import hold_to_kind, incomparable, info_of, may_be_number
from dicomwidgets.errors import ArgumentError

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from dicomwidgets.collection.columns import Cell

__all__ = ["wanted"]

_KINDS = (
    "a value, None (not there), a set or list of values, a range, a slice such as slice(1, 3) "
    "(both ends belong to it), a compiled regular expression, or a function of one value"
)

_UNFIT = (TypeError, ValueError, AttributeError, LookupError, ArithmeticError)
"""What a function may raise of a value that is not for it."""


def wanted(name: str, condition: Any, values: Sequence[Cell]) -> list[bool]:
    r"""Say of each value whether it meets a condition.

    Parameters
    ----------
    name
        Of the column, for messages.
    condition
        A text or a number: the value is equal to it, or, where the element has several
        (``ORIGINAL\PRIMARY\AXIAL``, ``0.5\0.5``), one of them is, as in a query of DICOM
        (PS3.4 C.2.2.2).
        ``None``: the element is not there; ``""``: it is empty. A set, list or tuple: one of its
        members fits. A ``range``: a whole number in it. A ``slice``: from its start to its stop,
        both belong to it, either may be ``None``; texts, such as dates, have an order too. A
        compiled regular expression: it is found in the text. Else a function that is called with
        each value (``None`` where there is none): a value that it can't compare does not fit.

    Raises
    ------
    ArgumentError
        If the condition is of no such kind, does not fit any value that is there (a number asked
        of texts), or the function fails with every value.
    """
    if callable(condition):
        return _pleased(name, condition, values)
    if isinstance(condition, slice):
        return _between(name, condition, values)
    return list(map(_test_for(name, condition, values), values))


def _test_for(name: str, condition: Any, values: Sequence[Cell]) -> Callable[[Cell], bool]:
    if isinstance(condition, range):
        hold_to_kind(name, condition, values)
        return lambda value: _is_whole(value) and int(value or 0) in condition
    if isinstance(condition, re.Pattern):
        return lambda value: value is not None and bool(condition.search(str(value)))
    if isinstance(condition, Values) and not isinstance(condition, (str, bytes)):
        return _one_of(name, condition, values)
    if condition is None or isinstance(condition, (str, int, float)):
        return _one_of(name, (condition,), values)
    raise ArgumentError(
        f"A {type(condition).__name__} is no condition for {name}.", remedy=f"Give {_KINDS}."
    )


def _is_whole(value: Cell) -> bool:
    return isinstance(value, int) or (isinstance(value, float) and value.is_integer())


def _one_of(name: str, condition: Values[Any], values: Sequence[Cell]) -> Callable[[Cell], bool]:
    try:
        members = frozenset(condition)
    except TypeError:
        raise ArgumentError(
            f"The condition for {name} holds what is no value.", remedy=f"Give {_KINDS}."
        ) from None
    vr = getattr(info_of(name), "vr", "")
    hold_to_kind(name, members, values, several=True)

    def fits(value: Cell) -> bool:
        if value in members:
            return True
        if not isinstance(value, str) or "\\" not in value:
            return False
        parts = [part.strip() for part in value.split("\\")]
        return any(part in members or cell_of(vr, part) in members for part in parts)

    return fits


def _between(name: str, between: slice, values: Sequence[Cell]) -> list[bool]:
    start, stop = between.start, between.stop
    if between.step is not None:
        raise ArgumentError(
            f"The slice for {name} has a step.", remedy="Give slice(lowest, highest)."
        )
    found: list[bool] = []
    failures = tried = 0
    for value in values:
        if value is None or value == "":
            found.append(False)
            continue
        tried += 1
        try:
            found.append((start is None or start <= value) and (stop is None or value <= stop))
        except TypeError:  # a text among numbers
            failures += 1
            found.append(False)
    if tried and failures == tried:
        is_text = not isinstance(stop if start is None else start, str)
        if not (is_text and may_be_number(name)):
            raise incomparable(name, is_text=is_text)
    return found


def _pleased(name: str, function: Callable[[Any], Any], values: Sequence[Cell]) -> list[bool]:
    found: list[bool] = []
    failed = ""
    failures = 0
    for value in values:
        try:
            found.append(bool(function(value)))
        except _UNFIT as error:
            found.append(False)
            failures += value is not None
            failed = type(error).__name__  # alone: the error may quote the value
    tried = sum(value is not None for value in values)
    if tried and failures == tried:
        raise ArgumentError(
            f"The function for {name} fails with every value there is: {failed}.",
            remedy="Values are texts, or numbers where the element has one number; "
            'None where it is not there. Look at table.column("…").values.',
        )
    return found
