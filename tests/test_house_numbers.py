"""The size of files and functions in a house that one wants to live in."""

from __future__ import annotations

import ast
from statistics import median

from support.tree import ROOT, code_lines, package_files, parsed


def sources() -> dict[str, int]:
    front_end = (ROOT / "js/src").rglob("*.ts")
    return {
        str(file.relative_to(ROOT)): len(file.read_text(encoding="utf-8").splitlines())
        for file in [*package_files(), *front_end]
        if file.stem != "__init__"
    }


def functions() -> dict[str, int]:
    return {
        f"{file.relative_to(ROOT)}:{node.name}": code_lines(node)
        for file in package_files()
        for node in ast.walk(parsed(file))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
    }


def test_files_are_short() -> None:
    lengths = sources()
    assert {name: length for name, length in lengths.items() if length > 500} == {}
    assert median(lengths.values()) <= 150


def test_functions_are_short() -> None:
    lengths = functions()
    assert {name: length for name, length in lengths.items() if length > 60} == {}
    long = {name: length for name, length in lengths.items() if length > 25}
    assert len(long) <= 0.1 * len(lengths), long
