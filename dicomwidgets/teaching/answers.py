"""Whether two answers are the same, however they are written."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from copy import deepcopy
from dataclasses import dataclass
from pathlib import PurePath
from typing import Any

from pydicom.valuerep import PersonName

__all__ = ["Sameness"]

_TAG = re.compile(r"\(?\s*([0-9A-Fa-f]{4})\s*,?\s*([0-9A-Fa-f]{4})\s*\)?")
_NUMBER = re.compile(
    r"([-+]?)(0x[0-9a-f]+|[\d.,]+(?:e[-+]?\d+)?)\s*(?:[^\W\d_][\w/%²³]*|%)?", re.IGNORECASE
)
_THOUSANDS = re.compile(r"\d{1,3}(?:,\d{3})+(?:\.\d*)?")
_LONGEST = 1000
_ROUNDING = 1e-9
"""What two ways to compute the same number may differ by, relative to it."""
_BOOLEANS = {"true": True, "yes": True, "false": False, "no": False}


@dataclass(frozen=True, slots=True)
class Sameness:
    """What counts as the same answer.

    A number may be a text, with a unit behind it, a float, of NumPy or alone in a tuple; a tag
    ``"(0008,0060)"`` may also be ``"0008,0060"``, ``0x00080060`` or ``(0x0008, 0x0060)``; spaces
    around a text don't count; a set may be a list in any order; a list and an array may be each
    other; of functions what they return counts.

    Parameters
    ----------
    within
        By how much a number may be off.
    any_case
        Whether capitals may be small letters.
    cases
        The arguments that functions are tried with, one tuple a case.
    """

    within: float = 0.0
    any_case: bool = False
    cases: tuple[tuple[Any, ...], ...] = ()

    def holds(self, answer: object, right: object) -> bool:
        """Whether an answer means what another one does; never raises.

        Parameters
        ----------
        answer
            Whatever was given.
        right
            A number, text, bool, set, list, tuple, mapping, array or function.
        """
        try:
            return self._same(answer, right)
        except (Exception, SystemExit):  # noqa: BLE001 - an answer may be any object, its methods do anything
            return False

    def _same(self, answer: Any, right: Any) -> bool:
        for kind, is_same in _KINDS:
            if isinstance(right, kind):
                return is_same(self, answer, right)
        if hasattr(right, "dtype") and getattr(right, "ndim", 0) > 0:
            return self._same_array(answer, right)
        if callable(right):
            return not any(True for _ in self.differences(answer, right))
        return self._same_number(_as_number(answer), right)

    def _same_members(self, answer: Any, right: Any) -> bool:
        given = _members(answer)
        return all(any(self.holds(one, other) for other in right) for one in given) and all(
            any(self.holds(one, other) for one in given) for other in right
        )

    def _same_order(self, answer: Any, right: Any) -> bool:
        given = _members(answer)
        return len(given) == len(right) and all(map(self.holds, given, right))

    def _same_mapping(self, answer: Any, right: Any) -> bool:
        return set(answer) == set(right) and all(
            self.holds(answer[key], value) for key, value in right.items()
        )

    def _same_text(self, answer: object, right: str) -> bool:
        tag = _TAG.fullmatch(right)
        if tag is not None:
            return bool(_as_tag(answer) == int(tag[1] + tag[2], 16))
        if isinstance(answer, PurePath):
            answer = answer.as_posix()
        if not isinstance(answer, (str, PersonName)):
            return False
        given, wanted = str(answer).strip(" "), right.strip(" ")
        return given.casefold() == wanted.casefold() if self.any_case else given == wanted

    def _same_number(self, answer: Any, right: Any) -> bool:
        return bool(answer == right) or (
            bool(abs(answer - right) <= max(self.within, _ROUNDING * abs(right)))
            if self.within or isinstance(right, float)
            else False
        )

    def _same_array(self, answer: Any, right: Any) -> bool:
        import numpy as np  # noqa: PLC0415 - headers are taught without

        given = np.asarray(answer)
        return given.shape == right.shape and bool(
            np.allclose(given.astype(float), right.astype(float), _ROUNDING, self.within)
        )

    def differences(
        self, answer: Callable[..., Any], right: Callable[..., Any]
    ) -> Iterable[tuple[tuple[Any, ...], object, object]]:
        """Yield where two functions differ: the arguments, what came, what should have come.

        What the answer raises comes as the exception.
        """
        for case in self.cases:
            wanted = right(*deepcopy(case))
            try:
                came = answer(*deepcopy(case))
            except (Exception, SystemExit) as raised:  # noqa: BLE001 - whatever a student wrote
                yield case, raised, wanted
            else:
                if not self.holds(came, wanted):
                    yield case, came, wanted


def _members(answer: Any) -> list[Any]:
    if isinstance(answer, (str, bytes, Mapping)):
        raise TypeError("One value is no list.")
    return list(answer)


def _as_bool(answer: Any) -> object:
    if isinstance(answer, str):
        return _BOOLEANS.get(answer.strip().lower())
    item = getattr(answer, "item", None)
    return item() if callable(item) else answer


def _as_number(answer: Any) -> Any:
    if isinstance(answer, (tuple, list)) and len(answer) == 1:  # as `struct.unpack` gives it
        return _as_number(answer[0])
    if isinstance(answer, bool):
        return None
    if isinstance(answer, str):
        return _number_in(answer)
    item = getattr(answer, "item", None)  # a NumPy scalar
    found = item() if callable(item) else answer
    return float(found) if type(found).__name__ in {"DSfloat", "DSdecimal", "Decimal"} else found


def _number_in(text: str) -> float | None:
    """Return the number of a text, without the unit behind it."""
    spelled = text.strip().replace("_", "").replace("−", "-")
    found = _NUMBER.fullmatch(spelled) if len(spelled) < _LONGEST else None
    if found is None:
        return None
    sign, digits = -1 if found[1] == "-" else 1, found[2]
    if digits.lower().startswith("0x"):
        return sign * int(digits, 16)
    # A comma parts thousands, else it is a decimal one.
    digits = digits.replace(",", "" if _THOUSANDS.fullmatch(digits) else ".")
    return sign * (int(digits) if digits.isdecimal() else float(digits))


def _as_tag(answer: object) -> object:
    if isinstance(answer, str):
        found = _TAG.fullmatch(answer.strip().removeprefix("0x"))
        return int(found[1] + found[2], 16) if found else None
    if isinstance(answer, (tuple, list)) and len(answer) == 2:
        return int(answer[0]) << 16 | int(answer[1])
    return None if isinstance(answer, bool) else answer


_KINDS: tuple[tuple[Any, Callable[[Sameness, Any, Any], bool]], ...] = (
    (bool, lambda _, answer, right: _as_bool(answer) is right),
    (str, Sameness._same_text),  # noqa: SLF001 - its own
    ((set, frozenset), Sameness._same_members),  # noqa: SLF001
    (Mapping, Sameness._same_mapping),  # noqa: SLF001
    ((list, tuple), Sameness._same_order),  # noqa: SLF001
)
