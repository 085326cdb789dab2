"""What is done to the image of one file, why, and what may be said of it (PS3.15 E.3.1, E.3.2)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from dicomwidgets.deidentification.pixels.decided import CLEAN, FEATURES, Change, PixelOutcome
from dicomwidgets.deidentification.pixels.features import REMEDY, features_for
from dicomwidgets.deidentification.pixels.pixel_rules import PixelRule, carried_rules
from dicomwidgets.deidentification.pixels.way import Recoding, Way, is_lossy_syntax, way_for
from dicomwidgets.reference.tags import keyword_tag, tag_info

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from dicomwidgets.deidentification.pixels.boxes import Box
    from dicomwidgets.deidentification.pixels.facts import PixelFacts
    from dicomwidgets.deidentification.policy import Policy

__all__ = ["nothing_drawn", "outcome_for", "written_by"]

_BY_BOXES = "What lies in the boxes that were given is blacked out."
_BY_RULE = "What lies in the boxes of the pixel rule '{}' is blacked out."
_BY_REGIONS = (
    "All outside the ultrasound regions (0018,6011) is blacked out; text inside of them stays."
)
_BY_OCR = (
    "Text that is found in the image by optical character recognition is blacked out; what it does "
    "not find stays: look at the images."
)
_BESIDE = (
    "Clean Pixel Data was not done and is not stamped: no pixel lies in the boxes that were given."
)
_SAYS_NO = (
    "The pixels are unchanged: the file itself says that nothing is burned in (0028,0301), and on "
    "that alone Clean Pixel Data is stamped."
)
_IS_CLEAN = "The pixels are unchanged and need no cleaning by the pixel rule '{}'{}."
_UNKNOWN = (
    "Clean Pixel Data was not done and is not stamped: no boxes were given, no rule fits, there "
    "are no ultrasound regions, and the file does not say that nothing is burned in."
)
_NOT_DONE = "Clean Pixel Data was not done and is not stamped. {} {}"
_REFUSED_BY = "The pixel rule '{}' refuses this image{}."
_LOOK = (
    "Look at it, and give boxes or a pixel rule of your own, let text be found (ocr), or leave it "
    "out."
)
_NO_REGIONS = "The pixel rule '{}' keeps ultrasound regions, and the file names none."
_NO_FIT = (
    "The boxes of the pixel rule '{}' do not fit into an image of {} columns and {} rows: it was "
    "made for another size."
)
_FIT = "Add Rows and Columns to its conditions, and a rule for this size."
_FRAMES = (
    "Frames that change were encoded anew, losslessly and in the file's own transfer syntax; all "
    "others keep their bytes."
)
_ALL = (
    "All frames were decoded and are written in RLE Lossless: compressing them lossily a second "
    "time would change the whole image. Outside of what is blacked out they decode as before."
)
_PAIRS = (
    "Two pixels of a row share their colour (4:2:2): what is blacked out was widened to whole "
    "pairs of columns."
)
_NOTES: Mapping[Recoding, tuple[str, ...]] = {"": (), "frames": (_FRAMES,), "all": (_ALL,)}
_OTHER_COLORS = (
    "Photometric Interpretation (0028,0004) said {}, and the compressed frames are {}: that is "
    "what it says now."
)
_METHODS = {
    **dict.fromkeys(("50", "51", "53", "55"), "ISO_10918_1"),
    "81": "ISO_14495_1",
    **dict.fromkeys(("90", "91", "92", "93"), "ISO_15444_1"),
    **dict.fromkeys(("201", "202", "203"), "ISO_15444_15"),
    **dict.fromkeys(("110", "111", "112"), "ISO_18181_1"),
}
"""End of a transfer syntax's UID → Lossy Image Compression Method (PS3.3 C.7.6.1.1.5.1)."""


def outcome_for(
    facts: PixelFacts, policy: Policy, boxes: tuple[Box, ...] = (), *, pixels: bool = True
) -> PixelOutcome:
    """Return what is done to the image of a file.

    Parameters
    ----------
    facts, policy, boxes, pixels
        The file, what is asked for, and whether there is an image.
    """
    found = PixelOutcome()
    if CLEAN in policy.options and pixels:
        found = _cleaned(facts, policy, boxes)
    if FEATURES in policy.options and not found.refused:
        found = _without_faces(found, facts, pixels=pixels)
    return found if found.refused else found._replace(changes=_changes(found, facts))


def _without_faces(found: PixelOutcome, facts: PixelFacts, *, pixels: bool) -> PixelOutcome:
    refused, done, note = features_for(facts, pixels=pixels)
    if refused:
        why = f"Somebody may be recognized in it (Clean Recognizable Visual Features). {refused}"
        return PixelOutcome(why, REMEDY)
    notes = (*found.notes, note) if note else found.notes
    return found._replace(notes=notes, done=found.done | ({FEATURES} if done else set()))


def _cleaned(facts: PixelFacts, policy: Policy, boxes: tuple[Box, ...]) -> PixelOutcome:
    found = _decided(facts, policy, boxes)
    if policy.ocr and not (found.refused and found.how != "none"):
        found = _with_ocr(found)
    if found.refused or not found.draws:
        return found
    way = way_for(facts)
    if not way.why_not:
        notes = (*found.notes, *_NOTES[way.recoding])
        found = found._replace(way=way, notes=notes, done=frozenset({CLEAN}))
        return _by_pairs(found) if facts.layout.paired else found
    if found.how == "regions" and not (found.boxes or found.ocr):
        return PixelOutcome(notes=(_NOT_DONE.format(way.why_not, way.remedy),), how="none")
    return PixelOutcome(way.why_not, way.remedy)


def _by_pairs(found: PixelOutcome) -> PixelOutcome:
    """Return an outcome for pixels of which two share their colour."""
    wider = found.redaction.by_pairs()
    if (wider.boxes, wider.regions) == (found.boxes, found.regions) and not found.ocr:
        return found
    notes = (*found.notes, _PAIRS)
    return found._replace(boxes=wider.boxes, regions=wider.regions, notes=notes)


def _with_ocr(found: PixelOutcome) -> PixelOutcome:
    if found.draws:
        return found._replace(ocr=True, notes=(*found.notes, _BY_OCR))
    return PixelOutcome(ocr=True, notes=(_BY_OCR,), how="ocr")


def _decided(facts: PixelFacts, policy: Policy, boxes: tuple[Box, ...]) -> PixelOutcome:
    """Return what is done, and what own rules do in addition."""
    rules = [rule for rule in policy.pixel_rules if rule.do != "also"]
    found = _deciding(facts, rules, boxes)
    for rule in policy.pixel_rules:
        if rule.do == "also" and rule.fits(facts):
            found = _and(found, _by_rule(rule, facts))
    return found


def _and(found: PixelOutcome, more: PixelOutcome) -> PixelOutcome:
    """Return both together: what is drawn was looked at, and settles what nothing else does."""
    if more.refused or (found.refused and found.how == "rule"):
        return more if more.refused else found
    if not found.draws:
        return more
    return found._replace(boxes=(*found.boxes, *more.boxes), notes=(*found.notes, *more.notes))


def _deciding(
    facts: PixelFacts, rules: Sequence[PixelRule], boxes: tuple[Box, ...]
) -> PixelOutcome:
    """Return what decides, in this order: boxes, rules, regions, the file's own word."""
    if boxes:
        if not any(_meets(box, facts) for box in boxes):
            return PixelOutcome(notes=(_BESIDE,), how="none")
        return PixelOutcome(notes=(_BY_BOXES,), how="boxes", boxes=boxes)
    own = next((rule for rule in rules if rule.fits(facts)), None)
    if own is not None:
        return _by_rule(own, facts)
    carried = next((rule for rule in carried_rules() if rule.fits(facts)), None)
    if carried is not None:
        found = _by_rule(carried, facts)
        return found._replace(how="none") if found.refused else found
    return _by_file(facts)


def _by_file(facts: PixelFacts) -> PixelOutcome:
    if facts.regions:
        return PixelOutcome(notes=(_BY_REGIONS,), how="regions", regions=facts.regions)
    if facts.first("BurnedInAnnotation") == "NO":
        return PixelOutcome(notes=(_SAYS_NO,), how="file", done=frozenset({CLEAN}))
    return PixelOutcome(notes=(_UNKNOWN,), how="none")


def _meets(box: Box, facts: PixelFacts) -> bool:
    """Whether any pixel lies in a box."""
    layout = facts.layout
    in_frame = box.x < layout.columns and box.y < layout.rows
    frames = layout.frames or 1
    return in_frame and (box.frames is None or any(frame < frames for frame in box.frames))


def _by_rule(rule: PixelRule, facts: PixelFacts) -> PixelOutcome:
    why = f": {rule.why}" if rule.why else ""
    found = PixelOutcome(how="rule", rule=rule.name)
    if rule.do == "refuse":
        return found._replace(refused=_REFUSED_BY.format(rule.name, why), remedy=_LOOK)
    if rule.do == "clean":
        note = _IS_CLEAN.format(rule.name, why)
        return found._replace(notes=(note,), done=frozenset({CLEAN}))
    if rule.do == "ocr":
        return found._replace(notes=(_BY_OCR,), ocr=True)
    return _by_places(found, rule, facts)


def _by_places(found: PixelOutcome, rule: PixelRule, facts: PixelFacts) -> PixelOutcome:
    if rule.do == "regions":
        if not facts.regions:
            return found._replace(refused=_NO_REGIONS.format(rule.name), remedy=_LOOK)
        return found._replace(notes=(_BY_REGIONS,), regions=facts.regions)
    rows, columns = facts.layout.rows, facts.layout.columns
    boxes = rule.boxes_in(columns, rows, facts.layout.frames or 1)
    if boxes is None:
        return found._replace(refused=_NO_FIT.format(rule.name, columns, rows), remedy=_FIT)
    return found._replace(notes=(_BY_RULE.format(rule.name),), boxes=boxes)


# What changes with the pixels --------------------------------------------------------------------


def _changes(found: PixelOutcome, facts: PixelFacts) -> tuple[Change, ...]:
    """Return the elements that get another value, in the order of their tags."""
    made: list[Change] = []
    if FEATURES in found.done and facts.first("RecognizableVisualFeatures") != "NO":
        why = "Nobody can be recognized in the image (PS3.15 E.3.2)."
        made.append(_change("RecognizableVisualFeatures", "NO", why))
    if found.recoding == "all":
        made += _recoded(found.way, facts)
    return tuple(sorted(made))


def written_by(found: PixelOutcome, facts: PixelFacts, way: Way, photometric: str) -> PixelOutcome:
    """Return an outcome for frames that were encoded anew, and may differ from what was expected.

    Parameters
    ----------
    found, facts
        As decided by the header.
    way
        How they were encoded: also where only an overlay was taken out of them.
    photometric
        Photometric Interpretation of what was encoded.
    """
    notes = found.notes if found.draws else (*found.notes, *_NOTES[way.recoding])
    if way.recoding == "all" and photometric != way.photometric:
        said = facts.layout.photometric or "nothing"
        notes, way = (
            (*notes, _OTHER_COLORS.format(said, photometric)),
            way._replace(photometric=photometric),
        )
    found = found._replace(way=way, notes=notes)
    return found._replace(changes=_changes(found, facts))


def nothing_drawn(found: PixelOutcome, facts: PixelFacts) -> PixelOutcome:
    """Return an outcome for an image in which text was looked for, and nothing is drawn into."""
    way = Way("", facts.syntax, facts.layout.photometric)
    said = _NOTES[found.way.recoding]
    notes = tuple(note for note in found.notes if note not in said)
    found = found._replace(way=way, notes=notes)
    return found._replace(changes=_changes(found, facts))


def _change(keyword: str, value: Any, why: str) -> Change:
    tag = keyword_tag(keyword)
    return Change(tag, keyword, tag_info(tag).vr, value, why)


def _recoded(way: Way, facts: PixelFacts) -> list[Change]:
    """Return what is said of frames that are all written in another transfer syntax."""
    layout = facts.layout
    why = "The frames are written in another transfer syntax, as something is blacked out in them."
    made = [_change("TransferSyntaxUID", way.syntax, why)]
    if way.photometric != layout.photometric:
        made.append(_change("PhotometricInterpretation", way.photometric, why))
    planar = int(way.photometric == "YBR_FULL")  # by plane for it, as ultrasound has it (C.8.5.6.1)
    if layout.samples > 1 and layout.planar != planar:
        made.append(_change("PlanarConfiguration", planar, why))
    if is_lossy_syntax(facts.syntax, layout.photometric):
        made += _lossy(facts)
    return made


def _lossy(facts: PixelFacts) -> list[Change]:
    """Return what tells of the loss: it stays lost, whatever the frames are written in."""
    if facts.first("LossyImageCompression") == "01":
        return []
    why = "What lossy compression has taken does not come back (PS3.3 C.7.6.1.1.5)."
    made = [_change("LossyImageCompression", "01", why)]
    if method := _METHODS.get(facts.syntax.rpartition(".")[2]):
        made.append(_change("LossyImageCompressionMethod", method, why))
    return made
