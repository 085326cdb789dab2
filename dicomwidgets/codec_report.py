"""What this environment decodes and encodes, and what installs the rest (PS3.5 Annex A)."""

from __future__ import annotations

import platform
from html import escape
from importlib.metadata import PackageNotFoundError, version
from typing import TYPE_CHECKING, Any, NamedTuple

from dicomwidgets.codecs import SYNTAXES, codec_for, encoding_for
from dicomwidgets.extras import require
from dicomwidgets.text_table import text_table

if TYPE_CHECKING:
    from collections.abc import Iterator

__all__ = ["CodecReport", "CodecRow", "doctor"]

_PACKAGES = (
    *("dicomwidgets", "pydicom", "numpy", "anywidget", "ipywidgets", "pillow", "matplotlib"),
    *("imagecodecs", "av", "pylibjpeg-openjpeg", "pylibjpeg-rle", "pyjpegls"),
    *("pylibjpeg-libjpeg", "python-gdcm", "pandas", "jupyterlab", "notebook", "marimo"),
)
_ENCODERS = {"PIL": "pillow", "jpeg_ls": "pyjpegls", "rle": "pylibjpeg-rle"}
_HEADINGS = ("Transfer syntax", "UID", "Decoded by", "Encoded by", "Missing")


class CodecRow(NamedTuple):
    """One transfer syntax.

    Parameters
    ----------
    transfer_syntax_uid, name
        The syntax, and what the standard calls it.
    decoded_by
        The installed decoders, ours first; empty where there is none.
    limit
        What these can do of it, where it is not all.
    install
        The line that installs what is missing to decode; ``None`` where nothing is.
    encoded_by
        What encodes frames in it here (`dicomwidgets.transcode`); empty where nothing does.
    not_encoded
        Why nothing does: the line that installs an encoder, or why it is only read.
    """

    transfer_syntax_uid: str
    name: str
    decoded_by: str
    limit: str | None
    install: str | None
    encoded_by: str = ""
    not_encoded: str | None = None


class CodecReport:
    """A table of transfer syntaxes, to be read in a notebook or a shell.

    Parameters
    ----------
    rows
        One a transfer syntax.
    packages
        Installed packages that matter here → version; ``None`` for those that are not there.
    """

    def __init__(self, rows: list[CodecRow], packages: dict[str, str | None]) -> None:
        self.rows = rows
        self.packages = packages

    @property
    def missing(self) -> list[CodecRow]:
        """The transfer syntaxes that can't be decoded here, or not all of them."""
        return [row for row in self.rows if not row.decoded_by or row.limit]

    @property
    def not_encoded(self) -> list[CodecRow]:
        """The transfer syntaxes that files are not written in here."""
        return [row for row in self.rows if not row.encoded_by]

    def to_pandas(self) -> Any:
        """Return the rows as a data frame.

        Raises
        ------
        MissingPackageError
            Where pandas is not installed, with the line that installs it.
        """
        pandas = require("pandas", why="A data frame of the transfer syntaxes")
        return pandas.DataFrame(self.rows, columns=CodecRow._fields)

    def __repr__(self) -> str:
        return "\n".join([*self._table(), "", self._summary(), "", self._versions()])

    def _repr_html_(self) -> str:
        return (
            f"{text_table(_HEADINGS, self._cells())}"
            f"<p>{escape(self._summary())}</p><p>{escape(self._versions())}</p>"
        )

    def _cells(self) -> Iterator[tuple[str, str, str, str, str]]:
        for row in self.rows:
            by = f"{row.decoded_by} ({row.limit})" if row.limit else row.decoded_by
            missing = row.install if not row.decoded_by or row.limit else None
            encoder = row.encoded_by or "nothing"
            yield row.name, row.transfer_syntax_uid, by or "nothing", encoder, missing or ""

    def _table(self) -> list[str]:
        lines = [_HEADINGS, *self._cells()]
        widths = [max(len(line[column]) for line in lines) for column in range(len(_HEADINGS))]
        return [
            "  ".join(cell.ljust(width) for cell, width in zip(line, widths, strict=True)).rstrip()
            for line in lines
        ]

    def _summary(self) -> str:
        missing, count = self.missing, len(self.rows)
        lines = dict.fromkeys(row.install for row in missing if row.install)
        decoded = (
            f"{count - len(missing)} of {count} transfer syntaxes are decoded here. For the "
            f"others: {'; '.join(filter(None, lines))}"
            if missing
            else f"All {count} transfer syntaxes are decoded here."
        )
        written = count - len(self.not_encoded)
        return f"{decoded}\n{written} are written.{self._encoders()}"

    def _encoders(self) -> str:
        """Return what installs the encoders that are missing."""
        told = (row.not_encoded or "" for row in self.not_encoded)
        lines = dict.fromkeys(each for each in told if each.startswith("pip "))
        return f" For more: {'; '.join(lines)}" if lines else ""

    def _versions(self) -> str:
        there = [f"{name} {found}" for name, found in self.packages.items() if found]
        return f"Python {platform.python_version()}, {', '.join(there)}"


def doctor() -> CodecReport:
    """Return what this environment decodes and encodes, with the install line for what it does not.

    Returns
    -------
    CodecReport
        A table in a notebook and in a shell, where ``dicomwidgets doctor`` prints it; ``.rows``
        as named tuples, ``.missing`` those that lack something, ``.to_pandas()`` as a data frame.

    Examples
    --------
    >>> dicomwidgets.doctor().missing           # doctest: +SKIP
    []
    """
    rows = [_row(uid) for uid in SYNTAXES]
    return CodecReport(rows, {name: _version(name) for name in _PACKAGES})


def _row(uid: str) -> CodecRow:
    codec, encoding = codec_for(uid), encoding_for(uid)
    return CodecRow(
        transfer_syntax_uid=codec.transfer_syntax_uid,
        name=codec.name,
        decoded_by=", ".join(codec.plugins),
        limit=codec.limit,
        install=codec.install,
        encoded_by=", ".join(_ENCODERS.get(name, name) for name in encoding.plugins),
        not_encoded=encoding.install or encoding.why_not or None,
    )


def _version(distribution: str) -> str | None:
    try:
        return version(distribution)
    except PackageNotFoundError:
        return None
