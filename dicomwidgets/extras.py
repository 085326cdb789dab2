"""Every optional package is asked for here, and the install line comes from here."""

from __future__ import annotations

from importlib import import_module
from importlib.util import find_spec
from typing import TYPE_CHECKING

from dicomwidgets.errors import MissingPackageError

if TYPE_CHECKING:
    from types import ModuleType

__all__ = ["DISTRIBUTIONS", "EXTRAS", "install_line", "is_installed", "require"]

EXTRAS: dict[str, str] = {
    "SimpleITK": "volumes",
    "av": "video",
    "aiohttp": "remote",
    "cryptography.fernet": "mapping",
    "dicomweb_client": "web",
    "duckdb": "table",
    "fsspec": "remote",
    "highdicom": "create",
    "imagecodecs": "codecs",
    "jupyterlab": "demo",
    "libjpeg": "jpeg",
    "nibabel": "volumes",
    "onnxruntime": "ocr",
    "pandas": "pandas",
    "pynetdicom": "net",
    "rapidocr": "ocr",
}
"""Import name → the extra of dicomwidgets that brings it."""

DISTRIBUTIONS: dict[str, str] = {
    "PIL": "pillow",
    "jpeg_ls": "pyjpegls",
    "openjpeg": "pylibjpeg-openjpeg",
    "rle": "pylibjpeg-rle",
}
"""Import name → what pip calls it, where that is another name."""


def install_line(module: str) -> str:
    """Return the command that installs the package behind `module`."""
    extra = EXTRAS.get(module)
    if extra:
        return f'pip install "dicomwidgets[{extra}]"'
    return f"pip install {DISTRIBUTIONS.get(module, module)}"


def is_installed(module: str) -> bool:
    """Whether `module` can be imported; finds out without importing it."""
    return find_spec(module) is not None


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
