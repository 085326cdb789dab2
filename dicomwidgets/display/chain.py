"""What each stage of the display chain does in one file, and what its absence would do."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Literal, TypedDict

from dicomwidgets.display.causes import causes_of
from dicomwidgets.display.tolerant import number

if TYPE_CHECKING:
    from collections.abc import Callable

    from dicomwidgets.display.description import FrameDisplay

__all__ = ["STAGES", "Stage", "StageName", "StageTag", "Word", "explained"]

StageName = Literal["bits", "padding", "modality", "voi", "presentation", "color"]
STAGES: tuple[StageName, ...] = ("bits", "padding", "modality", "voi", "presentation", "color")
"""The stages in their order (PS3.4 N.2): the first five of a grey frame, `bits` and `color` of
one in colours."""


class StageTag(TypedDict):
    """An element that a stage obeys, as the file has it."""

    tag: str
    keyword: str
    value: str


class Stage(TypedDict):
    """One stage: whether it changes anything here, by which elements, and what it is for.

    `without` says what a viewer shows that leaves it out.
    """

    name: StageName
    acts: bool
    tags: list[StageTag]
    text: str
    without: str


class Word(TypedDict):
    """How an integer lies in its word (PS3.5 8.1.1): bits `high` … ``high + 1 - stored``."""

    allocated: int
    stored: int
    high: int
    signed: bool


_CAUSES: dict[StageName, tuple[str, ...]] = {
    "bits": ("bits", "sign"),
    "padding": ("background",),
    "modality": ("modality",),
    "voi": ("voi",),
    "presentation": ("presentation", "inversion"),
    "color": ("color",),
}

_TEXTS: dict[StageName, tuple[str, str]] = {
    "bits": (
        (
            "The stored value is part of a word: Bits Stored says how many bits, High Bit which is "
            "the highest, Pixel Representation whether it counts as a sign (PS3.5 8.1.1)."
        ),
        (
            "The whole word is read as an unsigned number: negative values turn into huge ones, "
            "and bits that belong to an overlay into image."
        ),
    ),
    "padding": (
        (
            "These values fill the place around a round image. They are no measurement: background "
            "on the screen, left out of histogram and automatic window (PS3.3 C.7.5.1.1.2)."
        ),
        (
            "The filling takes part: it stretches the range of values, and is shown as if "
            "something had been measured there."
        ),
    ),
    "modality": (
        "Stored values become what the scanner measured, such as Hounsfield units (PS3.3 C.11.1).",
        (
            "The window meets stored values: its numbers mean nothing to them, and the image comes "
            "out black, white or washed out."
        ),
    ),
    "voi": (
        (
            "A range of values is spread over the greys of the screen; what lies below is black, "
            "above white (PS3.3 C.11.2)."
        ),
        (
            "Least to greatest value are spread over the greys, as a plotting program does: air, "
            "metal and filling take most of them."
        ),
    ),
    "presentation": (
        (
            "Says whether low values are black (MONOCHROME2) or white (MONOCHROME1, or a shape "
            "INVERSE) (PS3.3 C.7.6.3.1.2, C.11.6)."
        ),
        "The image is a negative of what it should be.",
    ),
    "color": (
        "Whatever the samples are, the screen gets red, green and blue (PS3.3 C.7.6.3.1.2).",
        (
            "The samples are taken for red, green and blue: luminance and differences of colour "
            "come out teal and pink, palette indices as senseless greys."
        ),
    ),
}


def explained(
    value_of: Callable[[str], Any],
    display: FrameDisplay,
    *,
    converted: bool = True,
    profile: str | None = None,
) -> list[Stage]:
    """Return the stages of one frame in their order, told for its file.

    Parameters
    ----------
    value_of
        Keyword → element value of this frame; what can't be read is ``None``.
    display
        What was made of them (`dicomwidgets.display.parameters.describe`).
    converted
        Whether a colour frame has other samples in the file than on the screen.
    profile
        Name of the ICC profile by which its colours are shown, where that changes them.

    Returns
    -------
    list of Stage
        Five stages of a grey frame, a sixth where a supplemental palette colours it; two of one in
        colours.
    """
    if display["kind"] == "color":
        return [
            _stage("bits", value_of, display, acts=False),
            _color(value_of, display, converted=converted, profile=profile),
        ]
    acts = {
        "bits": _cuts(value_of, display),
        "padding": display["padding"] is not None,
        "modality": bool(display["modality_lut"])
        or (display["slope"], display["intercept"]) != (1.0, 0.0),
        "voi": True,
        "presentation": display["inverse"] or display["presentation_lut"] is not None,
    }
    stages = [_stage(name, value_of, display, acts=acts[name]) for name in STAGES[:5]]
    for stage in stages:
        if idle := _idle(stage, display):
            stage["text"] = f"{stage['text']} {idle}" if stage["acts"] else idle
    if "palette" in display:
        stages.append(_supplement(value_of, display))
    return stages


def _color(
    value_of: Callable[[str], Any], display: FrameDisplay, *, converted: bool, profile: str | None
) -> Stage:
    stage = _stage("color", value_of, display, acts=converted)
    if profile is not None:
        stage["text"] += (
            f" The file's ICC profile, {profile}, says which colours those are; they are shown in "
            "those of the screen, sRGB (PS3.3 C.11.15)."
        )
        stage["tags"].append(StageTag(tag="(0028,2000)", keyword="ICCProfile", value=profile))
    return stage


def _supplement(value_of: Callable[[str], Any], display: FrameDisplay) -> Stage:
    """Return what colours some values of a grey frame (PS3.3 C.7.6.19)."""
    stage = _stage("color", value_of, display, acts=True)
    first = display["palette"]["first"]
    stage["text"] = (
        f"Stored values from {first} on take a colour of the palette beside the grey pixels, "
        "whatever window, inversion and colour map say (PS3.3 C.7.6.19)."
    )
    stage["without"] = (
        "What was coloured comes out as some grey, mostly white: the map that lies over the "
        "anatomy is taken for anatomy."
    )
    return stage


def _stage(
    name: StageName, value_of: Callable[[str], Any], display: FrameDisplay, *, acts: bool
) -> Stage:
    text, without = _TEXTS[name]
    tags = [
        StageTag(tag=cause.tag, keyword=cause.keyword, value=cause.value)
        for part in _CAUSES[name]
        for cause in causes_of(part, value_of, display)
    ]
    return Stage(name=name, acts=acts, tags=tags, text=text, without=without)


def _idle(stage: Stage, display: FrameDisplay) -> str:
    """Return why a stage does nothing here, or where its numbers come from."""
    if stage["name"] == "voi" and display["voi_lut"] is None and not _named(stage):
        return "This file names no window: this one was made for it."
    if stage["acts"]:
        return ""
    return {
        "bits": "Here the word is the value.",
        "padding": "This file marks no padding.",
        "modality": "Here the stored values are the values: nothing is rescaled.",
        "presentation": "Here low values are black: nothing is inverted.",
    }.get(stage["name"], "")


def _named(stage: Stage) -> bool:
    return any(tag["keyword"] == "WindowCenter" for tag in stage["tags"])


def _cuts(value_of: Callable[[str], Any], display: FrameDisplay) -> bool:
    """Whether reading the word as it stands would give other values."""
    if display["bits_stored"] > 32 or value_of("BitsAllocated") is None:
        return False
    allocated = number(value_of("BitsAllocated"))
    return display["signed"] or display["bits_stored"] != allocated
