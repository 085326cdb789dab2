"""What was decided about the image of one file, and what is ready to be written of it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Literal, NamedTuple

from dicomwidgets.deidentification.pixels.redaction import NOTHING, Redaction
from dicomwidgets.deidentification.pixels.way import Recoding, Way

if TYPE_CHECKING:
    from dicomwidgets.deidentification.pixels.boxes import Box
    from dicomwidgets.deidentification.pixels.facts import Region
    from dicomwidgets.deidentification.pixels.recoding import RecodedFrames

__all__ = ["CLEAN", "FEATURES", "NO_WORK", "Change", "PixelOutcome", "PixelWork"]

How = Literal["", "boxes", "rule", "regions", "ocr", "file", "none"]
CLEAN, FEATURES = "clean_pixel_data", "clean_recognizable_visual_features"


class Change(NamedTuple):
    """An element at the top, or of the file meta information, that pixels give another value.

    Parameters
    ----------
    tag, keyword, vr
        Of the element.
    value
        The new one.
    why
        The reason in words.
    """

    tag: int
    keyword: str
    vr: str
    value: Any
    why: str


class PixelOutcome(NamedTuple):
    """What is done to the image of one file.

    Parameters
    ----------
    refused, remedy
        Why the file is refused, if it is, and what to do.
    notes
        What is to be known.
    done
        The options about pixels that may be stamped.
    changes
        Elements that get another value beside the stamps, in the order of their tags.
    how
        What decided: boxes, a rule, regions, text found, or the file's own word.
    rule
        The name of the rule.
    boxes, regions
        What is blacked out, in pixels; outside of the regions all is.
    way
        How changed frames are written.
    ocr
        Whether text is looked for, which only writing does.
    """

    refused: str = ""
    remedy: str = ""
    notes: tuple[str, ...] = ()
    done: frozenset[str] = frozenset()
    changes: tuple[Change, ...] = ()
    how: How = ""
    rule: str = ""
    boxes: tuple[Box, ...] = ()
    regions: tuple[Region, ...] = ()
    way: Way = Way("", "", "")
    ocr: bool = False

    @property
    def recoding(self) -> Recoding:
        """``""``, ``"frames"`` or ``"all"``: what is encoded anew."""
        return self.way.recoding

    @property
    def draws(self) -> bool:
        """Whether anything may be blacked out."""
        return bool(self.boxes or self.regions or self.ocr)

    @property
    def redaction(self) -> Redaction:
        """What is blacked out, as far as it is known before text is looked for."""
        done = CLEAN in self.done
        note = next(iter(self.notes), "") if self.how else ""
        return Redaction(self.boxes, self.regions, done, note)


class PixelWork(NamedTuple):
    """What is done to the image of one file.

    Parameters
    ----------
    outcome
        What was decided, and what is said of it.
    redaction
        What is blacked out, text that was found included.
    clear
        Whether an overlay lies in the cells of the pixels, and is taken out.
    recoded
        Compressed frames that are written anew.
    """

    outcome: PixelOutcome = PixelOutcome()
    redaction: Redaction = NOTHING
    clear: bool = False
    recoded: RecodedFrames | None = None

    def close(self) -> None:
        """Let go of what was prepared."""
        if self.recoded is not None:
            self.recoded.close()


NO_WORK = PixelWork()
