"""The grey chain of one frame, read from its elements (PS3.3 C.11, PS3.4 N.2)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Literal

from dicomwidgets.display.file_windows import file_windows
from dicomwidgets.display.modality import modality_range
from dicomwidgets.display.padding import padding_range
from dicomwidgets.display.real_world import real_world_maps
from dicomwidgets.display.rescale import file_rescale
from dicomwidgets.display.tables import file_tables
from dicomwidgets.display.tolerant import number, texts

if TYPE_CHECKING:
    from collections.abc import Callable

    from dicomwidgets.display.description import Badge, FrameDisplay, LookupTable

__all__ = ["color_display", "grey_display", "plain_display"]

_LARGEST = 1e300


def color_display() -> FrameDisplay:
    """Return the chain of a colour frame: it is RGB of 8 bit when it is decoded."""
    return plain_display("color", 8)


def plain_display(kind: Literal["grey", "color"], bits_stored: int) -> FrameDisplay:
    """Return a chain that changes nothing of unsigned values, and names no window."""
    return {
        "kind": kind,
        "signed": False,
        "bits_stored": bits_stored,
        "slope": 1.0,
        "intercept": 0.0,
        "unit": "",
        "padding": None,
        "inverse": False,
        "voi_function": "LINEAR",
        "windows": [],
        "modality_lut": None,
        "voi_luts": [],
        "voi_lut": None,
        "presentation_lut": None,
        "real_world": [],
    }


def grey_display(
    value_of: Callable[[str], Any], float_bits: int, badges: list[Badge]
) -> FrameDisplay:
    """Return how a grey frame is shown.

    Parameters
    ----------
    value_of
        Keyword → element value of this frame.
    float_bits
        Bits of a floating-point pixel; 0 for integers.
    badges
        Gets a badge for everything that is inverted, left out or not taken at its word.
    """
    signed = bool(float_bits) or number(value_of("PixelRepresentation")) == 1
    bits = float_bits or _bits(value_of)
    display = color_display()
    display |= {"kind": "grey", "signed": signed, "bits_stored": bits}
    display["padding"] = padding_range(value_of, signed=signed, bits=bits)
    _modality(display, value_of, badges)
    display["windows"], display["voi_function"] = file_windows(value_of, badges)
    # What the VOI LUT is given decides how its descriptor is read (PS3.3 C.11.2.1.1).
    negative = modality_range(display)[0] < 0
    keyword = "VOILUTSequence"
    display["voi_luts"] = file_tables(value_of(keyword), keyword, badges, signed=negative)
    display["voi_lut"] = 0 if display["voi_luts"] else None
    _presentation(display, value_of, badges)
    display["real_world"] = real_world_maps(value_of, badges, signed=signed)
    return display


def _bits(value_of: Callable[[str], Any]) -> int:
    """Return Bits Stored, else Bits Allocated; what no pixel can have counts for nothing."""
    for keyword in ("BitsStored", "BitsAllocated"):
        bits = number(value_of(keyword))
        if bits is not None and 1 <= bits <= 64:
            return int(bits)
    return 16


def _modality(display: FrameDisplay, value_of: Callable[[str], Any], badges: list[Badge]) -> None:
    """Read the Modality LUT or the rescale; where both are there, the LUT (PS3.3 C.11.1)."""
    keyword = "ModalityLUTSequence"
    tables = file_tables(value_of(keyword), keyword, badges, signed=display["signed"])
    if tables:
        display["modality_lut"] = tables[0]
    slope, intercept, unit = file_rescale(value_of, bool(tables), badges)
    reach = abs(slope) * 2.0 ** display["bits_stored"] + abs(intercept)
    if not reach < _LARGEST:
        reason = f"Rescale Slope (0028,1053) {slope:g} and Intercept {intercept:g} lead "
        badges.append(_ignored(f"{reason}beyond what numbers can hold."))
        slope, intercept, unit = 1.0, 0.0, ""
    display |= {"slope": slope, "intercept": intercept, "unit": unit}


def _presentation(
    display: FrameDisplay, value_of: Callable[[str], Any], badges: list[Badge]
) -> None:
    """Read what comes last: a Presentation LUT, or whether low values are white.

    The table gives P-Values whatever the photometric interpretation says (PS3.4 N.2.1.4).
    """
    table = _presentation_lut(value_of, badges)
    if table is not None:
        display["presentation_lut"] = table
        return
    photometric = next(iter(texts(value_of("PhotometricInterpretation"))), "")
    shape = next(iter(texts(value_of("PresentationLUTShape"))), "")
    # MONOCHROME1 and an INVERSE shape say the same thing; said twice it is one inversion.
    if photometric == "MONOCHROME1":
        reason = "Photometric Interpretation (0028,0004) is MONOCHROME1: low values are white."
    elif shape == "INVERSE":
        reason = "Presentation LUT Shape (2050,0020) is INVERSE: low values are white."
    else:
        return
    display["inverse"] = True
    badges.append({"text": "INVERTED", "reason": reason, "level": "info"})


def _presentation_lut(value_of: Callable[[str], Any], badges: list[Badge]) -> LookupTable | None:
    keyword = "PresentationLUTSequence"
    tables = file_tables(value_of(keyword), keyword, badges, signed=False, whole=True)
    usable = [table for table in tables if len(table["values"]) > 1]
    return usable[0] if usable else None


def _ignored(reason: str) -> Badge:
    return {"text": "RESCALE IGNORED", "reason": reason, "level": "warning"}
