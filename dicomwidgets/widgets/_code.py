"""The Python text that opens a widget again as it is now."""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import PurePath
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Sequence

    from dicomwidgets.widgets._base import DicomWidget

__all__ = ["Expression", "call_of", "changed_traits", "kept", "literal"]

_LINE = 88
_PLAIN = 1e15
"""Up to here a whole float is written without its point."""


class Expression(str):
    """Python text that stands in a program as it is."""

    __slots__ = ()


def kept(x: Any) -> Any:
    """Return what `call_of` has to know of `x`: a path, a list of them, or else only its type.

    A file object or an iterator must not live longer because somebody may ask for the code.
    """
    if isinstance(x, (str, os.PathLike)):
        return x
    return [*x] if isinstance(x, (list, tuple)) else type(x)


def call_of(  # noqa: PLR0913 - what differs from widget to widget, by keyword
    given: Any,
    function: str,
    arguments: Mapping[str, Any],
    after: Sequence[str] = (),
    *,
    result: str = "viewer",
    before: Sequence[str] = (),
) -> str:
    """Return a program that calls `function` of dicomwidgets and shows what it returns.

    Parameters
    ----------
    given
        From `kept`. Paths are written as the user wrote them; for what has no literal the program
        takes the name ``x``, and a remark says what that was.
    function
        Public name of dicomwidgets, such as ``"view"``.
    arguments
        Keywords and values, in the order in which they are to stand.
    after
        Lines that do more with ``viewer``.
    result
        What the program calls it that is returned.
    before
        Lines below the first import: imports, each followed by an empty line if others follow.
    """
    lines = ["import dicomwidgets as dw", *before, ""]
    if _names_path(given):
        lines = ["from pathlib import Path", "", *lines]
    source = literal(given)
    if source is None:
        kind = given.__name__ if isinstance(given, type) else type(given).__name__
        lines.append(f"# x: the {kind} that was shown. It has no path that could stand here.")
        source = "x"
    elif isinstance(given, list) and len(source) > _LINE // 2:
        lines += ["paths = [", *(f"    {literal(each)}," for each in given), "]"]
        source = "paths"
    written = [source, *(f"{name}={literal(value)}" for name, value in arguments.items())]
    lines += _call(f"{result} = dw.{function}(", written)
    return "\n".join([*lines, *after, result, ""])


def changed_traits(widget: DicomWidget) -> dict[str, Any]:
    """Return the traits that a user sets and that differ from their defaults.

    In the order in which the classes define them.
    """
    own = {name for name in widget.own_names() if not name.startswith("_")} - {"layout"}
    defined = dict.fromkeys(name for base in reversed(type(widget).__mro__) for name in vars(base))
    traits = widget.traits()
    two_way = [name for name in defined if name in own and name in traits]
    return {
        name: value
        for name in two_way
        if not traits[name].read_only
        and (value := getattr(widget, name)) != traits[name].default(widget)
    }


def literal(value: Any) -> str | None:
    """Return `value` as Python writes it, or ``None`` where there is no such text."""
    if isinstance(value, Expression):
        return str(value)
    if isinstance(value, PurePath):
        return f"Path({_quoted(str(value))})"
    if isinstance(value, (str, os.PathLike)):
        return _quoted(os.fsdecode(value))
    if isinstance(value, float):
        # NumPy's floats are floats with a repr of their own.
        return repr(int(value) if value.is_integer() and abs(value) < _PLAIN else float(value))
    if value is None or isinstance(value, (bool, int)):
        return repr(value)
    return _literal_of_several(value)


def _literal_of_several(value: Any) -> str | None:
    if isinstance(value, Mapping):
        pairs = [f"{literal(name)}: {literal(each)}" for name, each in value.items()]
        return "{" + ", ".join(pairs) + "}"
    if isinstance(value, (list, tuple)):
        inside = [literal(each) for each in value]
        whole = [each for each in inside if each is not None]
        return "[" + ", ".join(whole) + "]" if whole == inside else None
    return None


def _names_path(given: Any) -> bool:
    if isinstance(given, list):
        return any(map(_names_path, given))
    return isinstance(given, PurePath)


def _quoted(text: str) -> str:
    """Return a string literal, in double quotes where that needs no more escapes."""
    plain = repr(str(text))
    return f'"{plain[1:-1]}"' if plain[0] == "'" and '"' not in plain else plain


def _call(head: str, arguments: list[str]) -> list[str]:
    line = f"{head}{', '.join(arguments)})"
    if len(line) <= _LINE:
        return [line]
    return [head, *(f"    {each}," for each in arguments), ")"]
