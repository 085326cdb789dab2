"""How pixels are to be written: in which transfer syntax, and what may be lost."""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import Any

from dicomwidgets.errors import ArgumentError
from dicomwidgets.transcoding.syntaxes import WRITABLE, Syntax, syntax_for

__all__ = ["Choice", "choice_for"]

_RANGES = {
    "quality": (1, 100, "a whole number from 1 to 100"),
    "near": (1, 255, "a whole number from 1 to 255"),
    "ratio": (1, 1000, "a number above 1, at most 1000"),
    "psnr": (10, 200, "a number of decibels from 10 to 200"),
    "max_error": (1, 65535, "a whole number from 1 on, in stored values"),
}
_WHOLE = frozenset({"quality", "near", "max_error"})


@dataclass(frozen=True, slots=True)
class Choice:
    """A transfer syntax, and what may be lost in it. Made by `choice_for`.

    Parameters
    ----------
    uid
        The transfer syntax.
    quality
        Of JPEG and JPEG XL: 1 to 100.
    near
        Of JPEG-LS: by how much a stored value may be off.
    ratio
        Of JPEG 2000 and HTJ2K: how many times smaller a frame becomes than it is uncompressed,
        bits counted that are allocated (PS3.3 C.7.6.1.1.5.2).
    psnr
        Of these: peak signal-to-noise ratio in decibels that a frame keeps.
    max_error
        By how much a stored value may be off at most, whatever else is asked for: verified in
        every frame. Alone, as little is kept as keeps it.
    """

    uid: str
    quality: int | None = None
    near: int | None = None
    ratio: float | None = None
    psnr: float | None = None
    max_error: int | None = None

    @property
    def syntax(self) -> Syntax:
        """The transfer syntax."""
        return WRITABLE[self.uid]

    @property
    def lossy(self) -> bool:
        """Whether something may be lost."""
        return bool(self.syntax.lossy)

    @property
    def asked(self) -> dict[str, float]:
        """What was said of how much may be lost."""
        found = {each.name: getattr(self, each.name) for each in fields(self)[1:]}
        return {name: value for name, value in found.items() if value is not None}

    def __str__(self) -> str:
        said = ", ".join(f"{name}={value:g}" for name, value in self.asked.items())
        return f"{self.syntax.keyword}({said})" if said else self.syntax.keyword


def choice_for(  # noqa: PLR0913 - by keyword, each with a default
    to: str | Choice,
    *,
    quality: int | None = None,
    near: int | None = None,
    ratio: float | None = None,
    psnr: float | None = None,
    max_error: int | None = None,
) -> Choice:
    """Return what is asked for, checked.

    Parameters
    ----------
    to
        The transfer syntax, by keyword, UID or name.
    quality, near, ratio, psnr, max_error
        As for `Choice`. A lossy syntax needs one of its own, a lossless one takes none.

    Raises
    ------
    ArgumentError
        If it can't be meant.
    MissingPackageError
        If no encoder is installed, with the install line.
    """
    if isinstance(to, Choice):
        return to
    syntax = syntax_for(to)
    given: dict[str, Any] = {
        "quality": quality,
        "near": near,
        "ratio": ratio,
        "psnr": psnr,
        "max_error": max_error,
    }
    asked = {name: _checked(name, value) for name, value in given.items() if value is not None}
    _check(syntax, asked)
    if "near" in syntax.lossy and "near" not in asked:
        asked["near"] = asked["max_error"]
    return Choice(syntax.uid, **asked)


def _check(syntax: Syntax, asked: dict[str, Any]) -> None:
    strange = [name for name in asked if name not in syntax.lossy]
    takes = " or ".join(f"{name}=" for name in syntax.lossy)
    if strange and not syntax.lossy:
        raise ArgumentError(
            f"{syntax.name} loses nothing: {strange[0]}= means nothing in it.",
            remedy="Leave it out, or name a lossy transfer syntax.",
        )
    if strange:
        raise ArgumentError(f"{syntax.name} knows no {strange[0]}=.", remedy=f"It takes {takes}.")
    if syntax.lossy and not asked:
        raise ArgumentError(
            f"{syntax.name} is lossy, and how much may be lost is not said.",
            remedy=f"Give {takes}.",
        )
    if len(asked.keys() - {"max_error"}) > 1:
        raise ArgumentError(
            f"{' and '.join(asked)} say the same thing twice.", remedy="Give one of them."
        )


def _checked(name: str, value: Any) -> Any:
    low, high, words = _RANGES[name]
    whole = not isinstance(value, bool) and isinstance(value, int)
    right = whole if name in _WHOLE else (whole or isinstance(value, float))
    if not right or not low <= value <= high or (name == "ratio" and value == low):
        raise ArgumentError(f"{name} is {words}.", remedy="Give another value.")
    return value
