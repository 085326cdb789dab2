"""What the house tests know about the source tree: its files, their imports, their functions."""

from __future__ import annotations

import ast
from dataclasses import dataclass
from functools import cache
from pathlib import Path

__all__ = ["ROOT", "Import", "code_lines", "imports", "module_name", "package_files", "parsed"]

ROOT = Path(__file__).resolve().parents[2]
PACKAGE = ROOT / "dicomwidgets"


@dataclass(frozen=True)
class Import:
    """One import statement: where it stands decides when it runs."""

    module: str
    line: int
    top_level: bool
    type_checking: bool


def package_files() -> list[Path]:
    """Return the Python files of the package, in order."""
    return sorted(PACKAGE.rglob("*.py"))


def module_name(file: Path) -> str:
    """Return the dotted name of a file of the package."""
    parts = file.relative_to(ROOT).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


@cache
def parsed(file: Path) -> ast.Module:
    """Return the syntax tree of a file."""
    return ast.parse(file.read_text(encoding="utf-8"), str(file))


@cache
def imports(file: Path) -> tuple[Import, ...]:
    """Return every absolute import of a file, also those inside functions and type checks."""
    found: list[Import] = []
    _collect(parsed(file), found, top_level=True, type_checking=False)
    return tuple(found)


def _collect(node: ast.AST, found: list[Import], *, top_level: bool, type_checking: bool) -> None:
    for child in ast.iter_child_nodes(node):
        inside = isinstance(child, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda)
        found += [
            Import(module, child.lineno, top_level, type_checking) for module in _modules(child)
        ]
        _collect(
            child,
            found,
            top_level=top_level and not inside,
            type_checking=type_checking or _guards_types(child),
        )


def _guards_types(node: ast.AST) -> bool:
    return (
        isinstance(node, ast.If)
        and isinstance(node.test, ast.Name)
        and node.test.id == "TYPE_CHECKING"
    )


def _modules(node: ast.AST) -> list[str]:
    if isinstance(node, ast.Import):
        return [alias.name for alias in node.names]
    if isinstance(node, ast.ImportFrom) and node.module and not node.level:
        # `from dicomwidgets.series import index` names a module as often as a function.
        submodules = [f"{node.module}.{alias.name}" for alias in node.names]
        ours = [name for name in submodules if _is_module(name)]
        return [*ours] if len(ours) == len(node.names) else [node.module, *ours]
    return []


def _is_module(name: str) -> bool:
    path = ROOT / name.replace(".", "/")
    return name.startswith("dicomwidgets.") and (path.with_suffix(".py").is_file() or path.is_dir())


def code_lines(function: ast.FunctionDef | ast.AsyncFunctionDef) -> int:
    """Return how many lines of a function hold code: no docstring, comment or blank line."""
    body = function.body
    first = body[0]
    if isinstance(first, ast.Expr) and isinstance(first.value, ast.Constant):
        body = body[1:]
    nested = [
        node
        for statement in body
        for node in ast.walk(statement)
        if isinstance(node, ast.stmt | ast.expr | ast.excepthandler | ast.arg | ast.keyword)
    ]
    lines = {line for node in nested for line in (node.lineno, node.end_lineno or node.lineno)}
    return 1 + len(lines)
