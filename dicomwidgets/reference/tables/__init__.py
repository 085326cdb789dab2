"""The tables as files; each names its origin, edition and licence in its first line."""

from __future__ import annotations

from importlib.resources import files

__all__ = ["table_lines"]


def table_lines(name: str) -> list[str]:
    """Return the lines of a table, its remarks left out.

    Parameters
    ----------
    name
        Of the file, such as ``"iods"``.
    """
    text = (files(__package__) / f"{name}.tsv").read_text("utf-8")
    return [line for line in text.splitlines() if not line.startswith("#")]
