"""Scripts of the developers', which stand beside the tests and are no part of a package."""

from __future__ import annotations

import importlib.util
import sys
from functools import cache
from typing import TYPE_CHECKING

from support.tree import ROOT

if TYPE_CHECKING:
    from types import ModuleType

__all__ = ["script"]


@cache
def script(name: str, folder: str = "deidentification") -> ModuleType:
    """Return a script of ``tests/<folder>`` as a module."""
    home = ROOT / "tests" / folder
    spec = importlib.util.spec_from_file_location(name, home / f"{name}.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.path.insert(0, str(home))
    try:
        spec.loader.exec_module(module)
    finally:
        sys.path.remove(str(home))
    return module
