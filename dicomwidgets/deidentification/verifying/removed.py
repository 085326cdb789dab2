"""Values that a file had and the anonymized one has no more."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dicomwidgets.deidentification.known.sources import kind_of

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping

    from dicomwidgets.deidentification.known.spelling import Kind
    from dicomwidgets.deidentification.verifying.leaves import Leaf

__all__ = ["removed_values"]


def removed_values(
    before: Mapping[str, Leaf], after: Mapping[str, Leaf], kinds: Collection[Kind]
) -> Iterator[tuple[str, Kind, str]]:
    """Yield the path, the kind and the text of values that are not in their place any more.

    Parameters
    ----------
    before, after
        The values of both files, by path.
    kinds
        Of what they are to be.
    """
    for path, leaf in before.items():
        kind = kind_of(leaf.tag, leaf.vr)
        if kind is None or kind not in kinds:
            continue
        new = after[path].texts if path in after else ()
        yield from ((path, kind, text.strip("\0 ")) for text in leaf.texts if text not in new)
