"""Public names stay what they are, whatever else is imported, and say what they do."""

from __future__ import annotations

import inspect
import subprocess
import sys
from importlib import import_module

import pytest
from support.tree import module_name, package_files

import dicomwidgets

MODULES = [module_name(file) for file in package_files() if file.stem != "__main__"]


def test_importing_every_module_hides_no_public_name() -> None:
    """A lazy name is overwritten by a sub-module of the same name: there must be none."""
    code = f"""
import importlib
import types
import dicomwidgets

def check():
    for name in dicomwidgets.__all__:
        value = getattr(dicomwidgets, name)
        assert callable(value) and not isinstance(value, types.ModuleType), name

check()
for module in {MODULES!r}:
    importlib.import_module(module)
check()
check()
"""
    subprocess.run([sys.executable, "-W", "ignore", "-c", code], check=True)


def test_all_names_are_listed_sorted_and_typed() -> None:
    assert list(dicomwidgets.__all__) == sorted(dicomwidgets.__all__)
    assert set(dicomwidgets.__all__) == set(dicomwidgets._HOMES)
    assert set(dicomwidgets.__all__) <= set(dir(dicomwidgets))


def test_an_unknown_name_is_an_attribute_error() -> None:
    with pytest.raises(AttributeError, match="no_such_name"):
        dicomwidgets.no_such_name  # noqa: B018 - asking is the test


def test_every_module_says_what_it_is_for() -> None:
    silent = [name for name in MODULES if not (import_module(name).__doc__ or "").strip()]
    assert silent == []


def test_what_a_module_exports_exists_and_is_documented() -> None:
    modules = [import_module(name) for name in MODULES]
    exported = [(module, name) for module in modules for name in getattr(module, "__all__", [])]
    assert [(module, name) for module, name in exported if not hasattr(module, name)] == []
    undocumented = [
        f"{module.__name__}.{name}"
        for module, name in exported
        if _needs_docstring(getattr(module, name)) and not inspect.getdoc(getattr(module, name))
    ]
    assert undocumented == []


def _needs_docstring(value: object) -> bool:
    return inspect.isclass(value) or inspect.isroutine(value)


@pytest.mark.parametrize("name", dicomwidgets.__all__)
def test_public_classes_document_their_methods(name: str) -> None:
    value = getattr(dicomwidgets, name)
    if not inspect.isclass(value):
        assert inspect.getdoc(value)
        return
    members = [
        member
        for member, found in vars(value).items()
        if not member.startswith("_")
        and (inspect.isroutine(found) or isinstance(found, property))
        and not inspect.getdoc(found)
    ]
    assert members == []
