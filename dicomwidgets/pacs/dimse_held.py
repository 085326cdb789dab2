"""An object while it arrives: in memory while it is small, else on the disk, without a name."""

from __future__ import annotations

import io
from tempfile import SpooledTemporaryFile
from typing import TYPE_CHECKING, Any, BinaryIO, cast

from dicomwidgets.deidentification.engine.meta import file_head, meta_values

if TYPE_CHECKING:
    from pathlib import Path

__all__ = ["Held", "hold"]

_IN_MEMORY = 8 << 20
_C_STORE = 1


class Held(io.BytesIO):
    """The file that an object becomes, in place of the memory that pynetdicom collects it in.

    Parameters
    ----------
    head
        What stands before its data set.
    folder
        Where a large one lies meanwhile.
    """

    def __init__(self, head: bytes, folder: Path) -> None:
        super().__init__()
        self._file = SpooledTemporaryFile(_IN_MEMORY, dir=str(folder))  # noqa: SIM115 - it lives on
        self._failure: OSError | None = None
        self.write(head)

    def write(self, data: Any) -> int:
        """Add bytes; what can't be written is said by `whole`: here nobody would hear it."""
        if self._failure is None:
            try:
                self._file.write(data)
            except OSError as error:
                self._failure = error
        return len(data)

    def tell(self) -> int:
        """Return how many bytes there are."""
        return self._file.tell()

    def whole(self) -> BinaryIO:
        """Return the file, at its beginning.

        Raises
        ------
        OSError
            If it could not be written.
        """
        if self._failure is not None:
            raise self._failure
        self._file.seek(0)
        return cast("BinaryIO", self._file)

    def close(self) -> None:
        """Let go of it."""
        self._file.close()
        super().close()


def hold(event: Any, folder: Path) -> None:
    """Let what follows of an object be held; called before each part of it is kept.

    Parameters
    ----------
    event
        Of pynetdicom, ``EVT_PDU_RECV``.
    folder
        Where large ones lie meanwhile.
    """
    message = event.assoc.dimse.message
    data = getattr(message, "data_set", None)
    command = getattr(message, "command_set", None)
    if data is None or isinstance(data, Held) or command is None:
        return
    context = event.assoc._accepted_cx.get(getattr(message, "context_id", None))  # noqa: SLF001
    if context is None or command.get("CommandField") != _C_STORE:
        return
    kind, instance = command.get("AffectedSOPClassUID"), command.get("AffectedSOPInstanceUID")
    syntax = str(context.transfer_syntax[0])
    held = Held(file_head(meta_values({}, syntax, str(kind or ""), str(instance or ""))), folder)
    held.write(data.getvalue())
    message.data_set = held
