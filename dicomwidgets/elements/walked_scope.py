"""A dataset, or an item, of a file whose bytes have been walked."""

from __future__ import annotations

from typing import TYPE_CHECKING, BinaryIO

from dicomwidgets.elements.digest import pieces
from dicomwidgets.elements.raw_scope import RawScope

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from pydicom.dataelem import RawDataElement

    from dicomwidgets.elements.scope import Scope

__all__ = ["WalkedScope"]


class WalkedScope(RawScope):
    """A dataset, or an item, of a walked file.

    Parameters
    ----------
    parent
        The dataset around.
    opened
        Opens the file again, for values that were left in it.
    little
        Byte order.

    Attributes
    ----------
    raw
        The elements by their tags, to be filled by who walks.
    """

    __slots__ = ("_opened", "little", "raw")

    def __init__(
        self, parent: Scope | None, opened: Callable[[], BinaryIO], *, little: bool
    ) -> None:
        super().__init__(parent)
        self._opened = opened
        self.little = little
        self.raw: dict[int, RawDataElement] = {}

    @property
    def is_little_endian(self) -> bool:
        """Whether words have their least byte first."""
        return self.little

    def loaded(self, element: RawDataElement) -> RawDataElement:
        """Return the element with its value, read from its file now if that was put off.

        Raises
        ------
        OSError
            If it is not there any more.
        """
        if element.value is not None or not element.length:
            return element
        with self._opened() as file:
            file.seek(element.value_tell)
            value = file.read(element.length)
        if len(value) < element.length:
            raise OSError("The file has become shorter.")
        return element._replace(value=value)

    def stream(self, element: RawDataElement) -> Iterator[bytes]:
        """Yield a value that was put off, in pieces, straight from its file."""
        with self._opened() as file:
            file.seek(element.value_tell)
            yield from pieces(file, element.length)
