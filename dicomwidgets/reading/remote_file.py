"""One file on a server that is open: fetched in parts, or whole where a server gives no parts."""

from __future__ import annotations

from io import SEEK_SET, BytesIO, RawIOBase
from typing import TYPE_CHECKING, Any, cast

if TYPE_CHECKING:
    from collections.abc import Callable

    from dicomwidgets.errors import ReadError

__all__ = ["RemoteFile"]


class RemoteFile(RawIOBase):
    """A file of fsspec that is open for reading.

    Parameters
    ----------
    file
        What fsspec has opened.
    whole
        Fetches all bytes: asked where a server turns out to give no parts of a file.
    failed
        Makes the error to raise where the server does not give what is read.
    """

    def __init__(
        self, file: Any, whole: Callable[[], bytes], failed: Callable[[BaseException], ReadError]
    ) -> None:
        self._file = file
        self._whole = whole
        self._failed = failed
        self._is_whole = False

    def read(self, size: int | None = -1, /) -> bytes:
        """Return the next bytes.

        Raises
        ------
        ReadError
            If the server does not give them.
        """
        length = -1 if size is None else size
        try:
            return bytes(self._file.read(length))
        except ValueError:
            # What fsspec raises where it wanted a part and was given a whole.
            if self.closed or self._is_whole:
                raise
            at = self._file.tell()
            self._file, self._is_whole = BytesIO(self._whole()), True
            self._file.seek(at)
            return cast("bytes", self._file.read(length))
        except Exception as error:  # noqa: BLE001 - each file system has errors of its own
            raise self._failed(error) from None

    def readinto(self, buffer: Any, /) -> int:
        """Fill a buffer with the next bytes, and return how many there were."""
        view = memoryview(buffer).cast("B")
        data = self.read(len(view))
        view[: len(data)] = data
        return len(data)

    def readall(self) -> bytes:
        """Return all bytes that are left."""
        return self.read(-1)

    def seek(self, offset: int, whence: int = SEEK_SET, /) -> int:
        """Go to another place of the file."""
        return int(self._file.seek(offset, whence))

    def tell(self) -> int:
        """Return the place of the next byte."""
        return int(self._file.tell())

    def readable(self) -> bool:
        """Return ``True``."""
        return True

    def seekable(self) -> bool:
        """Whether one can go to another place; not in what is streamed."""
        return bool(self._file.seekable())

    def close(self) -> None:
        """Let go of what fsspec has opened."""
        if not self.closed:
            self._file.close()
        super().close()
