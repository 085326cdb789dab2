"""Sources whose server tells headers and gives frames one by one, without the files."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple, Protocol, cast

from dicomwidgets.reading.several import innermost

if TYPE_CHECKING:
    from dicomwidgets.reading.header import Header
    from dicomwidgets.reading.item import Item, Source

__all__ = ["SentFrame", "Server", "server_of"]


class SentFrame(NamedTuple):
    """One frame as a server gave it.

    Parameters
    ----------
    data
        Its bytes: uncompressed ones, or a codestream.
    transfer_syntax_uid
        In which they are; empty where the server does not say.
    """

    data: bytes
    transfer_syntax_uid: str = ""


class Server(Protocol):
    """What such a source can do beside what every source can; all methods are thread-safe."""

    is_server: bool

    def described(self, item: Item, *, closely: bool) -> Header:
        """Return the header of an item as the server tells it.

        Parameters
        ----------
        item
            Of this source itself.
        closely
            Whether it is to be looked at, and needs all that a picture depends on; else it is
            read among many.

        Raises
        ------
        ReadError
            If the server does not tell.
        """

    def frame(self, item: Item, frame: int) -> SentFrame | None:
        """Return a frame, counted from 0; ``None`` where only the whole file is to be had.

        Raises
        ------
        PacsError
            If the server does not give it.
        """

    def take_whole(self, item: Item) -> Header:
        """Read the frames of an item from its file from now on, and return its header.

        Those that the server gives are none.

        Raises
        ------
        ReadError
            If the server does not give the file.
        """

    def syntax(self, item: Item) -> str:
        """Return the transfer syntax in which the server gives frames.

        Raises
        ------
        PacsError
            If that can't be found out.
        """


def server_of(source: Source, item: Item) -> tuple[Server, Item] | None:
    """Return the server that an item lies on, and what it is there; ``None`` for all other items.

    Parameters
    ----------
    source
        Any; of nested ones the innermost is asked.
    item
        Of it.
    """
    source, item = innermost(source, item)
    return (cast("Server", source), item) if getattr(source, "is_server", False) else None
