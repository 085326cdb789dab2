"""How much a lossy transfer syntax may lose, as it is typed in a shell."""

from __future__ import annotations

from argparse import ArgumentTypeError
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from argparse import ArgumentParser, Namespace, _ArgumentGroup

__all__ = ["add_losses", "losses_of"]

_LOSSES = {
    "quality": ("N", "JPEG, JPEG XL: 1 to 100"),
    "near": ("N", "JPEG-LS: how far a stored value may be off"),
    "ratio": ("X", "JPEG 2000, HTJ2K: how many times smaller"),
    "psnr": ("DB", "JPEG 2000, HTJ2K: signal to noise, in decibels"),
    "max_error": ("N", "how far a stored value may be off, at most"),
}


def add_losses(parser: ArgumentParser | _ArgumentGroup) -> None:
    """Add the options."""
    for name, (metavar, what) in _LOSSES.items():
        parser.add_argument(_option(name), type=_number, metavar=metavar, help=what)


def losses_of(arguments: Namespace) -> dict[str, Any]:
    """Return what was typed."""
    found = {name: getattr(arguments, name) for name in _LOSSES}
    return {name: value for name, value in found.items() if value is not None}


def _option(name: str) -> str:
    return f"--{name.replace('_', '-')}"


def _number(text: str) -> Any:
    """Return a whole number where it is one."""
    try:
        value = float(text)
    except ValueError:
        raise ArgumentTypeError("it is a number") from None
    return int(value) if value.is_integer() else value
