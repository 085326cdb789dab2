"""Every optional package is asked for here, and the install line comes from here."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

from dicomwidgets.errors import MissingPackageError

if TYPE_CHECKING:
    from types import ModuleType

__all__ = ["EXTRAS", "install_line", "require"]

EXTRAS: dict[str, str] = {
    "jupyterlab": "demo",
    "libjpeg": "jpeg",
}
"""Import name → the extra of dicomwidgets that brings it."""


def install_line(module: str) -> str:
    """Return the command that installs the package behind `module`."""
    extra = EXTRAS.get(module)
    return f'pip install "dicomwidgets[{extra}]"' if extra else f"pip install {module}"


def require(module: str, *, why: str) -> ModuleType:
    """Import an optional package, or say how to get it.

    Parameters
    ----------
    module
        Import name, for example ``"libjpeg"``.
    why
        What needs it, for the message.

    Raises
    ------
    MissingPackageError
        With the install line as its remedy.
    """
    try:
        return import_module(module)
    except ImportError as missing:
        raise MissingPackageError(
            f"{why} needs the package '{module}', which is not installed.",
            remedy=f"Install it with: {install_line(module)}",
        ) from missing
