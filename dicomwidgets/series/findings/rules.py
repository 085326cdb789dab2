"""Every kind of finding in a series: how bad it is, what it means, what one can do."""

from __future__ import annotations

from dicomwidgets.finding import Rule

__all__ = ["BADGES", "RULES"]

RULES: dict[str, Rule] = {
    # Where the slices lie (PS3.3 C.7.6.2.1.1)
    "gap": Rule(
        "error",
        "Slices are missing between two others: what lay there is not seen, and a volume that "
        "takes them for neighbours is too short.",
        "Look for the missing files; else take the part on one side of the gap, or resample.",
    ),
    "spacing-unequal": Rule(
        "warning",
        "Slices are not equally far apart: a volume with one spacing is bent, and lengths, "
        "areas and volumes across slices are wrong.",
        "Resample along the slices, or take a part with one spacing.",
    ),
    "spacing-slight": Rule(
        "info",
        "Distances of slices differ by more than rounding explains, and by less than is seen: it "
        "adds up along a stack, and what is one array of one spacing (dw.volume) is refused.",
        "Ask for gaps='resample' where a volume is made.",
    ),
    "spacing-differs": Rule(
        "info",
        "Spacing Between Slices says another distance than the positions do: software that "
        "believes it gets lengths across slices wrong.",
        "Trust the positions; correct or remove Spacing Between Slices (0018,0088).",
    ),
    "tilt": Rule(
        "error",
        "Each slice is shifted against the one before, as by a tilted gantry: stacked straight, "
        "the anatomy is sheared.",
        "Resample into a straight box, or keep the shear in the affine.",
    ),
    "lean-slight": Rule(
        "info",
        "Slices lie aside of a straight box, by more than rounding explains and less than is seen "
        "from one to the next: a volume of them (dw.volume) is refused.",
        "Ask for tilt='keep' or tilt='resample' where a volume is made.",
    ),
    "slice-shifted": Rule(
        "warning",
        "Slices lie aside of the line of the others: a volume that stacks them shows steps.",
        "Check Image Position (Patient) of these files; take a part without them, or resample.",
    ),
    "position-duplicate": Rule(
        "warning",
        "Several images lie at one place, and nothing in their headers tells them apart: which "
        "of them a volume shows is chance.",
        "Compare them (dw.compare); keep one of each, or add what tells them apart.",
    ),
    "repetition": Rule(
        "info",
        "Times, directions or the like were measured, but the header does not say which: images "
        "at one place are told apart by their numbers alone.",
        "Look in the protocol, or in private elements, for what was varied.",
    ),
    "frames-missing": Rule(
        "error",
        "Some slices have fewer images than the others: times, echoes or directions are missing, "
        "and an array of them has holes.",
        "Look for the missing files; else leave out the incomplete times or slices.",
    ),
    "geometry-missing": Rule(
        "warning",
        "Without position and orientation nobody knows where the image lies: it is sorted by "
        "number or name, and can't become a volume.",
        "Export again with Image Position and Orientation (Patient).",
    ),
    "orientation-invalid": Rule(
        "error",
        "The directions of rows and columns are no unit vectors at right angles: positions, "
        "letters and lengths computed with them are wrong.",
        "Correct Image Orientation (Patient) (0020,0037).",
    ),
    "pixel-spacing-missing": Rule(
        "warning",
        "Without Pixel Spacing lengths in the image are unknown.",
        "Export again with Pixel Spacing (0028,0030); measure in pixels until then.",
    ),
    "frame-of-reference-missing": Rule(
        "info",
        "Without a Frame of Reference UID nobody may say that two series lie in one space.",
        "Add Frame of Reference UID (0020,0052), the same for all files of the scan.",
    ),
    "single-slice": Rule(
        "info",
        "One slice alone makes no volume: the others may be missing.",
        "Look for the other files of the series.",
    ),
    "mosaic": Rule(
        "info",
        "Each image is a mosaic that holds all slices of a time side by side: it is no slice, "
        "and its position is that of none of them.",
        "Unfold the mosaics to get slices.",
    ),
    # Identity
    "uid-duplicate": Rule(
        "error",
        "SOP Instance UID names one object in the world: archives keep one of these files and "
        "drop or overwrite the others.",
        "Remove the copy; if they differ, give one of them a new UID.",
    ),
    "uid-missing": Rule(
        "error",
        "Without a SOP Instance UID no archive takes the file, and nothing can refer to it.",
        "Give it a new SOP Instance UID (0008,0018).",
    ),
    "pixels-identical": Rule(
        "warning",
        "Images with the same pixels are one image stored twice, or one that lost its place.",
        "Compare their headers (dw.compare), and remove the copy.",
    ),
    "pixels-unreadable": Rule(
        "error",
        "A frame can't be decoded: a volume has a hole there.",
        "Show it (dw.view): it says why, and what to install where that helps.",
    ),
    "mixed-patient": Rule(
        "error",
        "Files of one series name different patients: images of two people may be mixed, or a "
        "correction or an anonymization stopped half way.",
        "Find out whose images these are before anything else; then correct the headers.",
    ),
    "mixed-study": Rule(
        "error",
        "One series belongs to one study: archives file these images apart, or refuse them.",
        "Give all files of the series one Study Instance UID.",
    ),
    # Numbers
    "number-missing": Rule(
        "info",
        "Without Instance Number software that sorts by it shows these files in any order.",
        "Nothing, where positions are there; else number the files.",
    ),
    "number-duplicate": Rule(
        "warning",
        "Files share an Instance Number: software that sorts by it, or names files by it, mixes "
        "or overwrites them.",
        "Sort by position; number the files anew before they are named by it.",
    ),
    "number-gap": Rule(
        "info",
        "Instance Numbers are left out: files may be missing, at the ends too.",
        "Compare with the archive that the series comes from.",
    ),
    "number-disagrees": Rule(
        "warning",
        "Instance Number and position tell different orders: software that sorts by number "
        "shuffles the anatomy.",
        "Sort by position; number the files anew.",
    ),
    "order-reversed": Rule(
        "info",
        "Instance Numbers run against the slice normal: a volume stacked by number is mirrored "
        "unless its affine says so.",
        "Nothing here, where positions decide; tell software that sorts by number.",
    ),
    # Time
    "time-gap": Rule(
        "warning",
        "A step between two times is longer than the others: a time point may be missing, and "
        "curves over frame numbers are bent.",
        "Look for the missing files; use the times, not the frame numbers.",
    ),
    "times-missing": Rule(
        "warning",
        "The header promises more time points, or slices, than there are.",
        "Compare with the archive that the series comes from.",
    ),
    # Mixed within what is shown as one series
    "mixed-rescale": Rule(
        "warning",
        "Rescale slope and intercept differ from file to file: stored values are not comparable, "
        "and a stack of them has steps.",
        "Use values, not stored values; check files that lack the rescale.",
    ),
    "mixed-photometric": Rule(
        "warning",
        "Some images are stored inverted (MONOCHROME1): a stack of stored values mixes negatives "
        "and positives.",
        "Invert those of one kind before stacking; here each is shown as it says.",
    ),
    "mixed-bits": Rule(
        "info",
        "Bits or signs differ from file to file: an array of stored values needs a type for all.",
        "Convert to values before stacking.",
    ),
    "mixed-thickness": Rule(
        "warning",
        "Slice Thickness differs from slice to slice: noise and partial volume do, too.",
        "Take a part of one thickness, or know it when comparing slices.",
    ),
    "mixed-kernel": Rule(
        "warning",
        "Images are reconstructed with different kernels: sharpness, noise and values of small "
        "things are not comparable.",
        "Take the images of one Convolution Kernel (0018,1210).",
    ),
    "mixed-patient-position": Rule(
        "warning",
        "Patient Position differs within the series: the patient was turned, or headers are "
        "wrong, and left and right are in doubt.",
        "Check the letters against the anatomy.",
    ),
    "mixed-lossy": Rule(
        "warning",
        "Some images were compressed with loss and others not: measurements differ by it.",
        "Get the series without loss, or leave these images out.",
    ),
    # Under one Series Instance UID, and shown apart
    "mixed-orientation": Rule(
        "info",
        "Images of several orientations share a Series Instance UID: as one stack they would be "
        "nonsense, so each orientation is a series of its own here.",
        "Use them as separate series; software that takes the UID for one volume fails.",
    ),
    "mixed-size": Rule(
        "info",
        "Images of several sizes share a Series Instance UID; each size is a series here.",
        "Use them as separate series.",
    ),
    "mixed-pixel-spacing": Rule(
        "info",
        "Images of several pixel spacings share a Series Instance UID; each is a series here.",
        "Use them as separate series, or resample.",
    ),
    "mixed-frame-of-reference": Rule(
        "warning",
        "Images of one series lie in different frames of reference: their positions can't be "
        "compared, so each is a series of its own here.",
        "Register them before comparing places.",
    ),
    "mixed-localizer": Rule(
        "info",
        "Localizers share the Series Instance UID of the images that were planned on them; they "
        "are a series of their own here.",
        "Leave them out of volumes.",
    ),
    "mixed-quantity": Rule(
        "warning",
        "Values of different kinds share a Series Instance UID: they are apart here.",
        "Never stack them: the numbers mean different things.",
    ),
    "mixed-colour": Rule(
        "info",
        "Grey and colour images share a Series Instance UID: screen captures, fused images.",
        "Leave the colour images out of volumes.",
    ),
    "mixed-kind": Rule(
        "info",
        "Objects of different kinds share a Series Instance UID, which the standard forbids.",
        "Use them as separate series; give each kind a Series Instance UID of its own.",
    ),
    "mixed-geometry": Rule(
        "warning",
        "Files of the series lack the orientation that the others have: they are apart here, and "
        "slices may be missing in the stack.",
        "Export them again with Image Orientation (Patient).",
    ),
    "mixed-acquisition": Rule(
        "info",
        "Several stacks share a Series Instance UID, and made no sense as one: overlapping "
        "acquisitions, thicknesses, or images beside what was computed from them.",
        "Use them as separate series.",
    ),
}
"""Code → rule. The codes are stable: filter by them."""

BADGES: dict[str, str] = {
    "mixed-patient": "SEVERAL PATIENTS",
    "gap": "GAP",
    "tilt": "TILT",
    "orientation-invalid": "BAD ORIENTATION",
    "frames-missing": "INCOMPLETE",
    "uid-duplicate": "SAME UID",
    "position-duplicate": "SAME POSITION",
    "spacing-unequal": "UNEQUAL SPACING",
    "slice-shifted": "SHIFTED SLICE",
    "mixed-rescale": "MIXED RESCALE",
    "mixed-photometric": "MIXED INVERSION",
    "mixed-thickness": "MIXED THICKNESS",
    "mixed-kernel": "MIXED KERNELS",
    "mixed-patient-position": "PATIENT TURNED",
    "mixed-geometry": "FILES LEFT OUT",
    "mixed-size": "SIZES APART",
    "time-gap": "TIME GAP",
    "mosaic": "MOSAIC",
}
"""Code → what a viewer says of it, the worst first: what matters to whoever looks."""
