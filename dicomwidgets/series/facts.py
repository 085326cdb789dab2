"""What the files of one series should have in common, as their headers say it."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

# By its front door: threads that enter it by different modules meet half-loaded ones.
import pydicom  # noqa: F401
from pydicom.tag import BaseTag

from dicomwidgets.reading.quick import quick_integer, quick_text

if TYPE_CHECKING:
    from pydicom.dataset import Dataset

__all__ = ["Facts", "facts_of"]


class Facts(NamedTuple):
    """Values at the top level of one file, as text; ``""`` where absent.

    Files of one series mostly share one of these. The first four identify the patient: they are
    compared, and never shown.
    """

    patient_id: str = ""
    patient_name: str = ""
    birth_date: str = ""
    sex: str = ""
    image_type: str = ""
    pixel_spacing: str = ""
    thickness: str = ""
    spacing_between: str = ""
    photometric: str = ""
    slope: str = ""
    intercept: str = ""
    rescale_type: str = ""
    units: str = ""
    kernel: str = ""
    patient_position: str = ""
    tilt: str = ""
    lossy: str = ""
    temporal_positions: str = ""
    bits_stored: int | None = None
    signed: int | None = None
    samples: int | None = None
    slice_count: int | None = None
    has_table: bool = False

    def __repr__(self) -> str:
        return "Facts(…)"

    @property
    def spacing(self) -> tuple[float, float] | None:
        """Pixel Spacing (0028,0030): millimetres between rows, and between columns."""
        try:
            rows, columns = map(float, self.pixel_spacing.split("\\"))
        except ValueError:
            return None
        return (rows, columns) if rows > 0 and columns > 0 else None

    @property
    def quantity(self) -> str:
        """What the values measure, where the file says so: HU, BQML."""
        return self.units or self.rescale_type


_TEXTS = tuple(
    map(
        BaseTag,
        (
            *(0x00100020, 0x00100010, 0x00100030, 0x00100040, 0x00080008, 0x00280030),
            *(0x00180050, 0x00180088, 0x00280004, 0x00281053, 0x00281052, 0x00281054),
            *(0x00541001, 0x00181210, 0x00185100, 0x00181120, 0x00282110, 0x00200105),
        ),
    )
)
_INTEGERS = tuple(map(BaseTag, (0x00280101, 0x00280103, 0x00280002, 0x00540081)))
_TABLE = BaseTag(0x00283000)


def facts_of(dataset: Dataset) -> Facts:
    """Return the facts of one header, raw values left unconverted."""
    texts = [quick_text(dataset, tag) for tag in _TEXTS]
    integers = [quick_integer(dataset, tag) for tag in _INTEGERS]
    return Facts._make([*texts, *integers, _TABLE in dataset.keys()])  # noqa: SIM118
