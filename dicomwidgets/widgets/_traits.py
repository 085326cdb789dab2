"""Trait types that carry validation and synchronisation together.

What the browser owns is not echoed back to it: an echo that arrives late would move a slider
under the user's hand.
"""

from __future__ import annotations

import math
from typing import Any

from traitlets import Bool, Dict, Enum, Float, HasTraits, Int, List, TraitError, TraitType, Unicode

__all__ = [
    "MOST_SELECTED",
    "BrowserBool",
    "BrowserChoice",
    "BrowserFloat",
    "BrowserGroups",
    "BrowserIds",
    "BrowserInt",
    "BrowserNames",
    "BrowserNote",
    "BrowserPlace",
    "KernelInt",
    "KernelList",
    "KernelNote",
    "KernelText",
]

MOST_SELECTED = 10_000
"""Rows that are selected at a time at most."""


def _two_way(trait: Any) -> None:
    trait.tag(sync=True, echo_update=False)


class BrowserInt(Int):  # type: ignore[type-arg]
    """An integer that a user sets in the browser or from Python; ``None`` where that is default.

    Parameters
    ----------
    least
        What is set in place of a smaller one.
    """

    def __init__(self, default: int | None, *, least: int | None = None) -> None:
        if default is None:
            super().__init__(None, allow_none=True)
        else:
            super().__init__(default)
        self.least = least
        _two_way(self)

    def validate(self, obj: HasTraits, value: Any) -> Any:
        """Return the number, no smaller than `least`."""
        number = super().validate(obj, value)
        return number if None in (number, self.least) else max(self.least, number)


class BrowserPlace(BrowserInt):
    """A number from 0 to before the trait `count`, as soon as that is known: others are clamped."""

    def __init__(self) -> None:
        super().__init__(0, least=0)

    def validate(self, obj: HasTraits, value: Any) -> Any:
        """Return the number, or the nearest that there is."""
        number = super().validate(obj, value)
        count: int = obj.count  # type: ignore[attr-defined]
        return min(number, count - 1) if count else number


class BrowserFloat(Float):  # type: ignore[type-arg]
    """A finite number, or ``None``, that a user sets in the browser or from Python.

    Parameters
    ----------
    positive
        Refuse zero and less.
    """

    def __init__(self, *, positive: bool = False) -> None:
        super().__init__(None, allow_none=True)
        self.positive = positive
        _two_way(self)

    def validate(self, obj: HasTraits, value: Any) -> Any:
        """Return the number as a float, or refuse it."""
        number = super().validate(obj, value)
        if number is None:
            return None
        if not math.isfinite(number):
            raise TraitError(f"{self.name} must be a finite number, not {number}.")
        if self.positive and number <= 0:
            raise TraitError(f"{self.name} must be greater than 0, not {number}.")
        return number


class BrowserBool(Bool):  # type: ignore[type-arg]
    """A switch that a user sets in the browser or from Python."""

    def __init__(self, *, default: bool = False) -> None:
        super().__init__(default_value=default)
        _two_way(self)


class BrowserChoice(Enum):  # type: ignore[type-arg]
    """One of a few words or numbers that a user sets in the browser or from Python."""

    def __init__(
        self, choices: tuple[str, ...] | tuple[int, ...], default: str | int | None
    ) -> None:
        super().__init__(choices, default_value=default)
        self.allow_none = default is None
        _two_way(self)

    def validate(self, obj: HasTraits, value: Any) -> Any:
        """Return the choice itself where something equal was set, or refuse it."""
        chosen = super().validate(obj, value)
        return next((one for one in self.values or () if one == chosen), chosen)


class BrowserNames(TraitType):  # type: ignore[type-arg]
    """Some of a few names that a user sets in the browser or from Python, in their own order.

    Parameters
    ----------
    names
        Those that there are.
    default
        Which of them at first; all of them by default.
    """

    def __init__(self, names: tuple[str, ...], default: tuple[str, ...] | None = None) -> None:
        super().__init__(names if default is None else default)
        self.names = names
        _two_way(self)

    def validate(self, _obj: HasTraits, value: Any) -> tuple[str, ...]:
        """Return the names as a tuple, or refuse what is none of them."""
        several = isinstance(value, (list, tuple, set, frozenset))
        if not several or any(each not in self.names for each in value):
            known = ", ".join(map(repr, self.names))
            raise TraitError(f"{self.name} is a list of some of {known}, not {value!r}.")
        return tuple(name for name in self.names if name in value)


class BrowserGroups(TraitType):  # type: ignore[type-arg]
    """Overlay groups (PS3.5 7.6) that a user sets in the browser or from Python, in their order."""

    def __init__(self) -> None:
        super().__init__(())
        _two_way(self)

    def validate(self, _obj: HasTraits, value: Any) -> tuple[_Group, ...]:
        """Return the groups as a tuple, or refuse what is none of them."""
        from dicomwidgets.display.description import OVERLAY_GROUPS  # noqa: PLC0415 - not at first

        several = isinstance(value, (list, tuple, set, frozenset))
        if not several or any(each not in OVERLAY_GROUPS for each in value):
            known = "0x6000, 0x6002 … 0x601E"
            raise TraitError(f"{self.name} is a list of overlay groups, {known}, not {value!r}.")
        return tuple(map(_Group, sorted(set(value))))


class _Group(int):
    """A number that is written as the standard writes it."""

    def __repr__(self) -> str:
        return f"0x{self:04X}"


class BrowserIds(TraitType):  # type: ignore[type-arg]
    """Opaque row ids that a user picks in the browser or from Python, each once, in any order.

    Parameters
    ----------
    most
        How many there may be.
    """

    def __init__(self, most: int) -> None:
        super().__init__(())
        self.most = most
        _two_way(self)

    def validate(self, _obj: HasTraits, value: Any) -> tuple[int, ...]:
        """Return the ids as a tuple, or refuse what is none."""
        several = isinstance(value, (list, tuple, set, frozenset))
        if not several or any(type(each) is not int or each < 0 for each in value):
            raise TraitError(f"{self.name} is a list of row ids, which are whole numbers.")
        if len(value) > self.most:
            raise TraitError(f"{self.name} takes {self.most:,} rows at most, not {len(value):,}.")
        return tuple(dict.fromkeys(value))


class KernelInt(Int):  # type: ignore[type-arg]
    """An integer that only the kernel sets; `set_trait` changes it."""

    def __init__(self, default: int) -> None:
        super().__init__(default, read_only=True)
        self.tag(sync=True)


class KernelText(Unicode):  # type: ignore[type-arg]
    """A word that only the kernel sets; never an identifier."""

    def __init__(self, default: str) -> None:
        super().__init__(default, read_only=True)
        self.tag(sync=True)


class KernelList(List):  # type: ignore[type-arg]
    """A list that only the kernel sets, whole; never of identifiers."""

    def __init__(self) -> None:
        super().__init__(read_only=True)
        self.tag(sync=True)


class KernelNote(Dict):
    """What the kernel alone says, whole; never an identifier."""

    def __init__(self) -> None:
        super().__init__(read_only=True)
        self.tag(sync=True)


class BrowserNote(Dict):
    """What the browser says of the other traits that come with it."""

    def __init__(self) -> None:
        super().__init__()
        _two_way(self)
