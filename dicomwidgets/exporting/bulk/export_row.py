"""What will become of one file, or of one series, as a row to be looked at."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from dicomwidgets.privacy import masked

__all__ = ["ExportRow"]


@dataclass(frozen=True, slots=True, repr=False)
class ExportRow:
    """What will be written of one file or series, or why nothing is. Its repr masks the source.

    Parameters
    ----------
    sources
        Names of the files in their source.
    targets
        The files to be written, relative to the target.
    size
        Bytes that they will have: exact where they are copied, else an estimate.
    status
        ``"write"`` or ``"refused"``.
    reason
        Why it is refused, and what to do.
    clash
        Whether another file has the name that this one should have: it gets a number.
    notes
        What is to be known.
    """

    sources: tuple[str, ...]
    targets: tuple[str, ...] = ()
    size: int = 0
    status: Literal["write", "refused"] = "write"
    reason: str = ""
    clash: bool = False
    notes: tuple[str, ...] = ()

    def __repr__(self) -> str:
        more = f" and {len(self.sources) - 1:,} more" if len(self.sources) > 1 else ""
        targets = ", ".join(self.targets[:2]) + (" …" if len(self.targets) > 2 else "")
        what = masked(targets) if self.status == "write" else f"refused: {self.reason}"
        parts = [f"{masked(self.sources[0])}{more}", what, "name taken" if self.clash else ""]
        return f"<{' · '.join(filter(None, parts))}>"
