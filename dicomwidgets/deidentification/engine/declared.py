"""What a file says of its own private elements (PS3.3 C.12.1.1.7)."""

from __future__ import annotations

from io import BytesIO
from typing import TYPE_CHECKING

from dicomwidgets.deidentification.safe_private import NOTHING_DECLARED
from dicomwidgets.reading.kept_warnings import kept_warnings

if TYPE_CHECKING:
    from collections.abc import Sequence

    from dicomwidgets.deidentification.engine.content import Content
    from dicomwidgets.deidentification.policy import Policy
    from dicomwidgets.deidentification.safe_private import SafeBlock
    from dicomwidgets.encoding.span import SpanRow
    from dicomwidgets.encoding.walk import FileMap

__all__ = ["declared_in"]

_CHARACTERISTICS = 0x00080300


def declared_in(
    rows: Sequence[SpanRow], content: Content, file_map: FileMap, policy: Policy
) -> frozenset[SafeBlock]:
    """Return the private elements that a file calls safe, where the policy asks for them.

    Parameters
    ----------
    rows, content, file_map
        The file.
    policy
        Without the Retain Safe Private Option nothing is looked for.
    """
    if "retain_safe_private" not in policy.options:
        return NOTHING_DECLARED
    for index, row in enumerate(rows):
        if row.tag == _CHARACTERISTICS and not row.depth:
            stop = next(
                (each.offset for each in rows[index + 1 :] if not each.depth), len(content.head)
            )
            data = BytesIO(content.read(row.offset, stop))
            from pydicom.filereader import read_dataset  # noqa: PLC0415 - few files declare any

            from dicomwidgets.deidentification.declared_private import declared_safe  # noqa: PLC0415

            with kept_warnings():
                return declared_safe(read_dataset(data, file_map.implicit, file_map.little))
    return NOTHING_DECLARED
