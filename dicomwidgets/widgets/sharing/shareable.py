"""What every widget can do about being handed out."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import os

    from dicomwidgets.widgets.sharing.size import PageSize
    from dicomwidgets.widgets.sharing.writing import SharedPage

__all__ = ["Shareable"]


class Shareable:
    """The part of a widget that writes it as a page."""

    def to_html(self, path: str | os.PathLike[str] | None = None, **options: Any) -> SharedPage:
        """Write the widget as it is now as one page that opens anywhere.

        The page needs no Python, no network and no other file, and fetches nothing.

        Parameters
        ----------
        path
            The HTML file to write; it is there whole or not at all. ``None`` writes none.
        **options
            As for `dicomwidgets.share`: ``title``, ``identifiers``, ``frames``, ``header``,
            ``overwrite``, ``max_bytes``.

        Returns
        -------
        SharedPage
            Its path, size and text, and what is to be known of it.

        Raises
        ------
        TooLargeError
            If the page would be larger than ``max_bytes``.
        EditError
            If the file can't be written, or is there already.
        """
        from dicomwidgets.widgets.sharing.writing import share  # noqa: PLC0415 - on demand

        return share(self, path, **options)

    def html_size(self, **options: Any) -> PageSize:
        """Return how large the page of `to_html` will be, before it is made.

        Parameters
        ----------
        **options
            As for `dicomwidgets.share`: ``identifiers``, ``frames``, ``header``.

        Returns
        -------
        PageSize
            ``.bytes``, ``.frames``; of many frames some are looked at that stand for the others.
        """
        from dicomwidgets.widgets.sharing.writing import size_of_page  # noqa: PLC0415 - on demand

        return size_of_page(self, **options)
