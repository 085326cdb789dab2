"""Why an image looks as it does: every stage from stored bits to the grey of the screen."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

from traitlets import Enum, Int, List, Tuple

from dicomwidgets.display.chain import STAGES
from dicomwidgets.widgets._frame_by_frame import FrameByFrame
from dicomwidgets.widgets._lab_feed import stages_of

if TYPE_CHECKING:
    from collections.abc import Mapping

    from dicomwidgets.widgets._base import Reply

__all__ = ["DisplayLab", "lab"]


class DisplayLab(FrameByFrame):
    """The display chain taken apart, for teaching: PS3.4 N.2 with the numbers of one pixel.

    For the pixel under the cursor and for the whole frame, each stage shows what it makes of the
    value, which elements of the file cause it and a histogram; a stage can be left out to see
    what goes wrong without it.

    Parameters
    ----------
    x
        Anything that holds DICOM images: path, folder, glob, zip, DICOMDIR, bytes, file object,
        `Dataset`, list of these, `Series`, `FrameSource`.
    **traits
        Initial values of the traits below, and ``layout``.

    Raises
    ------
    ArgumentError
        When `x` is no kind of thing that holds DICOM, or a keyword is unknown. What is wrong
        with the files is shown in the widget instead, with the remedy.

    Examples
    --------
    >>> lab = dicomwidgets.lab("CT/", stages_off=["modality"])    # doctest: +SKIP
    >>> lab.pixel                                                 # doctest: +SKIP
    (255, 310)
    """

    commands: ClassVar[Mapping[str, str]] = {
        **FrameByFrame.commands,
        "get_stages": "_get_stages",
    }

    pixel = Tuple(Int(), Int(), default_value=None, allow_none=True).tag(
        sync=True, echo_update=False
    )
    """(column, row), from 0, of the pixel that is followed; ``None``: the middle one."""

    stages_off = List(Enum(STAGES)).tag(sync=True, echo_update=False)
    """Stages that are left out, of ``"bits"``, ``"padding"``, ``"modality"``, ``"voi"``,
    ``"presentation"`` and ``"color"``."""

    def _get_stages(self, args: Mapping[str, Any]) -> Reply:
        opened = self._now()
        return stages_of(opened.frames, opened.numbering, args)


def lab(x: Any, **traits: Any) -> DisplayLab:
    """Show, stage by stage, why the images in `x` look as they do.

    Parameters
    ----------
    x
        Path, folder, glob, zip, DICOMDIR, bytes, file object, `Dataset`, list of these,
        `Series` or `FrameSource`. Of several series the one that holds the first image in name
        order is shown.
    **traits
        Traits of `DisplayLab`, such as ``index=40, pixel=(120, 200), stages_off=["modality"]``.

    Returns
    -------
    DisplayLab
        Display it as the last line of a cell. What is wrong with the files stands in it.
    """
    return DisplayLab(x, **traits)
